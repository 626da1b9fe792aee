"""The built front end: hashed assets that never change, and one page with its head written per address.

Titles and previews come from `page_meta`, which features fill. The page is never stored (its nonce is
fresh), assets are for ever. Everything is read once, beside the loop, and kept, compressed as well.
"""

import asyncio
import gzip
import html
import json
import mimetypes
import re
import secrets
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
from litestar import HttpMethod, Response, get, route
from litestar.response import Stream

from ecosystem.kernel import ahead, logs
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.etag import matches
from ecosystem.kernel.http import Request
from ecosystem.kernel.words import LOCALES, Locale, Words, preferred

LANGUAGE_COOKIE = "lang"
# What is not a page: an unknown address below these is a problem, not the front end.
RESERVED = ("api", "health", "ical", "assets", "media")
_OPTIONS = {"permission": "public"}
_IMMUTABLE = "public, max-age=31536000, immutable"
_TOKEN = re.compile(r"__(TITLE|DESCRIPTION|LANG|CSP_NONCE|URL|IMAGE)__")
_HEAD, _ANSWERS = "<!--ecosystem:head-->", "<!--ecosystem:answers-->"
_COMPRESSED = ("text/", "application/javascript", "application/json", "application/manifest", "image/svg")
_log = logs.logger(__name__)

