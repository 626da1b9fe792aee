"""Quizzes keep their former texts, refusals are counted, the first start has its link.

Revision 0012. An attempt names the version of the quiz that its answers were judged by. Refusals are
counted by day without a person. An installation serves one region: an index says so.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_EVIDENCE = ("quiz", "staff", "course", "import")


def upgrade() -> None:
    """Make the tables and columns."""
    op.create_table(
        "quiz_version",
        sa.Column("quiz_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", JSONB(none_as_null=True), nullable=False),
        sa.Column("intro", JSONB(none_as_null=True), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("retry_minutes", sa.Integer(), nullable=False),
        sa.Column("questions", JSONB(none_as_null=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quiz.id"], name=op.f("fk_quiz_version_quiz_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quiz_id", "version", name=op.f("pk_quiz_version")),
    )
    op.add_column(
        "quiz_attempt", sa.Column("quiz_version", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )
    op.alter_column("quiz_attempt", "quiz_version", server_default=None)
    op.add_column("qualification_grant", sa.Column("note", sa.String(), nullable=True))
    _evidence((*_EVIDENCE, "document"))
    op.create_index(
        op.f("ix_qualification_grant_qualification_id"), "qualification_grant", ["qualification_id"]
    )
    op.create_table(
        "refusal_count",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_refusal_count_count")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_refusal_count_site_id")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_refusal_count_category_id")),
        sa.PrimaryKeyConstraint("site_id", "on_date", "category_id", "code", name=op.f("pk_refusal_count")),
    )
    op.create_table(
        "setup_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_setup_link_secret_hash")),
    )
    op.create_index("uq_region_only", "region", [sa.text("(true)")], unique=True)


def downgrade() -> None:
    """Remove them; what a document proved counts as staff's word."""
    op.drop_index("uq_region_only", table_name="region")
    op.drop_table("setup_link")
    op.drop_table("refusal_count")
    op.drop_index(op.f("ix_qualification_grant_qualification_id"), table_name="qualification_grant")
    op.execute("UPDATE qualification_grant SET evidence = 'staff' WHERE evidence = 'document'")
    _evidence(_EVIDENCE)
    op.drop_column("qualification_grant", "note")
    op.drop_column("quiz_attempt", "quiz_version")
    op.drop_table("quiz_version")


def _evidence(kinds: tuple[str, ...]) -> None:
    name = op.f("ck_qualification_grant_evidence")
    op.drop_constraint(name, "qualification_grant", type_="check")
    op.create_check_constraint(
        name, "qualification_grant", f"evidence IN ({', '.join(repr(kind) for kind in kinds)})"
    )
