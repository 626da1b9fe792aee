"""Rows of the region, its organisations and sites with their rooms and hours."""

from datetime import datetime

from ecosystem.directory.models import Organisation
from ecosystem.kernel.db import Base
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key
from ecosystem.places.models import OpeningException, Region, Room, Site
from ecosystem.sandbox.calendar import Calendar
from ecosystem.sandbox.data import Demo
from ecosystem.sandbox.rows.common import SINCE, Ids, opening, words


def places(demo: Demo, calendar: Calendar, ids: Ids, now: datetime) -> list[Base]:
    """Region, organisations, sites with rooms and hours, and closures but those of resources."""
    return [
        *_region(demo, ids, now),
        *_sites(demo, ids),
        *opening("site", {site.slug: site.hours for site in demo.sites}, ids.site),
        *(
            OpeningException(
                id=new_id(),
                owner_kind="site",
                owner_id=ids.site[instead.site],
                on_date=instead.on_date,
                opens=opens,
                closes=closes,
                note=words(instead.note),
            )
            for instead in calendar.insteads
            for opens, closes in instead.hours or [(None, None)]
        ),
    ]


def _region(demo: Demo, ids: Ids, now: datetime) -> list[Base]:
    region = demo.region
    ids.region[region.slug] = new_id()
    ids.organisation.update((organisation.slug, new_id()) for organisation in region.organisations)
    return [
        Region(
            id=ids.region[region.slug],
            slug=region.slug,
            name=words(region.name),
            tagline=words(region.tagline),
            zone=region.zone,
            currency=region.currency,
            locale=region.locale,
            country=region.country,
        ),
        *(
            Organisation(
                id=ids.organisation[organisation.slug],
                slug=organisation.slug,
                name=words(organisation.name),
                sector=organisation.sector,
                domains=[organisation.domain] if organisation.domain else [],
                website=organisation.website,
                search_key=search_key(f"{organisation.name.vi} {organisation.name.en}"),
                created_at=now - SINCE,
            )
            for organisation in region.organisations
        ),
    ]


def _sites(demo: Demo, ids: Ids) -> list[Base]:
    rows: list[Base] = []
    for site in demo.sites:
        ids.site[site.slug] = new_id()
        rows.append(
            Site(
                id=ids.site[site.slug],
                region_id=ids.region[demo.region.slug],
                organisation_id=ids.organisation[site.organisation],
                slug=site.slug,
                kind=site.kind,
                name=words(site.name),
                description=words(site.description),
                address=site.address,
                latitude=site.latitude,
                longitude=site.longitude,
                zone=demo.region.zone,
                search_key=search_key(f"{site.name.vi} {site.name.en} {site.address}"),
            )
        )
        for room in site.rooms:
            ids.room[site.slug, room.slug] = new_id()
            rows.append(
                Room(
                    id=ids.room[site.slug, room.slug],
                    site_id=ids.site[site.slug],
                    name=words(room.name),
                    floor=room.floor,
                    capacity=room.capacity,
                )
            )
    return rows
