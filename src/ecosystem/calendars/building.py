"""Builds feeds: what changed is folded, VEVENTs that did not change are taken from the feed as it was.

Everything happens in one transaction that holds the feed's row, so several processes build it once; a change
that commits meanwhile leaves its row in `feed_change` for the next build.
"""

import asyncio
import gzip
import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from ecosystem.calendars import audiences, writer
from ecosystem.calendars.publishing import Said, Spot
from ecosystem.calendars.writer import Look, Shown
from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Driver, Session, raw
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.words import Locale, Words

BACK, AHEAD = timedelta(days=90), timedelta(days=400)  # what a feed shows, from today
_LEVEL = 6

_PLACE = """
INSERT INTO feed (id, scope, key, locale, slug, revision, stale, created_at)
VALUES ($1, $2, $3, $4, $5, 0, true, $6) ON CONFLICT (scope, key, locale) DO NOTHING"""
# In this order for every builder and the sweep, so that they wait for one another and don't lock up.
_HOLD = "SELECT * FROM feed WHERE scope = $1 AND key = $2 ORDER BY locale FOR UPDATE"
_FOLD = """
WITH gone AS (DELETE FROM feed_change WHERE scope = $1 AND key = $2 RETURNING id)
UPDATE feed SET stale = true WHERE scope = $1 AND key = $2 AND EXISTS (SELECT FROM gone) RETURNING id"""
_FOLD_ALL = """
WITH gone AS (DELETE FROM feed_change RETURNING scope, key),
held AS (SELECT id FROM feed WHERE (scope, key) IN (SELECT scope, key FROM gone)
         ORDER BY scope, key, locale FOR UPDATE)
UPDATE feed SET stale = true WHERE id IN (SELECT id FROM held)"""
# What it shows of its window, in its order. What is gone or cancelled stays as long as the past does.
_SHOWN = """
SELECT e.subject_id, e.sequence FROM calendar_face f JOIN calendar_entry e ON e.subject_id = f.subject_id
WHERE f.scope = $1 AND f.key = $2 AND e.ends_at > $3 AND e.starts_at < $4
  AND (f.dropped_at IS NULL OR f.dropped_at > $3) AND (e.status <> 'cancelled' OR e.revised_at > $3)
ORDER BY e.starts_at, e.subject_id"""
_FACES = """
SELECT e.subject_id, e.sequence, e.revised_at, e.starts_at, e.ends_at, e.zone, e.all_day, e.instead_of,
    CASE WHEN f.dropped_at IS NULL THEN e.status ELSE 'cancelled' END AS status, f.said::text AS said
FROM calendar_face f JOIN calendar_entry e ON e.subject_id = f.subject_id
WHERE f.scope = $1 AND f.key = $2 AND f.subject_id = ANY($3::uuid[])"""
_STORE = """
UPDATE feed SET revision = revision + $2::int, stale = false, window_day = $3, writer = $4, body = $5,
    etag = $6, modified_at = $7 WHERE id = $1"""
_INSTANCE = "SELECT id FROM calendar_instance"
_said = msgspec.json.Decoder(Said)
_words = msgspec.json.Decoder(Words)


class Built(Struct, frozen=True):
    """A feed as it is sent: gzip bytes, the digest of the plain ones, the instant of its revision."""

    body: bytes
    etag: str
    modified_at: datetime


def today() -> date:
    """The day whose window feeds show; it begins everywhere at the same instant."""
    return clock.now().date()


def writer_of(base_url: str) -> int:
    """Which writer wrote a feed: another version, or another address of ours, has it built anew."""
    return zlib.crc32(f"{writer.VERSION} {base_url}".encode()) & 0x7FFFFFFF


async def build(db: Database, spot: Spot, locale: Locale, *, base_url: str, slug: str | None = None) -> Built:
    """The feed as it is now, built unless somebody else has just done so. Raises what goes wrong."""
    place = (new_id(), *spot, locale, slug, clock.now())
    async with db.driver() as driver:
        # Committed by itself: a sweep that folds changes must find the row.
        await driver.execute(_PLACE, *place)
    return await db.transact(partial(_build, spot=spot, locale=locale, base_url=base_url), bare=True)


