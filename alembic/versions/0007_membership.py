"""Joining an organisation: mail domains, codes, requests, invitations; the second factor.

Revision 0007. An organisation has any number of mail domains. A code is readable by those who manage it;
the secrets of invitations, half sign-ins and recovery codes are found by their hash only, and the secret
of a second factor is sealed with the installation's key.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; the one domain becomes a list."""
    _organisations()
    _joining()
    _invitations()
    _second_factor()


def _organisations() -> None:
    domains: sa.Column[list[str]] = sa.Column(
        "domains", postgresql.ARRAY(sa.TEXT()), server_default=sa.text("'{}'::text[]"), nullable=False
    )
    op.add_column("organisation", domains)
    op.add_column(
        "organisation",
        sa.Column("domain_joining", sa.String(), server_default="at_once", nullable=False),
    )
    op.execute("UPDATE organisation SET domains = ARRAY[lower(domain)] WHERE domain IS NOT NULL")
    op.drop_column("organisation", "domain")
    op.create_check_constraint(
        op.f("ck_organisation_domain_joining"),
        "organisation",
        "domain_joining IN ('at_once', 'approval')",
    )
    op.create_index("ix_organisation_domains", "organisation", ["domains"], postgresql_using="gin")


def _joining() -> None:
    op.create_table(
        "join_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("approval", sa.Boolean(), nullable=False),
        sa.Column("max_uses", sa.Integer(), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("uses >= 0 AND uses <= max_uses", name=op.f("ck_join_code_uses")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_join_code_created_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_join_code_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_code")),
        sa.UniqueConstraint("code", name=op.f("uq_join_code_code")),
    )
    op.create_index(op.f("ix_join_code_organisation_id"), "join_code", ["organisation_id"], unique=False)
    op.create_table(
        "membership_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("source IN ('code', 'domain')", name=op.f("ck_membership_request_source")),
        sa.CheckConstraint(
            "state IN ('pending', 'approved', 'refused', 'withdrawn')",
            name=op.f("ck_membership_request_state"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_membership_request_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_request_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_request")),
    )
    op.create_index(
        "uq_membership_request_pending",
        "membership_request",
        ["person_id", "organisation_id"],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        op.f("ix_membership_request_organisation_id"),
        "membership_request",
        ["organisation_id"],
        unique=False,
    )


def _invitations() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("scope_kind", sa.String(), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IS NOT NULL OR scope_kind = 'organisation'", name=op.f("ck_invitation_what")
        ),
        sa.CheckConstraint("accepted_at IS NULL OR revoked_at IS NULL", name=op.f("ck_invitation_one_end")),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_invitation_accepted_by_id")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_invitation_invited_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_invitation_secret_hash")),
    )
    op.create_index("ix_invitation_scope", "invitation", ["scope_kind", "scope_id"], unique=False)


def _second_factor() -> None:
    op.create_table(
        "second_factor",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_second_factor_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"], unique=False)
    op.create_table(
        "half_session",
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_half_session_person_id")),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_half_session")),
    )
    op.create_index(op.f("ix_half_session_person_id"), "half_session", ["person_id"], unique=False)
    op.create_table(
        "second_factor_rule",
        sa.Column("scope_kind", sa.String(), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "scope_kind IN ('region', 'organisation')", name=op.f("ck_second_factor_rule_scope_kind")
        ),
        sa.CheckConstraint("grace_days BETWEEN 0 AND 90", name=op.f("ck_second_factor_rule_grace_days")),
        sa.PrimaryKeyConstraint("scope_kind", "scope_id", name=op.f("pk_second_factor_rule")),
    )


def downgrade() -> None:
    """Remove the tables; the first domain stays."""
    for table in (
        "second_factor_rule",
        "half_session",
        "recovery_code",
        "second_factor",
        "invitation",
        "membership_request",
        "join_code",
    ):
        op.drop_table(table)
    op.drop_index("ix_organisation_domains", table_name="organisation")
    op.drop_constraint(op.f("ck_organisation_domain_joining"), "organisation")
    op.add_column("organisation", sa.Column("domain", sa.String(), nullable=True))
    op.execute("UPDATE organisation SET domain = domains[1]")
    op.drop_column("organisation", "domain_joining")
    op.drop_column("organisation", "domains")
