"""Periods of whole days and their instants: pure functions."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from ecosystem.kernel.intervals import start_of_day

LONGEST = 400  # days
EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 1, 1)
_DAY = timedelta(days=1)


class Days(Struct, frozen=True):
    """Whole days; the last one is included."""

    first: date
    last: date

    def before(self) -> "Days":
        """As many days, just before."""
        length = self.last - self.first + _DAY
        return Days(self.first - length, self.first - _DAY)

    def span(self, tz: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first midnight to the one after the last day."""
        return start_of_day(self.first, tz), start_of_day(self.last + _DAY, tz)


def faults(first: date, last: date) -> list[tuple[str, str]]:
    """What is wrong with a period, as (field, code)."""
    if last < first:
        return [("to", "before_from")]
    if (last - first).days >= LONGEST:
        return [("to", "too_wide")]
    if first < EARLIEST or last > LATEST:
        return [("from", "out_of_reach")]
    return []
