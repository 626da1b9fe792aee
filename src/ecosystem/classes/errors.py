"""What classes refuse."""

from ecosystem.kernel.errors import Conflict, NotFound, Refused
from ecosystem.kernel.problems import register_constraint
from ecosystem.kernel.words import Words


class NoSuchTerm(NotFound):
    """There is no term of that id, or not for this person."""


class NoSuchCourse(NotFound):
    """There is no course of that id, or not for this person."""


class NoSuchClass(NotFound):
    """There is no class of that name or id, or not for this person."""


class NoSuchSession(NotFound):
    """There is no session of that id, or not for this person."""


class DatesUndecided(Conflict):
    """Dates collide with something, and nothing was decided about them; `preview` lists them all."""

    code = "dates_undecided"
    title = Words("Còn buổi bị vướng, hãy chọn cách xử lý", "Some dates collide: decide about each of them")


class DatesChanged(Conflict):
    """The dates are not what was decided on; `preview` is the list as it is now."""

    code = "dates_changed"
    title = Words("Danh sách buổi học vừa thay đổi", "The dates have just changed")


class NoDates(Refused):
    """Nothing is left of the series."""

    code = "no_dates"
    title = Words("Không còn buổi học nào", "No date is left")


class Unqualified(Refused):
    """None of the teachers may use what the class takes."""

    code = "unqualified"
    title = Words(
        "Chưa có giáo viên nào của lớp được chứng nhận dùng máy này",
        "None of the teachers is qualified for a machine that the class takes",
    )


class AlreadyMadeUp(Conflict):
    """Another session stands in for the missed one."""

    code = "already_made_up"
    title = Words("Buổi này đã có buổi học bù", "This session is made up for already")


class MovedElsewhere(Refused):
    """A session takes a room, people and machines at once; it is not moved from a list of bookings."""

    code = "moved_elsewhere"
    title = Words(
        "Buổi học không dời được từ đây: hãy giữ hoặc hủy, rồi xếp buổi khác",
        "A class session is not moved from here: keep or cancel it, then plan another date",
    )


class NotPlanned(Conflict):
    """The session is over or cancelled; nothing more is changed about it."""

    code = "not_planned"
    title = Words("Buổi học này đã diễn ra hoặc đã hủy", "This session is over or cancelled")


register_constraint("uq_class_session_makes_up_for", lambda _: AlreadyMadeUp())
