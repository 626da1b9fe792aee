"""A pool with fewer units than before: who still fits, and who does not. Runs under the resource's lock.

Whoever booked first stays. Units are no promise until somebody checks in, so those who stay are repacked.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable import placing, rules
from ecosystem.timetable.rules import Row

# What reaches beyond this moment ($2), lapsed holds left out, by when it was booked.
_AHEAD = """
SELECT id, unit, subject_id, purpose, lower(blocked) AS starts, upper(blocked) AS ends, pinned
FROM occupancy
WHERE resource_id = $1 AND blocked && tstzrange($2, NULL) AND state <> 'released'
  AND (expires_at IS NULL OR expires_at > $2)
ORDER BY pinned DESC, created_at, subject_id, id"""
_RELEASE_LAPSED = """
UPDATE occupancy SET state = 'released', expires_at = NULL
WHERE resource_id = $1 AND state = 'held' AND expires_at <= $2"""


class Party(Struct):
    """All that one subject has of the pool from now on."""

    purpose: str
    subject_id: UUID
    rows: list[Row]


class Fitted(Struct, frozen=True):
    """Who stays, on which units, and who finds no room."""

    staying: list[Party]
    units: list[int]
    left: list[Party]


async def fit(session: Session, *, resource_id: UUID, units: int, now: datetime) -> Fitted:
    """Divide what is ahead into what fits so many units and what does not; writes nothing."""
    staying: list[Party] = []
    left: list[Party] = []
    rows: list[Row] = []
    for party in await _ahead(session, resource_id, now):
        if _fits(rows, party, units):
            staying.append(party)
            rows += party.rows
        else:
            left.append(party)
    # A count at every instant is enough but where what is in somebody's hands lies awkwardly.
    while (packed := rules.repack(units, rows)) is None:
        left.append(staying.pop())
        rows = [row for party in staying for row in party.rows]
    return Fitted(staying, packed, left)


async def shrink(session: Session, *, resource_id: UUID, fitted: Fitted, units: int, now: datetime) -> None:
    """Put those who stay on the units that there will be, the others out of their way above them.

    In the same transaction the others must be moved or released: there are no such units.
    """
    connection = await raw(session)
    await connection.execute(_RELEASE_LAPSED, resource_id, now)
    staying = [row for party in fitted.staying for row in party.rows]
    away = [row for party in fitted.left for row in party.rows]
    wanted = {row.id: unit for row, unit in zip(staying, fitted.units, strict=True)}
    wanted |= {row.id: units + n for n, row in enumerate(away, start=1)}
    await placing.put(
        connection, {row.id: wanted[row.id] for row in staying + away if row.unit != wanted[row.id]}
    )


async def _ahead(session: Session, resource_id: UUID, now: datetime) -> Iterable[Party]:
    """Subjects by when they booked; what has begun comes first and keeps its unit."""
    parties: dict[UUID, Party] = {}
    for row in await (await raw(session)).fetch(_AHEAD, resource_id, now):
        party = parties.setdefault(row["subject_id"], Party(row["purpose"], row["subject_id"], []))
        begun = row["pinned"] or row["starts"] < now
        party.rows.append(Row(row["id"], row["unit"], Interval(row["starts"], row["ends"]), fixed=begun))
    return sorted(parties.values(), key=lambda party: not any(row.fixed for row in party.rows))


def _fits(rows: list[Row], party: Party, units: int) -> bool:
    if any(row.fixed and row.unit > units for row in party.rows):
        return False
    together = [row.blocked for row in (*rows, *party.rows)]
    return all(rules.peak(together, row.blocked) <= units for row in party.rows)
