"""The day of a site, and the people to book for."""

from datetime import date, datetime, timedelta

from ecosystem.fablab import policy, rows, schemas, statements
from ecosystem.fablab.queries import outages, reservations
from ecosystem.fablab.rules import Part, part_of_day
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.intervals import start_of_day, zone
from ecosystem.kernel.text import search_key

READ_PEOPLE = "people:read"


async def day(session: Session, *, actor: Actor, site: str, on: date | None, now: datetime) -> schemas.Day:
    """A day of a site (today without one), by slug or id; raises NotFound where the actor runs it not.

    Four statements.
    """
    connection = await raw(session)
    place = await connection.fetchrow(statements.PLACE, site)
    if place is None or not policy.staff(
        actor, site_id=place["id"], organisation_id=place["organisation_id"]
    ):
        raise NotFound
    tz = zone(place["zone"])
    on = on or now.astimezone(tz).date()
    start, end = start_of_day(on, tz), start_of_day(on + timedelta(days=1), tz)
    parts: dict[Part, list[schemas.Reservation]] = {"now": [], "next": [], "late": [], "done": []}
    for row in await connection.fetch(statements.DAY, place["id"], start, end):
        parts[_part(row, now)].append(reservations.shown(row, actor=actor, now=now))
    waiting = await connection.fetch(statements.WAITING, place["id"], now)
    open_outages = await connection.fetch(statements.LISTED_OUTAGES, place["id"], None, True)
    return schemas.Day(
        site=schemas.SiteRef(place["id"], place["slug"], rows.words(place["name"])),
        zone=place["zone"],
        date=on,
        at=now,
        waiting=[reservations.shown(row, actor=actor, now=now) for row in waiting],
        outages=[outages.shown(row) for row in open_outages],
        **parts,
    )


def _part(row: rows.Row, now: datetime) -> Part:
    return part_of_day(
        live=row["state"] == "confirmed",
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        entered=row["checked_in_at"] is not None,
        left=row["checked_out_at"] is not None,
        now=now,
    )


async def people(
    session: Session, *, actor: Actor, site: str, q: str, limit: int
) -> list[schemas.FoundPerson]:
    """Active people whose name or address holds every word, without diacritics. Two statements.

    Raises NotFound for a site at which the actor may not look people up.
    """
    connection = await raw(session)
    place = await connection.fetchrow(statements.PLACE, site)
    if place is None or not actor.may(
        READ_PEOPLE, site_id=place["id"], organisation_id=place["organisation_id"]
    ):
        raise NotFound
    found = await connection.fetch(statements.PEOPLE, search_key(q).split(), limit)
    return [schemas.FoundPerson(row["id"], row["full_name"], row["email"]) for row in found]
