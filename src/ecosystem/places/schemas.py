"""What places look like over HTTP."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from ecosystem.kernel.words import Locale, Words

SiteKind = Literal["fablab", "incubator", "lab", "centre", "mobile"]
Sector = Literal["state", "enterprise", "academia", "community"]


class RegionOut(Struct):
    """The region that this installation serves; `now` is the clock everything is judged by."""

    id: UUID
    name: Words
    tagline: Words
    zone: str
    currency: str
    locale: Locale
    locales: list[Locale]
    demo: bool
    now: datetime


class OrganisationOut(Struct):
    """Who runs a site."""

    id: UUID
    name: Words
    sector: Sector


class HoursOut(Struct):
    """A weekly stretch in the site's zone, Monday being 1; closing at or before opening: the next day."""

    weekday: int
    opens: str
    closes: str


class ClosureSpan(Struct):
    """A stretch in which a place is closed."""

    starts_at: datetime
    ends_at: datetime
    reason: Words


class SiteOut(Struct):
    """A site and when it is open: `closes_at` while it is, `opens_at` while it is not.

    Both look 30 days ahead; null means nothing changes within them. `closures` are those of 30 days.
    """

    id: UUID
    slug: str
    name: Words
    description: Words
    kind: SiteKind
    organisation: OrganisationOut | None
    address: str
    latitude: float | None
    longitude: float | None
    zone: str
    open_now: bool
    opens_at: datetime | None
    closes_at: datetime | None
    hours: list[HoursOut]
    closures: list[ClosureSpan]


class Sites(Struct):
    """Every site of the region, by name."""

    items: list[SiteOut]
    next_cursor: str | None = None
