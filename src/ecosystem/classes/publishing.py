"""Sessions in the calendars: one entry each, with a face for everybody whom it concerns.

Machines and rooms only say that they are busy to the public; who teaches stands in no public face. What is
not published yet is seen by those who run it.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from ecosystem.calendars.publishing import Entry, Face, publish
from ecosystem.classes import rows, words
from ecosystem.classes.models import PURPOSE
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.words import Words

_SESSIONS = """
SELECT e.id, e.series_id, e.number, e.starts_at, e.ends_at, e.state, e.teacher_ids, e.makes_up_for_id,
    e.resources::text AS resources, x.slug, x.mode, x.place, x.link,
    c.title::text AS title, c.state AS course_state,
    c.level::text AS level, c.materials::text AS materials,
    s.id AS site_id, s.name::text AS site_name, s.address, s.zone, s.region_id,
    m.id AS room_id, m.name::text AS room_name,
    coalesce(c.organisation_id, s.organisation_id) AS school_id
FROM class_session e
JOIN class_series x ON x.id = e.series_id
JOIN course c ON c.id = x.course_id
JOIN site s ON s.id = x.site_id
LEFT JOIN room m ON m.id = e.room_id
WHERE e.id = ANY($1::uuid[])"""
_OF_COURSE = """
SELECT e.id FROM class_session e JOIN class_series x ON x.id = e.series_id
WHERE x.course_id = $1 ORDER BY e.id"""


async def publish_sessions(session: Session, session_ids: Sequence[UUID]) -> None:
    """Say what these sessions are now; what looks the same as before is not touched."""
    found = await (await raw(session)).fetch(_SESSIONS, list(session_ids))
    await publish(session, [_entry(row) for row in found])


async def publish_course(session: Session, course_id: UUID) -> None:
    """The same for every session of a course that has another name or has come out."""
    rows_ = await (await raw(session)).fetch(_OF_COURSE, course_id)
    await publish_sessions(session, [row["id"] for row in rows_])


def _entry(row: rows.Row) -> Entry:
    return Entry(
        source=PURPOSE,
        subject_id=row["id"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        zone=row["zone"],
        status="cancelled" if row["state"] == "cancelled" else "confirmed",
        instead_of=row["makes_up_for_id"],
        faces=list(_faces(row)),
    )


def _faces(row: rows.Row) -> Iterator[Face]:
    title, path = rows.words(row["title"]), f"/lop/{row['slug']}"
    place = _place(row)
    public = row["course_state"] == "published"
    if public:
        level = rows.maybe_words(row["level"])
        for scope, key in (("network", row["region_id"]), ("site", row["site_id"])):
            yield Face(scope=scope, key=key, summary=title, location=place, path=path)
        yield Face(
            scope="class", key=row["series_id"], summary=title, location=place, description=level, path=path
        )
    inside = _inside(row)
    for scope, key in (("class_enrolled", row["series_id"]), ("site_staff", row["site_id"])):
        yield Face(scope=scope, key=key, summary=title, location=place, description=inside, path=path)
    for teacher_id in row["teacher_ids"]:
        yield Face(
            scope="person", key=teacher_id, summary=title, location=place, description=inside, path="/day-hoc"
        )
    if row["room_id"]:
        yield Face(scope="room", key=row["room_id"], summary=words.BUSY)
    for taken in rows.listed(row["resources"], rows.Taken):
        yield Face(scope="machine", key=taken.resource_id, summary=words.BUSY)


def _place(row: rows.Row) -> Words:
    room, site = rows.maybe_words(row["room_name"]), rows.words(row["site_name"])
    if row["mode"] == "online":
        return words.ONLINE

    def said(locale: str) -> str:
        parts = [row["place"], room.to(locale) if room else None]
        if not row["place"]:
            parts += [site.to(locale), row["address"]]
        return ", ".join(part for part in parts if part)

    return Words(said("vi"), said("en"))


def _inside(row: rows.Row) -> Words | None:
    """What those in the class are told besides: how to take part from afar, what to read."""
    lines = [row["link"]] if row["link"] else []
    lines += [f"{one.name}: {one.url}" if one.url else one.name for one in rows.materials(row)]
    text = "\n".join(lines)
    return Words(text, text) if text else None
