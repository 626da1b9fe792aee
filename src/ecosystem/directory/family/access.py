"""Who answers for which child at this moment: what every read and write of families begins with."""

from collections.abc import Collection
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import ColumnElement, select

from ecosystem.directory.family.models import Child, Guardianship
from ecosystem.directory.models import Person
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import NotFound


class Ward(Struct, frozen=True):
    """A child with the person it is and the asker's guardianship."""

    child: Child
    person: Person
    guardianship: Guardianship

    @property
    def born(self) -> date:
        """The day of birth; only an erased child has none, and nobody answers for that."""
        if self.person.birth_date is None:
            raise NotFound
        return self.person.birth_date


def today_of(actor: Actor) -> date:
    """The day it is where the asker is."""
    return clock.now().astimezone(ZoneInfo(actor.zone)).date()


def in_force(today: date) -> ColumnElement[bool]:
    """Guardianships in force on this day."""
    return (Guardianship.since <= today) & (Guardianship.until > today)


async def lock_people(session: Session, person_ids: Collection[UUID]) -> None:
    """Lock the person rows, which consent and all that rests on it is changed under."""
    await session.execute(
        select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id).with_for_update(key_share=True)
    )


async def locked_ward(
    session: Session, *, actor: Actor, child_id: UUID, others: Collection[UUID] = ()
) -> Ward:
    """A child that the actor answers for, locked, as it is under the lock. Raises NotFound.

    `others` are people to lock along with it.
    """
    await lock_people(session, {child_id, *others})
    return await ward_of(session, actor=actor, child_id=child_id)


async def ward_of(session: Session, *, actor: Actor, child_id: UUID) -> Ward:
    """A child that the actor answers for. Raises NotFound."""
    row = (
        await session.execute(
            select(Child, Person, Guardianship)
            .join(Person, Person.id == Child.person_id)
            .join(Guardianship, Guardianship.child_id == Child.person_id)
            .where(
                Child.person_id == child_id,
                Child.erased_at.is_(None),
                Guardianship.guardian_id == actor.person_id,
                in_force(today_of(actor)),
            )
            .execution_options(populate_existing=True)
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return Ward(*row)


async def guardians_of(session: Session, child_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Who answers for each of the children today, the longest first."""
    found: dict[UUID, list[UUID]] = {child_id: [] for child_id in child_ids}
    rows = await session.execute(
        select(Guardianship.child_id, Guardianship.guardian_id, Guardianship.until, Person.zone)
        .join(Person, Person.id == Guardianship.guardian_id)
        .where(Guardianship.child_id.in_(child_ids), Person.deactivated_at.is_(None))
        .order_by(Guardianship.since, Guardianship.id)
    )
    now = clock.now()
    for child_id, guardian_id, until, zone in rows:
        if now.astimezone(ZoneInfo(zone)).date() < until:
            found[child_id].append(guardian_id)
    return found
