"""The statistics of a site: one statement a figure, however many machines and bookings there are."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct, json

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Driver, Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.intervals import zone
from ecosystem.kernel.words import Words
from ecosystem.reports import schemas, statements
from ecosystem.reports.rules import Days
from ecosystem.reports.words import refusal

READ = "statistics:read"

_PLACE = """
SELECT id, slug, name::text AS name, zone, organisation_id FROM site WHERE slug = $1 OR id::text = $1"""


class _Asked(Struct, frozen=True):
    """A site and the two periods, as parameters of the statements."""

    site_id: UUID
    zone: str
    days: tuple[Days, Days]

    @property
    def spans(self) -> tuple[Any, Any]:
        """Starts and ends."""
        spans = [days.span(zone(self.zone)) for days in self.days]
        return [start for start, _ in spans], [end for _, end in spans]


async def statistics(
    session: Session, *, actor: Actor, site: str, first: date, last: date
) -> schemas.Statistics:
    """What became of the bookings of a site, by slug or id, from one day to another.

    Raises NotFound where the actor does not see its figures. Seven statements.
    """
    connection = await raw(session)
    place = await connection.fetchrow(_PLACE, site)
    if place is None or not actor.may(READ, site_id=place["id"], organisation_id=place["organisation_id"]):
        raise NotFound
    days = Days(first, last)
    asked = _Asked(place["id"], place["zone"], (days, days.before()))
    machines = await _machines(connection, asked)
    hours = await _hours(connection, asked)
    refusals = await _refusals(connection, asked)
    people = {row["n"]: row for row in await connection.fetch(statements.PEOPLE, asked.site_id, *asked.spans)}
    totals = [
        _totals(machines[n], people.get(n), sum(counts[n - 1] for counts in refusals.values()))
        for n in (1, 2)
    ]
    return schemas.Statistics(
        site=schemas.StatisticsSite(place["id"], place["slug"], _words(place["name"])),
        zone=place["zone"],
        period=schemas.Period(days.first, days.last),
        previous=schemas.Period(days.before().first, days.before().last),
        totals=totals[0],
        previous_totals=totals[1],
        machines=[_machine(row, machines[2][id_]) for id_, row in machines[1].items() if _shown(row)],
        hours=[schemas.HourUse(weekday, hour, *counts) for (weekday, hour), counts in sorted(hours.items())],
        refusals=[
            schemas.Refusal(code, refusal(code), *counts)
            for code, counts in sorted(refusals.items(), key=lambda item: (-item[1][0], item[0]))
        ],
    )


_Machines = dict[int, dict[UUID, dict[str, Any]]]


async def _machines(connection: Driver, asked: _Asked) -> _Machines:
    """The rows of all machines by period and id, each with its minutes of opening."""
    opened = []
    for start, end in zip(*asked.spans, strict=True):
        found = await connection.fetch(statements.OPEN, start, end, asked.site_id)
        opened.append({row["resource_id"]: row["minutes"] for row in found})
    machines: _Machines = {1: {}, 2: {}}
    for row in await connection.fetch(statements.MACHINES, asked.site_id, *asked.spans, clock.now()):
        minutes = opened[row["n"] - 1].get(row["id"], 0) * row["units"]
        machines[row["n"]][row["id"]] = {**row, "open": minutes if row["state"] != "retired" else 0}
    return machines


async def _hours(connection: Driver, asked: _Asked) -> dict[tuple[int, int], list[int]]:
    hours: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for row in await connection.fetch(statements.HOURS, asked.site_id, *asked.spans):
        hours[row["weekday"], row["hour"]][row["n"] - 1] = row["booked"]
    return hours


async def _refusals(connection: Driver, asked: _Asked) -> dict[str, list[int]]:
    firsts, lasts = [days.first for days in asked.days], [days.last for days in asked.days]
    refusals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in await connection.fetch(statements.REFUSALS, asked.site_id, firsts, lasts):
        refusals[row["code"]][row["n"] - 1] = row["count"]
    return refusals


def _totals(machines: dict[UUID, dict[str, Any]], people: Any, refusals: int) -> schemas.Totals:
    def total(name: str) -> int:
        return sum(row[name] for row in machines.values())

    return schemas.Totals(
        bookings=total("bookings"),
        cancelled=total("cancelled"),
        no_shows=total("no_shows"),
        requests_refused=total("refused"),
        requests_lapsed=total("lapsed"),
        booked_minutes=total("booked"),
        used_minutes=total("used"),
        open_minutes=total("open"),
        people=people["people"] if people else 0,
        new_people=people["new_people"] if people else 0,
        refusals=refusals,
    )


def _shown(row: dict[str, Any]) -> bool:
    """A machine that was retired is shown as long as there is something to tell of it."""
    return row["state"] != "retired" or bool(row["bookings"] or row["booked"])


def _machine(row: dict[str, Any], before: dict[str, Any]) -> schemas.MachineUse:
    return schemas.MachineUse(
        id=row["id"],
        name=row["name"],
        category=_words(row["category"]),
        units=row["units"],
        open_minutes=row["open"],
        booked_minutes=row["booked"],
        used_minutes=row["used"],
        bookings=row["bookings"],
        cancelled=row["cancelled"],
        no_shows=row["no_shows"],
        previous_booked_minutes=before["booked"],
    )


def _words(text: str) -> Words:
    return json.decode(text, type=Words)