async def fold(session: Session) -> None:
    """Mark the feeds that changed, and forget the changes."""
    await (await raw(session)).execute(_FOLD_ALL)


async def look_of(driver: Driver, spot: Spot, locale: Locale, *, base_url: str) -> Look:
    """What is the same for all of a feed."""
    scope, key = spot
    audience = audiences.known[scope]
    parameters = (key,) if "$1" in audience.named else ()
    row = await driver.fetchrow(audience.named, *parameters)
    name = _words.decode(row["name"]) if row else Words("", "")
    instance: str = await driver.fetchval(_INSTANCE)
    return Look(
        name=audience.title.to(locale, name=name.to(locale)),
        zone=row["zone"] if row else "UTC",
        locale=locale,
        private=not audience.public,
        instance=instance,
        base_url=base_url,
    )


async def _build(session: Session, *, spot: Spot, locale: Locale, base_url: str) -> Built:
    driver, day, by = await raw(session), today(), writer_of(base_url)
    held = {row["locale"]: row for row in await driver.fetch(_HOLD, *spot)}
    changed = await driver.fetch(_FOLD, *spot)
    row = held[locale]
    if not changed and not row["stale"] and (row["window_day"], row["writer"]) == (day, by):
        return Built(row["body"], row["etag"], row["modified_at"])
    look = await look_of(driver, spot, locale, base_url=base_url)
    start = datetime.combine(day, time(), UTC)
    revisions = [
        (found["subject_id"], found["sequence"])
        for found in await driver.fetch(_SHOWN, *spot, start - BACK, start + AHEAD)
    ]
    same_writer = row["body"] is not None and row["writer"] == by
    known = await asyncio.to_thread(_known, row["body"]) if same_writer else {}
    wanted = [subject_id for subject_id, sequence in revisions if (subject_id, sequence) not in known]
    fresh = [_shown(one) for one in await driver.fetch(_FACES, *spot, wanted)] if wanted else []
    body = await asyncio.to_thread(
        _written, revisions, known, fresh, look, year=day.year, since=row["created_at"], feed_id=row["id"]
    )
    return await _stored(driver, row, body, day=day, by=by)


async def _stored(driver: Driver, row: Any, built: tuple[bytes, str], *, day: date, by: int) -> Built:
    """The bytes put away. Where they are the same as before, so is their revision and its instant."""
    body, etag = built
    if etag == row["etag"]:
        modified_at, grown = row["modified_at"], 0
    else:
        # Whole seconds, as the header has them, and later than the one before all the same.
        now, last = clock.now().replace(microsecond=0), row["modified_at"]
        modified_at, grown = max(now, last + timedelta(seconds=1)) if last else now, 1
    await driver.execute(_STORE, row["id"], grown, day, by, body, etag, modified_at)
    return Built(body, etag, modified_at)


def _known(body: bytes) -> dict[writer.Revision, bytes]:
    return dict(writer.known_in(gzip.decompress(body)))


def _written(
    revisions: Sequence[writer.Revision],
    known: dict[writer.Revision, bytes],
    fresh: Sequence[Shown],
    look: Look,
    *,
    year: int,
    since: datetime,
    feed_id: UUID,
) -> tuple[bytes, str]:
    """The feed's bytes, compressed, and their digest."""
    # An entry that changed since the list was read is written as it is now, where the list has it.
    written = {shown.subject_id: writer.fragment(shown, look) for shown in fresh}
    fragments = [
        found
        for subject_id, sequence in revisions
        if (found := written.get(subject_id) or known.get((subject_id, sequence))) is not None
    ]
    plain = writer.joined(fragments, look, year=year, since=since, feed_id=feed_id)
    return gzip.compress(plain, _LEVEL, mtime=0), sha256(plain).hexdigest()[:32]


def _shown(row: Any) -> Shown:
    return Shown(
        row["subject_id"],
        row["sequence"],
        row["revised_at"],
        row["starts_at"],
        row["ends_at"],
        row["zone"],
        row["status"],
        row["all_day"],
        row["instead_of"],
        _said.decode(row["said"]),
    )
