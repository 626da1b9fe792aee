"""Reads of feeds: one's own addresses, the public ones, and what those say."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

import msgspec

from ecosystem.calendars import audiences, building, links, schemas
from ecosystem.calendars.errors import NoSuchFeed
from ecosystem.calendars.ics import uid_of
from ecosystem.calendars.models import FeedToken
from ecosystem.calendars.publishing import Said, Spot
from ecosystem.calendars.service import Issued
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Driver, Session, raw
from ecosystem.kernel.words import Words

# One's own, the newest first; what was withdrawn as long as its readers are told so.
_OWN = """
SELECT id, scope, key, label, locale, created_at, last_fetch_at, last_client, revoked_at, purge_until
FROM feed_token WHERE person_id = $1 AND (purge_until IS NULL OR purge_until > $2)
ORDER BY created_at DESC, id DESC"""
_ONE = "SELECT scope, key, locale FROM feed_token WHERE id = $1 AND person_id = $2 AND revoked_at IS NULL"
_ENTRIES = """
SELECT e.*, f.said::text AS said, i.id AS instance
FROM calendar_face f JOIN calendar_entry e ON e.subject_id = f.subject_id CROSS JOIN calendar_instance i
WHERE f.scope = $1 AND f.key = $2 AND e.ends_at > $3 AND e.starts_at < $4
  AND f.dropped_at IS NULL AND (e.status <> 'cancelled' OR e.revised_at > $3)
ORDER BY e.starts_at, e.subject_id"""
_words = msgspec.json.Decoder(Words)
_said = msgspec.json.Decoder(Said)


async def own(session: Session, actor: Actor) -> schemas.Feeds:
    """One's addresses and what one may have. A statement to an audience and to a feed's name."""
    driver, now = await raw(session), clock.now()
    items = [await _feed(driver, row) for row in await driver.fetch(_OWN, actor.person_id, now)]
    offers = [
        schemas.Offer(_scope(audience.scope, row["key"]), _titled(audience, _words.decode(row["name"])))
        for audience in audiences.known.values()
        if audience.offered
        for row in await driver.fetch(
            audience.offered, *((actor.person_id, now)[: 1 + ("$2" in audience.offered)])
        )
    ]
    return schemas.Feeds(items, offers)


async def issued(session: Session, made: Issued, *, base_url: str) -> schemas.NewFeed:
    """A new address, for the only time."""
    row: FeedToken = made.row
    fields = {name: getattr(row, name) for name in schemas.Feed.__struct_fields__ if name != "name"}
    feed = await _feed(await raw(session), fields)
    forms = links.links(links.private_url(base_url, made.token), feed.name.to(row.locale))
    return schemas.NewFeed(**msgspec.structs.asdict(feed), **msgspec.structs.asdict(forms))


async def spot_of(session: Session, actor: Actor, feed_id: UUID) -> tuple[Spot, str]:
    """What one's own live address is of, and its language. Raises NoSuchFeed."""
    row = await (await raw(session)).fetchrow(_ONE, feed_id, actor.person_id)
    if row is None:
        raise NoSuchFeed
    return (row["scope"], row["key"]), row["locale"]


async def public(
    session: Session, *, kind: str | None, key: UUID | None, locale: str, base_url: str
) -> list[schemas.PublicFeed]:
    """Public feeds: all, those of a kind, or that of one thing. A statement to a kind."""
    driver = await raw(session)
    wanted = [
        audience
        for audience in audiences.known.values()
        if audience.listed and kind in (None, audience.scope)
    ]
    found = []
    for audience in wanted:
        statement = (
            f"SELECT * FROM ({audience.listed}) one WHERE $1::uuid IS NULL OR key = $1 ORDER BY slug, name"  # noqa: S608
        )
        found += [
            _public(audience, row, locale=locale, base_url=base_url)
            for row in await driver.fetch(statement, key)
        ]
    return found


async def public_calendar(
    session: Session, *, kind: str, slug: str, locale: str, base_url: str
) -> schemas.PublicCalendar:
    """One public feed and all that it shows. Raises NoSuchFeed."""
    driver = await raw(session)
    audience = audiences.known.get(kind)
    if audience is None or audience.listed is None:
        raise NoSuchFeed
    key = await driver.fetchval(audience.resolved, audiences.short(kind, slug))
    rows = await driver.fetch(f"SELECT * FROM ({audience.listed}) one WHERE key = $1", key) if key else []  # noqa: S608
    if not rows:
        raise NoSuchFeed
    feed = _public(audience, rows[0], locale=locale, base_url=base_url)
    start = datetime.combine(building.today(), time(), UTC)
    shown = await driver.fetch(_ENTRIES, kind, key, start - building.BACK, start + building.AHEAD)
    forms = msgspec.structs.asdict(links.links(feed.url, feed.name.to(locale)))
    return schemas.PublicCalendar(
        **(msgspec.structs.asdict(feed) | forms), items=[_entry(row, base_url) for row in shown]
    )


def _public(audience: audiences.Audience, row: Any, *, locale: str, base_url: str) -> schemas.PublicFeed:
    name = _words.decode(row["name"])
    slug = row["slug"] or audiences.slug(name.vi, row["key"])
    return schemas.PublicFeed(
        kind=audience.scope,
        slug=slug,
        key=row["key"],
        name=name,
        url=links.public_url(base_url, audience.scope, slug, locale),
    )


async def _feed(driver: Driver, row: Any) -> schemas.Feed:
    audience = audiences.known[row["scope"]]
    found = await driver.fetchrow(audience.named, *((row["key"],) if "$1" in audience.named else ()))
    name = _words.decode(found["name"]) if found else Words("", "")
    fields = {name: row[name] for name in schemas.Feed.__struct_fields__ if name != "name"}
    return schemas.Feed(**fields, name=_titled(audience, name))


def _titled(audience: audiences.Audience, name: Words) -> Words:
    return Words(*(audience.title.to(locale, name=name.to(locale)) for locale in ("vi", "en")))


def _scope(scope: str, key: UUID) -> str:
    return scope if scope == "person" else f"{scope}:{key}"


def _entry(row: Any, base_url: str) -> schemas.PublicEntry:
    said = _said.decode(row["said"])
    names = ("starts_at", "ends_at", "zone", "all_day", "status", "sequence", "revised_at")
    return schemas.PublicEntry(
        uid=uid_of(row["subject_id"], row["instance"]),
        summary=said.summary,
        location=said.location,
        description=said.description,
        url=base_url + said.path if said.path else None,
        **{name: row[name] for name in names},
    )
