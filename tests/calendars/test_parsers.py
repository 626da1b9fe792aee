"""Three independent parsers read a feed alike, and as it is stored: icalendar, ical.js and node-ical."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar

from ecosystem.calendars import checks, writer
from ecosystem.calendars.publishing import Said
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.words import Words

FIRST = datetime(2026, 12, 1, 11, tzinfo=UTC)  # 18:00 in Vietnam
LOOK = writer.Look("Lịch thử", "Asia/Ho_Chi_Minh", "vi", True, "0" * 32, "https://lab.example")
NAMES = (
    "Lập trình Scratch, lớp 4; nâng cao",
    'Robot "đường đua" \\ vòng 2',
    "Thiết kế 🎨 3D",
    "ệ" * 300,
    "Hai dòng\nhai ý",
    "\r\nATTENDEE:mailto:x@example.org",
)


def shown(number: int, name: str, **more: Any) -> writer.Shown:
    start = FIRST + timedelta(days=number)
    fields: dict[str, Any] = {
        "subject_id": new_id(),
        "sequence": number,
        "revised_at": FIRST,
        "starts_at": start,
        "ends_at": start + timedelta(minutes=90),
        "zone": "Asia/Ho_Chi_Minh",
        "status": "confirmed",
        "all_day": False,
        "instead_of": None,
        "said": Said(Words(name, name), Words("Phòng 1, nhà A; tầng 2", ""), path="/lop/1"),
    }
    return writer.Shown(**{**fields, **more})


def feed(entries: list[writer.Shown], look: writer.Look = LOOK) -> bytes:
    fragments = [writer.fragment(entry, look) for entry in entries]
    return writer.joined(fragments, look, year=2026, since=FIRST, feed_id=new_id())


def by_python(body: bytes) -> list[dict[str, Any]]:
    def said(value: date | datetime) -> str:
        if not isinstance(value, datetime):
            return value.isoformat()
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    events: list[Any] = icalendar.Calendar.from_ical(body).walk("VEVENT")
    return [
        {
            "uid": str(event["UID"]),
            "floating": False,
            "start": said(event["DTSTART"].dt),
            "end": said(event["DTEND"].dt),
            "summary": str(event["SUMMARY"]),
        }
        for event in events
    ]


def by_node(body: bytes) -> dict[str, list[dict[str, Any]]]:
    # A cloud's clock shows UTC, which is where times without a zone go wrong.
    done = subprocess.run(
        [Path(sys.executable).parent / "node", Path(__file__).with_name("parsers.mjs")],
        input=body,
        capture_output=True,
        check=True,
        env=os.environ | {"TZ": "UTC"},
    )
    found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    return found


def ordered(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda event: event["uid"])


def test_three_parsers_read_twelve_sessions_alike():
    entries = [shown(number, NAMES[number % len(NAMES)]) for number in range(12)]
    entries.append(shown(20, "Nghỉ", all_day=True, starts_at=FIRST - timedelta(hours=18), ends_at=FIRST))
    entries.append(shown(21, "Mùa hè", zone="Europe/Amsterdam", starts_at=FIRST + timedelta(days=190),
                         ends_at=FIRST + timedelta(days=190, hours=1)))  # fmt: skip
    body = feed(entries)
    read = by_python(body)
    assert [(event["start"], event["summary"]) for event in read][:2] == [
        ("2026-12-01T11:00:00.000Z", NAMES[0]),
        ("2026-12-02T11:00:00.000Z", NAMES[1]),
    ]
    assert [event["summary"] for event in read] == [
        entry.said.summary.vi.replace("\r\n", "\n") for entry in entries
    ]
    for parser, found in by_node(body).items():
        assert ordered(found) == ordered(read), parser
    assert [code for code, holds, _ in checks.found(body) if not holds] == []


def test_the_checks_find_what_is_broken():
    body = feed([shown(1, "Một"), shown(2, "Hai")])
    broken = {
        "lines": body.replace(b"\r\n", b"\n"),
        "letters": body.replace("Một".encode(), "Một".encode()[:2]),
        "zones": body.replace(b"TZID:Asia/Ho_Chi_Minh", b"TZID:+07"),
        "unique": body.replace(b"END:VCALENDAR", body[body.index(b"BEGIN:VEVENT") : body.index(b"END:VEVENT")]
                               + b"END:VEVENT\r\nEND:VCALENDAR"),
        "counted": body.replace(b"SEQUENCE:1\r\n", b""),
        "refresh": body.replace(b"METHOD:PUBLISH", b"METHOD:REQUEST"),
        "simple": body.replace(b"STATUS:CONFIRMED", b"RRULE:FREQ=DAILY"),
        "private": body.replace(b"STATUS:CONFIRMED", b"ATTENDEE:mailto:x@example.org"),
        "filled": body[: body.index(b"BEGIN:VEVENT")] + b"END:VCALENDAR\r\n",
    }  # fmt: skip
    assert set(broken) == {code for code, *_ in checks.RULES}
    for code, bytes_ in broken.items():
        assert code in [one for one, holds, _ in checks.found(bytes_) if not holds], code


def test_a_feed_is_cut_where_it_was_joined():
    entries = [shown(number, NAMES[number % len(NAMES)]) for number in range(7)]
    body = feed(entries)
    known = writer.known_in(body)
    assert known == {(one.subject_id, one.sequence): writer.fragment(one, LOOK) for one in entries}
    assert writer.known_in(feed([])) == {}
