"""Remarks on rows, in both languages: why one was left out, or what was odd about one that was taken."""

from typing import Any

from msgspec import Struct, field

from ecosystem.kernel.words import Words
from ecosystem.transfer.tables.cells import as_text

SHOWN = 80

REMARKS: dict[str, Words] = {
    "not_a_row": Words("không phải một hàng gồm các ô có tên", "no set of named cells"),
    "blank": Words("hàng trống", "the row is empty"),
    "filtered": Words("{why}", "{why}"),
    "by_mapping": Words("{why}", "{why}"),
    "no_name": Words("thiếu tên dùng được", "no usable name"),
    "name_no_text": Words("tên không phải là chữ", "the name is no text"),
    "missing": Words("thiếu {field}", "no {field}"),
    "too_long": Words("dài hơn {most} ký tự", "longer than {most} characters"),
    "control_character": Words("có ký tự không hiển thị được", "holds a character that can't be shown"),
    "unknown_word": Words("{field} phải là một trong: {known}", "{field} is none of {known}"),
    "unknown_kind": Words("loại phải là một trong: {known}", "kind is none of {known}"),
    "unknown_risk": Words("mức rủi ro phải là một trong: {known}", "risk is none of {known}"),
    "unknown_state": Words("tình trạng phải là một trong: {known}", "state is none of {known}"),
    "unknown_sector": Words("khu vực phải là một trong: {known}", "sector is none of {known}"),
    "unknown_locale": Words("ngôn ngữ phải là một trong: {known}", "language is none of {known}"),
    "not_an_address": Words("bỏ qua vì không phải địa chỉ web", "left out, no web address"),
    "units_missing": Words("không ghi số lượng", "no quantity"),
    "units_text": Words("số lượng không phải là số", "quantity is text"),
    "units_zero": Words("số lượng bằng 0", "quantity is zero"),
    "units_negative": Words("số lượng âm", "quantity is negative"),
    "units_too_many": Words("nhiều hơn {most} chiếc", "more than {most} units"),
    "units_in_use": Words(
        "chiếc thứ {unit} đã có người đặt nên không thể giảm",
        "unit {unit} is booked, so there can't be fewer",
    ),
    "several_values": Words("một ô có nhiều giá trị", "several values in one cell"),
    "no_category": Words("không rõ danh mục", "no category, and the mapping has no default"),
    "no_room": Words("không ghi phòng", "no room given"),
    "unknown_site": Words("không có địa điểm này", "no such site"),
    "no_site": Words("không ghi địa điểm", "names no site, and none was given"),
    "unknown_category": Words("không có danh mục này", "no such category, and the mapping makes none"),
    "unknown_resource": Words("không có máy này ở địa điểm", "no such machine at the site"),
    "duplicate_name": Words(
        "tên này đã có ở hàng trước, giữ cả hai", "the list has the name before, both are kept"
    ),
    "duplicate_ref": Words("trùng mã với hàng {row}", "row {row} has the same reference"),
    "duplicate_row": Words("trùng với hàng {row}", "row {row} says the same"),
    "no_ref": Words("không có mã, nhận lại theo tên", "no reference, known again by its name"),
    "bad_date": Words("không đọc được ngày", "no date"),
    "bad_time": Words("không đọc được giờ", "no time of day"),
    "bad_days": Words("không đọc được thứ trong tuần", "no days of the week"),
    "bad_hours": Words("không đọc được giờ mở cửa", "no opening hours"),
    "ends_before": Words("kết thúc trước khi bắt đầu", "ends before it starts"),
    "hours_overlap": Words("trùng giờ với hàng {row}", "overlaps the hours of row {row}"),
    "bookings_touched": Words(
        "đụng đến {count} lượt đặt; hãy quyết định từng lượt ở mục Giờ mở cửa",
        "touches {count} bookings; decide on each under Opening hours",
    ),
    "bad_email": Words("không phải địa chỉ email", "no email address"),
    "duplicate_email": Words("trùng email với hàng {row}", "row {row} has the same email address"),
    "other_name": Words(
        "người này đã tự ghi tên khác, giữ nguyên tên ấy", "the person goes by another name, which stays"
    ),
    "no_email": Words(
        "không có email nên chưa đăng nhập được", "no email address, so nobody can sign in yet"
    ),
    "bad_birth_date": Words("ngày sinh không hợp lý", "no possible date of birth"),
    "minor_no_letter": Words(
        "dưới 16 tuổi nên không gửi thư, cần người giám hộ đồng ý trước",
        "under 16, so no letter is sent before a guardian agrees",
    ),
    "unknown_organisation": Words("không có tổ chức này", "no such organisation"),
    "bad_slug": Words(
        "tên ngắn chỉ gồm chữ thường không dấu, chữ số và gạch nối",
        "a short name is made of lower-case letters a to z, digits and single hyphens",
    ),
    "slug_taken": Words("tên ngắn đã có tổ chức khác dùng", "another organisation has this short name"),
    "bad_domain": Words("không phải tên miền", "no domain name"),
    "public_domain": Words(
        "bỏ qua vì là tên miền thư chung, ai cũng có", "left out, everybody has an address of this domain"
    ),
    "domains_many": Words(
        "bỏ qua vì tổ chức đã có {most} tên miền", "left out, the organisation has {most} domains already"
    ),
    "domain_taken": Words(
        "bỏ qua vì tổ chức khác đã có tên miền này", "left out, another organisation has this domain"
    ),
}

# What is told of quantities depends on what the mapping does with them.
TAKEN_AS_ONE = Words("tính là một chiếc", "taken as one unit")
LEFT_OUT = Words("cách ghép cột bỏ qua hàng này", "left out by the mapping")


class Remark(Struct, frozen=True):
    """Why a row was left out, or what was odd about one that was taken; `params` fill its words."""

    code: str
    column: str | None = None
    value: str | None = None
    params: dict[str, Any] = field(default_factory=dict)

    def to(self, locale: str) -> str:
        """The remark in one language; a parameter in both languages is told in that one."""
        filled = {
            name: value.to(locale) if isinstance(value, Words) else told
            for name, told in self.params.items()
            for value in [_words(told)]
        }
        text = REMARKS[self.code].to(locale, **filled)
        return f"{text}: {filled['more']}" if "more" in filled else text

    @property
    def message(self) -> str:
        """The remark in English, for terminals and files."""
        return self.to("en")


def remark(code: str, column: str | None = None, value: Any = None, **params: Any) -> Remark:
    """A remark with the value as it may be shown."""
    shown = None if value is None else as_text(value)
    if shown is not None and len(shown) > SHOWN:
        shown = shown[:SHOWN] + "…"
    return Remark(code, column, shown, params)


def _words(told: Any) -> Any:
    """Words, also where they came back from the database as a mapping."""
    if isinstance(told, dict) and set(told) == {"vi", "en"}:
        return Words(**told)
    return told
