"""Import by screen: lists that were brought, what becomes of their rows, what rows became.

Revision 0011.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

JSONB = postgresql.JSONB(none_as_null=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "import_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("manner", JSONB, nullable=False),
        sa.Column("mapping", JSONB, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("counts", JSONB, nullable=True),
        sa.Column("made", JSONB, nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by_id", sa.Uuid(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('resources', 'people', 'organisations', 'hours', 'closures')",
            name=op.f("ck_import_run_kind"),
        ),
        sa.CheckConstraint("state IN ('draft', 'previewed', 'applied')", name=op.f("ck_import_run_state")),
        sa.CheckConstraint(
            "(state = 'applied') = (applied_at IS NOT NULL)", name=op.f("ck_import_run_applied")
        ),
        sa.CheckConstraint("state = 'applied' OR content IS NOT NULL", name=op.f("ck_import_run_content")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_import_run_site_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_import_run_created_by_id")),
        sa.ForeignKeyConstraint(["applied_by_id"], ["person.id"], name=op.f("fk_import_run_applied_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(
        "ix_import_run_created_at", "import_run", [sa.text("created_at DESC"), sa.text("id DESC")]
    )
    op.create_table(
        "import_line",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("remarks", JSONB, nullable=False),
        sa.Column("changes", JSONB, nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('taken', 'updated', 'unchanged', 'skipped', 'refused')",
            name=op.f("ck_import_line_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.id"], name=op.f("fk_import_line_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_import_line")),
    )
    op.create_index("ix_import_line_outcome", "import_line", ["import_id", "outcome", "position"])
    op.create_table(
        "import_link",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "source", "ref", name=op.f("pk_import_link")),
    )
    op.create_index("ix_import_link_subject", "import_link", ["subject_id"])


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("import_link")
    op.drop_table("import_line")
    op.drop_table("import_run")
