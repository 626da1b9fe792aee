"""Lists go out: what somebody may export, the file, and the note of it in the audit log."""

import asyncio
from datetime import datetime
from typing import get_args
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import Text, cast, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from ecosystem.directory.models import Organisation
from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import FieldError, Malformed, NotFound
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.sheets import csv_of, xlsx_of
from ecosystem.kernel.words import Words
from ecosystem.places.models import Region, Site
from ecosystem.qualifications.models import Qualification
from ecosystem.transfer import schemas
from ecosystem.transfer.errors import TooManyRows
from ecosystem.transfer.exporting.audit import AUDIT
from ecosystem.transfer.exporting.bookings import OUTAGES, RESERVATIONS
from ecosystem.transfer.exporting.catalogue import CATEGORIES, RESOURCES
from ecosystem.transfer.exporting.imports import IMPORTS
from ecosystem.transfer.exporting.joining import CODES, INVITATIONS, REQUESTS
from ecosystem.transfer.exporting.lists import Asked, ListOut, Row
from ecosystem.transfer.exporting.people import ORGANISATIONS, PEOPLE
from ecosystem.transfer.exporting.places import CLOSURES, HOURS, ROOMS, SITES
from ecosystem.transfer.exporting.qualifications import CATALOGUE, GRANTS, HOLDERS
from ecosystem.transfer.policy import EXPORT

LISTS: dict[str, ListOut] = {
    each.name: each
    for each in (
        *(RESERVATIONS, RESOURCES, OUTAGES, CATEGORIES, HOLDERS, GRANTS, CATALOGUE),
        *(PEOPLE, ORGANISATIONS, INVITATIONS, CODES, REQUESTS),
        *(SITES, ROOMS, HOURS, CLOSURES, IMPORTS, AUDIT),
    )
}
# A workbook is made in memory, and of more than this nobody opens it.
MOST_ROWS = {"csv": 50_000, "xlsx": 20_000, "geojson": 50_000}
_FILTERS: tuple[str, ...] = get_args(schemas.ExportFilter)

_LONG = Words(
    "Danh sách có hơn {most} hàng; hãy thu hẹp bộ lọc",
    "The list has more than {most} rows; narrow the filter",
)
_NOT_OFFERED = Words(
    "Danh sách này không có mục lọc hoặc định dạng đó", "This list has no such filter or format"
)


class Exported(Struct, frozen=True):
    """A file, and how many rows are in it."""

    name: str
    format: schemas.Format
    content: bytes
    rows: int


async def offered(session: Session, *, actor: Actor, locale: str) -> list[schemas.ExportList]:
    """The lists that the actor may export."""
    region, sites = await _places(session)
    return [
        schemas.ExportList(
            name=each.name,  # type: ignore[arg-type]
            label=each.label.to(locale),
            about=each.about.to(locale),
            columns=[words.to(locale) for words in each.columns],
            filters=list(each.filters),  # type: ignore[arg-type]
            states=_choices(each.states, locale),
            roles=_choices(each.roles, locale),
            formats=["csv", "xlsx", *(["geojson"] if each.geojson else [])],  # type: ignore[list-item]
            sites=[
                schemas.Choice(site.slug, site.name.get(locale, site.slug))
                for site in _allowed(actor, each, sites).values()
            ],
        )
        for each in LISTS.values()
        if _may(actor, each, region, sites)
    ]


def _choices(known: dict[str, Words], locale: str) -> list[schemas.Choice]:
    return [schemas.Choice(value, label.to(locale)) for value, label in known.items()]


async def export(db: Database, *, actor: Actor, wanted: schemas.ExportIn, locale: str) -> Exported:
    """The file of a list with its filter. Noted in the audit log before it leaves.

    Raises NotFound for a list or place that is not the actor's, Malformed for a filter that the list does
    not have, TooManyRows.
    """
    now = clock.now()
    most = MOST_ROWS[wanted.format]
    of = LISTS[wanted.list]

    async def work(session: Session) -> list[Row]:
        asked = await _asked(session, actor, of, wanted, now, locale)
        rows = await of.rows(session, asked)
        if len(rows) > most:
            raise TooManyRows(_LONG.filled(most=most))
        said = {name: value for name, value in msgspec.to_builtins(wanted).items() if value is not None}
        await audit.record(
            session,
            actor=actor,
            action="export.made",
            subject_kind="export",
            subject_id=new_id(),
            after={**said, "rows": len(rows)},
        )
        return rows

    rows = await db.transact(work)
    content = await asyncio.to_thread(_file, of, rows, wanted.format, locale)
    name = f"{of.name}-{now:%Y-%m-%d}.{wanted.format}"
    return Exported(name, wanted.format, content, len(rows))


