"""Feeds as iCalendar text: one VEVENT to an entry, written once for each revision; a feed is joined bytes.

Nothing in it is of the moment of writing, so equal data gives equal bytes.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from ecosystem.calendars.ics import PRODID, escaped, folded, uid_of, uri
from ecosystem.calendars.publishing import Said
from ecosystem.calendars.zones import vtimezone
from ecosystem.kernel.intervals import zone
from ecosystem.kernel.words import Locale, Words

VERSION = 1  # of what is written here: another one has every feed built anew
REFRESH = "PT1H"
CANCELLED = Words("HỦY: {summary}", "CANCELLED: {summary}")
EMPTY = Words("Chưa có gì trong lịch này", "Nothing in this calendar yet")
REVOKED = Words("Liên kết lịch đã bị thu hồi", "This calendar link was withdrawn")
REVOKED_WHY = Words(
    "Liên kết này không còn dùng được. Bạn có thể lấy liên kết mới ở trang Kênh lịch của tôi.",
    "This address is no longer in use. You can get another one on the page My feeds.",
)
_END = b"END:VCALENDAR\r\n"
_KNOWN = re.compile(rb"BEGIN:VEVENT\r\nUID:([0-9a-f-]{36})@[^\r]*\r\nSEQUENCE:(\d+)\r\n")
_ZONES = re.compile(rb"\r\nDT(?:START|END);TZID=([^:\r]+):")

Revision = tuple[UUID, int]  # of an entry: its subject and SEQUENCE


class Look(Struct, frozen=True):
    """What is the same for all of a feed."""

    name: str
    zone: str
    locale: Locale
    private: bool
    instance: str
    base_url: str


class Shown(Struct, frozen=True):
    """An entry with its face in one feed."""

    subject_id: UUID
    sequence: int
    revised_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    status: Literal["confirmed", "tentative", "cancelled"]
    all_day: bool
    instead_of: UUID | None
    said: Said


def fragment(shown: Shown, look: Look) -> bytes:
    """The VEVENT of an entry."""
    said, over = shown.said, shown.status == "cancelled"
    summary = said.summary.to(look.locale)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid_of(shown.subject_id, look.instance)}",
        f"SEQUENCE:{shown.sequence}",
        f"DTSTAMP:{_utc(shown.revised_at)}",
        f"LAST-MODIFIED:{_utc(shown.revised_at)}",
        *_times(shown),
        f"STATUS:{shown.status.upper()}",
        f"TRANSP:{'TRANSPARENT' if over or shown.all_day else 'OPAQUE'}",
        # Some calendars list what is cancelled like everything else, so the words say it too.
        f"SUMMARY:{escaped(CANCELLED.to(look.locale, summary=summary) if over else summary)}",
        *([f"LOCATION:{escaped(said.location.to(look.locale))}"] if said.location else []),
        *([f"DESCRIPTION:{escaped(said.description.to(look.locale))}"] if said.description else []),
        *([f"URL:{uri(look.base_url + said.path)}"] if said.path else []),
        f"CLASS:{'PRIVATE' if look.private else 'PUBLIC'}",
        *([f"RELATED-TO:{uid_of(shown.instead_of, look.instance)}"] if shown.instead_of else []),
        "END:VEVENT",
    ]
    return b"".join(map(folded, lines))


def joined(fragments: Sequence[bytes], look: Look, *, year: int, since: datetime, feed_id: UUID) -> bytes:
    """A feed of these VEVENTs in their order; one quiet entry where there are none.

    An empty calendar would leave what was in it before standing in some readers.
    """
    body = b"".join(fragments) or _quiet(EMPTY, None, look, f"empty-{feed_id.hex}", since)
    zones = sorted({name.decode() for name in _ZONES.findall(body)}) or [look.zone]
    return b"".join([*map(folded, _head(look, zones, year)), body, _END])


def notice(look: Look, *, token_id: UUID, since: datetime) -> bytes:
    """What the reader of a withdrawn address gets: one entry, in whose place all others go."""
    head = b"".join(map(folded, _head(look, [look.zone], since.year)))
    return head + _quiet(REVOKED, REVOKED_WHY, look, f"revoked-{token_id.hex}", since) + _END


def known_in(body: bytes) -> Mapping[Revision, bytes]:
    """The VEVENTs of a feed as it was, by what they are of."""
    starts = list(_KNOWN.finditer(body))
    ends = [*(one.start() for one in starts[1:]), len(body) - len(_END)]
    # There is one end too many where the feed has nothing but its quiet entry.
    return {
        (UUID(match[1].decode()), int(match[2])): body[match.start() : end]
        for match, end in zip(starts, ends, strict=False)
    }


def _head(look: Look, zones: Sequence[str], year: int) -> list[str]:
    return [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(look.name)}",
        f"X-WR-CALNAME:{escaped(look.name)}",
        f"X-WR-TIMEZONE:{look.zone}",
        # Its default type is another one, and without these lines some readers come once a week.
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
        *(line for name in zones for line in vtimezone(name, year)),
    ]


def _quiet(summary: Words, why: Words | None, look: Look, uid: str, since: datetime) -> bytes:
    """An entry that takes nobody's time, on the day `since`."""
    day = since.astimezone(zone(look.zone)).date()
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}@{look.instance}",
        "SEQUENCE:0",
        f"DTSTAMP:{_utc(since)}",
        f"LAST-MODIFIED:{_utc(since)}",
        f"DTSTART;VALUE=DATE:{_date(day)}",
        f"DTEND;VALUE=DATE:{_date(date.fromordinal(day.toordinal() + 1))}",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        f"SUMMARY:{escaped(summary.to(look.locale))}",
        *([f"DESCRIPTION:{escaped(why.to(look.locale))}"] if why else []),
        f"CLASS:{'PRIVATE' if look.private else 'PUBLIC'}",
        "END:VEVENT",
    ]
    return b"".join(map(folded, lines))


def _times(shown: Shown) -> list[str]:
    tz = zone(shown.zone)
    start, end = shown.starts_at.astimezone(tz), shown.ends_at.astimezone(tz)
    if not shown.all_day:
        return [_local("DTSTART", start, shown.zone), _local("DTEND", end, shown.zone)]
    # The end's date is left out, so a whole day has at least one.
    last = max(end.date(), date.fromordinal(start.date().toordinal() + 1))
    return [f"DTSTART;VALUE=DATE:{_date(start.date())}", f"DTEND;VALUE=DATE:{_date(last)}"]


def _local(name: str, local: datetime, zone_name: str) -> str:
    if local.fold:
        # The hour that comes twice: only UTC can say which one is meant.
        return f"{name}:{_utc(local)}"
    return f"{name};TZID={zone_name}:{_date(local.date())}T{local:%H%M%S}"


def _utc(instant: datetime) -> str:
    moment = instant.astimezone(UTC)
    return f"{_date(moment.date())}T{moment:%H%M%S}Z"


def _date(day: date) -> str:
    # strftime pads years below 1000 on some systems only.
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"
