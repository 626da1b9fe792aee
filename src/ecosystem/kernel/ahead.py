"""What a page is going to ask the API, answered inside the page: its first round trips are none.

A feature says which addresses a page asks (`page_asks`). The application asks itself, as the same person,
and the answers stand in the page as data, under the address they belong to. A page is never stored, so
what is private may stand in it; an address that does not answer 200 in JSON is left out, and the page asks.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from litestar.types import Message

from ecosystem.kernel import logs
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request

# What decides who asks and in which language; conditions and encodings are the page's own business.
_KEPT = (b"cookie", b"accept-language", b"host", b"x-forwarded-for", b"user-agent")
_LARGEST = 600_000  # bytes of one answer; a larger one is better asked for by itself

AsksOf = Callable[[Session, Mapping[str, str]], Awaitable[list[str]]]
_asks: list[tuple[re.Pattern[str], tuple[str, ...], AsksOf | None]] = []
_log = logs.logger(__name__)


def page_asks(pattern: str, *addresses: str, asks: AsksOf | None = None) -> None:
    """Say what pages whose path matches `pattern` ask: always, and depending on their query."""
    _asks.append((re.compile(pattern), addresses, asks))


async def answers(request: Request) -> bytes:
    """A JSON object of the answers by address, fit to stand inside a script element."""
    wanted = await _wanted(request)
    found = await asyncio.gather(*(_ask(request, address) for address in wanted))
    pairs = (
        json.dumps(address).encode() + b":" + body
        for address, body in zip(wanted, found, strict=True)
        if body is not None
    )
    # Inside a script element nothing may look like a tag; JSON text may write < in this way anywhere.
    return (b"{" + b",".join(pairs) + b"}").replace(b"<", b"\\u003c")


async def _wanted(request: Request) -> list[str]:
    path, query = request.scope["path"], dict(request.query_params)
    wanted: list[str] = []
    for pattern, addresses, asks in _asks:
        if not pattern.fullmatch(path):
            continue
        wanted += addresses
        if asks is not None:
            db: Database = request.app.state.db
            try:
                async with db.read() as session:
                    wanted += await asks(session, query)
            except Exception as error:
                # The page asks for itself, and says itself what does not answer.
                _log.warning("nothing ahead for a page", path=pattern.pattern, error=type(error).__name__)
    return list(dict.fromkeys(wanted))


async def _ask(request: Request, address: str) -> bytes | None:
    """The body of this application's answer to GET; None when it is not 200."""
    parts = urlsplit(address)
    status, kind, body = 0, b"", bytearray()

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, kind
        if message["type"] == "http.response.start":
            status = message["status"]
            kind = dict(message["headers"]).get(b"content-type", b"")
        elif message["type"] == "http.response.body":
            body.extend(message["body"])

    same = {name: request.scope[name] for name in ("asgi", "http_version", "scheme", "server", "client")}
    scope: Any = {
        **same,
        "type": "http",
        "method": "GET",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "root_path": "",
        "query_string": parts.query.encode(),
        "headers": [pair for pair in request.scope["headers"] if pair[0] in _KEPT],
        "extensions": {},
    }
    try:
        await request.app(scope, receive, send)
    except Exception as error:
        _log.warning("a page's question failed", path=parts.path, error=type(error).__name__)
        return None
    fits = status == 200 and kind.startswith(b"application/json") and len(body) <= _LARGEST
    return bytes(body) if fits else None
