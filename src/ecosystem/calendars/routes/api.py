"""Private addresses of feeds and the list of public ones, over JSON."""

import csv
import gzip
import io
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from ecosystem.calendars import building, checks, queries, schemas, service
from ecosystem.calendars.building import Built
from ecosystem.calendars.errors import NoSuchFeed
from ecosystem.calendars.service import Issued
from ecosystem.calendars.serving import Feeds
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, answer, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.settings import Settings

NO_STORE = {"cache-control": "no-store"}
_PUBLIC_CACHE = "public, max-age=300"
KindQuery = Annotated[
    str | None, QueryParameter(max_length=40, description="`network`, `site`, `room`, `machine`")
]
_COLUMNS = ("starts_at", "ends_at", "all_day", "status", "summary", "location", "description", "url", "uid")
_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class FeedController(Controller):
    """One's own addresses of feeds: one for each device, so that revoking one leaves the others."""

    path = "/api/feeds"
    tags = ["calendars"]

    @get("", opt={"permission": "account:manage"}, operation_id="list_feeds", summary="One's calendar links")
    async def own(self, request: Request, session: NamedDependency[Session]) -> Response[schemas.Feeds]:
        """When and by what each was last read, and which feeds one may have."""
        return Response(await queries.own(session, actor_of(request)), headers=NO_STORE)

    @post(
        "",
        opt={"permission": "account:manage"},
        operation_id="create_feed",
        summary="Make a private calendar link for one device",
        responses=problems(404, 422),
    )
    async def create(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[schemas.FeedIn]
    ) -> Response[schemas.NewFeed]:
        """The address is in this answer and nowhere else, so it isn't kept for an Idempotency-Key either."""
        actor, locale = actor_of(request), data.locale or locale_of(request)
        base_url = _base_url(request)

        async def work(session: Session) -> schemas.NewFeed:
            made: Issued = await service.create(
                session, actor=actor, scope=data.scope, label=data.label, locale=locale
            )
            return await queries.issued(session, made, base_url=base_url)

        return Response(await db.transact(work), status_code=201, headers=NO_STORE)

    @post(
        "/{feed_id:uuid}/rotate",
        opt={"permission": "account:manage"},
        operation_id="rotate_feed",
        summary="Another address for the same device; the old one is withdrawn",
        responses=problems(404),
    )
    async def rotate(
        self, request: Request, db: NamedDependency[Database], feed_id: FromPath[UUID]
    ) -> Response[schemas.NewFeed]:
        """The new address is in this answer and nowhere else."""
        actor, base_url = actor_of(request), _base_url(request)

        async def work(session: Session) -> schemas.NewFeed:
            made = await service.rotate(session, actor=actor, feed_id=feed_id)
            return await queries.issued(session, made, base_url=base_url)

        return Response(await db.transact(work), status_code=201, headers=NO_STORE)

    @delete(
        "/{feed_id:uuid}",
        opt={"permission": "account:manage"},
        operation_id="revoke_feed",
        summary="Withdraw a calendar link",
        status_code=204,
        responses=problems(404),
    )
    async def revoke(self, request: Request, db: NamedDependency[Database], feed_id: FromPath[UUID]) -> None:
        """For 30 days its readers get a notice in place of all entries, then nothing."""
        actor = actor_of(request)
        await db.transact(lambda session: service.revoke(session, actor=actor, feed_id=feed_id))

    @get(
        "/{feed_id:uuid}/check",
        opt={"permission": "account:manage"},
        operation_id="check_feed",
        summary="Whether one's feed is as calendar programs need it, in words",
        responses=problems(404),
    )
    async def check(
        self, request: Request, db: NamedDependency[Database], feed_id: FromPath[UUID]
    ) -> Response[schemas.Checked]:
        """Of the very bytes that are given out."""
        async with db.read() as session:
            spot, locale = await queries.spot_of(session, actor_of(request), feed_id)
        built = await building.build(db, spot, "en" if locale == "en" else "vi", base_url=_base_url(request))
        return Response(_checked(built, locale_of(request)), headers=NO_STORE)


