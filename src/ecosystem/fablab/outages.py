"""Writes of outages: report, put out of order, return to order.

The state of the machine follows in the same transaction, under the machine's lock: a booking and an
outage that meet wait for one another, and the later one sees the earlier.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ecosystem.fablab import entries, errors, policy, rows, schemas, statements, words
from ecosystem.fablab.letters import faults as letters
from ecosystem.fablab.queries import outages
from ecosystem.fablab.rules import Breach
from ecosystem.kernel import audit, clock, hooks, live
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.hooks import Cause
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import start_of_day, zone
from ecosystem.timetable import impact
from ecosystem.timetable.impact import Choice, Subject
from ecosystem.timetable.locks import HeldResource, hold_locks

_AT_MOST = 100  # bookings that a new outage names
MOST_REPORTS = 5  # of one person that wait for staff


async def report(
    session: Session, *, actor: Actor, fault: schemas.FaultIn, locale: str = "vi"
) -> schemas.Outage:
    """Tell staff of a fault; nothing changes until they confirm it. Raises NotFound, Refused, TooManyReports.

    The person's row is locked, or two reports side by side would both be the last one allowed.
    """
    held = await hold_locks(session, resource_ids=[fault.resource_id], person_ids=[actor.person_id])
    at = held[fault.resource_id]
    if at.state == "retired":
        raise errors.refused(Breach("retired"), locale=locale, zone_name=at.zone)
    if await outages.waiting(session, person_id=actor.person_id) >= MOST_REPORTS:
        raise errors.TooManyReports
    return await _made(session, actor, fault, started_at=None, expected_return=None)


async def start(
    session: Session,
    *,
    actor: Actor,
    wanted: schemas.OutageIn,
    choice: Choice | None = None,
    locale: str = "vi",
) -> schemas.OutageStarted:
    """Put a machine out of order, and carry out what was decided about those who have booked it.

    Raises NotFound for others than staff, AlreadyOut, Refused, Malformed, and what `impact.settle` raises.
    """
    choice = choice or Choice(wanted.impact, keeping=True)
    now = clock.now()
    met = await _met(session, wanted.resource_id, wanted, choice, now)
    at = await _held(session, actor, wanted.resource_id)
    await _startable(session, at, wanted.expected_return, now, locale)
    made = await _made(session, actor, wanted, started_at=now, expected_return=wanted.expected_return)
    await _set_state(session, made, "out_of_order")
    return await _settled(session, actor, made, met, choice, at, now, locale)


async def confirm(
    session: Session,
    *,
    actor: Actor,
    outage_id: UUID,
    said: schemas.Confirmation,
    version: int | None = None,
    choice: Choice | None = None,
    locale: str = "vi",
) -> schemas.OutageStarted:
    """Put a machine out of order because of a reported fault.

    Raises what `start` raises, FaultSettled, VersionMoved.
    """
    choice = choice or Choice(said.impact, keeping=True)
    now = clock.now()
    row = await outages.seen(session, outage_id=outage_id, actor=actor)
    met = await _met(session, row["resource_id"], said, choice, now)
    at = await _held(session, actor, row["resource_id"])
    row = await outages.seen(session, outage_id=outage_id, actor=actor, version=version)
    if row["started_at"] is not None or row["ended_at"] is not None:
        raise errors.FaultSettled
    await _startable(session, at, said.expected_return, now, locale)
    reason = said.reason or row["reason"]
    await (await raw(session)).execute(
        statements.START_OUTAGE, outage_id, now, said.safety, said.expected_return, reason
    )
    after = await outages.seen(session, outage_id=outage_id, actor=actor)
    started = outages.shown(after)
    await _set_state(session, started, "out_of_order")
    await _tell(session, actor, "outage.started", started, before=outages.shown(row))
    await letters.tell(session, "fault_confirmed", after, actor=actor)
    return await _settled(session, actor, started, met, choice, at, now, locale)


async def end(
    session: Session, *, actor: Actor, outage_id: UUID, version: int | None = None
) -> schemas.Outage:
    """Return a machine to order, or dismiss what was only reported; a second time changes nothing.

    Raises NotFound for others than staff of the site, VersionMoved.
    """
    row = await outages.seen(session, outage_id=outage_id, actor=actor)
    await _held(session, actor, row["resource_id"])
    row = await outages.seen(session, outage_id=outage_id, actor=actor, version=version)
    if row["ended_at"] is not None:
        return outages.shown(row)
    return await _ended(session, actor, row, note=None)


async def dismiss(
    session: Session, *, actor: Actor, outage_id: UUID, note: str | None, version: int | None = None
) -> schemas.Outage:
    """Answer a reported fault that is none; its reporter reads the note.

    Raises NotFound for others than staff of the site, FaultSettled, VersionMoved.
    """
    row = await outages.seen(session, outage_id=outage_id, actor=actor)
    await _held(session, actor, row["resource_id"])
    row = await outages.seen(session, outage_id=outage_id, actor=actor, version=version)
    if row["started_at"] is not None or row["ended_at"] is not None:
        raise errors.FaultSettled
    return await _ended(session, actor, row, note=(note or "").strip() or None)


async def _ended(session: Session, actor: Actor, row: rows.Row, *, note: str | None) -> schemas.Outage:
    """Over, under the machine's lock: mended if it had begun, else dismissed."""
    begun = row["started_at"] is not None
    await (await raw(session)).execute(statements.END_OUTAGE, row["id"], clock.now(), actor.person_id, note)
    after = await outages.seen(session, outage_id=row["id"], actor=actor)
    ended = outages.shown(after)
    if begun and row["state"] == "out_of_order":
        await _set_state(session, ended, "in_order")
    else:
        await live.hint(session, resource_id=row["resource_id"], dates=())
    action = "outage.ended" if begun else "outage.dismissed"
    await _tell(session, actor, action, ended, before=outages.shown(row))
    await letters.tell(session, "fault_mended" if begun else "fault_dismissed", after, actor=actor, why=note)
    return ended


