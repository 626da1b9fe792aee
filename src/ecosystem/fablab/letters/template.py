"""Makes letters of facts when they are sent: names as they are now, times as they were then."""

from typing import Any

import msgspec

from ecosystem.calendars.ics import Event, Invited, Method, calendar, uid_of
from ecosystem.fablab import rows
from ecosystem.fablab.letters import statements, text, words
from ecosystem.fablab.letters.facts import OVER, Facts
from ecosystem.fablab.letters.text import Place, Reader
from ecosystem.kernel import clock
from ecosystem.kernel.db import Session, raw
from ecosystem.notifications import outbox
from ecosystem.notifications.office import office
from ecosystem.notifications.rules import SENDER_NAME


async def write(session: Session, asked: outbox.Facts) -> outbox.Content | None:
    """The text of a letter and its calendar part; None for a reminder that comes too late. Two statements."""
    facts = msgspec.json.decode(asked.json, type=Facts)
    connection = await raw(session)
    row = await connection.fetchrow(statements.RESERVED, facts.reservation_id)
    wanted = {facts.spot.resource_id, *([facts.before.resource_id] if facts.before else [])}
    found = {one["id"]: one for one in await connection.fetch(statements.PLACES, list(wanted))}
    if row is None or facts.spot.resource_id not in found or _outdated(facts, row):
        return None
    place = _place(found[facts.spot.resource_id], asked.locale)
    reader = Reader(asked.name, asked.locale, row["full_name"], row["zone"])
    before = None
    if facts.before is not None and facts.before.resource_id != facts.spot.resource_id:
        before = _place(found[facts.before.resource_id], asked.locale)
    base_url = office().base_url
    part: dict[str, Any] = {}
    if facts.event not in {"asked", "kept", "reminder"}:
        part = _calendar_part(facts, place, asked, row, base_url)
    return outbox.Content(
        text.subject(facts, place, reader),
        text.body(facts, place, reader, base_url=base_url, before=before),
        **part,
    )


def _outdated(facts: Facts, row: rows.Row) -> bool:
    """A reminder is of a booking that stands, is where it was and has not begun."""
    if facts.event != "reminder":
        return False
    stands = row["state"] == "confirmed" and row["version"] == facts.version
    return not stands or row["starts_at"] <= clock.now()


def _place(row: rows.Row, locale: str) -> Place:
    return Place(
        machine=row["name"],
        room=rows.words(row["room_name"]).to(locale) if row["room_name"] else None,
        site=rows.words(row["site_name"]).to(locale),
        site_slug=row["site_slug"],
        address=row["address"],
        zone=row["zone"],
        region=rows.words(row["region_name"]).to(locale),
        rules=rows.rules_of(row),
    )


def _calendar_part(
    facts: Facts, place: Place, asked: outbox.Facts, row: rows.Row, base_url: str
) -> dict[str, Any]:
    """An invitation, or its withdrawal. Not PUBLISH: what was published no mail program ever takes back."""
    over = facts.event in OVER
    name = words.LOST if over else words.UNSURE if facts.decide_by else None
    event = Event(
        # The same as in feeds and of the event that one downloads, so that a calendar knows it for one. What
        # feeds have counted besides, such as another name of the machine, counts here too.
        uid=uid_of(facts.reservation_id, row["instance"]),
        sequence=facts.version - 1 + (row["ahead"] or 0),
        stamp=asked.created_at,
        created=row["created_at"],
        starts_at=facts.spot.starts_at,
        ends_at=facts.spot.ends_at,
        summary=name.to(asked.locale, machine=place.machine) if name else place.machine,
        location=", ".join(part for part in (place.room, place.site, place.address) if part),
        url=f"{base_url}/cua-toi",
        status="CANCELLED" if over else "TENTATIVE" if facts.decide_by else "CONFIRMED",
    )
    method: Method = "CANCEL" if over else "REQUEST"
    invited = Invited(office().sender, SENDER_NAME, asked.address, asked.name)
    return {"calendar": calendar(event, method=method, invited=invited).decode(), "method": method}
