"""Entries of calendars, as the features publish them: in their own transaction, true at its commit.

An entry exists once; each feed that it stands in has a face of it. Feeds that look different afterwards get a
row in `feed_change`, which is only ever added, so that two bookings never wait for one feed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from ecosystem.kernel import clock
from ecosystem.kernel.db import Session, Written, raw, write_together
from ecosystem.kernel.words import Words

# Feeds that anybody may read. What leaves one of the others stays in it as cancelled for a while.
PUBLIC = frozenset({"network", "site", "room", "machine", "class", "cohort"})

_LOCK = """
SELECT subject_id, source, starts_at, ends_at, zone, status, all_day, instead_of, sequence
FROM calendar_entry WHERE subject_id = ANY($1::uuid[]) ORDER BY subject_id FOR UPDATE"""
_FACES = """
SELECT subject_id, scope, key, said::text AS said, dropped_at
FROM calendar_face WHERE subject_id = ANY($1::uuid[])"""
_ENTRIES = """
INSERT INTO calendar_entry AS e (subject_id, source, starts_at, ends_at, zone, status, all_day, instead_of,
                                 sequence, revised_at)
SELECT n.*, $10::timestamptz FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[],
    $5::text[], $6::text[], $7::boolean[], $8::uuid[], $9::int[]) n
ON CONFLICT (subject_id) DO UPDATE SET source = excluded.source, starts_at = excluded.starts_at,
    ends_at = excluded.ends_at, zone = excluded.zone, status = excluded.status, all_day = excluded.all_day,
    instead_of = excluded.instead_of, sequence = greatest(e.sequence + 1, excluded.sequence),
    revised_at = excluded.revised_at"""
_SAY = """
INSERT INTO calendar_face (scope, key, subject_id, said)
SELECT n.scope, n.key, n.subject_id, n.said::jsonb
FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[]) n (scope, key, subject_id, said)
ON CONFLICT (scope, key, subject_id) DO UPDATE SET said = excluded.said, dropped_at = NULL"""
_DROP = """
UPDATE calendar_face f SET dropped_at = $4::timestamptz
FROM unnest($1::text[], $2::uuid[], $3::uuid[]) n (scope, key, subject_id)
WHERE f.scope = n.scope AND f.key = n.key AND f.subject_id = n.subject_id"""
_ERASE = """
DELETE FROM calendar_face f USING unnest($1::text[], $2::uuid[], $3::uuid[]) n (scope, key, subject_id)
WHERE f.scope = n.scope AND f.key = n.key AND f.subject_id = n.subject_id"""
_CHANGE = "INSERT INTO feed_change (scope, key) SELECT * FROM unnest($1::text[], $2::uuid[])"
_UNPUBLISH = """
WITH gone AS (
    DELETE FROM calendar_face f USING calendar_entry e
    WHERE e.subject_id = f.subject_id AND e.source = $1 AND e.subject_id = ANY($2::uuid[])
      AND ($3::text IS NULL OR f.scope = $3) AND ($4::uuid IS NULL OR f.key = $4)
    RETURNING f.scope, f.key)
