"""What the timetable refuses."""

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.errors import Conflict, NotFound, Refused
from ecosystem.kernel.problems import register_constraint
from ecosystem.kernel.words import Words
from ecosystem.timetable.models import NO_OVERLAP


class SlotTaken(Conflict):
    """Somebody else has the time.

    `available` units are left throughout it; `next_free` is the first later start with the same length
    and units inside the opening hours. Both are None when only the constraint stood in the way.
    """

    code = "slot_taken"
    title = Words("Giờ này đã có người đặt", "This time is taken")

    def __init__(
        self,
        *,
        resource_id: UUID | None = None,
        available: int | None = None,
        next_free: datetime | None = None,
    ) -> None:
        super().__init__(extra={"resource_id": resource_id, "available": available, "next_free": next_free})
        self.resource_id = resource_id
        self.available = available
        self.next_free = next_free


class Closed(Refused):
    """The time, or a buffer around it, reaches into a closure."""

    code = "closed"
    title = Words("Nơi này đóng cửa vào giờ đó", "It is closed at that time")


class Occupied(Conflict):
    """The change takes away what somebody is using; nothing is touched until they have given it back.

    `count` tells how many bookings these are, `touched` says what the first hundred of them are: machine,
    time and person.
    """

    code = "occupied"
    title = Words("Đang có người sử dụng, hãy chờ họ trả máy", "It is in use: wait until it is given back")


class ImpactUndecided(Conflict):
    """The change touches bookings, and nothing was decided about them; none is touched.

    `items` lists them with what could become of each, `digest` goes along with the decisions.
    """

    code = "impact"
    title = Words("Thay đổi này ảnh hưởng đến một số lượt đặt", "This change touches bookings")


class ImpactChanged(Conflict):
    """What the change touches is not what was decided on; `items` and `digest` are what it is now."""

    code = "impact_changed"
    title = Words(
        "Danh sách lượt đặt bị ảnh hưởng vừa thay đổi", "The bookings that this touches have just changed"
    )


class AlreadyDecided(Conflict):
    """Somebody has decided about this holiday."""

    code = "already_decided"
    title = Words("Ngày nghỉ này đã có người quyết định", "Somebody has decided about this holiday")


class MoveUnfit(Refused):
    """One of the bookings can't move to where it should; `reservation_id` names it, nothing was done."""

    code = "move_unfit"
    title = Words("Một lượt đặt không chuyển được", "One of the bookings can't be moved there")


class NoSuchResource(NotFound):
    """There is no resource of that id."""


class HoldLapsed(Conflict):
    """The hold ended before it was confirmed."""

    code = "hold_lapsed"
    title = Words("Thời gian giữ chỗ đã hết", "The hold has lapsed")


class WindowTooWide(Refused):
    """More time is asked for at once than one answer holds."""

    code = "window_too_wide"
    title = Words("Khoảng thời gian quá dài (tối đa 400 ngày)", "The window is too wide (400 days at most)")


register_constraint("uq_holiday_decision_scope_id_key", lambda _: AlreadyDecided())
register_constraint(NO_OVERLAP, lambda _: SlotTaken())
