"""The timeline and availability: strips of time for any number of resources, three statements at most."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from ecosystem.fablab import offers, rows, schemas, statements
from ecosystem.fablab.queries.catalogue import Filter, buffered
from ecosystem.fablab.queries.drawing import Mine, drawn
from ecosystem.fablab.rules import Booker, Context, Wish, judge
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Driver, shifted
from ecosystem.timetable import availability
from ecosystem.timetable.surroundings import strips
from ecosystem.timetable.wanted import Wanted


async def timeline(
    connection: Driver,
    *,
    person_id: UUID | None,
    now: datetime,
    start: datetime,
    end: datetime,
    which: Filter,
    limit: int,
) -> schemas.Timeline:
    """Strips of [start, end): what is open, closed and taken; others' bookings as busy only.

    One statement, another for somebody signed in; each may see a moment of its own.
    """
    if which.resource is None:
        listed, asked = _COUNTED, (person_id, now, *which.params, limit)
    else:
        listed, asked = _listed(person_id, now, which, None)
    wanted = Wanted(_UNBUFFERED.format(shifted(listed, 2)), asked, single=which.resource is not None)
    found = await strips(connection, wanted, start=start, end=end)
    found.sort(key=lambda row: (row["sort_key"], row["id"]))
    mine: Mine = {}
    if found and person_id is not None:
        own = await connection.fetch(statements.OWN, person_id, start, end)
        mine = {row["id"].bytes: row["id"] for row in own}
    total = found[0]["total"] if found and which.resource is None else len(found)
    items = [drawn(row, mine, start, end, now) for row in found]
    # To the minute, so that a second look within it is answered by 304.
    return schemas.Timeline(start, end, now.replace(second=0, microsecond=0), total, items)


# Those of a list as they are: no buffer widens what is seen of them.
_UNBUFFERED = "SELECT l.id AS resource_id, interval '0' AS before, interval '0' AS after, l.* FROM ({}) l"

# A page of a list, and on each row how many there are in all; the limit is $8.
_COUNTED = f"""
SELECT r.*, count(*) OVER () AS total FROM ({statements.RESOURCES + statements.FILTERED}) r
ORDER BY r.sort_key, r.id LIMIT $8"""  # noqa: S608 -- composed of constants

# How far ahead a closed day looks for the next opening; Tết and a long refit lie within.
_AHEAD = timedelta(days=120)
_LATEST = datetime.max.replace(tzinfo=UTC) - _AHEAD


async def opening(
    connection: Driver, *, now: datetime, start: datetime, which: Filter
) -> schemas.NextOpening:
    """When the first of these machines opens at or after `start`, looking 120 days ahead. One statement."""
    listed, asked = _listed(None, now, which, None)
    wanted = Wanted(_UNBUFFERED.format(shifted(listed, 2)), asked, single=which.resource is not None)
    if start > _LATEST:
        return schemas.NextOpening(None)
    return schemas.NextOpening(
        await availability.opens_at(connection, wanted, start=start, end=start + _AHEAD)
    )


def _listed(
    person_id: UUID | None, now: datetime, which: Filter, limit: int | None
) -> tuple[str, tuple[object, ...]]:
    """The statement of the resources that are meant, and its parameters."""
    if which.resource is not None:
        return statements.SINGLE, (person_id, now, which.resource)
    return statements.LIST, (person_id, now, *which.params, None, None, limit)


async def free(
    connection: Driver,
    *,
    actor: Actor | None,
    now: datetime,
    start: datetime,
    end: datetime,
    which: Filter,
    shortest: timedelta | None,
) -> list[schemas.FreeResource]:
    """The free stretches of what this asker may book in [start, end), by name. Two statements, a third
    for somebody signed in.

    Left out: what is not in order, and, for somebody signed in, what they may never book as they are
    (role, organisation, age, qualification). Stretches lie between the notice and the horizon, keep to
    the raster, hold the shortest booking and end with one's qualification; quotas and chains, which
    depend on the wish, are judged with it.
    """
    listed, asked = _listed(actor.person_id if actor else None, now, which, None)
    found = await connection.fetch(listed, *asked)
    usable = [row for row in found if row["state"] == "in_order" and _may_ever(row, actor, now)]
    if not usable:
        return []
    spans = await availability.free(connection, buffered(usable), start=start, end=end, now=now)
    ending: dict[UUID, datetime] = {}
    if actor is not None:
        held = await connection.fetch(statements.ENDING, actor.person_id, now)
        ending = {qualification_id: until for qualification_id, until in held}  # noqa: C416 -- records
    return [
        schemas.FreeResource(
            row["id"],
            row["name"],
            row["site_id"],
            [
                schemas.UnitSpan(span.start, span.end, span.units)
                for span in offers.bookable(
                    spans.get(row["id"], ()),
                    rows.rules_of(row),
                    now=now,
                    zone_name=row["zone"],
                    until=ending.get(row["qualification_id"]),
                    shortest=shortest or timedelta(),
                )
            ],
        )
        for row in usable
    ]


def _may_ever(row: rows.Row, actor: Actor | None, now: datetime) -> bool:
    if actor is None:
        return True
    if row["held"] is False and row["qualification_id"] is not None:
        return False
    context = Context(
        now=now,
        zone=row["zone"],
        resource_id=row["id"],
        rules=rows.rules_of(row),
        units=row["units"],
        booker=Booker(actor.role_names(), actor.organisation_ids, actor.birth_date),
    )
    against = judge(Wish(now, now + timedelta(minutes=1)), context)
    return not {breach.code for breach in against} & {"role", "organisation", "age"}
