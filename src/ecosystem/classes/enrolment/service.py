"""Writes of enrolment: an order, taking an offer, withdrawing, and whose turn it is.

The children's person rows are locked first, as withdrawing consent locks them, then the class: places are
counted, given out and taken back under that lock only.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from ecosystem.classes.enrolment import letters, statements, words
from ecosystem.classes.enrolment.errors import AlreadyOver, ClassFull, NoSuchEnrolment, NotEligible, OfferOver
from ecosystem.classes.enrolment.reading import Class, Known, class_of, people
from ecosystem.classes.enrolment.rules import Party, offer_end, placed, promoted
from ecosystem.directory.family.access import guardians_of, lock_people
from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.ids import new_id


class Order(Struct, frozen=True, kw_only=True):
    """Who is to be enrolled in which class; `waiting` where the list will do."""

    series_id: UUID
    person_ids: tuple[UUID, ...]
    waiting: bool


async def order(session: Session, *, wanted: Order, actor: Actor, locale: str) -> UUID:
    """Enrol everybody of an order, or put them all on the waiting list; answers the order's id.

    Raises NotFound for somebody else's child, NoSuchClass, NotEligible with all reasons, ClassFull.
    """
    ids = tuple(dict.fromkeys(wanted.person_ids))
    await lock_people(session, ids)
    await refuse_others(session, ids, actor)
    await _lock(session, [wanted.series_id])
    now = clock.now()
    into = await class_of(session, wanted.series_id)
    known = await people(session, into, ids, now)
    refuse_unfit(ids, known, locale)
    connection = await raw(session)
    queue = await connection.fetch(statements.WAITING, into.id)
    schools = await waiting_schools(session, queue, into, now)
    mine = [known[id_].applicant.school_id for id_ in ids]
    own = [None if school in schools else school for school in mine]
    places = placed(into.room, own, open_too=not queue)
    if places is None and not wanted.waiting:
        raise ClassFull
    state = "waiting" if places is None else "enrolled"
    order_id = await _enter(session, into, ids, places, actor)
    if places:
        await _note(session, actor, "enrolment.entered", into.id, ids)
    else:
        await _note(session, actor, "enrolment.queued", into.id, ids)
    await letters.tell(session, state, series_id=into.id, person_ids=ids, to_id=actor.person_id)
    return order_id


async def accept(session: Session, *, enrolment_id: UUID, actor: Actor) -> UUID:
    """Take what was offered to all of an order; answers its id. Raises NoSuchEnrolment, OfferOver."""
    row = await _held(session, enrolment_id, actor)
    connection = await raw(session)
    now = clock.now()
    together = await connection.fetch(statements.OF_ORDER, row["order_id"])
    offered = [one for one in together if one["state"] == "offered"]
    if row["state"] == "enrolled":
        order_id: UUID = row["order_id"]
        return order_id
    if row["state"] != "offered" or row["offer_expires_at"] <= now:
        raise OfferOver
    await connection.execute(statements.SETTLE, [one["id"] for one in offered], "enrolled", now)
    ids = [one["person_id"] for one in offered]
    await _note(session, actor, "enrolment.accepted", row["series_id"], ids)
    await letters.tell(
        session, "enrolled", series_id=row["series_id"], person_ids=ids, to_id=row["ordered_by_id"]
    )
    accepted: UUID = row["order_id"]
    return accepted


async def withdraw(session: Session, *, enrolment_id: UUID, actor: Actor) -> UUID:
    """Give a place or a wait up; whose turn it is gets an offer. Raises NoSuchEnrolment, AlreadyOver."""
    row = await _held(session, enrolment_id, actor)
    if row["state"] not in ("enrolled", "waiting", "offered"):
        raise AlreadyOver
    await end(session, [row], actor=actor)
    await promote(session, series_id=row["series_id"])
    order_id: UUID = row["order_id"]
    return order_id


async def end(session: Session, found: Sequence[Any], *, actor: Actor) -> None:
    """End enrolments whose class is locked, with trail and letters."""
    connection = await raw(session)
    for row in found:
        await connection.execute(statements.SETTLE, [row["id"]], "withdrawn", clock.now())
        await _note(session, actor, "enrolment.withdrawn", row["series_id"], [row["person_id"]])
        await letters.tell(
            session,
            "withdrawn",
            series_id=row["series_id"],
            person_ids=[row["person_id"]],
            to_id=row["ordered_by_id"],
        )


async def end_all_of(session: Session, *, person_id: UUID, actor: Actor) -> None:
    """Every enrolment of somebody whose person row is locked, in all classes at once."""
    connection = await raw(session)
    known = await connection.fetch(statements.ALIVE_OF, person_id)
    series = {row["series_id"] for row in known}
    if not series:
        return
    await _lock(session, series)
    await end(session, await connection.fetch(statements.ALIVE_OF, person_id), actor=actor)
    for series_id in sorted(series):
        await promote(session, series_id=series_id)


async def promote(session: Session, *, series_id: UUID) -> int:
    """Offer what is free to whose turn it is, under the class's lock; answers to how many orders."""
    await _lock(session, [series_id])
    now = clock.now()
    into = await class_of(session, series_id)
    connection = await raw(session)
    queue = await connection.fetch(statements.WAITING, series_id)
    if not queue or (into.offer.starts_at is not None and into.offer.starts_at <= now):
        return 0
    known = await people(session, into, {row["person_id"] for row in queue}, now, waits=True)
    by_order: dict[UUID, list[Any]] = {}
    for row in queue:
        by_order.setdefault(row["order_id"], []).append(row)
    parties = [_party(order_id, members, known) for order_id, members in by_order.items()]
    chosen = promoted(into.room, parties)
    until = offer_end(now, into.offer.starts_at)
    for order_id, places in chosen:
        members = by_order[order_id]
        for row, place in zip(members, places, strict=True):
            await connection.execute(statements.OFFER_PLACE, row["id"], place, until, now)
        ids = [row["person_id"] for row in members]
        await _note(session, None, "enrolment.offered", series_id, ids)
        await letters.tell(
            session,
            "offered",
            series_id=series_id,
            person_ids=ids,
            to_id=members[0]["ordered_by_id"],
            until=until,
        )
    return len(chosen)