INSERT INTO feed_change (scope, key) SELECT DISTINCT scope, key FROM gone"""


class Said(Struct, frozen=True, omit_defaults=True):
    """What a face says, in both languages; `path` is a page of the application."""

    summary: Words
    location: Words | None = None
    description: Words | None = None
    path: str | None = None


class Face(Struct, frozen=True, kw_only=True):
    """How an entry looks in one feed.

    `scope` names the audience (see `audiences`), `key` the region, site, room, resource, person it is about.
    """

    scope: str
    key: UUID
    summary: Words
    location: Words | None = None
    description: Words | None = None
    path: str | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """Something for calendars; one to a subject.

    The ends are instants; of an `all_day` entry their dates in `zone` count, the end's left out.
    `instead_of` is the subject that it makes up for. SEQUENCE is never below `at_least`.
    """

    source: str
    subject_id: UUID
    starts_at: datetime
    ends_at: datetime
    zone: str
    status: Literal["confirmed", "tentative", "cancelled"] = "confirmed"
    all_day: bool = False
    instead_of: UUID | None = None
    faces: Sequence[Face] = ()
    at_least: int = 0


Spot = tuple[str, UUID]  # scope and key: a feed, whatever its language

_said = msgspec.json.Decoder(Said)


async def publish(session: Session, entries: Sequence[Entry]) -> None:
    """Put entries into the feeds of their faces, out of those that they have no face for any more.

    An entry of which nothing visible changed is not touched; any other's SEQUENCE grows. Three statements at
    most, however many entries.
    """
    if not entries:
        return
    connection = await raw(session)
    ids = [entry.subject_id for entry in entries]
    # The lock first: what is read along with it would be older than what others have just written.
    known = {row["subject_id"]: row for row in await connection.fetch(_LOCK, ids)}
    faces: dict[UUID, dict[Spot, Any]] = {}
    for row in await connection.fetch(_FACES, ids) if known else ():
        faces.setdefault(row["subject_id"], {})[row["scope"], row["key"]] = row
    changed = [
        entry
        for entry in entries
        if _differs(entry, known.get(entry.subject_id), faces.get(entry.subject_id, {}))
    ]
    if changed:
        sequences = {subject_id: row["sequence"] + 1 for subject_id, row in known.items()}
        await write_together(connection, _writes(changed, sequences, faces))


def fresh(entries: Sequence[Entry]) -> list[Written]:
    """What publishes entries of subjects that are just being made, to be written along with them."""
    return _writes(entries, {}, {})


async def unpublish(
    session: Session,
    *,
    source: str,
    subject_ids: Iterable[UUID],
    scope: str | None = None,
    key: UUID | None = None,
) -> None:
    """Take entries out of all feeds, or of one, without a trace of them. One statement."""
    await (await raw(session)).execute(_UNPUBLISH, source, list(subject_ids), scope, key)


async def touch(session: Session, feeds: Iterable[Spot]) -> None:
    """Have feeds built anew whose name or reader changed, though no entry did."""
    statement, values = _change(feeds)
    await (await raw(session)).execute(statement, *values)


def _differs(entry: Entry, row: Any, faces: dict[Spot, Any]) -> bool:
    """Whether anything of the entry looks other than what is stored."""
    if row is None:
        return True
    names = ("source", "starts_at", "ends_at", "zone", "status", "all_day", "instead_of")
    if any(getattr(entry, name) != row[name] for name in names):
        return True
    standing = {
        spot: _said.decode(face["said"]) for spot, face in faces.items() if face["dropped_at"] is None
    }
    return standing != {(face.scope, face.key): _of(face) for face in entry.faces}


def _of(face: Face) -> Said:
    return Said(face.summary, face.location, face.description, face.path)


def _writes(
    entries: Sequence[Entry], sequences: dict[UUID, int], faces: dict[UUID, dict[Spot, Any]]
) -> list[Written]:
    """All that changes, as statements for one trip."""
    said = [
        (face.scope, face.key, entry.subject_id, msgspec.json.encode(_of(face)).decode())
        for entry in entries
        for face in entry.faces
    ]
    given = {face[:3] for face in said}
    left = [
        (*spot, entry.subject_id)
        for entry in entries
        for spot, face in faces.get(entry.subject_id, {}).items()
        if face["dropped_at"] is None and (*spot, entry.subject_id) not in given
    ]
    kept, erased = (
        [spot for spot in left if spot[0] not in PUBLIC],
        [spot for spot in left if spot[0] in PUBLIC],
    )
    seen = {(scope, key) for scope, key, *_ in said} | {
        spot for entry in entries for spot in faces.get(entry.subject_id, {})
    }
    return [
        (_ENTRIES, _columns(entries, sequences)),
        *([(_SAY, _arrays(said))] if said else []),
        *([(_DROP, (*_arrays(kept), clock.now()))] if kept else []),
        *([(_ERASE, _arrays(erased))] if erased else []),
        _change(seen),
    ]


def _columns(entries: Sequence[Entry], sequences: dict[UUID, int]) -> tuple[Any, ...]:
    rows = [
        (
            *(entry.subject_id, entry.source, entry.starts_at, entry.ends_at, entry.zone, entry.status),
            *(entry.all_day, entry.instead_of),
            max(sequences.get(entry.subject_id, 0), entry.at_least),
        )
        for entry in entries
    ]
    return (*_arrays(rows), clock.now())


def _change(feeds: Iterable[Spot]) -> Written:
    spots = sorted(set(feeds))
    return _CHANGE, ([scope for scope, _ in spots], [key for _, key in spots])


def _arrays(rows: Sequence[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    return tuple(map(list, zip(*rows, strict=True)))
