"""Writes of the timetable: take, move, release, confirm and pin time on resources.

What takes time asks for `Held`, the proof that the locks of `locks.hold_locks` are held.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from ecosystem.kernel.db import Driver, Session, Written, raw, write_together
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable import surroundings
from ecosystem.timetable.errors import Closed, HoldLapsed, SlotTaken
from ecosystem.timetable.hints import announce
from ecosystem.timetable.locks import Held
from ecosystem.timetable.placing import Board, Occupied
from ecosystem.timetable.rules import Claim, Row
from ecosystem.timetable.surroundings import Facts
from ecosystem.timetable.wanted import Wanted

_INTO = """
INSERT INTO occupancy (id, resource_id, unit, during, blocked, state, purpose, subject_id, expires_at,
                       pinned, created_at)"""

# Of $1 to $7 one each, or arrays.
_INSERT_ONE = f"""{_INTO}
VALUES ($1, $2, $3, tstzrange($4, $5), tstzrange($6, $7), $8, $9, $10, $11, false, $12)"""

_INSERT = f"""{_INTO}
SELECT o.id, o.resource_id, o.unit, tstzrange(o.starts, o.ends), tstzrange(o.blocked_from, o.blocked_to),
       $8, $9, $10, $11, false, $12
FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
            $7::timestamptz[]) o (id, resource_id, unit, starts, ends, blocked_from, blocked_to)"""  # noqa: S608

_RELEASE_LAPSED = """
UPDATE occupancy SET state = 'released', expires_at = NULL
WHERE id = ANY($1::uuid[]) AND state = 'held' AND expires_at <= $2"""

_RELEASE = """
UPDATE occupancy o SET state = 'released', expires_at = NULL
FROM resource r JOIN site s ON s.id = r.site_id
WHERE o.subject_id = $1 AND o.state <> 'released' AND r.id = o.resource_id
RETURNING o.id, o.resource_id, o.unit, lower(o.during) AS starts, upper(o.during) AS ends,
          lower(o.blocked) AS blocked_from, upper(o.blocked) AS blocked_to, s.zone"""

_RELEASE_LATER = _RELEASE.replace("o.state <> 'released'", "o.state <> 'released' AND lower(o.during) >= $2")

_CONFIRM = """
UPDATE occupancy SET state = 'confirmed', expires_at = NULL WHERE subject_id = $1 AND state = 'held'"""

_PIN = "UPDATE occupancy SET pinned = true WHERE subject_id = $1 AND state = 'confirmed'"

# The buffer behind it stays as long as it was: what was used is cleaned all the same.
_SHORTEN = """
UPDATE occupancy o SET during = tstzrange(lower(o.during), $2),
    blocked = tstzrange(lower(o.blocked), $2 + (upper(o.blocked) - upper(o.during)))
FROM occupancy was JOIN resource r ON r.id = was.resource_id JOIN site s ON s.id = r.site_id
WHERE o.subject_id = $1 AND o.state = 'confirmed' AND lower(o.during) < $2 AND $2 < upper(o.during)
  AND was.id = o.id
RETURNING o.id, o.resource_id, o.unit, $2 AS starts, upper(was.during) AS ends,
          upper(o.blocked) AS blocked_from, upper(was.blocked) AS blocked_to, s.zone"""

_SWEEP = """
UPDATE occupancy o SET state = 'released', expires_at = NULL
FROM resource r JOIN site s ON s.id = r.site_id
WHERE o.id IN (SELECT id FROM occupancy WHERE state = 'held' AND expires_at <= $1
               ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED) AND r.id = o.resource_id
