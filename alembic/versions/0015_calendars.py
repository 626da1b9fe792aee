"""Published calendar entries, feeds and their tokens.

Revision 0015.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and say which installation this is."""
    op.create_table(
        "calendar_instance",
        sa.Column("id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_instance")),
    )
    op.create_index("uq_calendar_instance_only", "calendar_instance", [sa.text("(true)")], unique=True)
    op.execute("INSERT INTO calendar_instance (id) SELECT replace(gen_random_uuid()::text, '-', '')")
    _entries()
    _feeds()


def downgrade() -> None:
    """Remove them."""
    for table in (
        "feed_token",
        "feed",
        "feed_change",
        "calendar_face",
        "calendar_entry",
        "calendar_instance",
    ):
        op.drop_table(table)


def _entries() -> None:
    op.create_table(
        "calendar_entry",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("instead_of", sa.Uuid(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('confirmed', 'tentative', 'cancelled')", name=op.f("ck_calendar_entry_status")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_calendar_entry_ends_after_start")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_calendar_entry_sequence")),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_calendar_entry")),
    )
    op.create_table(
        "calendar_face",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("said", JSONB(none_as_null=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["calendar_entry.subject_id"],
            name=op.f("fk_calendar_face_subject_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("scope", "key", "subject_id", name=op.f("pk_calendar_face")),
    )
    op.create_index(op.f("ix_calendar_face_subject_id"), "calendar_face", ["subject_id"])


def _feeds() -> None:
    op.create_table(
        "feed_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_change")),
    )
    op.create_index("ix_feed_change_feed", "feed_change", ["scope", "key"])
    op.create_table(
        "feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("window_day", sa.Date(), nullable=True),
        sa.Column("writer", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
    )
    op.create_index("uq_feed_scope_key_locale", "feed", ["scope", "key", "locale"], unique=True)
    op.create_index("ix_feed_slug", "feed", ["scope", "slug", "locale"])
    op.create_table(
        "feed_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_fetch_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_client", sa.String(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purge_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("octet_length(digest) = 32", name=op.f("ck_feed_token_digest")),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (purge_until IS NULL)", name=op.f("ck_feed_token_purged_once_revoked")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_feed_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_feed_token_digest")),
    )
    op.create_index(op.f("ix_feed_token_person_id"), "feed_token", ["person_id"])
