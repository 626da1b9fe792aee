"""Answers to bookings that wait: approved or refused by staff.

Each takes the locks of every change of a reservation and reads it again under them, so that of an
approval, a refusal, a move, a cancellation and the lapse (`lapsing`) exactly one is first, and the others
see it.
"""

from datetime import datetime
from uuid import UUID

from ecosystem.fablab import entries, errors, letters, policy, rows, schemas, trail
from ecosystem.fablab.queries import reservations
from ecosystem.fablab.rules import Breach
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable import service as timetable
from ecosystem.timetable.hints import announce
from ecosystem.timetable.locks import hold_locks

_DECIDE = """
UPDATE reservation SET state = $2::text, decided_at = $3, decided_by_id = $4, decision_reason = $5,
    placed_at = CASE WHEN $2::text = 'confirmed' THEN $3 ELSE placed_at END, version = version + 1
WHERE id = $1
"""


async def decide(
    session: Session,
    *,
    actor: Actor,
    reservation_id: UUID,
    decision: schemas.Decision,
    version: int | None = None,
    locale: str = "vi",
) -> schemas.Reservation:
    """Approve a booking that waits, or refuse it with a reason; its person gets a letter.

    The same answer a second time changes nothing. Raises NotFound for others than staff of the site,
    VersionMoved, Malformed for a refusal without a reason, Refused for what does not wait (any more).
    """
    row = await reservations.seen(session, reservation_id=reservation_id, actor=actor)
    held = await hold_locks(session, resource_ids=[row["resource_id"]], person_ids=[row["person_id"]])
    if not policy.runs(actor, held, row["resource_id"]):
        raise NotFound
    if not decision.approve and decision.reason is None:
        raise errors.refusal_wanted(locale)
    row = await reservations.seen(session, reservation_id=reservation_id, actor=actor, version=version)
    now = clock.now()
    wanted = "confirmed" if decision.approve else "refused"
    if row["decided_at"] is not None and row["state"] == wanted:
        return reservations.shown(row, actor=actor, now=now)
    if (state := reservations.state(row, now)) != "pending":
        raise errors.refused(Breach(_NOT_WAITING.get(state, state)), locale=locale, zone_name=row["zone"])
    if decision.approve:
        await timetable.confirm(session, held=held, subject_id=reservation_id)
        await announce(
            session, [(row["resource_id"], Interval(row["starts_at"], row["ends_at"]), row["zone"])]
        )
    else:
        await timetable.release(session, subject_id=reservation_id)
    driver = await raw(session)
    await driver.execute(_DECIDE, reservation_id, wanted, now, actor.person_id, decision.reason)
    return await _told(session, actor, row, decision, now)


# What it has become meanwhile, in the words of a decision.
_NOT_WAITING = {"confirmed": "not_waiting", "in_use": "not_waiting", "done": "not_waiting"}


async def _told(
    session: Session, actor: Actor, row: rows.Row, decision: schemas.Decision, now: datetime
) -> schemas.Reservation:
    """The letter and the trail of a decision; answers the reservation as it is now."""
    decided = await reservations.seen(session, reservation_id=row["id"], actor=actor)
    reservation = reservations.shown(decided, actor=actor, now=now)
    tell = letters.approved if decision.approve else letters.refused
    await tell(session, decided, why=decision.reason)
    await entries.publish(session, decided)
    await trail.tell(
        session,
        actor,
        "reservation.approved" if decision.approve else "reservation.refused",
        reservation,
        before=trail.audited(reservations.shown(row, actor=actor, now=now)),
        reason=decision.reason,
    )
    return reservation
