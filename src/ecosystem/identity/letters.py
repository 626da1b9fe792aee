"""The letters of identity. None of them repeats what a stranger typed: its reader may never have asked.

An invitation names its sender and a place: both are known to the region.
"""

from datetime import datetime

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
_INVITED = Words(
    vi="Xin chào,\n\n{sender} mời bạn {what} trên Ecosystem, nơi đặt máy và phòng của vùng. Bạn mở liên kết"
    " dưới đây để nhận lời, trước {until}:\n\n{link}\n\nNếu bạn không biết người mời, bạn bỏ qua thư này:"
    " sẽ không có gì xảy ra.\n",
    en="Hello,\n\n{sender} invites you to {what} on Ecosystem, where the region's machines and rooms are"
    " booked. Open the link below to accept, before {until}:\n\n{link}\n\nIf you do not know who invites"
    " you, leave this letter alone: nothing will happen.\n",
)
_MEMBER = Words("trở thành thành viên của {place}", "become a member of {place}")
_ROLE = Words("nhận vai trò {role} tại {place}", "be {role} at {place}")
ROLES: dict[str, Words] = {
    "admin": Words("quản trị viên", "an administrator"),
    "manager": Words("quản lý", "a manager"),
    "lab": Words("kỹ thuật viên xưởng", "lab staff"),
    "teacher": Words("giáo viên", "a teacher"),
    "mentor": Words("cố vấn", "a mentor"),
    "guardian": Words("phụ huynh", "a guardian"),
    "founder": Words("nhà sáng lập", "a founder"),
    "student": Words("học viên", "a student"),
}
_FACTOR = Words(
    vi="Xin chào,\n\n{what}\n\nNếu không phải bạn làm, hãy đặt lại mật khẩu ngay và báo cho người quản"
    " lý:\n\n{link}\n",
    en="Hello,\n\n{what}\n\nIf it was not you, set a new password at once and tell your manager:\n\n{link}\n",
)
_FACTORS: dict[str, Words] = {
    "on": Words(
        "Xác thực hai bước vừa được bật cho tài khoản Ecosystem của bạn.",
        "A second factor was set up for your Ecosystem account.",
    ),
    "off": Words(
        "Xác thực hai bước vừa được tắt cho tài khoản Ecosystem của bạn.",
        "The second factor of your Ecosystem account was switched off.",
    ),
    "reset": Words(
        "Quản trị viên vừa gỡ xác thực hai bước của tài khoản Ecosystem của bạn. Bạn đăng nhập bằng mật"
        " khẩu rồi bật lại ở trang tài khoản.",
        "An administrator has taken the second factor off your Ecosystem account. Sign in with your"
        " password and set it up again on your account page.",
    ),
    "recovery": Words(
        "Một mã dự phòng vừa được dùng để đăng nhập vào tài khoản Ecosystem của bạn. Còn lại {left} mã.",
        "A recovery code was used to sign in to your Ecosystem account. {left} of them are left.",
    ),
}


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


def invitation(secret: str, *, role: str | None, place: Words, sender: str, until: datetime) -> Letter:
    """The link that makes a member of an organisation, or gives a role there."""

    def in_(locale: str) -> str:
        at = place.to(locale)
        what = (
            _MEMBER.to(locale, place=at)
            if role is None
            else _ROLE.to(locale, role=ROLES[role].to(locale), place=at)
        )
        when = f"{until:%H:%M %d/%m/%Y}" if locale == "vi" else f"{until:%d %b %Y, %H:%M}"
        link = address_of(f"/moi/{secret}")
        return _INVITED.to(locale, sender=sender, what=what, until=when, link=link)

    subject = Words(f"Lời mời tham gia {place.vi}", f"An invitation to {place.en}")
    return Letter(subject, Words(in_("vi"), in_("en")), confidential=True)


def factor(change: str, *, left: int = 0) -> Letter:
    """What became of the second factor: `on`, `off`, `reset`, or a `recovery` code was used."""
    subject = Words("Xác thực hai bước", "Your second factor")
    link = address_of("/quen-mat-khau")
    what = _FACTORS[change].filled(left=left)
    return Letter(subject, Words(*(_FACTOR.to(one, what=what.to(one), link=link) for one in ("vi", "en"))))


def _letter(subject: Words, text: Words, path: str) -> Letter:
    return Letter(subject, text.filled(link=address_of(path)), confidential=True)
