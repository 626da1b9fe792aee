"""Terms, courses, series and their sessions; what stands for people and rooms on the timetable.

Revision 0017.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)
_JSON = JSONB(none_as_null=True)


def upgrade() -> None:
    """Make the tables."""
    _standing()
    _term()
    _course()
    _series()
    _session()


def downgrade() -> None:
    """Remove them, with the time that sessions took and the people that the timetable knew."""
    for table in ("class_session", "class_series", "course", "term"):
        op.drop_table(table)
    op.execute("DELETE FROM occupancy WHERE purpose = 'class_session'")
    op.execute("DELETE FROM occupancy WHERE resource_id IN (SELECT resource_id FROM standing WHERE made)")
    op.execute("CREATE TEMPORARY TABLE made ON COMMIT DROP AS SELECT resource_id FROM standing WHERE made")
    op.execute("DELETE FROM standing")
    op.execute("DELETE FROM resource WHERE id IN (SELECT resource_id FROM made)")
    op.execute("DROP TABLE made")
    op.drop_table("standing")


def _standing() -> None:
    op.create_table(
        "standing",
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) <> (room_id IS NULL)", name=op.f("ck_standing_one_subject")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_standing_resource_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_standing_person_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_standing_room_id")),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_standing")),
        sa.UniqueConstraint("person_id", name=op.f("uq_standing_person_id")),
        sa.UniqueConstraint("room_id", name=op.f("uq_standing_room_id")),
    )


def _term() -> None:
    op.create_table(
        "term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("name", _JSON, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("breaks", _JSON, nullable=False),
        sa.Column("swaps", _JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.CheckConstraint("ends_on >= starts_on AND ends_on - starts_on <= 366", name=op.f("ck_term_days")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_term_region_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_term_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
    )


def _course() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("title", _JSON, nullable=False),
        sa.Column("description", _JSON, nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("level", _JSON, nullable=True),
        sa.Column("theme", _JSON, nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=True),
        sa.Column("age_to", sa.Integer(), nullable=True),
        sa.Column("grade_from", sa.Integer(), nullable=True),
        sa.Column("grade_to", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("prerequisites", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("materials", _JSON, nullable=False),
        sa.Column("fee_amount", sa.BigInteger(), nullable=True),
        sa.Column("fee_currency", sa.String(), nullable=True),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.CheckConstraint("format IN ('workshop', 'series')", name=op.f("ck_course_format")),
        sa.CheckConstraint(
            "audience IN ('pupils', 'teachers', 'students', 'officials')", name=op.f("ck_course_audience")
        ),
        sa.CheckConstraint("state IN ('draft', 'published', 'archived')", name=op.f("ck_course_state")),
        sa.CheckConstraint("age_from <= age_to", name=op.f("ck_course_ages")),
        sa.CheckConstraint("grade_from <= grade_to", name=op.f("ck_course_grades")),
        sa.CheckConstraint(
            "(fee_amount IS NULL) = (fee_currency IS NULL) AND fee_amount >= 0", name=op.f("ck_course_fee")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_course_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
    )


def _series() -> None:
    op.create_table(
        "class_series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("weekly", _JSON, nullable=False),
        sa.Column("teacher_ids", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("resources", _JSON, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "mode IN ('on_site', 'online', 'hybrid', 'mobile')", name=op.f("ck_class_series_mode")
        ),
        sa.CheckConstraint("capacity BETWEEN 1 AND 10000", name=op.f("ck_class_series_capacity")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_class_series_course_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_class_series_term_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_class_series_site_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_class_series_room_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_class_series_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_series")),
        sa.UniqueConstraint("slug", name=op.f("uq_class_series_slug")),
    )
    op.create_index("ix_class_series_course_id", "class_series", ["course_id"])
    op.create_index(op.f("ix_class_series_site_id"), "class_series", ["site_id"])


def _session() -> None:
    op.create_table(
        "class_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", _AT, nullable=False),
        sa.Column("ends_at", _AT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("teacher_ids", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("resources", _JSON, nullable=False),
        sa.Column("makes_up_for_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("changed_at", _AT, nullable=False),
        sa.CheckConstraint("state IN ('planned', 'cancelled', 'held')", name=op.f("ck_class_session_state")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_class_session_ends_after_start")),
        sa.ForeignKeyConstraint(["series_id"], ["class_series.id"], name=op.f("fk_class_session_series_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_class_session_room_id")),
        sa.ForeignKeyConstraint(
            ["makes_up_for_id"], ["class_session.id"], name=op.f("fk_class_session_makes_up_for_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_session")),
        sa.UniqueConstraint("series_id", "number", name=op.f("uq_class_session_series_id_number")),
    )
    op.create_index("ix_class_session_starts_at", "class_session", ["starts_at", "id"])
    op.create_index("ix_class_session_teacher_ids", "class_session", ["teacher_ids"], postgresql_using="gin")
    op.create_index(
        "uq_class_session_makes_up_for",
        "class_session",
        ["makes_up_for_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
