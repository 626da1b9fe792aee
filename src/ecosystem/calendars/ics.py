"""iCalendar text (RFC 5545) of a single event, published or sent as an invitation (RFC 5546)."""

import re
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

PRODID = "-//Ecosystem//Timetable//EN"
LINE = 75  # octets, the line break not counted
Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
# Control characters have no place in a value; line breaks become \n before this.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Event(Struct, frozen=True, kw_only=True):
    """What a calendar is told of one event.

    `uid` stays the same for good, `sequence` grows by one with each change, `stamp` is the instant
    of the last change. `starts_at` and `ends_at` are aware instants; the end is exclusive.
    """

    uid: str
    sequence: int
    stamp: datetime
    created: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str | None = None
    description: str | None = None
    url: str | None = None
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"


class Invited(Struct, frozen=True):
    """Who invites whom: addresses and names. Nothing is asked of the guest, who has accepted by booking."""

    organizer: str
    organizer_name: str
    attendee: str
    attendee_name: str


def uid_of(subject_id: UUID, instance: str) -> str:
    """What calendars know an entry by, for good: whatever becomes of its time, its name and our address."""
    return f"{subject_id}@{instance}"


def calendar(event: Event, *, method: Method = "PUBLISH", invited: Invited | None = None) -> bytes:
    """A VCALENDAR with this one event, folded, escaped, UTF-8, lines ended by CR LF.

    A REQUEST or CANCEL names who is `invited`: without an organizer mail programs don't act on it.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(event.stamp)}",
        f"LAST-MODIFIED:{_utc(event.stamp)}",
        f"CREATED:{_utc(event.created)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(event.ends_at)}",
        f"STATUS:{event.status}",
        f"SUMMARY:{escaped(event.summary)}",
    ]
    lines += [f"LOCATION:{escaped(event.location)}"] if event.location else []
    lines += [f"DESCRIPTION:{escaped(event.description)}"] if event.description else []
    lines += [f"URL:{uri(event.url)}"] if event.url else []
    lines += _people(invited) if invited else []
    lines += ["TRANSP:TRANSPARENT"] if method == "CANCEL" else []
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return b"".join(folded(line) for line in lines)


def _people(invited: Invited) -> list[str]:
    organizer, attendee = _quoted(invited.organizer_name), _quoted(invited.attendee_name)
    accepted = "ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
    return [
        f"ORGANIZER;CN={organizer}:mailto:{_CONTROL.sub('', invited.organizer)}",
        f"ATTENDEE;CN={attendee};{accepted}:mailto:{_CONTROL.sub('', invited.attendee)}",
    ]


def _quoted(name: str) -> str:
    """A parameter's value: quotes and line breaks have no way to stand in one."""
    kept = _CONTROL.sub("", name.replace("\n", " ").replace('"', "'"))
    return f'"{kept}"'


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line breaks escaped, control characters left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return _CONTROL.sub("", text)


def uri(text: str) -> str:
    """A URI is not text: no escaping, but nothing that could begin another line either."""
    return _CONTROL.sub("", text).replace("\n", "")


def folded(line: str) -> bytes:
    """A content line cut at 75 octets, never inside a character; continuations begin with a space."""
    parts: list[bytes] = []
    room, current = LINE, b""
    for char in line:
        octets = char.encode("utf-8", "replace")
        if len(current) + len(octets) > room:
            parts.append(current)
            room, current = LINE - 1, b""
        current += octets
    return b"\r\n ".join([*parts, current]) + b"\r\n"


def _utc(instant: datetime) -> str:
    # strftime pads years below 1000 on some systems only.
    moment = instant.astimezone(UTC)
    return f"{moment.year:04d}{moment:%m%dT%H%M%SZ}"
