"""What places look like over HTTP."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

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
    contact: str | None
    retired_at: datetime | None
    version: int
    open_now: bool
    opens_at: datetime | None
    closes_at: datetime | None
    hours: list[HoursOut]
    closures: list[ClosureSpan]


class Sites(Struct):
    """Every site of the region, by name."""

    items: list[SiteOut]
    next_cursor: str | None = None


Slug = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Line = Annotated[str, Meta(max_length=300)]
Capacity = Annotated[int, Meta(ge=1, le=100_000)]


class SiteIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """A new site; without a slug it gets one from its name."""

    name: Words
    kind: SiteKind
    address: Line
    description: Words = Words("", "")
    slug: Slug | None = None
    organisation_id: UUID | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    zone: Line | None = None
    contact: Line | None = None


class SitePatch(Struct, forbid_unknown_fields=True, kw_only=True):
    """What is to be different about a site; `retired` takes it out of use or back."""

    name: Words | UnsetType = UNSET
    kind: SiteKind | UnsetType = UNSET
    address: Line | UnsetType = UNSET
    description: Words | UnsetType = UNSET
    slug: Slug | UnsetType = UNSET
    organisation_id: UUID | UnsetType | None = UNSET
    latitude: Latitude | UnsetType | None = UNSET
    longitude: Longitude | UnsetType | None = UNSET
    zone: Line | UnsetType = UNSET
    contact: Line | UnsetType | None = UNSET
    retired: bool | UnsetType = UNSET


class RoomOut(Struct):
    """A room of a site."""

    id: UUID
    site_id: UUID
    name: Words
    floor: str | None
    capacity: int | None
    retired_at: datetime | None
    version: int


class RoomIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """A new room."""

    site_id: UUID
    name: Words
    floor: Line | None = None
    capacity: Capacity | None = None


class RoomPatch(Struct, forbid_unknown_fields=True, kw_only=True):
    """What is to be different about a room; `retired` takes it out of use or back."""

    name: Words | UnsetType = UNSET
    floor: Line | UnsetType | None = UNSET
    capacity: Capacity | UnsetType | None = UNSET
    retired: bool | UnsetType = UNSET
