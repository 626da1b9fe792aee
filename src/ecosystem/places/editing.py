"""Sites and rooms as staff set them up: checked field by field, then written by `service`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct
from sqlalchemy import select

from ecosystem.directory.models import Organisation
from ecosystem.directory.rules import is_zone
from ecosystem.kernel import audit, hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import Forbidden, InUse, VersionMoved
from ecosystem.kernel.faults import named, of_words, refuse
from ecosystem.kernel.text import numbered, slug_of, squeeze
from ecosystem.kernel.words import Words
from ecosystem.places import service
from ecosystem.places.errors import NoSuchPlace
from ecosystem.places.locks import lock_sites
from ecosystem.places.models import Closure, Region, Room, Site
from ecosystem.places.schemas import RoomIn, RoomPatch, SiteIn, SitePatch
from ecosystem.places.service import MANAGE, RoomFields, SiteFields

NAME, TEXT = 200, 4000  # characters
_NAMED = 20  # things that a refusal names; `count` tells how many there are


async def add_site(session: Session, *, actor: Actor, given: SiteIn, locale: str) -> UUID:
    """A site of the region, without hours yet. Raises Malformed naming every bad field, Forbidden."""
    region = await session.scalar(select(Region).order_by(Region.id).limit(1))
    if region is None:
        raise NoSuchPlace
    if not actor.may(MANAGE, site_id=region.id, organisation_id=given.organisation_id):
        raise Forbidden
    fields = _fields(SiteFields, given) | {"zone": given.zone or region.zone, "slug": given.slug or ""}
    await _check_site(session, fields, locale)
    fields["slug"] = await _free_slug(session, given.slug or fields["name"].vi)
    made = await service.create_site(session, actor=actor, region_id=region.id, fields=SiteFields(**fields))
    return made.id


async def change_site(
    session: Session,
    *,
    actor: Actor,
    site_id: UUID,
    given: SitePatch,
    version: int | None,
    now: datetime,
    locale: str,
) -> None:
    """Change what is given. Raises NoSuchPlace, VersionMoved, Malformed, InUse naming what stands there."""
    await lock_sites(session, [site_id])
    site = await session.get(Site, site_id, populate_existing=True)
    if site is None or not actor.may(MANAGE, site_id=site_id, organisation_id=site.organisation_id):
        raise NoSuchPlace
    _unmoved(site, version)
    fields = _current(SiteFields, site) | _fields(SiteFields, given)
    await _check_site(session, fields, locale)
    fields["retired_at"] = _retired(site.retired_at, given.retired, now)
    if fields["retired_at"] and not site.retired_at:
        await _refuse_tenants(session, site_id=site_id)
    if fields["slug"] != site.slug:
        fields["slug"] = await _free_slug(session, fields["slug"])
    await service.update_site(session, actor=actor, site_id=site_id, fields=SiteFields(**fields))


async def add_room(session: Session, *, actor: Actor, given: RoomIn, locale: str) -> UUID:
    """A room of a site. Raises NoSuchPlace, Malformed."""
    fields = _fields(RoomFields, given)
    refuse(of_words("name", fields["name"], NAME, locale, wanted=True))
    made = await service.create_room(session, actor=actor, site_id=given.site_id, fields=RoomFields(**fields))
    return made.id


async def change_room(
    session: Session,
    *,
    actor: Actor,
    room_id: UUID,
    given: RoomPatch,
    version: int | None,
    now: datetime,
    locale: str,
) -> None:
    """Change what is given. Raises as `change_site` does."""
    room = await _own_room(session, actor, room_id)
    _unmoved(room, version)
    fields = _current(RoomFields, room) | _fields(RoomFields, given)
    refuse(of_words("name", fields["name"], NAME, locale, wanted=True))
    fields["retired_at"] = _retired(room.retired_at, given.retired, now)
    if fields["retired_at"] and not room.retired_at:
        await _refuse_tenants(session, room_id=room_id)
    await service.update_room(session, actor=actor, room_id=room_id, fields=RoomFields(**fields))


async def delete_room(session: Session, *, actor: Actor, room_id: UUID, version: int | None) -> None:
    """Take away a room that nothing was ever put into, with the closures that were announced for it.

    Raises NoSuchPlace, VersionMoved, InUse.
    """
    room = await _own_room(session, actor, room_id)
    _unmoved(room, version)
    found = await (await raw(session)).fetch("SELECT id, name FROM resource WHERE room_id = $1", room_id)
    if found:
        raise InUse(extra=_named([hooks.Named(row["id"], row["name"]) for row in found]))
    for closure in await session.scalars(select(Closure).filter_by(scope_id=room_id).order_by(Closure.id)):
        await _delete_closure(session, actor, closure, site_id=room.site_id)
    before = {"site_id": room.site_id, **{name: getattr(room, name) for name in RoomFields.__struct_fields__}}
    await session.delete(room)
    await session.flush()
    await audit.record(
        session, actor=actor, action="room.deleted", subject_kind="room", subject_id=room_id, before=before
    )


async def _delete_closure(session: Session, actor: Actor, closure: Closure, *, site_id: UUID) -> None:
    """Of a room that goes; the entry keeps whose site it was, which the room no longer says."""
    before = {
        "site_id": site_id,
        "scope_kind": closure.scope_kind,
        "scope_id": closure.scope_id,
        "starts_at": closure.during.lower,
        "ends_at": closure.during.upper,
        "reason": closure.reason,
    }
    await hooks.closure_changed(session, closure.id, stands=False)
    await session.delete(closure)
    await audit.record(
        session,
        actor=actor,
        action="closure.deleted",
        subject_kind="closure",
        subject_id=closure.id,
        before=before,
    )


async def _own_room(session: Session, actor: Actor, room_id: UUID) -> Room:
    """The room, its site locked against bookings, when the actor may change it. Raises NoSuchPlace."""
    room = await session.get(Room, room_id)
    if room is None:
        raise NoSuchPlace
    await lock_sites(session, [room.site_id])
    site = await session.get(Site, room.site_id, populate_existing=True)
    if site is None or not actor.may(MANAGE, site_id=site.id, organisation_id=site.organisation_id):
        raise NoSuchPlace
    found = await session.get(Room, room_id, populate_existing=True)
    if found is None:
        raise NoSuchPlace
    return found


def _unmoved(row: Site | Room, version: int | None) -> None:
    if version is not None and version != row.version:
        raise VersionMoved


def _retired(since: datetime | None, wanted: Any, now: datetime) -> datetime | None:
    """When it went out of use: as it was, now, or not at all."""
    if wanted is UNSET:
        return since
    return (since or now) if wanted else None


async def _refuse_tenants(
    session: Session, *, site_id: UUID | None = None, room_id: UUID | None = None
) -> None:
    found = [
        named
        for tenants in hooks.tenants
        for named in await tenants.standing(session, site_id=site_id, room_id=room_id)
    ]
    if found:
        raise InUse(extra=_named(found))


def _named(found: list[hooks.Named]) -> dict[str, Any]:
    return {"count": len(found), "items": found[:_NAMED]}


def _fields(kind: type[Struct], given: Struct) -> dict[str, Any]:
    """What was given, white space folded; text that is empty is no text where there may be none."""
    found: dict[str, Any] = {}
    for name in kind.__struct_fields__:
        value = getattr(given, name, UNSET)
        if value is UNSET:
            continue
        if isinstance(value, Words):
            value = Words(value.vi.strip(), value.en.strip())
        elif isinstance(value, str):
            value = squeeze(value) or (None if name in ("contact", "floor") else "")
        found[name] = value
    return found


def _current(kind: type[Struct], row: Site | Room) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in kind.__struct_fields__}
    return {name: Words(**value) if isinstance(value, dict) else value for name, value in found.items()}


async def _check_site(session: Session, fields: dict[str, Any], locale: str) -> None:
    faults = of_words("name", fields["name"], NAME, locale, wanted=True)
    faults += of_words("description", fields["description"], TEXT, locale)
    if not fields["address"]:
        faults.append(named("address", "blank", locale))
    if not is_zone(fields["zone"]):
        faults.append(named("zone", "invalid_choice", locale))
    for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if fields.get(one) is None and fields.get(other) is not None:
            faults.append(named(one, "missing", locale))
    organisation_id = fields.get("organisation_id")
    if organisation_id and await session.get(Organisation, organisation_id) is None:
        faults.append(named("organisation_id", "unknown_reference", locale))
    refuse(faults)


async def _free_slug(session: Session, text: str) -> str:
    """The text as a part of an address, with a number where it is taken."""
    slug = slug_of(text, otherwise="co-so")
    rows = await session.scalars(select(Site.slug).where(Site.slug.startswith(slug, autoescape=True)))
    return numbered(slug, set(rows))
