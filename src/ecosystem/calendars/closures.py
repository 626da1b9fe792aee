"""Closures as entries of calendars: for everybody where a site is closed, as busy where a machine is."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

import msgspec

from ecosystem.calendars import publishing
from ecosystem.calendars.publishing import Entry, Face
from ecosystem.kernel import clock
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.intervals import zone
from ecosystem.kernel.words import LOCALES, Words

SOURCE = "closure"
CLOSED = Words("Đóng cửa: {reason}", "Closed: {reason}")
BUSY = Words("Bận", "Busy")
_SHOWN_BEFORE = timedelta(days=90)

# With all that its faces are about; the sites are those that it closes or lies in.
_CLOSURES = """
SELECT c.id, c.scope_kind, c.scope_id, lower(c.during) AS starts_at, upper(c.during) AS ends_at,
    c.reason::text AS reason, c.version, coalesce(r.name, room.name->>'vi') AS vi,
    coalesce(r.name, room.name->>'en') AS en, coalesce(g.zone, sites.zone) AS zone, sites.ids AS site_ids
FROM closure c
LEFT JOIN region g ON c.scope_kind = 'region' AND g.id = c.scope_id
LEFT JOIN resource r ON c.scope_kind = 'resource' AND r.id = c.scope_id
LEFT JOIN room ON c.scope_kind = 'room' AND room.id = c.scope_id
CROSS JOIN LATERAL (
    SELECT array_agg(s.id ORDER BY s.id) AS ids, min(s.zone) AS zone FROM site s
    WHERE s.region_id = g.id OR s.id IN (c.scope_id, r.site_id, room.site_id)) sites
"""
_ONE = _CLOSURES + "WHERE c.id = $1"
_MISSING = (
    _CLOSURES
    + """
WHERE upper(c.during) > $1 AND NOT EXISTS (SELECT FROM calendar_entry e WHERE e.subject_id = c.id)
ORDER BY c.id"""
)
_reason = msgspec.json.Decoder(Words)


async def publish(session: Session, closure_id: UUID, stands: bool) -> None:
    """Tell the calendars of a closure that was made or changed, or that no longer `stands`."""
    row = await (await raw(session)).fetchrow(_ONE, closure_id)
    if row is not None:
        await publishing.publish(session, [_entry(row, stands)])


async def publish_missing(session: Session) -> None:
    """Those that stand in no calendar yet, made before there were any or put into the database otherwise."""
    found = await (await raw(session)).fetch(_MISSING, clock.now() - _SHOWN_BEFORE)
    await publishing.publish(session, [_entry(row, True) for row in found])


def _entry(row: Any, stands: bool) -> Entry:
    tz = zone(row["zone"])
    ends = [instant.astimezone(tz) for instant in (row["starts_at"], row["ends_at"])]
    return Entry(
        source=SOURCE,
        subject_id=row["id"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        zone=row["zone"],
        status="confirmed" if stands else "cancelled",
        all_day=all(end.time() == time() for end in ends),
        faces=_faces(row),
    )


def _faces(row: Any) -> list[Face]:
    reason = _reason.decode(row["reason"])
    summary = Words(*(CLOSED.to(locale, reason=reason.to(locale)) for locale in LOCALES))
    what = Words(row["vi"], row["en"] or row["vi"]) if row["vi"] else None
    sites = row["site_ids"] or []
    staff = [Face(scope="site_staff", key=key, summary=summary, location=what) for key in sites]
    if row["scope_kind"] == "resource":
        return [Face(scope="machine", key=row["scope_id"], summary=BUSY), *staff]
    faces = [Face(scope="site", key=key, summary=summary, location=what) for key in sites] + staff
    if row["scope_kind"] == "room":
        return [Face(scope="room", key=row["scope_id"], summary=BUSY), *faces]
    if row["scope_kind"] == "region":
        return [Face(scope="network", key=row["scope_id"], summary=summary), *faces]
    return faces
