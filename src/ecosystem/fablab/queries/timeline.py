"""The timeline and availability: strips of time for any number of resources, three statements at most."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from ecosystem.fablab import offers, rows, schemas, statements
from ecosystem.fablab.queries.catalogue import Filter, buffered
from ecosystem.fablab.rules import Booker, Context, Wish, judge
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Driver, shifted
from ecosystem.kernel.intervals import difference
from ecosystem.timetable import availability
from ecosystem.timetable.surroundings import Strip, strips
from ecosystem.timetable.wanted import Wanted

# One's own reservations by the bytes of their ids.
Mine = Mapping[bytes, UUID]
BusyState = Literal["confirmed", "held", "in_use"]


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
    wanted = Wanted(_UNBUFFERED.format(shifted(listed, 2)), asked)
    found = await strips(connection, wanted, start=start, end=end)
    found.sort(key=lambda pair: (pair[0]["sort_key"], pair[0]["id"]))
    mine: Mine = {}
    if found and person_id is not None:
        own = await connection.fetch(statements.OWN, person_id, start, end)
        mine = {row["id"].bytes: row["id"] for row in own}
    items = [_row(row, strip, mine, start, end, now) for row, strip in found]
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


def _row(
    row: rows.Row, strip: Strip, mine: Mine, start: datetime, end: datetime, now: datetime
) -> schemas.TimelineRow:
    closures = [shut.during for shut in strip.closures]
    busy, blocked = (_single if row["units"] == 1 else _pooled)(strip, mine, start, end, now)
    return schemas.TimelineRow(
        resource=schemas.TimelineResource(**rows.common(row), rules=rows.rules_of(row)),
        open=[
            schemas.Span(span.start, span.end)
            for span in (difference(strip.opening, closures) if closures else strip.opening)
        ],
        closures=[
            schemas.ClosedSpan(shut.during.start, shut.during.end, shut.reason) for shut in strip.closures
        ],
        busy=busy,
        blocked=blocked,
    )


Spans = tuple[list[schemas.BusySpan], list[schemas.UnitSpan]]


def _single(strip: Strip, mine: Mine, start: datetime, end: datetime, now: datetime) -> Spans:
    """The bookings of a machine, and what they block with their buffers."""
    busy: list[schemas.BusySpan] = []
    blocked: list[schemas.UnitSpan] = []
    for starts, ends, blocked_from, blocked_to, held_until, subject in strip.taken:
        if held_until is not None and held_until <= now:
            continue
        blocked.append(schemas.UnitSpan(blocked_from, blocked_to, 1))
        # A buffer alone is not a booking.
        if starts < end and start < ends:
            own = mine.get(subject)
            state = _state(starts, ends, held_until, now)
            busy.append(schemas.BusySpan(starts, ends, 1, own is not None, own, state))
    return busy, blocked


def _pooled(strip: Strip, mine: Mine, start: datetime, end: datetime, now: datetime) -> Spans:
    """The same of a pool: one span per booking or equal stretch, with the number of units."""
    each = _single(strip, {}, start, end, now)[1]
    blocked = Counter((span.starts_at, span.ends_at) for span in each)
    live = [taken for taken in strip.taken if taken[4] is None or taken[4] > now]
    bookings = Counter((taken[0], taken[1], taken[4], taken[5]) for taken in live)
    busy = []
    for (starts, ends, held_until, subject), units in bookings.items():
        if starts < end and start < ends:
            own = mine.get(subject)
            state = _state(starts, ends, held_until, now)
            busy.append(schemas.BusySpan(starts, ends, units, own is not None, own, state))
    return busy, [schemas.UnitSpan(starts, ends, units) for (starts, ends), units in blocked.items()]


def _state(starts: datetime, ends: datetime, held_until: datetime | None, now: datetime) -> BusyState:
    if held_until is not None:
        return "held"
    return "in_use" if starts <= now < ends else "confirmed"


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
