"""The audit for reading: who changed what, from what to what, as far as the asker may see it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from ecosystem.kernel import pagination
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Driver, Session, raw
from ecosystem.kernel.pagination import Cursor
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.reports.audit.rules import changes, ids_in
from ecosystem.reports.audit.schemas import AuditActor, AuditEntry, AuditLog, AuditSubject, Change

READ = "audit:read"

# The site that an entry belongs to; what is gone is known by what was kept of it.
_SITE_OF = """
CASE e.subject_kind
    WHEN 'site' THEN e.subject_id
    WHEN 'reservation' THEN (
        SELECT r.site_id FROM reservation v JOIN resource r ON r.id = v.resource_id WHERE v.id = e.subject_id)
    WHEN 'outage' THEN (
        SELECT r.site_id FROM outage o JOIN resource r ON r.id = o.resource_id WHERE o.id = e.subject_id)
    WHEN 'closure' THEN coalesce(
        (SELECT p.site_id FROM (
            SELECT id, id AS site_id FROM site UNION ALL SELECT id, site_id FROM room
            UNION ALL SELECT id, site_id FROM resource) p
         WHERE p.id = (coalesce(e.after, e.before) ->> 'scope_id')::uuid),
        (e.before ->> 'site_id')::uuid)
    WHEN 'room' THEN coalesce(
        (SELECT site_id FROM room WHERE id = e.subject_id), (e.before ->> 'site_id')::uuid)
    WHEN 'resource' THEN coalesce(
        (SELECT site_id FROM resource WHERE id = e.subject_id), (e.before ->> 'site_id')::uuid)
    WHEN 'class_series' THEN (SELECT site_id FROM class_series WHERE id = e.subject_id)
    WHEN 'class_session' THEN (
        SELECT x.site_id FROM class_session z JOIN class_series x ON x.id = z.series_id
        WHERE z.id = e.subject_id)
END"""

_ENTRIES = """
SELECT e.id, e.at, e.actor_id, p.full_name, e.action, e.subject_kind, e.subject_id,
       e.before::text AS before, e.after::text AS after, e.reason
FROM audit_entry e LEFT JOIN person p ON p.id = e.actor_id"""

_NAMES = """
SELECT id, name ->> 'vi' AS vi, name ->> 'en' AS en FROM site WHERE id = ANY($1)
UNION ALL SELECT id, name ->> 'vi', name ->> 'en' FROM region WHERE id = ANY($1)
UNION ALL SELECT id, name ->> 'vi', name ->> 'en' FROM room WHERE id = ANY($1)
UNION ALL SELECT id, name ->> 'vi', name ->> 'en' FROM organisation WHERE id = ANY($1)
UNION ALL SELECT id, name ->> 'vi', name ->> 'en' FROM category WHERE id = ANY($1)
UNION ALL SELECT id, name ->> 'vi', name ->> 'en' FROM qualification WHERE id = ANY($1)
UNION ALL SELECT id, name ->> 'vi', name ->> 'en' FROM term WHERE id = ANY($1)
UNION ALL SELECT id, title ->> 'vi', title ->> 'en' FROM course WHERE id = ANY($1)
UNION ALL SELECT x.id, c.title ->> 'vi', c.title ->> 'en' FROM class_series x
    JOIN course c ON c.id = x.course_id WHERE x.id = ANY($1)
UNION ALL SELECT z.id, c.title ->> 'vi', c.title ->> 'en' FROM class_session z
    JOIN class_series x ON x.id = z.series_id JOIN course c ON c.id = x.course_id WHERE z.id = ANY($1)
UNION ALL SELECT id, name, name FROM resource WHERE id = ANY($1)
UNION ALL SELECT id, full_name, full_name FROM person p WHERE id = ANY($1)
    AND NOT EXISTS (SELECT FROM child c WHERE c.person_id = p.id)
UNION ALL SELECT v.id, r.name, r.name FROM reservation v JOIN resource r ON r.id = v.resource_id
    WHERE v.id = ANY($1)
