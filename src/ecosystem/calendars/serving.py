"""Gives feeds out: by one statement where they are fresh, and never an error to a subscriber.

One refused reading is enough for some calendar programs to read never again. So whatever goes wrong, the
last bytes that this process gave out for an address are given out again; only a stranger gets none.
"""

import asyncio
import gzip
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from msgspec import Struct

from ecosystem.calendars import audiences, building, writer
from ecosystem.calendars.building import Built
from ecosystem.calendars.clients import client_of
from ecosystem.calendars.kept import Kept
from ecosystem.calendars.publishing import Spot
from ecosystem.kernel import clock, logs
from ecosystem.kernel.db import Database
from ecosystem.kernel.words import Locale

PATIENCE = 3.0  # seconds for the database to answer
BUILDING = 15.0  # seconds for a feed to be built, before the one before it is good enough
_log = logs.logger(__name__)

# $3 the tag that this process has, $4 the day, $5 the writer. The bytes come along unless it has them.
_STATE = """f.etag, f.modified_at, CASE WHEN f.etag = $3::text THEN NULL ELSE f.body END AS body,
    f.body IS NULL OR f.stale OR f.window_day <> $4::date OR f.writer <> $5::int
        OR EXISTS (SELECT FROM feed_change c WHERE c.scope = f.scope AND c.key = f.key) AS stale"""
# $1 slug, $2 scope, $6 language.
_PUBLIC = f"""
SELECT f.key, {_STATE} FROM feed f WHERE f.scope = $2 AND f.slug = $1 AND f.locale = $6"""  # noqa: S608
# $1 the digest of the token, $2 now.
_PRIVATE = """
SELECT t.id, t.scope, t.key, t.locale, t.created_at, t.revoked_at, t.purge_until, t.last_fetch_at,
    p.deactivated_at IS NULL AND ({allowed}) AS allowed, {state}
FROM feed_token t JOIN person p ON p.id = t.person_id
LEFT JOIN feed f ON f.scope = t.scope AND f.key = t.key AND f.locale = t.locale
WHERE t.digest = $1"""
_NOTE = """
UPDATE feed_token SET last_fetch_at = $2, last_client = $3
WHERE id = $1 AND (last_fetch_at IS NULL OR last_fetch_at <= $4)"""
_NOTE_EVERY = timedelta(minutes=5)


class Answer(Struct, frozen=True):
    """A feed's bytes with what goes along.

    `notice`: the address was withdrawn, and this says so.
    """

    built: Built
    file: str
    public: bool = False
    notice: bool = False

    def content(self, *, compressed: bool) -> bytes:
        """The bytes, as the reader takes them."""
        return self.built.body if compressed else gzip.decompress(self.built.body)

    @property
    def weight(self) -> int:
        """How much room it takes."""
        return len(self.built.body) + 500


class Gone(Exception):  # noqa: N818 -- an answer, not a failure
    """The address was withdrawn long ago."""


