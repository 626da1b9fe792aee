"""What letters about bookings say, in both languages; figures and names come in by `str.format` fields."""

from ecosystem.fablab.letters.facts import Event
from ecosystem.kernel.words import Words

SUBJECTS: dict[Event, Words] = {
    "booked": Words("Đã đặt: {machine}, {short}", "Booked: {machine}, {short}"),
    "moved": Words("Đã đổi lượt đặt: {machine}, {short}", "Booking moved: {machine}, {short}"),
    "cancelled": Words("Đã hủy: {machine}, {short}", "Cancelled: {machine}, {short}"),
    "waiting": Words("Đang chờ duyệt: {machine}, {short}", "Waiting for approval: {machine}, {short}"),
    "asked": Words(
        "Cần duyệt: {person} xin đặt {machine}, {short}", "To approve: {person}, {machine}, {short}"
    ),
    "approved": Words("Đã duyệt: {machine}, {short}", "Approved: {machine}, {short}"),
    "refused": Words("Không được duyệt: {machine}, {short}", "Not approved: {machine}, {short}"),
    "expired": Words("Chưa kịp duyệt: {machine}, {short}", "Not approved in time: {machine}, {short}"),
    "no_show": Words("Đã trả lại giờ: {machine}, {short}", "Time released: {machine}, {short}"),
    "kept": Words("Vẫn giữ nguyên: {machine}, {short}", "Your booking stands: {machine}, {short}"),
    "reminder": Words("Nhắc lịch: {machine}, {short}", "Reminder: {machine}, {short}"),
}

# What has happened; the booking follows.
OPENINGS: dict[Event, Words] = {
    "booked": Words("Bạn đã đặt:", "You have booked:"),
    "moved": Words("Bạn đã đổi lượt đặt thành:", "You have moved your booking to:"),
    "cancelled": Words("Bạn đã hủy lượt đặt này:", "You have cancelled this booking:"),
    "waiting": Words(
        "Yêu cầu đặt của bạn đã được gửi và đang chờ nhân viên duyệt:",
        "Your request has been sent and waits for staff to approve it:",
    ),
    "asked": Words(
        "{person} xin đặt và đang chờ bạn duyệt:", "{person} asks to book and waits for your answer:"
    ),
    "approved": Words("Lượt đặt của bạn đã được duyệt:", "Your booking has been approved:"),
    "refused": Words(
        "Rất tiếc, lượt đặt này không được duyệt:", "Sorry, this booking has not been approved:"
    ),
    "expired": Words(
        "Chưa có ai kịp duyệt nên yêu cầu này đã hết hạn và giờ đã được trả lại:",
        "Nobody has answered in time, so this request has lapsed and the time is free again:",
    ),
    "no_show": Words(
        "Bạn chưa đến nhận máy nên giờ này đã được trả lại cho người khác:",
        "You have not checked in, so this time has been released for others:",
    ),
    "kept": Words(
        "Có một thay đổi, nhưng lượt đặt này của bạn vẫn giữ nguyên:",
        "Something has changed, but this booking of yours stands all the same:",
    ),
    "reminder": Words("Nhắc bạn về lượt đặt sắp tới:", "A reminder of your booking:"),
}

# The same where somebody else did it.
BY_OTHERS: dict[Event, Words] = {
    "booked": Words("Nhân viên đã đặt cho bạn:", "Staff have booked for you:"),
    "moved": Words("Nhân viên đã đổi lượt đặt của bạn thành:", "Staff have moved your booking to:"),
    "cancelled": Words("Lượt đặt này của bạn đã bị hủy:", "This booking of yours has been cancelled:"),
    "waiting": Words(
        "Nhân viên đã đổi yêu cầu đặt của bạn; yêu cầu vẫn đang chờ duyệt:",
        "Staff have changed your request; it still waits for approval:",
    ),
}

BEFORE = Words("Trước đây: {before}", "Before: {before}")
WHY = Words("Lý do: {why}", "Reason: {why}")
CHANGE = Words("Thay đổi: {why}", "The change: {why}")
SAID = Words("Lời nhắn: {why}", "Message: {why}")
PURPOSE = Words("Mục đích: {why}", "Purpose: {why}")
PRICE = Words("Chi phí: {price}", "Price: {price}")
UNITS = Words("Số lượng: {units}", "Units: {units}")
ANSWER_BY = Words(
    "Bạn sẽ có câu trả lời trước {decide_by}. Nếu đến lúc đó chưa ai duyệt, giờ này sẽ được trả lại.",
    "You will have an answer by {decide_by}. If nobody has approved it by then, the time is released.",
)
DECIDE_BY = Words(
    "Hãy duyệt hoặc từ chối trước {decide_by}; sau đó yêu cầu hết hạn và giờ được trả lại.",
    "Please approve or refuse by {decide_by}; after that the request lapses and the time is released.",
)
CANCEL_BY = Words(
    "Nếu không dùng nữa, hãy hủy trước {cancel_by} để người khác còn đặt được.",
    "If you don't need it any more, please cancel by {cancel_by} so that somebody else can have it.",
)
GRACE = Words(
    "Nếu sau {grace} kể từ giờ bắt đầu chưa ai nhận máy, giờ này sẽ được trả lại.",
    "If nobody has checked in {grace} after the start, the time is released.",
)

SEE = Words("Xem lượt đặt của bạn:", "See your bookings:")
FIND = Words("Tìm giờ khác:", "Find another time:")
DECIDE = Words("Duyệt tại đây:", "Decide here:")
CHOOSE = Words(
    "Bạn chọn thư nào muốn nhận ở trang Tài khoản: {link}",
    "Choose which letters you want on your account page: {link}",
)
HELLO = Words("Chào {name},", "Hello {name},")
LOST = Words("HỦY: {machine}", "CANCELLED: {machine}")
UNSURE = Words("Chờ duyệt: {machine}", "Waiting: {machine}")

WEEKDAYS: tuple[Words, ...] = (
    Words("Thứ Hai", "Monday"),
    Words("Thứ Ba", "Tuesday"),
    Words("Thứ Tư", "Wednesday"),
    Words("Thứ Năm", "Thursday"),
    Words("Thứ Sáu", "Friday"),
    Words("Thứ Bảy", "Saturday"),
    Words("Chủ Nhật", "Sunday"),
)
