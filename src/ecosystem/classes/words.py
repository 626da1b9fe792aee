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
SEE = Words("Lịch dạy của bạn: {link}", "Your week: {link}")
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
