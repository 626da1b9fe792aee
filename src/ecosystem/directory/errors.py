"""What the directory refuses."""

from ecosystem.kernel.errors import Conflict, NotFound, Refused
from ecosystem.kernel.words import Words


class EmailTaken(Conflict):
    """Another person has this address."""

    code = "email_taken"
    title = Words("Địa chỉ email này đã có người dùng", "Another person already has this email address")


class SlugTaken(Conflict):
    """Another organisation has this short name."""

    code = "slug_taken"
    title = Words("Tên ngắn này đã có tổ chức dùng", "Another organisation already has this short name")


class RoleNotThere(Refused):
    """The role can't be held at such a place."""

    code = "role_not_there"
    title = Words("Vai trò này không thể giữ ở nơi như vậy", "This role cannot be held at such a place")


class LastAdministrator(Refused):
    """Nobody would be left who may do everything."""

    code = "last_administrator"
    title = Words(
        "Đây là quản trị viên cuối cùng; hãy trao vai trò này cho một người khác trước",
        "This is the last administrator; give the role to somebody else first",
    )


class OwnAccount(Refused):
    """Nobody closes his own account here."""

    code = "own_account"
    title = Words("Bạn không thể tự khoá tài khoản của mình", "You cannot close your own account here")


class CodeSpent(NotFound):
    """No such code, or it was revoked, has expired or was used often enough: one answer for all of them."""

    code = "code_spent"
    title = Words(
        "Mã này không dùng được: có thể gõ nhầm, đã hết hạn hoặc đã dùng hết lượt",
        "This code does not work: it may be mistyped, expired or used up",
    )


class AlreadyDecided(Conflict):
    """Somebody else decided this request, or it was taken back."""

    code = "already_decided"
    title = Words("Yêu cầu này đã được xử lý rồi", "This request was decided already")


class AlreadyMember(Conflict):
    """One belongs to this organisation already."""

    code = "already_member"
    title = Words("Bạn đã là thành viên của tổ chức này", "You belong to this organisation already")


class LinkSpent(Refused):
    """The link was used, has expired or never was."""

    code = "link_spent"
    title = Words(
        "Liên kết này đã dùng hoặc đã hết hạn. Bạn yêu cầu thư mới giúp.",
        "This link was used or has expired. Please ask for a new letter.",
    )


class OtherAddress(Refused):
    """The invitation was sent to another address than the asker's."""

    code = "other_address"
    title = Words(
        "Lời mời này được gửi đến một địa chỉ email khác với tài khoản đang đăng nhập",
        "This invitation was sent to another address than that of the account signed in",
    )
