"""Reads of identity: who stands behind a secret, the asker's sessions and tokens."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import msgspec
from msgspec import Struct
from sqlalchemy import or_, select

from ecosystem.directory.models import Person
from ecosystem.directory.queries import organisations, places_of
from ecosystem.directory.roles import EVERYBODY, PERMISSIONS, STAFF_ROLES
from ecosystem.directory.rules import in_force
from ecosystem.identity.models import ApiToken, LoginSession
from ecosystem.identity.schemas import Confirmed, Me, RoleHeld, SignedInDevice, Token
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor, HeldRole
from ecosystem.kernel.db import Driver, Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.words import Words

# When staff rights rest without a second factor: the earliest end of grace of the rules that apply.
# An organisation's rule is for the staff among its members, and for whoever holds a role of staff there.
_DUE = """
(SELECT min(greatest(r.since, g.granted_at) + make_interval(days => r.grace_days))
   FROM second_factor_rule r
   JOIN role_grant g ON g.person_id = p.id AND g.role = ANY($3::text[]) AND (g.until IS NULL OR g.until > $2)
  WHERE (r.scope_kind = 'region' OR r.scope_id = g.scope_id
         OR EXISTS (SELECT FROM membership m WHERE m.person_id = p.id AND m.organisation_id = r.scope_id
                       AND (m.until IS NULL OR m.until >= ($2 AT TIME ZONE p.zone)::date)))
    AND NOT EXISTS (SELECT FROM second_factor f WHERE f.person_id = p.id AND f.confirmed_at IS NOT NULL))
"""
# Everything about the person in the statement that finds the session or token.
_PERSON = """
       p.id AS person_id, p.full_name, p.email, p.locale, p.zone, p.birth_date,
       (SELECT json_agg(json_build_array(g.role, g.scope_kind, g.scope_id) ORDER BY g.granted_at, g.id)::text
          FROM role_grant g
         WHERE g.person_id = p.id AND (g.until IS NULL OR g.until > $2)) AS roles,
       (SELECT json_agg(json_build_array(m.organisation_id, m.since, m.until))::text
          FROM membership m WHERE m.person_id = p.id) AS memberships
"""
_BY_SESSION = f"""
SELECT s.id, s.csrf_token, s.created_at, s.last_seen_at, NULL::text[] AS scopes, {_DUE} AS due_at, {_PERSON}
  FROM login_session s JOIN person p ON p.id = s.person_id
 WHERE s.secret_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND p.deactivated_at IS NULL
"""  # noqa: S608 -- our own text
_BY_TOKEN = f"""
SELECT t.id, NULL AS csrf_token, t.created_at, t.last_used_at AS last_seen_at, t.scopes,
       NULL::timestamptz AS due_at, {_PERSON}
  FROM api_token t JOIN person p ON p.id = t.person_id
 WHERE t.secret_hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2)
   AND p.deactivated_at IS NULL
"""  # noqa: S608 -- our own text
_STAFF_ROLES = sorted(STAFF_ROLES)
_ROLES = msgspec.json.Decoder(list[tuple[str, str, UUID]])
_MEMBERSHIPS = msgspec.json.Decoder(list[tuple[UUID, date, date | None]])


class Found(Struct, frozen=True):
    """Who stands behind a secret; `csrf_token` is that of a session, `last_seen_at` None if never used."""

    actor: Actor
    csrf_token: str | None
    created_at: datetime
    last_seen_at: datetime | None


async def by_session(driver: Driver, secret_hash: bytes, now: datetime) -> Found | None:
    """Who is signed in with this cookie; None if nobody is any more."""
    row = await driver.fetchrow(_BY_SESSION, secret_hash, now, _STAFF_ROLES)
    return _found(row, now) if row else None


async def by_token(driver: Driver, secret_hash: bytes, now: datetime) -> Found | None:
    """Whose live token this is; None if it is nobody's."""
    row = await driver.fetchrow(_BY_TOKEN, secret_hash, now)
    return _found(row, now) if row else None


