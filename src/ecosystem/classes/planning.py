"""A series while it is planned: what it rests on, what each session takes, and every date judged.

All of it in a number of statements that does not grow with the dates.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from ecosystem.classes import checking, policy, rows, statements
from ecosystem.classes.rules import (
    Break,
    Dated,
    Kind,
    Need,
    Occurrence,
    Room,
    Row,
    alternatives,
    digest_of,
    expand,
    judge,
    named_dates,
)
from ecosystem.classes.rules.instead import WEEKS, Alternative
from ecosystem.classes.schemas.planning import DateInstead, DateReason, DateRow, PlanIn, Preview
from ecosystem.kernel import hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import Forbidden
from ecosystem.kernel.faults import refuse
from ecosystem.kernel.intervals import Interval, zone
from ecosystem.kernel.words import Words
from ecosystem.places.rules import DAY
from ecosystem.timetable import surroundings
from ecosystem.timetable.standing import standing_for
from ecosystem.timetable.surroundings import Facts
from ecosystem.timetable.wanted import BY_ID, Wanted

TEACHING = ("teacher", "lab", "manager", "admin")


class Ground(Struct, frozen=True):
    """What a plan rests on: its site and zone, its breaks, its dates, and who and what it takes."""

    site_id: UUID
    organisation_id: UUID | None
    region_id: UUID
    tz: ZoneInfo
    breaks: Sequence[Break]
    occurrences: Sequence[Occurrence]
    people: dict[UUID, str]
    machines: dict[UUID, Any]
    title: Words


class Wish(Struct, frozen=True):
    """A resource that every session takes; no units means all there are."""

    kind: Kind
    subject_id: UUID
    resource_id: UUID
    units: int | None = 1


class Judged(Struct, frozen=True):
    """A plan with everything known: what it takes, every date, what could be instead."""

    ground: Ground
    wishes: Sequence[Wish]
    needs: Sequence[Need]
    rooms: Sequence[Room]
    room_names: dict[UUID, Words]
    rows: Sequence[Row]
    instead: Sequence[Sequence[Alternative]]

    @property
    def digest(self) -> str:
        """What decisions about it name."""
        return digest_of(self.rows, self.needs)


async def ground(session: Session, *, actor: Actor, plan: PlanIn, now: datetime, locale: str) -> Ground:
    """What a plan rests on. Raises Malformed naming every bad field, Forbidden for somebody else's site."""
    connection = await raw(session)
    row: Any = await connection.fetchrow(
        statements.GROUND, plan.course_id, plan.site_id, plan.term_id, plan.room_id
    )
    people = await connection.fetch(statements.PEOPLE, plan.teacher_ids, list(TEACHING), now)
    wanted = [one.resource_id for one in plan.resources]
    machines = {one["id"]: one for one in await connection.fetch(statements.MACHINES, wanted, plan.site_id)}
    teaching = {one["id"]: one["full_name"] for one in people if one["teaches"]}
    refuse(checking.unknown(plan, row, teaching, machines, locale))
    if not policy.plans(actor, site_id=plan.site_id, organisation_id=row["organisation_id"]):
        raise Forbidden
    refuse(checking.bad_dates(plan, row, locale))
    tz = zone(row["zone"])
    breaks = rows.breaks(row["breaks"])
    dates = _dates(plan, row, tz, breaks)
    refuse(checking.bad_occurrences(dates, now, locale))
    return Ground(
        plan.site_id, row["organisation_id"], row["region_id"], tz, breaks, dates, teaching, machines,
        rows.words(row["title"]),
    )  # fmt: skip


async def wishes(
    session: Session,
    *,
    site_id: UUID,
    room_id: UUID | None,
    teacher_ids: Iterable[UUID],
    resources: Iterable[tuple[UUID, int]],
    now: datetime,
) -> list[Wish]:
    """The resources that stand for a room and for teachers, made where they are new, and the machines."""
    rooms = [room_id] if room_id else []
    teachers = list(teacher_ids)
    stand = await standing_for(session, room_ids=rooms, person_ids=teachers, site_id=site_id, now=now)
    return [
        *(Wish("room", id_, stand.rooms[id_], None) for id_ in rooms),
        *(Wish("teacher", id_, stand.people[id_]) for id_ in teachers),
        *(Wish("machine", resource_id, resource_id, units) for resource_id, units in resources),
    ]


