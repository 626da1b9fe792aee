"""Letters about classes, one to each person and change, in the transaction of their cause."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem.classes import rows, words
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.hooks import Cause
from ecosystem.kernel.intervals import zone
from ecosystem.kernel.words import LOCALES, Words
from ecosystem.notifications.service import Letter, Recipient, address_of, notify

_NAMED = 12  # sessions that a letter lists; of the others it tells how many there are

_SERIES = """
SELECT c.title::text AS title, s.zone FROM class_series x
JOIN course c ON c.id = x.course_id JOIN site s ON s.id = x.site_id WHERE x.id = $1"""
_TEACHERS = """
SELECT p.id, p.full_name, p.email, p.locale,
    array_agg(e.starts_at ORDER BY e.starts_at) AS starts, array_agg(e.ends_at ORDER BY e.starts_at) AS ends
FROM class_session e JOIN person p ON p.id = ANY(e.teacher_ids)
WHERE e.series_id = $1 AND p.id <> $2 AND p.email IS NOT NULL AND p.deactivated_at IS NULL
GROUP BY p.id"""


# Whom these sessions concern, once a series, with what concerns them of it; not who did it.
_CONCERNED = """
SELECT p.id, p.full_name, p.email, p.locale, x.id AS series_id, x.slug, c.title::text AS title, s.zone,
    array_agg(e.starts_at ORDER BY e.starts_at) AS starts, array_agg(e.ends_at ORDER BY e.starts_at) AS ends,
    (array_agg(e.id ORDER BY e.starts_at))[1] AS first, max(e.version) AS version
FROM class_session e JOIN class_series x ON x.id = e.series_id JOIN course c ON c.id = x.course_id
JOIN site s ON s.id = x.site_id JOIN person p ON {who}
WHERE e.id = ANY($1::uuid[]) AND p.id <> $2 AND p.email IS NOT NULL AND p.deactivated_at IS NULL
GROUP BY p.id, x.id, c.id, s.id"""
_TAUGHT = _CONCERNED.format(who="p.id = ANY(e.teacher_ids)")
# Whoever enrolled a child, however many, or themselves.
_ATTENDED = _CONCERNED.format(
    who="""NOT p.id = ANY(e.teacher_ids) AND p.id IN (
    SELECT n.ordered_by_id FROM enrolment n WHERE n.series_id = x.id AND n.state = 'enrolled')"""
)


async def assigned(session: Session, *, series_id: UUID, by: UUID) -> None:
    """A new series: to each of its teachers but who made it."""
    connection = await raw(session)
    series: Any = await connection.fetchrow(_SERIES, series_id)
    title = rows.words(series["title"])
    for row in await connection.fetch(_TEACHERS, series_id, by):
        spans = list(zip(row["starts"], row["ends"], strict=True))
        lines = dated(spans, series["zone"])
        opening = Words(*(words.ASSIGNED.to(say, count=len(spans), title=title.to(say)) for say in LOCALES))
        letter = Letter(
            Words(*(words.ASSIGNED_SUBJECT.to(say, title=title.to(say)) for say in LOCALES)),
            composed(row["full_name"], [opening, lines], "/day-hoc"),
        )
        to = Recipient(row["full_name"], row["email"], row["locale"])
        await notify(session, key=f"class:{series_id}:assigned:{row['id']}", to=to, letter=letter)


def composed(name: str, blocks: Sequence[Words], path: str, see: Words = words.SEE) -> Words:
    """The text of a letter: a greeting, its blocks, where to see more."""
    ends = see.filled(link=address_of(path))
    parts = [words.HELLO.filled(name=name), *blocks, ends]
    return Words(*("\n\n".join(part.to(say) for part in parts) + "\n" for say in LOCALES))


def dated(spans: Sequence[tuple[datetime, datetime]], zone_name: str) -> Words:
    """When sessions are, one a line, on the clock of their place."""
    return Words(*("\n".join(_lines(spans, zone_name, say)) for say in LOCALES))


def _lines(spans: Sequence[tuple[datetime, datetime]], zone_name: str, say: Any) -> list[str]:
    tz = zone(zone_name)
    found = []
    for start, end in spans[:_NAMED]:
        begins, finishes = start.astimezone(tz), end.astimezone(tz)
        day = words.WEEKDAYS[begins.weekday()].to(say)
        found.append(f"- {begins:%H:%M}–{finishes:%H:%M}, {day} {begins:%d/%m/%Y}")
    if len(spans) > _NAMED:
        found.append(words.MORE.to(say, count=len(spans) - _NAMED))
    return found


async def cancelled(session: Session, *, session_ids: Sequence[UUID], why: Words | None, by: UUID) -> None:
    """Sessions are off: one letter to each of their teachers and families, but not to who called them off."""
    connection, ids = await raw(session), list(session_ids)
    for row in await connection.fetch(_TAUGHT, ids, by):
        opening = words.CANCELLED if len(row["starts"]) > 1 else words.CANCELLED_ONE
        text = composed(row["full_name"], _off(row, opening, why), "/day-hoc")
        await _cancelled(session, row, Letter(_titled(words.CANCELLED_SUBJECT, _title(row)), text))
    for row in await connection.fetch(_ATTENDED, ids, by):
        opening = words.OFF if len(row["starts"]) > 1 else words.OFF_ONE
        text = composed(row["full_name"], _off(row, opening, why), f"/lop/{row['slug']}", see=words.SEE_CLASS)
        await _cancelled(session, row, Letter(_titled(words.OFF_SUBJECT, _title(row)), text))


async def _cancelled(session: Session, row: rows.Row, letter: Letter) -> None:
    key = f"class:{row['id']}:{row['series_id']}:cancelled:{row['first']}:{row['version']}"
    to = Recipient(row["full_name"], row["email"], row["locale"])
    await notify(session, key=key, to=to, letter=letter)


def _off(row: rows.Row, opening: Words, why: Words | None) -> list[Words]:
    spans = list(zip(row["starts"], row["ends"], strict=True))
    blocks = [_titled(opening, _title(row), len(spans)), dated(spans, row["zone"])]
    if why:
        blocks.append(Words(*(words.WHY.to(say, why=why.to(say)) for say in LOCALES)))
    return blocks


def _title(row: rows.Row) -> Words:
    return rows.words(row["title"])


async def kept(session: Session, *, session_id: UUID, cause: Cause, by: UUID) -> None:
    """A session stands in spite of a change that would have called it off."""
    for row in await (await raw(session)).fetch(_TAUGHT, [session_id], by):
        title, spans = rows.words(row["title"]), list(zip(row["starts"], row["ends"], strict=True))
        why = Words(*(words.KEPT_WHY.to(say, why=cause.reason.to(say)) for say in LOCALES))
        blocks = [_titled(words.KEPT, title), dated(spans, row["zone"]), why]
        letter = Letter(_titled(words.KEPT_SUBJECT, title), composed(row["full_name"], blocks, "/day-hoc"))
        to = Recipient(row["full_name"], row["email"], row["locale"])
        await notify(session, key=f"class:{row['id']}:{session_id}:kept:{cause.key}", to=to, letter=letter)


def _titled(template: Words, title: Words, count: int = 1) -> Words:
    return Words(*(template.to(say, title=title.to(say), count=count) for say in LOCALES))
