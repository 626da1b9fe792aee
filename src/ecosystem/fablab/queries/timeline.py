"""The timeline and availability: strips of time for any number of resources, three statements at most."""

from datetime import datetime, timedelta
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
    listed, asked = _listed(person_id, now, which, limit)
    wanted = Wanted(_UNBUFFERED.format(shifted(listed, 2)), asked, single=which.resource is not None)
    found = await strips(connection, wanted, start=start, end=end)
    found.sort(key=lambda row: (row["sort_key"], row["id"]))
    mine: Mine = {}
    if found and person_id is not None:
        own = await connection.fetch(statements.OWN, person_id, start, end)
        mine = {row["id"].bytes: row["id"] for row in own}
    items = [drawn(row, mine, start, end, now) for row in found]
    # To the minute, so that a second look within it is answered by 304.
    return schemas.Timeline(start, end, now.replace(second=0, microsecond=0), items)


# Those of a list as they are: no buffer widens what is seen of them.
_UNBUFFERED = "SELECT l.id AS resource_id, interval '0' AS before, interval '0' AS after, l.* FROM ({}) l"


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
    spans = await availability.free(connection, buffered(usable), start=start, end=end)
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
