"""What msgspec says of a value that does not fit, in the words of both languages.

msgspec speaks English only and to programmers; each of its messages about types, bounds, lengths and
written forms has words for people here. What it may say in a later version is handed on as it is.
"""

import re
from collections.abc import Callable

from ecosystem.kernel.words import Words

_TYPES = {
    "str": Words("chữ", "text"),
    "int": Words("số nguyên", "a whole number"),
    "float": Words("số", "a number"),
    "bool": Words("đúng hoặc sai (true, false)", "true or false"),
    "array": Words("danh sách", "a list"),
    "object": Words("nhóm trường (object)", "an object"),
    "null": Words("để trống (null)", "nothing (null)"),
    "datetime": Words("thời điểm", "a point in time"),
    "date": Words("ngày", "a date"),
    "time": Words("giờ", "a time of day"),
    "uuid": Words("mã UUID", "a UUID"),
    "decimal": Words("số thập phân", "a decimal number"),
    "duration": Words("khoảng thời gian", "a duration"),
    "bytes": Words("dữ liệu base64", "base64 data"),
}
_COUNTED = {
    "str": Words("ký tự", "characters"),
    "bytes": Words("byte", "bytes"),
    "array": Words("mục", "items"),
    "object": Words("trường", "fields"),
}
_FORMS = {
    "Invalid RFC3339 encoded datetime": Words(
        "cần thời điểm như 2026-11-21T09:00:00+07:00", "a time as in 2026-11-21T09:00:00+07:00 is wanted"
    ),
    "Invalid RFC3339 encoded date": Words("cần ngày như 2026-11-21", "a date as in 2026-11-21 is wanted"),
    "Invalid RFC3339 encoded time": Words("cần giờ như 09:30:00", "a time as in 09:30:00 is wanted"),
    "Invalid ISO8601 duration": Words(
        "cần khoảng thời gian như PT1H30M", "a duration as in PT1H30M is wanted"
    ),
    "Invalid UUID": Words("cần một mã UUID", "a UUID is wanted"),
    "Invalid base64 encoded string": Words("cần dữ liệu base64", "base64 data is wanted"),
    "Invalid decimal string": Words("cần số thập phân như 12.50", "a decimal as in 12.50 is wanted"),
}


def type_words(names: str) -> Words:
    """A type as msgspec names it (`int | null`)."""
    known = [_TYPES.get(name.strip(), Words(name.strip(), name.strip())) for name in names.split("|")]
    return Words(" hoặc ".join(one.vi for one in known), " or ".join(one.en for one in known))


def form_words(message: str) -> Words | None:
    """What form was wanted of a text that cannot be read."""
    return _FORMS.get(message)


def bound_words(message: str) -> Words | None:
    """What bound a value of the right type passes; None where the message is not about one."""
    for pattern, words in _BOUNDS:
        if match := pattern.fullmatch(message):
            return words(*match.groups())
    return None


def _counted(kind: str, count: str) -> Words:
    """Characters or items, one or several of them."""
    what = _COUNTED.get(kind, _COUNTED["array"])
    return Words(what.vi, what.en.removesuffix("s")) if count == "1" else what


def _length(kind: str, sign: str, count: str) -> Words:
    least = sign == ">="
    what = _counted(kind, count)
    return Words(
        f"{'ít nhất' if least else 'nhiều nhất'} {count} {what.vi}",
        f"{'at least' if least else 'at most'} {count} {what.en}",
    )


def _exactly(kind: str, count: str, got: str) -> Words:
    what = _counted(kind, count)
    return Words(f"đúng {count} {what.vi}, đang có {got}", f"exactly {count} {what.en}, not {got}")


def _range(sign: str, bound: str) -> Words:
    bound = bound.removesuffix(".0")
    return {
        ">=": Words(f"từ {bound} trở lên", f"at least {bound}"),
        "<=": Words(f"đến {bound} là nhiều nhất", f"at most {bound}"),
        ">": Words(f"lớn hơn {bound}", f"more than {bound}"),
        "<": Words(f"nhỏ hơn {bound}", f"less than {bound}"),
    }[sign]


def _pattern(expression: str) -> Words:
    if expression in (r"\\S", r"\S"):
        return Words("có chữ, không chỉ khoảng trắng", "something other than blanks")
    return Words(f"đúng mẫu {expression}", f"text of the form {expression}")


_BOUNDS: list[tuple[re.Pattern[str], Callable[..., Words]]] = [
    (re.compile(r"Expected `(\w+)` of length (>=|<=) (\d+)"), _length),
    (re.compile(r"Expected `(\w+)` of length (\d+), got (\d+)"), _exactly),
    (re.compile(r"Expected `(\w+)` of at least length (\d+), got \d+"), lambda k, n: _length(k, ">=", n)),
    (re.compile(r"Expected `\w+` (>=|<=|>|<) (-?[\d.e+-]+)"), _range),
    (re.compile(r"Expected `str` matching regex '(.*)'"), _pattern),
    (
        re.compile(r"Expected `\w+` that's a multiple of ([\d.]+)"),
        lambda step: Words(f"bội số của {step}", f"a multiple of {step}"),
    ),
    (
        re.compile(r"Expected `\w+` with no timezone component"),
        lambda: Words("giờ không kèm múi giờ", "a time without an offset"),
    ),
    (re.compile(r"Integer value out of range"), lambda: Words("số nguyên nhỏ hơn", "a smaller whole number")),
]
