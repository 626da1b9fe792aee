"""What a row says of opening hours: pure functions."""

from datetime import date, time

from msgspec import Struct

from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.transfer.importing.fields import Field
from ecosystem.transfer.importing.kinds import days
from ecosystem.transfer.importing.remarks import remark
from ecosystem.transfer.importing.rows import RowReader
from ecosystem.transfer.tables.cells import as_text
from ecosystem.transfer.tables.cells import day as as_day

Stretch = tuple[time, time]
CLOSED = frozenset({"closed", "dong cua", "nghi", "off", "dong", "khong mo", "-", "x"})

FIELDS = (
    Field(
        name="days",
        label=Words("Ngày", "Days"),
        required=True,
        synonyms=(
            *("days", "day", "weekday", "weekdays", "ngay", "thu", "cac ngay", "ngay trong tuan", "date"),
            "thu ngay",
        ),
    ),
    Field(
        name="site",
        label=Words("Địa điểm", "Site"),
        default=True,
        synonyms=("site", "co so", "dia diem", "lab", "xuong"),
    ),
    Field(
        name="hours",
        label=Words("Giờ mở cửa", "Hours"),
        synonyms=("hours", "opening hours", "gio", "gio mo cua", "time"),
    ),
    Field(
        name="opens",
        label=Words("Mở lúc", "Opens"),
        synonyms=("opens", "open", "from", "mo", "mo cua", "tu", "mo luc"),
    ),
    Field(
        name="closes",
        label=Words("Đóng lúc", "Closes"),
        synonyms=("closes", "close", "to", "until", "dong", "dong cua", "den", "dong luc"),
    ),
    Field(
        name="valid_from",
        label=Words("Áp dụng từ", "Valid from"),
        synonyms=("valid from", "ap dung tu", "tu ngay", "from date"),
    ),
    Field(
        name="valid_until",
        label=Words("Áp dụng đến", "Valid until"),
        synonyms=("valid until", "ap dung den", "den ngay", "to date"),
    ),
    Field(
        name="note", label=Words("Ghi chú", "Note"), synonyms=("note", "notes", "ghi chu", "ly do", "reason")
    ),
)


class Draft(Struct, frozen=True):
    """What a row says: on these weekdays, or on this date, it is open for these stretches (none: closed)."""

    ref: str | None
    name: str
    site: str | None
    weekdays: tuple[int, ...]
    on: date | None
    stretches: tuple[Stretch, ...]
    valid_from: date | None
    valid_until: date | None
    note: str | None


def draft(asked: RowReader) -> Draft:
    """What the row says; where something stands against it, the remarks tell."""
    given = asked.given("days")
    told = as_text(given) if given is not None else ""
    # A figure is a weekday unless it is what a spreadsheet counts days by.
    on = as_day(given)
    week = None if on or not told else days.weekdays(told)
    if on is None and week is None:
        asked.refused.append(remark("bad_days", asked.column("days"), given))
    stretches = _stretches(asked)
    valid_from, valid_until = asked.day("valid_from"), asked.day("valid_until")
    if valid_from and valid_until and valid_until < valid_from:
        asked.refused.append(remark("ends_before", asked.column("valid_until"), valid_until.isoformat()))
    return Draft(
        ref=None,
        name=told,
        site=asked.text("site"),
        weekdays=tuple(week or ()),
        on=on,
        stretches=stretches,
        valid_from=valid_from,
        valid_until=valid_until,
        note=asked.text("note"),
    )


def _stretches(asked: RowReader) -> tuple[Stretch, ...]:
    """The stretches of a row, from one cell or from two; none where it says that it is closed."""
    together = asked.given("hours")
    single = [asked.given(name) for name in ("opens", "closes")]
    said = [value for value in (together, *single) if value is not None]
    if any(search_key(as_text(value)) in CLOSED for value in said):
        return ()
    if together is not None:
        found = days.stretches(as_text(together))
        if found is None:
            asked.refused.append(remark("bad_hours", asked.column("hours"), together))
        return tuple(found or ())
    opens, closes = asked.clock("opens"), asked.clock("closes")
    if opens is None or closes is None:
        if not asked.refused:
            asked.refused.append(remark("bad_hours", asked.column("opens") or asked.column("hours")))
        return ()
    return ((opens, closes),)
