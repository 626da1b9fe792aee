"""Reads of organisations: the list, one of them, its members, codes and requests; one's own."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from ecosystem.directory import policy
from ecosystem.directory.models import JoinCode, MembershipRequest, Organisation
from ecosystem.directory.rules import shown_code
from ecosystem.directory.schemas import (
    CodeOut,
    CodeState,
    Member,
    MyOrganisation,
    OrganisationDetail,
    OrganisationRow,
    RequestOut,
)
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.hooks import Scope
from ecosystem.kernel.text import search_key, sort_key
from ecosystem.kernel.words import Words

INVITE, MANAGE, EDIT = "members:invite", "members:manage", "organisations:manage"

_IN_FORCE = """
m.since <= ($1::timestamptz AT TIME ZONE p.zone)::date
AND (m.until IS NULL OR m.until >= ($1::timestamptz AT TIME ZONE p.zone)::date)
"""
_LIST = f"""
SELECT o.id, o.slug, o.name::text AS name, o.sector, o.domains, o.domain_joining, o.website, o.version,
       (SELECT count(*) FROM membership m JOIN person p ON p.id = m.person_id
         WHERE m.organisation_id = o.id AND p.deactivated_at IS NULL AND {_IN_FORCE}) AS members,
       (SELECT count(*) FROM membership_request r
         WHERE r.organisation_id = o.id AND r.state = 'pending') AS requests
FROM organisation o
WHERE ($2 OR o.id = ANY($3::uuid[])) AND ($4::uuid IS NULL OR o.id = $4)
  AND NOT EXISTS (SELECT FROM unnest($5::text[]) word WHERE strpos(o.search_key, word) = 0)
"""  # noqa: S608 -- composed of constants
_MEMBERS = f"""
SELECT p.id, p.full_name, p.email, p.sort_key, m.title, m.since
FROM membership m JOIN person p ON p.id = m.person_id
WHERE m.organisation_id = $2 AND p.deactivated_at IS NULL AND {_IN_FORCE}
  AND NOT EXISTS (SELECT FROM unnest($3::text[]) word
                  WHERE strpos(p.search_key || ' ' || lower(coalesce(p.email, '')), word) = 0)
  AND ($4::text IS NULL OR (p.sort_key, p.id) > ($4, $5::uuid))
ORDER BY p.sort_key, p.id LIMIT $6
"""  # noqa: S608 -- composed of constants
_REQUESTS = """
SELECT r.id, r.organisation_id, o.name::text AS name, r.person_id, p.full_name, p.email, r.source, r.state,
       r.created_at, r.decided_at, d.full_name AS decided_by, r.reason
FROM membership_request r JOIN person p ON p.id = r.person_id JOIN organisation o ON o.id = r.organisation_id
LEFT JOIN person d ON d.id = r.decided_by_id
WHERE ($1 OR r.organisation_id = ANY($2::uuid[])) AND ($3::uuid IS NULL OR r.organisation_id = $3)
  AND ($4::text IS NULL OR r.state = $4) AND ($5::uuid IS NULL OR r.id < $5)
  AND ($7::uuid IS NULL OR r.id = $7)
ORDER BY r.id DESC LIMIT $6
"""
_MINE = f"""
SELECT o.id, o.name::text AS name, o.sector, m.title, m.since, NULL::uuid AS request_id,
       NULL::timestamptz AS asked_at
