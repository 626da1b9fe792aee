"""Writes of reservations: reserve, move, cancel.

Each runs in one transaction and in this order: lock the person, the site, the resources; read what the
wish is judged by; judge; take the time (which hints at it); write the reservation and its audit row.
"""

from datetime import datetime
from uuid import UUID

from msgspec import UNSET

from ecosystem.fablab import context, errors, policy, rows, schemas, statements, trail
from ecosystem.fablab.context import Known
from ecosystem.fablab.occupant import PURPOSE
from ecosystem.fablab.queries import reservations
from ecosystem.fablab.rules import Breach, Wish, no_show_at
from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, Written, raw
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable import service as timetable
from ecosystem.timetable.errors import SlotTaken
from ecosystem.timetable.locks import Held, hold_locks


async def reserve(
    session: Session, *, actor: Actor, wanted: schemas.ReservationIn, locale: str = "vi"
) -> schemas.Reservation:
    """Book a resource; for somebody else only where the actor runs the site, and with a reason.

    Raises Unfit with every rule that stands against it, NotFound, NotForOthers, Malformed.
    """
    wish = context.wish(wanted.starts_at, wanted.ends_at, wanted.units, locale)
    person_id = wanted.for_person_id or actor.person_id
    for_other = person_id != actor.person_id
    held = await hold_locks(session, resource_ids=[wanted.resource_id], person_ids=[person_id])
    if for_other:
        _refuse_strangers(actor, held, wanted, locale)
    now = clock.now()
    found = await context.known(
        session, resource_id=wanted.resource_id, person_id=person_id, wish=wish, now=now
    )
    _refuse(found, person_id=person_id, waive=for_other, locale=locale)
    price = found.price
    stored = {
        "id": new_id(),
        "resource_id": wanted.resource_id,
        "person_id": person_id,
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
        "units": wish.units,
        "state": "confirmed",
        "reason": wanted.reason,
        "price_amount": price.amount if price else None,
        "currency": price.currency if price else None,
        "version": 1,
        "created_at": now,
        "no_show_at": no_show_at(wish.starts_at, found.context.rules),
        "checked_in_at": None,
        "checked_out_at": None,
    }
    reservation = reservations.shown({**found.row, **stored}, actor=actor, now=now)
    try:
        await timetable.occupy(
            session,
            held=held,
            claims=[found.claim],
            purpose=PURPOSE,
            subject_id=reservation.id,
            now=now,
            facts={wanted.resource_id: found.facts},
            also=_written(reservation, actor),
        )
    except SlotTaken as taken:
        raise _unfit(found, [_taken(taken)], person_id=person_id, locale=locale) from taken
    return reservation


def _written(reservation: schemas.Reservation, actor: Actor) -> list[Written]:
    """A new reservation and its trail."""
    price = reservation.price
    row = (
        reservation.id,
        reservation.resource.id,
        reservation.person.id,
        actor.person_id,
        reservation.starts_at,
        reservation.ends_at,
        reservation.units,
        reservation.reason,
        price.amount if price else None,
        price.currency if price else None,
        reservation.created_at,
        reservation.no_show_at,
    )
    entry = audit.entry(
        actor=actor,
        action="reservation.created",
        subject_kind="reservation",
        subject_id=reservation.id,
        after=trail.audited(reservation),
        reason=reservation.reason,
    )
    return [(statements.INSERT, row), (audit.INSERT, entry)]


async def move(
    session: Session,
    *,
    actor: Actor,
    reservation_id: UUID,
    changes: schemas.ReservationPatch,
    version: int | None = None,
    locale: str = "vi",
) -> schemas.Reservation:
    """Give a reservation another time, machine or number of units; all rules count anew.

    `version` is the one the asker has read. The old time stays intact when it fails. Raises Unfit,
    NotFound (also for other people's), VersionMoved, Refused once it has begun.
    """
    row = await reservations.seen(session, reservation_id=reservation_id, actor=actor)
    target = row["resource_id"] if changes.resource_id is UNSET else changes.resource_id
    held = await hold_locks(session, resource_ids={row["resource_id"], target}, person_ids=[row["person_id"]])
    row = await reservations.seen(session, reservation_id=reservation_id, actor=actor, version=version)
    wish = context.wish(
        row["starts_at"] if changes.starts_at is UNSET else changes.starts_at,
        row["ends_at"] if changes.ends_at is UNSET else changes.ends_at,
        row["units"] if changes.units is UNSET else changes.units,
        locale,
    )
    now = clock.now()
    as_staff = policy.runs(actor, held, row["resource_id"]) and policy.runs(actor, held, target)
    waive = as_staff and actor.person_id != row["person_id"]
    _refuse_fixed(row, wish, target, now=now, waive=waive, locale=locale)
    found = await context.known(
        session, resource_id=target, person_id=row["person_id"], wish=wish, now=now, moving=reservation_id
    )
    _refuse(found, person_id=row["person_id"], waive=waive, locale=locale)
    price = found.price
    await _retake(
        session, found, held, subject_id=reservation_id, person_id=row["person_id"], now=now, locale=locale
    )
    amount, currency = (price.amount, price.currency) if price else (None, None)
    release_at = no_show_at(wish.starts_at, found.context.rules)
    await (await raw(session)).execute(
        statements.MOVE,
        *(reservation_id, target, wish.starts_at, wish.ends_at, wish.units, amount, currency, release_at),
    )
    moved = await reservations.seen(session, reservation_id=reservation_id, actor=actor)
    reservation = reservations.shown(moved, actor=actor, now=now)
    before = trail.audited(reservations.shown(row, actor=actor, now=now))
    await trail.tell(session, actor, "reservation.moved", reservation, before=before, reason=changes.reason)
    return reservation


