"""Reports of faults: what staff answered to one that they dismissed, and a quick count of those that wait.

Revision 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the answer, and an index for the reports that wait of a person and one for photos to let go of."""
    op.add_column("outage", sa.Column("end_note", sa.String(), nullable=True))
    op.create_index(
        "ix_outage_waiting",
        "outage",
        ["reported_by_id"],
        postgresql_where=sa.text("started_at IS NULL AND ended_at IS NULL"),
    )
    op.create_index(
        "ix_outage_photo_ended_at", "outage", ["ended_at"], postgresql_where=sa.text("photo_id IS NOT NULL")
    )


def downgrade() -> None:
    """Remove them; the answers are gone."""
    op.drop_index("ix_outage_photo_ended_at", "outage")
    op.drop_index("ix_outage_waiting", "outage")
    op.drop_column("outage", "end_note")
