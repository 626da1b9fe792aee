"""What is refused about families."""

from ecosystem.kernel.errors import Conflict, Refused
from ecosystem.kernel.words import Words


class GuardianMinor(Refused):
    """Who is under age answers for nobody."""

    code = "guardian_minor"
    title = Words(
        "Bạn cần đủ 18 tuổi để làm người giám hộ trên hệ thống",
        "You have to be 18 or older to be a guardian here",
    )


class ChildThere(Conflict):
    """The same guardian has entered this child already."""

    code = "child_there"
    title = Words(
        "Bạn đã thêm con có họ tên và ngày sinh này rồi",
        "You have already added a child with this name and date of birth",
    )


class TooManyChildren(Refused):
    """More than one family has."""

    code = "too_many_children"
    title = Words(
        "Bạn đã thêm số con tối đa; hãy liên hệ người quản lý",
        "You have added as many children as can be; please ask the people who run this",
    )


class TooManyGuardians(Refused):
    """More guardians, or open invitations of them, than one child has."""

    code = "too_many_guardians"
    title = Words(
        "Con đã có đủ số người giám hộ, tính cả lời mời chưa trả lời",
        "The child has as many guardians as can be, open invitations included",
    )


class GuardianThere(Conflict):
    """That person answers for this child already."""

    code = "guardian_there"
    title = Words(
        "Người này đã là người giám hộ của con",
        "This person is already a guardian of the child",
    )


class LastGuardian(Refused):
    """Nobody would answer for the child any more."""

    code = "last_guardian"
    title = Words(
        "Bạn là người giám hộ duy nhất; hãy mời người khác trước, hoặc xoá dữ liệu của con",
        "You are the only guardian: invite somebody else first, or erase the child's data",
    )


class TextMoved(Conflict):
    """There is a newer text of the consent than the one that was read."""

    code = "text_moved"
    title = Words(
        "Nội dung đồng ý vừa được cập nhật; bạn đọc bản mới rồi xác nhận lại giúp",
        "The text of this consent has changed: please read the new one first",
    )


class ConsentThere(Conflict):
    """Consent for this purpose is in force."""

    code = "consent_there"
    title = Words("Việc này đã được đồng ý rồi", "This has been consented to already")


class AssentMissing(Refused):
    """From seven on, the child has to agree too."""

    code = "assent_missing"
    title = Words(
        "Con từ 7 tuổi: cần chính con cũng đồng ý",
        "The child is seven or older and has to agree too",
    )


class ConsentMissing(Refused):
    """This is kept only with consent to it."""

    code = "consent_missing"
    title = Words(
        "Bạn cần đồng ý cho mục đích này trước",
        "Consent for this purpose is needed first",
    )


class AliasTellsName(Refused):
    """An alias that is the full name hides nothing."""

    code = "alias_tells_name"
    title = Words(
        "Tên gọi tắt không được trùng với họ tên đầy đủ của con",
        "The alias must not be the child's full name",
    )
