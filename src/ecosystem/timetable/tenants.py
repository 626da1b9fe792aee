"""Resources as tenants of places: what is in use in a site or room that is to go out of use."""

from uuid import UUID

from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.hooks import Named

_STANDING = """
SELECT id, name FROM resource r
WHERE state <> 'retired' AND (site_id = $1 OR room_id = $2)
  AND NOT EXISTS (SELECT FROM standing s WHERE s.resource_id = r.id AND s.made)
ORDER BY sort_key, id"""


class Resources:
    """The `Tenants` of the timetable."""

    async def standing(
        self, session: Session, *, site_id: UUID | None = None, room_id: UUID | None = None
    ) -> list[Named]:
        """Everything there that is not retired, by name."""
        rows = await (await raw(session)).fetch(_STANDING, site_id, room_id)
        return [Named(row["id"], row["name"]) for row in rows]
