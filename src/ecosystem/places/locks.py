"""The locks of sites: the exclusive side of the timetable's, for those who change their rules.

Bookings hold their sites FOR SHARE; a change of hours or a closure waits for them and they for it.
"""

from collections.abc import Iterable
from uuid import UUID

from ecosystem.kernel.db import Session, raw

_SITES = "SELECT id FROM site WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE"
_SHARED = "SELECT id FROM site WHERE id = ANY($1::uuid[]) ORDER BY id FOR SHARE"
_REGION = "SELECT id FROM site WHERE region_id = $1 ORDER BY id FOR NO KEY UPDATE"


async def lock_sites(session: Session, site_ids: Iterable[UUID]) -> list[UUID]:
    """Lock these sites against bookings, in the order of their ids; answers those that exist."""
    rows = await (await raw(session)).fetch(_SITES, sorted(set(site_ids)))
    return [row["id"] for row in rows]


async def share_sites(session: Session, site_ids: Iterable[UUID]) -> None:
    """Keep these sites from being changed, as bookings do: for what is put into them."""
    await (await raw(session)).fetch(_SHARED, sorted(set(site_ids)))


async def lock_region(session: Session, region_id: UUID) -> list[UUID]:
    """Lock every site of a region against bookings; answers their ids."""
    rows = await (await raw(session)).fetch(_REGION, region_id)
    return [row["id"] for row in rows]
