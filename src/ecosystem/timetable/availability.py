"""Questions about free time: one statement for any number of resources and sites."""

import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import asyncpg
from msgspec import Struct

from ecosystem.kernel.db import Driver
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.words import Words
from ecosystem.timetable import statements
from ecosystem.timetable.errors import WindowTooWide
from ecosystem.timetable.rules import NO_TIME, Claim, Free, first_fit, pool_free

WIDEST = timedelta(days=400)

# A resource or several by id, each with its own buffers; $3 to $5.
BY_ID = """
SELECT r.id AS resource_id, r.site_id, r.room_id, r.units, c.before, c.after
FROM unnest($3::uuid[], $4::interval[], $5::interval[]) c (resource_id, before, after)
JOIN resource r ON r.id = c.resource_id"""

# The same for exactly one, which the planner likes better.
ONE = """
SELECT r.id AS resource_id, r.site_id, r.room_id, r.units, $4::interval AS before, $5::interval AS after
FROM resource r WHERE r.id = $3::uuid"""


class Wanted(Struct, frozen=True):
    """Which resources are asked about: a SELECT as `statements` describes it, and its parameters."""

    sql: str
    params: tuple[Any, ...] = ()

    @classmethod
    def one(cls, resource_id: UUID, *, before: timedelta = NO_TIME, after: timedelta = NO_TIME) -> "Wanted":
        """One resource with its buffers."""
        return cls(ONE, (resource_id, before, after))

    @classmethod
    def of_claims(cls, claims: Iterable[Claim]) -> "Wanted":
        """The resources of these claims, each with its widest buffers."""
        widest: dict[UUID, tuple[timedelta, timedelta]] = {}
        for claim in claims:
            before, after = widest.get(claim.resource_id, (NO_TIME, NO_TIME))
            widest[claim.resource_id] = max(before, claim.before), max(after, claim.after)
        if len(widest) == 1:
            ((resource_id, (before, after)),) = widest.items()
            return cls.one(resource_id, before=before, after=after)
        befores = [before for before, _ in widest.values()]
        return cls(BY_ID, (list(widest), befores, [after for _, after in widest.values()]))


class Shut(Struct, frozen=True):
    """A closure that concerns a resource; `scope` says through what: region, site, room or resource."""

    id: UUID
    during: Interval
    reason: Words
    scope: str


class Taken(Struct, frozen=True):
    """An occupancy that is not released."""

    id: UUID
    unit: int
    during: Interval
    blocked: Interval
    state: str
    purpose: str
    subject_id: UUID
    expires_at: datetime | None
    pinned: bool

    def lapsed(self, now: datetime) -> bool:
        """Whether it is a hold that nobody confirmed in time."""
        return self.expires_at is not None and self.expires_at <= now


class Facts(Struct):
    """What is known of a resource in a window; closures and occupancies reach beyond its ends."""

    opening: list[Interval] = []
    closures: list[Shut] = []
    taken: list[Taken] = []


class Strip(Struct, frozen=True):
    """A resource over a window as a screen draws it, by start.

    `opening` is clipped to the window and does not know of closures. Each of `taken` is one unit:
    start, end, blocked from and to, until when it is held (None: it is booked), and its subject.
    """

    opening: list[Interval]
    closures: list[tuple[Interval, Words]]
    taken: list[tuple[datetime, datetime, datetime, datetime, datetime | None, UUID]]


@lru_cache(maxsize=64)
def _text(template: str, wanted: str) -> str:
    return template.format(wanted=wanted)


async def free(
    connection: Driver, wanted: Wanted, *, start: datetime, end: datetime
) -> dict[UUID, list[Free]]:
    """Free time per resource within [start, end), in one statement.

    A stretch is free where a claim with the buffers in `wanted` may lie: inside the opening hours, its
    buffers clear of closures and of everybody else's time and buffers. Lapsed holds count as taken
    until they are swept. Raises WindowTooWide.
    """
    if end - start > WIDEST:
        raise WindowTooWide
    rows = await connection.fetch(_text(statements.FREE, wanted.sql), start, end, *wanted.params)
    moments = _Moments()
    return {row["resource_id"]: _free(row, moments) for row in rows}


