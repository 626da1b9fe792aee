"""Versions over HTTP: `ETag` out, `If-Match` on edits, `If-None-Match` on reads."""

import re
from hashlib import sha256
from typing import Any, Protocol, TypeVar

import msgspec
from litestar import Request, Response

from ecosystem.kernel.errors import Malformed, VersionMoved, VersionWanted
from ecosystem.kernel.faults import named
from ecosystem.kernel.words import preferred

# Clients that build the tag from a `version` they read may leave the v out.
_TAG = re.compile(r'(?:W/)?"v?(\d{1,18})"')


class Versioned(Protocol):
    """Whatever says which version of it this is."""

    @property
    def version(self) -> int:
        """Counts the changes."""


T = TypeVar("T", bound=Versioned)


def etag_of(version: int) -> str:
    """The entity tag of a row's version."""
    return f'"v{version}"'


def if_match(request: Request[Any, Any, Any]) -> int | None:
    """The version an edit was made against; None without the header or with `*`.

    A tag that is none of ours cannot be the current one: VersionMoved. More than one tag: Malformed.
    """
    header = request.headers.get("if-match")
    if header is None or header.strip() == "*":
        return None
    if "," in header:
        locale = preferred(request.headers.get("accept-language"))
        raise Malformed(errors=[named("If-Match", "invalid", locale, detail=header[:200])])
    match = _TAG.fullmatch(header.strip())
    if not match:
        raise VersionMoved
    return int(match.group(1))


def match_wanted(request: Request[Any, Any, Any]) -> int | None:
    """As `if_match`, of an edit that must say what it was made against. Raises VersionWanted."""
    if request.headers.get("if-match") is None:
        raise VersionWanted
    return if_match(request)


def answer(
    request: Request[Any, Any, Any],
    body: Any,
    *,
    version: int | None = None,
    cache: str = "private, no-cache",
) -> Response[Any]:
    """A 200 with its entity tag, or a 304 when the asker has it already.

    Without a version the tag is a digest of the bytes, which saves the transfer though not the work.
    """
    content = msgspec.json.encode(body)
    tag = f'"{sha256(content).hexdigest()[:24]}"' if version is None else etag_of(version)
    headers = {"etag": tag, "cache-control": cache}
    if matches(request.headers.get("if-none-match"), tag):
        return Response(content=b"", status_code=304, headers=headers, media_type="application/json")
    return Response(content=content, headers=headers, media_type="application/json")


def tagged(found: T, *, status: int = 200, cache: str = "private, no-cache") -> Response[T]:
    """What is about to be changed or just was, with the entity tag that the next change refers to."""
    headers = {"etag": etag_of(found.version), "cache-control": cache}
    return Response(found, status_code=status, headers=headers)


def matches(if_none_match: str | None, tag: str) -> bool:
    """Weak comparison of an `If-None-Match` header with a tag (RFC 9110, 13.1.2)."""
    if not if_none_match:
        return False
    if if_none_match.strip() == "*":
        return True
    bare = tag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") == bare for part in if_none_match.split(","))
