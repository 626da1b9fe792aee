"""Hours as one versioned set, public holidays that are suggested, and what was decided about them.

Revision 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; a region names the calendar of its country."""
    op.add_column("region", sa.Column("country", sa.String(), nullable=True))
    op.add_column("region", sa.Column("subdivision", sa.String(), nullable=True))
    op.create_table(
        "hours_version",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("owner_kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("owner_kind IN ('site', 'resource')", name=op.f("ck_hours_version_owner_kind")),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_hours_version")),
    )
    op.create_table(
        "holiday_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope_kind", sa.String(), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("closure_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "decision IN ('accepted', 'moved', 'refused')", name=op.f("ck_holiday_decision_decision")
        ),
        sa.CheckConstraint("scope_kind IN ('region', 'site')", name=op.f("ck_holiday_decision_scope_kind")),
        sa.ForeignKeyConstraint(
            ["closure_id"], ["closure.id"], name=op.f("fk_holiday_decision_closure_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_holiday_decision_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday_decision")),
        sa.UniqueConstraint("scope_id", "key", name=op.f("uq_holiday_decision_scope_id_key")),
    )


def downgrade() -> None:
    """Drop them; the closures that followed stay."""
    op.drop_table("holiday_decision")
    op.drop_table("hours_version")
    op.drop_column("region", "subdivision")
    op.drop_column("region", "country")
