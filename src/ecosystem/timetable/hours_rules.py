"""What a set of opening hours must be: every fault by its field. No database."""

from datetime import date, time

from ecosystem.kernel.errors import FieldError
from ecosystem.kernel.words import Words
from ecosystem.places.rules import Dated, Hours, Weekly, collisions

CHANGED = Words("Giờ mở cửa thay đổi.", "The opening hours change.")
_DAYS = (
    Words("thứ Hai", "Monday"),
    Words("thứ Ba", "Tuesday"),
    Words("thứ Tư", "Wednesday"),
    Words("thứ Năm", "Thursday"),
    Words("thứ Sáu", "Friday"),
    Words("thứ Bảy", "Saturday"),
    Words("Chủ nhật", "Sunday"),
)
_WORDS = {
    "overlap": Words(
        "Trùng giờ với khung {opens}–{closes} {day}.", "Overlaps with {opens}–{closes} on {day}."
    ),
    "ends_before_start": Words(
        "Ngày kết thúc phải từ ngày bắt đầu trở đi.", "The last day must not come before the first."
    ),
    "half": Words("Hãy ghi cả giờ mở và giờ đóng.", "Say both when it opens and when it closes."),
    "past": Words("Ngày này đã qua.", "This date has passed."),
    "open_and_closed": Words(
        "Ngày này vừa ghi đóng cửa vừa ghi giờ mở.", "This date is both closed and open."
    ),
    "overlap_dated": Words("Trùng giờ với khung khác cùng ngày.", "Overlaps with other hours of that date."),
}


def faults_of(hours: Hours, *, today: date, locale: str) -> list[FieldError]:
    """Spans that overlap, dates out of order, half a span, dates that have passed."""
    return _of_weekly(hours, locale) + _of_dated(hours, today, locale)


def _of_weekly(hours: Hours, locale: str) -> list[FieldError]:
    weekly = list(hours.weekly)
    found = [
        _fault(f"weekly[{number}].valid_until", "ends_before_start", locale)
        for number, rule in enumerate(weekly)
        if rule.valid_from and rule.valid_until and rule.valid_until < rule.valid_from
    ]
    for first, second in collisions(weekly):
        rule = weekly[first]
        said = {"opens": f"{rule.opens:%H:%M}", "closes": f"{rule.closes:%H:%M}"}
        message = _WORDS["overlap"].to(locale, **said, day=_DAYS[rule.weekday - 1].to(locale))
        found.append(FieldError(f"weekly[{second}].opens", "overlap", message))
    return found


def _of_dated(hours: Hours, today: date, locale: str) -> list[FieldError]:
    found = []
    seen: dict[date, list[Dated]] = {}
    for number, item in enumerate(hours.dated):
        earlier = seen.setdefault(item.on_date, [])
        if item.on_date < today:
            found.append(_fault(f"dated[{number}].on_date", "past", locale))
        if (item.opens is None) != (item.closes is None):
            found.append(
                _fault(f"dated[{number}].{'opens' if item.opens is None else 'closes'}", "half", locale)
            )
        elif any((item.opens is None) != (other.opens is None) for other in earlier):
            found.append(_fault(f"dated[{number}].on_date", "open_and_closed", locale))
        elif any(_meet(item, other) for other in earlier):
            found.append(_fault(f"dated[{number}].opens", "overlap_dated", locale))
        earlier.append(item)
    return found


def _meet(one: Dated, other: Dated) -> bool:
    if one.opens is None or one.closes is None or other.opens is None or other.closes is None:
        return one.opens is None and other.opens is None
    return bool(collisions([_on_monday(one.opens, one.closes), _on_monday(other.opens, other.closes)]))


def _on_monday(opens: time, closes: time) -> Weekly:
    return Weekly(1, opens, closes)


def _fault(field: str, code: str, locale: str) -> FieldError:
    return FieldError(field, code, _WORDS[code].to(locale))
