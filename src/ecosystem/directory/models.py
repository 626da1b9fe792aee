"""Tables of the directory: people, organisations, memberships and roles."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.kernel.db import Base

SECTORS = ("state", "enterprise", "academia", "community")
ROLES = ("admin", "manager", "lab", "teacher", "mentor", "guardian", "founder", "student")
SCOPES = ("region", "organisation", "site", "programme")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The text of a CHECK that a column holds one of these words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Organisation(Base):
    """A body of one of the three houses, or of the community."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint(one_of("sector", SECTORS), name="sector"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    sector: Mapped[str]
    domain: Mapped[str | None]
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