class PublicFeedController(Controller):
    """Feeds that anybody may read."""

    path = "/api/feeds/public"
    tags = ["calendars"]

    @get(
        "",
        opt={"permission": "public"},
        operation_id="list_public_feeds",
        summary="Calendars of places and machines that anybody may subscribe to",
    )
    async def list(
        self,
        request: Request,
        session: NamedDependency[Session],
        kind: KindQuery = None,
        key: FromQuery[UUID | None] = None,
    ) -> Response[schemas.PublicFeeds]:
        """All of them, or those of one kind, or of one thing by its id."""
        found = await queries.public(
            session, kind=kind, key=key, locale=locale_of(request), base_url=_base_url(request)
        )
        return answer(request, schemas.PublicFeeds(found))

    @get(
        "/{kind:str}/{slug:str}",
        opt={"permission": "public"},
        operation_id="read_public_feed",
        summary="A public calendar: its addresses and its entries",
        responses=problems(404),
    )
    async def show(
        self,
        request: Request,
        session: NamedDependency[Session],
        kind: FromPath[str],
        slug: FromPath[str],
    ) -> Response[schemas.PublicCalendar]:
        """From 90 days ago to 400 days ahead."""
        return answer(request, await _calendar(request, session, kind, slug))

    @get(
        "/{kind:str}/{slug:str}/csv",
        opt={"permission": "public"},
        operation_id="download_public_feed",
        summary="A public calendar's entries as CSV",
        media_type="text/csv",
        responses=problems(404),
    )
    async def table(
        self,
        request: Request,
        session: NamedDependency[Session],
        kind: FromPath[str],
        slug: FromPath[str],
    ) -> Response[bytes]:
        """With a byte order mark, so that spreadsheets read Vietnamese; instants in UTC."""
        found = await _calendar(request, session, kind, slug)
        return Response(
            _csv(found.items, locale_of(request)),
            media_type="text/csv",
            headers={
                "content-disposition": f'attachment; filename="{found.kind}-{found.slug}.csv"',
                "cache-control": _PUBLIC_CACHE,
            },
        )

    @get(
        "/{kind:str}/{slug:str}/check",
        opt={"permission": "public"},
        operation_id="check_public_feed",
        summary="Whether a public feed is as calendar programs need it, in words",
        responses=problems(404),
    )
    async def check(
        self, request: Request, kind: FromPath[str], slug: FromPath[str]
    ) -> Response[schemas.Checked]:
        """Of the very bytes that are given out."""
        feeds: Feeds = request.app.state.feeds
        locale = locale_of(request)
        found = await feeds.public(kind, slug, locale)
        if found is None:
            raise NoSuchFeed
        return Response(_checked(found.built, locale), headers=NO_STORE)


async def _calendar(request: Request, session: Session, kind: str, slug: str) -> schemas.PublicCalendar:
    return await queries.public_calendar(
        session, kind=kind, slug=slug, locale=locale_of(request), base_url=_base_url(request)
    )


def _checked(built: Built, locale: str) -> schemas.Checked:
    plain = gzip.decompress(built.body)
    items = [schemas.Check(code, holds, words.to(locale)) for code, holds, words in checks.found(plain)]
    return schemas.Checked(
        ok=all(item.ok for item in items),
        items=items,
        entries=checks.count(plain),
        size=len(plain),
        compressed=len(built.body),
        modified_at=built.modified_at,
    )


def _csv(entries: list[schemas.PublicEntry], locale: str) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_COLUMNS)
    for entry in entries:
        fields: dict[str, Any] = {name: getattr(entry, name) for name in _COLUMNS}
        for name in ("summary", "location", "description"):
            text = fields[name].to(locale) if fields[name] else ""
            # No spreadsheet is to take it for a formula.
            fields[name] = f"'{text}" if text.startswith(_SIGNS) else text
        for name in ("starts_at", "ends_at"):
            fields[name] = fields[name].isoformat().replace("+00:00", "Z")
        table.writerow([msgspec.to_builtins(fields[name]) for name in _COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _base_url(request: Request) -> str:
    settings: Settings = request.app.state.settings
    return settings.base_url


ROUTES: list[Any] = [FeedController, PublicFeedController]