UNION ALL SELECT o.id, r.name, r.name FROM outage o JOIN resource r ON r.id = o.resource_id
    WHERE o.id = ANY($1)"""

# Every word in the name, or the id as a whole.
_BY = """e.actor_id IN (SELECT id FROM person WHERE id::text = ({0}::text[])[1] OR NOT EXISTS (
    SELECT FROM unnest({0}::text[]) word WHERE strpos(search_key, word) = 0))"""

_OWN_SITES = "SELECT id FROM site WHERE id = ANY($1::uuid[]) OR organisation_id = ANY($2::uuid[])"


class Wanted(Struct, frozen=True):
    """Which entries: of one kind or thing, by people of this name or id, in [since, until)."""

    subject_kind: str | None = None
    subject_id: UUID | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def entries(
    session: Session, *, actor: Actor, wanted: Wanted, after: Cursor | None = None, limit: int
) -> AuditLog:
    """A page of the log, the newest first.

    A role at the region sees everything, one at a site or an organisation what happened at its sites.
    """
    connection = await raw(session)
    conditions, params = _conditions(wanted, after)
    everywhere, site_ids = await _reach(connection, actor)
    if not everywhere:
        params.append(site_ids)
        conditions.append(f"{_SITE_OF} = ANY(${len(params)}::uuid[])")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    statement = f"{_ENTRIES} {where} ORDER BY e.id DESC LIMIT {int(limit) + 1}"
    rows = await connection.fetch(statement, *params)
    page = pagination.page(rows, limit, lambda row: Cursor("", row["id"]))
    told = [(row, changes(_read(row["before"]), _read(row["after"]))) for row in page.items]
    names = await _names(connection, _mentioned(told))
    items = [_entry(row, what, names) for row, what in told]
    return AuditLog(items, {str(id_): name for id_, name in names.items()}, page.next_cursor)


def _conditions(wanted: Wanted, after: Cursor | None) -> tuple[list[str], list[Any]]:
    """Only what was asked for: each combination is planned for itself."""
    asked = (
        ("e.subject_kind = {}", wanted.subject_kind),
        ("e.subject_id = {}", wanted.subject_id),
        (_BY, search_key(wanted.actor).split() if wanted.actor else None),
        ("e.at >= {}", wanted.since),
        ("e.at < {}", wanted.until),
        ("e.id < {}", after.id if after else None),
    )
    kept = [(text, value) for text, value in asked if value is not None]
    return [text.format(f"${number}") for number, (text, _) in enumerate(kept, 1)], [v for _, v in kept]


async def _reach(connection: Driver, actor: Actor) -> tuple[bool, list[UUID]]:
    """Whether the asker may read all of it; else the sites they may read about."""
    held = [role for role in actor.roles if READ in role.permissions]
    if any(role.scope_kind == "region" for role in held):
        return True, []
    scopes = {
        kind: [role.scope_id for role in held if role.scope_kind == kind] for kind in ("site", "organisation")
    }
    rows = await connection.fetch(_OWN_SITES, scopes["site"], scopes["organisation"])
    return False, [row["id"] for row in rows]


def _mentioned(told: Iterable[tuple[Any, list[Change]]]) -> set[UUID]:
    found: set[UUID] = set()
    for row, what in told:
        found.add(row["subject_id"])
        for change in what:
            found.update(ids_in(change.before), ids_in(change.after))
    return found


async def _names(connection: Driver, ids: Collection[UUID]) -> dict[UUID, Words]:
    rows = await connection.fetch(_NAMES, list(ids))
    return {row["id"]: Words(row["vi"] or row["en"] or "", row["en"] or row["vi"] or "") for row in rows}


def _entry(row: Any, what: list[Change], names: dict[UUID, Words]) -> AuditEntry:
    actor = AuditActor(row["actor_id"], row["full_name"]) if row["full_name"] is not None else None
    subject = AuditSubject(row["subject_kind"], row["subject_id"], names.get(row["subject_id"]))
    return AuditEntry(row["id"], row["at"], actor, row["action"], subject, what, row["reason"])


def _read(text: str | None) -> dict[str, Any] | None:
    return None if text is None else msgspec.json.decode(text, type=dict[str, Any])
