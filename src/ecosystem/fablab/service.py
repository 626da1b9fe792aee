"""Writes of reservations: reserve, move, cancel.

Each runs in one transaction and in this order: lock the person, the site, the resources; read what the
wish is judged by; judge; take the time (which hints at it); write the reservation and its audit row.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET

from ecosystem.fablab import (
    context,
    entries,
    errors,
    letters,
    policy,
    refusing,
    rows,
    schemas,
    statements,
    trail,
)
from ecosystem.fablab.context import Known
from ecosystem.fablab.giving import give_back
from ecosystem.fablab.models import PURPOSE
from ecosystem.fablab.queries import reservations
from ecosystem.fablab.rules import no_show_at
from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, Written, raw
from ecosystem.kernel.ids import new_id
from ecosystem.timetable import service as timetable
from ecosystem.timetable.errors import SlotTaken
from ecosystem.timetable.locks import Held, hold_locks


async def reserve(
    session: Session, *, actor: Actor, wanted: schemas.ReservationIn, locale: str = "vi"
) -> schemas.Reservation:
    """Book a resource; for somebody else only where the actor runs the site, and with a reason.

    Where a rule asks for approval the booking waits, and holds its time until it is decided.
    Raises Unfit with every rule that stands against it, NotFound, NotForOthers, Malformed.
    """
    wish = context.wish(wanted.starts_at, wanted.ends_at, wanted.units, locale)
    person_id = wanted.for_person_id or actor.person_id
    for_other = person_id != actor.person_id
    held = await hold_locks(session, resource_ids=[wanted.resource_id], person_ids=[person_id])
    if for_other:
        refusing.refuse_strangers(actor, held, wanted, locale)
    now = clock.now()
    found = await context.known(
        session, resource_id=wanted.resource_id, person_id=person_id, wish=wish, now=now, actor=actor
    )
    refusing.refuse_unfit(found, person_id=person_id, waive=for_other, locale=locale)
    row: rows.Row = {**found.row, **_stored(found, wanted, person_id)}
    reservation = reservations.shown(row, actor=actor, now=now)
    told = (
        await letters.of_request(session, row, now=now)
        if found.asks
        else letters.of_booking(session, row, by_other=for_other)
    )
    try:
        await timetable.occupy(
            session,
            held=held,
            claims=[found.claim],
            purpose=PURPOSE,
            subject_id=reservation.id,
            now=now,
            state="held" if found.asks else "confirmed",
            expires_at=row["decide_by"],
            facts={wanted.resource_id: found.facts},
            also=[*_written(row, reservation, actor), *told, *entries.fresh(row)],
        )
    except SlotTaken as taken:
        raise refusing.displaced(found, taken, person_id=person_id, waive=for_other, locale=locale) from taken
    return reservation


def _stored(found: Known, wanted: schemas.ReservationIn, person_id: UUID) -> dict[str, Any]:
    """The columns of a new reservation."""
    wish, price = found.wish, found.price
    return {
        "id": new_id(),
        "resource_id": wanted.resource_id,
        "person_id": person_id,
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
        "units": wish.units,
        "state": "pending" if found.asks else "confirmed",
        "reason": wanted.reason,
        "price_amount": price.amount if price else None,
        "currency": price.currency if price else None,
        "version": 1,
        "created_at": found.context.now,
        "no_show_at": no_show_at(wish.starts_at, found.context.rules),
        "decide_by": found.decide_by if found.asks else None,
        "decision_reason": None,
        "checked_in_at": None,
        "checked_out_at": None,
    }


# The columns of `statements.INSERT` in their order, but for who made it.
_COLUMNS = (
    *("starts_at", "ends_at", "units", "state", "reason", "price_amount", "currency", "created_at"),
    *("no_show_at", "decide_by"),
)


def _written(row: rows.Row, reservation: schemas.Reservation, actor: Actor) -> list[Written]:
    """A new reservation and its trail."""
    who = (row["id"], row["resource_id"], row["person_id"], actor.person_id)
    entry = audit.entry(
        actor=actor,
        action="reservation.created",
        subject_kind="reservation",
        subject_id=reservation.id,
        after=trail.audited(reservation),
        reason=reservation.reason,
    )
    return [(statements.INSERT, (*who, *(row[name] for name in _COLUMNS))), (audit.INSERT, entry)]


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

    `version` is the one the asker has read. The old time stays intact when it fails. What waits for
    approval goes on waiting; what was approved asks anew unless staff move it. Raises Unfit, NotFound
    (also for other people's), VersionMoved, Refused once it has begun.
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
    refusing.refuse_fixed(row, wish, target, now=now, waive=waive, locale=locale)
    found = await context.known(
        session,
        resource_id=target,
        person_id=row["person_id"],
        wish=wish,
        now=now,
        actor=actor if as_staff and row["state"] != "pending" else None,
        moving=reservation_id,
    )
    refusing.refuse_unfit(found, person_id=row["person_id"], waive=waive, locale=locale)
    await _retake(session, found, held, row=row, waive=waive, locale=locale)
    moved = await reservations.seen(session, reservation_id=reservation_id, actor=actor)
    await _tell_of_move(session, actor, moved, before=row, why=changes.reason, now=now)
    reservation = reservations.shown(moved, actor=actor, now=now)
    before = trail.audited(reservations.shown(row, actor=actor, now=now))
    await trail.tell(session, actor, "reservation.moved", reservation, before=before, reason=changes.reason)
    await entries.publish(session, moved)
    return reservation


async def _tell_of_move(
    session: Session, actor: Actor, row: rows.Row, *, before: rows.Row, why: str | None, now: datetime
) -> None:
    by_other = actor.person_id != row["person_id"]
    if row["state"] == "pending":
        await letters.asked(session, row, now=now, before=before, by_other=by_other)
    else:
        await letters.moved(session, row, before=before, why=why, by_other=by_other)


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
    if not reservations.is_live(row, now):
        return reservations.shown(row, actor=actor, now=now)
    if breach := refusing.too_late(row, now, as_staff=policy.runs(actor, held, row["resource_id"])):
        raise errors.refused(breach, locale=locale, zone_name=row["zone"])
    return await give_back(session, actor=actor, row=row, reason=reason, now=now)


async def _retake(
    session: Session,
    found: Known,
    held: Held,
    *,
    row: rows.Row,
    waive: bool,
    locale: str,
) -> None:
    """The other time instead of the old one, and the reservation as it is then."""
    wish, price, now = found.wish, found.price, found.context.now
    state, decide_by = ("pending", found.decide_by) if found.asks else ("confirmed", None)
    try:
        await timetable.move(
            session,
            held=held,
            claims=[found.claim],
            purpose=PURPOSE,
            subject_id=row["id"],
            now=now,
            state="held" if found.asks else "confirmed",
            expires_at=decide_by,
            facts={found.claim.resource_id: found.facts},
        )
    except SlotTaken as taken:
        raise refusing.displaced(
            found, taken, person_id=row["person_id"], waive=waive, locale=locale
        ) from taken
    amount, currency = (price.amount, price.currency) if price else (None, None)
    await (await raw(session)).execute(
        statements.MOVE,
        *(row["id"], found.claim.resource_id, wish.starts_at, wish.ends_at, wish.units, amount, currency),
        *(no_show_at(wish.starts_at, found.context.rules), state, decide_by, now),
    )
