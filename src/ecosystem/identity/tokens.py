"""Writes of API tokens: keys for programs, which do no more than their owner and whatever made them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from msgspec import Struct
from sqlalchemy import or_, select

from ecosystem.directory.queries import roles_held
from ecosystem.directory.roles import KNOWN, held_by
from ecosystem.identity.errors import ScopesRefused
from ecosystem.identity.models import ApiToken
from ecosystem.identity.words import scope_reason
from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.ids import new_id, secret_hash
from ecosystem.kernel.text import squeeze

TOKEN_PREFIX = "eco_"  # noqa: S105 -- makes a leaked token recognisable


class IssuedToken(Struct, frozen=True):
    """A new token: the row, and the secret that nobody can read again."""

    row: ApiToken
    secret: str


async def create_token(
    session: Session,
    *,
    person_id: UUID,
    label: str,
    scopes: Collection[str] | None = None,
    expires_days: int | None = None,
    actor: Actor | None = None,
    locale: str = "en",
) -> IssuedToken:
    """Make a token for a person; without `scopes` it may do all that the person may do today.

    A token made by a token can't do more than that one nor outlive it. Raises ScopesRefused naming
    every bad scope.
    """
    now = clock.now()
    held = held_by(await roles_held(session, person_id, now))
    if actor is not None:
        # What rests until a second factor is set up is not handed on, nor what a token does not have.
        held &= actor.permissions.union(*(role.permissions for role in actor.roles))
        held &= actor.scopes if actor.scopes is not None else held
    wanted = held if scopes is None else frozenset(scopes)
    _refuse_scopes(wanted - held, locale)
    secret = TOKEN_PREFIX + token_urlsafe(32)
    wanted_end = now + timedelta(days=expires_days) if expires_days else None
    token = ApiToken(
        id=new_id(),
        secret_hash=secret_hash(secret),
        person_id=person_id,
        label=squeeze(label),
        scopes=sorted(wanted),
        created_at=now,
        expires_at=await _token_end(session, actor, wanted_end),
    )
    session.add(token)
    await session.flush()
    after = {"label": token.label, "scopes": token.scopes, "person_id": str(person_id)}
    await audit.record(
        session,
        actor=actor,
        action="token.created",
        subject_kind="api_token",
        subject_id=token.id,
        after=after,
    )
    return IssuedToken(row=token, secret=secret)


async def revoke_token(session: Session, *, token_id: UUID, actor: Actor) -> None:
    """End one of the asker's tokens. Raises NotFound when it is not the asker's or has ended."""
    now = clock.now()
    token = await session.scalar(
        select(ApiToken)
        .where(
            ApiToken.id == token_id,
            ApiToken.person_id == actor.person_id,
            ApiToken.revoked_at.is_(None),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
        )
        .with_for_update()
    )
    if token is None:
        raise NotFound
    token.revoked_at = now
    await session.flush()
    await audit.record(
        session, actor=actor, action="token.revoked", subject_kind="api_token", subject_id=token_id
    )


async def _token_end(session: Session, actor: Actor | None, wanted: datetime | None) -> datetime | None:
    """When a new token ends: as wanted, but not after the token that makes it."""
    if actor is None or actor.token_id is None:
        return wanted
    own = await session.scalar(select(ApiToken.expires_at).where(ApiToken.id == actor.token_id))
    return min((end for end in (wanted, own) if end is not None), default=None)


def _refuse_scopes(scopes: frozenset[str], locale: str) -> None:
    if scopes:
        codes = {scope: "scope_not_held" if scope in KNOWN else "unknown_scope" for scope in sorted(scopes)}
        raise ScopesRefused(reasons=[scope_reason(code, scope, locale) for scope, code in codes.items()])
