"""The heads of pages that show one thing: what a link to them looks like before it is opened."""

import json
from typing import Any
from uuid import UUID

from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.web import Meta
from ecosystem.kernel.words import Locale, Words

_MACHINE = """
SELECT r.name, s.name::text AS site, l.description::text AS description, l.photo_url
FROM resource r JOIN listing l ON l.resource_id = r.id JOIN site s ON s.id = r.site_id
WHERE r.id = $1 AND r.state <> 'retired'
"""
_REGION = "SELECT name::text AS name, tagline::text AS tagline FROM region LIMIT 1"
_LONGEST = 200  # characters of a description; previews cut off more


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
    own = row["photo_url"] if (row["photo_url"] or "").startswith("/") else "/preview.png"
    return Meta(f"{row['name']} · {site}", told[:_LONGEST], own)


async def landing(session: Session, params: dict[str, str], locale: Locale) -> Meta | None:
    """The head of the first page: the region and its motto."""
    row = await (await raw(session)).fetchrow(_REGION)
    return Meta(_in(row["name"], locale), _in(row["tagline"], locale)) if row else Meta("Ecosystem", "")


def _in(words: str, locale: Locale) -> str:
    found: Any = json.loads(words)
    return str(found.get(locale) or found.get("vi") or "")
