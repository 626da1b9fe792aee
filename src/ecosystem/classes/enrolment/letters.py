"""The letters of enrolment: facts in the transaction of their cause, names when they are sent."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from ecosystem.classes import rows
from ecosystem.classes.enrolment import words
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import zone
from ecosystem.notifications import outbox
from ecosystem.notifications.service import address_of

TEMPLATE = "enrolment"
_TO = outbox.of_people(
    "SELECT full_name AS name, email AS address, locale FROM person"
    " WHERE id = $7::uuid AND email IS NOT NULL AND deactivated_at IS NULL"
)
_NAMED = """
SELECT c.title::text AS title, s.zone FROM class_series x
JOIN course c ON c.id = x.course_id JOIN site s ON s.id = x.site_id WHERE x.id = $1"""
_WHO = "SELECT full_name FROM person WHERE id = ANY($1::uuid[]) ORDER BY sort_key, id"


class Facts(Struct, frozen=True):
    """What happened to whom in which class."""

    event: str
    series_id: UUID
    person_ids: list[UUID]
    until: datetime | None = None


async def tell(
    session: Session,
    event: str,
    *,
    series_id: UUID,
    person_ids: Sequence[UUID],
    to_id: UUID,
    until: datetime | None = None,
) -> None:
    """Put a letter down for whoever ordered; without an address there is nobody to tell."""
    facts = Facts(event, series_id, list(person_ids), until)
    statement, values = outbox.put_down(
        session, _TO, key=f"enrolment:{event}:{new_id()}", template=TEMPLATE, facts=facts, who=(to_id,)
    )
    await (await raw(session)).execute(statement, *values)


async def write(session: Session, asked: outbox.Facts) -> outbox.Content | None:
    """The text of a letter; None where the class or everybody in it is gone."""
    facts = msgspec.json.decode(asked.json, type=Facts)
    connection = await raw(session)
    row = await connection.fetchrow(_NAMED, facts.series_id)
    names = [one["full_name"] for one in await connection.fetch(_WHO, facts.person_ids)]
    if row is None or not names:
        return None
    say = asked.locale
    until = facts.until.astimezone(zone(row["zone"])) if facts.until else None
    said = {
        "name": asked.name,
        "who": ", ".join(names),
        "title": rows.words(row["title"]).to(say),
        "until": f"{until:%H:%M %d/%m/%Y}" if until else "",
    }
    body = words.BODIES[facts.event].to(say, **said) + words.TAIL.to(say, link=address_of("/gia-dinh"))
    return outbox.Content(words.SUBJECTS[facts.event].to(say, **said), body)
