"""The heads of pages that show one thing, what a link to them looks like before it is opened, and what
the timeline's page is going to ask.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from ecosystem.fablab import rows
from ecosystem.kernel import clock
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.web import Meta
from ecosystem.kernel.words import Locale, Words

_MACHINE = """
SELECT r.name, s.name::text AS site, l.description::text AS description, l.photo_id, l.photo_url
FROM resource r JOIN listing l ON l.resource_id = r.id JOIN site s ON s.id = r.site_id
WHERE r.id = $1 AND r.state <> 'retired'
"""
_REGION = "SELECT name::text AS name, tagline::text AS tagline FROM region LIMIT 1"
_ZONE = "SELECT zone FROM region ORDER BY id LIMIT 1"
_LONGEST = 200  # characters of a description; previews cut off more
# As frontend/src/timeline/useTimeline.ts has them; an address that differs is asked by the page itself.
_ROWS = 200
_AFTER_MIDNIGHT = timedelta(hours=6)


async def machine(session: Session, params: dict[str, str], locale: Locale) -> Meta | None:
    """The head of a machine's page; None where there is no such machine."""
    try:
        identifier = UUID(params["id"])
    except ValueError:
        return None
    row = await (await raw(session)).fetchrow(_MACHINE, identifier)
    if row is None:
        return None
    site = _in(row["site"], locale)
    told = _in(row["description"], locale) or Words(
        "Xem lịch trống và đặt.", "See when it is free and book."
    ).to(locale)
    photo = rows.photo(row) or ""
    own = photo if photo.startswith("/") else "/preview.png"
    return Meta(f"{row['name']} · {site}", told[:_LONGEST], own)


async def landing(session: Session, params: dict[str, str], locale: Locale) -> Meta | None:
    """The head of the first page: the region and its motto."""
    row = await (await raw(session)).fetchrow(_REGION)
    return Meta(_in(row["name"], locale), _in(row["tagline"], locale)) if row else Meta("Ecosystem", "")


async def timeline_asks(session: Session, query: Mapping[str, str]) -> list[str]:
    """What the page of the timetable asks for its day or week, in the region's zone."""
    name = await (await raw(session)).fetchval(_ZONE)
    if name is None:
        return []
    zone = ZoneInfo(name)
    day = _day(query, zone)
    days = 1
    if query.get("view") == "week":
        day, days = day - timedelta(days=day.weekday()), 7
    asked = {
        "from": _instant(datetime.combine(day, time(), zone)),
        "to": _instant(datetime.combine(day + timedelta(days=days), time(), zone), _AFTER_MIDNIGHT),
        **{name: query[name] for name in ("site", "category", "kind", "q") if query.get(name)},
        "limit": _ROWS,
    }
    return [f"/api/timeline?{urlencode(asked)}"]


def _day(query: Mapping[str, str], zone: ZoneInfo) -> date:
    """The day that the address names, by itself or by the selection in it; else today."""
    try:
        return date.fromisoformat(query.get("day", ""))
    except ValueError:
        pass
    try:
        named = datetime.fromisoformat(query.get("starts_at", "") if query.get("resource") else "")
    except ValueError:
        named = clock.now()
    return (named if named.tzinfo else clock.now()).astimezone(zone).date()


def _instant(at: datetime, later: timedelta = timedelta()) -> str:
    """As JavaScript writes it."""
    return f"{at.astimezone(UTC) + later:%Y-%m-%dT%H:%M:%S}.000Z"


def _in(words: str, locale: Locale) -> str:
    found: Any = json.loads(words)
    return str(found.get(locale) or found.get("vi") or "")
