"""Which categories ask for a qualification, and what somebody has ahead that rests on one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select

from ecosystem.fablab.models import Category, Listing
from ecosystem.kernel import audit
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.places.locks import lock_region
from ecosystem.places.models import Region
from ecosystem.qualifications.errors import bad_content
from ecosystem.qualifications.rules import Fault

# Bookings ahead of the person of grant $1 that ask for its qualification; $2 is now.
_RESTING = """
SELECT v.id, v.starts_at, v.ends_at, r.id AS resource_id, r.name, s.zone
FROM qualification_grant g
JOIN reservation v ON v.person_id = g.person_id AND v.state NOT IN ('cancelled', 'no_show')
 AND v.ends_at > $2::timestamptz AND v.checked_out_at IS NULL
JOIN resource r ON r.id = v.resource_id
JOIN site s ON s.id = r.site_id
JOIN listing l ON l.resource_id = r.id
JOIN category c ON c.id = l.category_id
WHERE g.id = $1 AND coalesce(l.qualification_id, c.qualification_id) = g.qualification_id
  AND NOT EXISTS (
    SELECT FROM qualification_grant other
    WHERE other.person_id = g.person_id AND other.qualification_id = g.qualification_id
      AND other.id <> g.id AND other.revoked_at IS NULL AND other.granted_at <= $2
      AND (other.expires_at IS NULL OR other.expires_at >= v.ends_at))
ORDER BY v.starts_at, v.id
"""


class Resting(Struct, frozen=True):
    """A booking that would no longer be allowed without the grant."""

    reservation_id: UUID
    resource_id: UUID
    resource: str
    zone: str
    starts_at: datetime
    ends_at: datetime


async def resting(session: Session, *, grant_id: UUID, now: datetime) -> list[Resting]:
    """What the holder has booked that nothing but this grant allows, by start. One statement."""
    return [
        Resting(row["id"], row["resource_id"], row["name"], row["zone"], row["starts_at"], row["ends_at"])
        for row in await (await raw(session)).fetch(_RESTING, grant_id, now)
    ]


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
            action="category.updated",
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
