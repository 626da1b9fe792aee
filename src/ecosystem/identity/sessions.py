"""Writes of sessions: signing in, whole or half, and out; ending all that a password has opened.

Secrets are 32 random bytes; only their SHA-256 is stored, so that a copy of the database opens nothing.
"""

from collections.abc import Collection
from datetime import datetime
from secrets import token_urlsafe
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, func, select, update

from ecosystem.directory.models import Person
from ecosystem.directory.rules import normal_email
from ecosystem.identity.errors import WrongCredentials
from ecosystem.identity.limits import count_try, forgive_try
from ecosystem.identity.models import ApiToken, Credential, HalfSession, LoginSession, SecondFactor
from ecosystem.identity.passwords import hash_password, outdated, verify_password
from ecosystem.identity.rules import HALF_SESSION_LASTS, session_end
from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.ids import new_id, secret_hash

_USER_AGENT = 300  # characters kept of what a browser says it is


class Browser(Struct, frozen=True, kw_only=True):
    """Where somebody signs in: address, what the browser says it is, and the session it has already."""

    address: str | None
    user_agent: str | None
    replaces: UUID | None = None


class SignedIn(Struct, frozen=True):
    """The secret of a session; with `second_step_by`, of half a one, which needs a code by then."""

    secret: str
    second_step_by: datetime | None = None


async def sign_in(
    db: Database, *, email: str, password: str, browser: Browser, closed: Collection[str] = ()
) -> SignedIn:
    """Check the password and open a session, or half of one where a second factor is still to come.

    The secret is always new, whatever cookie came along. Accounts in `closed` are treated as if they did
    not exist. Raises TooManyTries, WrongCredentials.
    """
    account = normal_email(email)
    counted = account or email
    window = await count_try(db, email=counted, address=browser.address)
    known = account is not None and account not in closed
    person_id, stored, two_steps = await _credential(db, counted) if known else (None, None, False)
    if not await verify_password(stored, password) or person_id is None or stored is None:
        raise WrongCredentials
    renewed = await hash_password(password) if outdated(stored) else stored

    async def open_session(session: Session) -> SignedIn:
        current = await session.get(Credential, person_id, with_for_update=True)
        if current is None or current.password_hash != stored:
            raise WrongCredentials  # changed while we computed
        current.password_hash = renewed
        await forgive_try(session, email=counted, address=browser.address, window=window)
        if two_steps:
            return await _half_session(session, person_id)
        return SignedIn(await begin_session(session, person_id=person_id, browser=browser))

    return await db.transact(open_session)


async def begin_session(session: Session, *, person_id: UUID, browser: Browser) -> str:
    """A new session, which ends the one that the browser had; answers its secret, for the cookie."""
    secret = token_urlsafe(32)
    if browser.replaces:
        await _revoke(session, LoginSession.id == browser.replaces)
    session.add(_login_session(person_id, secret, browser))
    await session.flush()
    return secret


async def _half_session(session: Session, person_id: UUID) -> SignedIn:
    now = clock.now()
    secret = token_urlsafe(32)
    half = HalfSession(
        secret_hash=secret_hash(secret),
        person_id=person_id,
        created_at=now,
        expires_at=now + HALF_SESSION_LASTS,
    )
    session.add(half)
    await session.flush()
    return SignedIn(secret, half.expires_at)


async def sign_out(session: Session, *, actor: Actor) -> None:
    """End the session that asks; whoever asks by token has none, and keeps the token."""
    if actor.session_id is not None:
        await _revoke(session, LoginSession.id == actor.session_id)


async def revoke_session(session: Session, *, session_id: UUID, actor: Actor) -> None:
    """End one of the asker's sessions. Raises NotFound when it is not the asker's or has ended."""
    own = (LoginSession.id == session_id) & (LoginSession.person_id == actor.person_id)
    if not await _revoke(session, own & (LoginSession.expires_at > clock.now())):
        raise NotFound
    await audit.record(
        session, actor=actor, action="session.revoked", subject_kind="login_session", subject_id=session_id
    )


async def end_everything(session: Session, *, person_id: UUID) -> None:
    """End all that a person's password has opened: sessions, half ones, tokens."""
    await session.execute(delete(HalfSession).where(HalfSession.person_id == person_id))
    for model in (LoginSession, ApiToken):
        await session.execute(
            update(model)
            .where(model.person_id == person_id, model.revoked_at.is_(None))
            .values(revoked_at=clock.now())
        )


async def _credential(db: Database, email: str) -> tuple[UUID | None, str | None, bool]:
    """Whom an address belongs to, the stored hash, and whether a second factor is asked for.

    Nones where nobody can sign in with it.
    """
    async with db.read() as session:
        found = await session.execute(
            select(Person.id, Credential.password_hash, SecondFactor.confirmed_at.is_not(None))
            .join(Credential, Credential.person_id == Person.id)
            .outerjoin(SecondFactor, SecondFactor.person_id == Person.id)
            .where(func.lower(Person.email) == email, Person.deactivated_at.is_(None))
        )
        row = found.one_or_none()
        return (row[0], row[1], row[2]) if row else (None, None, False)


def _login_session(person_id: UUID, secret: str, browser: Browser) -> LoginSession:
    now = clock.now()
    return LoginSession(
        id=new_id(),
        secret_hash=secret_hash(secret),
        person_id=person_id,
        csrf_token=token_urlsafe(32),
        created_at=now,
        last_seen_at=now,
        expires_at=session_end(now, now),
        address=browser.address,
        user_agent=browser.user_agent[:_USER_AGENT] if browser.user_agent else None,
    )


async def _revoke(session: Session, which: ColumnElement[bool]) -> bool:
    """End live sessions; answers whether there was one."""
    ended = await session.execute(
        update(LoginSession)
        .where(which, LoginSession.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .returning(LoginSession.id)
    )
    return ended.first() is not None