RETURNING o.id, o.resource_id, o.unit, lower(o.during) AS starts, upper(o.during) AS ends,
          lower(o.blocked) AS blocked_from, upper(o.blocked) AS blocked_to, s.zone"""


async def look(session: Session, *, claims: Sequence[Claim]) -> dict[UUID, Facts]:
    """All that bears on these claims, in one statement: hours, closures, what is taken.

    Read after the locks it stays true until the transaction ends. Raises WindowTooWide.
    """
    start = min(claim.during.start for claim in claims)
    end = max(claim.during.end for claim in claims)
    found = await surroundings.facts(await raw(session), Wanted.of_claims(claims), start=start, end=end)
    known = {row["resource_id"]: facts for row, facts in found}
    return {claim.resource_id: known.get(claim.resource_id) or Facts() for claim in claims}


async def occupy(
    session: Session,
    *,
    held: Held,
    claims: Sequence[Claim],
    purpose: str,
    subject_id: UUID,
    now: datetime,
    state: str = "confirmed",
    expires_at: datetime | None = None,
    facts: dict[UUID, Facts] | None = None,
    despite_closures: bool = False,
    also: Sequence[Written] = (),
) -> list[Occupied]:
    """Take all the claims or none of them; opening hours are the caller's affair.

    `facts` is what `look` gave under the same locks; without it the reading happens here. `also` is
    written in the same trip, such as the subject's own row. Two statements then, and more only where
    holds have lapsed or a pool is repacked. Raises SlotTaken (with the units left and the next free
    start), Closed, NoSuchResource.
    """
    return await _take(
        session, held, claims, purpose, subject_id, now, state, expires_at, facts, despite_closures, [], also
    )


async def move(
    session: Session,
    *,
    held: Held,
    claims: Sequence[Claim],
    purpose: str,
    subject_id: UUID,
    now: datetime,
    state: str = "confirmed",
    expires_at: datetime | None = None,
    facts: dict[UUID, Facts] | None = None,
    despite_closures: bool = False,
) -> tuple[list[Occupied], list[Occupied]]:
    """Give back what the subject has and take the claims; answers what was freed and what was taken.

    On refusal the transaction must fail, and with it the giving back: the old time stays intact. The
    locks cover the old resources and the new ones. Raises as `occupy` does.
    """
    freed = await release(session, subject_id=subject_id)
    taken = await _take(
        session, held, claims, purpose, subject_id, now, state, expires_at, facts, despite_closures, freed
    )
    return freed, taken


async def release(session: Session, *, subject_id: UUID) -> list[Occupied]:
    """Give back all that a subject has; answers it, so that others may hear of it. Needs no locks."""
    return await _freed(session, await (await raw(session)).fetch(_RELEASE, subject_id))


async def shorten(session: Session, *, held: Held, subject_id: UUID, at: datetime) -> list[Occupied]:
    """Give back what a subject has left from this instant on; all of it where it has not begun.

    Answers what was freed.
    """
    if not held.resources:
        raise ValueError("time is given back under its resource's lock")
    connection = await raw(session)
    freed = await _freed(session, await connection.fetch(_SHORTEN, subject_id, at))
    return freed + await _freed(session, await connection.fetch(_RELEASE_LATER, subject_id, at))


async def confirm(session: Session, *, held: Held, subject_id: UUID) -> None:
    """Turn a hold into a booking, even a lapsed one that nobody has displaced. Raises HoldLapsed."""
    if not held.resources:
        raise ValueError("a hold is confirmed under its resources' locks")
    if await (await raw(session)).execute(_CONFIRM, subject_id) == "UPDATE 0":
        raise HoldLapsed


async def pin(session: Session, *, subject_id: UUID) -> None:
    """Freeze the units of a subject: it has checked in and holds them in its hands."""
    await (await raw(session)).execute(_PIN, subject_id)


async def sweep(session: Session, *, now: datetime, limit: int = 500) -> list[Occupied]:
    """Release holds that have lapsed, those that nobody else is working on; answers them."""
    return await _freed(session, await (await raw(session)).fetch(_SWEEP, now, limit))


async def _take(
    session: Session,
    held: Held,
    claims: Sequence[Claim],
    purpose: str,
    subject_id: UUID,
    now: datetime,
    state: str,
    expires_at: datetime | None,
    facts: dict[UUID, Facts] | None,
    despite_closures: bool,
    freed: Sequence[Occupied],
    also: Sequence[Written] = (),
) -> list[Occupied]:
    connection = await raw(session)
    known = await look(session, claims=claims) if facts is None else facts
    gone = {item.id for item in freed} | await _release_lapsed(connection, known, claims, now)
    boards: dict[UUID, Board] = {}
    for claim in sorted(claims, key=lambda claim: (claim.resource_id, claim.during)):
        fact = known[claim.resource_id]
        if not despite_closures and any(shut.during.overlaps(claim.blocked) for shut in fact.closures):
            raise Closed
        board = boards.get(claim.resource_id)
        if board is None:
            rows = [Row(t.id, t.unit, t.blocked, t.pinned) for t in fact.taken if t.id not in gone]
            board = boards[claim.resource_id] = Board(held[claim.resource_id].units, rows, [])
        earlier = {item.unit for item in freed if item.resource_id == claim.resource_id}
        await board.place(connection, claim, preferred=earlier, now=now)
    placed = [item for board in boards.values() for item in board.placed]
    placed.sort(key=lambda item: (item.resource_id, item.unit, item.during))
    taken = _insert(placed, (state, purpose, subject_id, expires_at, now))
    try:
        await write_together(connection, [*also, taken])
    except asyncpg.ExclusionViolationError as broken:
        # Somebody wrote without the locks; the constraint stood in for them.
        raise SlotTaken(resource_id=placed[0].resource_id) from broken
    await announce(session, [(item.resource_id, item.during, held[item.resource_id].zone) for item in placed])
    return placed


async def _release_lapsed(
    connection: Driver, known: dict[UUID, Facts], claims: Iterable[Claim], now: datetime
) -> set[UUID]:
    lapsed = {
        item.id
        for claim in claims
        for item in known[claim.resource_id].taken
        if item.lapsed(now) and item.blocked.overlaps(claim.blocked)
    }
    if lapsed:
        await connection.execute(_RELEASE_LAPSED, sorted(lapsed), now)
    return lapsed


def _insert(placed: Sequence[Occupied], shared: tuple[object, ...]) -> Written:
    columns = [
        (
            item.id,
            item.resource_id,
            item.unit,
            item.during.start,
            item.during.end,
            item.blocked.start,
            item.blocked.end,
        )
        for item in placed
    ]
    if len(columns) == 1:
        return _INSERT_ONE, (*columns[0], *shared)
    return _INSERT, (*map(list, zip(*columns, strict=True)), *shared)


async def _freed(session: Session, rows: Sequence[asyncpg.Record]) -> list[Occupied]:
    items = [
        Occupied(
            id=row["id"],
            resource_id=row["resource_id"],
            unit=row["unit"],
            during=Interval(row["starts"], row["ends"]),
            blocked=Interval(row["blocked_from"], row["blocked_to"]),
        )
        for row in rows
    ]
    await announce(
        session, [(item.resource_id, item.during, row["zone"]) for item, row in zip(items, rows, strict=True)]
    )
    return items
