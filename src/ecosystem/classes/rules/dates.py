"""The dates of a weekly rule over a term, those that fall out included: nothing is dropped without a word."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.words import Words
from ecosystem.places.rules import DAY, beginning

Origin = Literal["weekly", "swap", "date"]


class Rule(Struct, frozen=True):
    """Every week on that day (Monday is 1), in local time; it ends on the day it starts."""

    weekday: int
    starts: time
    ends: time


class Dated(Struct, frozen=True):
    """One date that was named, in local time."""

    on: date
    starts: time
    ends: time


class Break(Struct, frozen=True):
    """Days without lessons, both included."""

    starts_on: date
    ends_on: date
    name: Words

    def covers(self, day: date) -> bool:
        """Whether a date is one of them."""
        return self.starts_on <= day <= self.ends_on


class Swap(Struct, frozen=True):
    """A date that is worked as another one would have been."""

    worked_on: date
    instead_of: date


class Occurrence(Struct, frozen=True):
    """One date of a series; `within` is the break that it falls into, if it does.

    `origin` tells why the date is there: by the weekly rule, worked in exchange for another, named.
    """

    during: Interval
    on: date
    origin: Origin
    within: Break | None = None


def expand(
    rules: Sequence[Rule],
    *,
    first: date,
    last: date,
    tz: ZoneInfo,
    breaks: Sequence[Break] = (),
    swaps: Sequence[Swap] = (),
) -> list[Occurrence]:
    """Every date of the rules from `first` to `last`, both included, in the order of time.

    A worked day repeats the rules of the day that it stands for, unless a lesson of its own is in the way. A
    local time that a clock change skips begins that much later; one that is swallowed whole is left out.
    """
    found: list[Occurrence] = []
    day = first
    while day <= last:
        found += _on(day, day, rules, tz, "weekly", breaks)
        day += DAY
    for swap in swaps:
        if first <= swap.worked_on <= last and first <= swap.instead_of <= last:
            again = _on(swap.worked_on, swap.instead_of, rules, tz, "swap", breaks)
            found += [one for one in again if not any(one.during.overlaps(other.during) for other in found)]
    return sorted(found, key=_when)


def named_dates(dates: Iterable[Dated], *, tz: ZoneInfo, breaks: Sequence[Break] = ()) -> list[Occurrence]:
    """The dates that were named, in the order of time."""
    found = (
        Occurrence(during, one.on, "date", _break(one.on, breaks))
        for one in dates
        for during in beginning(one.on, [(one.starts, one.ends)], tz)
    )
    return sorted(found, key=_when)


def _when(one: Occurrence) -> Interval:
    return one.during


def _on(
    day: date, like: date, rules: Sequence[Rule], tz: ZoneInfo, origin: Origin, breaks: Sequence[Break]
) -> Iterator[Occurrence]:
    for rule in rules:
        if rule.weekday == like.isoweekday():
            for during in beginning(day, [(rule.starts, rule.ends)], tz):
                yield Occurrence(during, day, origin, _break(day, breaks))


def _break(day: date, breaks: Sequence[Break]) -> Break | None:
    return next((one for one in breaks if one.covers(day)), None)
