"""What places refuse."""

from ecosystem.kernel.errors import NotFound, Refused
from ecosystem.kernel.words import Words


class NoSuchPlace(NotFound):
    """There is no such region, site, room or resource, or not for this person."""

    title = Words("Không tìm thấy địa điểm", "There is no such place")


class NoSuchClosure(NotFound):
    """There is no such closure, or not for this person."""

    title = Words("Không tìm thấy lịch đóng cửa", "There is no such closure")


class UnknownZone(Refused):
    """The time zone is not in the IANA database."""

    code = "unknown_zone"
    title = Words("Không có múi giờ đó", "There is no such time zone")
