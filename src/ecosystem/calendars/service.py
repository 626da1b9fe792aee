"""Writes of private addresses: made, rotated, revoked. Only the digest of a token is ever stored."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select, text

from ecosystem.calendars import audiences
from ecosystem.calendars.errors import NoSuchFeed, TooManyFeeds
from ecosystem.calendars.models import FeedToken
from ecosystem.calendars.serving import digest_of
from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import squeeze

AT_MOST = 50  # live addresses of one person
NOTICE = timedelta(days=30)  # that the reader of a withdrawn address is told so

# Whether a row may be: as it is asked at every reading.
_ALLOWED = "SELECT {allowed} FROM feed_token t WHERE t.id = $1 AND $2::timestamptz IS NOT NULL"
_END_LOST = """
UPDATE feed_token t SET revoked_at = $2, purge_until = $2 + $1::interval FROM person p
WHERE p.id = t.person_id AND t.revoked_at IS NULL
  AND NOT (p.deactivated_at IS NULL AND coalesce({allowed}, false))"""
_FORGET = "DELETE FROM feed_token WHERE purge_until < $1"
_FORGET_AFTER = timedelta(days=365)  # until then it answers that it is gone


class Issued(Struct, frozen=True):
    """A new address: the row, and the token that nobody can read again."""

    row: FeedToken
    token: str


async def create(
    session: Session, *, actor: Actor, scope: str, label: str, locale: str | None = None
) -> Issued:
    """An address of a feed that this person may read. Raises NoSuchFeed, TooManyFeeds."""
    name, _, place = scope.partition(":")
    audience = audiences.known.get(audiences.ALIASES.get(name, name))
    if audience is None or audience.allowed is None:
        raise NoSuchFeed
    connection = await raw(session)
    wanted = place or str(actor.person_id)
    key = await connection.fetchval(audience.resolved, wanted)
    if key is None:
        raise NoSuchFeed
    await session.execute(
        text("SELECT id FROM person WHERE id = :id FOR NO KEY UPDATE"), {"id": actor.person_id}
    )
    live = select(func.count()).where(FeedToken.person_id == actor.person_id, FeedToken.revoked_at.is_(None))
    if (await session.scalar(live) or 0) >= AT_MOST:
        raise TooManyFeeds
    return await _issue(session, actor, audience.scope, key, squeeze(label), locale or actor.locale)


async def rotate(session: Session, *, actor: Actor, feed_id: UUID) -> Issued:
    """Another address for the same device; the old one is withdrawn. Raises NoSuchFeed."""
    row = await _withdraw(session, actor, feed_id)
    return await _issue(session, actor, row.scope, row.key, row.label, row.locale, instead_of=row.id)


async def revoke(session: Session, *, actor: Actor, feed_id: UUID) -> None:
    """Withdraw one's own address; a second time changes nothing. Raises NoSuchFeed."""
    await _withdraw(session, actor, feed_id)


async def sweep(session: Session) -> None:
    """Withdraw addresses whose person may not read them any more; forget what was withdrawn long ago."""
    connection, now = await raw(session), clock.now()
    allowed = audiences.allowed(tuple(audiences.known))
    await connection.execute(_END_LOST.format(allowed=allowed), NOTICE, now)
    await connection.execute(_FORGET, now - _FORGET_AFTER)


async def _issue(
    session: Session,
    actor: Actor,
    scope: str,
    key: UUID,
    label: str,
    locale: str,
    *,
    instead_of: UUID | None = None,
) -> Issued:
    token, now = token_urlsafe(32), clock.now()
    row = FeedToken(
        id=new_id(),
        digest=digest_of(token),
        person_id=actor.person_id,
        scope=scope,
        key=key,
        locale=locale,
        label=label,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    allowed = audiences.allowed((scope,))
    if not await (await raw(session)).fetchval(_ALLOWED.format(allowed=allowed), row.id, now):
        raise NoSuchFeed
    after = {"scope": scope, "key": str(key), "label": label}
    await _tell(
        session, actor, "feed.created", row, after | ({"instead_of": str(instead_of)} if instead_of else {})
    )
    return Issued(row, token)


async def _withdraw(session: Session, actor: Actor, feed_id: UUID) -> FeedToken:
    row = await session.scalar(
        select(FeedToken)
        .where(FeedToken.id == feed_id, FeedToken.person_id == actor.person_id)
        .with_for_update()
    )
    if row is None:
        raise NoSuchFeed
    if row.revoked_at is None:
        now: datetime = clock.now()
        row.revoked_at, row.purge_until = now, now + NOTICE
        await session.flush()
        await _tell(session, actor, "feed.revoked", row)
    return row


async def _tell(
    session: Session, actor: Actor, action: str, row: FeedToken, after: dict[str, str] | None = None
) -> None:
    await audit.record(
        session, actor=actor, action=action, subject_kind="feed_token", subject_id=row.id, after=after
    )
