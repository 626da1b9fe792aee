"""What identity refuses."""

from ecosystem.kernel.errors import Conflict, Forbidden, NotAuthenticated, Refused, TooMany
from ecosystem.kernel.words import Words


class WrongCredentials(NotAuthenticated):
    """Unknown address, wrong password, no password, deactivated: one answer for all of them."""

    code = "wrong_credentials"
    title = Words("Email hoặc mật khẩu không đúng", "Email or password is wrong")


class InvalidToken(NotAuthenticated):
    """The bearer token is unknown, expired or revoked."""

    code = "invalid_token"
    title = Words("Mã truy cập không còn hiệu lực", "This token is not valid")


class CrossSite(Forbidden):
    """Another site's page sent the request."""

    code = "cross_site"
    title = Words("Yêu cầu đến từ một trang khác", "Another site sent this request")


class TooManyTries(TooMany):
    """Too many tries for this account or from this address."""

    code = "too_many_tries"
    title = Words("Thử quá nhiều lần", "Too many tries")


class ScopesRefused(Refused):
    """A token can't have scopes that do not exist or that its owner does not hold."""

    code = "scopes_refused"
    title = Words("Không thể trao các quyền này cho mã truy cập", "The token cannot have these scopes")


class InvitationVoid(Refused):
    """Whoever sent the invitation may not invite to it any more."""

    code = "invitation_void"
    title = Words(
        "Người mời không còn quyền trao vai trò này. Bạn nhờ họ hoặc người quản lý mời lại.",
        "Whoever invited you may not give this any more. Please ask for a new invitation.",
    )


class AccountThere(Refused):
    """The address has an account: sign in to accept."""

    code = "account_there"
    title = Words(
        "Địa chỉ này đã có tài khoản: bạn đăng nhập để nhận lời mời",
        "This address has an account: sign in to accept",
    )


class WrongCode(NotAuthenticated):
    """Wrong, used before, expired, or nobody was asked for it: one answer for all of them."""

    code = "wrong_code"
    title = Words(
        "Mã không đúng hoặc đã dùng. Bạn đợi mã mới rồi thử lại.",
        "The code is wrong or was used already. Wait for the next one and try again.",
    )


class CodeRefused(Refused):
    """The code that was asked again is wrong or was used before."""

    code = "code_refused"
    title = WrongCode.title


class PasswordRefused(Refused):
    """The password that was asked again is wrong."""

    code = "password_refused"
    title = Words("Mật khẩu không đúng", "The password is wrong")


class OwnFactor(Refused):
    """Nobody takes off his own second factor without its code."""

    code = "own_second_factor"
    title = Words(
        "Bạn tắt xác thực hai bước của chính mình ở trang tài khoản, bằng mật khẩu và mã",
        "Switch your own second factor off on your account page, with password and code",
    )


class FactorOn(Conflict):
    """A second factor is set up already."""

    code = "second_factor_on"
    title = Words("Xác thực hai bước đã bật rồi", "A second factor is set up already")


class FactorOff(Conflict):
    """No second factor is set up."""

    code = "second_factor_off"
    title = Words("Xác thực hai bước chưa bật", "No second factor is set up")
