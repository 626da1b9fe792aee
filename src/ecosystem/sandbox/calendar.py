"""When the demo region is open: public holidays, planned closures, other hours on a date. Pure."""

from collections.abc import Container, Iterable
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from msgspec import Struct

from ecosystem.kernel.intervals import Interval, start_of_day, union, zone
from ecosystem.kernel.words import Words
from ecosystem.sandbox.data import Demo, Holidays, Hours, Machine, Site

DAY = timedelta(days=1)


class Off(Struct, frozen=True):
    """A closure of the region, a site or a resource; `scope` is its slug."""

    scope_kind: str
    scope: str
    during: Interval
    reason: Words


class Instead(Struct, frozen=True):
    """Other hours of a site on one date; none means closed."""

    site: str
    on_date: date
    hours: tuple[tuple[time, time], ...]
    note: Words


class Calendar(Struct, frozen=True):
    """All that is out of the ordinary around a day."""

    offs: tuple[Off, ...]
    insteads: tuple[Instead, ...]


def days_off(holidays: Holidays, years: Iterable[int]) -> dict[date, str]:
    """Every public holiday of these years, with the key of its name."""
    wanted = set(years)
    found: dict[date, str] = {}
    for year in wanted:
        for fixed in holidays.every_year:
            if year >= fixed.since:
                found[date(year, fixed.month, fixed.day)] = fixed.name
    for moving in holidays.dated:
        day = moving.first
        while day <= moving.last:
            if day.year in wanted:
                found.setdefault(day, moving.name)
            day += DAY
    return found


def around(demo: Demo, at: date) -> Calendar:
    """Closures and other hours around `at`: holidays of three years, and what the coming days bring.

    The next holiday closes nothing yet: its staff are still to decide about it.
    """
    off = days_off(demo.holidays, range(at.year - 1, at.year + 2))
    undecided = next_off(off, at)
    tz = zone(demo.region.zone)
    offs = [
        Off("region", demo.region.slug, _stretch(first, last, demo.region.zone), demo.holidays.names[name])
        for first, last, name in _runs({day: name for day, name in off.items() if day not in undecided})
    ]
    for planned in demo.calendar.closures:
        day = at + planned.day * DAY
        while day in off or day.isoweekday() > 5:
            day += DAY
        during = Interval(*(datetime.combine(day, edge, tz) for edge in (planned.opens, planned.closes)))
        offs.append(Off(planned.scope_kind, planned.scope, during, planned.reason))
    insteads = []
    for other in demo.calendar.exceptions:
        day = at + other.after * DAY
        while day in off or day.isoweekday() != other.weekday:
            day += DAY
        hours = tuple((stretch.opens, stretch.closes) for stretch in other.hours)
        insteads.append(Instead(other.site, day, hours, other.note))
    return Calendar(tuple(offs), tuple(insteads))


def next_off(off: Container[date], at: date) -> list[date]:
    """The days of the first holiday that begins after `at`, neighbouring ones included; at most a year on."""
    coming = (at + ahead * DAY for ahead in range(1, 367))
    first = next((day for day in coming if day in off and day - DAY not in off), None)
    if first is None:
        return []
    return list(takewhile(lambda day: day in off, (first + ahead * DAY for ahead in range(31))))


def closed(calendar: Calendar, region: str, machine: Machine) -> list[Interval]:
    """Every closure that a machine stands under."""
    own = {("region", region), ("site", machine.site), ("resource", machine.slug)}
    return union(off.during for off in calendar.offs if (off.scope_kind, off.scope) in own)


def open_hours(calendar: Calendar, site: Site, machine: Machine, day: date, zone_name: str) -> list[Interval]:
    """The stretches that begin on a local day, without regard to closures.

    A machine with hours of its own follows them, but not beyond the other hours of its site.
    """
    weekly = of_weekday(machine.hours or site.hours, day, zone_name)
    instead = next((i for i in calendar.insteads if (i.site, i.on_date) == (site.slug, day)), None)
    if instead is None:
        return weekly
    others = [_interval(day, opens, closes, zone_name) for opens, closes in instead.hours]
    if not machine.hours:
        return others
    return [both for one in weekly for other in others if (both := one.intersection(other))]


def of_weekday(patterns: list[Hours], day: date, zone_name: str) -> list[Interval]:
    """The stretches of a weekly pattern that begin on a local day."""
    return union(
        _interval(day, hours.opens, hours.closes, zone_name)
        for hours in patterns
        if day.isoweekday() in hours.days
    )


def _interval(day: date, opens: time, closes: time, zone_name: str) -> Interval:
    tz = zone(zone_name)
    end = day if closes > opens else day + DAY
    return Interval(datetime.combine(day, opens, tz), datetime.combine(end, closes, tz))


def _runs(off: dict[date, str]) -> list[tuple[date, date, str]]:
    """Neighbouring days of the same name as (first, last, name)."""
    runs: list[tuple[date, date, str]] = []
    for day in sorted(off):
        if runs and runs[-1][1] + DAY == day and runs[-1][2] == off[day]:
            runs[-1] = (runs[-1][0], day, off[day])
        else:
            runs.append((day, day, off[day]))
    return runs


def _stretch(first: date, last: date, zone_name: str) -> Interval:
    tz = zone(zone_name)
    return Interval(start_of_day(first, tz), start_of_day(last + DAY, tz))
