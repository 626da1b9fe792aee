"""msgspec's messages in both languages: nothing of its English reaches a Vietnamese reader."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from msgspec import Meta

from ecosystem.kernel import faults

CASES: list[tuple[Any, Any, str, str, str]] = [
    ("", Annotated[str, Meta(min_length=1)], "out_of_bounds", "ít nhất 1 ký tự", "at least 1 character is"),
    (
        "abc",
        Annotated[str, Meta(max_length=2)],
        "out_of_bounds",
        "nhiều nhất 2 ký tự",
        "at most 2 characters",
    ),
    (" ", Annotated[str, Meta(pattern=r"\S")], "out_of_bounds", "có chữ", "something other than blanks"),
    ("a", Annotated[str, Meta(pattern=r"^\d$")], "out_of_bounds", "đúng mẫu", "text of the form"),
    ([], Annotated[list[int], Meta(min_length=1)], "out_of_bounds", "ít nhất 1 mục", "at least 1 item is"),
    ({}, Annotated[dict[str, int], Meta(min_length=2)], "out_of_bounds", "ít nhất 2 trường", "2 fields"),
    ([1], tuple[int, int], "out_of_bounds", "đúng 2 mục, đang có 1", "exactly 2 items, not 1"),
    (0, Annotated[int, Meta(ge=1)], "out_of_bounds", "từ 1 trở lên", "at least 1"),
    (9, Annotated[int, Meta(le=5)], "out_of_bounds", "đến 5 là nhiều nhất", "at most 5"),
    (0.5, Annotated[float, Meta(gt=1)], "out_of_bounds", "lớn hơn 1", "more than 1"),
    (9.5, Annotated[float, Meta(lt=1)], "out_of_bounds", "nhỏ hơn 1", "less than 1"),
    (3, Annotated[int, Meta(multiple_of=2)], "out_of_bounds", "bội số của 2", "a multiple of 2"),
    (
        "2026-01-01T00:00:00Z",
        Annotated[datetime, Meta(tz=False)],
        "out_of_bounds",
        "không kèm múi giờ",
        "without an offset",
    ),
    ("x", int, "wrong_type", "Cần số nguyên, nhưng nhận được chữ", "Expected a whole number, but it is text"),
    (1, str | None, "wrong_type", "chữ hoặc để trống (null)", "text or nothing (null)"),
    ([], dict[str, int], "wrong_type", "nhận được danh sách", "but it is a list"),
    ("x", datetime, "invalid", "cần thời điểm như", "a time as in"),
    ("x", date, "invalid", "cần ngày như 2026-11-21", "a date as in 2026-11-21"),
    ("x", time, "invalid", "cần giờ như", "a time as in"),
    ("x", timedelta, "invalid", "cần khoảng thời gian", "a duration as in"),
    ("x", UUID, "invalid", "cần một mã UUID", "a UUID is wanted"),
    ("x", Decimal, "invalid", "cần số thập phân", "a decimal as in"),
    ("!", bytes, "invalid", "cần dữ liệu base64", "base64 data is wanted"),
    ("c", Literal["a", "b"], "invalid_choice", "các lựa chọn", "one of the choices"),
]
ENGLISH = ("Expected", "Invalid", "length", ">=", "<=", "regex", "multiple", "encoded", "`")


@pytest.mark.parametrize(("value", "wanted", "code", "vi", "en"), CASES)
def test_a_constraint_is_told_in_the_asker_s_language(value: Any, wanted: Any, code: str, vi: str, en: str):
    [in_vietnamese] = faults.of_value(value, wanted, "vi", path="field")
    [in_english] = faults.of_value(value, wanted, "en", path="field")
    assert (in_vietnamese.field, in_vietnamese.code) == (in_english.field, in_english.code) == ("field", code)
    assert vi in in_vietnamese.message
    assert en in in_english.message
    assert [word for word in ENGLISH if word in in_vietnamese.message] == []
