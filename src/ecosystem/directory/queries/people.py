"""Reads of people: the list that staff see, one person, the roles that somebody may give."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from ecosystem.directory import policy
from ecosystem.directory.models import SCOPES
from ecosystem.directory.policy import Place, Reach
from ecosystem.directory.queries import places_of
from ecosystem.directory.rules import is_minor
from ecosystem.directory.schemas import (
    GivablePlace,
    GrantedRole,
    MembershipOut,
    OrganisationName,
    PersonDetail,
    PersonRow,
)
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.hooks import Scope
from ecosystem.kernel.text import search_key, sort_key
from ecosystem.kernel.words import Words

READ, EDIT = "people:read", "people:manage"

# Children whom a guardian has entered are their family's: who sees everybody does not see them here.
# $1 everywhere, $2 organisations of members, $3 organisations and sites of roles, $4 now.
_VISIBLE = """
($1 AND NOT EXISTS (SELECT FROM child c WHERE c.person_id = p.id)
    OR EXISTS (SELECT FROM membership m WHERE m.person_id = p.id AND m.organisation_id = ANY($2::uuid[])
                  AND (m.until IS NULL OR m.until >= ($4::timestamptz AT TIME ZONE p.zone)::date))
    OR EXISTS (SELECT FROM role_grant g WHERE g.person_id = p.id AND g.scope_id = ANY($3::uuid[])
                  AND (g.until IS NULL OR g.until > $4)))
"""
_COLUMNS = """
p.id, p.full_name, p.email, p.sort_key, p.deactivated_at,
(SELECT json_agg(json_build_array(g.id, g.role, g.scope_kind, g.scope_id, g.until)
                 ORDER BY g.granted_at, g.id)::text
   FROM role_grant g WHERE g.person_id = p.id AND (g.until IS NULL OR g.until > $4)) AS roles,
(SELECT json_agg(json_build_array(o.id, o.name, m.title, m.since, m.until,
                 m.since <= ($4::timestamptz AT TIME ZONE p.zone)::date AND (m.until IS NULL
                   OR m.until >= ($4::timestamptz AT TIME ZONE p.zone)::date)) ORDER BY m.since, m.id)::text
   FROM membership m JOIN organisation o ON o.id = m.organisation_id
  WHERE m.person_id = p.id) AS memberships
"""
_LIST = f"""
SELECT {_COLUMNS} FROM person p
WHERE {_VISIBLE}
  AND NOT EXISTS (SELECT FROM unnest($5::text[]) word
                  WHERE strpos(p.search_key || ' ' || lower(coalesce(p.email, '')), word) = 0)
  AND ($6::text IS NULL OR EXISTS (SELECT FROM role_grant g WHERE g.person_id = p.id AND g.role = $6
                                      AND (g.until IS NULL OR g.until > $4)))
  AND ($7::uuid IS NULL OR EXISTS (
        SELECT FROM membership m WHERE m.person_id = p.id AND m.organisation_id = $7
           AND (m.until IS NULL OR m.until >= ($4::timestamptz AT TIME ZONE p.zone)::date)))
  AND ($8::boolean IS NULL OR (p.deactivated_at IS NULL) = $8)
  AND ($9::text IS NULL OR (p.sort_key, p.id) > ($9, $10::uuid))
