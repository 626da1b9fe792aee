"""Half-open intervals of time, [start, end), and the days and weeks they fall on."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct


class Interval(Struct, frozen=True, order=True):
    """A half-open stretch [start, end) between two aware instants, never empty."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an interval lies between aware instants")
        if self.end <= self.start:
            raise ValueError("an interval ends after it starts")

    @property
    def seconds(self) -> int:
        """Elapsed seconds; a night with a clock change counts what really passes."""
        return int((self.end - self.start).total_seconds())

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share time; touching ends do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Interval") -> bool:
        """Whether the other lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def grown(self, *, before: timedelta, after: timedelta) -> "Interval":
        """The interval with time added at both ends."""
        return Interval(self.start - before, self.end + after)

    def intersection(self, other: "Interval") -> "Interval | None":
        """What the two share, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Interval(start, end) if start < end else None


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time as sorted intervals that neither overlap nor touch."""
    merged: list[Interval] = []
    for item in sorted(intervals):
        if merged and item.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, item.end))
        else:
            merged.append(item)
    return merged


def difference(intervals: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """What is left of the first after the second is taken away."""
    holes = union(taken)
    left: list[Interval] = []
    for item in union(intervals):
        start = item.start
        for hole in holes:
            if hole.end <= start or hole.start >= item.end:
                continue
            if hole.start > start:
                left.append(Interval(start, hole.start))
            start = max(start, hole.end)
        if start < item.end:
            left.append(Interval(start, item.end))
    return left


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name."""
    return ZoneInfo(name)


@lru_cache(maxsize=10_000)
def start_of_day(day: date, tz: ZoneInfo) -> datetime:
    """Local midnight as an instant in UTC: differences of two times in one zone ignore clock changes."""
    return datetime.combine(day, time(), tzinfo=tz).astimezone(UTC)


def days_of(interval: Interval, tz: ZoneInfo) -> Iterator[tuple[date, Interval]]:
    """The local days an interval touches, each with its share (case: 22:00-02:00 is 2 h + 2 h)."""
    day = interval.start.astimezone(tz).date()
    while (begin := start_of_day(day, tz)) < interval.end:
        share = interval.intersection(Interval(begin, start_of_day(day + timedelta(days=1), tz)))
        if share:
            yield day, share
        day += timedelta(days=1)


def monday_of(day: date) -> date:
    """The Monday that begins the day's week."""
    return day - timedelta(days=day.weekday())