def _free(row: asyncpg.Record, moments: "_Moments") -> list[Free]:
    # A view without the leading number of stretches.
    stretches = _STRETCH.iter_unpack(memoryview(row["free"])[4:])
    if row["units"] == 1:
        return [Free(moments[start], moments[end], 1) for _, _, _, start, _, end in stretches]
    return pool_free(
        [Interval(moments[start], moments[end]) for _, _, _, start, _, end in stretches],
        [Interval(span.lower, span.upper) for span in row["blocked"]],
        capacity=row["units"],
        before=row["before"],
        after=row["after"],
    )


# One [start, end) of a multirange as PostgreSQL sends it: length, flags, then each bound's length and
# microseconds since 2000.
_STRETCH = struct.Struct(">ibiqiq")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class _Moments(dict[int, datetime]):
    """Instants by their microseconds, each made once: machines share most of theirs."""

    def __missing__(self, microseconds: int) -> datetime:
        moment = self[microseconds] = _EPOCH + timedelta(0, 0, microseconds)
        return moment


async def facts(connection: Driver, wanted: Wanted, *, start: datetime, end: datetime) -> dict[UUID, Facts]:
    """Opening hours, closures with their reasons and occupancies per resource, in one statement.

    Opening hours are clipped to [start, end); resources about which there is nothing to say are left
    out. Raises WindowTooWide.
    """
    if end - start > WIDEST:
        raise WindowTooWide
    found: dict[UUID, Facts] = {}
    for row in await connection.fetch(_text(statements.FACTS, wanted.sql), start, end, *wanted.params):
        known = found.get(row["resource_id"])
        if known is None:
            known = found[row["resource_id"]] = Facts([], [], [])
        if row["sort"] == "taken":
            known.taken.append(_taken(row))
        elif row["sort"] == "open":
            known.opening.append(Interval(row["starts"], row["ends"]))
        else:
            reason = Words(vi=row["vi"], en=row["en"])
            during = Interval(row["starts"], row["ends"])
            known.closures.append(Shut(row["id"], during, reason, row["state"]))
    return found


def _taken(row: asyncpg.Record) -> Taken:
    _, _, starts, ends, blocked_from, blocked_to, id_, unit, state, purpose, subject_id, *more = row.values()
    during = Interval(starts, ends)
    bare = blocked_from == starts and blocked_to == ends
    return Taken(
        id=id_,
        unit=unit,
        during=during,
        blocked=during if bare else Interval(blocked_from, blocked_to),
        state=state,
        purpose=purpose,
        subject_id=subject_id,
        expires_at=more[0],
        pinned=more[1],
    )


async def strips(connection: Driver, wanted: Wanted, *, start: datetime, end: datetime) -> dict[UUID, Strip]:
    """What a screen shows of [start, end) per resource, in one statement. Raises WindowTooWide."""
    if end - start > WIDEST:
        raise WindowTooWide
    rows = await connection.fetch(_text(statements.STRIPS, wanted.sql), start, end, *wanted.params)
    moments = _Moments()
    return {row["resource_id"]: _strip(row, moments) for row in rows}


def _strip(row: asyncpg.Record, moments: "_Moments") -> Strip:
    _, opening, closed_from, closed_to, vi, en, *taken = row.values()
    stretches = _STRETCH.iter_unpack(memoryview(opening)[4:])
    closures = zip(closed_from or (), closed_to or (), vi or (), en or (), strict=True)
    return Strip(
        [Interval(moments[start], moments[end]) for _, _, _, start, _, end in stretches],
        [(Interval(start, end), Words(vi=said, en=english)) for start, end, said, english in closures],
        list(zip(*taken, strict=True)) if taken[0] else [],
    )


async def next_free(
    connection: Driver,
    claim: Claim,
    *,
    not_before: datetime,
    horizons: Sequence[timedelta] = (timedelta(days=3), timedelta(days=31)),
    align: Callable[[datetime], datetime] | None = None,
) -> datetime | None:
    """The first start at or after `not_before` for a claim of that length; None within the last horizon.

    `align` rounds a start up to the resource's raster.
    """
    wanted = Wanted.one(claim.resource_id, before=claim.before, after=claim.after)
    length = claim.during.end - claim.during.start
    for horizon in horizons:
        found = await free(connection, wanted, start=not_before, end=not_before + horizon + length)
        start = first_fit(
            found.get(claim.resource_id, ()),
            length=length,
            units=claim.units,
            not_before=not_before,
            align=align,
        )
        if start is not None:
            return start
    return None
