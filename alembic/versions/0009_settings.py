"""Settings: sites and rooms that are no longer used, whom to ask, and what a machine is called in the books.

Revision 0009.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns of places and listings."""
    op.execute("ALTER TABLE site ADD COLUMN contact varchar, ADD COLUMN retired_at timestamptz")
    op.execute("ALTER TABLE room ADD COLUMN retired_at timestamptz")
    op.execute("ALTER TABLE listing ADD COLUMN asset_number varchar")


def downgrade() -> None:
    """The way back; what was retired is in use again."""
    op.execute("ALTER TABLE listing DROP COLUMN asset_number")
    op.execute("ALTER TABLE room DROP COLUMN retired_at")
    op.execute("ALTER TABLE site DROP COLUMN contact, DROP COLUMN retired_at")
