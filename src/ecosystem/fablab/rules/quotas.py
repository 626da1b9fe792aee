"""How much of a category or machine one person may take: per day, per week, and back to back."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from ecosystem.fablab.rules.values import Breach, Context, Wish
from ecosystem.kernel.intervals import Interval, days_of, monday_of, zone

# A stretch longer than this is refused for its length; its quota is told from its beginning.
COUNTED = timedelta(days=35)


def shares(intervals: list[Interval], zone_name: str, unit: Literal["day", "week"]) -> dict[date, int]:
    """Seconds per local day, or per local week named by its Monday; the values add up to the whole."""
    tz, total = zone(zone_name), dict[date, int]()
    for interval in intervals:
        for day, share in days_of(interval, tz):
            key = day if unit == "day" else monday_of(day)
            total[key] = total.get(key, 0) + share.seconds
    return total


def of_quotas(wish: Wish, context: Context) -> Iterator[Breach]:
    """What the limits on minutes per day and per week say."""
    yield from _of_quota(wish, context, "day", "quota_minutes_per_day")
    yield from _of_quota(wish, context, "week", "quota_minutes_per_week")


def _of_quota(wish: Wish, context: Context, unit: Literal["day", "week"], rule: str) -> Iterator[Breach]:
    limit: int | None = getattr(context.rules, rule)
    if limit is None:
        return
    own_only = rule in context.machine_quotas
    others = [use.during for use in context.usage if not own_only or use.resource_id == context.resource_id]
    counted = Interval(wish.starts_at, min(wish.ends_at, wish.starts_at + COUNTED))
    used = shares(others, context.zone, unit)
    for day, seconds in shares([counted], context.zone, unit).items():
        before = used.get(day, 0)
        if before + seconds > limit * 60:
            left = max(0, limit - -(-before // 60))
            params = {"limit_minutes": limit, "used_minutes": before // 60, "left_minutes": left}
            yield Breach(f"quota_{unit}", {**params, unit: day})


def of_chain(wish: Wish, context: Context) -> Iterator[Breach]:
    """Where bookings back to back are not allowed, one of the same person that adjoins."""
    if context.rules.chain:
        return
    gap = timedelta(minutes=context.rules.raster_minutes)
    for use in context.usage:
        apart = max(use.during.start - wish.ends_at, wish.starts_at - use.during.end)
        if use.resource_id == context.resource_id and timedelta() <= apart < gap:
            yield Breach("chain", {"starts_at": use.during.start, "ends_at": use.during.end})
            return
