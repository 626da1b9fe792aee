"""Which units a claim gets: free ones, or room made by repacking the pool. Runs under the resource's lock."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from ecosystem.kernel.db import Driver
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable import availability, rules
from ecosystem.timetable.errors import SlotTaken
from ecosystem.timetable.rules import Claim, Row

_FROM = """
SELECT id, unit, lower(blocked) AS starts, upper(blocked) AS ends, pinned FROM occupancy
WHERE resource_id = $1 AND blocked && tstzrange($2, NULL) AND state <> 'released'"""

# In two steps: by way of negative numbers no row meets another on its way to its new unit.
_AWAY = """
UPDATE occupancy o SET unit = -n.unit FROM unnest($1::uuid[], $2::int[]) n (id, unit) WHERE o.id = n.id"""
_BACK = "UPDATE occupancy SET unit = -unit WHERE id = ANY($1::uuid[])"


class Occupied(Struct, frozen=True):
    """One unit taken (or given back) for a subject."""

    id: UUID
    resource_id: UUID
    unit: int
    during: Interval
    blocked: Interval


async def put(connection: Driver, units: dict[UUID, int]) -> None:
    """Give rows other units at once, as an arrangement has it in which none meets another."""
    if units:
        await connection.execute(_AWAY, list(units), list(units.values()))
        await connection.execute(_BACK, list(units))


class Board(Struct):
    """One resource while claims on it are placed: the rows near them, and those not written yet."""

    capacity: int
    rows: list[Row]
    placed: list[Occupied] = []

    async def place(
        self, connection: Driver, claim: Claim, *, preferred: Collection[int], now: datetime
    ) -> None:
        """Find units for the claim; raises SlotTaken with the units left and the next free start."""
        free = rules.free_units(self.capacity, self.rows, claim.blocked)
        if len(free) >= claim.units:
            free.sort(key=lambda unit: unit not in preferred)
            self._put(claim, free[: claim.units])
            return
        left = max(self.capacity - rules.peak((row.blocked for row in self.rows), claim.blocked), 0)
        if left >= claim.units and await self._repack(connection, claim, now):
            return
        raise SlotTaken(
            resource_id=claim.resource_id,
            available=left if left < claim.units else len(free),
            next_free=await availability.next_free(
                connection, claim, not_before=max(claim.during.start, now), now=now
            ),
        )

    def _put(self, claim: Claim, units: list[int]) -> None:
        for unit in units:
            row = Occupied(new_id(), claim.resource_id, unit, claim.during, claim.blocked)
            self.placed.append(row)
            self.rows.append(Row(row.id, unit, row.blocked))

    async def _repack(self, connection: Driver, claim: Claim, now: datetime) -> bool:
        """Move rows to other units so that the claim fits; False when pinned ones stand in the way."""
        cut = min(now, claim.blocked.start)
        stored = [
            Row(
                row["id"],
                row["unit"],
                Interval(row["starts"], row["ends"]),
                # What has begun is in somebody's hands.
                fixed=row["pinned"] or row["starts"] < cut,
            )
            for row in await connection.fetch(_FROM, claim.resource_id, cut)
        ]
        pending = [Row(item.id, item.unit, item.blocked) for item in self.placed]
        wanted = [Row(new_id(), 0, claim.blocked) for _ in range(claim.units)]
        group = rules.group_around([*stored, *pending, *wanted], claim.blocked)
        units = rules.repack(self.capacity, group)
        if units is None:
            return False
        found = {row.id: unit for row, unit in zip(group, units, strict=True)}
        moved = {row.id: found[row.id] for row in stored if found.get(row.id, row.unit) != row.unit}
        await put(connection, moved)
        self.placed = [
            Occupied(item.id, item.resource_id, found.get(item.id, item.unit), item.during, item.blocked)
            for item in self.placed
        ]
        self.rows = [Row(row.id, found.get(row.id, row.unit), row.blocked, row.fixed) for row in self.rows]
        self._put(claim, [found[row.id] for row in wanted])
        return True
