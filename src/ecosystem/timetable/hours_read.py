"""Opening hours as they are stored: what bears on a site or resource, and the set that is edited."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.intervals import Interval, days_of, zone
from ecosystem.kernel.words import Words
from ecosystem.places.errors import NoSuchPlace
from ecosystem.places.rules import DAY, Dated, Hours, Weekly, fits_opening, opening
from ecosystem.timetable.schemas import DatedHours, HoursSet, Reason, WeeklyHours

Owner = Literal["site", "resource"]

_RULES = """
SELECT owner_id, weekday, opens, closes, valid_from, valid_until FROM opening_rule
WHERE owner_id = ANY($1::uuid[]) ORDER BY weekday, opens, valid_from NULLS FIRST, id"""
_EXCEPTIONS = """
SELECT owner_id, on_date, opens, closes, note ->> 'vi' AS vi, note ->> 'en' AS en FROM opening_exception
WHERE owner_id = ANY($1::uuid[]) ORDER BY on_date, opens, id"""
_VERSION = "SELECT version FROM hours_version WHERE owner_id = $1"
_ZONE = {
    "site": "SELECT id AS site_id, zone FROM site WHERE id = $1",
    "resource": """
SELECT s.id AS site_id, s.zone FROM resource r JOIN site s ON s.id = r.site_id WHERE r.id = $1""",
}
OF = {"site": "r.site_id = $1 AND r.kind <> 'person'", "resource": "r.id = $1"}
RESOURCES = "SELECT r.id FROM resource r WHERE {which}"
_CLOSURES = """
SELECT lower(c.during) AS starts, upper(c.during) AS ends, c.reason ->> 'vi' AS vi, c.reason ->> 'en' AS en
FROM site s LEFT JOIN resource r ON r.id = $2
JOIN closure c ON c.scope_id IN (s.id, s.region_id, r.id, r.room_id)
WHERE s.id = $1 AND c.during && tstzrange($3, $4) ORDER BY c.during"""


class Known(Struct, frozen=True):
    """The hours that bear on an owner: its site's, and those of single resources."""

    site_id: UUID
    tz: ZoneInfo
    zone: str
    of: dict[UUID, Hours]

    def open(self, resource_id: UUID, during: Interval) -> bool:
        """Whether a time of a resource lies wholly within its hours."""
        site = self.of.get(self.site_id, Hours())
        return fits_opening(opening(site, self.tz, during, own=self.of.get(resource_id)), during)


async def known_of(session: Session, owner_kind: Owner, owner_id: UUID) -> Known:
    """What bears on a site with its resources, or on one resource. Raises NoSuchPlace."""
    connection = await raw(session)
    at = await connection.fetchrow(_ZONE[owner_kind], owner_id)
    if at is None:
        raise NoSuchPlace
    resources = await connection.fetch(RESOURCES.format(which=OF[owner_kind]), owner_id)
    ids = [at["site_id"], *(row["id"] for row in resources)]
    weekly: dict[UUID, list[Weekly]] = {}
    dated: dict[UUID, list[Dated]] = {}
    for row in await connection.fetch(_RULES, ids):
        owner, *rule = row.values()
        weekly.setdefault(owner, []).append(Weekly(*rule))
    for row in await connection.fetch(_EXCEPTIONS, ids):
        owner, on_date, opens, closes, *_ = row.values()
        dated.setdefault(owner, []).append(Dated(on_date, opens, closes))
    of = {owner: Hours(weekly.get(owner, ()), dated.get(owner, ())) for owner in {*weekly, *dated}}
    return Known(at["site_id"], zone(at["zone"]), at["zone"], of)


async def set_of(session: Session, owner_kind: Owner, owner_id: UUID, now: datetime) -> HoursSet:
    """The set as it is edited: weekly rule, exceptions from today on, version. Raises NoSuchPlace."""
    connection = await raw(session)
    at = await connection.fetchrow(_ZONE[owner_kind], owner_id)
    if at is None:
        raise NoSuchPlace
    today = now.astimezone(zone(at["zone"])).date()
    return HoursSet(
        owner_id=owner_id,
        zone=at["zone"],
        weekly=[
            WeeklyHours(
                row["weekday"],
                f"{row['opens']:%H:%M}",
                f"{row['closes']:%H:%M}",
                row["valid_from"],
                row["valid_until"],
            )
            for row in await connection.fetch(_RULES, [owner_id])
        ],
        dated=[
            _dated(row) for row in await connection.fetch(_EXCEPTIONS, [owner_id]) if row["on_date"] >= today
        ],
        version=await connection.fetchval(_VERSION, owner_id) or 1,
    )


def _dated(row: Any) -> DatedHours:
    opens, closes = (f"{row[name]:%H:%M}" if row[name] is not None else None for name in ("opens", "closes"))
    note = Reason(vi=row["vi"], en=row["en"]) if row["vi"] and row["en"] else None
    return DatedHours(row["on_date"], opens, closes, note)


async def closed_on(
    session: Session, known: Known, owner_kind: Owner, owner_id: UUID, days: Sequence[date]
) -> dict[date, list[Words]]:
    """The reasons of the closures that reach into each of these days."""
    start = datetime.combine(days[0], time(), tzinfo=known.tz)
    end = datetime.combine(days[-1] + DAY, time(), tzinfo=known.tz)
    resource_id = owner_id if owner_kind == "resource" else None
    found: dict[date, list[Words]] = {}
    for row in await (await raw(session)).fetch(_CLOSURES, known.site_id, resource_id, start, end):
        for day, _ in days_of(Interval(max(row["starts"], start), min(row["ends"], end)), known.tz):
            found.setdefault(day, []).append(Words(row["vi"], row["en"]))
    return found