FROM membership m JOIN organisation o ON o.id = m.organisation_id JOIN person p ON p.id = m.person_id
WHERE m.person_id = $2 AND {_IN_FORCE}
UNION ALL
SELECT o.id, o.name::text, o.sector, NULL, NULL, r.id, r.created_at
FROM membership_request r JOIN organisation o ON o.id = r.organisation_id
WHERE r.person_id = $2 AND r.state = 'pending'
"""  # noqa: S608 -- composed of constants
_NAME = msgspec.json.Decoder(Words)


async def organisation_scopes(session: Session, ids: Collection[UUID] | None) -> dict[UUID, Scope]:
    """Organisations as places of roles; all of them for None."""
    statement = select(Organisation.id, Organisation.name)
    if ids is not None:
        statement = statement.where(Organisation.id.in_(ids))
    rows = await session.execute(statement)
    return {id_: Scope(msgspec.convert(name, Words), id_) for id_, name in rows}


async def organisations(
    session: Session, *, actor: Actor, q: str | None, now: datetime
) -> list[OrganisationRow]:
    """The organisations for which the actor may do something, by name."""
    found = await _rows(session, actor, now, None, search_key(q).split() if q else [])
    return [OrganisationRow(**_row(row)) for row in sorted(found, key=_by_name)]


async def organisation(
    session: Session, *, actor: Actor, organisation_id: UUID, now: datetime
) -> OrganisationDetail:
    """One organisation. Raises NotFound where the actor may do nothing for it."""
    found = await _rows(session, actor, now, organisation_id, [])
    if not found:
        raise NotFound
    row = found[0]
    may = [verb for verb in (INVITE, MANAGE, EDIT) if actor.may(verb, organisation_id=organisation_id)]
    if policy.reach(actor, EDIT).everywhere:
        may.append("region")
    return OrganisationDetail(
        **_row(row),
        domain_joining=row["domain_joining"],
        version=row["version"],
        may=may,
    )


async def members(
    session: Session,
    *,
    actor: Actor,
    organisation_id: UUID,
    q: str | None,
    after: tuple[str, UUID] | None,
    limit: int,
    now: datetime,
) -> tuple[list[Member], tuple[str, UUID] | None]:
    """Who belongs to an organisation that the actor manages, in alphabetical order, and where the page ends.

    Raises NotFound.
    """
    if not actor.may(MANAGE, organisation_id=organisation_id):
        raise NotFound
    key, id_ = after or (None, None)
    words = search_key(q).split() if q else []
    found = await (await raw(session)).fetch(_MEMBERS, now, organisation_id, words, key, id_, limit + 1)
    kept = found[:limit]
    last = kept[-1] if len(found) > limit else None
    listed = [
        Member(
            person_id=row["id"],
            full_name=row["full_name"],
            email=row["email"],
            title=row["title"],
            since=row["since"],
        )
        for row in kept
    ]
    return listed, (last["sort_key"], last["id"]) if last else None


async def codes(
    session: Session,
    *,
    actor: Actor,
    organisation_id: UUID | None,
    after: UUID | None,
    limit: int,
    now: datetime,
) -> tuple[list[CodeOut], UUID | None]:
    """The codes of organisations that the actor manages, the newest first, and where the page ends."""
    reach = policy.reach(actor, MANAGE)
    statement = select(JoinCode).order_by(JoinCode.id.desc()).limit(limit + 1)
    if not reach.everywhere:
        statement = statement.where(JoinCode.organisation_id.in_(reach.organisation_ids))
    if organisation_id is not None:
        statement = statement.where(JoinCode.organisation_id == organisation_id)
    if after is not None:
        statement = statement.where(JoinCode.id < after)
    found = [shown(code, now) for code in await session.scalars(statement)]
    kept = found[:limit]
    return kept, kept[-1].id if len(found) > limit else None


async def managed_code(session: Session, *, actor: Actor, code_id: UUID) -> JoinCode:
    """A code, locked. Raises NotFound where the actor does not manage it."""
    code = await session.get(JoinCode, code_id, with_for_update=True)
    if code is None or not actor.may(MANAGE, organisation_id=code.organisation_id):
        raise NotFound
    return code


async def managed_request(session: Session, *, actor: Actor, request_id: UUID) -> MembershipRequest:
    """A request. Raises NotFound where the actor does not manage its organisation."""
    request = await session.get(MembershipRequest, request_id)
    if request is None or not actor.may(MANAGE, organisation_id=request.organisation_id):
        raise NotFound
    return request


async def requests(
    session: Session,
    *,
    actor: Actor,
    organisation_id: UUID | None,
    state: str | None,
    after: UUID | None,
    limit: int,
) -> tuple[list[RequestOut], UUID | None]:
    """Requests to organisations that the actor manages, the newest first, and where the page ends."""
    reach = policy.reach(actor, MANAGE)
    rows = await (await raw(session)).fetch(
        _REQUESTS,
        reach.everywhere,
        list(reach.organisation_ids),
        organisation_id,
        state,
        after,
        limit + 1,
        None,
    )
    kept = [_request(row) for row in rows[:limit]]
    return kept, kept[-1].id if len(rows) > limit else None


async def request(session: Session, *, actor: Actor, request_id: UUID) -> RequestOut:
    """One request. Raises NotFound where the actor does not manage its organisation."""
    reach = policy.reach(actor, MANAGE)
    row = await (await raw(session)).fetchrow(
        _REQUESTS, reach.everywhere, list(reach.organisation_ids), None, None, None, 1, request_id
    )
    if row is None:
        raise NotFound
    return _request(row)


def _request(row: Any) -> RequestOut:
    return RequestOut(
        id=row["id"],
        organisation_id=row["organisation_id"],
        organisation_name=_NAME.decode(row["name"]),
        person_id=row["person_id"],
        full_name=row["full_name"],
        email=row["email"],
        source=row["source"],
        state=row["state"],
        created_at=row["created_at"],
        decided_at=row["decided_at"],
        decided_by=row["decided_by"],
        reason=row["reason"],
    )


async def mine(session: Session, *, person_id: UUID, now: datetime) -> list[MyOrganisation]:
    """The organisations that a person belongs to or has asked to, by name."""
    rows = await (await raw(session)).fetch(_MINE, now, person_id)
    return [
        MyOrganisation(
            organisation_id=row["id"],
            name=_NAME.decode(row["name"]),
            sector=row["sector"],
            title=row["title"],
            since=row["since"],
            request_id=row["request_id"],
            asked_at=row["asked_at"],
        )
        for row in sorted(rows, key=_by_name)
    ]


def shown(code: JoinCode, now: datetime) -> CodeOut:
    """A code with what has become of it."""
    ends: tuple[tuple[CodeState, bool], ...] = (
        ("revoked", code.revoked_at is not None),
        ("expired", code.expires_at <= now),
        ("used_up", code.max_uses is not None and code.uses >= code.max_uses),
    )
    return CodeOut(
        id=code.id,
        organisation_id=code.organisation_id,
        code=shown_code(code.code),
        label=code.label,
        approval=code.approval,
        uses=code.uses,
        max_uses=code.max_uses,
        created_at=code.created_at,
        expires_at=code.expires_at,
        state=next((name for name, true in ends if true), "open"),
    )


async def _rows(
    session: Session, actor: Actor, now: datetime, organisation_id: UUID | None, words: list[str]
) -> list[Any]:
    reach = policy.reach(actor, INVITE)
    return await (await raw(session)).fetch(
        _LIST, now, reach.everywhere, list(reach.organisation_ids), organisation_id, words
    )


def _row(row: Any) -> dict[str, Any]:
    return {
        "id": row["id"],
        "slug": row["slug"],
        "name": _NAME.decode(row["name"]),
        "sector": row["sector"],
        "domains": row["domains"],
        "website": row["website"],
        "member_count": row["members"],
        "request_count": row["requests"],
    }


def _by_name(row: Any) -> tuple[str, UUID]:
    return sort_key(_NAME.decode(row["name"]).vi), row["id"]
