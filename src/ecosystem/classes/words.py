"""What classes say in letters, calendars and refusals, in both languages."""

from ecosystem.kernel.words import Words

BUSY = Words("Bận", "Busy")
ONLINE = Words("Trực tuyến", "Online")
CLASS = Words("Lớp {title}", "Class {title}")
HELLO = Words("Chào {name},", "Dear {name},")
BYE = Words("Trân trọng", "Kind regards")
ASSIGNED_SUBJECT = Words("Lịch dạy mới: {title}", "New class to teach: {title}")
ASSIGNED = Words(
    "Bạn có lịch dạy {count} buổi của lớp {title}:", "You are to teach {count} sessions of {title}:"
)
CANCELLED_SUBJECT = Words("Đã hủy buổi dạy: {title}", "Cancelled: {title}")
CANCELLED_ONE = Words("Buổi dạy này của lớp {title} đã hủy:", "This session of {title} is cancelled:")
CANCELLED = Words("{count} buổi dạy của lớp {title} đã hủy:", "{count} sessions of {title} are cancelled:")
OFF_SUBJECT = Words("Đã hủy buổi học: {title}", "Cancelled: {title}")
OFF_ONE = Words("Buổi học này của lớp {title} đã hủy:", "This session of {title} is cancelled:")
OFF = Words("{count} buổi học của lớp {title} đã hủy:", "{count} sessions of {title} are cancelled:")
WHY = Words("Lý do: {why}", "Reason: {why}")
KEPT_SUBJECT = Words("Buổi dạy vẫn diễn ra: {title}", "It takes place: {title}")
KEPT = Words("Buổi này của lớp {title} vẫn diễn ra:", "This session of {title} takes place all the same:")
KEPT_WHY = Words("Dù có thay đổi: {why}", "In spite of a change: {why}")
SEE = Words("Lịch dạy của bạn: {link}", "Your week: {link}")
SEE_CLASS = Words("Trang của lớp: {link}", "The page of the class: {link}")
MORE = Words("… và {count} buổi nữa", "… and {count} more")
WEEKDAYS = (
    Words("Thứ Hai", "Monday"),
    Words("Thứ Ba", "Tuesday"),
    Words("Thứ Tư", "Wednesday"),
    Words("Thứ Năm", "Thursday"),
    Words("Thứ Sáu", "Friday"),
    Words("Thứ Bảy", "Saturday"),
    Words("Chủ nhật", "Sunday"),
)
