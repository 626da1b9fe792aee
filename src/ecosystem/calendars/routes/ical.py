"""Feeds over HTTP, as calendar programs read them: conditional, compressed, without cookies."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from ecosystem.calendars.serving import Answer, Feeds, Gone
from ecosystem.kernel.etag import matches
from ecosystem.kernel.http import Request
from ecosystem.kernel.words import LOCALES, Locale

MEDIA_TYPE = "text/calendar"  # the charset comes by itself
_OPTIONS: dict[str, Any] = {"permission": "public"}
_SUFFIX = ".ics"
_HIDDEN = {"x-robots-tag": "noindex", "referrer-policy": "no-referrer"}
_CACHED = {True: "public, max-age=300", False: "private, no-cache"}
_DEFAULT: Locale = "vi"


@get("/ical/f/{name:str}", opt=_OPTIONS, include_in_schema=False)
async def private_feed(request: Request, name: FromPath[str]) -> Response[bytes]:
    """The feed of a token; 404 where there is none, 410 where it was withdrawn long ago."""
    feeds: Feeds = request.app.state.feeds
    try:
        agent = request.headers.get("user-agent", "")
        answer = (
            await feeds.private(name.removesuffix(_SUFFIX), agent=agent) if name.endswith(_SUFFIX) else None
        )
    except Gone:
        return _nothing(410)
    return _nothing(404) if answer is None else sent(request, answer)


@get("/ical/p/{kind:str}/{name:str}", opt=_OPTIONS, include_in_schema=False)
async def public_feed(request: Request, kind: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """A public feed by its kind and slug, in Vietnamese, or in English before `.en.ics`."""
    feeds: Feeds = request.app.state.feeds
    slug, locale = _read(name.removesuffix(_SUFFIX))
    answer = await feeds.public(kind, slug, locale) if name.endswith(_SUFFIX) else None
    return _nothing(404) if answer is None else sent(request, answer)


def sent(request: Request, answer: Answer) -> Response[bytes]:
    """The answer that carries a feed, or a 304 when the asker has it already."""
    asked, built = request.headers, answer.built
    compressed = "gzip" in asked.get("accept-encoding", "")
    plain_tag = f'"{built.etag}"'
    gzip_tag = f'"{built.etag}-gz"'
    headers = {
        "content-disposition": f'inline; filename="{answer.file}"',
        "etag": gzip_tag if compressed else plain_tag,
        "last-modified": format_datetime(built.modified_at.astimezone(UTC), usegmt=True),
        "cache-control": _CACHED[answer.public],
        "vary": "Accept-Encoding",
        **_HIDDEN,
    }
    if _has(
        asked.get("if-none-match"), asked.get("if-modified-since"), (plain_tag, gzip_tag), built.modified_at
    ):
        return Response(b"", status_code=304, headers=headers, media_type=MEDIA_TYPE)
    if compressed:
        headers["content-encoding"] = "gzip"
    return Response(answer.content(compressed=compressed), headers=headers, media_type=MEDIA_TYPE)


def _has(tags: str | None, since: str | None, own: tuple[str, str], modified_at: datetime) -> bool:
    """Whether the asker has it; a tag says more than a date, which counts only where there is none."""
    if tags is not None:
        return any(matches(tags, tag) for tag in own)
    if since is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
        # Without a zone it is no date of HTTP; some send one all the same.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) >= modified_at
    except (ValueError, OverflowError):
        return False


def _read(name: str) -> tuple[str, Locale]:
    """A slug and the language behind it."""
    slug, _, last = name.rpartition(".")
    for locale in LOCALES:
        if slug and last == locale:
            return slug, locale
    return name, _DEFAULT


def _nothing(status: int) -> Response[bytes]:
    """No words at all: some programs take any text for a calendar, and an empty one at that."""
    headers = {"cache-control": "no-store", **_HIDDEN}
    return Response(b"", status_code=status, headers=headers, media_type="text/plain")


ROUTES: list[Any] = [private_feed, public_feed]
