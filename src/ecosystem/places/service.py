"""Writes of places: region, sites, rooms and opening hours. Each is audited.

`actor` is None where the installation itself acts (demo data, a command on the server); then nothing
is asked. A change of hours never rewrites bookings that exist.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

from msgspec import Struct, to_builtins
from sqlalchemy import delete

from ecosystem.kernel import audit
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import VersionMoved
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import zone
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.places.errors import NoSuchPlace, UnknownZone
from ecosystem.places.locks import lock_sites
from ecosystem.places.models import OpeningException, OpeningRule, Region, Room, Site
from ecosystem.places.rules import Dated, Hours, Weekly

MANAGE = "places:manage"
_COUNT = """
INSERT INTO hours_version (owner_id, owner_kind, version) VALUES ($1, $2, 2)
ON CONFLICT (owner_id) DO UPDATE SET version = hours_version.version + 1"""


class RegionFields(Struct, frozen=True, kw_only=True):
    """What is said of a region."""

    slug: str
    name: Words
    tagline: Words
    zone: str = "Asia/Ho_Chi_Minh"
    currency: str = "VND"
    locale: str = "vi"
    country: str | None = None
    subdivision: str | None = None


class SiteFields(Struct, frozen=True, kw_only=True):
    """What is said of a site."""

    slug: str
    kind: str
    name: Words
    description: Words
    address: str
    organisation_id: UUID | None = None
    latitude: float | None = None
    longitude: float | None = None
    zone: str = "Asia/Ho_Chi_Minh"
    contact: str | None = None
    retired_at: datetime | None = None


class RoomFields(Struct, frozen=True, kw_only=True):
    """What is said of a room."""

    name: Words
    floor: str | None = None
    capacity: int | None = None
    retired_at: datetime | None = None


async def create_region(session: Session, *, actor: Actor | None, fields: RegionFields) -> Region:
    """The region that this installation serves. Raises UnknownZone."""
    region = Region(id=new_id(), version=1, **_columns(fields))
    await _store(session, actor, region, "region", fields)
    return region


async def update_region(
    session: Session,
    *,
    actor: Actor | None,
    region_id: UUID,
    fields: RegionFields,
    version: int | None = None,
) -> Region:
    """Replace what is said of the region. Raises NoSuchPlace, VersionMoved, UnknownZone."""
    region = await session.get(Region, region_id, with_for_update={"key_share": True})
    if region is None or not _may(actor, site_id=region_id):
        raise NoSuchPlace
    await _replace(session, actor, region, "region", fields, version)
    return region


async def create_site(session: Session, *, actor: Actor | None, region_id: UUID, fields: SiteFields) -> Site:
    """A site without hours yet. Raises NoSuchPlace when it would stand outside the actor's reach."""
    if not _may(actor, organisation_id=fields.organisation_id, site_id=region_id):
        raise NoSuchPlace
    site = Site(id=new_id(), region_id=region_id, version=1, **_columns(fields))
    await _store(session, actor, site, "site", fields)
    return site


async def update_site(
    session: Session, *, actor: Actor | None, site_id: UUID, fields: SiteFields, version: int | None = None
) -> Site:
    """Replace what is said of a site; a new zone moves its hours. Raises as `update_region` does."""
    site = await _site(session, actor, site_id)
    if site.organisation_id != fields.organisation_id and not _may(
        actor, organisation_id=fields.organisation_id, site_id=site.region_id
    ):
        raise NoSuchPlace
    await _replace(session, actor, site, "site", fields, version)
    return site


async def create_room(session: Session, *, actor: Actor | None, site_id: UUID, fields: RoomFields) -> Room:
    """A room of a site. Raises NoSuchPlace."""
    await _site(session, actor, site_id)
    room = Room(id=new_id(), site_id=site_id, version=1, **_columns(fields))
    await _store(session, actor, room, "room", fields)
    return room


async def update_room(
    session: Session, *, actor: Actor | None, room_id: UUID, fields: RoomFields, version: int | None = None
) -> Room:
    """Replace what is said of a room. Raises NoSuchPlace, VersionMoved."""
    room = await session.get(Room, room_id)
    if room is None:
        raise NoSuchPlace
    await _site(session, actor, room.site_id)
    await session.refresh(room, with_for_update={"key_share": True})
    await _replace(session, actor, room, "room", fields, version)
    return room


async def set_site_hours(
    session: Session, *, actor: Actor | None, site_id: UUID, weekly: Sequence[Weekly]
) -> None:
    """Replace the weekly hours of a site, while no booking of it is under way. Raises NoSuchPlace."""
    await _site(session, actor, site_id)
    await write_weekly(session, actor=actor, owner_kind="site", owner_id=site_id, weekly=weekly)


