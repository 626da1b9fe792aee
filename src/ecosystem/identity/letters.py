"""The letters of identity. None of them repeats what a stranger typed: its reader may never have asked."""

from ecosystem.kernel.words import Words
from ecosystem.notifications.service import Letter, address_of

_CONFIRM = Words(
    vi="Xin chào,\n\nCó người đã đăng ký tài khoản Ecosystem bằng địa chỉ email này. Nếu đó là bạn, hãy mở"
    " liên kết"
    " dưới đây trong vòng 24 giờ để xác nhận:\n\n{link}\n\nNếu không phải bạn, bạn chỉ cần bỏ qua thư này:"
    " sẽ không có tài khoản nào được tạo.\n",
    en="Hello,\n\nSomebody has signed up to Ecosystem with this email address. If it was you, open the link"
    " below"
    " within 24 hours to confirm it:\n\n{link}\n\nIf it was not you, simply leave this letter alone:"
    " no account will be made.\n",
)
_KNOWN = Words(
    vi="Xin chào,\n\nCó người vừa đăng ký bằng địa chỉ email này, nhưng bạn đã có tài khoản Ecosystem rồi."
    " Bạn đăng nhập như thường lệ; nếu quên mật khẩu, hãy đặt mật khẩu mới tại đây:\n\n{link}\n\n"
    "Nếu không phải bạn đăng ký, bạn không cần làm gì cả.\n",
    en="Hello,\n\nSomebody has just signed up with this email address, but you have an Ecosystem account"
    " already."
    " Sign in as usual; if you have forgotten your password, set a new one here:\n\n{link}\n\n"
    "If it was not you, there is nothing to do.\n",
)
_RESET = Words(
    vi="Xin chào,\n\nCó người yêu cầu đặt mật khẩu mới cho tài khoản Ecosystem của bạn. Nếu đó là bạn, hãy"
    " mở liên kết"
    " dưới đây trong vòng 24 giờ:\n\n{link}\n\nNếu không phải bạn, bạn bỏ qua thư này: mật khẩu cũ vẫn giữ"
    " nguyên.\n",
    en="Hello,\n\nSomebody has asked for a new password for your Ecosystem account. If it was you, open the"
    " link below"
    " within 24 hours:\n\n{link}\n\nIf it was not you, leave this letter alone: your password stays as it"
    " is.\n",
)
_UNKNOWN = Words(
    vi="Xin chào,\n\nCó người yêu cầu đặt mật khẩu mới cho địa chỉ email này, nhưng chưa có tài khoản"
    " Ecosystem nào dùng"
    " địa chỉ này. Có thể bạn đã đăng ký bằng địa chỉ khác; bạn cũng có thể đăng ký tại đây:\n\n{link}\n\n"
    "Nếu không phải bạn yêu cầu, bạn không cần làm gì cả.\n",
    en="Hello,\n\nSomebody has asked for a new password for this email address, but no Ecosystem account"
    " has it."
    " You may have signed up with another address; you can also sign up here:\n\n{link}\n\n"
    "If it was not you, there is nothing to do.\n",
)
_CHANGED = Words(
    vi="Xin chào,\n\nMật khẩu tài khoản Ecosystem của bạn vừa được đổi. Mọi thiết bị và mã truy cập đã đăng"
    " xuất."
    " Nếu không phải bạn đổi, hãy đặt lại mật khẩu ngay:\n\n{link}\n",
    en="Hello,\n\nThe password of your Ecosystem account has just been changed. All devices and access"
    " tokens were"
    " signed out. If it was not you, set a new password at once:\n\n{link}\n",
)


def confirm(secret: str) -> Letter:
    """The link that makes the account."""
    subject = Words("Xác nhận địa chỉ email của bạn", "Confirm your email address")
    return _letter(subject, _CONFIRM, f"/xac-nhan/{secret}")


def known() -> Letter:
    """There is an account already."""
    subject = Words("Bạn đã có tài khoản", "You have an account already")
    return _letter(subject, _KNOWN, "/quen-mat-khau")


def reset(secret: str) -> Letter:
    """The link that sets a new password."""
    return _letter(Words("Đặt mật khẩu mới", "Set a new password"), _RESET, f"/dat-lai/{secret}")


def unknown() -> Letter:
    """There is no account to set a password for."""
    subject = Words("Chưa có tài khoản với địa chỉ này", "There is no account with this address")
    return _letter(subject, _UNKNOWN, "/dang-ky")


def changed() -> Letter:
    """The password is another one now."""
    subject = Words("Mật khẩu của bạn đã được đổi", "Your password was changed")
    return _letter(subject, _CHANGED, "/quen-mat-khau")


def _letter(subject: Words, text: Words, path: str) -> Letter:
    return Letter(subject, text.filled(link=address_of(path)), confidential=True)
