"""Tables of places: region, sites, rooms, opening hours, dated exceptions, closures."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.directory.models import one_of
from ecosystem.kernel.db import Base

SITE_KINDS = ("fablab", "incubator", "lab", "centre", "mobile")
HOURS_OWNERS = ("site", "resource")
CLOSURE_SCOPES = ("region", "site", "room", "resource")
HOLIDAY_SCOPES = ("region", "site")
HOLIDAY_DECISIONS = ("accepted", "moved", "refused")


class Region(Base):
    """The innovation region that an installation serves: all that is local, as data.

    `country` (ISO 3166-1) and `subdivision` (ISO 3166-2, its second part) name the calendar of public
    holidays that is suggested; null where none is.
    """

    __tablename__ = "region"
    # One to an installation, also when two set it up at once.
    __table_args__ = (Index("uq_region_only", text("(true)"), unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    tagline: Mapped[dict[str, str]]
    zone: Mapped[str]
    currency: Mapped[str]
    locale: Mapped[str]
    country: Mapped[str | None]
    subdivision: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class Site(Base):
    """A place with an address, run by an organisation, with its own hours and zone."""

    __tablename__ = "site"
    __table_args__ = (
        CheckConstraint(one_of("kind", SITE_KINDS), name="kind"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    address: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    zone: Mapped[str]
    contact: Mapped[str | None]
    retired_at: Mapped[datetime | None]
    search_key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class Room(Base):
    """A room of a site; bookable when a resource of kind `room` stands for it."""

    __tablename__ = "room"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[dict[str, str]]
    floor: Mapped[str | None]
    capacity: Mapped[int | None]
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class OpeningRule(Base):
    """A weekly stretch of opening, in the site's zone; several a day make a lunch gap.

    `closes` at or before `opens` means the next day, so 00:00-00:00 is round the clock. A resource
    with rules of its own follows those instead of its site's.
    """

    __tablename__ = "opening_rule"
    __table_args__ = (
        CheckConstraint(one_of("owner_kind", HOURS_OWNERS), name="owner_kind"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        Index("ix_opening_rule_owner", "owner_id", "weekday"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_kind: Mapped[str]
    owner_id: Mapped[UUID]
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


class OpeningException(Base):
    """Other hours on one date instead of the weekly rule; without hours the day is closed."""

    __tablename__ = "opening_exception"
    __table_args__ = (
        CheckConstraint(one_of("owner_kind", HOURS_OWNERS), name="owner_kind"),
        CheckConstraint("(opens IS NULL) = (closes IS NULL)", name="both_or_none"),
        Index("ix_opening_exception_owner", "owner_id", "on_date"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_kind: Mapped[str]
    owner_id: Mapped[UUID]
    on_date: Mapped[date]
    opens: Mapped[time | None]
    closes: Mapped[time | None]
    note: Mapped[dict[str, str] | None]


class HoursVersion(Base):
    """Counts the changes to the hours of one site or resource, weekly and dated; none yet: version 1."""

    __tablename__ = "hours_version"
    __table_args__ = (CheckConstraint(one_of("owner_kind", HOURS_OWNERS), name="owner_kind"),)

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_kind: Mapped[str]
    version: Mapped[int]


class Closure(Base):
    """A stretch in which a region, site, room or resource is closed, whatever the hours say."""

    __tablename__ = "closure"
    __table_args__ = (
        CheckConstraint(one_of("scope_kind", CLOSURE_SCOPES), name="scope_kind"),
        CheckConstraint(
            "NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)"
            " AND lower_inc(during) AND NOT upper_inc(during)",
            name="during",
        ),
        Index("ix_closure_scope", "scope_id", "during", postgresql_using="gist"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    scope_kind: Mapped[str]
    scope_id: Mapped[UUID]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    reason: Mapped[dict[str, str]]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class HolidayDecision(Base):
    """What was decided about a public holiday (`key`) that was suggested for a region or site.

    It stays, so that nothing is suggested twice; `closure_id` is what followed, null once that is gone.
    """

    __tablename__ = "holiday_decision"
    __table_args__ = (
        CheckConstraint(one_of("scope_kind", HOLIDAY_SCOPES), name="scope_kind"),
        CheckConstraint(one_of("decision", HOLIDAY_DECISIONS), name="decision"),
        UniqueConstraint("scope_id", "key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    scope_kind: Mapped[str]
    scope_id: Mapped[UUID]
    key: Mapped[str]
    decision: Mapped[str]
    closure_id: Mapped[UUID | None] = mapped_column(ForeignKey("closure.id", ondelete="SET NULL"))
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
