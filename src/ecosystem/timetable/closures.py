"""Closures: a stretch in which a region, site, room or resource takes no bookings.

A closure and a booking that meet at the same time wait for one another's locks: one of them loses.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy.dialects.postgresql import Range

from ecosystem.kernel import audit, hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.words import Words
from ecosystem.places.errors import NoSuchClosure, NoSuchPlace
from ecosystem.places.locks import lock_region, lock_sites
from ecosystem.places.models import Closure, Region
from ecosystem.places.service import MANAGE
from ecosystem.timetable.errors import NoSuchResource, Occupied
from ecosystem.timetable.hints import announce
from ecosystem.timetable.locks import hold_locks

_AT_MOST = 100  # subjects that a refusal names; `count` tells how many there are

_RESOURCES = {
    "region": "SELECT r.id, s.zone FROM resource r JOIN site s ON s.id = r.site_id WHERE s.region_id = $1",
    "site": "SELECT r.id, s.zone FROM resource r JOIN site s ON s.id = r.site_id WHERE r.site_id = $1",
    "room": "SELECT r.id, s.zone FROM resource r JOIN site s ON s.id = r.site_id WHERE r.room_id = $1",
    "resource": "SELECT r.id, s.zone FROM resource r JOIN site s ON s.id = r.site_id WHERE r.id = $1",
}

_SITES = {
    "site": "SELECT id, organisation_id FROM site WHERE id = $1",
    "room": "SELECT s.id, s.organisation_id FROM room x JOIN site s ON s.id = x.site_id WHERE x.id = $1",
    "resource": (
        "SELECT s.id, s.organisation_id FROM resource x JOIN site s ON s.id = x.site_id WHERE x.id = $1"
    ),
}

_MET = """
SELECT DISTINCT subject_id, purpose FROM occupancy
WHERE resource_id = ANY($1::uuid[]) AND blocked && tstzrange($2, $3) AND state <> 'released'
  AND (expires_at IS NULL OR expires_at > $4)
ORDER BY subject_id"""


async def add_closure(
    session: Session,
    *,
    actor: Actor | None,
    scope_kind: str,
    scope_id: UUID,
    during: Interval,
    reason: Words,
    now: datetime,
) -> Closure:
    """Close a place for a while. Raises NoSuchPlace, and Occupied naming the bookings that it meets."""
    await _hold(session, actor, scope_kind, scope_id)
    connection = await raw(session)
    resources = await connection.fetch(_RESOURCES[scope_kind], scope_id)
    met = await connection.fetch(_MET, [row["id"] for row in resources], during.start, during.end, now)
    if met:
        named = [(row["purpose"], row["subject_id"]) for row in met[:_AT_MOST]]
        touched = await hooks.describe(session, named)
        raise Occupied(
            extra={"count": len(met), "subject_ids": [id_ for _, id_ in named], "touched": touched}
        )
    closure = Closure(
        id=new_id(),
        scope_kind=scope_kind,
        scope_id=scope_id,
        during=Range(during.start, during.end),
        reason={"vi": reason.vi, "en": reason.en},
        created_by_id=actor.person_id if actor else None,
        created_at=now,
        version=1,
    )
    session.add(closure)
    await session.flush()
    await _tell(session, actor, "closure.add", closure, resources)
    return closure


async def remove_closure(session: Session, *, actor: Actor | None, closure_id: UUID) -> None:
    """Open again what was closed. Raises NoSuchClosure."""
    closure = await session.get(Closure, closure_id)
    if closure is None:
        raise NoSuchClosure
    try:
        await _hold(session, actor, closure.scope_kind, closure.scope_id)
    except NoSuchPlace as hidden:
        raise NoSuchClosure from hidden
    # Somebody may have removed it while we waited.
    if await session.get(Closure, closure_id, populate_existing=True) is None:
        raise NoSuchClosure
    resources = await (await raw(session)).fetch(_RESOURCES[closure.scope_kind], closure.scope_id)
    await _tell(session, actor, "closure.remove", closure, resources)
    await session.delete(closure)
    await session.flush()


async def _hold(session: Session, actor: Actor | None, scope_kind: str, scope_id: UUID) -> None:
    """Check that the actor may close it, then keep bookings out until the transaction ends."""
    if scope_kind == "region":
        known = await session.get(Region, scope_id)
        # No site has the region's id: only a role at the region allows it.
        if known is None or not _may(actor, site_id=scope_id):
            raise NoSuchPlace
        await lock_region(session, scope_id)
        return
    site = await (await raw(session)).fetchrow(_SITES[scope_kind], scope_id)
    if site is None or not _may(actor, site_id=site["id"], organisation_id=site["organisation_id"]):
        raise NoSuchPlace
    if scope_kind == "resource":
        try:
            await hold_locks(session, resource_ids=[scope_id])
        except NoSuchResource as gone:
            raise NoSuchPlace from gone
    else:
        await lock_sites(session, [site["id"]])


def _may(actor: Actor | None, *, site_id: UUID, organisation_id: UUID | None = None) -> bool:
    return actor is None or actor.may(MANAGE, site_id=site_id, organisation_id=organisation_id)


async def _tell(
    session: Session, actor: Actor | None, action: str, closure: Closure, resources: Sequence[asyncpg.Record]
) -> None:
    during = _interval(closure.during)
    said = {
        "scope_kind": closure.scope_kind,
        "scope_id": closure.scope_id,
        "starts_at": during.start,
        "ends_at": during.end,
        "reason": closure.reason,
    }
    before, after = (None, said) if action == "closure.add" else (said, None)
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind="closure",
        subject_id=closure.id,
        before=before,
        after=after,
    )
    await announce(session, [(row["id"], during, row["zone"]) for row in resources])


def _interval(span: Range[datetime]) -> Interval:
    if span.lower is None or span.upper is None:
        raise ValueError("a stored closure has both its ends")
    return Interval(span.lower, span.upper)