async def _held(session: Session, actor: Actor, resource_id: UUID) -> HeldResource:
    """The resource under its lock, for staff of its site."""
    held = await hold_locks(session, resource_ids=[resource_id])
    if not policy.runs(actor, held, resource_id):
        raise NotFound
    return held[resource_id]


async def _startable(
    session: Session, at: HeldResource, expected_return: datetime | None, now: datetime, locale: str
) -> None:
    if expected_return is not None and expected_return <= now:
        raise errors.past_return(locale)
    if at.state == "retired":
        raise errors.refused(Breach("retired"), locale=locale, zone_name=at.zone)
    if await (await raw(session)).fetchval(statements.OPEN_OUTAGE, at.id) is not None:
        raise errors.AlreadyOut


async def _made(
    session: Session,
    actor: Actor,
    fault: schemas.FaultIn | schemas.OutageIn,
    *,
    started_at: datetime | None,
    expected_return: datetime | None,
) -> schemas.Outage:
    outage_id, connection = new_id(), await raw(session)
    await connection.execute(
        statements.NEW_OUTAGE,
        *(outage_id, fault.resource_id, fault.reason, fault.safety, actor.person_id, clock.now()),
        *(started_at, expected_return),
    )
    row = await connection.fetchrow(statements.OUTAGE, outage_id)
    if row is None:
        raise NotFound
    made = outages.shown(row)
    await _tell(session, actor, "outage.started" if started_at else "outage.reported", made)
    await live.hint(session, resource_id=fault.resource_id, dates=())
    return made


async def _set_state(session: Session, outage: schemas.Outage, state: str) -> None:
    """The machine's state and, for its page, the reason; every open page hears of it."""
    note = {"vi": outage.reason, "en": outage.reason} if state == "out_of_order" else None
    await (await raw(session)).execute(
        statements.SET_STATE, outage.resource.id, state, rows.json(note) if note else None
    )
    await live.hint(session, resource_id=outage.resource.id, dates=())


async def _met(
    session: Session,
    resource_id: UUID,
    said: schemas.OutageIn | schemas.Confirmation,
    choice: Choice,
    now: datetime,
) -> list[Subject]:
    """Under the locks, whom it concerns: all to come, or those before it is expected back."""
    until = None if said.safety else said.expected_return
    until = max(until, now) if until else None
    return await impact.found(
        session,
        choice=choice,
        find=lambda: impact.using(session, [resource_id], now=now, until=until),
        resource_ids=[resource_id],
    )


async def _settled(
    session: Session,
    actor: Actor,
    outage: schemas.Outage,
    met: list[Subject],
    choice: Choice,
    at: HeldResource,
    now: datetime,
    locale: str,
) -> schemas.OutageStarted:
    """The outage with those it concerns, what was decided about them being done.

    Where nobody knows the return, only today's are suggested to give way.
    """
    touched = await hooks.describe(session, met[:_AT_MOST])
    tz = zone(at.zone)
    tomorrow = start_of_day(now.astimezone(tz).date() + timedelta(days=1), tz)
    await impact.settle(
        session,
        actor=actor,
        choice=choice,
        met=met,
        cause=Cause(
            f"outage:{outage.id}", words.outage(at.name, outage.reason, outage.expected_return, at.zone)
        ),
        locale=locale,
        keep_from=outage.expected_return or tomorrow,
    )
    row = await outages.seen(session, outage_id=outage.id, actor=actor)
    return schemas.OutageStarted(**outages.fields(row), touched=touched)


async def _tell(
    session: Session, actor: Actor, action: str, outage: schemas.Outage, *, before: Any = None
) -> None:
    await entries.publish_outage(session, outage.id)
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind="outage",
        subject_id=outage.id,
        before=before,
        after=outage,
        reason=outage.reason,
    )
