"""What the fablab says to people, in both languages."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ecosystem.fablab.rules import Breach
from ecosystem.kernel.errors import Reason
from ecosystem.kernel.intervals import zone
from ecosystem.kernel.words import Words

REASONS: dict[str, Words] = {
    "slot_taken": Words(
        vi="Giờ này đã có người đặt.",
        en="Somebody has already booked this time.",
    ),
    "held": Words(
        vi="Giờ này đang được giữ chỗ cho người khác.",
        en="This time is being held for somebody else.",
    ),
    "closed": Words(
        vi="Nơi này đóng cửa từ {starts_at} đến {ends_at}: {reason}.",
        en="Closed from {starts_at} to {ends_at}: {reason}.",
    ),
    "outside_hours": Words(
        vi="Khoảng giờ này không nằm trọn trong giờ mở cửa.",
        en="This time is not wholly within the opening hours.",
    ),
    "too_short": Words(
        vi="Máy này chỉ đặt từ {min_minutes} đến {max_minutes} mỗi lần.",
        en="This machine is booked for {min_minutes} to {max_minutes} at a time.",
    ),
    "too_long": Words(
        vi="Máy này chỉ đặt từ {min_minutes} đến {max_minutes} mỗi lần.",
        en="This machine is booked for {min_minutes} to {max_minutes} at a time.",
    ),
    "off_raster": Words(
        vi="Giờ bắt đầu và kết thúc phải theo bước {raster_minutes}.",
        en="Start and end must fall on steps of {raster_minutes}.",
    ),
    "too_soon": Words(
        vi="Cần đặt trước ít nhất {notice_minutes}; sớm nhất là {earliest}.",
        en="Please book at least {notice_minutes} ahead; {earliest} at the earliest.",
    ),
    "too_far": Words(
        vi="Chỉ đặt được trong vòng {horizon_days} ngày tới, đến hết ngày {last_day}.",
        en="Bookings open {horizon_days} days ahead, up to {last_day}.",
    ),
    "in_the_past": Words(
        vi="Giờ này đã qua.",
        en="This time has passed.",
    ),
    "quota_day": Words(
        vi="Mỗi người được đặt tối đa {limit_minutes} một ngày; ngày {day} bạn còn {left_minutes}.",
        en="Each person may book {limit_minutes} a day; {left_minutes} are left on {day}.",
    ),
    "quota_week": Words(
        vi="Mỗi người được đặt tối đa {limit_minutes} một tuần; tuần từ {week} bạn còn {left_minutes}.",
        en="Each person may book {limit_minutes} a week; {left_minutes} are left in the week of {week}.",
    ),
    "no_such_time": Words(
        vi="Không có {local_time} ở đây: hôm đó đồng hồ được vặn tới.",
        en="There is no {local_time} here: the clocks go forward over it.",
    ),
    "chain": Words(
        vi="Không đặt nối tiếp: bạn đã có lượt đặt máy này từ {starts_at} đến {ends_at}.",
        en="No back-to-back bookings: you already have this machine from {starts_at} to {ends_at}.",
    ),
    "not_qualified": Words(
        vi="Bạn cần có chứng nhận “{qualification}” để đặt máy này.",
        en="You need the qualification “{qualification}” to book this machine.",
    ),
    "qualification_expires": Words(
        vi="Chứng nhận “{qualification}” của bạn hết hạn lúc {expires_at}, trước khi lượt đặt kết thúc.",
        en="Your qualification “{qualification}” expires at {expires_at}, before the booking ends.",
    ),
    "role": Words(
        vi="Máy này chỉ dành cho: {roles}.",
        en="This machine is only for: {roles}.",
    ),
    "organisation": Words(
        vi="Máy này chỉ dành cho thành viên của một số tổ chức.",
        en="This machine is only for members of certain organisations.",
    ),
    "age": Words(
        vi="Người đặt phải đủ {min_age} tuổi vào ngày sử dụng.",
        en="One must be {min_age} years old on the day.",
    ),
    "age_unknown": Words(
        vi="Máy này dành cho người từ {min_age} tuổi; hồ sơ của bạn chưa có ngày sinh.",
        en="This machine is for people of {min_age} and over; your profile has no date of birth.",
    ),
    "out_of_order": Words(
        vi="Máy đang hỏng.",
        en="This machine is out of order.",
    ),
    "out_of_order_until": Words(
        vi="Máy đang hỏng, dự kiến dùng lại từ {back_at}.",
        en="This machine is out of order, expected back at {back_at}.",
    ),
    "retired": Words(
        vi="Máy đã ngừng sử dụng.",
        en="This machine is no longer in use.",
    ),
    "units": Words(
        vi="Chỉ có {units} chiếc; bạn muốn {wanted}.",
        en="There are {units}; you asked for {wanted}.",
    ),
    "too_late_to_cancel": Words(
        vi="Chỉ hủy được trước giờ bắt đầu ít nhất {cancel_notice_minutes}, tức là trước {cancel_by}.",
        en="Cancel at least {cancel_notice_minutes} before the start, that is by {cancel_by}.",
    ),
    "started": Words(
        vi="Lượt đặt đã bắt đầu nên không đổi được nữa.",
        en="The booking has started and can't be changed any more.",
    ),
    "ended": Words(
        vi="Lượt đặt đã kết thúc.",
        en="The booking is over.",
    ),
    "cancelled": Words(
        vi="Lượt đặt đã bị hủy.",
        en="The booking has been cancelled.",
    ),
    "no_show": Words(
        vi="Không có ai đến nên giờ này đã được trả lại.",
        en="Nobody came, so the time has been released.",
    ),
    "no_time_to_approve": Words(
        vi="Lượt đặt này cần nhân viên duyệt nên phải bắt đầu muộn hơn lúc này.",
        en="Staff approve this booking first, so it must begin later than right now.",
    ),
    "pending": Words(
        vi="Lượt đặt đang chờ duyệt.",
        en="The booking waits for approval.",
    ),
    "not_waiting": Words(
        vi="Lượt đặt này không chờ duyệt.",
        en="This booking does not wait for approval.",
    ),
    "refused": Words(
        vi="Lượt đặt không được duyệt.",
        en="The booking has not been approved.",
    ),
    "expired": Words(
        vi="Chưa có ai kịp duyệt nên giờ này đã được trả lại.",
        en="Nobody has approved it in time, so the time has been released.",
    ),
    "checked_out": Words(
        vi="Lượt này đã trả máy rồi.",
        en="This booking has already been checked out.",
    ),
    "not_checked_in": Words(
        vi="Lượt này chưa nhận máy.",
        en="Nobody has checked in to this booking yet.",
    ),
    "too_early": Words(
        vi="Chưa đến giờ; nhận máy được từ {earliest}.",
        en="It is too early; check in from {earliest}.",
    ),
    "qualification_lapsed": Words(
        vi="Chứng nhận “{qualification}” không còn hiệu lực đến hết lượt này.",
        en="The qualification “{qualification}” is not valid until the end of this booking.",
    ),
    "person_inactive": Words(
        vi="Không tìm thấy người được đặt hộ, hoặc tài khoản đã ngừng.",
        en="The person to book for is not known, or no longer active.",
    ),
}

REFUSAL_WANTED = Words(
    vi="Hãy ghi lý do từ chối.",
    en="Please say why you refuse.",
)
REASON_WANTED = Words(
    vi="Hãy ghi lý do khi đặt hộ người khác.",
    en="Please give a reason when booking for somebody else.",
)
ENDS_AFTER_START = Words(
    vi="Giờ kết thúc phải sau giờ bắt đầu.",
    en="The end must come after the start.",
)
RETURN_IN_FUTURE = Words(
    vi="Thời điểm dự kiến dùng lại phải ở tương lai.",
    en="The expected return must lie in the future.",
)

ROLES: dict[str, Words] = {
    "admin": Words(vi="quản trị viên", en="administrators"),
    "manager": Words(vi="người quản lý", en="managers"),
    "lab": Words(vi="nhân viên xưởng", en="lab staff"),
    "teacher": Words(vi="giáo viên", en="teachers"),
    "mentor": Words(vi="người cố vấn", en="mentors"),
    "guardian": Words(vi="phụ huynh", en="guardians"),
    "founder": Words(vi="nhà sáng lập", en="founders"),
    "student": Words(vi="học viên", en="students"),
}


RETIRED = Words(vi="{machine} ngừng sử dụng.", en="{machine} is taken out of use.")
ELSEWHERE = Words(vi="{machine} chuyển sang {vi}.", en="{machine} moves to {en}.")
FEWER_UNITS = Words(
    vi="{machine} chỉ còn {units} chiếc.", en="There are fewer of {machine} now ({units} in all)."
)
ASKED = Words(
    vi="Từ nay phải có chứng nhận “{vi}” mới nhận được máy.",
    en="From now on nobody checks in here without the qualification “{en}”.",
)
OUTAGE = Words(vi="{machine} đang hỏng ({reason}).", en="{machine} is out of order ({reason}).")
EXPECTED_BACK = Words(vi=" Dự kiến dùng lại từ {back}.", en=" It is expected back at {back}.")


def elsewhere(machine: str, site: Words) -> Words:
    """What people are told of a machine that goes to another site."""
    return ELSEWHERE.filled(machine=machine, vi=site.vi, en=site.en)


def outage(machine: str, reason: str, back: datetime | None, zone_name: str) -> Words:
    """What people are told of a machine that is out of order."""
    said = OUTAGE.filled(machine=machine, reason=reason)
    if back is None:
        return said
    more = EXPECTED_BACK.filled(back=moment(back, zone_name))
    return Words(said.vi + more.vi, said.en + more.en)


def duration(minutes: int, locale: str) -> str:
    """A number of minutes as people say it: "30 phút", "1 giờ 30 phút", "4 hours"."""
    hours, rest = divmod(minutes, 60)
    if locale == "en":
        parts = [(hours, "hour"), (rest, "minute")]
        said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
        return " ".join(said) or "0 minutes"
    said = [f"{count} {unit}" for count, unit in ((hours, "giờ"), (rest, "phút")) if count]
    return " ".join(said) or "0 phút"


def moment(instant: datetime, zone_name: str) -> str:
    """An instant on the wall clock of a zone, as both languages write it here: 09:30 21/11/2026."""
    return f"{instant.astimezone(zone(zone_name)):%H:%M %d/%m/%Y}"


def reason(breach: Breach, *, locale: str, zone_name: str) -> Reason:
    """A breach in the asker's language; its values go along as they are."""
    code = breach.code
    template = "age_unknown" if code == "age" and not breach.params["known"] else code
    said = {name: _said(name, value, locale, zone_name) for name, value in breach.params.items()}
    return Reason(code=code, message=REASONS[template].to(locale, **said), params=breach.params)


def _said(name: str, value: Any, locale: str, zone_name: str) -> Any:
    if isinstance(value, datetime):
        return moment(value, zone_name)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if name.endswith("_minutes"):
        return duration(value, locale)
    if name == "roles":
        return ", ".join(ROLES[role].to(locale) if role in ROLES else role for role in value)
    if isinstance(value, Mapping):
        return value.get(locale) or value.get("vi", "")
    return value
