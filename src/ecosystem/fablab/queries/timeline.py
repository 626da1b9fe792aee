"""The timeline and availability: strips of time for any number of resources, three statements at most."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.fablab import rows, schemas, statements
from ecosystem.fablab.queries.catalogue import Filter, wanted
from ecosystem.fablab.rules import Booker, Context, Wish, judge
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Driver
from ecosystem.kernel.intervals import Interval, difference, start_of_day, zone
from ecosystem.timetable import availability
from ecosystem.timetable.availability import Facts, Taken
from ecosystem.timetable.rules import Free, at_least


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
    facts: dict[UUID, Facts] = {}
    mine: frozenset[UUID] = frozenset()
    if found:
        facts = await availability.facts(connection, wanted(found), start=start, end=end)
    if found and person_id is not None:
        mine = frozenset(row["id"] for row in await connection.fetch(statements.OWN, person_id, start, end))
    window = Interval(start, end)
    nothing = Facts([], [], [])
    items = [_strip(row, facts.get(row["id"], nothing), mine, window, now) for row in found]
    return schemas.Timeline(start, end, now, items)


async def _found(
    connection: Driver, person_id: UUID | None, now: datetime, which: Filter, limit: int | None
) -> Sequence[rows.Row]:
    if which.resource is not None:
        return await connection.fetch(statements.SINGLE, person_id, now, which.resource)
    return await connection.fetch(statements.LIST, person_id, now, *which.params, None, None, limit)


def _strip(
    row: rows.Row, facts: Facts, mine: frozenset[UUID], window: Interval, now: datetime
) -> schemas.TimelineRow:
    closures = [shut.during for shut in facts.closures]
    taken = sorted(
        (t for t in facts.taken if not t.lapsed(now) and t.blocked.overlaps(window)),
        key=lambda t: (t.during, t.unit),
    )
    return schemas.TimelineRow(
        resource=schemas.TimelineResource(**rows.common(row), rules=rows.rules_of(row)),
        open=[
            schemas.Span(span.start, span.end)
            for span in (difference(facts.opening, closures) if closures else facts.opening)
        ],
        closures=[
            schemas.ClosedSpan(shut.during.start, shut.during.end, shut.reason)
            for shut in sorted(facts.closures, key=lambda shut: shut.during)
            if shut.during.overlaps(window)
        ],
        busy=_busy(taken, mine, window, now),
        blocked=[
            schemas.UnitSpan(span.start, span.end, units)
            for span, units in _counted([t.blocked for t in taken])
        ],
    )


def _busy(
    taken: Sequence[Taken], mine: frozenset[UUID], window: Interval, now: datetime
) -> list[schemas.BusySpan]:
    """One span per booking, however many units it takes; buffers alone are not a booking."""
    shown: dict[UUID, schemas.BusySpan] = {}
    units: dict[UUID, int] = {}
    for item in taken:
        if not item.during.overlaps(window):
            continue
        units[item.subject_id] = units.get(item.subject_id, 0) + 1
        own = item.subject_id in mine
        in_use = item.during.start <= now < item.during.end
        shown[item.subject_id] = schemas.BusySpan(
            starts_at=item.during.start,
            ends_at=item.during.end,
            units=units[item.subject_id],
            mine=own,
            reservation_id=item.subject_id if own else None,
            state="held" if item.state == "held" else "in_use" if in_use else "confirmed",
        )
    return list(shown.values())


def _counted(spans: Sequence[Interval]) -> list[tuple[Interval, int]]:
    """Equal stretches as one with their number."""
    counts: dict[Interval, int] = {}
    for span in spans:
        counts[span] = counts.get(span, 0) + 1
    return list(counts.items())


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
    """The free stretches of what this asker may book in [start, end), by name. Two statements.

    Left out: what is not in order, and, for somebody signed in, what they may never book as they are
    (role, organisation, age, qualification). Stretches lie between the notice and the horizon and hold
    the shortest booking; quotas and chains, which depend on the wish, are judged with it.
    """
    found = await _found(connection, actor.person_id if actor else None, now, which, None)
    usable = [row for row in found if row["state"] == "in_order" and _may_ever(row, actor, now)]
    if not usable:
        return []
    spans = await availability.free(connection, wanted(usable), start=start, end=end)
    return [
        schemas.FreeResource(
            row["id"],
            row["name"],
            row["site_id"],
            [
                schemas.UnitSpan(span.start, span.end, span.units)
                for span in _bookable(row, spans.get(row["id"], []), now, shortest)
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


def _bookable(row: rows.Row, spans: Sequence[Free], now: datetime, shortest: timedelta | None) -> list[Free]:
    rules = rows.rules_of(row)
    tz = zone(row["zone"])
    earliest = now + timedelta(minutes=rules.notice_minutes)
    first_day_beyond = now.astimezone(tz).date() + timedelta(days=rules.horizon_days + 1)
    latest = start_of_day(first_day_beyond, tz) + timedelta(minutes=rules.max_minutes)
    within = [
        Free(max(span.start, earliest), min(span.end, latest), span.units)
        for span in spans
        if span.end > earliest and span.start < latest
    ]
    least = max(shortest or timedelta(), timedelta(minutes=rules.min_minutes))
    return at_least(within, least)
