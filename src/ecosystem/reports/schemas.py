"""The figures of a site over HTTP. Minutes are those of all units together; days are the site's own."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from ecosystem.kernel.words import Words


class StatisticsSite(Struct, frozen=True):
    """The site that is spoken of."""

    id: UUID
    slug: str
    name: Words


class Period(Struct, frozen=True):
    """Whole days of the site; the last one is included."""

    first_day: date
    last_day: date


class Totals(Struct, frozen=True):
    """A period in a line.

    `bookings` are those that begin in it, called off or not; `booked_minutes` are those that stand,
    `used_minutes` those between check-in and check-out. Requests that staff refused or nobody answered in
    time are no bookings; they count by the start that was asked for. `new_people` came for the first time.
    """

    bookings: int
    cancelled: int
    no_shows: int
    requests_refused: int
    requests_lapsed: int
    booked_minutes: int
    used_minutes: int
    open_minutes: int
    people: int
    new_people: int
    refusals: int


class MachineUse(Struct, frozen=True):
    """One machine, room or pool over the period, and what was booked of it in the one before."""

    id: UUID
    name: str
    category: Words
    units: int
    open_minutes: int
    booked_minutes: int
    used_minutes: int
    bookings: int
    cancelled: int
    no_shows: int
    previous_booked_minutes: int


class HourUse(Struct, frozen=True):
    """An hour of the week on the site's clock, Monday being 1, with what was booked in it."""

    weekday: int
    hour: int
    booked_minutes: int
    previous_booked_minutes: int


class Refusal(Struct, frozen=True):
    """How often a booking was refused for this reason; one that was refused may have had several."""

    code: str
    name: Words
    count: int
    previous: int


class Statistics(Struct, frozen=True):
    """What became of a site's bookings in a period, beside the period of the same length before it.

    No person is in it. `hours` holds only those in which something was booked.
    """

    site: StatisticsSite
    zone: str
    period: Period
    previous: Period
    totals: Totals
    previous_totals: Totals
    machines: list[MachineUse]
    hours: list[HourUse]
    refusals: list[Refusal]
