"""What rules are judged by, and what they find: plain values, read in one moment."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, field

from ecosystem.fablab.rules.fields import BookingRules
from ecosystem.kernel.intervals import Interval


class Wish(Struct, frozen=True):
    """What somebody would like to book; aware instants, the end after the start.

    `written` are the times as they came in, on the clock of the offset that came with them.
    """

    starts_at: datetime
    ends_at: datetime
    units: int = 1
    written: tuple[datetime, ...] = ()

    @property
    def interval(self) -> Interval:
        """The half-open stretch wished for."""
        return Interval(self.starts_at, self.ends_at)


class Booker(Struct, frozen=True):
    """The person the booking is for, as far as rules ask."""

    roles: frozenset[str] = frozenset()
    organisation_ids: frozenset[UUID] = frozenset()
    birth_date: date | None = None


class Need(Struct, frozen=True):
    """A qualification asked for, and how the person stands to it.

    `held_until` None with `held` means for good.
    """

    qualification_id: UUID
    name: dict[str, str]
    held: bool = False
    held_until: datetime | None = None
    quiz_id: UUID | None = None


class Closing(Struct, frozen=True):
    """A closure that shares time with the wish."""

    during: Interval
    reason: dict[str, str]


class Usage(Struct, frozen=True):
    """Another booking of the same person in the same category."""

    during: Interval
    resource_id: UUID


class Context(Struct, frozen=True):
    """All that a wish is judged by, read in one moment.

    `machine_quotas` names the quota fields set on the machine itself: those count its own bookings
    only, the category's count all of the category. `back_at` is when a machine that is out of order is
    expected back, None where nobody knows or safety is at stake. Those who decide are `exempt` from asking.
    """

    now: datetime
    zone: str
    resource_id: UUID
    rules: BookingRules
    state: str = "in_order"
    back_at: datetime | None = None
    units: int = 1
    within_hours: bool = True
    closings: tuple[Closing, ...] = ()
    booker: Booker = Booker()
    need: Need | None = None
    usage: tuple[Usage, ...] = ()
    machine_quotas: frozenset[str] = frozenset()
    exempt: bool = False


class Breach(Struct, frozen=True):
    """One rule that stands against a wish, with the values its sentence needs."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
