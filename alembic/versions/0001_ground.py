"""The ground: directory, identity, places, timetable, qualifications, fablab.

Revision 0001. The exclusion constraint `occupancy_no_overlap` is the guarantee against double booking.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _bounded(column: str) -> str:
    """[start, end) and not empty: an empty range overlaps nothing and would slip past the exclusion."""
    return (
        f"NOT isempty({column}) AND NOT lower_inf({column}) AND NOT upper_inf({column})"
        f" AND lower_inc({column}) AND NOT upper_inc({column})"
    )


def _finite(column: str) -> str:
    """Bounded, and not by infinity either."""
    return f"{_bounded(column)} AND isfinite(lower({column})) AND isfinite(upper({column}))"


def upgrade() -> None:
    """Make every table."""
    # Equality on uuid and int inside a GiST index; a trusted extension since PostgreSQL 13.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(
        "ix_audit_entry_actor", "audit_entry", ["actor_id", sa.literal_column("at DESC")], unique=False
    )
    op.create_index(
        "ix_audit_entry_subject",
        "audit_entry",
        ["subject_kind", "subject_id", sa.literal_column("at DESC")],
        unique=False,
    )
    op.create_table(
        "idempotency_key",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "key", "route", name=op.f("pk_idempotency_key")),
    )
    op.create_index(op.f("ix_idempotency_key_created_at"), "idempotency_key", ["created_at"], unique=False)
    op.create_table(
        "opening_exception",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_kind", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("note", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint(
            "owner_kind IN ('site', 'resource')", name=op.f("ck_opening_exception_owner_kind")
        ),
        sa.CheckConstraint(
            "(opens IS NULL) = (closes IS NULL)", name=op.f("ck_opening_exception_both_or_none")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_exception")),
    )
    op.create_index("ix_opening_exception_owner", "opening_exception", ["owner_id", "on_date"], unique=False)
    op.create_table(
        "opening_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_kind", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("owner_kind IN ('site', 'resource')", name=op.f("ck_opening_rule_owner_kind")),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_opening_rule_weekday")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_rule")),
    )
    op.create_index("ix_opening_rule_owner", "opening_rule", ["owner_id", "weekday"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "sector IN ('state', 'enterprise', 'academia', 'community')", name=op.f("ck_organisation_sector")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_sort_key", "person", ["sort_key", "id"], unique=False)
    op.create_index("uq_person_email", "person", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "qualification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("valid_days", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("valid_days > 0", name=op.f("ck_qualification_valid_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
        sa.UniqueConstraint("code", name=op.f("uq_qualification_code")),
    )
    op.create_table(
        "rate_counter",
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "window_start", name=op.f("pk_rate_counter")),
    )
    op.create_table(
        "region",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tagline", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("slug", name=op.f("uq_region_slug")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_token_secret_hash")),
    )
    op.create_index(op.f("ix_api_token_person_id"), "api_token", ["person_id"], unique=False)
    op.create_table(
        "category",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("icon", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("qualification_id", sa.Uuid(), nullable=True),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["qualification.id"], name=op.f("fk_category_qualification_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("slug", name=op.f("uq_category_slug")),
    )
    op.create_table(
        "closure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope_kind", sa.String(), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("reason", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "scope_kind IN ('region', 'site', 'room', 'resource')", name=op.f("ck_closure_scope_kind")
        ),
        sa.CheckConstraint(
            _bounded("during"),
            name=op.f("ck_closure_during"),
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_closure_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    op.create_index(
        "ix_closure_scope", "closure", ["scope_id", "during"], unique=False, postgresql_using="gist"
    )
    op.create_table(
        "credential",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_credential")),
    )
    op.create_table(
        "login_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("csrf_token", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("user_agent", sa.String(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_login_session_secret_hash")),
    )
    op.create_index(op.f("ix_login_session_person_id"), "login_session", ["person_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "person_id", "organisation_id", name=op.f("uq_membership_person_id_organisation_id")
        ),
    )
    op.create_index(op.f("ix_membership_organisation_id"), "membership", ["organisation_id"], unique=False)
    op.create_table(
        "qualification_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("qualification_id", sa.Uuid(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("granted_by_id", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "evidence IN ('quiz', 'staff', 'course', 'import')", name=op.f("ck_qualification_grant_evidence")
        ),
        sa.CheckConstraint(
            "expires_at > granted_at", name=op.f("ck_qualification_grant_expires_after_grant")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["person.id"], name=op.f("fk_qualification_grant_granted_by_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_qualification_grant_person_id")),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["qualification.id"], name=op.f("fk_qualification_grant_qualification_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification_grant")),
    )
    op.create_index(
        "ix_qualification_grant_person",
        "qualification_grant",
        ["person_id", "qualification_id"],
        unique=False,
    )
    op.create_table(
        "quiz",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("qualification_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("intro", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("retry_minutes", sa.Integer(), nullable=False),
        sa.Column("questions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("pass_mark BETWEEN 1 AND 100", name=op.f("ck_quiz_pass_mark")),
        sa.CheckConstraint("retry_minutes >= 0", name=op.f("ck_quiz_retry_minutes")),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["qualification.id"], name=op.f("fk_quiz_qualification_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz")),
        sa.UniqueConstraint("qualification_id", name=op.f("uq_quiz_qualification_id")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("scope_kind", sa.String(), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("granted_by_id", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('admin', 'manager', 'lab', 'teacher', 'mentor', 'guardian', 'founder', 'student')",
            name=op.f("ck_role_grant_role"),
        ),
        sa.CheckConstraint(
            "scope_kind IN ('region', 'organisation', 'site', 'programme')",
            name=op.f("ck_role_grant_scope_kind"),
        ),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_role_grant_granted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "person_id",
            "role",
            "scope_kind",
            "scope_id",
            name=op.f("uq_role_grant_person_id_role_scope_kind_scope_id"),
        ),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('fablab', 'incubator', 'lab', 'centre', 'mobile')", name=op.f("ck_site_kind")
        ),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_site_latitude")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_site_longitude")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_site_organisation_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_site_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("slug", name=op.f("uq_site_slug")),
    )
    op.create_table(
        "quiz_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quiz_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_quiz_attempt_person_id")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quiz.id"], name=op.f("fk_quiz_attempt_quiz_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_attempt")),
    )
    op.create_index("ix_quiz_attempt_person", "quiz_attempt", ["person_id", "quiz_id", "at"], unique=False)
    op.create_table(
        "room",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("floor", sa.String(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_room_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
    )
    op.create_index(op.f("ix_room_site_id"), "room", ["site_id"], unique=False)
    op.create_table(
        "resource",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_note", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind <> 'person' OR units = 1", name=op.f("ck_resource_person_has_one_unit")),
        sa.CheckConstraint(
            "kind IN ('machine', 'room', 'person', 'booth', 'kit')", name=op.f("ck_resource_kind")
        ),
        sa.CheckConstraint(
            "state IN ('in_order', 'out_of_order', 'retired')", name=op.f("ck_resource_state")
        ),
        sa.CheckConstraint("units BETWEEN 1 AND 10000", name=op.f("ck_resource_units")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_resource_room_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_resource_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    op.create_index("ix_resource_site_id_sort_key", "resource", ["site_id", "sort_key", "id"], unique=False)
    op.create_table(
        "listing",
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("photo_url", sa.String(), nullable=True),
        sa.Column("manual_url", sa.String(), nullable=True),
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("qualification_id", sa.Uuid(), nullable=True),
        sa.Column("external_source", sa.String(), nullable=True),
        sa.Column("external_ref", sa.String(), nullable=True),
        sa.CheckConstraint("risk IN ('low', 'medium', 'high')", name=op.f("ck_listing_risk")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_listing_category_id")),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["qualification.id"], name=op.f("fk_listing_qualification_id")
        ),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_listing_resource_id")),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_listing")),
        sa.UniqueConstraint(
            "external_source", "external_ref", name=op.f("uq_listing_external_source_external_ref")
        ),
    )
    op.create_index("ix_listing_category_id", "listing", ["category_id"], unique=False)
    op.create_table(
        "occupancy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("blocked", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("resource_id"), "="),
            (sa.column("unit"), "="),
            (sa.column("blocked"), "&&"),
            where=sa.text("state <> 'released'"),
            using="gist",
            name="occupancy_no_overlap",
        ),
        sa.CheckConstraint(
            "(state = 'held') = (expires_at IS NOT NULL)", name=op.f("ck_occupancy_held_expires")
        ),
        sa.CheckConstraint("state IN ('held', 'confirmed', 'released')", name=op.f("ck_occupancy_state")),
        sa.CheckConstraint(
            _finite("blocked"),
            name=op.f("ck_occupancy_blocked"),
        ),
        sa.CheckConstraint(
            _finite("during"),
            name=op.f("ck_occupancy_during"),
        ),
        sa.CheckConstraint("blocked @> during", name=op.f("ck_occupancy_blocked_covers_during")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_occupancy_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupancy")),
    )
    op.create_index(
        "ix_occupancy_expires_at",
        "occupancy",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index("ix_occupancy_subject", "occupancy", ["subject_id"], unique=False)
    op.create_table(
        "reservation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("price_amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by_id", sa.Uuid(), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('confirmed', 'cancelled')", name=op.f("ck_reservation_state")),
        sa.CheckConstraint("(price_amount IS NULL) = (currency IS NULL)", name=op.f("ck_reservation_price")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_reservation_ends_after_start")),
        sa.CheckConstraint("units >= 1", name=op.f("ck_reservation_units")),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["person.id"], name=op.f("fk_reservation_cancelled_by_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_reservation_made_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reservation_person_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_reservation_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
    )
    op.create_index(
        "ix_reservation_person",
        "reservation",
        ["person_id", "starts_at"],
        unique=False,
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_index("ix_reservation_resource", "reservation", ["resource_id", "starts_at"], unique=False)


def downgrade() -> None:
    """Drop every table."""
    op.drop_index("ix_reservation_resource", table_name="reservation")
    op.drop_index(
        "ix_reservation_person", table_name="reservation", postgresql_where=sa.text("state <> 'cancelled'")
    )
    op.drop_table("reservation")
    op.drop_index("ix_occupancy_subject", table_name="occupancy")
    op.drop_index(
        "ix_occupancy_expires_at", table_name="occupancy", postgresql_where=sa.text("state = 'held'")
    )
    op.drop_table("occupancy")
    op.drop_index("ix_listing_category_id", table_name="listing")
    op.drop_table("listing")
    op.drop_index("ix_resource_site_id_sort_key", table_name="resource")
    op.drop_table("resource")
    op.drop_index(op.f("ix_room_site_id"), table_name="room")
    op.drop_table("room")
    op.drop_index("ix_quiz_attempt_person", table_name="quiz_attempt")
    op.drop_table("quiz_attempt")
    op.drop_table("site")
    op.drop_table("role_grant")
    op.drop_table("quiz")
    op.drop_index("ix_qualification_grant_person", table_name="qualification_grant")
    op.drop_table("qualification_grant")
    op.drop_index(op.f("ix_membership_organisation_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_login_session_person_id"), table_name="login_session")
    op.drop_table("login_session")
    op.drop_table("credential")
    op.drop_index("ix_closure_scope", table_name="closure", postgresql_using="gist")
    op.drop_table("closure")
    op.drop_table("category")
    op.drop_index(op.f("ix_api_token_person_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_table("region")
    op.drop_table("rate_counter")
    op.drop_table("qualification")
    op.drop_index("uq_person_email", table_name="person")
    op.drop_index("ix_person_sort_key", table_name="person")
    op.drop_table("person")
    op.drop_table("organisation")
    op.drop_index("ix_opening_rule_owner", table_name="opening_rule")
    op.drop_table("opening_rule")
    op.drop_index("ix_opening_exception_owner", table_name="opening_exception")
    op.drop_table("opening_exception")
    op.drop_index(op.f("ix_idempotency_key_created_at"), table_name="idempotency_key")
    op.drop_table("idempotency_key")
    op.drop_index("ix_audit_entry_subject", table_name="audit_entry")
    op.drop_index("ix_audit_entry_actor", table_name="audit_entry")
    op.drop_table("audit_entry")
    op.execute("DROP EXTENSION btree_gist")
