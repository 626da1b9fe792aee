"""Bookings of people without a qualification that their machine newly asks for: decided on with the change.

Whoever is kept may still earn it: nobody checks in without. What is asked for already touches nobody.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from msgspec import UNSET
from sqlalchemy import select

from ecosystem.fablab import words
from ecosystem.fablab.models import Category, Listing
from ecosystem.fablab.schemas.editing import ResourcePatch
from ecosystem.kernel import clock, hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.hooks import Cause
from ecosystem.places.models import Site
from ecosystem.qualifications.models import Qualification
from ecosystem.timetable import impact
from ecosystem.timetable.impact import Choice, Subject

# Machines that take over what their category asks for, where that is not yet this.
_MACHINES = """
SELECT l.resource_id FROM listing l JOIN category c ON c.id = l.category_id
WHERE c.id = ANY($1::uuid[]) AND c.qualification_id IS DISTINCT FROM $2 AND l.qualification_id IS NULL"""


async def of_categories(
    session: Session, *, choice: Choice, category_ids: Collection[UUID], qualification_id: UUID
) -> list[Subject]:
    """Under the locks, whose bookings these categories would be newly asking for the qualification of."""

    async def machines() -> list[UUID]:
        rows = await (await raw(session)).fetch(_MACHINES, list(category_ids), qualification_id)
        return [row["resource_id"] for row in rows]

    async def find() -> list[Subject]:
        return await lacking(session, await machines(), qualification_id)

    return await impact.found(
        session,
        choice=choice,
        find=find,
        site_ids=await session.scalars(select(Site.id)),
        person_ids=await people(session, await machines()),
    )


async def of_machine(session: Session, *, resource_id: UUID, given: ResourcePatch) -> UUID | None:
    """The qualification that a machine would newly ask for, by its own or by its category."""
    if given.qualification_id is UNSET and given.category_id is UNSET:
        return None
    listing = await session.get(Listing, resource_id, populate_existing=True)
    if listing is None:
        return None
    own = listing.qualification_id if given.qualification_id is UNSET else given.qualification_id
    category_id = listing.category_id if given.category_id is UNSET else given.category_id
    before = listing.qualification_id or await _of_category(session, listing.category_id)
    after = own or await _of_category(session, category_id)
    return after if after != before else None


async def lacking(session: Session, resource_ids: Sequence[UUID], qualification_id: UUID) -> list[Subject]:
    """What lies ahead on these machines of people who don't hold the qualification to its end."""
    return await hooks.unqualified(session, resource_ids=resource_ids, qualification_id=qualification_id)


async def people(session: Session, resource_ids: Sequence[UUID]) -> set[UUID]:
    """Who has anything ahead on these machines: locked, so that nobody's qualification ends meanwhile."""
    ahead = await impact.using(session, resource_ids, now=clock.now())
    return {one.person_id for one in await hooks.describe(session, ahead) if one.person_id}


async def cause(session: Session, *, key: str, qualification_id: UUID) -> Cause:
    """What people are told: `key` names the change that asks for the qualification."""
    qualification = await session.get_one(Qualification, qualification_id)
    return Cause(key, words.ASKED.filled(**qualification.name))


async def settle(
    session: Session,
    *,
    actor: Actor | None,
    choice: Choice,
    met: Sequence[Subject],
    key: str,
    qualification_id: UUID,
    locale: str,
) -> None:
    """Carry out the decisions once the change is written; raises what `impact.settle` raises."""
    await impact.settle(
        session,
        actor=actor,
        choice=choice,
        met=met,
        cause=await cause(session, key=key, qualification_id=qualification_id),
        locale=locale,
        keep_from=clock.now(),
    )


async def _of_category(session: Session, category_id: UUID) -> UUID | None:
    category = await session.get(Category, category_id, populate_existing=True)
    return category.qualification_id if category else None