def _file(of: ListOut, rows: list[Row], format_: str, locale: str) -> bytes:
    heading = [words.to(locale) for words in of.columns]
    if format_ == "xlsx":
        return xlsx_of(of.label.to(locale), heading, rows)
    return csv_of(heading, rows) if format_ == "csv" else _geojson(rows)


def _geojson(rows: list[Row]) -> bytes:
    """Points by RFC 7946: longitude first; a site without coordinates has none."""
    features = [
        {
            "type": "Feature",
            "id": slug,
            "geometry": None
            if latitude is None or longitude is None
            else {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": {
                "name": name,
                "kind": kind,
                "address": address,
                "zone": zone_name,
                "machines": machines,
            },
        }
        for slug, name, kind, address, latitude, longitude, zone_name, machines in rows
    ]
    return msgspec.json.encode({"type": "FeatureCollection", "features": features})


async def _asked(
    session: Session, actor: Actor, of: ListOut, wanted: schemas.ExportIn, now: datetime, locale: str
) -> Asked:
    region, sites = await _places(session)
    if not _may(actor, of, region, sites):
        raise NotFound
    _refuse_foreign(of, wanted, locale)
    allowed = _allowed(actor, of, sites)
    if wanted.site is not None:
        allowed = {id_: site for id_, site in allowed.items() if site.slug == wanted.site}
        if not allowed:
            raise NotFound
    return Asked(
        actor=actor,
        locale=locale,
        zone=region.zone if region else "UTC",
        now=now,
        sites=allowed,
        at_region=region is not None and actor.may(of.permission, site_id=region.id),
        one_site=wanted.site is not None,
        since=wanted.since,
        until=wanted.until,
        state=wanted.state,
        category=wanted.category,
        organisation_id=await _id_of(session, Organisation.id, Organisation.slug, wanted.organisation),
        qualification_id=await _id_of(session, Qualification.id, Qualification.code, wanted.qualification),
        q=wanted.q,
        role=wanted.role,
        kind=wanted.kind,
        by=wanted.by,
        most=MOST_ROWS[wanted.format],
    )


async def _id_of(
    session: Session, id_: InstrumentedAttribute[UUID], slug: InstrumentedAttribute[str], named: str | None
) -> UUID | None:
    """What is called so, or has this id. Raises NotFound."""
    if named is None:
        return None
    found: UUID | None = await session.scalar(select(id_).where(or_(slug == named, cast(id_, Text) == named)))
    if found is None:
        raise NotFound
    return found


def _refuse_foreign(of: ListOut, wanted: schemas.ExportIn, locale: str) -> None:
    """A filter that a list does not have would silently show too much."""
    given = [name for name in _FILTERS if getattr(wanted, name) is not None]
    wrong = [name for name in given if name not in of.filters]
    if wanted.state is not None and of.states and wanted.state not in of.states:
        wrong.append("state")
    if wanted.format == "geojson" and not of.geojson:
        wrong.append("format")
    if wrong:
        told = _NOT_OFFERED.to(locale)
        raise Malformed(errors=[FieldError(name, "not_offered", told) for name in dict.fromkeys(wrong)])


async def _places(session: Session) -> tuple[Region | None, list[Site]]:
    region = await session.scalar(select(Region).limit(1))
    return region, list(await session.scalars(select(Site).order_by(Site.slug)))


def _may(actor: Actor, of: ListOut, region: Region | None, sites: list[Site]) -> bool:
    """Whether the actor may export this list, or a part of it."""
    if not actor.may(EXPORT):
        return False
    if of.of_actor:
        return actor.may(of.permission)
    if of.of_region:
        return region is not None and all(
            actor.may(permission, site_id=region.id) for permission in (of.permission, EXPORT)
        )
    return bool(_allowed(actor, of, sites))


def _allowed(actor: Actor, of: ListOut, sites: list[Site]) -> dict[UUID, Site]:
    """The sites whose rows the actor may export; where sites are is known to everybody."""
    if of.name == SITES.name:
        return {site.id: site for site in sites}
    return {
        site.id: site
        for site in sites
        if all(
            actor.may(permission, site_id=site.id, organisation_id=site.organisation_id)
            for permission in (of.permission, EXPORT)
        )
    }
