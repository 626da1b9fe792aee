"""Reservations as occupants of the timetable: what stands in the way of a closure, for its staff."""

from collections.abc import Sequence
from uuid import UUID

from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.hooks import Touched

PURPOSE = "reservation"

_DESCRIBE = """
SELECT v.id, v.resource_id, r.name, v.starts_at, v.ends_at, p.full_name
FROM reservation v JOIN resource r ON r.id = v.resource_id JOIN person p ON p.id = v.person_id
WHERE v.id = ANY($1::uuid[]) ORDER BY v.starts_at, v.id"""


class Reservations:
    """The `Occupant` of reservations."""

    async def describe(self, session: Session, subject_ids: Sequence[UUID]) -> list[Touched]:
        """Each reservation with its machine and person."""
        rows = await (await raw(session)).fetch(_DESCRIBE, list(subject_ids))
        return [
            Touched(
                subject_id=row["id"],
                purpose=PURPOSE,
                resource_id=row["resource_id"],
                resource_name=row["name"],
                starts_at=row["starts_at"],
                ends_at=row["ends_at"],
                person_name=row["full_name"],
            )
            for row in rows
        ]
