"""The outermost layer of the application: request ids, security headers, HEAD, one log line each.

Plain ASGI around Litestar, so that it also covers paths that no route takes.
"""

import re
from time import perf_counter
from typing import Any

from litestar.types import ASGIApp, Message, Receive, Send

from ecosystem.kernel import logs
from ecosystem.kernel.compression import compressing
from ecosystem.kernel.context import request_id
from ecosystem.kernel.ids import new_id

_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_SILENT = ("/health/", "/assets/", "/media/")
_log = logs.logger(__name__)

_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(self), payment=()"),
]
_STRICT_CSP = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")


def page_policy(nonce: str) -> bytes:
    """The content security policy of an HTML page with that nonce."""
    return (
        f"default-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
        "object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    ).encode()


class Edge:
    """Wraps the application; `https` adds Strict-Transport-Security."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        hsts = [(b"strict-transport-security", b"max-age=31536000")] if https else []
        self.headers = [*_HEADERS, *hsts]

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        scope["user"] = scope["auth"] = None
        identifier = _identifier(scope)
        token = request_id.set(identifier.decode())
        inner = scope
        if scope["path"].startswith("/api/") and scope["path"].endswith(".ics"):
            # A router knows whole segments only, so the suffix becomes one.
            inner = {**scope, "path": f"{scope['path'].removesuffix('.ics')}/.ics"}
        if head := scope["method"] == "HEAD":
            # Routes answer GET only; what they would send is counted and left out.
            inner = {**inner, "method": "GET"}
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                nonce = inner.get("csp_nonce")
                policy = _STRICT_CSP if nonce is None else (_STRICT_CSP[0], page_policy(str(nonce)))
                own = [*self.headers, policy, (b"x-request-id", identifier)]
                # A route may be stricter than everybody else.
                given = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in own if pair[0] not in given)]
            elif head and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        try:
            await self.app(inner, receive, compressing(sending) if _takes_gzip(scope) else sending)
        finally:
            if not scope["path"].startswith(_SILENT):
                _line(inner, scope["method"], status, perf_counter() - started)
            request_id.reset(token)


def _identifier(scope: Any) -> bytes:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
            return bytes(value)
    return new_id().hex.encode()


def _takes_gzip(scope: Any) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])


def _line(scope: Any, method: str, status: int, seconds: float) -> None:
    user = scope.get("user")
    _log.info(
        "request",
        method=method,
        path=scope.get("path_template") or "(none)",
        status=status,
        ms=round(seconds * 1000, 1),
        person=str(user.person_id) if user else None,
    )
