"""The queue in front of the exclusion constraint: row locks, always in one order.

People and organisations, then sites, then resources, each kind by id. Locking is a statement of its
own; whatever rests on it (hours, closures, quotas, what is taken) is read after it, since a statement
that locks and reads sees the state from before it waited.
"""

from collections.abc import Iterable
from uuid import UUID

from msgspec import Struct

from ecosystem.kernel.db import Session, raw
from ecosystem.places.locks import lock_sites
from ecosystem.timetable.errors import NoSuchResource

# One trip, three rows of locks: each part waits for a count over the one before it, so people are
# locked before sites and sites before resources. The columns of a row that was waited for are read
# anew, so they are true here; a resource that moved to another site meanwhile finds no site.
_LOCK = """
WITH people AS MATERIALIZED (
    SELECT id FROM person WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE),
organisations AS MATERIALIZED (
    SELECT id FROM organisation
    WHERE id = ANY($2::uuid[]) AND (SELECT count(*) FROM people) >= 0 ORDER BY id FOR NO KEY UPDATE),
sites AS MATERIALIZED (
    SELECT id, region_id, organisation_id, zone FROM site
    WHERE id IN (SELECT site_id FROM resource WHERE id = ANY($3::uuid[]))
      AND (SELECT count(*) FROM organisations) >= 0 ORDER BY id FOR SHARE),
resources AS MATERIALIZED (
    SELECT id, site_id, room_id, kind, name, units, state FROM resource
    WHERE id = ANY($3::uuid[]) AND (SELECT count(*) FROM sites) >= 0 ORDER BY id FOR NO KEY UPDATE)
SELECT r.*, s.region_id, s.organisation_id, s.zone FROM resources r JOIN sites s ON s.id = r.site_id"""


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
    """Lock what a claim rests on, in one statement.

    People and organisations are those whose quotas count. Raises NoSuchResource.
    """
    people, organisations = sorted(set(person_ids)), sorted(set(organisation_ids))
    wanted = sorted(set(resource_ids))
    rows = await (await raw(session)).fetch(_LOCK, people, organisations, wanted)
    if len(rows) < len(wanted):
        raise NoSuchResource
    return Held({row["id"]: HeldResource(**dict(row)) for row in rows})


_PEOPLE = "SELECT id FROM person WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE"
_PLACES = "SELECT id, site_id FROM resource WHERE id = ANY($1::uuid[])"


async def hold_places(
    session: Session,
    *,
    site_ids: Iterable[UUID],
    resource_ids: Iterable[UUID],
    person_ids: Iterable[UUID] = (),
) -> Held:
    """Keep bookings out of these sites, and lock these resources and people, in the order of all locks.

    With sites to be kept clear, those of the resources are taken the same way: two modes in one order
    would need a statement per site. Resources that do not exist are left out.
    """
    connection = await raw(session)
    people, clear = sorted(set(person_ids)), set(site_ids)
    known = await connection.fetch(_PLACES, sorted(set(resource_ids)))
    if people and (clear or not known):
        await connection.fetch(_PEOPLE, people)
    if clear:
        await lock_sites(session, clear | {row["site_id"] for row in known})
    if not known:
        return Held({})
    return await hold_locks(session, resource_ids=[row["id"] for row in known], person_ids=people)
