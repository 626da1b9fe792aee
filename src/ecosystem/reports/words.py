"""Short names for the reasons of refusals."""

from ecosystem.kernel.words import Words

REFUSALS: dict[str, Words] = {
    "slot_taken": Words("Đã có người đặt", "Already booked"),
    "held": Words("Đang giữ chỗ cho người khác", "Held for somebody else"),
    "closed": Words("Nơi này đóng cửa", "Closed"),
    "outside_hours": Words("Ngoài giờ mở cửa", "Outside the opening hours"),
    "too_short": Words("Thời gian quá ngắn", "Too short"),
    "too_long": Words("Thời gian quá dài", "Too long"),
    "off_raster": Words("Không đúng bước giờ", "Off the time steps"),
    "too_soon": Words("Đặt quá sát giờ", "Too little notice"),
    "too_far": Words("Đặt quá xa", "Too far ahead"),
    "in_the_past": Words("Giờ đã qua", "In the past"),
    "quota_day": Words("Hết hạn mức trong ngày", "Daily quota used up"),
    "quota_week": Words("Hết hạn mức trong tuần", "Weekly quota used up"),
    "no_such_time": Words("Giờ không tồn tại khi đổi giờ", "A time that clock changes skip"),
    "chain": Words("Đặt nối tiếp", "Back to back"),
    "not_qualified": Words("Chưa có chứng nhận", "Not qualified"),
    "qualification_expires": Words("Chứng nhận sắp hết hạn", "Qualification ends too early"),
    "role": Words("Không đúng vai trò", "Not for this role"),
    "organisation": Words("Không thuộc tổ chức được phép", "Not for this organisation"),
    "age": Words("Chưa đủ tuổi", "Too young"),
    "age_unknown": Words("Hồ sơ chưa có ngày sinh", "No date of birth known"),
    "out_of_order": Words("Máy hỏng", "Out of order"),
    "out_of_order_until": Words("Máy hỏng, đang chờ sửa", "Out of order, being mended"),
    "retired": Words("Máy đã ngừng sử dụng", "No longer in use"),
    "units": Words("Không đủ số lượng", "Not that many"),
    "no_time_to_approve": Words("Không kịp duyệt", "Too late to be approved"),
    "person_inactive": Words("Tài khoản đã ngừng", "Account no longer active"),
}


def refusal(code: str) -> Words:
    """What a reason is called; its code where it has no name yet."""
    return REFUSALS.get(code, Words(code, code))