async def lapse(session: Session, *, series_id: UUID) -> int:
    """End the offers of a class that nobody took in time, and offer anew; answers how many ended."""
    await _lock(session, [series_id])
    connection, now = await raw(session), clock.now()
    over = await connection.fetch(statements.LAPSED_OF, series_id, now)
    if over:
        await connection.execute(statements.SETTLE, [row["id"] for row in over], "expired", now)
        await _note(session, None, "enrolment.expired", series_id, [])
        await promote(session, series_id=series_id)
    return len(over)


async def refuse_others(session: Session, ids: Collection[UUID], actor: Actor) -> None:
    """Raises NotFound for anybody but oneself and the children that one answers for."""
    guardians = await guardians_of(session, [id_ for id_ in ids if id_ != actor.person_id])
    if not all(actor.person_id in found for found in guardians.values()):
        raise NotFound


def refuse_unfit(ids: Sequence[UUID], known: dict[UUID, Known], locale: str) -> None:
    """Raises NotEligible with all that stands against anybody of an order."""
    if set(known) != set(ids):
        raise NotFound
    reasons = [words.reason(one, id_, known[id_].name, locale) for id_ in ids for one in known[id_].against]
    if reasons:
        raise NotEligible(reasons=reasons)


def _party(order_id: UUID, members: Sequence[Any], known: dict[UUID, Known]) -> Party:
    found = [known.get(row["person_id"]) for row in members]
    return Party(
        order_id,
        tuple(one.applicant.school_id if one else None for one in found),
        all(one is not None and not one.against for one in found),
    )


async def waiting_schools(
    session: Session, queue: Sequence[Any], into: Class, now: datetime
) -> frozenset[UUID]:
    """The schools of those who wait: a place kept for one of these goes to the list first."""
    if not queue or not into.room.kept:
        return frozenset()
    known = await people(session, into, {row["person_id"] for row in queue}, now, waits=True)
    return frozenset(one.applicant.school_id for one in known.values() if one.applicant.school_id)


async def _enter(
    session: Session, into: Class, ids: Sequence[UUID], places: Sequence[UUID | None] | None, actor: Actor
) -> UUID:
    """The rows of an order in the order of its people: with their places, or waiting where there are none."""
    connection, order_id, fee, now = await raw(session), new_id(), into.fee, clock.now()
    number = await connection.fetchval(statements.NEXT, into.id)
    for step, person_id in enumerate(ids):
        await connection.execute(
            statements.ENTER,
            new_id(),
            into.id,
            person_id,
            order_id,
            actor.person_id,
            number + step,
            "enrolled" if places else "waiting",
            places[step] if places else None,
            "to_pay_at_desk" if fee else "free",
            fee.amount if fee else None,
            fee.currency if fee else None,
            now,
        )
    return order_id


async def _held(session: Session, enrolment_id: UUID, actor: Actor) -> Any:
    """An enrolment of the actor or of a child of his, as it is under the lock of its class."""
    connection = await raw(session)
    row = await connection.fetchrow(statements.ONE, enrolment_id)
    if row is None:
        raise NoSuchEnrolment
    await lock_people(session, [row["person_id"]])
    guardians = await guardians_of(session, [row["person_id"]])
    if actor.person_id not in (row["person_id"], *guardians[row["person_id"]]):
        raise NoSuchEnrolment
    await _lock(session, [row["series_id"]])
    return await connection.fetchrow(statements.ONE, enrolment_id)


async def _lock(session: Session, series_ids: Collection[UUID]) -> None:
    await (await raw(session)).execute(statements.LOCK_SERIES, sorted(series_ids))


async def _note(
    session: Session, actor: Actor | None, action: str, series_id: UUID, person_ids: Sequence[UUID]
) -> None:
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind="class_series",
        subject_id=series_id,
        after={"people": len(person_ids)},
    )
