"""What identity says, in the region's languages."""

from ecosystem.kernel.errors import FieldError, Reason
from ecosystem.kernel.words import Words

PASSWORD_FAULTS: dict[str, Words] = {
    "password_short": Words(
        vi="Mật khẩu cần ít nhất 10 ký tự; một câu vài từ vừa dễ nhớ vừa khó đoán",
        en="A password has at least 10 characters; a few words are easy to keep and hard to guess",
    ),
    "password_long": Words(vi="Mật khẩu không quá 1024 ký tự", en="A password has at most 1024 characters"),
    "password_one_sign": Words(
        vi="Mật khẩu không thể chỉ lặp lại một ký tự",
        en="A password cannot be one character over and over",
    ),
    "password_common": Words(
        vi="Mật khẩu này quá phổ biến nên dễ bị đoán; bạn chọn một câu của riêng mình",
        en="This password is used by many and easy to guess; choose a phrase of your own",
    ),
    "password_is_you": Words(
        vi="Mật khẩu không thể là email hay họ tên của bạn",
        en="A password cannot be your email address or your name",
    ),
}

SCOPE_REASONS: dict[str, Words] = {
    "unknown_scope": Words(vi="Không có quyền “{scope}”", en="There is no scope “{scope}”"),
    "scope_not_held": Words(
        vi="Bạn không có quyền “{scope}” nên không thể trao cho mã truy cập",
        en="You do not hold “{scope}” yourself, so a token cannot have it",
    ),
}

_TRY_AGAIN = Words(
    vi="Bạn đã thử quá nhiều lần. Hãy thử lại sau {minutes} phút.",
    en="That was too many tries. Please try again in {minutes} min.",
)


def try_again(seconds: int) -> Words:
    """When the next try at signing in will be looked at."""
    minutes = -(-seconds // 60)
    return Words(vi=_TRY_AGAIN.to("vi", minutes=minutes), en=_TRY_AGAIN.to("en", minutes=minutes))


def password_fault(code: str, locale: str) -> FieldError:
    """One thing wrong with a new password, said in this language."""
    return FieldError(field="password", code=code, message=PASSWORD_FAULTS[code].to(locale))


def birth_date_fault(locale: str) -> FieldError:
    """A day of birth that can be nobody's, said in this language."""
    words = Words(vi="Ngày sinh này không đúng", en="This cannot be a date of birth")
    return FieldError(field="birth_date", code="birth_date", message=words.to(locale))


def scope_reason(code: str, scope: str, locale: str) -> Reason:
    """Why a token can't have this scope, said in this language."""
    return Reason(code=code, message=SCOPE_REASONS[code].to(locale, scope=scope), params={"scope": scope})
