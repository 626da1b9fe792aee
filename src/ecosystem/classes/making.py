"""A series that is made: previewed without a trace, or occupied as a whole in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct, to_builtins

from ecosystem.classes import letters, planning, publishing, rows, statements
from ecosystem.classes.errors import DatesChanged, DatesUndecided, NoDates, Unqualified
from ecosystem.classes.models import PURPOSE
from ecosystem.classes.planning import Ground, Judged, Wish
from ecosystem.classes.rules import Need, Occurrence, Row, reasons_against
from ecosystem.classes.schemas.planning import ClassIn, DateDecision, PlanIn, Preview
from ecosystem.kernel import audit, hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session, raw
from ecosystem.kernel.errors import FieldError
from ecosystem.kernel.faults import named, refuse
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.text import numbered, slug_of
from ecosystem.timetable.locks import Held, hold_locks
from ecosystem.timetable.standing import standing_for
from ecosystem.timetable.together import Taking, occupy_all


class Previewed(Exception):  # noqa: N818 -- no error: it ends a transaction that must not commit
    """The list of a preview, raised so that what stood in for people and rooms goes again."""

    def __init__(self, found: Preview) -> None:
        super().__init__("a preview")
        self.found = found


class Meeting(Struct, frozen=True):
    """One session to be made, in its own room or another."""

    during: Interval
    room_id: UUID | None
    needs: Sequence[Need]


class _New(Struct, frozen=True):
    """A series about to be written, with its sessions and their ids."""

    series_id: UUID
    slug: str
    given: ClassIn
    meetings: Sequence[Meeting]
    now: datetime
    ids: list[UUID]


async def preview(db: Database, *, actor: Actor, plan: PlanIn, now: datetime, locale: str) -> Preview:
    """Every date of a plan with its reason; nothing of it stays. Raises as `planning.ground` does."""

    async def look(session: Session) -> None:
        found, _ = await _judged(session, actor, plan, now, locale)
        raise Previewed(planning.shown(found))

    try:
        await db.transact(look)
    except Previewed as ended:
        return ended.found
    raise AssertionError("a preview never commits")


async def create(session: Session, *, actor: Actor, given: ClassIn, now: datetime, locale: str) -> str:
    """Make the series and occupy all its dates, or nothing; answers its slug.

    Raises Malformed, Forbidden, DatesChanged where the list is not what was decided on, DatesUndecided where
    a clash was left open, NoDates, Unqualified.
    """
    found, held = await _judged(session, actor, given, now, locale, locked=given)
    if found.digest != given.digest:
        raise DatesChanged(extra={"preview": planning.shown(found)})
    meetings = _decided(found, given, now, locale)
    await _refuse_unqualified(session, found, given, meetings, now)
    series_id = new_id()
    slug = await _slug(session, given, found.ground)
    new = _New(series_id, slug, given, meetings, now, [new_id() for _ in meetings])
    await _store(session, actor, new)
    await _occupy(session, held, new)
    after = {**to_builtins(given), "slug": slug, "sessions": len(meetings)}
    await audit.record(
        session,
        actor=actor,
        action="class.created",
        subject_kind="class_series",
        subject_id=series_id,
        after=after,
    )
    return slug


async def _judged(
    session: Session,
    actor: Actor,
    plan: PlanIn,
    now: datetime,
    locale: str,
    locked: ClassIn | None = None,
) -> tuple[Judged, Held]:
    of = await planning.ground(session, actor=actor, plan=plan, now=now, locale=locale)
    wanted = await planning.wishes(
        session,
        site_id=plan.site_id,
        room_id=plan.room_id,
        teacher_ids=plan.teacher_ids,
        resources=[(one.resource_id, one.units) for one in plan.resources],
        now=now,
    )
    held = Held({}) if locked is None else await _lock(session, wanted, locked, of, now)
    return await planning.judged(session, plan=plan, of=of, wanted=wanted, now=now), held


async def _lock(session: Session, wanted: Sequence[Wish], given: ClassIn, of: Ground, now: datetime) -> Held:
    """The queue in front of the constraint, over everything that the decisions reach."""
    rooms = {one.instead.room_id for one in given.decisions if one.instead and one.instead.room_id}
    stand = await standing_for(session, room_ids=rooms, site_id=of.site_id, now=now)
    return await hold_locks(
        session, resource_ids=[*(wish.resource_id for wish in wanted), *stand.rooms.values()]
    )


def _decided(found: Judged, given: ClassIn, now: datetime, locale: str) -> list[Meeting]:
    """The sessions that come of it; raises Malformed, DatesUndecided, NoDates."""
    decisions = {one.starts_at: one for one in given.decisions}
    rooms = {room.id: room.need for room in found.rooms}
    meetings: list[Meeting] = []
    open_ones = 0
    for row in found.rows:
        decision = decisions.pop(row.occurrence.during.start, None)
        if decision is None and row.state == "clash":
            open_ones += 1
        if (meeting := _meeting(row, decision, given, found, rooms)) is not None:
            meetings.append(meeting)
    faults = [
        named(f"decisions[{n}].starts_at", "invalid", locale, detail=str(one.starts_at))
        for n, one in enumerate(given.decisions)
        if one.starts_at in decisions
    ]
    refuse(faults + _misplaced(found, given, meetings, now, locale))
    if open_ones:
        raise DatesUndecided(extra={"count": open_ones, "preview": planning.shown(found)})
    if not meetings:
        raise NoDates
    return sorted(meetings, key=lambda one: one.during)


def _meeting(
    row: Row,
    decision: DateDecision | None,
    given: ClassIn,
    found: Judged,
    rooms: dict[UUID, Need],
) -> Meeting | None:
    if decision is None:
        return Meeting(row.occurrence.during, given.room_id, found.needs) if row.state == "kept" else None
    if decision.decision == "leave_out":
        return None
    instead = decision.instead
    if instead is None:
        return Meeting(row.occurrence.during, given.room_id, found.needs)
    if instead.ends_at <= instead.starts_at:
        return None
    room_id = instead.room_id or given.room_id
    needs = found.needs
    if room_id != given.room_id and room_id in rooms:
        needs = [*(need for need in found.needs if need.kind != "room"), rooms[room_id]]
    return Meeting(Interval(instead.starts_at, instead.ends_at), room_id, needs)


def _misplaced(
    found: Judged, given: ClassIn, meetings: Sequence[Meeting], now: datetime, locale: str
) -> list[FieldError]:
    """What was decided must be free as it was offered, under the locks and beside the other dates."""
    known = {room.id for room in found.rooms} | {given.room_id}
    bad: list[FieldError] = []
    for n, one in enumerate(given.decisions):
        if one.decision == "leave_out":
            continue
        instead = one.instead
        start = instead.starts_at if instead else one.starts_at
        room_id = (instead.room_id if instead else None) or given.room_id
        meeting = next((m for m in meetings if m.during.start == start and m.room_id == room_id), None)
        if meeting is None or room_id not in known or not _free(found, meeting, meetings, now):
            bad.append(named(f"decisions[{n}].instead", "invalid", locale, detail=start.isoformat()))
    return bad


def _free(found: Judged, meeting: Meeting, meetings: Sequence[Meeting], now: datetime) -> bool:
    day = meeting.during.start.astimezone(found.ground.tz).date()
    within = next((one for one in found.ground.breaks if one.covers(day)), None)
    wanted = Occurrence(meeting.during, day, "date", within)
    beside = any(other is not meeting and other.during.overlaps(meeting.during) for other in meetings)
    known = planning.window(found.ground.occurrences).contains(meeting.during)
    return known and not beside and not reasons_against(wanted, meeting.needs, now=now)


async def _refuse_unqualified(
    session: Session, found: Judged, given: ClassIn, meetings: Sequence[Meeting], now: datetime
) -> None:
    asked = await hooks.handling(session, [one.resource_id for one in given.resources])
    wanted = {one.qualification_id for one in asked.values() if one.qualification_id}
    if not wanted:
        return
    until = max(one.during.end for one in meetings)
    held = await (await raw(session)).fetch(statements.HELD, given.teacher_ids, sorted(wanted), until, now)
    if missing := wanted - {row["qualification_id"] for row in held}:
        raise Unqualified(extra={"qualification_ids": sorted(missing)})


async def _slug(session: Session, given: ClassIn, of: Ground) -> str:
    wanted = given.slug or slug_of(of.title.vi, otherwise="lop")
    taken = await (await raw(session)).fetch(statements.SLUGS, wanted)
    return numbered(wanted, {row["slug"] for row in taken})


async def _store(session: Session, actor: Actor, new: "_New") -> None:
    given, meetings = new.given, new.meetings
    connection = await raw(session)
    resources = rows.as_json([rows.Taken(one.resource_id, one.units) for one in given.resources])
    await connection.execute(
        statements.INSERT_SERIES, new.series_id, new.slug, given.course_id, given.term_id, given.site_id,
        given.room_id, given.mode, given.place, given.link, rows.as_json(given.weekly), given.teacher_ids,
        resources, given.capacity, new.now, actor.person_id,
    )  # fmt: skip
    await connection.execute(
        statements.INSERT_SESSIONS, new.ids, list(range(1, len(meetings) + 1)),
        [one.during.start for one in meetings], [one.during.end for one in meetings], new.series_id,
        [one.room_id for one in meetings], given.teacher_ids, resources, new.now,
    )  # fmt: skip
    await publishing.publish_sessions(session, new.ids)
    await letters.assigned(session, series_id=new.series_id, by=actor.person_id)


async def _occupy(session: Session, held: Held, new: "_New") -> None:
    takings = [
        Taking(id_, [need.claim(one.during) for need in one.needs])
        for id_, one in zip(new.ids, new.meetings, strict=True)
    ]
    facts = {need.resource_id: need.facts for one in new.meetings for need in one.needs}
    # Closures were judged already, and those of the place where a teacher is known are not theirs.
    await occupy_all(
        session, held=held, takings=takings, purpose=PURPOSE, now=new.now, facts=facts, despite_closures=True
    )
