"""What enrolment refuses."""

from ecosystem.kernel.errors import Conflict, NotFound, Refused
from ecosystem.kernel.words import Words


class NoSuchEnrolment(NotFound):
    """There is none of that id, or not for this person."""


class NotEligible(Refused):
    """Rules stand against enrolling somebody; all reasons are listed."""

    code = "not_eligible"
    title = Words("Chưa đăng ký được", "This enrolment is not possible")


class ClassFull(Conflict):
    """No place for all of the order, and waiting was not asked for."""

    code = "class_full"
    title = Words(
        "Lớp đã đủ chỗ; bạn có thể vào danh sách chờ", "The class is full; you can join the waiting list"
    )


class OfferOver(Conflict):
    """The offer has lapsed, or there never was one."""

    code = "offer_over"
    title = Words("Chỗ này không còn được dành cho bạn", "This place is not kept for you any more")


class AlreadyOver(Conflict):
    """It has ended already."""

    code = "already_over"
    title = Words("Lượt đăng ký này đã kết thúc", "This enrolment is over already")
