"""What the fablab takes and gives over HTTP. Instants in UTC, durations in minutes, money in minor units."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from ecosystem.fablab.rules import BookingRules
from ecosystem.kernel.errors import Reason
from ecosystem.kernel.hooks import Touched
from ecosystem.kernel.money import Money
from ecosystem.kernel.words import Words

Instant = Annotated[datetime, Meta(tz=True)]
Kind = Literal["machine", "room", "person", "booth", "kit"]
Units = Annotated[int, Meta(ge=1, le=10_000)]
Note = Annotated[str, Meta(min_length=1, max_length=500)]


class SiteRef(Struct, frozen=True):
    """A site, as other things name it."""

    id: UUID
    slug: str
    name: Words


class RoomRef(Struct, frozen=True):
    """A room, as other things name it."""

    id: UUID
    name: Words


class CategoryRef(Struct, frozen=True):
    """A category, as other things name it."""

    id: UUID
    slug: str
    name: Words
    icon: str


class QualificationRef(Struct, frozen=True):
    """A qualification, as other things name it."""

    id: UUID
    name: Words


class QualificationNeed(Struct, frozen=True):
    """The qualification asked for; `held` is null when nobody is signed in."""

    id: UUID
    name: Words
    held: bool | None
    quiz_id: UUID | None


class Category(Struct, frozen=True):
    """A kind of machine or room; `machine_count` leaves out what is retired."""

    id: UUID
    slug: str
    name: Words
    description: Words
    icon: str
    machine_count: int
    qualification: QualificationRef | None


class ResourceCard(Struct, frozen=True):
    """A resource in the catalogue; free times look a week ahead and ask for the shortest booking."""

    id: UUID
    kind: str
    name: str
    category: CategoryRef
    site: SiteRef
    room: RoomRef | None
    photo_url: str | None
    risk: str
    state: str
    state_note: Words | None
    units: int
    free_now: bool
    free_until: datetime | None
    next_free_at: datetime | None
    qualification: QualificationNeed | None
    price_per_hour: Money | None


class ResourceDetail(ResourceCard, frozen=True):
    """A resource with everything that the catalogue says of it."""

    description: Words
    manual_url: str | None
    rules: BookingRules
    created_at: datetime


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
    """The strips of a window, and the moment they were read."""

    starts_at: datetime
    ends_at: datetime
    now: datetime
    items: list[TimelineRow]


class FreeResource(Struct, frozen=True):
    """A resource with its free stretches."""

    resource_id: UUID
    name: str
    site_id: UUID
    free: list[UnitSpan]


class QuoteIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What a quote is asked for."""

    resource_id: UUID
    starts_at: Instant
    ends_at: Instant
    units: Units = 1


class ReservationIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A new reservation; `for_person_id` and `reason` when staff book for somebody else."""

    resource_id: UUID
    starts_at: Instant
    ends_at: Instant
    units: Units = 1
    for_person_id: UUID | None = None
    reason: Note | None = None


class ReservationPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """A move: only what is to change; `reason` is written down when staff move somebody else's."""

    starts_at: Instant | UnsetType = UNSET
    ends_at: Instant | UnsetType = UNSET
    resource_id: UUID | UnsetType = UNSET
    units: Units | UnsetType = UNSET
    reason: Note | None = None


class Alternative(Struct, frozen=True):
    """Something else that this person could book."""

    resource_id: UUID
    name: str
    site_id: UUID
    site_name: Words
    starts_at: datetime
    ends_at: datetime
    why: Literal["same_later", "same_earlier", "other_machine", "other_site"]


class Quote(Struct, frozen=True):
    """The price, and all that stands against a booking; without reasons it would go through now."""

    price: Money | None
    reasons: list[Reason]
    alternatives: list[Alternative]
    qualification: QualificationNeed | None


class ReservedResource(Struct, frozen=True):
    """The resource of a reservation."""

    id: UUID
    name: str
    kind: str
    site: SiteRef
    room: RoomRef | None


class PersonRef(Struct, frozen=True):
    """A person, as other things name them."""

    id: UUID
    full_name: str


class Reservation(Struct, frozen=True):
    """A reservation; `cancel_by` is the last moment its owner may cancel.

    `in_use` is a fact: somebody has checked in. At `no_show_at` the time is released if nobody has. Staff
    of the site check in (`can_check_in`, now) and out.
    """

    id: UUID
    resource: ReservedResource
    person: PersonRef
    starts_at: datetime
    ends_at: datetime
    units: int
    state: Literal["confirmed", "in_use", "done", "cancelled", "no_show"]
    price: Money | None
    reason: str | None
    version: int
    created_at: datetime
    can_move: bool
    can_cancel: bool
    cancel_by: datetime | None
    no_show_at: datetime | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    can_check_in: bool
    can_check_out: bool


class Outage(Struct, frozen=True):
    """A fault: reported only while `started_at` is null, ended at `ended_at`."""

    id: UUID
    resource: ReservedResource
    reason: str
    safety: bool
    reported_by: PersonRef | None
    reported_at: datetime
    started_at: datetime | None
    expected_return: datetime | None
    ended_at: datetime | None
    version: int


class OutageStarted(Outage, frozen=True):
    """A new outage with the bookings that it touches, the next hundred of them."""

    touched: list[Touched]


class FaultIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A fault as somebody noticed it."""

    resource_id: UUID
    reason: Note
    safety: bool = False


class OutageIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A machine goes out of order; `expected_return` null where nobody knows."""

    resource_id: UUID
    reason: Note
    safety: bool = False
    expected_return: Instant | None = None


class Confirmation(Struct, frozen=True, forbid_unknown_fields=True):
    """What staff say to a reported fault; without a reason the reporter's words stand."""

    safety: bool
    expected_return: Instant | None = None
    reason: Note | None = None


class Day(Struct, frozen=True):
    """A site's day as its staff run it.

    `now`: those who have checked in and not out, also beyond their end. `late`: begun and nobody there.
    `next`: still to come. `done`: over, checked out, or released since nobody came. `outages` are open
    ones and reports that wait.
    """

    site: SiteRef
    zone: str
    date: date
    at: datetime
    now: list[Reservation]
    next: list[Reservation]
    late: list[Reservation]
    done: list[Reservation]
    outages: list[Outage]


class FoundPerson(Struct, frozen=True):
    """Somebody to book for; the address tells two of one name apart."""

    id: UUID
    full_name: str
    email: str | None
