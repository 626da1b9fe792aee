"""Time for many subjects at once, as a series of sessions takes it: all of it or none.

As `service.occupy`, under the same locks, in a number of statements that does not grow with the subjects.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from msgspec import Struct

from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable.errors import Closed, SlotTaken
from ecosystem.timetable.hints import announce
from ecosystem.timetable.locks import Held
from ecosystem.timetable.placing import Board, Occupied
from ecosystem.timetable.rules import Claim, Row
from ecosystem.timetable.surroundings import Facts

_INSERT = """
INSERT INTO occupancy (id, resource_id, unit, during, blocked, state, purpose, subject_id, expires_at,
                       pinned, created_at)
SELECT o.id, o.resource_id, o.unit, tstzrange(o.starts, o.ends), tstzrange(o.blocked_from, o.blocked_to),
       'confirmed', $9, o.subject_id, NULL, false, $10
FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
            $7::timestamptz[], $8::uuid[])
    o (id, resource_id, unit, starts, ends, blocked_from, blocked_to, subject_id)"""

_RELEASE_LAPSED = """
UPDATE occupancy SET state = 'released', expires_at = NULL
WHERE id = ANY($1::uuid[]) AND state = 'held' AND expires_at <= $2"""

_RELEASE = """
UPDATE occupancy o SET state = 'released', expires_at = NULL
FROM resource r JOIN site s ON s.id = r.site_id
WHERE o.subject_id = ANY($1::uuid[]) AND o.state <> 'released' AND r.id = o.resource_id
RETURNING o.id, o.resource_id, lower(o.during) AS starts, upper(o.during) AS ends, s.zone"""


class Taking(Struct, frozen=True):
    """What one subject takes."""

    subject_id: UUID
    claims: Sequence[Claim]


async def occupy_all(
    session: Session,
    *,
    held: Held,
    takings: Sequence[Taking],
    purpose: str,
    facts: dict[UUID, Facts],
    now: datetime,
    despite_closures: bool = False,
    gone: Collection[UUID] = (),
) -> None:
    """Take all the claims of all the subjects or none of them.

    `facts` is what was read under the locks, over the whole stretch; `gone` are occupancies in it that were
    given back since. Opening hours are the caller's affair. Raises SlotTaken, Closed, NoSuchResource.
    """
    connection = await raw(session)
    claims = [(claim, taking.subject_id) for taking in takings for claim in taking.claims]
    lapsed = _lapsed(facts, [claim for claim, _ in claims], now)
    if lapsed:
        await connection.execute(_RELEASE_LAPSED, sorted(lapsed), now)
    away = lapsed | set(gone)
    boards: dict[UUID, Board] = {}
    placed: list[tuple[Occupied, UUID]] = []
    for claim, subject_id in sorted(claims, key=lambda one: (one[0].resource_id, one[0].during, one[1])):
        known = facts.get(claim.resource_id) or Facts()
        if not despite_closures and any(shut.during.overlaps(claim.blocked) for shut in known.closures):
            raise Closed
        board = boards.get(claim.resource_id)
        if board is None:
            rows = [Row(t.id, t.unit, t.blocked, t.pinned) for t in known.taken if t.id not in away]
            board = boards[claim.resource_id] = Board(held[claim.resource_id].units, rows, [])
        await board.place(connection, claim, preferred=(), now=now)
        placed += [(item, subject_id) for item in board.placed[len(board.placed) - claim.units :]]
    if placed:
        await _write(session, held, _as_it_stands(placed, boards), purpose, now)


async def release_all(session: Session, *, subject_ids: Sequence[UUID]) -> list[UUID]:
    """Give back all that these subjects have; answers which occupancies these were. Needs no locks."""
    rows = await (await raw(session)).fetch(_RELEASE, list(subject_ids))
    spans = [(row["resource_id"], Interval(row["starts"], row["ends"]), row["zone"]) for row in rows]
    await announce(session, spans)
    return [row["id"] for row in rows]


def _lapsed(facts: dict[UUID, Facts], claims: Sequence[Claim], now: datetime) -> set[UUID]:
    return {
        item.id
        for claim in claims
        for item in (facts.get(claim.resource_id) or Facts()).taken
        if item.lapsed(now) and item.blocked.overlaps(claim.blocked)
    }


def _as_it_stands(
    placed: Sequence[tuple[Occupied, UUID]], boards: dict[UUID, Board]
) -> list[tuple[Occupied, UUID]]:
    """The units after the last repacking: one that came later may have moved what was placed before it."""
    units = {item.id: item.unit for board in boards.values() for item in board.placed}
    found = [
        (Occupied(one.id, one.resource_id, units[one.id], one.during, one.blocked), subject_id)
        for one, subject_id in placed
    ]
    return sorted(found, key=lambda item: (item[0].resource_id, item[0].unit, item[0].during))


async def _write(
    session: Session, held: Held, placed: Sequence[tuple[Occupied, UUID]], purpose: str, now: datetime
) -> None:
    columns = [
        (
            one.id,
            one.resource_id,
            one.unit,
            one.during.start,
            one.during.end,
            one.blocked.start,
            one.blocked.end,
            subject_id,
        )
        for one, subject_id in placed
    ]
    try:
        await (await raw(session)).execute(_INSERT, *map(list, zip(*columns, strict=True)), purpose, now)
    except asyncpg.ExclusionViolationError as broken:
        # Somebody wrote without the locks; the constraint stood in for them.
        raise SlotTaken(resource_id=placed[0][0].resource_id) from broken
    await announce(session, [(one.resource_id, one.during, held[one.resource_id].zone) for one, _ in placed])
