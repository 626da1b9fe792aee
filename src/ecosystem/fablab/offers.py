"""What to book instead: times and machines for a wish that can't be met, plain values only."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from msgspec import Struct, structs

from ecosystem.fablab.rules import BookingRules, Context, Wish, judge, sane
from ecosystem.kernel.intervals import Interval, start_of_day, zone
from ecosystem.timetable import rules as timetable
from ecosystem.timetable.rules import Free

Why = Literal["same_later", "same_earlier", "other_machine", "other_site"]

DAYS = 7  # how far ahead the same machine is offered
LATER = 3
TODAY = 2  # of these, on the day that was wished for
TRIES = 8  # steps of the raster tried in a free stretch, since a rule may forbid its edge


class Offer(Struct, frozen=True):
    """A wish that would go through."""

    wish: Wish
    why: Why


def fitted(wish: Wish, rules: BookingRules, *, now: datetime, zone_name: str) -> Wish:
    """The wish brought into what the rules allow at all: its length, its step, its day.

    What is nowhere near bookable becomes now; what is too far comes back by whole weeks, or by days where
    the horizon is shorter: the last day may well be one on which it is closed.
    """
    length = _length(wish, rules)
    earliest = now + timedelta(minutes=rules.notice_minutes)
    start = max(wish.starts_at, earliest) if sane(wish, now) else earliest
    tz = zone(zone_name)
    beyond = start.astimezone(tz).date() - now.astimezone(tz).date() - timedelta(days=rules.horizon_days)
    if beyond > timedelta():
        weeks = timedelta(weeks=-(-beyond // timedelta(weeks=1)))
        start = start - weeks if start - weeks >= earliest else max(start - beyond, earliest)
    start = aligned(start, rules, zone_name)
    return Wish(start, start + length, wish.units)


def aligned(instant: datetime, rules: BookingRules, zone_name: str) -> datetime:
    """The instant rounded up to the raster on the local clock."""
    return instant + -_of_day(instant, zone_name) % timedelta(minutes=rules.raster_minutes)


@lru_cache(maxsize=20_000)
def _of_day(instant: datetime, zone_name: str) -> timedelta:
    """What the local clock shows; machines share most of the instants at which stretches begin and end."""
    local = instant.astimezone(zone(zone_name))
    return timedelta(
        hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )


def bookable(
    free: Sequence[Free],
    rules: BookingRules,
    *,
    now: datetime,
    zone_name: str,
    until: datetime | None = None,
    shortest: timedelta = timedelta(),
) -> list[Free]:
    """What of the free time can be booked: from the notice to the horizon, in steps of the raster, in
    stretches that hold the shortest booking (or `shortest`). `until` is when a qualification ends.
    """
    raster = timedelta(minutes=rules.raster_minutes)
    earliest, beyond = now + timedelta(minutes=rules.notice_minutes), _beyond(rules, now, zone_name)
    last_start = beyond - timedelta(microseconds=1)
    latest = last_start - _of_day(last_start, zone_name) % raster + timedelta(minutes=rules.max_minutes)
    latest = min(latest, until) if until else latest
    least = max(shortest, timedelta(minutes=rules.min_minutes))
    edges: dict[datetime, int] = {}
    lower = 0
    for level in sorted({item.units for item in free}):
        for run in timetable.runs(free, level):
            start, end = aligned(max(run.start, earliest), rules, zone_name), min(run.end, latest)
            end -= _of_day(end, zone_name) % raster
            if start < beyond and end - start >= least:
                edges[start] = edges.get(start, 0) + level - lower
                edges[end] = edges.get(end, 0) - level + lower
        lower = level
    return _stretches(edges)


def _stretches(edges: dict[datetime, int]) -> list[Free]:
    found: list[Free] = []
    level = 0
    for start, end in pairwise(sorted(moment for moment, step in edges.items() if step)):
        level += edges[start]
        if level > 0:
            found.append(Free(start, end, level))
    return found


def within_reach(start: datetime, rules: BookingRules, *, now: datetime, zone_name: str) -> bool:
    """Whether a booking may begin then, as far as notice and horizon go; the running minute counts."""
    earliest = now.replace(second=0, microsecond=0) + timedelta(minutes=rules.notice_minutes)
    return earliest <= start < _beyond(rules, now, zone_name)


def _beyond(rules: BookingRules, now: datetime, zone_name: str) -> datetime:
    """Where the horizon ends: bookings begin before it."""
    tz = zone(zone_name)
    return start_of_day(now.astimezone(tz).date() + timedelta(days=rules.horizon_days + 1), tz)


def _length(wish: Wish, rules: BookingRules) -> timedelta:
    raster = timedelta(minutes=rules.raster_minutes)
    least, most = timedelta(minutes=rules.min_minutes), timedelta(minutes=rules.max_minutes)
    length = min(max(wish.ends_at - wish.starts_at, least), most)
    rounded = length + -length % raster
    return rounded if rounded <= most else length


def same_machine(
    wish: Wish, runs: Sequence[Interval], context: Context, *, waive: bool = False
) -> list[Offer]:
    """Later today, at the same hour of the next days, or else the next times there are; one earlier today.

    `wish` is fitted; `runs` are the free stretches, buffers and hours allowed for.
    """

    def goes(start: datetime) -> bool:
        return _goes(_at(wish, start), runs, context, waive)

    tomorrow = _tomorrow(wish, context)
    # The first start that goes in each free stretch.
    first = [
        start for run in runs for start in [next(filter(goes, _steps(run, wish, context)), None)] if start
    ]
    today = [start for start in first if start < tomorrow][:TODAY]
    same_hour = [wish.starts_at + timedelta(days=day) for day in range(1, DAYS + 1)]
    beyond = [start for start in same_hour if goes(start)] or [start for start in first if start >= tomorrow]
    later = (today + beyond)[:LATER]
    before = next(filter(goes, _earlier(wish, runs, context)), None)
    offers = [Offer(_at(wish, start), "same_later") for start in later]
    return offers + ([Offer(_at(wish, before), "same_earlier")] if before else [])


def next_start(
    wish: Wish, runs: Sequence[Interval], context: Context, *, waive: bool = False
) -> datetime | None:
    """The next start on the same machine at which the fitted wish would go through, in the days ahead."""

    def goes(start: datetime) -> bool:
        return _goes(_at(wish, start), runs, context, waive)

    edges = (next(filter(goes, _steps(run, wish, context)), None) for run in runs)
    first = next((start for start in edges if start), None)
    # A rule may forbid the beginning of a long stretch and not the next day in it.
    same_hour = next(filter(goes, (wish.starts_at + timedelta(days=day) for day in range(1, DAYS + 1))), None)
    return min((start for start in (first, same_hour) if start), default=None)


def at_that_time(
    wish: Wish, runs: Sequence[Interval], context: Context, *, waive: bool = False
) -> Wish | None:
    """The wish on another machine, in that one's steps and lengths, if it would go through."""
    if wish.units > context.units:
        return None
    length = _length(wish, context.rules)
    start = aligned(wish.starts_at, context.rules, context.zone)
    moved = Wish(start, start + length, wish.units)
    return moved if _goes(moved, runs, context, waive) else None


