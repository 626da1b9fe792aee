"""Closures as those who run places see them."""

# ruff: noqa: S608 -- composed of constants only

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.words import Words
from ecosystem.places.errors import NoSuchClosure, NoSuchPlace
from ecosystem.places.service import MANAGE
from ecosystem.timetable.schemas import ClosureRow

# Every closure with the place it closes and the site that this belongs to (none: the region).
_CLOSURES = """
SELECT c.id, c.scope_kind, c.scope_id, lower(c.during) AS starts, upper(c.during) AS ends, c.version,
    c.reason ->> 'vi' AS vi, c.reason ->> 'en' AS en, c.created_at, p.full_name,
    coalesce(g.name ->> 'vi', own.name ->> 'vi', m.name ->> 'vi', r.name) AS scope_vi,
    coalesce(g.name ->> 'en', own.name ->> 'en', m.name ->> 'en', r.name) AS scope_en,
    s.id AS site_id, s.organisation_id, coalesce(s.zone, g.zone) AS zone
FROM closure c
LEFT JOIN person p ON p.id = c.created_by_id
LEFT JOIN region g ON g.id = c.scope_id
LEFT JOIN site own ON own.id = c.scope_id
LEFT JOIN room m ON m.id = c.scope_id
LEFT JOIN resource r ON r.id = c.scope_id
LEFT JOIN site s ON s.id = coalesce(own.id, m.site_id, r.site_id)
"""
_ONE = _CLOSURES + "WHERE c.id = $1"
# Those of a site, its region's too, that are not over at $2; or those that are, the latest first.
_AHEAD = (
    _CLOSURES
    + """
WHERE (s.id = $1 OR c.scope_id = (SELECT region_id FROM site WHERE id = $1)) AND upper(c.during) > $2
ORDER BY c.during, c.id LIMIT 500"""
)
_PAST = (
    _CLOSURES
    + """
WHERE (s.id = $1 OR c.scope_id = (SELECT region_id FROM site WHERE id = $1)) AND upper(c.during) <= $2
ORDER BY c.during DESC, c.id DESC LIMIT 200"""
)
_SITE = "SELECT id, organisation_id FROM site WHERE slug = $1 OR id::text = $1"


async def closures(
    session: Session, *, actor: Actor, site: str, past: bool, now: datetime
) -> list[ClosureRow]:
    """What closes a site: itself, its rooms and machines, the region. Raises NoSuchPlace. Two statements."""
    connection = await raw(session)
    at = await connection.fetchrow(_SITE, site)
    if at is None or not actor.may(MANAGE, site_id=at["id"], organisation_id=at["organisation_id"]):
        raise NoSuchPlace
    rows: Sequence[Any] = await connection.fetch(_PAST if past else _AHEAD, at["id"], now)
    return [_row(row, actor) for row in rows]


async def closure(session: Session, *, actor: Actor, closure_id: UUID) -> ClosureRow:
    """One closure, for whoever runs the place or a site in the region. Raises NoSuchClosure."""
    row = await (await raw(session)).fetchrow(_ONE, closure_id)
    if row is None or not (row["site_id"] is None or _may(actor, row)):
        raise NoSuchClosure
    return _row(row, actor)


def _may(actor: Actor, row: Any) -> bool:
    place = row["site_id"] or row["scope_id"]
    return actor.may(MANAGE, site_id=place, organisation_id=row["organisation_id"])


def _row(row: Any, actor: Actor) -> ClosureRow:
    return ClosureRow(
        id=row["id"],
        scope_kind=row["scope_kind"],
        scope_id=row["scope_id"],
        starts_at=row["starts"],
        ends_at=row["ends"],
        reason=Words(row["vi"], row["en"]),
        version=row["version"],
        scope_name=Words(row["scope_vi"] or "", row["scope_en"] or ""),
        site_id=row["site_id"],
        zone=row["zone"],
        created_by=row["full_name"],
        created_at=row["created_at"],
        can_edit=_may(actor, row),
    )
