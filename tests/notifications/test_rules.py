"""What a letter looks like on the wire, and that nobody writes its headers but us."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.directory.rules import normal_email
from ecosystem.notifications.rules import TRIES, Envelope, compose, pause_after

PLAIN = Envelope(
    recipient_name="Lê Thị Mai",
    recipient_address="mai@lab.example",
    locale="vi",
    subject="Đã đặt máy",
    body="Xin chào.\r\n\r\nMáy cắt laser, 14:00.\r\n",
    message_id="<01@lab.example>",
    created_at=datetime(2026, 11, 21, 2, 0, tzinfo=UTC),
)
HEADERS = {
    "From": "Ecosystem <ecosystem@lab.example>",
    "To": "Lê Thị Mai <mai@lab.example>",
    "Subject": "Đã đặt máy",
    "Date": "Sat, 21 Nov 2026 02:00:00 +0000",
    "Message-ID": "<01@lab.example>",
    "Content-Language": "vi",
    "Auto-Submitted": "auto-generated",
    "Content-Type": 'text/plain; charset="utf-8"',
    "Content-Transfer-Encoding": "base64",
    "MIME-Version": "1.0",
}


def parsed(envelope):
    return message_from_bytes(compose(envelope, sender="ecosystem@lab.example").as_bytes(), policy=default)


def test_letter_reads_back_as_it_was_written():
    message = parsed(PLAIN)
    assert {name: str(value) for name, value in message.items()} == HEADERS
    assert message.get_content() == PLAIN.body


@given(st.lists(st.sampled_from(["Máy", "laser", "15:00–16:00", "Thứ", "Đã", "x,"]), min_size=1, max_size=20))
def test_no_space_of_a_subject_is_lost_where_lines_break(words):
    assert parsed(msgspec.structs.replace(PLAIN, subject=" ".join(words)))["Subject"] == " ".join(words)


@pytest.mark.parametrize("calendar", [None, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_same_envelope_gives_the_same_bytes(calendar):
    letter = msgspec.structs.replace(PLAIN, calendar=calendar, method="REQUEST")
    first, second = (compose(letter, sender="a@b.vn").as_bytes() for _ in range(2))
    assert first == second
    assert (b"=_" in first) is (calendar is not None)


def test_a_calendar_part_stands_beside_the_text_and_is_attached():
    letter = msgspec.structs.replace(PLAIN, calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method="CANCEL")
    read = parsed(letter)
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/calendar",
        "application/ics",
    ]
    assert read.get_body(("plain",)).get_content() == PLAIN.body
    assert {name: read[name] for name in ("From", "To", "Subject", "Message-ID")} == {
        name: HEADERS[name] for name in ("From", "To", "Subject", "Message-ID")
    }


TYPED = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["Mai\r\nBcc: all@lab.example", "a\nX: y", "\x85Bcc: b@c.vn", "=?utf-8?q?x?=\r\n", '"<b@c.vn>,']
    ),
)


@given(name=TYPED, subject=TYPED, body=TYPED)
def test_what_people_type_never_becomes_a_header_or_an_address(name, subject, body):
    message = parsed(
        msgspec.structs.replace(
            PLAIN, recipient_name=name, subject=subject, body=f"{body}\r\n\r\nBcc: x@y.vn"
        )
    )
    assert sorted(message.keys()) == sorted(HEADERS)
    assert [address.addr_spec for address in message["To"].addresses] == ["mai@lab.example"]
    assert message.get_content_type() == "text/plain"


@given(st.from_regex(r"[^@\s]{1,20}@[^@\s.]{1,10}\.[^@\s.]{2,5}", fullmatch=True))
def test_address_that_was_let_in_stays_one_address_or_is_refused(typed):
    address = normal_email(typed)
    if address is None:
        return
    try:
        message = compose(msgspec.structs.replace(PLAIN, recipient_address=address), sender="a@b.vn")
    except ValueError:
        return
    (only,) = message["To"].addresses
    assert only.username == address.rpartition("@")[0]
    again = message_from_bytes(message.as_bytes(), policy=default)
    assert sorted(again.keys()) == sorted(HEADERS)
    assert len(again["To"].addresses) == 1


def test_domain_outside_ascii_travels_as_idna():
    envelope = msgspec.structs.replace(PLAIN, recipient_address="mai@trường.vn")
    assert parsed(envelope)["To"].addresses[0].addr_spec == "mai@xn--trng-rib8295b.vn"


def test_pauses_grow_to_an_hour_and_cover_a_working_day():
    pauses = [pause_after(tries) for tries in range(1, TRIES + 1)]
    assert pauses[:3] == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert pauses[-1] is None
    kept = [pause for pause in pauses if pause is not None]
    assert max(kept) == timedelta(hours=1)
    assert sum(kept, timedelta()) > timedelta(hours=7)


@pytest.mark.parametrize("domain", ["a" * 70 + ".vn", "b,c.vn", "b>.vn", "[b.vn", "\u3000.vn", "b..vn"])
def test_domain_that_can_be_none_is_refused(domain):
    with pytest.raises(ValueError, match="no domain"):
        compose(msgspec.structs.replace(PLAIN, recipient_address=f"mai@{domain}"), sender="a@b.vn")
