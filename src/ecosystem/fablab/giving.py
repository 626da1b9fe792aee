"""Bookings given back: one of them, or all that somebody has ahead whose account closes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.fablab import entries, letters, rows, schemas, statements, trail
from ecosystem.fablab.queries import reservations
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.timetable import service as timetable
from ecosystem.timetable.locks import hold_locks

# What a person has ahead and is not using, in the order of time; $2 is now.
_AHEAD = """
SELECT v.id, v.resource_id FROM reservation v
WHERE v.person_id = $1 AND v.ends_at > $2 AND v.checked_in_at IS NULL
  AND (v.state = 'confirmed' OR (v.state = 'pending' AND v.decide_by > $2))
ORDER BY v.starts_at, v.id"""


async def ahead(session: Session, *, person_id: UUID) -> Sequence[UUID]:
    """What this person has ahead; what they are using at the moment is left out."""
    found = await (await raw(session)).fetch(_AHEAD, person_id, clock.now())
    return [row["id"] for row in found]


async def give_back_all(session: Session, *, actor: Actor, person_id: UUID, reason: str) -> None:
    """Call off all that this person has ahead, by whoever may close the account: no rule stands against it.

    Under the person's lock, so that nothing is booked meanwhile.
    """
    connection, now = await raw(session), clock.now()
    await hold_locks(session, resource_ids=[], person_ids=[person_id])
    machines = {row["resource_id"] for row in await connection.fetch(_AHEAD, person_id, now)}
    await hold_locks(session, resource_ids=machines)
    for reservation_id in await ahead(session, person_id=person_id):
        row = await connection.fetchrow(statements.RESERVATION, reservation_id)
        if row is not None:
            await give_back(session, actor=actor, row=row, reason=reason, now=now)


async def give_back(
    session: Session, *, actor: Actor, row: rows.Row, reason: str | None, now: datetime
) -> schemas.Reservation:
    """Free the time of a live reservation under its locks, with its trail and the letter."""
    connection = await raw(session)
    await timetable.release(session, subject_id=row["id"])
    await connection.execute(statements.CANCEL, row["id"], now, actor.person_id, reason)
    cancelled = await connection.fetchrow(statements.RESERVATION, row["id"])
    if cancelled is None:
        raise NotFound
    reservation = reservations.shown(cancelled, actor=actor, now=now)
    before = trail.audited(reservations.shown(row, actor=actor, now=now))
    await trail.tell(session, actor, "reservation.cancelled", reservation, before=before, reason=reason)
    by_other = actor.person_id != row["person_id"]
    await letters.cancelled(session, cancelled, why=reason, by_other=by_other)
    await entries.publish(session, cancelled)
    return reservation
