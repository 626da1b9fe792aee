"""Usage beside the claim: who has checked in and out, and when an unclaimed booking is released.

Revision 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the facts of use to reservations."""
    op.add_column("reservation", sa.Column("no_show_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("reservation", sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("reservation", sa.Column("checked_out_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint("ck_reservation_state", "reservation")
    op.create_check_constraint(
        op.f("ck_reservation_state"), "reservation", "state IN ('confirmed', 'cancelled', 'no_show')"
    )
    op.create_check_constraint(
        op.f("ck_reservation_checked_out_after_in"), "reservation", "checked_out_at >= checked_in_at"
    )
    op.create_index(
        "ix_reservation_no_show_at",
        "reservation",
        ["no_show_at"],
        unique=False,
        postgresql_where=sa.text("state = 'confirmed' AND checked_in_at IS NULL"),
    )


def downgrade() -> None:
    """Forget them; who did not come counts as cancelled."""
    op.drop_index(
        "ix_reservation_no_show_at",
        table_name="reservation",
        postgresql_where=sa.text("state = 'confirmed' AND checked_in_at IS NULL"),
    )
    op.drop_constraint("ck_reservation_checked_out_after_in", "reservation")
    op.drop_constraint("ck_reservation_state", "reservation")
    op.execute("UPDATE reservation SET state = 'cancelled' WHERE state = 'no_show'")
    op.create_check_constraint(
        op.f("ck_reservation_state"), "reservation", "state IN ('confirmed', 'cancelled')"
    )
    op.drop_column("reservation", "checked_out_at")
    op.drop_column("reservation", "checked_in_at")
    op.drop_column("reservation", "no_show_at")
