"""Opening hours on plain values: the twin of the SQL in `places.opening`. No database."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from ecosystem.kernel.intervals import Interval, union

DAY = timedelta(days=1)
_DAY, _WEEK = 1440, 7 * 1440  # minutes


class Weekly(Struct, frozen=True):
    """A weekly stretch, Monday being 1; `closes` at or before `opens` means the next day."""

    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_until: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the rule counts on that date, whatever its weekday."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or self.valid_until >= day)


class Dated(Struct, frozen=True):
    """A stretch on one date that replaces the weekly rules; without hours: closed."""

    on_date: date
    opens: time | None = None
    closes: time | None = None


class Hours(Struct, frozen=True):
    """The weekly rules and dated exceptions of one site or resource."""

    weekly: Sequence[Weekly] = ()
    dated: Sequence[Dated] = ()

    def on(self, day: date) -> list[tuple[time, time]] | None:
        """The stretches that begin on that local date; None when nothing here speaks of the date."""
        dated = [item for item in self.dated if item.on_date == day]
        if dated:
            return [(item.opens, item.closes) for item in dated if item.opens and item.closes]
        rules = [rule for rule in self.weekly if rule.in_force(day)]
        if not rules:
            return None
        return [(rule.opens, rule.closes) for rule in rules if rule.weekday == day.isoweekday()]


def length(opens: time, closes: time) -> int:
    """Minutes of a stretch; closing at or before opening: on the next day."""
    minutes = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    return minutes if minutes > 0 else minutes + _DAY


def collisions(weekly: Sequence[Weekly]) -> list[tuple[int, int]]:
    """Pairs of weekly stretches that share time in some week, each by its place in the sequence."""
    return [
        (first, second)
        for second in range(len(weekly))
        for first in range(second)
        if _share_a_date(weekly[first], weekly[second]) and _share_time(weekly[first], weekly[second])
    ]


def _share_a_date(one: Weekly, other: Weekly) -> bool:
    begins = max(one.valid_from or date.min, other.valid_from or date.min)
    return begins <= min(one.valid_until or date.max, other.valid_until or date.max)


def _share_time(one: Weekly, other: Weekly) -> bool:
    # On a ring of a week: the way from the start of one to that of the other, and back.
    ahead = (_minute(other) - _minute(one)) % _WEEK
    return ahead < length(one.opens, one.closes) or _WEEK - ahead < length(other.opens, other.closes)


def _minute(rule: Weekly) -> int:
    return (rule.weekday - 1) * _DAY + rule.opens.hour * 60 + rule.opens.minute


@lru_cache(maxsize=10_000)
def instant(day: date, clock: time, tz: ZoneInfo) -> datetime:
    """The instant of a local time as PostgreSQL's AT TIME ZONE has it.

    A time that a clock change skips counts from before the change, one that comes twice means the
    second: both are what the smaller offset from UTC gives.
    """
    first = datetime.combine(day, clock, tzinfo=tz)
    second = first.replace(fold=1)
    chosen = min(first, second, key=lambda moment: moment.utcoffset() or timedelta(0))
    return chosen.astimezone(UTC)


def exists(local: datetime, tz: ZoneInfo) -> bool:
    """Whether a naive local time happens at all; 02:30 does not where clocks go from 2 to 3."""
    aware = local.replace(tzinfo=tz)
    return aware.astimezone(UTC).astimezone(tz).replace(tzinfo=None) == local.replace(tzinfo=None)


def opening(site: Hours, tz: ZoneInfo, window: Interval, *, own: Hours | None = None) -> list[Interval]:
    """When it is open within the window, sorted, overlaps merged.

    `own` are the hours of the resource itself: on each date its exceptions count, else its weekly rules
    if any is in force, else the site's hours.
    """
    day = window.start.astimezone(tz).date() - DAY
    last = window.end.astimezone(tz).date()
    spans: list[Interval] = []
    while day <= last:
        stretches = own.on(day) if own else None
        if stretches is None:
            stretches = site.on(day) or []
        spans += beginning(day, stretches, tz)
        day += DAY
    return [share for span in union(spans) if (share := span.intersection(window))]


def beginning(day: date, stretches: Iterable[tuple[time, time]], tz: ZoneInfo) -> Iterable[Interval]:
    """The stretches that begin on a local date, as instants."""
    for opens, closes in stretches:
        start = instant(day, opens, tz)
        end = instant(day + DAY if closes <= opens else day, closes, tz)
        # A clock change may swallow a span.
        if start < end:
            yield Interval(start, end)


def fits_opening(open_ranges: Iterable[Interval], during: Interval) -> bool:
    """Whether a time lies wholly in one stretch of opening; a lunch gap in its middle breaks it."""
    return any(stretch.contains(during) for stretch in union(open_ranges))
