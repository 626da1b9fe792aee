"""The timeline, and free time in answers to programs."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from ecosystem.fablab.rules import BookingRules
from ecosystem.fablab.schemas.shared import CategoryRef, QualificationNeed, RoomRef, SiteRef
from ecosystem.kernel.money import Money
from ecosystem.kernel.words import Words


class TimelineResource(Struct, frozen=True):
    """A resource as a row of the timeline names it."""

    id: UUID
    kind: str
    name: str
    category: CategoryRef
    site: SiteRef
    room: RoomRef | None
    risk: str
    state: str
    units: int
    qualification: QualificationNeed | None
    price_per_hour: Money | None
    zone: str
    rules: BookingRules


class Span(Struct, frozen=True):
    """A half-open stretch of time."""

    starts_at: datetime
    ends_at: datetime


class ClosedSpan(Struct, frozen=True):
    """A closure and its reason."""

    starts_at: datetime
    ends_at: datetime
    reason: Words


class UnitSpan(Struct, frozen=True):
    """A stretch in which this many units are meant."""

    starts_at: datetime
    ends_at: datetime
    units: int


class BusySpan(Struct, frozen=True):
    """Somebody's booking: whose, only when it is one's own."""

    starts_at: datetime
    ends_at: datetime
    units: int
    mine: bool
    reservation_id: UUID | None
    state: Literal["confirmed", "held", "in_use"]


class TimelineRow(Struct, frozen=True):
    """A resource's strip: opening hours minus closures, closures, bookings, and those with buffers."""

    resource: TimelineResource
    open: list[Span]
    closures: list[ClosedSpan]
    busy: list[BusySpan]
    blocked: list[UnitSpan]


class Timeline(Struct, frozen=True, rename={"starts_at": "from", "ends_at": "to"}):
    """The strips of a window, the moment they were read, and how many rows there are without the limit."""

    starts_at: datetime
    ends_at: datetime
    now: datetime
    total: int
    items: list[TimelineRow]


class NextOpening(Struct, frozen=True):
    """When the first of the machines that are meant opens again; null when that is far off."""

    opens_at: datetime | None


class FreeResource(Struct, frozen=True):
    """A resource with its free stretches."""

    resource_id: UUID
    name: str
    site_id: UUID
    free: list[UnitSpan]