_NOT_BUILT = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Ecosystem</title></head><body>
<h1>Ecosystem</h1>
<p>Giao diện chưa được dựng: hãy chạy <code>make run</code>, hoặc <code>npm run build</code> trong thư mục
<code>frontend</code>. API vẫn hoạt động: <a href="/api/docs">/api/docs</a>.</p>
<p lang="en">The front end is not built: run <code>make run</code>, or <code>npm run build</code> in
<code>frontend</code>. The API works: <a href="/api/docs">/api/docs</a>.</p>
</body></html>
"""


class Meta(msgspec.Struct, frozen=True):
    """The head of one page; `image` is a path on this server."""

    title: str
    description: str
    image: str = "/preview.png"


MetaOf = Callable[[Session, dict[str, str], Locale], Awaitable[Meta | None]]
_pages: list[tuple[re.Pattern[str], Words | None, Words | None, MetaOf | None]] = []
_DEFAULT = Meta(
    "Ecosystem",
    "Đặt máy, phòng và thời gian của khu khởi nghiệp trên một lịch chung. One timetable for a region.",
)


def page_meta(pattern: str, meta: MetaOf) -> None:
    """Fill the head of pages such as `/may/{id}`; None from `meta` means that there is no such page."""
    _pages.append((_compiled(pattern), None, None, meta))


def page_title(pattern: str, title: Words, description: Words) -> None:
    """Fill the head of pages whose words never change."""
    _pages.append((_compiled(pattern), title, description, None))


def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", pattern)
    return re.compile(
        "".join(f"(?P<{part}>[^/]+)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts))
    )


class _File(msgspec.Struct, frozen=True):
    """A file of the build, as it is sent."""

    content: bytes
    compressed: bytes | None
    media_type: str
    tag: str


class Build:
    """The folder that the front end was built into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._files: dict[str, _File] = {}
        self._page: str | None = None
        self._hints: dict[str, str] = {}

    def page(self) -> str | None:
        """The page's template; None while the front end is not built."""
        if self._page is None:
            try:
                self._page = (self.folder / "index.html").read_text(encoding="utf-8")
            except OSError:
                return None
        return self._page

    def hints(self, locale: str) -> str:
        """Links to what a page needs and its HTML does not name: words, and letters to write them."""
        if locale not in self._hints:
            self._hints[locale] = self._find_hints(locale)
        return self._hints[locale]

    def _find_hints(self, locale: str) -> str:
        try:
            manifest = json.loads((self.folder / ".vite" / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ""
        words = manifest.get(f"src/i18n/{locale}/index.ts", {})
        scripts = [words["file"]] if words else []
        alphabets = ("latin", "vietnamese") if locale == "vi" else ("latin",)
        fonts = [
            name
            for name in manifest.get("index.html", {}).get("assets", [])
            if name.endswith(".woff2") and any(f"-{alphabet}-" in name for alphabet in alphabets)
        ]
        return "".join(f'<link rel="modulepreload" href="/{name}">' for name in scripts) + "".join(
            f'<link rel="preload" as="font" type="font/woff2" crossorigin href="/{name}">' for name in fonts
        )

    async def file(self, name: str) -> _File | None:
        """A file below the folder; None where there is none, or for the page itself."""
        if name not in self._files:
            # Compressing a large one takes a while, in which others are answered.
            found = await asyncio.to_thread(self._read, name)
            if found is None:
                # Not remembered: anybody can ask for any number of names.
                return None
            self._files[name] = found
        return self._files[name]

    def _read(self, name: str) -> _File | None:
        # One name for each file: under all the names that also lead to it (a//b, x/../b) it would be
        # kept as often as somebody likes.
        if "\0" in name or any(part == "" or part.startswith(".") for part in name.split("/")):
            return None
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder) or path == self.folder / "index.html":
            return None
        try:
            content = path.read_bytes()
        except OSError:
            return None
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        small = gzip.compress(content, 9) if kind.startswith(_COMPRESSED) and len(content) > 500 else None
        return _File(content, small, kind, f'"{blake2b(content, digest_size=12).hexdigest()}"')


def routes(folder: Path, base_url: str) -> list[Any]:
    """The handlers of the front end built into `folder`."""
    build = Build(folder)

    @get(
        "/assets/{name:path}",
        opt=_OPTIONS,
        include_in_schema=False,
    )
    async def asset(request: Request) -> Response[bytes]:
        """A hashed file: it may be kept for ever."""
        return _sent(request, await build.file(request.scope["path"].lstrip("/")), _IMMUTABLE)

    @get(["/", "/{rest:path}"], opt=_OPTIONS, include_in_schema=False)
    async def page(request: Request) -> Response[Any]:
        """The page of any address that is not the API's."""
        path = request.scope["path"]
        first = path.split("/", 2)[1] if "/" in path else ""
        if first in RESERVED:
            raise NotFound
        found = await build.file(path.lstrip("/")) if "." in path else None
        if found is not None:
            return _sent(request, found, "public, no-cache")
        return await _page(request, build, base_url)

    @route(
        "/api/{rest:path}",
        http_method=[HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE],
        opt=_OPTIONS,
        include_in_schema=False,
        status_code=200,
        sync_to_thread=False,
    )
    def nowhere() -> None:
        """No such address in the API."""
        raise NotFound

    return [asset, page, nowhere]


def _sent(request: Request, file: _File | None, cache: str) -> Response[bytes]:
    if file is None:
        raise NotFound
    headers = {"etag": file.tag, "cache-control": cache, "vary": "accept-encoding"}
    if matches(request.headers.get("if-none-match"), file.tag):
        return Response(b"", status_code=304, headers=headers, media_type=file.media_type)
    content = file.content
    if file.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        content = file.compressed
        headers["content-encoding"] = "gzip"
    return Response(content, headers=headers, media_type=file.media_type)


async def _page(request: Request, build: Build, base_url: str) -> Response[Any]:
    template = build.page()
    nonce = secrets.token_urlsafe(16)
    request.scope["csp_nonce"] = nonce  # type: ignore[typeddict-unknown-key]  # read by the edge
    headers = {"cache-control": "no-store"}
    if template is None:
        return Response(_NOT_BUILT, status_code=503, headers=headers, media_type="text/html")
    locale = _language(request)
    path = request.scope["path"]
    meta = await _meta(request, path, locale)
    found = meta or _DEFAULT
    values = {
        "TITLE": found.title,
        "DESCRIPTION": found.description,
        "LANG": locale,
        "CSP_NONCE": nonce,
        "URL": base_url + path,
        "IMAGE": base_url + found.image,
    }
    # One pass: what is put in is never searched again.
    content = _TOKEN.sub(lambda token: html.escape(values[token.group(1)], quote=True), template)
    content = content.replace(_HEAD, build.hints(locale))
    headers["content-language"] = locale
    parts = _parts(request, content)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        parts = _squeezed(parts)
    return Stream(parts, status_code=200 if meta else 404, headers=headers, media_type="text/html")


async def _parts(request: Request, content: str) -> AsyncIterator[bytes]:
    """The page, its head first: the browser fetches styles and code while the database is asked."""
    before, marker, after = content.partition(_ANSWERS)
    yield before.encode()
    if marker:
        data = await ahead.answers(request)
        yield b'<script type="application/json" id="answers">' + data + b"</script>" + after.encode()


async def _squeezed(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same in gzip, each part complete when it is sent."""
    squeeze = zlib.compressobj(5, zlib.DEFLATED, 31)
    async for part in parts:
        yield squeeze.compress(part) + squeeze.flush(zlib.Z_SYNC_FLUSH)
    yield squeeze.flush()


async def _meta(request: Request, path: str, locale: Locale) -> Meta | None:
    """The head of a page; None when there is no such page, the default when the database is away."""
    for pattern, title, description, meta_of in _pages:
        match = pattern.fullmatch(path)
        if match and title is not None and description is not None:
            return Meta(title.to(locale), description.to(locale))
        if match and meta_of is not None:
            db: Database = request.app.state.db
            try:
                async with db.read() as session:
                    return await meta_of(session, match.groupdict(), locale)
            except Exception as error:
                # The page works without its title, and says itself what does not answer.
                _log.warning("no title for a page", path=pattern.pattern, error=type(error).__name__)
                return _DEFAULT
    return _DEFAULT if not _pages else None


def _language(request: Request) -> Locale:
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LOCALES:
        return "en" if chosen == "en" else "vi"
    return preferred(request.headers.get("accept-language"))
