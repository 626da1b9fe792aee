"""People and rooms on the timetable: the resource that stands for each, made when it is first needed.

Called before any lock of `locks.py` is taken, so that whoever waits here for another's new row holds
nothing that the other one wants.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec import Struct, field

from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, sort_key

_KNOWN = """
SELECT resource_id, person_id, room_id FROM standing
WHERE room_id = ANY($1::uuid[]) OR person_id = ANY($2::uuid[])"""

# A room that can be booked is stood for by what everybody books.
_ROOMS = """
SELECT m.id, m.site_id, m.name ->> 'vi' AS name,
    (SELECT r.id FROM resource r WHERE r.room_id = m.id AND r.kind = 'room' AND r.state <> 'retired'
     ORDER BY r.created_at, r.id LIMIT 1) AS resource_id
FROM room m WHERE m.id = ANY($1::uuid[]) ORDER BY m.id"""
_PEOPLE = "SELECT id, full_name AS name FROM person WHERE id = ANY($1::uuid[]) ORDER BY id"

_MAKE = """
WITH made AS (
    INSERT INTO resource (id, site_id, room_id, kind, name, units, state, search_key, sort_key, version,
                          created_at)
    SELECT n.id, n.site_id, n.room_id, n.kind, n.name, 1, 'in_order', n.search_key, n.sort_key, 1, $8
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
        n (id, site_id, room_id, kind, name, search_key, sort_key))
SELECT"""
# In the order of ids; of two who make the same one the second waits, and is left out.
_STAND = """
INSERT INTO standing (resource_id, person_id, room_id, made)
SELECT n.resource_id, n.person_id, n.room_id, n.made
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[]) WITH ORDINALITY
    n (resource_id, person_id, room_id, made, place)
ORDER BY n.place
ON CONFLICT DO NOTHING RETURNING resource_id"""
_UNUSED = "DELETE FROM resource WHERE id = ANY($1::uuid[])"


class Stand(Struct, frozen=True):
    """The resources that stand for rooms and for people, by theirs ids."""

    rooms: dict[UUID, UUID] = field(default_factory=dict)
    people: dict[UUID, UUID] = field(default_factory=dict)


class _New(Struct, frozen=True):
    resource_id: UUID
    room_id: UUID | None
    person_id: UUID | None
    site_id: UUID
    name: str
    made: bool


async def standing_for(
    session: Session,
    *,
    room_ids: Iterable[UUID] = (),
    person_ids: Iterable[UUID] = (),
    site_id: UUID,
    now: datetime,
) -> Stand:
    """The resources of these rooms and people; those that do not exist are left out.

    One statement where all are known; whoever is new is first known at `site_id`.
    """
    rooms, people = sorted(set(room_ids)), sorted(set(person_ids))
    found = await _known(session, rooms, people)
    if len(found.rooms) == len(rooms) and len(found.people) == len(people):
        return found
    await _make(session, [id_ for id_ in rooms if id_ not in found.rooms],
                [id_ for id_ in people if id_ not in found.people], site_id, now)  # fmt: skip
    return await _known(session, rooms, people)


async def _known(session: Session, rooms: list[UUID], people: list[UUID]) -> Stand:
    rows = await (await raw(session)).fetch(_KNOWN, rooms, people)
    return Stand(
        {row["room_id"]: row["resource_id"] for row in rows if row["room_id"]},
        {row["person_id"]: row["resource_id"] for row in rows if row["person_id"]},
    )


async def _make(
    session: Session, rooms: list[UUID], people: list[UUID], site_id: UUID, now: datetime
) -> None:
    connection = await raw(session)
    new = [
        _New(row["resource_id"] or new_id(), row["id"], None, row["site_id"], row["name"],
             made=row["resource_id"] is None)
        for row in await connection.fetch(_ROOMS, rooms)
    ]  # fmt: skip
    new += [
        _New(new_id(), None, row["id"], site_id, row["name"], made=True)
        for row in await connection.fetch(_PEOPLE, people)
    ]
    made = [one for one in new if one.made]
    await connection.execute(
        _MAKE,
        [one.resource_id for one in made],
        [one.site_id for one in made],
        [one.room_id for one in made],
        ["person" if one.person_id else "room" for one in made],
        [one.name for one in made],
        [search_key(one.name) for one in made],
        [sort_key(one.name) for one in made],
        now,
    )
    kept = await connection.fetch(
        _STAND,
        [one.resource_id for one in new],
        [one.person_id for one in new],
        [one.room_id for one in new],
        [one.made for one in new],
    )
    standing = {row["resource_id"] for row in kept}
    if unused := [one.resource_id for one in made if one.resource_id not in standing]:
        await connection.execute(_UNUSED, unused)
