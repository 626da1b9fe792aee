"""What identity refuses."""

from ecosystem.kernel.errors import Forbidden, NotAuthenticated, Refused, TooMany
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


class LinkSpent(Refused):
    """The link was used, has expired or never was."""

    code = "link_spent"
    title = Words(
        "Liên kết này đã dùng hoặc đã hết hạn. Bạn yêu cầu thư mới giúp.",
        "This link was used or has expired. Please ask for a new letter.",
    )


class ScopesRefused(Refused):
    """A token can't have scopes that do not exist or that its owner does not hold."""

    code = "scopes_refused"
    title = Words("Không thể trao các quyền này cho mã truy cập", "The token cannot have these scopes")
