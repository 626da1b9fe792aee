"""Reads of places: the region, and every site with its hours."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.hooks import Scope
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.text import sort_key
from ecosystem.kernel.words import LOCALES, Words
from ecosystem.places.errors import NoSuchPlace
from ecosystem.places.opening import SITES_OPEN
from ecosystem.places.schemas import ClosureSpan, HoursOut, OrganisationOut, RegionOut, RoomOut, SiteOut

AHEAD = timedelta(days=30)

_REGION = """
SELECT id, name ->> 'vi' AS vi, name ->> 'en' AS en, tagline ->> 'vi' AS tag_vi, tagline ->> 'en' AS tag_en,
       zone, currency, locale FROM region ORDER BY id LIMIT 1"""

_SITES = """
SELECT s.id, s.slug, s.name ->> 'vi' AS vi, s.name ->> 'en' AS en, s.description ->> 'vi' AS text_vi,
       s.description ->> 'en' AS text_en, s.kind, s.address, s.latitude, s.longitude, s.zone,
       s.contact, s.retired_at, s.version,
       o.id AS organisation_id, o.name ->> 'vi' AS organisation_vi, o.name ->> 'en' AS organisation_en,
       o.sector
FROM site s LEFT JOIN organisation o ON o.id = s.organisation_id
WHERE (s.retired_at IS NULL OR $1) AND ($2::uuid IS NULL OR s.id = $2)"""

_ROOMS = """
SELECT r.id, r.site_id, r.name ->> 'vi' AS vi, r.name ->> 'en' AS en, r.floor, r.capacity, r.retired_at,
       r.version
FROM room r JOIN site s ON s.id = r.site_id
WHERE ($1::text IS NULL OR s.slug = $1 OR s.id::text = $1) AND ($2::uuid IS NULL OR r.id = $2)
  AND (r.retired_at IS NULL OR $3 OR r.id = $2)"""

_OPEN = f"""
WITH place AS MATERIALIZED (SELECT id AS site_id, region_id, zone FROM site), {SITES_OPEN}
SELECT p.site_id, lower(span) AS starts, upper(span) AS ends
FROM place p JOIN place_open USING (site_id)
CROSS JOIN LATERAL unnest(opening - coalesce((
    SELECT range_agg(c.during) FROM closure c
    WHERE c.scope_id IN (p.site_id, p.region_id) AND c.during && tstzrange($1, $2)), tstzmultirange())) span
ORDER BY starts"""  # noqa: S608 -- composed of constants

# What is said of a whole week is what holds today.
_HOURS = """
SELECT r.owner_id, r.weekday, r.opens, r.closes FROM opening_rule r JOIN site s ON s.id = r.owner_id
WHERE (r.valid_from IS NULL OR r.valid_from <= ($1::timestamptz AT TIME ZONE s.zone)::date)
  AND (r.valid_until IS NULL OR r.valid_until >= ($1::timestamptz AT TIME ZONE s.zone)::date)
ORDER BY r.weekday, r.opens, r.closes"""

_CLOSURES = """
SELECT s.id AS site_id, lower(c.during) AS starts, upper(c.during) AS ends,
       c.reason ->> 'vi' AS vi, c.reason ->> 'en' AS en
