"""Authentication: who is asking, by the session's cookie or by a bearer token, in one statement.

Pure ASGI. A request with neither costs no statement at all. When a session was last used is noted
after the answer has gone out, at most every five minutes: GET never writes.
"""

from datetime import datetime

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send
from msgspec import Struct

from ecosystem.identity import queries
from ecosystem.identity.errors import InvalidToken
from ecosystem.identity.rules import TOUCH_EVERY, cookie_name, session_end, touch_due
from ecosystem.identity.tokens import TOKEN_PREFIX
from ecosystem.kernel import clock, logs
from ecosystem.kernel.db import Database
from ecosystem.kernel.ids import secret_hash

_SECRET_AT_MOST = 200  # characters; ours have 43 and 47
_NOTE_SESSION = """
UPDATE login_session SET last_seen_at = $2, expires_at = $4 WHERE id = $1 AND last_seen_at <= $3
"""
_NOTE_KEY = """
UPDATE api_token SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)
"""
_log = logs.logger(__name__)


class BrowserSession(Struct, frozen=True):
    """What `request.auth` is for a request that came by cookie."""

    csrf_token: str


class Authentication(ASGIMiddleware):
    """Sets `scope["user"]` to the Actor, and `scope["auth"]` for a browser's session.

    A handler with `opt={"csrf": False}` checks by itself where a request comes from.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, db: Database, *, base_url: str) -> None:
        self.db = db
        self.cookie = cookie_name(base_url)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Find out who asks, answer, then note that the session or token was used."""
        found = await self._who(scope)  # type: ignore[arg-type]  # scopes lets nothing but HTTP in
        if found is None:
            await next_app(scope, receive, send)
            return
        scope["user"] = found.actor
        if found.csrf_token is not None and scope["route_handler"].opt.get("csrf", True):
            scope["auth"] = BrowserSession(found.csrf_token)
        await next_app(scope, receive, send)
        now = clock.now()
        if found.last_seen_at is None or touch_due(found.last_seen_at, now):
            await self._touch(found, now)

    async def _who(self, scope: HTTPScope) -> queries.Found | None:
        authorization, cookies = _credentials(scope)
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() == "bearer":
            return await self._by_token(token.strip())
        secret = _cookie(cookies, self.cookie)
        if not secret or len(secret) > _SECRET_AT_MOST:
            return None
        async with self.db.driver() as driver:
            return await queries.by_session(driver, secret_hash(secret), clock.now())

    async def _by_token(self, token: str) -> queries.Found:
        found = None
        if token.startswith(TOKEN_PREFIX) and len(token) <= _SECRET_AT_MOST:
            async with self.db.driver() as driver:
                found = await queries.by_token(driver, secret_hash(token), clock.now())
        if found is None:
            raise InvalidToken(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        return found

    async def _touch(self, found: queries.Found, now: datetime) -> None:
        """The answer is out already, so a failure here is for the log only."""
        try:
            async with self.db.driver() as driver:
                if found.actor.session_id is not None:
                    end = session_end(found.created_at, now)
                    await driver.execute(_NOTE_SESSION, found.actor.session_id, now, now - TOUCH_EVERY, end)
                else:
                    await driver.execute(_NOTE_KEY, found.actor.token_id, now, now - TOUCH_EVERY)
        except Exception as exc:
            _log.warning("last use not noted", error=type(exc).__name__)


def _credentials(scope: HTTPScope) -> tuple[str, str]:
    """The Authorization header and all cookies of a request."""
    authorization, cookies = b"", []
    for name, value in scope["headers"]:
        if name == b"authorization":
            authorization = value
        elif name == b"cookie":
            cookies.append(value)
    return authorization.decode("latin-1"), b"; ".join(cookies).decode("latin-1")


def _cookie(cookies: str, wanted: str) -> str | None:
    for pair in cookies.split(";"):
        name, _, value = pair.partition("=")
        if name.strip() == wanted:
            return value.strip()
    return None
