"""Opening hours of a site or resource as one set: read, looked ahead at, replaced.

What is booked already and would no longer lie within the hours is decided on together with them. Hours
are replaced from today on; exceptions of earlier dates stay as they were.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import UNSET, Struct, structs, to_builtins
from sqlalchemy import delete

from ecosystem.kernel import audit, live
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import Malformed, VersionMoved
from ecosystem.kernel.hooks import Cause
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval, zone
from ecosystem.kernel.words import Words
from ecosystem.places.models import OpeningException, OpeningRule
from ecosystem.places.rules import DAY, Dated, Hours, Weekly, beginning
from ecosystem.places.service import count_change
from ecosystem.timetable import impact
from ecosystem.timetable.closures import Place, managed
from ecosystem.timetable.hours_read import OF, RESOURCES, Owner, closed_on, known_of, set_of
from ecosystem.timetable.hours_rules import CHANGED, faults_of
from ecosystem.timetable.impact import UNDECIDED, Choice, Subject
from ecosystem.timetable.schemas import (
    DatedHours,
    HoursPatch,
    HoursPreview,
    HoursSet,
    OpeningDay,
    OpeningSpan,
    WeeklyHours,
)

WEEKS = 5  # looked ahead

# All that is taken from now on; $2 is now.
_AHEAD = """
SELECT o.purpose, o.subject_id, o.resource_id, lower(o.during) AS starts, upper(o.during) AS ends
FROM occupancy o JOIN resource r ON r.id = o.resource_id
WHERE {which} AND o.during && tstzrange($2, NULL) AND o.state <> 'released'
  AND (o.expires_at IS NULL OR o.expires_at > $2)"""


class Whole(Struct, frozen=True):
    """A set of hours with nothing left out."""

    weekly: Sequence[WeeklyHours]
    dated: Sequence[DatedHours]


async def read(
    session: Session, *, actor: Actor, owner_kind: Owner, owner_id: UUID, now: datetime
) -> HoursSet:
    """The hours that are set, for those who run the place. Raises NoSuchPlace."""
    await managed(session, actor, owner_kind, owner_id)
    return await set_of(session, owner_kind, owner_id, now)


async def look_ahead(
    session: Session,
    *,
    actor: Actor,
    owner_kind: Owner,
    owner_id: UUID,
    wanted: HoursPatch,
    now: datetime,
    locale: str,
) -> HoursPreview:
    """The coming weeks as these hours would have them. Raises NoSuchPlace, Malformed naming every fault."""
    await managed(session, actor, owner_kind, owner_id)
    known = await known_of(session, owner_kind, owner_id)
    whole = _completed(wanted, await set_of(session, owner_kind, owner_id, now))
    hours = _checked(whole, now.astimezone(known.tz).date(), locale)
    site = hours if owner_kind == "site" else known.of.get(known.site_id, Hours())
    own = hours if owner_kind == "resource" else None
    first = now.astimezone(known.tz).date()
    # Whole weeks, so that a calendar of them has no ragged edge.
    days = [first - timedelta(days=first.weekday()) + n * DAY for n in range(WEEKS * 7)]
    shut = await closed_on(session, known, owner_kind, owner_id, days)
    return HoursPreview([_day(day, site, own, known.tz, shut.get(day, [])) for day in days])


async def replace(
    session: Session,
    *,
    actor: Actor,
    owner_kind: Owner,
    owner_id: UUID,
    wanted: HoursPatch,
    now: datetime,
    version: int | None = None,
    choice: Choice = UNDECIDED,
    locale: str = "vi",
) -> HoursSet:
    """Set the hours from today on. Raises NoSuchPlace, VersionMoved, Malformed naming every fault, and
    what `impact.settle` raises.
    """
    place = await managed(session, actor, owner_kind, owner_id)
    read = await set_of(session, owner_kind, owner_id, now)
    whole = _completed(wanted, read)
    today = now.astimezone(zone(read.zone)).date()
    hours = _checked(whole, today, locale)
    met = await _met(session, place, choice, owner_kind, hours, now)
    before = await set_of(session, owner_kind, owner_id, now)
    # Without a version what was left out must still be what was read before the locks.
    if before.version != (read.version if version is None else version):
        raise VersionMoved
    await _store(session, owner_kind, owner_id, hours, whole, today)
    after = await set_of(session, owner_kind, owner_id, now)
    await audit.record(
        session,
        actor=actor,
        action="hours.set",
        subject_kind=owner_kind,
        subject_id=owner_id,
        before={"weekly": before.weekly, "dated": before.dated},
        after={"weekly": after.weekly, "dated": after.dated},
    )
    rows = await (await raw(session)).fetch(RESOURCES.format(which=OF[owner_kind]), owner_id)
    for row in rows:
        await live.hint(session, resource_id=row["id"], dates=())
    cause = Cause(f"hours:{owner_id}:{after.version}", CHANGED)
    await impact.settle(session, actor=actor, choice=choice, met=met, cause=cause, locale=locale)
    return after


def _completed(wanted: HoursPatch, now: HoursSet) -> Whole:
    return Whole(
        now.weekly if wanted.weekly is UNSET else wanted.weekly,
        now.dated if wanted.dated is UNSET else wanted.dated,
    )


def _checked(wanted: Whole, today: date, locale: str) -> Hours:
    hours = Hours(
        weekly=[
            Weekly(
                rule.weekday,
                time.fromisoformat(rule.opens),
                time.fromisoformat(rule.closes),
                rule.valid_from,
                rule.valid_until,
            )
            for rule in wanted.weekly
        ],
        dated=[Dated(item.on_date, _time(item.opens), _time(item.closes)) for item in wanted.dated],
    )
    if faults := faults_of(hours, today=today, locale=locale):
        raise Malformed(errors=faults)
    return hours


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


async def _met(
    session: Session, place: Place, choice: Choice, owner_kind: Owner, hours: Hours, now: datetime
) -> list[Subject]:
    """Under their locks, the bookings ahead that lie within the hours of now and not within the new ones."""

    async def find() -> list[Subject]:
        known = await known_of(session, owner_kind, place.id)
        today = now.astimezone(known.tz).date()
        old = known.of.get(place.id, Hours())
        past = [item for item in old.dated if item.on_date < today]
        new = structs.replace(
            known, of={**known.of, place.id: structs.replace(hours, dated=[*past, *hours.dated])}
        )
        rows = await (await raw(session)).fetch(_AHEAD.format(which=OF[owner_kind]), place.id, now)
        return sorted(
            {
                (row["purpose"], row["subject_id"])
                for row in rows
                if known.open(row["resource_id"], time := Interval(row["starts"], row["ends"]))
                and not new.open(row["resource_id"], time)
            }
        )

    return await impact.found(session, choice=choice, find=find, **place.locked)


async def _store(
    session: Session, owner_kind: Owner, owner_id: UUID, hours: Hours, whole: Whole, today: date
) -> None:
    owner: dict[str, Any] = {"owner_kind": owner_kind, "owner_id": owner_id}
    await session.execute(delete(OpeningRule).where(OpeningRule.owner_id == owner_id))
    await session.execute(
        delete(OpeningException).where(
            OpeningException.owner_id == owner_id, OpeningException.on_date >= today
        )
    )
    session.add_all(OpeningRule(id=new_id(), **owner, **structs.asdict(rule)) for rule in hours.weekly)
    session.add_all(
        OpeningException(
            id=new_id(), **owner, **structs.asdict(item), note=to_builtins(said.note) if said.note else None
        )
        for item, said in zip(hours.dated, whole.dated, strict=True)
    )
    await session.flush()
    await count_change(session, owner_kind=owner_kind, owner_id=owner_id)


def _day(day: date, site: Hours, own: Hours | None, tz: ZoneInfo, closures: list[Words]) -> OpeningDay:
    stretches = own.on(day) if own else None
    speaks = own if stretches is not None else site
    if stretches is None:
        stretches = site.on(day) or []
    return OpeningDay(
        on_date=day,
        open=[OpeningSpan(span.start, span.end) for span in sorted(beginning(day, stretches, tz))],
        exception=any(item.on_date == day for item in (speaks.dated if speaks else ())),
        closures=closures,
    )
