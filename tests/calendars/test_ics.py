"""The text of one event, as another program's parser reads it."""

from datetime import UTC, datetime, timedelta, timezone

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.calendars.ics import Event, calendar, folded

START = datetime(2026, 11, 21, 9, tzinfo=timezone(timedelta(hours=7)))


def event(**fields):
    given = {
        "uid": "0190-1@eco.example",
        "sequence": 0,
        "stamp": datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC),
        "created": datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC),
        "starts_at": START,
        "ends_at": START + timedelta(hours=2),
        "summary": "Máy cắt laser",
    }
    return Event(**{**given, **fields})


def parsed(text):
    [found] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return found


def test_it_says_what_and_when_in_utc():
    read = parsed(
        calendar(
            event(
                sequence=3,
                location="Xưởng A, tầng 2; phòng \\5",
                description="Dòng một\nDòng hai",
                url="https://eco.example/cua-toi",
                status="CANCELLED",
            )
        )
    )
    assert {
        name: str(read[name]) for name in ("UID", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "URL")
    } == {
        "UID": "0190-1@eco.example",
        "SUMMARY": "Máy cắt laser",
        "LOCATION": "Xưởng A, tầng 2; phòng \\5",
        "DESCRIPTION": "Dòng một\nDòng hai",
        "STATUS": "CANCELLED",
        "URL": "https://eco.example/cua-toi",
    }
    assert read["SEQUENCE"] == 3
    assert read["DTSTART"].dt == datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert read["DTEND"].dt == datetime(2026, 11, 21, 4, tzinfo=UTC)
    assert read["DTSTAMP"].dt == datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)
    assert b"\r\nDTSTART:20261121T020000Z\r\n" in calendar(event())


@pytest.mark.parametrize("summary", ["x\r\nATTENDEE:mailto:a@b.c", "x\nEND:VEVENT", "x\x00\x0b\x85y"])
def test_no_text_begins_another_line(summary):
    read = parsed(calendar(event(summary=summary, url="https://x.example/\r\nATTENDEE:mailto:a@b.c")))
    assert sorted(read) == sorted(parsed(calendar(event(url="https://x.example/"))))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300))
def test_law_lines_are_short_and_nothing_is_lost(text):
    encoded = calendar(event(summary="s" + text))
    lines = encoded.split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() is not None for line in lines)  # no character is cut in two
    assert str(parsed(encoded)["SUMMARY"]) == "s" + text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_law_unfolding_gives_the_line_back(line):
    assert folded(line).removesuffix(b"\r\n").replace(b"\r\n ", b"").decode() == line
