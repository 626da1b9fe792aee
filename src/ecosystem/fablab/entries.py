"""Bookings and outages as entries of calendars: who is shown what of them.

Whoever booked sees the machine, anybody else that it is busy, staff of the site who comes; a minor's name
goes into no calendar, since what is subscribed to lies with whoever runs the reader's calendar.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal
from uuid import UUID

from ecosystem.calendars import publishing
from ecosystem.calendars.publishing import Entry, Face
from ecosystem.directory.rules import is_minor
from ecosystem.fablab import rows, statements
from ecosystem.kernel import clock
from ecosystem.kernel.db import Session, Written, raw
from ecosystem.kernel.intervals import start_of_day, zone
from ecosystem.kernel.words import LOCALES, Words

SOURCE = "reservation"
OUTAGE = "outage"
SHOWN_BEFORE = timedelta(days=90)  # as far back as feeds reach
_DAY = timedelta(days=1)
BUSY = Words("Bận", "Busy")
BROKEN = Words("{machine}: hỏng", "{machine}: out of order")
MINOR = Words("người dưới 18 tuổi", "somebody under 18")
_STATUS: dict[str, Literal["confirmed", "tentative"]] = {"confirmed": "confirmed", "pending": "tentative"}

# Those that feeds may show, of a resource ($2) or of all, that stand in no calendar yet ($3) or all the same;
# so many after the last one seen ($4).
_SHOWN = (
    statements.RESERVATIONS
    + """
WHERE v.ends_at > $1 AND ($2::uuid IS NULL OR v.resource_id = $2) AND v.id > $4
  AND NOT ($3 AND EXISTS (SELECT FROM calendar_entry e WHERE e.subject_id = v.id))
ORDER BY v.id LIMIT $5
"""
)
_OPEN_OUTAGES = statements.OUTAGES + "WHERE o.started_at IS NOT NULL AND o.ended_at IS NULL ORDER BY o.id"
_BATCH = 500
_FIRST = UUID(int=0)


def entry(row: rows.Row) -> Entry:
    """A reservation as an entry; `row` is that of `statements.RESERVATION`, or of a new one alike."""
    reason = row["reason"]
    left, ends_at = row["checked_out_at"], row["ends_at"]
    unused = left is not None and left <= row["starts_at"]
    if left is not None and not unused:
        ends_at = min(ends_at, left)
    return Entry(
        source=SOURCE,
        subject_id=row["id"],
        starts_at=row["starts_at"],
        ends_at=ends_at,
        zone=row["zone"],
        status="cancelled" if unused else _STATUS.get(row["state"], "cancelled"),
        faces=_faces(row, _same(reason) if reason else None),
        at_least=row["version"] - 1,
    )


def fresh(row: rows.Row) -> list[Written]:
    """What publishes a reservation that is being made, to be written along with it."""
    return publishing.fresh([entry(row)])


async def publish(session: Session, row: rows.Row) -> None:
    """Tell the calendars of a reservation that has changed."""
    await publishing.publish(session, [entry(row)])


async def publish_shown(
    session: Session, *, resource_id: UUID | None = None, missing: bool = False, after: UUID = _FIRST
) -> UUID | None:
    """Compare the calendars with what is booked, of one resource or of all, and set them right.

    With `missing` only what stands in no calendar yet. Answers where to go on, None at the end.
    """
    since = clock.now() - SHOWN_BEFORE
    found = await (await raw(session)).fetch(_SHOWN, since, resource_id, missing, after, _BATCH)
    await publishing.publish(session, [entry(row) for row in found])
    return found[-1]["id"] if len(found) == _BATCH else None


async def publish_all(session: Session, *, resource_id: UUID | None = None) -> None:
    """All that is booked, or that of a resource, which has got another name or place."""
    after: UUID | None = _FIRST
    while after is not None:
        after = await publish_shown(session, resource_id=resource_id, after=after)


async def publish_outage(session: Session, outage_id: UUID) -> None:
    """Tell the calendars of an outage that has begun, changed or ended."""
    row = await (await raw(session)).fetchrow(statements.OUTAGE, outage_id)
    if row is not None and row["started_at"] is not None:
        await publishing.publish(session, [_outage(row)])


async def publish_open_outages(session: Session) -> None:
    """Those that go on for longer than was expected."""
    found = await (await raw(session)).fetch(_OPEN_OUTAGES)
    await publishing.publish(session, [_outage(row) for row in found])


def _faces(row: rows.Row, reason: Words | None) -> list[Face]:
    name, place = row["name"], _place(row)
    faces = [
        Face(
            scope="person",
            key=row["person_id"],
            summary=_same(name),
            location=_joined([place, _same(row["address"])] if row["address"] else [place]),
            description=reason,
            path="/cua-toi",
        ),
        *_busy(row, place),
    ]
    born, starts_at = row["birth_date"], row["starts_at"]
    minor = is_minor(born, starts_at.astimezone(zone(row["zone"])).date())
    who = MINOR if minor else _same(row["full_name"])
    faces.append(_to_staff(row, Words(f"{name} · {who.vi}", f"{name} · {who.en}"), place, reason))
    return faces


def _busy(row: rows.Row, place: Words) -> list[Face]:
    """What anybody may know: that it is taken."""
    resource_id, room_id = row["resource_id"], row["room_id"]
    path = f"/may/{resource_id}"
    faces = [Face(scope="machine", key=resource_id, summary=BUSY, location=place, path=path)]
    if room_id:
        inside = _joined([_same(row["name"]), place])
        faces.append(Face(scope="room", key=room_id, summary=BUSY, location=inside, path=path))
    return faces


def _to_staff(row: rows.Row, summary: Words, place: Words, reason: Words | None) -> Face:
    return Face(
        scope="site_staff",
        key=row["site_id"],
        summary=summary,
        location=place,
        description=reason,
        path="/hom-nay",
    )


def _outage(row: rows.Row) -> Entry:
    """Until its end, the expected one, or as long as nobody knows until the next midnight."""
    tz, start = zone(row["zone"]), row["started_at"]
    until = row["ended_at"] or row["expected_return"]
    if row["ended_at"] is None and (until is None or until <= clock.now()):
        until = start_of_day(clock.now().astimezone(tz).date() + _DAY, tz)
    place, said = _place(row), _same(row["reason"])
    summary = Words(*(BROKEN.to(locale, machine=row["name"]) for locale in LOCALES))
    return Entry(
        source=OUTAGE,
        subject_id=row["id"],
        starts_at=start,
        ends_at=max(until, start + timedelta(minutes=1)),
        zone=row["zone"],
        faces=[*_busy(row, place), _to_staff(row, summary, place, said)],
        at_least=row["version"] - 1,
    )


def _place(row: rows.Row) -> Words:
    site = rows.words(row["site_name"])
    return _joined([rows.words(row["room_name"]), site]) if row["room_id"] else site


def _joined(parts: Sequence[Words]) -> Words:
    return Words(*(", ".join(part.to(locale) for part in parts) for locale in LOCALES))


def _same(text: str) -> Words:
    """What somebody has written, the same in both languages."""
    return Words(text, text)
