"""Reads of enrolment: one's own and one's children's, and what an order would come to."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ecosystem.classes import rows
from ecosystem.classes.enrolment import statements, words
from ecosystem.classes.enrolment.reading import class_of, people
from ecosystem.classes.enrolment.rules import placed
from ecosystem.classes.enrolment.schemas import EnrolmentOut, EnrolmentQuote
from ecosystem.classes.enrolment.service import refuse_others, waiting_schools
from ecosystem.directory.family.access import in_force, today_of
from ecosystem.directory.family.models import Guardianship
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.money import Money


async def mine(session: Session, *, actor: Actor) -> list[EnrolmentOut]:
    """One's own and those of the children that one answers for, the newest first."""
    return await _shown(session, actor, None)


async def of_order(session: Session, *, order_id: UUID, actor: Actor) -> list[EnrolmentOut]:
    """Those of one order, as far as they are one's own or of one's children."""
    return await _shown(session, actor, order_id)


async def quote(
    session: Session, *, series_id: UUID, person_ids: Sequence[UUID], actor: Actor, locale: str
) -> EnrolmentQuote:
    """What an order would come to at this moment. Raises NotFound for somebody else's child, NoSuchClass."""
    ids = tuple(dict.fromkeys(person_ids))
    await refuse_others(session, ids, actor)
    now = clock.now()
    into = await class_of(session, series_id)
    known = await people(session, into, ids, now)
    if set(known) != set(ids):
        raise NotFound
    reasons = [words.reason(one, id_, known[id_].name, locale) for id_ in ids for one in known[id_].against]
    queue = await (await raw(session)).fetch(statements.WAITING, series_id)
    closed = await waiting_schools(session, queue, into, now)
    schools = [known[id_].applicant.school_id for id_ in ids]
    room = placed(into.room, [None if school in closed else school for school in schools], open_too=not queue)
    fee = into.fee
    return EnrolmentQuote(
        price=Money(fee.amount * len(ids), fee.currency) if fee else None,
        reasons=reasons,
        places_left=0 if queue else into.room.left(None),
        outcome=None if reasons else "enrolled" if room else "waiting",
    )


async def _shown(session: Session, actor: Actor, order_id: UUID | None) -> list[EnrolmentOut]:
    children = await session.scalars(
        select(Guardianship.child_id).where(
            Guardianship.guardian_id == actor.person_id, in_force(today_of(actor))
        )
    )
    found = await (await raw(session)).fetch(statements.MINE, [actor.person_id, *children], order_id)
    return [_enrolment(row) for row in found]


def _enrolment(row: Any) -> EnrolmentOut:
    amount = row["fee_amount"]
    return EnrolmentOut(
        id=row["id"],
        order_id=row["order_id"],
        series_id=row["series_id"],
        slug=row["slug"],
        title=rows.words(row["title"]),
        starts_at=row["starts_at"],
        person_id=row["person_id"],
        full_name=row["full_name"],
        state=row["state"],
        entered_at=row["entered_at"],
        offer_expires_at=row["offer_expires_at"],
        paid_state=row["paid_state"],
        fee=None if amount is None else Money(amount, row["fee_currency"]),
    )
