"""Approvals and the letters of bookings: who decides until when, letters kept as facts, what people choose.

Revision 0008.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STATES = "'pending', 'confirmed', 'refused', 'expired', 'cancelled', 'no_show'"


def upgrade() -> None:
    """Add what a decision and a reminder need, letters without a text, and the choices."""
    for name in ("decide_by", "decided_at", "placed_at", "reminded_at"):
        op.add_column("reservation", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("reservation", sa.Column("decided_by_id", sa.Uuid(), nullable=True))
    op.add_column("reservation", sa.Column("decision_reason", sa.String(), nullable=True))
    op.create_foreign_key(
        op.f("fk_reservation_decided_by_id"), "reservation", "person", ["decided_by_id"], ["id"]
    )
    op.drop_constraint("ck_reservation_state", "reservation")
    op.create_check_constraint(op.f("ck_reservation_state"), "reservation", f"state IN ({_STATES})")
    op.create_check_constraint(
        op.f("ck_reservation_pending_is_decided"),
        "reservation",
        "state <> 'pending' OR decide_by IS NOT NULL",
    )
    op.create_index(
        "ix_reservation_decide_by",
        "reservation",
        ["decide_by"],
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "ix_reservation_remind",
        "reservation",
        ["starts_at"],
        postgresql_where=sa.text("state = 'confirmed' AND reminded_at IS NULL"),
    )
    op.add_column("notice", sa.Column("template", sa.String(), nullable=True))
    op.add_column("notice", sa.Column("facts", postgresql.JSONB(none_as_null=True), nullable=True))
    op.drop_constraint("ck_notice_state", "notice")
    op.create_check_constraint(
        op.f("ck_notice_state"), "notice", "state IN ('pending', 'sent', 'failed', 'dropped')"
    )
    op.create_check_constraint(op.f("ck_notice_facts"), "notice", "(template IS NULL) = (facts IS NULL)")
    op.create_table(
        "booking_notices",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("booked", sa.Boolean(), nullable=False),
        sa.Column("reminder", sa.Boolean(), nullable=False),
        sa.Column("reminder_minutes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reminder_minutes BETWEEN 15 AND 10080", name=op.f("ck_booking_notices_reminder_minutes")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_booking_notices_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_booking_notices")),
    )


def downgrade() -> None:
    """Forget them; what nobody has approved counts as cancelled, and letters without a text are lost."""
    op.drop_table("booking_notices")
    op.execute("DELETE FROM notice WHERE template IS NOT NULL OR state = 'dropped'")
    op.drop_constraint("ck_notice_facts", "notice")
    op.drop_constraint("ck_notice_state", "notice")
    op.create_check_constraint(op.f("ck_notice_state"), "notice", "state IN ('pending', 'sent', 'failed')")
    op.drop_column("notice", "facts")
    op.drop_column("notice", "template")
    op.drop_index("ix_reservation_remind", table_name="reservation")
    op.drop_index("ix_reservation_decide_by", table_name="reservation")
    op.drop_constraint("ck_reservation_pending_is_decided", "reservation")
    op.drop_constraint("ck_reservation_state", "reservation")
    op.execute("UPDATE occupancy SET state = 'released', expires_at = NULL WHERE state = 'held'")
    op.execute("UPDATE reservation SET state = 'cancelled' WHERE state IN ('pending', 'refused', 'expired')")
    op.create_check_constraint(
        op.f("ck_reservation_state"), "reservation", "state IN ('confirmed', 'cancelled', 'no_show')"
    )
    op.drop_constraint("fk_reservation_decided_by_id", "reservation")
    for name in ("decision_reason", "decided_by_id", "reminded_at", "placed_at", "decided_at", "decide_by"):
        op.drop_column("reservation", name)
