"""Tables of the directory: people, organisations, memberships and roles."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.kernel.db import Base

SECTORS = ("state", "enterprise", "academia", "community")
ROLES = ("admin", "manager", "lab", "teacher", "mentor", "guardian", "founder", "student")
SCOPES = ("region", "organisation", "site", "programme")
DOMAIN_JOINING = ("at_once", "approval")
REQUEST_SOURCES = ("code", "domain")
REQUEST_STATES = ("pending", "approved", "refused", "withdrawn")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The text of a CHECK that a column holds one of these words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Organisation(Base):
    """A body of one of the three houses, or of the community.

    `domains` are those of its people's addresses, in lower case; who confirms such an address becomes a
    member at once, or asks for approval, as `domain_joining` says.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(one_of("sector", SECTORS), name="sector"),
        CheckConstraint(one_of("domain_joining", DOMAIN_JOINING), name="domain_joining"),
        Index("ix_organisation_domains", "domains", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    sector: Mapped[str]
    domains: Mapped[list[str]] = mapped_column(ARRAY(TEXT), server_default=text("'{}'::text[]"), default=list)
    domain_joining: Mapped[str] = mapped_column(server_default="at_once", default="at_once")
    website: Mapped[str | None]
    search_key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class Person(Base):
    """Somebody the region knows; a pupil needs no login and no address."""

    __tablename__ = "person"
    __table_args__ = (
        Index("uq_person_email", text("lower(email)"), unique=True),
        Index("ix_person_sort_key", "sort_key", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    birth_date: Mapped[date | None]
    locale: Mapped[str] = mapped_column(default="vi")
    zone: Mapped[str] = mapped_column(default="Asia/Ho_Chi_Minh")
    search_key: Mapped[str]
    sort_key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]


class Membership(Base):
    """A person belongs to an organisation, for a time."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str | None]
    since: Mapped[date]
    until: Mapped[date | None]


class RoleGrant(Base):
    """A role that a person holds at a region, an organisation, a site or a programme."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        CheckConstraint(one_of("scope_kind", SCOPES), name="scope_kind"),
        UniqueConstraint("person_id", "role", "scope_kind", "scope_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    scope_kind: Mapped[str]
    scope_id: Mapped[UUID]
    granted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
    until: Mapped[datetime | None]


class JoinCode(Base):
    """A code that whoever has it joins an organisation with, so many times and until an instant."""

    __tablename__ = "join_code"
    __table_args__ = (CheckConstraint("uses >= 0 AND uses <= max_uses", name="uses"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    approval: Mapped[bool]
    max_uses: Mapped[int | None]
    uses: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class MembershipRequest(Base):
    """Somebody asks to belong to an organisation; one open request each."""

    __tablename__ = "membership_request"
    __table_args__ = (
        CheckConstraint(one_of("source", REQUEST_SOURCES), name="source"),
        CheckConstraint(one_of("state", REQUEST_STATES), name="state"),
        Index(
            "uq_membership_request_pending",
            "person_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str]
    state: Mapped[str] = mapped_column(default="pending")
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None]