FROM site s JOIN closure c ON c.scope_id IN (s.id, s.region_id)
WHERE c.during && tstzrange($1, $2) ORDER BY starts"""


async def region(session: Session, *, now: datetime, demo: bool) -> RegionOut:
    """The region that this installation serves. Raises NoSuchPlace before there is one."""
    row = await (await raw(session)).fetchrow(_REGION)
    if row is None:
        raise NoSuchPlace
    return RegionOut(
        id=row["id"],
        name=Words(row["vi"], row["en"]),
        tagline=Words(row["tag_vi"], row["tag_en"]),
        zone=row["zone"],
        currency=row["currency"],
        locale=row["locale"],
        locales=list(LOCALES),
        demo=demo,
        now=now,
    )


async def region_scopes(session: Session, ids: Collection[UUID] | None) -> dict[UUID, Scope]:
    """Regions as places of roles; all of them for None."""
    return await _scopes(session, "region", "NULL::uuid", ids)


async def site_scopes(session: Session, ids: Collection[UUID] | None) -> dict[UUID, Scope]:
    """Sites as places of roles, with the organisations that run them; all of them for None."""
    return await _scopes(session, "site", "organisation_id", ids)


async def _scopes(
    session: Session, table: str, owner: str, ids: Collection[UUID] | None
) -> dict[UUID, Scope]:
    statement = (
        f"SELECT id, name ->> 'vi', name ->> 'en', {owner} FROM {table}"  # noqa: S608 -- our own words
        " WHERE $1::uuid[] IS NULL OR id = ANY($1)"
    )
    rows = await (await raw(session)).fetch(statement, None if ids is None else list(ids))
    return {id_: Scope(Words(vi, en), organisation_id) for id_, vi, en, organisation_id in rows}


async def site(session: Session, *, site_id: UUID, now: datetime) -> SiteOut:
    """One site, also one that is retired. Raises NoSuchPlace."""
    found = await sites(session, now=now, retired=True, site_id=site_id)
    if not found:
        raise NoSuchPlace
    return found[0]


async def room(session: Session, *, room_id: UUID) -> RoomOut:
    """One room, also one that is retired. Raises NoSuchPlace."""
    found = await rooms(session, room_id=room_id)
    if not found:
        raise NoSuchPlace
    return found[0]


async def rooms(
    session: Session, *, site: str | None = None, room_id: UUID | None = None, retired: bool = False
) -> list[RoomOut]:
    """The rooms of a site by slug or id, or of all; by name."""
    found = await (await raw(session)).fetch(_ROOMS, site, room_id, retired)
    shown = [
        RoomOut(
            id=row["id"],
            site_id=row["site_id"],
            name=Words(row["vi"], row["en"]),
            floor=row["floor"],
            capacity=row["capacity"],
            retired_at=row["retired_at"],
            version=row["version"],
        )
        for row in found
    ]
    return sorted(shown, key=lambda room: (sort_key(room.name.vi), room.id))


async def sites(
    session: Session, *, now: datetime, retired: bool = False, site_id: UUID | None = None
) -> list[SiteOut]:
    """Every site by name, in four statements however many there are; retired ones where asked for."""
    connection = await raw(session)
    rows = await connection.fetch(_SITES, retired, site_id)
    open_ranges: dict[UUID, list[Interval]] = defaultdict(list)
    for row in await connection.fetch(_OPEN, now, now + AHEAD):
        open_ranges[row["site_id"]].append(Interval(row["starts"], row["ends"]))
    hours: dict[UUID, list[HoursOut]] = defaultdict(list)
    for row in await connection.fetch(_HOURS, now):
        hours[row["owner_id"]].append(
            HoursOut(row["weekday"], f"{row['opens']:%H:%M}", f"{row['closes']:%H:%M}")
        )
    closures: dict[UUID, list[ClosureSpan]] = defaultdict(list)
    for row in await connection.fetch(_CLOSURES, now, now + AHEAD):
        closures[row["site_id"]].append(ClosureSpan(row["starts"], row["ends"], Words(row["vi"], row["en"])))
    found = [_site(row, open_ranges[row["id"]], hours[row["id"]], closures[row["id"]], now) for row in rows]
    return sorted(found, key=lambda site: (sort_key(site.name.vi), site.id))


def _site(
    row: Any, open_ranges: list[Interval], hours: list[HoursOut], closures: list[ClosureSpan], now: datetime
) -> SiteOut:
    current = next((item for item in open_ranges if item.start <= now < item.end), None)
    following = next((item.start for item in open_ranges if item.start > now), None)
    organisation = None
    if row["organisation_id"]:
        names = Words(row["organisation_vi"], row["organisation_en"])
        organisation = OrganisationOut(row["organisation_id"], names, row["sector"])
    return SiteOut(
        id=row["id"],
        slug=row["slug"],
        name=Words(row["vi"], row["en"]),
        description=Words(row["text_vi"], row["text_en"]),
        kind=row["kind"],
        organisation=organisation,
        address=row["address"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        zone=row["zone"],
        contact=row["contact"],
        retired_at=row["retired_at"],
        version=row["version"],
        open_now=current is not None,
        opens_at=None if current else following,
        closes_at=current.end if current and current.end < now + AHEAD else None,
        hours=hours,
        closures=closures,
    )
