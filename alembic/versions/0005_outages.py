"""Outages: what is broken since when, until when, and who said so.

Revision 0005. `uq_outage_open` keeps one outage at a time per resource.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What is out of order already has an outage from now on; nobody knows any more who said so.
_KNOWN = """
INSERT INTO outage (id, resource_id, reason, safety, reported_at, started_at, version)
SELECT gen_random_uuid(), id, coalesce(nullif(state_note ->> 'vi', ''), 'Hỏng'), false,
    created_at, created_at, 1
FROM resource WHERE state = 'out_of_order'
"""


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "outage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("safety", sa.Boolean(), nullable=False),
        sa.Column("reported_by_id", sa.Uuid(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_return", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_outage_ended_by_id")),
        sa.ForeignKeyConstraint(["reported_by_id"], ["person.id"], name=op.f("fk_outage_reported_by_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_outage_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )
    op.create_index("ix_outage_resource", "outage", ["resource_id", "reported_at"], unique=False)
    op.create_index(
        "uq_outage_open",
        "outage",
        ["resource_id"],
        unique=True,
        postgresql_where=sa.text("started_at IS NOT NULL AND ended_at IS NULL"),
    )
    op.execute(_KNOWN)


def downgrade() -> None:
    """Drop it; the state of the resources stays."""
    op.drop_index(
        "uq_outage_open",
        table_name="outage",
        postgresql_where=sa.text("started_at IS NOT NULL AND ended_at IS NULL"),
    )
    op.drop_index("ix_outage_resource", table_name="outage")
    op.drop_table("outage")
