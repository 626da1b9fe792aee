"""Which categories ask for a qualification."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from ecosystem.fablab.models import Category, Listing
from ecosystem.kernel import audit
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.places.locks import lock_region
from ecosystem.places.models import Region
from ecosystem.qualifications.errors import bad_content
from ecosystem.qualifications.rules import Fault


async def ask(
    session: Session, *, actor: Actor | None, qualification_id: UUID, slugs: Sequence[str], locale: str
) -> None:
    """From now on exactly these categories ask for it; bookings that exist stay as they are.

    Bookings under way are waited for, and wait. Raises Malformed naming every unknown category.
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
            action="category.update",
            subject_kind="category",
            subject_id=row.id,
            before={"qualification_id": before},
            after={"qualification_id": wanted},
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
