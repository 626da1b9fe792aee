"""Machines, pools and bookable rooms, written under their own lock: bookings wait, or see the change."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from msgspec import UNSET, UnsetType

from ecosystem.fablab import entries
from ecosystem.fablab.editing import checks, leaving
from ecosystem.fablab.models import Category, Listing
from ecosystem.fablab.queries.editing import MANAGE
from ecosystem.fablab.rules import effective
from ecosystem.fablab.schemas.editing import ResourceIn, ResourcePatch
from ecosystem.kernel import audit, files
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import FieldError, NotFound, VersionMoved
from ecosystem.kernel.faults import named, of_words, refuse
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.pictures import Picture
from ecosystem.kernel.text import search_key, sort_key, squeeze
from ecosystem.kernel.words import Words
from ecosystem.places.locks import share_sites
from ecosystem.places.models import Room, Site
from ecosystem.qualifications.models import Qualification
from ecosystem.timetable.impact import UNDECIDED, Choice
from ecosystem.timetable.locks import hold_locks
from ecosystem.timetable.models import Resource

_OF_RESOURCE = ("name", "site_id", "room_id", "units", "state")
_OF_LISTING = (
    "category_id", "description", "photo_url", "photo_id", "manual_url", "risk", "asset_number",
    "qualification_id", "rules",
)  # fmt: skip


async def add(session: Session, *, actor: Actor, given: ResourceIn, now: datetime, locale: str) -> UUID:
    """A machine at a site that the actor runs. Raises NotFound, Malformed naming every bad field."""
    await share_sites(session, [given.site_id])
    await _site(session, actor, given.site_id)
    values = _values(given)
    refuse(await _faults(session, values, locale) or await _out_of_use(session, values, locale))
    resource = Resource(
        id=new_id(), kind=given.kind, state="in_order", version=1, created_at=now,
        **_keys(values), **{name: values[name] for name in ("name", "site_id", "room_id", "units")},
    )  # fmt: skip
    session.add(resource)
    await session.flush()
    listing = Listing(resource_id=resource.id, **{name: values.get(name) for name in _OF_LISTING})
    listing.rules = checks.owned(values["rules"])
    if given.photo_of is not None:
        await _copy_photo(session, listing, given.photo_of, locale)
    session.add(listing)
    await session.flush()
    await _tell(session, actor, "resource.created", resource, None, said(resource, listing))
    return resource.id


async def _copy_photo(session: Session, listing: Listing, source_id: UUID, locale: str) -> None:
    """The photo of another machine; what anybody may look at anybody who adds a machine may take along.

    The row is locked, so that the photo is not replaced between being found and being copied.
    """
    source = await session.get(Listing, source_id, with_for_update={"read": True}, populate_existing=True)
    if source is None:
        refuse([named("photo_of", "unknown_reference", locale)])
    else:
        listing.photo_url = source.photo_url
        listing.photo_id = await files.copy(session, source.photo_id) if source.photo_id else None


async def change(
    session: Session,
    *,
    actor: Actor,
    resource_id: UUID,
    given: ResourcePatch,
    version: int | None,
    now: datetime,
    locale: str,
    choice: Choice = UNDECIDED,
) -> None:
    """Change what is given, and carry out what was decided about the bookings that it takes the place of.

    Raises NotFound, VersionMoved, Malformed naming every bad field, and what `impact.settle` raises.
    """
    if given.site_id is not UNSET:
        await share_sites(session, [given.site_id])
    met = await leaving.found(session, resource_id=resource_id, given=given, choice=choice, now=now)
    resource, listing = await held(session, actor, resource_id, version)
    if given.site_id is not UNSET and given.site_id != resource.site_id:
        await _site(session, actor, given.site_id)
    before = said(resource, listing)
    values = {**_current(resource, listing), **_values(given)}
    values["rules"] = _own_rules(listing.rules, given)
    refuse(await _faults(session, values, locale))
    values["state"] = _state(resource.state, given.retired)
    if values["state"] != "retired" and _comes(resource, values):
        refuse(await _out_of_use(session, values, locale))
    why = await leaving.prepare(session, resource, values, given=given, now=now)
    for name in _OF_RESOURCE:
        setattr(resource, name, values[name])
    for name, key in _keys(values).items():
        setattr(resource, name, key)
    for name in _OF_LISTING:
        setattr(listing, name, checks.owned(values[name]) if name == "rules" else values[name])
    resource.version += 1
    await session.flush()
    await _tell(session, actor, "resource.changed", resource, before, said(resource, listing))
    if any(getattr(resource, name) != before.get(name) for name in ("name", "room_id", "site_id")):
        await entries.publish_all(session, resource_id=resource_id)
    await leaving.settle(session, actor=actor, choice=choice, met=met, leaving=why, locale=locale)


async def held(
    session: Session, actor: Actor, resource_id: UUID, version: int | None
) -> tuple[Resource, Listing]:
    """The machine under its lock, when the actor runs its site. Raises NotFound, VersionMoved."""
    await hold_locks(session, resource_ids=[resource_id])
    resource = await session.get(Resource, resource_id, populate_existing=True)
    listing = await session.get(Listing, resource_id, populate_existing=True)
    if resource is None or listing is None:
        raise NotFound
    await _site(session, actor, resource.site_id)
    if version is not None and version != resource.version:
        raise VersionMoved
    return resource, listing


async def give_photo(
    session: Session, *, actor: Actor, resource_id: UUID, picture: Picture | None, version: int | None
) -> None:
    """Give the machine another photo, or none; the one before is gone. Raises NotFound, VersionMoved."""
    resource, listing = await held(session, actor, resource_id, version)
    before, old = said(resource, listing), listing.photo_id
    listing.photo_id = await files.store(session, picture, public=True) if picture else None
    listing.photo_url = None
    resource.version += 1
    await session.flush()
    await files.delete(session, old)
    await _tell(session, actor, "resource.changed", resource, before, said(resource, listing))


async def _site(session: Session, actor: Actor, site_id: UUID) -> Site:
    site = await session.get(Site, site_id)
    if site is None or not actor.may(MANAGE, site_id=site.id, organisation_id=site.organisation_id):
        raise NotFound
    return site


def _values(given: ResourceIn | ResourcePatch) -> dict[str, Any]:
    names = {*_OF_RESOURCE, *_OF_LISTING} & {*given.__struct_fields__}
    found = {name: getattr(given, name) for name in names if getattr(given, name) is not UNSET}
    for name, value in found.items():
        if isinstance(value, Words):
            found[name] = {"vi": value.vi.strip(), "en": value.en.strip()}
        elif isinstance(value, str):
            found[name] = squeeze(value) or ("" if name == "name" else None)
    return found


def _current(resource: Resource, listing: Listing) -> dict[str, Any]:
    return {
        **{name: getattr(resource, name) for name in _OF_RESOURCE},
        **{name: getattr(listing, name) for name in _OF_LISTING},
    }


def _own_rules(current: dict[str, Any], given: ResourcePatch) -> dict[str, Any]:
    """What the machine sets itself afterwards."""
    own = {**current, **(given.rules if given.rules is not UNSET else {})}
    back = given.inherited if given.inherited is not UNSET else []
    return {name: value for name, value in own.items() if name not in back}


def _state(current: str, retired: bool | UnsetType) -> str:
    """Out of order and back is the business of outages; here only out of use and back."""
    if retired is UNSET:
        return current
    if retired:
        return "retired"
    return "in_order" if current == "retired" else current


def _keys(values: dict[str, Any]) -> dict[str, str]:
    return {"search_key": search_key(values["name"]), "sort_key": sort_key(values["name"])}


async def _faults(session: Session, values: dict[str, Any], locale: str) -> list[FieldError]:
    faults = [] if values["name"] else [named("name", "blank", locale)]
    if len(values["name"]) > checks.NAME:
        faults.append(named("name", "too_long", locale, most=checks.NAME))
    faults += of_words("description", Words(**values["description"]), checks.TEXT, locale)
    if values["manual_url"] and not _is_link(values["manual_url"]):
        faults.append(named("manual_url", "invalid", locale, detail="https://…"))
    category = await session.get(Category, values["category_id"])
    if category is None:
        faults.append(named("category_id", "unknown_reference", locale))
    if values["room_id"]:
        room = await session.get(Room, values["room_id"])
        if room is None or room.site_id != values["site_id"]:
            faults.append(named("room_id", "unknown_reference", locale))
    qualification_id = values["qualification_id"]
    if qualification_id and await session.get(Qualification, qualification_id) is None:
        faults.append(named("qualification_id", "unknown_reference", locale))
    bad = await checks.of_rules(session, values["rules"], locale)
    if not bad and category is not None:
        bad = checks.of_coherence(effective(category.rules, values["rules"]), locale)
    return faults + bad


def _comes(resource: Resource, values: dict[str, Any]) -> bool:
    """Whether it stands somewhere else afterwards, or is in use again where it stood."""
    moves = any(values[name] != getattr(resource, name) for name in ("site_id", "room_id"))
    return moves or resource.state == "retired"


async def _out_of_use(session: Session, values: dict[str, Any], locale: str) -> list[FieldError]:
    """What is in use stands in no site or room that is not; read under the lock of the site."""
    site = await session.get_one(Site, values["site_id"], populate_existing=True)
    room = await session.get(Room, values["room_id"], populate_existing=True) if values["room_id"] else None
    places = (("site_id", site), ("room_id", room))
    return [
        named(name, "out_of_use", locale) for name, place in places if place and place.retired_at is not None
    ]


def _is_link(text: str) -> bool:
    try:
        link = urlsplit(text)
    except ValueError:
        return False
    return link.scheme in ("http", "https") and bool(link.hostname)


def said(resource: Resource, listing: Listing) -> dict[str, Any]:
    """What the audit keeps of a machine."""
    return _current(resource, listing)


async def _tell(
    session: Session, actor: Actor, action: str, resource: Resource, before: Any, after: Any
) -> None:
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind="resource",
        subject_id=resource.id,
        before=before,
        after=after,
    )
