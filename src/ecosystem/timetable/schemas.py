"""What the timetable looks like over HTTP: closures, opening hours, holidays, and what a change touches."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from ecosystem.kernel.hooks import Proposal
from ecosystem.kernel.http import Instant
from ecosystem.kernel.words import Words

ClosureScope = Literal["region", "site", "room", "resource"]
Decision = Literal["keep", "move", "cancel"]
Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Said = Annotated[str, Meta(min_length=1, max_length=300)]


class Reason(Struct, forbid_unknown_fields=True):
    """Why a place is closed, in words that people are shown."""

    vi: Said
    en: Said


class MoveTo(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a booking moves to."""

    resource_id: UUID
    starts_at: Instant
    ends_at: Instant


class ImpactRow(Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to one touched booking; a move says where to."""

    reservation_id: UUID
    decision: Decision
    move_to: MoveTo | None = None


class ImpactIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to the bookings that a change touches: those of `rows` singly, all others alike.

    `digest` is that of the list it was decided on. What can only be kept stays, whatever holds for all.
    """

    digest: Annotated[str, Meta(max_length=100)]
    decision: Decision | None = None
    rows: Annotated[list[ImpactRow], Meta(max_length=5000)] = []


class TouchedResource(Struct, frozen=True):
    """The machine of a touched booking."""

    id: UUID
    name: str


class TouchedPerson(Struct, frozen=True):
    """Whose touched booking it is."""

    id: UUID
    full_name: str


class ImpactItem(Struct, frozen=True):
    """A booking that a change touches, where it could move, and what is suggested.

    `fixed`: somebody is using it, or it is not the asker's to change; it can only be kept.
    """

    reservation_id: UUID
    resource: TouchedResource
    person: TouchedPerson | None
    starts_at: datetime
    ends_at: datetime
    version: int
    proposals: list[Proposal]
    default: Decision
    fixed: bool


class Impact(Struct, frozen=True):
    """All that a change touches at this moment; `digest` goes along with the decisions on it.

    Without `may_keep` nothing can stay: the change leaves no machine to stay on.
    """

    digest: str
    items: list[ImpactItem]
    may_keep: bool = True


class NewClosure(Struct, forbid_unknown_fields=True):
    """A place to close from `starts_at` until `ends_at`, and what happens to the bookings in it."""

    scope_kind: ClosureScope
    scope_id: UUID
    starts_at: Instant
    ends_at: Instant
    reason: Reason
    impact: ImpactIn | None = None


class ClosurePatch(Struct, forbid_unknown_fields=True):
    """Other times or another reason for a closure; only what is to change."""

    starts_at: Instant | UnsetType = UNSET
    ends_at: Instant | UnsetType = UNSET
    reason: Reason | UnsetType = UNSET
    impact: ImpactIn | None = None


class ClosureOut(Struct):
    """A stretch in which a place takes no bookings."""

    id: UUID
    scope_kind: ClosureScope
    scope_id: UUID
    starts_at: datetime
    ends_at: datetime
    reason: Words
    version: int


class ClosureRow(ClosureOut):
    """A closure in the list: what it closes, who made it, and whether the asker may change it."""

    scope_name: Words
    site_id: UUID | None
    zone: str
    created_by: str | None
    created_at: datetime
    can_edit: bool


class WeeklyHours(Struct, frozen=True, forbid_unknown_fields=True):
    """A weekly stretch on the site's clock, Monday being 1; closing at or before opening: the next day."""

    weekday: Annotated[int, Meta(ge=1, le=7)]
    opens: Clock
    closes: Clock
    valid_from: date | None = None
    valid_until: date | None = None


class DatedHours(Struct, frozen=True, forbid_unknown_fields=True):
    """Other hours on one date instead of the weekly ones; without hours the day is closed."""

    on_date: date
    opens: Clock | None = None
    closes: Clock | None = None
    note: Reason | None = None


class HoursPatch(Struct, forbid_unknown_fields=True):
    """All weekly hours, all exceptions from today on, or both; a list that is left out stays as it is."""

    weekly: Annotated[list[WeeklyHours], Meta(max_length=200)] | UnsetType = UNSET
    dated: Annotated[list[DatedHours], Meta(max_length=1000)] | UnsetType = UNSET
    impact: ImpactIn | None = None


class HoursSet(Struct):
    """The hours of a site or resource: the weekly rule, and the exceptions from today on."""

    owner_id: UUID
    zone: str
    weekly: list[WeeklyHours]
    dated: list[DatedHours]
    version: int


class OpeningSpan(Struct, frozen=True):
    """A stretch of opening."""

    starts_at: datetime
    ends_at: datetime


class OpeningDay(Struct, frozen=True):
    """What a date looks like: the stretches that begin on it, and what closes it wholly or partly."""

    on_date: date
    open: list[OpeningSpan]
    exception: bool
    closures: list[Words]


class HoursPreview(Struct):
    """The coming weeks as these hours would have them."""

    days: list[OpeningDay]


class HolidayOut(Struct, frozen=True):
    """A public holiday that the calendar of the country suggests, and what was decided about it.

    `starts_on` to `ends_on` are local dates, both included; `closed` where closures cover them wholly.
    `closure_id` is null once the closure that followed from the decision is gone.
    """

    key: str
    name: Words
    starts_on: date
    ends_on: date
    closed: bool
    decision: Literal["accepted", "moved", "refused"] | None
    decided_for: Literal["region", "site"] | None
    decision_id: UUID | None
    closure_id: UUID | None
    decided_by: str | None
    decided_at: datetime | None


class Holidays(Struct):
    """The holidays of a year; `worked_on` are days off that are worked in exchange, as far as is known."""

    country: str | None
    year: int
    scope_kind: Literal["region", "site"]
    scope_id: UUID
    can_decide: bool
    items: list[HolidayOut]
    worked_on: list[date]


class HolidayDecisionIn(Struct, forbid_unknown_fields=True):
    """What is decided about a suggested holiday, for the region or one site.

    Accepted, it closes the place on its own dates; moved, on those given here; refused, not at all.
    """

    key: Annotated[str, Meta(min_length=1, max_length=100)]
    scope_kind: Literal["region", "site"]
    scope_id: UUID
    decision: Literal["accepted", "moved", "refused"]
    starts_on: date | None = None
    ends_on: date | None = None
    impact: ImpactIn | None = None


class HolidayDecision(Struct):
    """A decision that was made; `closure_id` is what followed from it."""

    id: UUID
    key: str
    decision: Literal["accepted", "moved", "refused"]
    closure_id: UUID | None
