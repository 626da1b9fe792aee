"""Photos of faults: what is wrong, for staff and whoever reported it."""

from datetime import datetime
from uuid import UUID

from ecosystem.fablab import errors, policy, schemas, statements
from ecosystem.fablab.queries import outages as queries
from ecosystem.fablab.rows import Row
from ecosystem.kernel import audit, files
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.files import File
from ecosystem.kernel.pictures import Picture
from ecosystem.timetable.locks import hold_locks


async def changeable(session: Session, *, actor: Actor, outage_id: UUID, version: int | None) -> Row:
    """The row of a fault that the actor may give a photo. Raises NotFound, FaultSettled, VersionMoved."""
    row = await _seen(session, actor, outage_id)
    policy.unmoved(row, version)
    if row["ended_at"] is not None:
        raise errors.FaultSettled
    return row


async def give(
    session: Session, *, actor: Actor, outage_id: UUID, picture: Picture | None, version: int | None
) -> schemas.Outage:
    """Give a fault another photo, or none; the one before is gone. Raises as `changeable`."""
    row = await _seen(session, actor, outage_id)
    await hold_locks(session, resource_ids=[row["resource_id"]])
    row = await changeable(session, actor=actor, outage_id=outage_id, version=version)
    new = await files.store(session, picture, public=False) if picture else None
    await (await raw(session)).execute(statements.PHOTO_OF_OUTAGE, outage_id, new)
    await files.delete(session, row["photo_id"])
    after = queries.shown(await _seen(session, actor, outage_id))
    await audit.record(
        session,
        actor=actor,
        action="outage.photo_changed",
        subject_kind="outage",
        subject_id=outage_id,
        before={"photo_url": queries.shown(row).photo_url},
        after={"photo_url": after.photo_url},
    )
    return after


async def read(session: Session, *, actor: Actor, outage_id: UUID, photo_id: UUID, small: bool) -> File:
    """The photo of a fault that the actor may see. Raises NotFound."""
    row = await _seen(session, actor, outage_id)
    if row["photo_id"] != photo_id:
        raise NotFound
    return await files.read(session, photo_id, public=False, small=small)


# One fault that another run is at work on doesn't hold up the rest.
_FORGET = """
WITH over AS (
    SELECT id, photo_id FROM outage WHERE photo_id IS NOT NULL AND ended_at < $1
    ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)
UPDATE outage o SET photo_id = NULL, version = o.version + 1 FROM over WHERE o.id = over.id
RETURNING over.photo_id
"""


async def forget(session: Session, *, ended_before: datetime, limit: int) -> int:
    """Delete the photos of faults that ended before then, `limit` at most; answers how many."""
    connection = await raw(session)
    found = await connection.fetch(_FORGET, ended_before, limit)
    await connection.execute(
        "DELETE FROM stored_file WHERE id = ANY($1::uuid[])", [row["photo_id"] for row in found]
    )
    return len(found)


async def _seen(session: Session, actor: Actor, outage_id: UUID) -> Row:
    row = await (await raw(session)).fetchrow(statements.OUTAGE, outage_id)
    if row is None or not policy.sees_fault(actor, row):
        raise NotFound
    return row
