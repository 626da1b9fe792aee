"""The timeline and availability: strips of time for any number of resources, three statements at most."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from ecosystem.fablab import offers, rows, schemas, statements
from ecosystem.fablab.queries.catalogue import Filter, unbuffered, wanted
from ecosystem.fablab.rules import Booker, Context, Wish, judge
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Driver
from ecosystem.kernel.intervals import difference
from ecosystem.timetable import availability
from ecosystem.timetable.availability import Strip

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

    Two statements, a third for somebody signed in; each may see a moment of its own.
    """
    found = await _found(connection, person_id, now, which, limit)
    strips: dict[UUID, Strip] = {}
    mine: frozenset[UUID] = frozenset()
    if found:
        strips = await availability.strips(connection, unbuffered(found), start=start, end=end)
    if found and person_id is not None:
        mine = frozenset(row["id"] for row in await connection.fetch(statements.OWN, person_id, start, end))
    items = [_row(row, strips[row["id"]], mine, start, end, now) for row in found]
    # To the minute, so that a second look within it is answered by 304.
    return schemas.Timeline(start, end, now.replace(second=0, microsecond=0), items)


async def _found(
    connection: Driver, person_id: UUID | None, now: datetime, which: Filter, limit: int | None
) -> Sequence[rows.Row]:
    if which.resource is not None:
        return await connection.fetch(statements.SINGLE, person_id, now, which.resource)
    return await connection.fetch(statements.LIST, person_id, now, *which.params, None, None, limit)


def _row(
    row: rows.Row, strip: Strip, mine: frozenset[UUID], start: datetime, end: datetime, now: datetime
) -> schemas.TimelineRow:
    opening, closures = strip.opening, [closed for closed, _ in strip.closures]
    busy, blocked = (_single if row["units"] == 1 else _pooled)(strip, mine, start, end, now)
    return schemas.TimelineRow(
        resource=schemas.TimelineResource(**rows.common(row), rules=rows.rules_of(row)),
        open=[
            schemas.Span(span.start, span.end)
            for span in (difference(opening, closures) if closures else opening)
        ],
        closures=[schemas.ClosedSpan(closed.start, closed.end, reason) for closed, reason in strip.closures],
        busy=busy,
        blocked=blocked,
    )


Spans = tuple[list[schemas.BusySpan], list[schemas.UnitSpan]]


def _single(strip: Strip, mine: frozenset[UUID], start: datetime, end: datetime, now: datetime) -> Spans:
    """The bookings of a machine, and what they block with their buffers."""
    busy: list[schemas.BusySpan] = []
    blocked: list[schemas.UnitSpan] = []
    for starts, ends, blocked_from, blocked_to, held_until, subject in strip.taken:
        if held_until is not None and held_until <= now:
            continue
        blocked.append(schemas.UnitSpan(blocked_from, blocked_to, 1))
        # A buffer alone is not a booking.
        if starts < end and start < ends:
            own = subject in mine
            state = _state(starts, ends, held_until, now)
            busy.append(schemas.BusySpan(starts, ends, 1, own, subject if own else None, state))
    return busy, blocked


def _pooled(strip: Strip, mine: frozenset[UUID], start: datetime, end: datetime, now: datetime) -> Spans:
    """The same of a pool: one span per booking or equal stretch, with the number of units."""
    each = _single(strip, frozenset(), start, end, now)[1]
    blocked = Counter((span.starts_at, span.ends_at) for span in each)
    live = [taken for taken in strip.taken if taken[4] is None or taken[4] > now]
    bookings = Counter((taken[0], taken[1], taken[4], taken[5]) for taken in live)
    busy = []
    for (starts, ends, held_until, subject), units in bookings.items():
        if starts < end and start < ends:
            own = subject in mine
            state = _state(starts, ends, held_until, now)
            busy.append(schemas.BusySpan(starts, ends, units, own, subject if own else None, state))
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
    found = await _found(connection, actor.person_id if actor else None, now, which, None)
    usable = [row for row in found if row["state"] == "in_order" and _may_ever(row, actor, now)]
    if not usable:
        return []
    spans = await availability.free(connection, wanted(usable), start=start, end=end)
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
