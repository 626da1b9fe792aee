"""The end: a guardian leaves, or a child's data are erased."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete, select, update

from ecosystem.directory.family.access import Ward, guardians_of, locked_ward, today_of
from ecosystem.directory.family.consents import withdraw_everything
from ecosystem.directory.family.errors import LastGuardian
from ecosystem.directory.family.models import ChildCare, GuardianInvitation, Guardianship
from ecosystem.directory.family.words import ERASED
from ecosystem.directory.writing import note
from ecosystem.kernel import clock, hooks, idempotency
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.text import search_key, sort_key


async def leave(session: Session, *, child_id: UUID, actor: Actor) -> None:
    """From now on the actor answers for the child no more; what he consented to stays, others answer for it.

    Raises NotFound, LastGuardian.
    """
    ward = await locked_ward(session, actor=actor, child_id=child_id)
    if set((await guardians_of(session, [child_id]))[child_id]) <= {actor.person_id}:
        raise LastGuardian
    ward.guardianship.until = today_of(actor)
    await session.flush()
    await note(session, actor, "guardian.left", "child", child_id)
    await hooks.child_changed(session, child_id=child_id)


async def erase(session: Session, *, child_id: UUID, actor: Actor) -> None:
    """Withdraw every consent, and forget who the child is.

    What has to be kept (that somebody consented, that a place was taken) stays under an id that nobody is
    known by. Raises NotFound.
    """
    ward = await locked_ward(session, actor=actor, child_id=child_id)
    await withdraw_everything(session, ward=ward, actor=actor)
    guardian_ids = (await guardians_of(session, [child_id]))[child_id]
    _forget(ward)
    await session.execute(delete(ChildCare).where(ChildCare.child_id == child_id))
    await session.execute(delete(GuardianInvitation).where(GuardianInvitation.child_id == child_id))
    await _end_all(session, child_id, today_of(actor))
    await session.flush()
    # Stored answers to repeated requests name the child for a day.
    await idempotency.forget(session, person_ids=guardian_ids, mention=str(child_id))
    await note(session, actor, "child.erased", "child", child_id)
    await hooks.child_changed(session, child_id=child_id)


def _forget(ward: Ward) -> None:
    now, person, child = clock.now(), ward.person, ward.child
    person.full_name = ERASED.to(person.locale)
    person.search_key, person.sort_key = search_key(person.full_name), sort_key(person.full_name)
    person.birth_date = None
    person.deactivated_at = now
    person.version += 1
    child.school_id = child.grade = child.alias = None
    child.erased_at = now
    child.version += 1


async def _end_all(session: Session, child_id: UUID, today: date) -> None:
    ids = list(
        await session.scalars(
            select(Guardianship.id).where(Guardianship.child_id == child_id, Guardianship.until > today)
        )
    )
    await session.execute(update(Guardianship).where(Guardianship.id.in_(ids)).values(until=today))
