"""A series while it is planned: what is wanted, every date with its reason, and what was decided."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from ecosystem.classes.schemas.shared import Clock, Line, Mode, Seats, TeacherRef, Units, Web, Weekly
from ecosystem.kernel.http import Instant
from ecosystem.kernel.words import Words


class NamedDate(Struct, frozen=True, forbid_unknown_fields=True):
    """One date, in the site's zone."""

    on: date
    starts: Clock
    ends: Clock


class WantedResource(Struct, frozen=True, forbid_unknown_fields=True):
    """A machine, or units of a pool."""

    resource_id: UUID
    units: Units = 1


class PlanIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """A series as it is wanted: by a weekly rule, or on dates that are named.

    The rule holds from `starts_on` to `ends_on`, where these are left out from the term's first day to its
    last. Its breaks and worked days count.
    """

    course_id: UUID
    site_id: UUID
    term_id: UUID | None = None
    room_id: UUID | None = None
    teacher_ids: Annotated[list[UUID], Meta(min_length=1, max_length=10)]
    resources: Annotated[list[WantedResource], Meta(max_length=20)] = []
    weekly: Annotated[list[Weekly], Meta(max_length=14)] = []
    dates: Annotated[list[NamedDate], Meta(max_length=200)] = []
    starts_on: date | None = None
    ends_on: date | None = None
    mode: Mode = "on_site"
    place: Line | None = None
    link: Web | None = None
    capacity: Seats


class Instead(Struct, frozen=True, forbid_unknown_fields=True):
    """Another room, or another time; no room means the series' own."""

    starts_at: Instant
    ends_at: Instant
    room_id: UUID | None = None


class DateDecision(Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of one date: it is left out, or takes place instead as said."""

    starts_at: Instant
    decision: Literal["leave_out", "take"]
    instead: Instead | None = None


class ClassIn(PlanIn, forbid_unknown_fields=True, kw_only=True):
    """A series that is made: the plan, the list it was decided on, and the decisions.

    What the calendar skips is left out unless it is to take place instead; every date that collides with
    something needs its decision.
    """

    digest: Annotated[str, Meta(max_length=100)]
    decisions: Annotated[list[DateDecision], Meta(max_length=500)] = []
    slug: Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)] | None = None


class DateReason(Struct, frozen=True):
    """One thing against a date: `name` is the holiday, closure or break, or the room, person or machine."""

    code: Literal["break", "holiday", "closed", "hours", "room", "teacher", "machine"]
    name: Words | None
    subject_id: UUID | None


class DateInstead(Struct, frozen=True):
    """Where a date could go: another room at the same time, or the same hour of a later week."""

    kind: Literal["other_room", "later"]
    starts_at: datetime
    ends_at: datetime
    room_id: UUID | None
    room_name: Words | None


class DateRow(Struct, frozen=True):
    """One date of the plan. Kept where nothing is against it, skipped where the calendar is, else a clash.

    `origin` says why it is there: by the weekly rule, worked in exchange for another day, named.
    """

    on: date
    starts_at: datetime
    ends_at: datetime
    origin: Literal["weekly", "swap", "date"]
    state: Literal["kept", "skipped", "clash"]
    reasons: list[DateReason]
    alternatives: list[DateInstead]


class Preview(Struct, frozen=True):
    """Every date of a plan with its reason; `digest` goes along with the decisions."""

    digest: str
    rows: list[DateRow]
    kept: int
    skipped: int
    clashes: int
    zone: str


class Candidate(TeacherRef, frozen=True):
    """Somebody who could teach; `qualified` for what is taken, `free` at the time, where these were asked."""

    qualified: bool
    free: bool