def _found(row: asyncpg.Record, now: datetime) -> Found:
    scopes: list[str] | None = row["scopes"]
    by_token = scopes is not None
    due: datetime | None = row["due_at"]
    resting = due is not None and due <= now
    actor = Actor(
        person_id=row["person_id"],
        full_name=row["full_name"],
        email=row["email"],
        locale=row["locale"],
        zone=row["zone"],
        birth_date=row["birth_date"],
        roles=tuple(
            HeldRole(role, kind, scope_id, frozenset() if resting else PERMISSIONS[role])
            for role, kind, scope_id in (_ROLES.decode(row["roles"]) if row["roles"] else ())
        ),
        organisation_ids=_organisations(row["memberships"], row["zone"], now),
        permissions=EVERYBODY,
        session_id=None if by_token else row["id"],
        token_id=row["id"] if by_token else None,
        scopes=None if scopes is None else frozenset(scopes),
        second_factor_due_at=due,
        resting=resting,
    )
    return Found(actor, row["csrf_token"], row["created_at"], row["last_seen_at"])


def _organisations(memberships: str | None, zone: str, now: datetime) -> frozenset[UUID]:
    if memberships is None:
        return frozenset()
    # A membership lasts whole days, and they are those of the person's calendar.
    return in_force(_MEMBERSHIPS.decode(memberships), now.astimezone(ZoneInfo(zone)).date())


async def me(session: Session, actor: Actor) -> Me:
    """The asker as the asker is shown it, roles with the names of their places."""
    person = await session.get(Person, actor.person_id)
    if person is None:
        raise NotFound
    held = actor.permissions.union(*(role.permissions for role in actor.roles))
    return Me(
        id=person.id,
        full_name=person.full_name,
        email=person.email,
        locale=person.locale,
        zone=person.zone,
        roles=await _roles(session, actor.roles),
        permissions=sorted(held if actor.scopes is None else held & actor.scopes),
        second_factor_due_at=actor.second_factor_due_at,
        version=person.version,
    )


async def _roles(session: Session, roles: Iterable[HeldRole]) -> list[RoleHeld]:
    known: dict[tuple[str, UUID], Words] = {}
    for kind in {held.scope_kind for held in roles}:
        ids = [held.scope_id for held in roles if held.scope_kind == kind]
        known |= {(kind, id_): place.name for id_, place in (await places_of(session, kind, ids)).items()}
    return [
        RoleHeld(
            role=held.role,
            scope_kind=held.scope_kind,
            scope_id=held.scope_id,
            scope_name=known.get((held.scope_kind, held.scope_id)),
        )
        for held in roles
    ]


async def confirmed(session: Session, person: Person) -> Confirmed:
    """What a new account has brought: the organisations it belongs to, and those it has asked to."""
    found = await organisations.mine(session, person_id=person.id, now=clock.now())
    return Confirmed(
        email=person.email or "",
        organisations=[one.name for one in found if one.request_id is None],
        requested=[one.name for one in found if one.request_id is not None],
    )


async def sessions_of(session: Session, actor: Actor) -> list[SignedInDevice]:
    """The asker's live sessions, the newest first."""
    rows = await session.scalars(
        select(LoginSession)
        .where(
            LoginSession.person_id == actor.person_id,
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > clock.now(),
        )
        .order_by(LoginSession.id.desc())
    )
    return [
        SignedInDevice(
            id=row.id,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            address=row.address,
            user_agent=row.user_agent,
            current=row.id == actor.session_id,
        )
        for row in rows
    ]


async def tokens_of(session: Session, actor: Actor) -> list[Token]:
    """The asker's live tokens, the newest first; their secrets are nowhere."""
    rows = await session.scalars(
        select(ApiToken)
        .where(
            ApiToken.person_id == actor.person_id,
            ApiToken.revoked_at.is_(None),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > clock.now()),
        )
        .order_by(ApiToken.id.desc())
    )
    return [Token(**token_values(row)) for row in rows]


def token_values(row: ApiToken) -> dict[str, Any]:
    """What is shown of a token."""
    return {
        "id": row.id,
        "label": row.label,
        "scopes": list(row.scopes),
        "created_at": row.created_at,
        "last_used_at": row.last_used_at,
        "expires_at": row.expires_at,
    }
