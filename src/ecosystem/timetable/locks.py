"""The queue in front of the exclusion constraint: row locks, always in one order.

People and organisations, then sites, then resources, each kind by id. Locking is a statement of its
own; whatever rests on it (hours, closures, quotas, what is taken) is read after it, since a statement
that locks and reads sees the state from before it waited.
"""

from collections.abc import Iterable
from uuid import UUID

from msgspec import Struct

from ecosystem.kernel.db import Driver, Session, raw
from ecosystem.timetable.errors import NoSuchResource

_PEOPLE = "SELECT id FROM person WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE"
_ORGANISATIONS = "SELECT id FROM organisation WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE"
_SITES = """
SELECT id, region_id, organisation_id, zone FROM site
WHERE id IN (SELECT site_id FROM resource WHERE id = ANY($1::uuid[])) ORDER BY id FOR SHARE"""
# The columns of a row that was waited for are read anew, so they are true here.
_RESOURCES = """
SELECT id, site_id, room_id, kind, name, units, state FROM resource
WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE"""


class HeldResource(Struct, frozen=True):
    """A locked resource, as it is now; `zone` is its site's."""

    id: UUID
    site_id: UUID
    room_id: UUID | None
    region_id: UUID
    organisation_id: UUID | None
    kind: str
    name: str
    units: int
    state: str
    zone: str


class Held(Struct, frozen=True):
    """The proof that resources are locked until the transaction ends; writes ask for it."""

    resources: dict[UUID, HeldResource]

    def __getitem__(self, resource_id: UUID) -> HeldResource:
        found = self.resources.get(resource_id)
        if found is None:
            raise NoSuchResource
        return found


async def hold_locks(
    session: Session,
    *,
    resource_ids: Iterable[UUID],
    person_ids: Iterable[UUID] = (),
    organisation_ids: Iterable[UUID] = (),
) -> Held:
    """Lock what a claim rests on; at most four statements.

    People and organisations are those whose quotas count. Raises NoSuchResource.
    """
    connection = await raw(session)
    people, organisations = sorted(set(person_ids)), sorted(set(organisation_ids))
    wanted = sorted(set(resource_ids))
    if people:
        await connection.execute(_PEOPLE, people)
    if organisations:
        await connection.execute(_ORGANISATIONS, organisations)
    return await _hold(connection, wanted)


async def _hold(connection: Driver, wanted: list[UUID]) -> Held:
    sites = {row["id"]: row for row in await connection.fetch(_SITES, wanted)}
    held: dict[UUID, HeldResource] = {}
    for row in await connection.fetch(_RESOURCES, wanted):
        site = sites.get(row["site_id"])
        if site is None:
            # It moved to another site while we waited: that site is not locked.
            raise NoSuchResource
        held[row["id"]] = HeldResource(
            id=row["id"],
            site_id=row["site_id"],
            room_id=row["room_id"],
            region_id=site["region_id"],
            organisation_id=site["organisation_id"],
            kind=row["kind"],
            name=row["name"],
            units=row["units"],
            state=row["state"],
            zone=site["zone"],
        )
    if len(held) < len(wanted):
        raise NoSuchResource
    return Held(held)