async def needs(session: Session, wanted: Sequence[Wish], *, start: datetime, end: datetime) -> list[Need]:
    """All that is known of these resources in a stretch. Three statements, whatever their number."""
    connection = await raw(session)
    ids = [wish.resource_id for wish in wanted]
    sizes = {row["id"]: row for row in await connection.fetch(statements.SIZES, ids)}
    asked = await hooks.handling(session, [wish.resource_id for wish in wanted if wish.kind == "machine"])
    nothing = hooks.Handling(timedelta(), timedelta())
    rules = [asked.get(id_, nothing) for id_ in ids]
    around = Wanted(BY_ID, (ids, [rule.before for rule in rules], [rule.after for rule in rules]))
    known = {
        row["resource_id"]: facts
        for row, facts in await surroundings.facts(connection, around, start=start, end=end)
    }
    return [
        Need(
            wish.kind,
            wish.subject_id,
            wish.resource_id,
            sizes[wish.resource_id]["name"],
            known.get(wish.resource_id) or Facts(),
            units=wish.units or sizes[wish.resource_id]["units"],
            capacity=sizes[wish.resource_id]["units"],
            before=rule.before,
            after=rule.after,
        )
        for wish, rule in zip(wanted, rules, strict=True)
        if wish.resource_id in sizes
    ]


async def judged(
    session: Session, *, plan: PlanIn, of: Ground, wanted: Sequence[Wish], now: datetime
) -> Judged:
    """Every date of a plan with what is against it and what could be instead. Four statements."""
    reach = window(of.occurrences)
    others = await (await raw(session)).fetch(statements.ROOMS, plan.site_id, plan.capacity)
    others = [row for row in others if row["id"] != plan.room_id] if plan.room_id else []
    together = [*wanted, *(Wish("room", row["id"], row["resource_id"], None) for row in others)]
    found = await needs(session, together, start=reach.start, end=reach.end)
    own, spare = found[: len(wanted)], found[len(wanted) :]
    rooms = [Room(row["id"], need) for row, need in zip(others, spare, strict=True)]
    listed = judge(of.occurrences, own, now=now)
    instead = alternatives(listed, own, rooms=rooms, tz=of.tz, breaks=of.breaks, now=now, until=reach.end)
    names = {row["id"]: rows.words(row["name"]) for row in others}
    return Judged(of, wanted, own, rooms, names, listed, instead)


def shown(found: Judged) -> Preview:
    """A judged plan as it is answered."""
    listed = [
        DateRow(
            on=row.occurrence.on,
            starts_at=row.occurrence.during.start,
            ends_at=row.occurrence.during.end,
            origin=row.occurrence.origin,
            state=row.state,
            reasons=[DateReason(one.code, one.name, one.subject_id) for one in row.reasons],
            alternatives=[
                DateInstead(
                    one.kind,
                    one.during.start,
                    one.during.end,
                    one.room_id,
                    found.room_names.get(one.room_id) if one.room_id else None,
                )
                for one in offers
            ],
        )
        for row, offers in zip(found.rows, found.instead, strict=True)
    ]
    states = [row.state for row in found.rows]
    return Preview(
        found.digest,
        listed,
        kept=states.count("kept"),
        skipped=states.count("skipped"),
        clashes=states.count("clash"),
        zone=found.ground.tz.key,
    )


def window(occurrences: Sequence[Occurrence]) -> Interval:
    """The stretch that is looked at: all dates, and as many weeks after them as alternatives lie in."""
    start = min(one.during.start for one in occurrences)
    return Interval(start - DAY, max(one.during.end for one in occurrences) + WEEKS * 7 * DAY)


def _dates(plan: PlanIn, row: Any, tz: ZoneInfo, breaks: Sequence[Break]) -> list[Occurrence]:
    if plan.dates:
        wanted = [
            Dated(one.on, time.fromisoformat(one.starts), time.fromisoformat(one.ends)) for one in plan.dates
        ]
        return named_dates(wanted, tz=tz, breaks=breaks)
    first, last = checking.span(plan, row)
    return expand(
        rows.rules(plan.weekly), first=first, last=last, tz=tz, breaks=breaks, swaps=rows.swaps(row["swaps"])
    )
