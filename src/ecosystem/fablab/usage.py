"""Usage beside the claim: check in and out by staff.

The order of the locks is that of every reservation: person, site, resource, then its own row.
"""

from datetime import datetime
from uuid import UUID

from ecosystem.fablab import context, entries, errors, policy, rows, schemas, statements, trail
from ecosystem.fablab.queries import reservations
from ecosystem.fablab.rules import Breach, Presence, check_in
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable import service as timetable
from ecosystem.timetable.hints import announce
from ecosystem.timetable.locks import Held, hold_locks


async def enter(
    session: Session, *, actor: Actor, reservation_id: UUID, version: int | None = None, locale: str = "vi"
) -> schemas.Reservation:
    """Check somebody in: the machine is in their hands from now on, its units are fixed.

    A second time changes nothing. Raises NotFound for others than staff of the site, VersionMoved, and
    Refused with every reason against it.
    """
    row, _ = await _locked(session, actor, reservation_id, version)
    now = clock.now()
    if row["checked_in_at"] is not None and row["checked_out_at"] is None:
        return reservations.shown(row, actor=actor, now=now)
    (standing,) = await (await raw(session)).fetch(statements.HELD, reservation_id, now)
    presence = Presence(
        now=now,
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        early_minutes=rows.rules_of(row).check_in_early_minutes,
        state=row["state"],
        checked_out=row["checked_out_at"] is not None,
        resource_state=row["resource_state"],
        back_at=row["back_at"],
        need=context.need(standing),
    )
    if breaches := check_in(presence):
        raise errors.all_of(breaches, locale=locale, zone_name=row["zone"])
    await timetable.pin(session, subject_id=reservation_id)
    return await _wrote(session, actor, "reservation.checked_in", statements.CHECK_IN, row, now)


async def leave(
    session: Session, *, actor: Actor, reservation_id: UUID, version: int | None = None, locale: str = "vi"
) -> schemas.Reservation:
    """Check somebody out; what is left of their time is free at once.

    A second time changes nothing. Raises NotFound for others than staff of the site, VersionMoved, and
    Refused when nobody has checked in.
    """
    row, held = await _locked(session, actor, reservation_id, version)
    now = clock.now()
    if row["checked_out_at"] is not None:
        return reservations.shown(row, actor=actor, now=now)
    if row["checked_in_at"] is None:
        raise errors.refused(Breach("not_checked_in"), locale=locale, zone_name=row["zone"])
    await timetable.shorten(session, held=held, subject_id=reservation_id, at=now)
    return await _wrote(session, actor, "reservation.checked_out", statements.CHECK_OUT, row, now)


async def _locked(
    session: Session, actor: Actor, reservation_id: UUID, version: int | None
) -> tuple[rows.Row, Held]:
    """The row under its locks, for staff of its site."""
    row = await reservations.seen(session, reservation_id=reservation_id, actor=actor)
    held = await hold_locks(session, resource_ids=[row["resource_id"]], person_ids=[row["person_id"]])
    if not policy.runs(actor, held, row["resource_id"]):
        raise NotFound
    return await reservations.seen(session, reservation_id=reservation_id, actor=actor, version=version), held


async def _wrote(
    session: Session, actor: Actor, action: str, statement: str, row: rows.Row, now: datetime
) -> schemas.Reservation:
    """Note the instant, tell open pages, leave the trail; answers the reservation as it is now."""
    await (await raw(session)).execute(statement, row["id"], now)
    changed = await reservations.seen(session, reservation_id=row["id"], actor=actor)
    reservation = reservations.shown(changed, actor=actor, now=now)
    during = Interval(row["starts_at"], row["ends_at"])
    await announce(session, [(row["resource_id"], during, row["zone"])])
    before = trail.audited(reservations.shown(row, actor=actor, now=now))
    await trail.tell(session, actor, action, reservation, before=before)
    await entries.publish(session, changed)
    return reservation
