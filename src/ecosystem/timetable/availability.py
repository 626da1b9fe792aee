"""Questions about free time: one statement for any number of resources and sites."""

import struct
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

import asyncpg

from ecosystem.kernel.db import Driver
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable import statements
from ecosystem.timetable.errors import WindowTooWide
from ecosystem.timetable.rules import Claim, Free, first_fit, pool_free
from ecosystem.timetable.surroundings import MOMENTS
from ecosystem.timetable.wanted import WIDEST, Wanted


async def free(
    connection: Driver, wanted: Wanted, *, start: datetime, end: datetime, now: datetime
) -> dict[UUID, list[Free]]:
    """Free time per resource within [start, end), in one statement.

    A stretch is free where a claim with the buffers in `wanted` may lie: inside the opening hours, its
    buffers clear of closures and of everybody else's time and buffers. A hold that has lapsed by `now`
    is free, swept or not. Raises WindowTooWide.
    """
    if end - start > WIDEST:
        raise WindowTooWide
    rows = await connection.fetch(wanted.within(statements.FREE), start, end, *wanted.params, now)
    return {row["resource_id"]: _free(row) for row in rows}


async def opens_at(connection: Driver, wanted: Wanted, *, start: datetime, end: datetime) -> datetime | None:
    """When the first of these resources opens in [start, end), taken or not; None when none does.

    One statement. Raises WindowTooWide.
    """
    if end - start > WIDEST:
        raise WindowTooWide
    found: datetime | None = await connection.fetchval(
        wanted.within(statements.OPENS), start, end, *wanted.params
    )
    return found


def _free(row: asyncpg.Record) -> list[Free]:
    stretches = _stretches(row["free"])
    if row["units"] == 1:
        return list(stretches)
    return pool_free(
        [Interval(free.start, free.end) for free in stretches],
        [Interval(span.lower, span.upper) for span in row["blocked"]],
        capacity=row["units"],
        before=row["before"],
        after=row["after"],
    )


# Machines that nobody has booked share their free time, and most of it is the same when asked again.
@lru_cache(maxsize=2000)
def _stretches(multirange: bytes) -> tuple[Free, ...]:
    # A view without the leading number of stretches.
    parts = _STRETCH.iter_unpack(memoryview(multirange)[4:])
    return tuple(Free(MOMENTS[start], MOMENTS[end], 1) for _, _, _, start, _, end in parts)


# One [start, end) of a multirange as PostgreSQL sends it: length, flags, then each bound's length and
# microseconds since 2000.
_STRETCH = struct.Struct(">ibiqiq")


async def next_free(
    connection: Driver,
    claim: Claim,
    *,
    not_before: datetime,
    now: datetime,
    horizons: Sequence[timedelta] = (timedelta(days=3), timedelta(days=31)),
    align: Callable[[datetime], datetime] | None = None,
) -> datetime | None:
    """The first start at or after `not_before` for a claim of that length; None within the last horizon.

    `align` rounds a start up to the resource's raster.
    """
    wanted = Wanted.one(claim.resource_id, before=claim.before, after=claim.after)
    length = claim.during.end - claim.during.start
    for horizon in horizons:
        found = await free(connection, wanted, start=not_before, end=not_before + horizon + length, now=now)
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