def _goes(wish: Wish, runs: Sequence[Interval], context: Context, waive: bool) -> bool:
    free = any(run.contains(wish.interval) for run in runs)
    return free and not judge(wish, structs.replace(context, within_hours=True, closings=()), waive=waive)


def _at(wish: Wish, start: datetime) -> Wish:
    return Wish(start, start + (wish.ends_at - wish.starts_at), wish.units)


def _steps(run: Interval, wish: Wish, context: Context) -> Iterator[datetime]:
    start = aligned(max(run.start, wish.starts_at), context.rules, context.zone)
    for step in range(TRIES):
        moment = start + step * timedelta(minutes=context.rules.raster_minutes)
        if moment >= run.end:
            return
        yield moment


def _earlier(wish: Wish, runs: Sequence[Interval], context: Context) -> Iterator[datetime]:
    """Starts before the wish on its day, the nearest first."""
    today = start_of_day(wish.starts_at.astimezone(zone(context.zone)).date(), zone(context.zone))
    raster = timedelta(minutes=context.rules.raster_minutes)
    length = wish.ends_at - wish.starts_at
    for run in reversed(runs):
        latest = min(run.end - length, wish.starts_at - raster)
        start = aligned(latest - raster + timedelta(microseconds=1), context.rules, context.zone)
        for step in range(TRIES):
            moment = start - step * raster
            if moment < max(run.start, today):
                break
            yield moment


def _tomorrow(wish: Wish, context: Context) -> datetime:
    tz = zone(context.zone)
    return start_of_day(wish.starts_at.astimezone(tz).date() + timedelta(days=1), tz)
