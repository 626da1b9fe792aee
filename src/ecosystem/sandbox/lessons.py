"""The invented classes: which sessions there are around a day, by the product's own rules. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from ecosystem.classes.rules import Break, Rule, expand
from ecosystem.kernel.intervals import Interval, monday_of, zone
from ecosystem.kernel.words import Words
from ecosystem.sandbox.calendar import DAY, Calendar, of_weekday
from ecosystem.sandbox.data import Demo
from ecosystem.sandbox.teaching import Series, TermPlan

WEEK = timedelta(weeks=1)
LATEST = 21  # days after the wished-for one that a make-up may be


class Lesson(Struct, frozen=True):
    """One session; `makes_up_for` is the place of the missed one in the list."""

    during: Interval
    cancelled: bool = False
    substituted: bool = False
    makes_up_for: int | None = None
    note: str | None = None


def breaks(term: TermPlan, at: date) -> list[Break]:
    """The breaks of the term, around a day."""
    found = []
    for one in term.breaks:
        first = at + one.from_day * DAY
        found.append(Break(first, first + (one.days - 1) * DAY, one.name))
    return found


def lessons(demo: Demo, series: Series, calendar: Calendar, at: date) -> list[Lesson]:
    """Every session of a series in the order of time, the make-up behind the missed one."""
    tz, monday = zone(demo.region.zone), monday_of(at)
    rules = [Rule(one.weekday, one.starts, one.ends) for one in series.weekly]
    dates = expand(
        rules,
        first=monday - series.weeks_before * WEEK,
        last=monday + (series.weeks_after + 1) * WEEK - DAY,
        tz=tz,
        breaks=breaks(demo.classes.term, at),
    )
    fits = _Open(demo, series, calendar)
    kept = [one for one in dates if one.within is None and fits(one.on, one.during)]
    found = [_lesson(series, one.on, one.during, monday) for one in kept]
    missed = next((number for number, one in enumerate(found) if one.cancelled), None)
    if series.missed and missed is not None and (again := _again(demo, series, found, fits, at)):
        found.append(Lesson(again, makes_up_for=missed))
    return found


class _Open:
    """Whether a lesson lies in the opening hours of its site, clear of closures."""

    def __init__(self, demo: Demo, series: Series, calendar: Calendar) -> None:
        self.zone = demo.region.zone
        self.site = next(site for site in demo.sites if site.slug == series.site)
        scopes = {("region", demo.region.slug), ("site", series.site)}
        self.shut = [off.during for off in calendar.offs if (off.scope_kind, off.scope) in scopes]
        self.instead = {one.on_date: one for one in calendar.insteads if one.site == series.site}

    def __call__(self, day: date, during: Interval) -> bool:
        if day in self.instead:
            spans = [
                Interval(_at(day, opens, self.zone), _at(day, closes, self.zone))
                for opens, closes in self.instead[day].hours
            ]
        else:
            spans = of_weekday(self.site.hours, day, self.zone)
        open_then = any(span.contains(during) for span in spans)
        return open_then and not any(during.overlaps(off) for off in self.shut)


def _again(demo: Demo, series: Series, held: Sequence[Lesson], fits: _Open, at: date) -> Interval | None:
    """When the missed lesson is made up for: as planned, or the next day that is open and free."""
    if series.missed is None:
        return None
    wanted = series.missed.makeup
    for later in range(LATEST):
        day = at + (wanted.day + later) * DAY
        during = Interval(*(_at(day, edge, demo.region.zone) for edge in (wanted.starts, wanted.ends)))
        if fits(day, during) and not any(one.during.overlaps(during) for one in held):
            return during
    return None


def _lesson(series: Series, day: date, during: Interval, monday: date) -> Lesson:
    week = (monday_of(day) - monday) // WEEK
    where = (day.isoweekday(), week)
    if series.missed and where == (series.missed.weekday, series.missed.week):
        return Lesson(during, cancelled=True, note=series.missed.note)
    if series.substituted and where == (series.substituted.weekday, series.substituted.week):
        return Lesson(during, substituted=True, note=series.substituted.note)
    return Lesson(during)


def _at(day: date, clock: time, zone_name: str) -> datetime:
    return datetime.combine(day, clock, zone(zone_name))


def name_of(term: TermPlan, at: date) -> Words:
    """The name of the term with its school year, which begins in September."""
    year = at.year if at.month >= 8 else at.year - 1
    return Words(*(f"{text} {year}–{year + 1}" for text in (term.name.vi, term.name.en)))


def free_units(
    capacity: int, wanted: int, during: Interval, taken: Sequence[tuple[int, Interval]]
) -> list[int]:
    """The first so many units of a pool that nobody has at that time; none where they are too few."""
    busy = {unit for unit, blocked in taken if blocked.overlaps(during)}
    free = [unit for unit in range(1, capacity + 1) if unit not in busy]
    return free[:wanted] if len(free) >= wanted else []