async def set_site_exception(
    session: Session, *, actor: Actor | None, site_id: UUID, dated: Sequence[Dated], note: Words | None = None
) -> None:
    """Replace the exceptions of a site on the dates that are named. Raises NoSuchPlace."""
    await _site(session, actor, site_id)
    await write_dated(session, actor=actor, owner_kind="site", owner_id=site_id, dated=dated, note=note)


async def write_weekly(
    session: Session, *, actor: Actor | None, owner_kind: str, owner_id: UUID, weekly: Sequence[Weekly]
) -> None:
    """Replace weekly rules, the owner being locked by the caller."""
    await session.execute(delete(OpeningRule).where(OpeningRule.owner_id == owner_id))
    session.add_all(
        OpeningRule(id=new_id(), owner_kind=owner_kind, owner_id=owner_id, **_plain(rule)) for rule in weekly
    )
    await session.flush()
    await count_change(session, owner_kind=owner_kind, owner_id=owner_id)
    await _note(session, actor, "hours.set", owner_kind, owner_id, Hours(weekly=list(weekly)))


async def write_dated(
    session: Session,
    *,
    actor: Actor | None,
    owner_kind: str,
    owner_id: UUID,
    dated: Sequence[Dated],
    note: Words | None = None,
) -> None:
    """Replace the exceptions on the dates that are named, the owner being locked by the caller."""
    await session.execute(
        delete(OpeningException).where(
            OpeningException.owner_id == owner_id,
            OpeningException.on_date.in_({item.on_date for item in dated}),
        )
    )
    session.add_all(
        OpeningException(
            id=new_id(),
            owner_kind=owner_kind,
            owner_id=owner_id,
            note=to_builtins(note) if note else None,
            **_plain(item),
        )
        for item in dated
    )
    await session.flush()
    await count_change(session, owner_kind=owner_kind, owner_id=owner_id)
    await _note(session, actor, "hours.days_set", owner_kind, owner_id, Hours(dated=list(dated)))


async def count_change(session: Session, *, owner_kind: str, owner_id: UUID) -> None:
    """Count a change to the hours of this owner, who is locked by the caller."""
    await (await raw(session)).execute(_COUNT, owner_id, owner_kind)


async def _site(session: Session, actor: Actor | None, site_id: UUID) -> Site:
    """The site, locked against bookings, when the actor may change it."""
    await lock_sites(session, [site_id])
    site = await session.get(Site, site_id, populate_existing=True)
    if site is None or not _may(actor, site_id=site_id, organisation_id=site.organisation_id):
        raise NoSuchPlace
    return site


def _may(actor: Actor | None, *, site_id: UUID, organisation_id: UUID | None = None) -> bool:
    return actor is None or actor.may(MANAGE, site_id=site_id, organisation_id=organisation_id)


def _plain(item: Struct) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__struct_fields__}


def _columns(fields: RegionFields | SiteFields | RoomFields) -> dict[str, Any]:
    columns = {
        name: to_builtins(value) if isinstance(value, Words) else value
        for name, value in _plain(fields).items()
    }
    if isinstance(fields, RegionFields | SiteFields):
        try:
            zone(fields.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise UnknownZone from error
    if isinstance(fields, SiteFields):
        columns["search_key"] = search_key(f"{fields.name.vi} {fields.name.en} {fields.address}")
    return columns


async def _store(
    session: Session, actor: Actor | None, row: Region | Site | Room, kind: str, fields: Struct
) -> None:
    session.add(row)
    await session.flush()
    await _note(session, actor, f"{kind}.created", kind, row.id, fields)


async def _replace(
    session: Session,
    actor: Actor | None,
    row: Region | Site | Room,
    kind: str,
    fields: RegionFields | SiteFields | RoomFields,
    version: int | None,
) -> None:
    if version is not None and version != row.version:
        raise VersionMoved
    before = {name: getattr(row, name) for name in fields.__struct_fields__}
    for name, value in _columns(fields).items():
        setattr(row, name, value)
    row.version += 1
    await session.flush()
    await audit.record(
        session,
        actor=actor,
        action=f"{kind}.changed",
        subject_kind=kind,
        subject_id=row.id,
        before=before,
        after=fields,
    )


async def _note(
    session: Session, actor: Actor | None, action: str, kind: str, subject_id: UUID, after: Struct
) -> None:
    await audit.record(
        session, actor=actor, action=action, subject_kind=kind, subject_id=subject_id, after=after
    )