async def cancel(
    session: Session,
    *,
    actor: Actor,
    reservation_id: UUID,
    version: int | None = None,
    reason: str | None = None,
    locale: str = "vi",
) -> schemas.Reservation:
    """Give the time back; its owner within the cancellation window, staff until the end.

    What is not live any more stays as it is. Raises NotFound (also for other people's), VersionMoved,
    Refused.
    """
    row = await reservations.seen(session, reservation_id=reservation_id, actor=actor)
    held = await hold_locks(session, resource_ids=[row["resource_id"]], person_ids=[row["person_id"]])
    row = await reservations.seen(session, reservation_id=reservation_id, actor=actor, version=version)
    now = clock.now()
    if row["state"] != "confirmed":
        return reservations.shown(row, actor=actor, now=now)
    if breach := _too_late(row, now, as_staff=policy.runs(actor, held, row["resource_id"])):
        raise errors.refused(breach, locale=locale, zone_name=row["zone"])
    await timetable.release(session, subject_id=reservation_id)
    await (await raw(session)).execute(statements.CANCEL, reservation_id, now, actor.person_id, reason)
    cancelled = await reservations.seen(session, reservation_id=reservation_id, actor=actor)
    reservation = reservations.shown(cancelled, actor=actor, now=now)
    before = trail.audited(reservations.shown(row, actor=actor, now=now))
    await trail.tell(session, actor, "reservation.cancelled", reservation, before=before, reason=reason)
    return reservation


def _refuse_strangers(actor: Actor, held: Held, wanted: schemas.ReservationIn, locale: str) -> None:
    if not policy.runs(actor, held, wanted.resource_id):
        raise errors.NotForOthers
    if wanted.reason is None:
        raise errors.reason_wanted(locale)


def _refuse(found: Known, *, person_id: UUID, waive: bool, locale: str) -> None:
    breaches = found.against(waive=waive)
    if found.row["full_name"] is None or found.row["deactivated_at"] is not None:
        breaches = [Breach("person_inactive"), *breaches]
    if breaches:
        raise _unfit(found, breaches, person_id=person_id, waive=waive, locale=locale)


def _unfit(
    found: Known, breaches: list[Breach], *, person_id: UUID, waive: bool = False, locale: str
) -> errors.Unfit:
    return errors.Unfit(
        breaches,
        wish=found.wish,
        resource_id=found.context.resource_id,
        person_id=person_id,
        zone_name=found.context.zone,
        locale=locale,
        moving=found.moving,
        waive=waive,
    )


async def _retake(
    session: Session,
    found: Known,
    held: Held,
    *,
    subject_id: UUID,
    person_id: UUID,
    now: datetime,
    locale: str,
) -> None:
    try:
        await timetable.move(
            session,
            held=held,
            claims=[found.claim],
            purpose=PURPOSE,
            subject_id=subject_id,
            now=now,
            facts={found.claim.resource_id: found.facts},
        )
    except SlotTaken as taken:
        raise _unfit(found, [_taken(taken)], person_id=person_id, locale=locale) from taken


def _taken(taken: SlotTaken) -> Breach:
    return Breach("slot_taken", {"available": taken.available or 0})


def _refuse_fixed(
    row: rows.Row, wish: Wish, target: UUID, *, now: datetime, waive: bool, locale: str
) -> None:
    """What has begun stays; and after the cancellation window nothing may be given back by moving."""
    breach: Breach | None = None
    if row["state"] != "confirmed":
        breach = Breach(row["state"])
    elif row["starts_at"] <= now or row["checked_in_at"] is not None:
        breach = Breach("started" if now < row["ends_at"] else "ended")
    elif not waive and not _covers(wish, target, row):
        breach = _too_late(row, now, as_staff=False)
    if breach:
        raise errors.refused(breach, locale=locale, zone_name=row["zone"])


def _covers(wish: Wish, target: UUID, row: rows.Row) -> bool:
    """Whether the new claim keeps all of the old one."""
    same: bool = target == row["resource_id"] and wish.units >= row["units"]
    return same and Interval(wish.starts_at, wish.ends_at).contains(
        Interval(row["starts_at"], row["ends_at"])
    )


def _too_late(row: rows.Row, now: datetime, *, as_staff: bool) -> Breach | None:
    if row["ends_at"] <= now:
        return Breach("ended")
    if row["checked_in_at"] is not None:
        return Breach("started")
    by = reservations.cancel_by(row)
    if as_staff or now <= by:
        return None
    minutes = rows.rules_of(row).cancel_notice_minutes
    return Breach("too_late_to_cancel", {"cancel_notice_minutes": minutes, "cancel_by": by})
