"""The statistics of a site as a workbook: a sheet for each question, with the figures of the screen."""

from collections.abc import Callable

from ecosystem.kernel.sheets import Cell, Sheet, workbook_of
from ecosystem.kernel.words import Words
from ecosystem.reports.schemas import Period, Statistics, Totals

_WEEKDAYS = (
    Words("thứ Hai", "Monday"),
    Words("thứ Ba", "Tuesday"),
    Words("thứ Tư", "Wednesday"),
    Words("thứ Năm", "Thursday"),
    Words("thứ Sáu", "Friday"),
    Words("thứ Bảy", "Saturday"),
    Words("Chủ nhật", "Sunday"),
)
_BOOKED = Words("Giờ đặt", "Booked (h)")
_BOOKED_BEFORE = Words("Giờ đặt kỳ trước", "Booked before (h)")
_OPEN = Words("Giờ mở cửa", "Open (h)")
_USE = Words("Tỷ lệ (%)", "Utilisation (%)")
_BOOKINGS = Words("Lượt đặt", "Bookings")
_CANCELLED = Words("Hủy", "Cancelled")
_NO_SHOWS = Words("Không đến", "No-shows")
_COUNT = Words("Số lần", "Times")
_COUNT_BEFORE = Words("Kỳ trước", "Before")
_TOTALS: tuple[tuple[Words, Callable[[Totals], Cell]], ...] = (
    (_BOOKINGS, lambda of: of.bookings),
    (_CANCELLED, lambda of: of.cancelled),
    (_NO_SHOWS, lambda of: of.no_shows),
    (_BOOKED, lambda of: _hours(of.booked_minutes)),
    (Words("Giờ dùng thật", "Used (h)"), lambda of: _hours(of.used_minutes)),
    (_OPEN, lambda of: _hours(of.open_minutes)),
    (_USE, lambda of: _share(of.booked_minutes, of.open_minutes)),
    (Words("Người dùng", "People"), lambda of: of.people),
    (Words("Người mới", "New people"), lambda of: of.new_people),
    (Words("Lý do từ chối", "Reasons of refusal"), lambda of: of.refusals),
)


def workbook(found: Statistics, locale: str) -> bytes:
    """All figures of a period beside those of the one before; hours in hundredths, shares in per cent."""
    return workbook_of(
        [each(found, locale) for each in (_totals, _machines, _hours_of_week, _outcomes, _refusals)]
    )


def _totals(found: Statistics, locale: str) -> Sheet:
    return Sheet(
        Words("Tổng hợp", "Totals").to(locale),
        (found.site.name.to(locale), _days(found.period), _days(found.previous)),
        [
            (label.to(locale), figure(found.totals), figure(found.previous_totals))
            for label, figure in _TOTALS
        ],
    )


def _machines(found: Statistics, locale: str) -> Sheet:
    heading = (
        Words("Máy", "Machine"),
        Words("Loại máy", "Category"),
        Words("Số lượng", "Quantity"),
        *(_BOOKED, _BOOKED_BEFORE, Words("Giờ dùng thật", "Used (h)"), _OPEN, _USE),
        *(_BOOKINGS, _CANCELLED, _NO_SHOWS),
    )
    return Sheet(
        Words("Máy", "Machines").to(locale),
        [words.to(locale) for words in heading],
        [
            (
                one.name,
                one.category.to(locale),
                one.units,
                _hours(one.booked_minutes),
                _hours(one.previous_booked_minutes),
                _hours(one.used_minutes),
                _hours(one.open_minutes),
                _share(one.booked_minutes, one.open_minutes),
                one.bookings,
                one.cancelled,
                one.no_shows,
            )
            for one in sorted(found.machines, key=lambda one: -one.booked_minutes)
        ],
    )


def _hours_of_week(found: Statistics, locale: str) -> Sheet:
    heading = (Words("Thứ", "Weekday"), Words("Từ giờ", "From"), _BOOKED, _BOOKED_BEFORE)
    return Sheet(
        Words("Giờ trong tuần", "Hours of the week").to(locale),
        [words.to(locale) for words in heading],
        [
            (
                _WEEKDAYS[one.weekday - 1].to(locale),
                f"{one.hour:02}:00",
                _hours(one.booked_minutes),
                _hours(one.previous_booked_minutes),
            )
            for one in found.hours
        ],
    )


def _outcomes(found: Statistics, locale: str) -> Sheet:
    parts: tuple[tuple[Words, Callable[[Totals], int]], ...] = (
        (Words("Giữ nguyên", "Kept"), lambda of: of.bookings - of.cancelled - of.no_shows),
        (Words("Bị hủy", "Cancelled"), lambda of: of.cancelled),
        (_NO_SHOWS, lambda of: of.no_shows),
        (Words("Bị từ chối duyệt", "Refused requests"), lambda of: of.requests_refused),
        (Words("Hết hạn chờ duyệt", "Lapsed requests"), lambda of: of.requests_lapsed),
    )
    return Sheet(
        Words("Kết quả", "Outcomes").to(locale),
        [words.to(locale) for words in (Words("Kết quả", "Outcome"), _COUNT, _COUNT_BEFORE)],
        [(label.to(locale), count(found.totals), count(found.previous_totals)) for label, count in parts],
    )


def _refusals(found: Statistics, locale: str) -> Sheet:
    return Sheet(
        Words("Lý do từ chối", "Refusals").to(locale),
        [words.to(locale) for words in (Words("Lý do", "Reason"), _COUNT, _COUNT_BEFORE)],
        [(one.name.to(locale), one.count, one.previous) for one in found.refusals],
    )


def _hours(minutes: int) -> float:
    return round(minutes / 60, 2)


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _days(period: Period) -> str:
    return f"{period.first_day} – {period.last_day}"
