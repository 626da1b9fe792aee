"""A feed's bytes held against what calendar programs need, and said in words: pure functions.

Each rule is one that some program was seen to fail on.
"""

import re
from collections.abc import Callable, Iterator

from ecosystem.calendars.ics import LINE
from ecosystem.kernel.words import Words

Rule = Callable[[bytes], bool]

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TZID = re.compile(rb"(?m)^DT(?:START|END);TZID=([^:]+):")
_TIMES = re.compile(rb"(?m)^(?:DTSTART|DTEND)([^:]*):([0-9TZ]+)$")
_PERSONAL = re.compile(rb"(?m)^(?:ATTENDEE|ORGANIZER|CONTACT)[;:]")
_RECURRING = re.compile(rb"(?m)^(?:RRULE|RDATE|EXDATE|RECURRENCE-ID)[;:]")


def unfolded(body: bytes) -> bytes:
    """The content lines, each on one line, ended by LF."""
    return body.replace(b"\r\n ", b"").replace(b"\r\n", b"\n")


def events(body: bytes) -> list[bytes]:
    """The VEVENTs of a feed, unfolded."""
    return [part.split(b"END:VEVENT\n")[0] for part in unfolded(body).split(b"BEGIN:VEVENT\n")[1:]]


def count(body: bytes) -> int:
    """How many entries it shows; the quiet one of an empty feed is none."""
    return sum(not (value(event, b"UID") or b"").startswith(b"empty-") for event in events(body))


def value(event: bytes, name: bytes) -> bytes | None:
    """A property's value in an unfolded VEVENT."""
    found = re.search(rb"(?m)^" + name + rb"(?:;[^:\n]*)?:(.*)$", event)
    return found[1] if found else None


def _whole_letters(body: bytes) -> bool:
    try:
        for line in body.split(b"\r\n"):
            line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _zones_told(body: bytes) -> bool:
    text = unfolded(body)
    told = set(re.findall(rb"(?m)^TZID:(.+)$", text))
    used = set(_TZID.findall(text))
    floating = any(
        b"TZID=" not in parameters and b"VALUE=DATE" not in parameters and not time.endswith(b"Z")
        for event in events(body)
        for parameters, time in _TIMES.findall(event)
    )
    return used <= told and bool(told) and not floating


def _uids_once(body: bytes) -> bool:
    uids = [value(event, b"UID") for event in events(body)]
    return None not in uids and len(uids) == len(set(uids))


def _counted(body: bytes) -> bool:
    wanted = (b"SEQUENCE", b"DTSTAMP", b"LAST-MODIFIED")
    return all(value(event, name) is not None for event in events(body) for name in wanted)


def _in_order(body: bytes) -> bool:
    head = unfolded(body).split(b"BEGIN:VEVENT\n")[0]
    ttl = re.search(rb"(?m)^X-PUBLISHED-TTL:(.+)$", head)
    refresh = re.search(rb"(?m)^REFRESH-INTERVAL;VALUE=DURATION:(.+)$", head)
    return (
        bool(ttl and refresh and ttl[1] == refresh[1])
        and b"METHOD:PUBLISH\n" in head
        and b"\nUID:" not in head
    )


RULES: tuple[tuple[str, Words, Words, Rule], ...] = (
    (
        "lines",
        Words("Mọi dòng kết thúc và xuống dòng đúng chuẩn", "Every line ends and wraps as it should"),
        Words("Có dòng quá dài hoặc kết thúc sai chuẩn", "Some lines are too long or end in the wrong way"),
        lambda body: (
            body.endswith(b"\r\n")
            and b"\n" not in body.replace(b"\r\n", b"")
            and all(len(line) <= LINE for line in body.split(b"\r\n"))
        ),
    ),
    (
        "letters",
        Words(
            "Chữ tiếng Việt nguyên vẹn, không có ký tự lạ",
            "Vietnamese letters are whole, and no stray characters",
        ),
        Words("Có chữ bị cắt hoặc ký tự lạ", "Some letters are cut, or there are stray characters"),
        lambda body: (
            _whole_letters(body) and not body.startswith(b"\xef\xbb\xbf") and not _CONTROL.search(body)
        ),
    ),
    (
        "zones",
        Words("Giờ nào cũng ghi rõ múi giờ", "Every time says its time zone"),
        Words(
            "Có giờ không ghi múi giờ, sẽ hiện sai ở nơi khác",
            "Some times say no zone and would show wrongly",
        ),
        _zones_told,
    ),
    (
        "unique",
        Words("Mỗi mục chỉ có một lần", "Every entry is there once"),
        Words("Có mục bị lặp lại", "Some entries are there twice"),
        _uids_once,
    ),
    (
        "counted",
        Words(
            "Mỗi thay đổi được đánh số nên ứng dụng lịch nhận ra",
            "Changes are counted, so programs notice them",
        ),
        Words("Có mục không ghi lần thay đổi", "Some entries don't say when they changed"),
        _counted,
    ),
    (
        "refresh",
        Words("Ứng dụng lịch được nhắc đọc lại mỗi giờ", "Programs are asked to read it again every hour"),
        Words("Thiếu lời nhắc đọc lại", "Programs aren't told how often to read it"),
        _in_order,
    ),
    (
        "simple",
        Words(
            "Không có lịch lặp, mỗi lần là một mục riêng",
            "No repeating entries, which programs read differently",
        ),
        Words(
            "Có lịch lặp, có ứng dụng sẽ đọc sai", "Some entries repeat, and some programs would misread them"
        ),
        lambda body: not _RECURRING.search(unfolded(body)),
    ),
    (
        "private",
        Words("Không mời ai, không ghi địa chỉ của ai", "Nobody is invited, nobody's address is in it"),
        Words("Có địa chỉ của người trong lịch", "Somebody's address is in it"),
        lambda body: not _PERSONAL.search(unfolded(body)),
    ),
    (
        "filled",
        Words(
            "Lịch không rỗng, nên mục cũ không bị giữ lại", "It is never empty, so nothing old stays behind"
        ),
        Words(
            "Lịch rỗng, có ứng dụng sẽ giữ mục cũ", "It is empty, so some programs would keep what was there"
        ),
        lambda body: bool(events(body)),
    ),
)


def found(body: bytes) -> Iterator[tuple[str, bool, Words]]:
    """What holds and what doesn't, with the words for it."""
    for code, fine, broken, rule in RULES:
        holds = rule(body)
        yield code, holds, fine if holds else broken