class Feeds:
    """The feeds as one process gives them out."""

    def __init__(self, db: Database, *, base_url: str) -> None:
        self.db, self.base_url = db, base_url
        self.kept: Kept[Answer] = Kept()
        self._writer = building.writer_of(base_url)
        self._flights: dict[tuple[Spot, Locale], asyncio.Task[Built]] = {}
        self._noting: set[UUID] = set()

    async def private(self, token: str, *, agent: str = "") -> Answer | None:
        """What stands at a private address; None where there is none. Raises Gone."""
        address = digest_of(token)
        try:
            return await self._private(address, agent)
        except Gone:
            self.kept.forget(address)
            raise
        except Exception as error:
            return self._last(address, error)

    async def public(self, scope: str, slug: str, locale: Locale) -> Answer | None:
        """A public feed; None where there is none."""
        address = f"{scope}/{slug}/{locale}".encode()
        try:
            return await self._public(address, scope, slug, locale)
        except Exception as error:
            return self._last(address, error)

    def _last(self, address: bytes, error: Exception) -> Answer | None:
        """What was last given out there."""
        found = self.kept.get(address)
        _log.warning("feed given out as it was", error=repr(error), known=found is not None)
        return found

    async def _private(self, address: bytes, agent: str) -> Answer | None:
        kept, now = self.kept.get(address), clock.now()
        tag = kept.built.etag if kept else None
        async with asyncio.timeout(PATIENCE), self.db.driver() as driver:
            row = await driver.fetchrow(
                _private(tuple(audiences.known)), address, now, tag, now.date(), self._writer
            )
        if row is None:
            self.kept.forget(address)
            return None
        self._note(row, agent, now)
        if row["revoked_at"] is not None or not row["allowed"]:
            return await self._withdrawn(address, row, now)
        spot = (row["scope"], row["key"])
        answer = Answer(await self._current(row, kept, spot, row["locale"]), audiences.known[spot[0]].file)
        return self.kept.put(address, answer)

    async def _public(self, address: bytes, scope: str, slug: str, locale: Locale) -> Answer | None:
        audience = audiences.known.get(scope)
        if audience is None or not audience.public:
            return None
        kept, short = self.kept.get(address), audiences.short(scope, slug)
        tag = kept.built.etag if kept else None
        async with asyncio.timeout(PATIENCE), self.db.driver() as driver:
            asked = (short, scope, tag, building.today(), self._writer, locale)
            row = await driver.fetchrow(_PUBLIC, *asked)
            key = row["key"] if row else await driver.fetchval(audience.resolved, short)
        if key is None:
            self.kept.forget(address)
            return None
        if row is None:
            built = await self._build((scope, key), locale, slug=short)
        else:
            built = await self._current(row, kept, (scope, key), locale)
        return self.kept.put(address, Answer(built, audience.file, public=True))

    async def _current(self, row: Any, kept: Answer | None, spot: Spot, locale: Locale) -> Built:
        """The bytes of a row, built anew where they are not those of now."""
        stored = None
        if row["etag"] is not None:
            same = kept is not None and kept.built.etag == row["etag"]
            body = kept.built.body if kept and same else row["body"]
            stored = Built(body, row["etag"], row["modified_at"])
        if stored is not None and not row["stale"]:
            return stored
        try:
            return await self._build(spot, locale)
        except Exception as error:
            if stored is None:
                raise
            _log.error("feed not built", scope=spot[0], key=str(spot[1]), error=repr(error))
            return stored

    async def _build(self, spot: Spot, locale: Locale, *, slug: str | None = None) -> Built:
        """Built once, however many ask; whoever gives up waiting doesn't stop it for the others."""
        flight = self._flights.get((spot, locale))
        if flight is None:
            work = building.build(self.db, spot, locale, base_url=self.base_url, slug=slug)
            flight = self._flights[spot, locale] = asyncio.get_running_loop().create_task(work)
            flight.add_done_callback(lambda _: self._flights.pop((spot, locale), None))
        async with asyncio.timeout(BUILDING):
            return await asyncio.shield(flight)

    async def _withdrawn(self, address: bytes, row: Any, now: datetime) -> Answer:
        """The notice in place of the feed, for as long as it is due."""
        if row["purge_until"] is not None and row["purge_until"] <= now:
            raise Gone
        since = (row["revoked_at"] or row["created_at"]).replace(microsecond=0)
        kept = self.kept.get(address)
        if kept is not None and kept.notice and kept.built.modified_at == since:
            return kept
        spot = (row["scope"], row["key"])
        async with asyncio.timeout(PATIENCE), self.db.driver() as driver:
            look = await building.look_of(driver, spot, row["locale"], base_url=self.base_url)
        plain = writer.notice(look, token_id=row["id"], since=since)
        built = Built(gzip.compress(plain, mtime=0), sha256(plain).hexdigest()[:32], since)
        return self.kept.put(address, Answer(built, audiences.known[spot[0]].file, notice=True))

    def _note(self, row: Any, agent: str, now: datetime) -> None:
        """When and by what it was read, once in a while and behind the answer."""
        last, token_id = row["last_fetch_at"], row["id"]
        if token_id in self._noting or (last is not None and now - last < _NOTE_EVERY):
            return
        self._noting.add(token_id)
        self.db.in_background(self._noted(token_id, client_of(agent), now))

    async def _noted(self, token_id: UUID, client: str, now: datetime) -> None:
        try:
            async with self.db.driver() as driver:
                await driver.execute(_NOTE, token_id, now, client, now - _NOTE_EVERY)
        except Exception as error:
            _log.warning("reading of a feed not noted", error=type(error).__name__)
        finally:
            self._noting.discard(token_id)


def digest_of(token: str) -> bytes:
    """What is stored of a token."""
    return sha256(token.encode("utf-8", "replace")).digest()


@lru_cache(maxsize=10)
def _private(scopes: tuple[str, ...]) -> str:
    return _PRIVATE.format(allowed=audiences.allowed(scopes), state=_STATE)
