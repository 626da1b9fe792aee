"""Closures: a stretch in which a region, site, room or resource takes no bookings.

A closure and a booking that meet at the same time wait for one another's locks: the later one sees the
earlier. What is booked already is decided on together with the closure (`timetable.impact`).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from ecosystem.kernel import audit, hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import VersionMoved
from ecosystem.kernel.hooks import Cause
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.words import Words
from ecosystem.places.errors import NoSuchClosure, NoSuchPlace
from ecosystem.places.models import Closure, Region
from ecosystem.places.service import MANAGE
from ecosystem.timetable import impact
from ecosystem.timetable.hints import announce
from ecosystem.timetable.impact import UNDECIDED, Choice, Subject
from ecosystem.timetable.locks import hold_places

_RESOURCES = {
    "region": "SELECT r.id, s.zone FROM resource r JOIN site s ON s.id = r.site_id WHERE s.region_id = $1",
    "site": (
        "SELECT r.id, s.zone FROM resource r JOIN site s ON s.id = r.site_id"
        " WHERE r.site_id = $1 AND r.kind <> 'person'"  # people are not shut in where they are known
    ),
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
_SITES_OF_REGION = "SELECT id FROM site WHERE region_id = $1"


class Place(Struct, frozen=True):
    """What a closure closes: the sites to be kept clear of bookings meanwhile, or the one resource."""

    kind: str
    id: UUID
    site_ids: tuple[UUID, ...]

    @property
    def locked(self) -> dict[str, list[UUID]]:
        """What has to be locked for it."""
        if self.kind == "resource":
            return {"site_ids": [], "resource_ids": [self.id]}
        return {"site_ids": list(self.site_ids), "resource_ids": []}


async def add_closure(
    session: Session,
    *,
    actor: Actor | None,
    scope_kind: str,
    scope_id: UUID,
    during: Interval,
    reason: Words,
    now: datetime,
    choice: Choice = UNDECIDED,
    locale: str = "vi",
) -> Closure:
    """Close a place for a while. Raises NoSuchPlace, and what `impact.settle` raises."""
    place = await managed(session, actor, scope_kind, scope_id)
    met = await _met(session, place, choice, [during], now)
    # A room may have been taken away while its site was waited for.
    await managed(session, actor, scope_kind, scope_id)
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
    await _tell(session, actor, "closure.created", closure, after=_said(closure))
    await impact.settle(session, actor=actor, choice=choice, met=met, cause=_cause(closure), locale=locale)
    return closure


async def change_closure(
    session: Session,
    *,
    actor: Actor,
    closure_id: UUID,
    now: datetime,
    within: Callable[[Interval], Interval],
    version: int | None = None,
    reason: Words | UnsetType = UNSET,
    choice: Choice = UNDECIDED,
    locale: str = "vi",
) -> Closure:
    """Other times or another reason; bookings that were kept in it stay as they are.

    `within` makes the new stretch of the old one. Raises NoSuchClosure, VersionMoved, and what
    `impact.settle` raises.
    """
    closure, place = await _editable(session, actor, closure_id)
    old = interval_of(closure)
    during, read = within(old), closure.version
    added = [share for share in _beyond(during, old) if share.end > now]
    met = await _met(session, place, choice, added, now, besides=old)
    closure = await _still(session, closure, lock=not choice.preview)
    if closure.version != (read if version is None else version):
        raise VersionMoved
    before = _said(closure)
    closure.during = Range(during.start, during.end)
    if reason is not UNSET:
        closure.reason = {"vi": reason.vi, "en": reason.en}
    closure.version += 1
    await session.flush()
    await _tell(session, actor, "closure.changed", closure, before=before, after=_said(closure), also=old)
    await impact.settle(session, actor=actor, choice=choice, met=met, cause=_cause(closure), locale=locale)
    return closure


async def remove_closure(
    session: Session, *, actor: Actor | None, closure_id: UUID, version: int | None = None
) -> None:
    """Open again what was closed. Raises NoSuchClosure, VersionMoved."""
    closure, place = await _editable(session, actor, closure_id)
    await hold_places(session, **place.locked)
    closure = await _still(session, closure, lock=True)
    if version is not None and version != closure.version:
        raise VersionMoved
    await _tell(session, actor, "closure.deleted", closure, before=_said(closure))
    await session.delete(closure)
    await session.flush()


async def managed(session: Session, actor: Actor | None, scope_kind: str, scope_id: UUID) -> Place:
    """The place, when the actor may close it. Raises NoSuchPlace."""
    connection = await raw(session)
    if scope_kind == "region":
        known = await session.get(Region, scope_id)
        # No site has the region's id: only a role at the region allows it.
        if known is None or not _may(actor, site_id=scope_id):
            raise NoSuchPlace
        sites = await connection.fetch(_SITES_OF_REGION, scope_id)
        return Place("region", scope_id, tuple(row["id"] for row in sites))
    site = await connection.fetchrow(_SITES[scope_kind], scope_id)
    if site is None or not _may(actor, site_id=site["id"], organisation_id=site["organisation_id"]):
        raise NoSuchPlace
    return Place(scope_kind, scope_id, (site["id"],))


def _may(actor: Actor | None, *, site_id: UUID, organisation_id: UUID | None = None) -> bool:
    return actor is None or actor.may(MANAGE, site_id=site_id, organisation_id=organisation_id)


def interval_of(closure: Closure) -> Interval:
    """When it is closed."""
    span = closure.during
    if span.lower is None or span.upper is None:
        raise ValueError("a stored closure has both its ends")
    return Interval(span.lower, span.upper)


async def _met(
    session: Session,
    place: Place,
    choice: Choice,
    stretches: Sequence[Interval],
    now: datetime,
    besides: Interval | None = None,
) -> list[Subject]:
    """Under their locks, the bookings that share time with these stretches; none that `besides` meets."""

    async def find() -> list[Subject]:
        connection = await raw(session)
        ids = [row["id"] for row in await connection.fetch(_RESOURCES[place.kind], place.id)]

        async def within(stretch: Interval) -> list[Subject]:
            return await impact.met_by(session, ids, start=stretch.start, end=stretch.end, now=now)

        before = set(await within(besides)) if besides else set()
        found = {one for stretch in stretches for one in await within(stretch)}
        return sorted(found - before)

    return await impact.found(session, choice=choice, find=find, **place.locked)


def _beyond(new: Interval, old: Interval) -> list[Interval]:
    """What of the new stretch was not in the old one."""
    if not new.overlaps(old):
        return [new]
    found = [Interval(new.start, old.start)] if new.start < old.start else []
    return found + ([Interval(old.end, new.end)] if new.end > old.end else [])


async def _editable(session: Session, actor: Actor | None, closure_id: UUID) -> tuple[Closure, Place]:
    closure = await session.get(Closure, closure_id)
    if closure is None:
        raise NoSuchClosure
    try:
        return closure, await managed(session, actor, closure.scope_kind, closure.scope_id)
    except NoSuchPlace as hidden:
        raise NoSuchClosure from hidden


async def _still(session: Session, closure: Closure, *, lock: bool) -> Closure:
    """The closure as it is now; somebody may have changed or removed it while we waited."""
    wanted = select(Closure).where(Closure.id == closure.id).execution_options(populate_existing=True)
    found = await session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NoSuchClosure
    return found


def _cause(closure: Closure) -> Cause:
    return Cause(f"closure:{closure.id}:{closure.version}", Words(**closure.reason))


def _said(closure: Closure) -> dict[str, object]:
    during = interval_of(closure)
    return {
        "scope_kind": closure.scope_kind,
        "scope_id": closure.scope_id,
        "starts_at": during.start,
        "ends_at": during.end,
        "reason": closure.reason,
    }


async def _tell(
    session: Session,
    actor: Actor | None,
    action: str,
    closure: Closure,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
    also: Interval | None = None,
) -> None:
    """Write the trail; calendars, and every open page that shows the place, hear of it."""
    await hooks.closure_changed(session, closure.id, stands=action != "closure.deleted")
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind="closure",
        subject_id=closure.id,
        before=before,
        after=after,
    )
    rows: Sequence[asyncpg.Record] = await (await raw(session)).fetch(
        _RESOURCES[closure.scope_kind], closure.scope_id
    )
    changed = [interval_of(closure), *([also] if also else [])]
    await announce(session, [(row["id"], during, row["zone"]) for row in rows for during in changed])
