"""The head of a class's page: what a link to it looks like before it is opened."""

from typing import Any

from ecosystem.classes import rows
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.web import Meta
from ecosystem.kernel.words import Locale

_CLASS = """
SELECT c.title::text AS title, c.description::text AS description, s.name::text AS site
FROM class_series x JOIN course c ON c.id = x.course_id JOIN site s ON s.id = x.site_id
WHERE x.slug = $1 AND c.state = 'published'"""
_LONGEST = 200  # characters of a description; previews cut off more


async def one(session: Session, params: dict[str, str], locale: Locale) -> Meta | None:
    """The head of a class's page; None where there is no such class, or it is not published."""
    row: Any = await (await raw(session)).fetchrow(_CLASS, params["slug"])
    if row is None:
        return None
    title, site = (rows.words(row[name]).to(locale) for name in ("title", "site"))
    return Meta(f"{title} · {site}", rows.words(row["description"]).to(locale)[:_LONGEST])
