"""What bears on resources over a window: opening hours, closures, what is taken; one row per resource.

The database hands out what is stored, in forms that are cheap to carry; arithmetic happens here, in pure
functions that remember their answers by all that goes into them. What they remember is therefore never stale.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import itemgetter
from uuid import UUID

import asyncpg
from msgspec import Struct, json

from ecosystem.kernel.db import Driver
from ecosystem.kernel.intervals import Interval, zone
from ecosystem.kernel.words import Words
from ecosystem.places.rules import Dated, Hours, Weekly, opening
from ecosystem.timetable import statements
from ecosystem.timetable.errors import WindowTooWide
from ecosystem.timetable.wanted import WIDEST, Wanted

Record = asyncpg.Record
Drawn = tuple[datetime, datetime, datetime, datetime, datetime | None, bytes]


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

    opening: Sequence[Interval] = ()
    closures: Sequence[Shut] = ()
    taken: Sequence[Taken] = ()


class Strip(Struct, frozen=True):
    """A resource over a window as a screen draws it, by start.

    `opening` is clipped to the window and does not know of closures. Each of `taken` is one unit: start,
    end, blocked from and to, until when it is held (None: it is booked), and its subject's id as bytes.
    """

    opening: Sequence[Interval]
    closures: Sequence[Shut]
    taken: Sequence[Drawn]


async def facts(
    connection: Driver, wanted: Wanted, *, start: datetime, end: datetime
) -> list[tuple[Record, Facts]]:
    """Opening hours clipped to [start, end), closures and occupancies of each resource, by start.

    One statement, which answers the columns of `wanted` as well. Raises WindowTooWide.
    """
    rows = await _fetch(connection, statements.FACTS, wanted, start, end)
    return [
        (row, Facts(_open(row, start, end), _closures(row["closures"]), _taken(row["taken"]))) for row in rows
    ]


async def strips(connection: Driver, wanted: Wanted, *, start: datetime, end: datetime) -> list[Record]:
    """What a screen shows of [start, end), a row per resource for `strip` to read; one statement, which
    answers the columns of `wanted` as well. Raises WindowTooWide.

    A row can be hashed, and equal ones say the same.
    """
    return await _fetch(connection, statements.STRIPS, wanted, start, end)


def strip(row: Record, *, start: datetime, end: datetime) -> Strip:
    """A row of `strips` over the window that was asked for."""
    return Strip(_open(row, start, end), _closures(row["closures"]), _drawn(row["taken"]))


async def _fetch(
    connection: Driver, around: statements.Around, wanted: Wanted, start: datetime, end: datetime
) -> list[Record]:
    if end - start > WIDEST:
        raise WindowTooWide
    template = around.single if wanted.single else around.many
    return await connection.fetch(wanted.within(template), start, end, *wanted.params)


def _open(row: Record, start: datetime, end: datetime) -> tuple[Interval, ...]:
    return _opening(
        row["weekly"], row["dated"], row["own_weekly"], row["own_dated"], row["in_zone"], start, end
    )


@lru_cache(maxsize=2000)
def _opening(
    weekly: str | None,
    dated: str | None,
    own_weekly: str | None,
    own_dated: str | None,
    zone_name: str,
    start: datetime,
    end: datetime,
) -> tuple[Interval, ...]:
    site, own = _hours(weekly, dated), _hours(own_weekly, own_dated)
    try:
        return tuple(opening(site or Hours(), zone(zone_name), Interval(start, end), own=own))
    except OverflowError:
        # The days of a zone end a little before the calendar does; nothing is open there.
        return ()


# Connections speak UTC, and so does their JSON.
_weekly = json.Decoder(tuple[tuple[int, time, time, date | None, date | None], ...])
_dated = json.Decoder(tuple[tuple[date, time | None, time | None], ...])


@lru_cache(maxsize=10_000)
def _hours(weekly: str | None, dated: str | None) -> Hours | None:
    if weekly is None and dated is None:
        return None
    return Hours(
        tuple(Weekly(*rule) for rule in _weekly.decode(weekly or "[]")),
        tuple(Dated(*day) for day in _dated.decode(dated or "[]")),
    )


_Span = tuple[datetime, datetime]
_shut = json.Decoder(list[tuple[UUID, str, _Span, Words]])
_whole = json.Decoder(list[tuple[UUID, int, _Span, _Span, str, str, UUID, datetime | None, bool]])


@lru_cache(maxsize=10_000)
def _closures(text: str | None) -> tuple[Shut, ...]:
    shut = _shut.decode(text) if text else ()
    return tuple(Shut(id_, Interval(*during), reason, scope) for id_, scope, during, reason in shut)


def _taken(text: str | None) -> list[Taken]:
    rows = _whole.decode(text) if text else ()
    return [
        Taken(
            id_, unit, Interval(*during), Interval(*blocked), state, purpose, subject_id, expires_at, pinned
        )
        for id_, unit, during, blocked, state, purpose, subject_id, expires_at, pinned in rows
    ]


# A finite range in PostgreSQL's binary form: flags, then each bound's length and microseconds since 2000.
_RANGE = "biqiq"
# An occupancy as STRIPS packs it: during, blocked, subject, held until (at the end of time: booked).
_PACKED = struct.Struct(f">{_RANGE}{_RANGE}16sq")
_FOR_GOOD = 2**63 - 1
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MOST_MOMENTS = 100_000


class _Moments(dict[int, datetime]):
    """Instants by their microseconds since 2000, each made once: machines share most of theirs."""

    def __missing__(self, microseconds: int) -> datetime:
        if len(self) >= _MOST_MOMENTS:
            self.clear()
        moment = self[microseconds] = _EPOCH + timedelta(0, 0, microseconds)
        return moment


MOMENTS = _Moments()


def _drawn(packed: bytes | None) -> list[Drawn]:
    rows = sorted(_PACKED.iter_unpack(packed or b""), key=itemgetter(2, 4))
    return [
        (
            MOMENTS[row[2]],
            MOMENTS[row[4]],
            MOMENTS[row[7]],
            MOMENTS[row[9]],
            None if row[11] == _FOR_GOOD else MOMENTS[row[11]],
            row[10],
        )
        for row in rows
    ]
