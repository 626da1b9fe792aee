"""Public holidays as suggestions: accepted, moved or refused for the region or one site, and remembered."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ecosystem.kernel import audit
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import FieldError, Malformed, NotFound
from ecosystem.kernel.faults import named
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval, difference, start_of_day, zone
from ecosystem.places import holidays
from ecosystem.places.errors import NoSuchPlace
from ecosystem.places.holidays import Suggestion
from ecosystem.places.models import HolidayDecision
from ecosystem.places.rules import DAY
from ecosystem.timetable.closures import add_closure, managed
from ecosystem.timetable.errors import AlreadyDecided
from ecosystem.timetable.impact import UNDECIDED, Choice
from ecosystem.timetable.schemas import HolidayDecision as DecisionOut
from ecosystem.timetable.schemas import HolidayDecisionIn, HolidayOut, Holidays

LONGEST = timedelta(days=60)

_PLACE = {
    "region": "SELECT id AS region_id, zone, country, subdivision FROM region WHERE id = $1",
    "site": """
SELECT g.id AS region_id, s.zone, g.country, g.subdivision
FROM site s JOIN region g ON g.id = s.region_id WHERE s.id = $1""",
}
# A site is bound by what was decided for the whole region, unless it has decided otherwise.
_DECISIONS = """
SELECT d.id, d.scope_kind, d.key, d.decision, d.closure_id, d.decided_at, p.full_name
FROM holiday_decision d LEFT JOIN person p ON p.id = d.decided_by_id
WHERE d.scope_id = ANY($1::uuid[]) ORDER BY d.scope_id = $2, d.id"""
_CLOSED = """
SELECT lower(during) AS starts, upper(during) AS ends FROM closure
WHERE scope_id = ANY($1::uuid[]) AND during && tstzrange($2, $3)"""


async def of_year(session: Session, *, actor: Actor, scope_kind: str, scope_id: UUID, year: int) -> Holidays:
    """The holidays of a year with what was decided for this region or site. Raises NoSuchPlace."""
    place = await _place(session, scope_kind, scope_id)
    try:
        await managed(session, actor, scope_kind, scope_id)
        can_decide = True
    except NoSuchPlace:
        can_decide = False
    known = await _calendar(place, year)
    scopes = [place["region_id"], scope_id]
    connection = await raw(session)
    decided = {row["key"]: row for row in await connection.fetch(_DECISIONS, scopes, scope_id)}
    tz = zone(place["zone"])
    start, end = start_of_day(date(year, 1, 1), tz), start_of_day(date(year + 1, 1, 1), tz)
    closed = [
        Interval(row["starts"], row["ends"]) for row in await connection.fetch(_CLOSED, scopes, start, end)
    ]
    return Holidays(
        country=place["country"],
        year=year,
        scope_kind="region" if scope_kind == "region" else "site",
        scope_id=scope_id,
        can_decide=can_decide,
        items=[_out(item, decided.get(item.key), closed, tz) for item in known.items],
        worked_on=list(known.worked_on),
    )


async def decide(
    session: Session,
    *,
    actor: Actor,
    wanted: HolidayDecisionIn,
    now: datetime,
    choice: Choice = UNDECIDED,
    locale: str = "vi",
) -> DecisionOut:
    """Close the place on the holiday or on other dates, or leave it open; remembered either way.

    Raises NoSuchPlace, NotFound for no such holiday, Malformed, AlreadyDecided, and what
    `impact.settle` raises.
    """
    await managed(session, actor, wanted.scope_kind, wanted.scope_id)
    place = await _place(session, wanted.scope_kind, wanted.scope_id)
    item = await _suggested(place, wanted.key)
    known = select(HolidayDecision.id).where(
        HolidayDecision.scope_id == wanted.scope_id, HolidayDecision.key == wanted.key
    )
    if await session.scalar(known) is not None:
        raise AlreadyDecided
    closure_id = None
    if wanted.decision != "refused":
        closure = await add_closure(
            session,
            actor=actor,
            scope_kind=wanted.scope_kind,
            scope_id=wanted.scope_id,
            during=_during(item, wanted, zone(place["zone"]), now, locale),
            reason=item.name,
            now=now,
            choice=choice,
            locale=locale,
        )
        closure_id = closure.id
    row = HolidayDecision(
        id=new_id(),
        scope_kind=wanted.scope_kind,
        scope_id=wanted.scope_id,
        key=wanted.key,
        decision=wanted.decision,
        closure_id=closure_id,
        decided_by_id=actor.person_id,
        decided_at=now,
    )
    session.add(row)
    await session.flush()
    await _tell(session, actor, "holiday.decided", row)
    return DecisionOut(row.id, wanted.key, wanted.decision, closure_id)


async def forget(session: Session, *, actor: Actor, decision_id: UUID) -> None:
    """Suggest a holiday again; a closure that followed stays. Raises NotFound."""
    row = await session.get(HolidayDecision, decision_id)
    if row is None:
        raise NotFound
    await managed(session, actor, row.scope_kind, row.scope_id)
    await _tell(session, actor, "holiday.forgotten", row)
    await session.delete(row)
    await session.flush()


async def _place(session: Session, scope_kind: str, scope_id: UUID) -> Any:
    row = await (await raw(session)).fetchrow(_PLACE[scope_kind], scope_id)
    if row is None:
        raise NoSuchPlace
    return row


async def _calendar(place: Any, year: int) -> holidays.Year:
    # In a thread: the first look loads the calendars of all countries.
    return await asyncio.to_thread(holidays.of_year, place["country"], place["subdivision"], year)


async def _suggested(place: Any, key: str) -> Suggestion:
    try:
        year = date.fromisoformat(key.rpartition(":")[2]).year
    except ValueError:
        raise NotFound from None
    known = (await _calendar(place, year)).items
    found = next((item for item in known if item.key == key), None)
    if found is None:
        raise NotFound
    return found


def _during(
    item: Suggestion, wanted: HolidayDecisionIn, tz: ZoneInfo, now: datetime, locale: str
) -> Interval:
    """The whole local days that are closed; raises Malformed."""
    first, last, faults = item.starts_on, item.ends_on, list[FieldError]()
    if wanted.decision == "moved":
        if wanted.starts_on is None or wanted.ends_on is None:
            missing = {"starts_on": wanted.starts_on, "ends_on": wanted.ends_on}
            raise Malformed(errors=[named(n, "missing", locale) for n, day in missing.items() if day is None])
        first, last = wanted.starts_on, wanted.ends_on
        if not timedelta() <= last - first <= LONGEST:
            faults = [named("ends_on", "invalid", locale, detail="starts_on <= ends_on <= +60")]
    today = now.astimezone(tz).date()
    if last < today:
        faults = [named("starts_on", "invalid", locale, detail=f">= {today}")]
    if faults:
        raise Malformed(errors=faults)
    return Interval(start_of_day(first, tz), start_of_day(last + DAY, tz))


def _out(item: Suggestion, row: Any, closed: Sequence[Interval], tz: ZoneInfo) -> HolidayOut:
    during = Interval(start_of_day(item.starts_on, tz), start_of_day(item.ends_on + DAY, tz))
    return HolidayOut(
        key=item.key,
        name=item.name,
        starts_on=item.starts_on,
        ends_on=item.ends_on,
        closed=not difference([during], closed),
        decision=row["decision"] if row else None,
        decided_for=row["scope_kind"] if row else None,
        decision_id=row["id"] if row else None,
        closure_id=row["closure_id"] if row else None,
        decided_by=row["full_name"] if row else None,
        decided_at=row["decided_at"] if row else None,
    )


async def _tell(session: Session, actor: Actor, action: str, row: HolidayDecision) -> None:
    said = {
        "scope_kind": row.scope_kind,
        "scope_id": row.scope_id,
        "key": row.key,
        "decision": row.decision,
        "closure_id": row.closure_id,
    }
    before, after = (None, said) if action == "holiday.decided" else (said, None)
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind="holiday_decision",
        subject_id=row.id,
        before=before,
        after=after,
    )
