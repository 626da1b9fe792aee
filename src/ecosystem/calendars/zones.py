"""A zone as iCalendar tells it, made from the zone itself: never guessed by whoever reads the feed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from ecosystem.kernel.intervals import zone

_STEP = timedelta(days=7)
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=100)
def vtimezone(name: str, year: int) -> tuple[str, ...]:
    """The lines of a VTIMEZONE that is right from the year before this one to the year after the next.

    A zone whose clocks don't change in that time is one observance for good.
    """
    tz = zone(name)
    start, end = datetime(year - 1, 1, 1, tzinfo=UTC), datetime(year + 3, 1, 1, tzinfo=UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    local = start.astimezone(tz)
    lines += _observance(local, local.utcoffset() or timedelta(), "19700101T000000")
    for before, after in _changes(name, start, end):
        offset = before.utcoffset() or timedelta()
        # It begins on the clock that is left.
        onset = (after.astimezone(UTC) + offset).strftime("%Y%m%dT%H%M%S")
        lines += _observance(after, offset, onset)
    return (*lines, "END:VTIMEZONE")


def _observance(local: datetime, before: timedelta, onset: str) -> list[str]:
    kind = "DAYLIGHT" if local.dst() else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{onset}",
        f"TZOFFSETFROM:{_offset(before)}",
        f"TZOFFSETTO:{_offset(local.utcoffset() or timedelta())}",
        f"TZNAME:{local.tzname()}",
        f"END:{kind}",
    ]


def _changes(name: str, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The last second before each change of the clocks, and the first one after it."""
    tz, at = zone(name), start
    while at < end:
        later = at + _STEP
        if at.astimezone(tz).utcoffset() != later.astimezone(tz).utcoffset():
            low, high = at, later
            while high - low > _SECOND:
                middle = low + timedelta(seconds=(high - low) // _SECOND // 2)
                same = middle.astimezone(tz).utcoffset() == low.astimezone(tz).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            yield low.astimezone(tz), high.astimezone(tz)
        at = later


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{sign}{minutes // 60:02d}{minutes % 60:02d}"
