"""Which categories ask for a qualification."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from ecosystem.fablab.editing import needing
from ecosystem.fablab.models import Category, Listing
from ecosystem.kernel import audit
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.places.locks import lock_region
from ecosystem.places.models import Region
from ecosystem.qualifications.errors import bad_content
from ecosystem.qualifications.models import Qualification
from ecosystem.qualifications.rules import Fault
from ecosystem.timetable.impact import Choice, Subject


async def met(
    session: Session, *, choice: Choice, qualification_id: UUID, slugs: Sequence[str]
) -> list[Subject]:
    """Under the locks, whose bookings these categories would be newly asking for it of."""
    ids = list(await session.scalars(select(Category.id).where(Category.slug.in_(slugs))))
    if not ids:
        return []
    return await needing.of_categories(
        session, choice=choice, category_ids=ids, qualification_id=qualification_id
    )


async def ask(
    session: Session,
    *,
    actor: Actor | None,
    qualification_id: UUID,
    slugs: Sequence[str],
    locale: str,
    choice: Choice,
    met: Sequence[Subject],
) -> None:
    """From now on exactly these categories ask for it; what was decided about those `met` is carried out.

    Bookings under way are waited for, and wait. Raises Malformed naming every unknown category, and what
    `impact.settle` raises.
    """
    await _lock_bookings(session)
    rows = list(await session.scalars(select(Category).order_by(Category.id).with_for_update()))
    known = {row.slug for row in rows}
    faults = [
        Fault(f"categories[{place}]", "unknown_category")
        for place, slug in enumerate(slugs)
        if slug not in known
    ]
    if faults:
        raise bad_content(faults, locale)
    for row in rows:
        wanted = qualification_id if row.slug in slugs else None
        if row.qualification_id == wanted or (wanted is None and row.qualification_id != qualification_id):
            continue
        before, row.qualification_id = row.qualification_id, wanted
        row.version += 1
        await session.flush()
        await audit.record(
            session,
            actor=actor,
            action="category.changed",
            subject_kind="category",
            subject_id=row.id,
            before={"qualification_id": before},
            after={"qualification_id": wanted},
        )
    qualification = await session.get_one(Qualification, qualification_id)
    await needing.settle(
        session,
        actor=actor,
        choice=choice,
        met=met,
        key=f"qualification:{qualification_id}:{qualification.version}",
        qualification_id=qualification_id,
        locale=locale,
    )


async def categories(session: Session, qualification_id: UUID) -> list[str]:
    """The slugs of the categories that ask for it, those of single machines left out."""
    found = select(Category.slug).where(Category.qualification_id == qualification_id).order_by(Category.slug)
    return list(await session.scalars(found))


async def asked_by(session: Session, qualification_id: UUID) -> dict[str, int]:
    """How many categories and single machines ask for it."""
    counts = {}
    for kind, table in (("categories", Category), ("machines", Listing)):
        counted = select(func.count()).select_from(table).where(table.qualification_id == qualification_id)
        counts[kind] = await session.scalar(counted) or 0
    return counts


async def _lock_bookings(session: Session) -> None:
    region_id = await session.scalar(select(Region.id))
    if region_id is not None:
        await lock_region(session, region_id)
