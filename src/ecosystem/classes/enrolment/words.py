"""What enrolment says, in the region's languages."""

from ecosystem.classes.enrolment.rules import Refusal
from ecosystem.kernel.errors import Reason
from ecosystem.kernel.words import Words

REFUSALS: dict[str, Words] = {
    "not_open": Words("Lớp này chưa nhận đăng ký", "This class does not take enrolments yet"),
    "begun": Words("Lớp đã bắt đầu", "The class has begun"),
    "enrolled_already": Words(
        "{name} đã đăng ký hoặc đang chờ lớp này", "{name} is enrolled in this class or waits for it already"
    ),
    "not_for_pupils": Words("Lớp này không dành cho học sinh", "This class is not for pupils"),
    "for_pupils": Words("Lớp này dành cho học sinh", "This class is for pupils"),
    "guardian_needed": Words(
        "{name} chưa đủ 18 tuổi: người giám hộ đăng ký ở trang gia đình",
        "{name} is under 18: a guardian has to enrol them",
    ),
    "consent_missing": Words(
        "Bạn cần đồng ý cho {name} đăng ký lớp ở trang gia đình",
        "Consent for {name} to be enrolled is missing: give it on the family page",
    ),
    "assent_missing": Words(
        "{name} từ 7 tuổi: cần chính con cũng đồng ý, ở trang gia đình",
        "{name} is seven or older and has to agree too: on the family page",
    ),
    "prerequisite": Words(
        "{name} chưa học xong khoá cần có trước", "{name} has not completed the course that comes first"
    ),
    "age_unknown": Words("Chưa có ngày sinh của {name}", "The date of birth of {name} is not known"),
    "too_young": Words(
        "Ngày khai giảng {name} mới {age} tuổi; lớp nhận từ {wanted} tuổi",
        "On the first day {name} is {age}; the class is for ages from {wanted} on",
    ),
    "too_old": Words(
        "Ngày khai giảng {name} đã {age} tuổi; lớp nhận đến {wanted} tuổi",
        "On the first day {name} is {age}; the class is for ages up to {wanted}",
    ),
    "grade_unknown": Words("Chưa biết {name} học lớp mấy", "The grade of {name} is not known"),
    "other_grade": Words(
        "{name} học lớp {grade}; lớp này dành cho lớp khác",
        "{name} is in grade {grade}; the class is for others",
    ),
}


def reason(refusal: Refusal, person_id: object, name: str, locale: str) -> Reason:
    """Why somebody can't be enrolled, said in this language."""
    text = REFUSALS[refusal.code].to(locale, name=name, **refusal.params)
    return Reason(code=refusal.code, message=text, params={"person_id": str(person_id), **refusal.params})


TAIL = Words("\n\nXem và đổi ở đây:\n\n{link}\n", "\n\nSee and change it here:\n\n{link}\n")
SUBJECTS: dict[str, Words] = {
    "enrolled": Words("Đã đăng ký: {title}", "Enrolled: {title}"),
    "waiting": Words("Đang chờ chỗ: {title}", "On the waiting list: {title}"),
    "offered": Words("Có chỗ rồi: {title}", "A place is free: {title}"),
    "withdrawn": Words("Đã thôi học: {title}", "No longer enrolled: {title}"),
    "expired": Words("Hết hạn nhận chỗ: {title}", "The offer has lapsed: {title}"),
}
BODIES: dict[str, Words] = {
    "enrolled": Words(
        "Xin chào {name},\n\n{who} đã có chỗ trong lớp {title}.",
        "Hello {name},\n\n{who} has a place in {title}.",
    ),
    "waiting": Words(
        "Xin chào {name},\n\nLớp {title} đã đủ người. {who} đang ở danh sách chờ; khi có chỗ chúng tôi"
        " báo bạn.",
        "Hello {name},\n\n{title} is full. {who} is on the waiting list; we write to you when a place"
        " is free.",
    ),
    "offered": Words(
        "Xin chào {name},\n\nLớp {title} vừa có chỗ cho {who}. Bạn nhận chỗ trước {until}, sau đó chỗ"
        " được dành cho người kế tiếp.",
        "Hello {name},\n\nA place in {title} is free for {who}. Take it before {until}; afterwards it is"
        " offered to whoever is next.",
    ),
    "withdrawn": Words(
        "Xin chào {name},\n\n{who} không còn trong lớp {title} và danh sách chờ của lớp.",
        "Hello {name},\n\n{who} is no longer enrolled in {title} and not on its waiting list.",
    ),
    "expired": Words(
        "Xin chào {name},\n\nThời hạn nhận chỗ trong lớp {title} cho {who} đã qua; chỗ được dành cho người kế"
        " tiếp.",
        "Hello {name},\n\nThe offer of a place in {title} for {who} has lapsed; it goes to whoever is next.",
    ),
}