ORDER BY p.sort_key, p.id LIMIT $11
"""  # noqa: S608 -- composed of constants
_ONE = f"""
SELECT {_COLUMNS}, p.phone, p.birth_date, p.locale, p.zone, p.created_at, p.version FROM person p
WHERE {_VISIBLE} AND p.id = $5
"""  # noqa: S608 -- composed of constants
_ROLES = msgspec.json.Decoder(list[tuple[UUID, str, str, UUID, datetime | None]])
_MEMBERSHIPS = msgspec.json.Decoder(list[tuple[UUID, Words, str | None, Any, Any, bool]])


class Which(Struct, frozen=True, kw_only=True):
    """Which people: by words, role, organisation, whether the account is open; after a place in the order."""

    q: str | None = None
    role: str | None = None
    organisation_id: UUID | None = None
    active: bool | None = None
    after: tuple[str, UUID] | None = None
    limit: int = 50


class Access(Struct, frozen=True, kw_only=True):
    """What identity knows of a person: how many sessions are open, whether there is a second factor."""

    session_count: int
    second_factor: bool


async def people(
    session: Session, *, actor: Actor, which: Which, now: datetime
) -> tuple[list[PersonRow], tuple[str, UUID] | None]:
    """People that the actor answers for, in alphabetical order, and where the page ends if there is more."""
    words = search_key(which.q).split() if which.q else []
    key, id_ = which.after or (None, None)
    found = await (await raw(session)).fetch(
        _LIST,
        *await _seen(session, actor, now),
        words,
        which.role,
        which.organisation_id,
        which.active,
        key,
        id_,
        which.limit + 1,
    )
    kept = found[: which.limit]
    known = await _places(session, kept)
    last = kept[-1] if len(found) > which.limit else None
    shown = [PersonRow(**_row(row, actor, known)) for row in kept]
    return shown, (last["sort_key"], last["id"]) if last else None


async def person(
    session: Session, *, actor: Actor, person_id: UUID, access: Access, now: datetime
) -> PersonDetail:
    """One person. Raises NotFound where the actor does not answer for him."""
    row = await (await raw(session)).fetchrow(_ONE, *await _seen(session, actor, now), person_id)
    if row is None:
        raise NotFound
    memberships = _MEMBERSHIPS.decode(row["memberships"] or "[]")
    told = _sees_birth_date(actor, [id_ for id_, *_, current in memberships if current])
    today = now.astimezone(ZoneInfo(row["zone"])).date()
    return PersonDetail(
        **_row(row, actor, await _places(session, [row])),
        phone=row["phone"],
        locale=row["locale"],
        minor=is_minor(row["birth_date"], today),
        birth_date=row["birth_date"] if told else None,
        memberships=[
            MembershipOut(
                organisation_id=id_, name=name, title=title, since=since, until=until, current=current
            )
            for id_, name, title, since, until, current in memberships
        ],
        session_count=access.session_count,
        second_factor=access.second_factor,
        created_at=row["created_at"],
        version=row["version"],
        may_edit=actor.may(EDIT) and policy.reach(actor, EDIT).everywhere,
    )


async def visible(session: Session, *, actor: Actor, person_id: UUID, now: datetime) -> None:
    """Raises NotFound where the actor does not answer for this person."""
    if await (await raw(session)).fetchrow(_ONE, *await _seen(session, actor, now), person_id) is None:
        raise NotFound


async def givable_places(session: Session, *, actor: Actor) -> list[GivablePlace]:
    """Every place at which the actor may give roles, with those roles; regions first, then by name."""
    found = []
    for kind in SCOPES:
        places = await places_of(session, kind, None)
        for id_, scope in sorted(places.items(), key=lambda item: (sort_key(item[1].name.vi), item[0])):
            roles = policy.givable(actor.roles, Place(kind, id_, scope.organisation_id))
            if roles and actor.may("roles:give"):
                found.append(
                    GivablePlace(
                        scope_kind=kind,  # type: ignore[arg-type]  # SCOPES are those of the schema
                        scope_id=id_,
                        name=scope.name,
                        roles=sorted(roles),  # type: ignore[arg-type]
                    )
                )
    return found


async def _seen(
    session: Session, actor: Actor, now: datetime
) -> tuple[bool, list[UUID], list[UUID], datetime]:
    reach: Reach = policy.reach(actor, READ)
    sites = {} if reach.everywhere else await places_of(session, "site", None)
    below = {id_ for id_, scope in sites.items() if scope.organisation_id in reach.organisation_ids}
    owners = {scope.organisation_id for id_, scope in sites.items() if id_ in reach.site_ids}
    members = reach.organisation_ids | {owner for owner in owners if owner is not None}
    roles = reach.organisation_ids | reach.site_ids | below
    return reach.everywhere, sorted(members), sorted(roles), now


def _sees_birth_date(actor: Actor, organisation_ids: Iterable[UUID]) -> bool:
    """Whoever runs the region, or the organisation that the person belongs to."""
    reach = policy.reach(actor, "members:manage")
    return reach.everywhere or not reach.organisation_ids.isdisjoint(organisation_ids)


async def _places(session: Session, rows: Collection[Any]) -> dict[tuple[str, UUID], Scope]:
    ids: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        for _, _, kind, scope_id, _ in _ROLES.decode(row["roles"] or "[]"):
            ids[kind].add(scope_id)
    return {
        (kind, id_): scope
        for kind, wanted in ids.items()
        for id_, scope in (await places_of(session, kind, wanted)).items()
    }


def _row(row: Any, actor: Actor, known: dict[tuple[str, UUID], Scope]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "full_name": row["full_name"],
        "email": row["email"],
        "active": row["deactivated_at"] is None,
        "roles": [
            _granted(values, actor, known.get((values[2], values[3])))
            for values in _ROLES.decode(row["roles"] or "[]")
        ],
        "organisations": [
            OrganisationName(id=id_, name=name)
            for id_, name, *_, current in _MEMBERSHIPS.decode(row["memberships"] or "[]")
            if current
        ],
    }


def _granted(
    values: tuple[UUID, str, str, UUID, datetime | None], actor: Actor, scope: Scope | None
) -> GrantedRole:
    id_, role, kind, scope_id, until = values
    place = Place(kind, scope_id, scope.organisation_id if scope else None)
    return GrantedRole(
        id=id_,
        role=role,  # type: ignore[arg-type]  # a CHECK keeps it to those of the schema
        scope_kind=kind,  # type: ignore[arg-type]
        scope_id=scope_id,
        scope_name=scope.name if scope else None,
        until=until,
        may_withdraw=policy.may_give(actor, role, place),
    )
