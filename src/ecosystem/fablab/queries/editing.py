"""Categories and machines as staff edit them."""

from typing import Any
from uuid import UUID

import msgspec

from ecosystem.fablab import rows
from ecosystem.fablab.rules import effective
from ecosystem.fablab.schemas.editing import CategoryDetail, ResourceLine, ResourceSettings
from ecosystem.fablab.schemas.shared import QualificationRef
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.text import search_key

MANAGE = "catalogue:manage"

_CATEGORY = """
SELECT c.id, c.slug, c.name::text AS name, c.description::text AS description, c.icon, c.position,
    c.rules::text AS rules, c.version, q.id AS qualification_id, q.name::text AS qualification_name,
    (SELECT count(*) FROM listing l JOIN resource r ON r.id = l.resource_id
     WHERE l.category_id = c.id AND r.state <> 'retired') AS machine_count
FROM category c LEFT JOIN qualification q ON q.id = c.qualification_id"""

_ONE_CATEGORY = f"{_CATEGORY} WHERE c.id = $1"

_CATEGORIES = f"{_CATEGORY} ORDER BY c.position, c.slug"

_MACHINES = """
SELECT r.id, r.kind, r.name, r.units, r.state, r.version, r.sort_key, r.room_id, room.name::text AS room_name,
    s.id AS site_id, s.slug AS site_slug, s.name::text AS site_name, s.organisation_id,
    c.id AS category_id, c.slug AS category_slug, c.name::text AS category_name, c.icon,
    c.rules::text AS category_rules, l.rules::text AS own_rules, l.photo_id, l.photo_url,
    l.manual_url, l.description::text AS description, l.risk, l.asset_number,
    q.id AS qualification_id, q.name::text AS qualification_name
FROM listing l
JOIN resource r ON r.id = l.resource_id
JOIN site s ON s.id = r.site_id
JOIN category c ON c.id = l.category_id
LEFT JOIN room ON room.id = r.room_id
LEFT JOIN qualification q ON q.id = l.qualification_id"""

_ONE = f"{_MACHINES} WHERE r.id = $1"

_LIST = f"""{_MACHINES}
WHERE NOT EXISTS (
    SELECT FROM unnest($1::text[]) word WHERE strpos(
        concat_ws(' ', r.search_key, lower(l.asset_number), c.search_key, s.search_key), word) = 0)
  AND ($2::text IS NULL OR s.slug = $2 OR s.id::text = $2)
  AND ($3::text IS NULL OR c.slug = $3 OR c.id::text = $3)
  AND CASE WHEN $4::text IS NULL THEN r.state <> 'retired' ELSE r.state = $4 END
  AND ($5 OR s.id = ANY($6::uuid[]) OR s.organisation_id = ANY($7::uuid[]))
  AND ($8::text IS NULL OR (r.sort_key, r.id) > ($8, $9::uuid))
ORDER BY r.sort_key, r.id LIMIT $10"""

_fields = msgspec.json.Decoder(dict[str, Any])


async def category(session: Session, *, category_id: UUID) -> CategoryDetail:
    """A category with its rules. Raises NotFound. One statement."""
    row = await (await raw(session)).fetchrow(_ONE_CATEGORY, category_id)
    if row is None:
        raise NotFound
    return _category(row)


async def categories(session: Session) -> list[CategoryDetail]:
    """All categories with their rules, in the order of the catalogue. One statement."""
    return [_category(row) for row in await (await raw(session)).fetch(_CATEGORIES)]


def _category(row: rows.Row) -> CategoryDetail:
    return CategoryDetail(
        id=row["id"],
        slug=row["slug"],
        name=rows.words(row["name"]),
        description=rows.words(row["description"]),
        icon=row["icon"],
        position=row["position"],
        qualification=_qualification(row),
        rules=effective(_fields.decode(row["rules"]), {}),
        machine_count=row["machine_count"],
        version=row["version"],
    )


async def machine(session: Session, *, resource_id: UUID, actor: Actor) -> ResourceSettings:
    """A machine of a site that the actor runs. Raises NotFound. One statement."""
    row = await (await raw(session)).fetchrow(_ONE, resource_id)
    if row is None or not actor.may(MANAGE, site_id=row["site_id"], organisation_id=row["organisation_id"]):
        raise NotFound
    return ResourceSettings(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        site=rows.site(row),
        room=rows.room(row),
        category=rows.category(row),
        units=row["units"],
        description=rows.words(row["description"]),
        photo_url=rows.photo(row),
        manual_url=row["manual_url"],
        risk=row["risk"],
        asset_number=row["asset_number"],
        qualification=_qualification(row),
        state=row["state"],
        own_rules=_fields.decode(row["own_rules"]),
        category_rules=effective(_fields.decode(row["category_rules"]), {}),
        version=row["version"],
    )


async def machines(
    session: Session,
    *,
    actor: Actor,
    q: str | None,
    site: str | None,
    category: str | None,
    state: str | None,
    after: tuple[str, UUID] | None,
    limit: int,
) -> tuple[list[ResourceLine], tuple[str, UUID] | None]:
    """A page of machines of the sites that the actor runs, and where it ended if there is more."""
    held = [role for role in actor.roles if MANAGE in role.permissions]
    found = await (await raw(session)).fetch(
        _LIST,
        search_key(q).split() if q else [],
        site,
        category,
        state,
        any(role.scope_kind == "region" for role in held),
        [role.scope_id for role in held if role.scope_kind == "site"],
        [role.scope_id for role in held if role.scope_kind == "organisation"],
        *(after or (None, None)),
        limit + 1,
    )
    lines = [
        ResourceLine(
            id=row["id"],
            kind=row["kind"],
            name=row["name"],
            site=rows.site(row),
            room=rows.room(row),
            category=rows.category(row),
            units=row["units"],
            state=row["state"],
            asset_number=row["asset_number"],
            own_rule_count=len(_fields.decode(row["own_rules"])),
        )
        for row in found[:limit]
    ]
    last = found[limit - 1] if len(found) > limit else None
    return lines, (last["sort_key"], last["id"]) if last else None


def _qualification(row: rows.Row) -> QualificationRef | None:
    if row["qualification_id"] is None:
        return None
    return QualificationRef(row["qualification_id"], rows.words(row["qualification_name"]))
