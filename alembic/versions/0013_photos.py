"""Photos of machines and of faults: files beside the rows that they belong to.

Revision 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the references to it."""
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("octet_length(digest) = 32", name=op.f("ck_stored_file_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    # What is compressed already is not tried again.
    op.execute("ALTER TABLE stored_file ALTER content SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE stored_file ALTER small SET STORAGE EXTERNAL")
    for table in ("listing", "outage"):
        op.add_column(table, sa.Column("photo_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_photo_id"), table, "stored_file", ["photo_id"], ["id"])


def downgrade() -> None:
    """Remove them, photos included."""
    for table in ("listing", "outage"):
        op.drop_column(table, "photo_id")
    op.drop_table("stored_file")
