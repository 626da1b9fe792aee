"""Domain errors. A feature subclasses these; only `kernel.problems` turns them into HTTP."""

from typing import Any, ClassVar

from msgspec import Struct, field

from ecosystem.kernel.words import Words


class FieldError(Struct, frozen=True):
    """One thing wrong with one field; `field` is a path such as `hours[2].opens`."""

    field: str
    code: str
    message: str


class Reason(Struct, frozen=True):
    """One reason for a refusal, in words for the asker and in values for a program."""

    code: str
    message: str
    params: dict[str, Any] = field(default_factory=dict)


class Problem(Exception):  # noqa: N818 -- named after RFC 9457
    """A refusal that says why.

    `errors` names bad fields, `reasons` the rules that stand against it, `extra` adds members
    to the problem document (`next_free`, `alternatives`). `title` and `detail` may be Words, which
    reach the asker in his language.
    """

    status: ClassVar[int] = 500
    code: str = "internal"
    title: Words | str = Words("Có lỗi xảy ra", "Something went wrong")

    def __init__(
        self,
        detail: Words | str | None = None,
        *,
        code: str | None = None,
        errors: list[FieldError] | None = None,
        reasons: list[Reason] | None = None,
        extra: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        said = detail or self.title
        super().__init__(said if isinstance(said, str) else said.en)
        self.detail = detail
        self.code = code or self.code
        self.errors = errors or []
        self.reasons = reasons or []
        self.extra = extra or {}
        self.headers = headers or {}


class Malformed(Problem):
    """The request cannot be read: wrong types, unknown fields, naive times."""

    status = 400
    code = "malformed"
    title = Words("Không đọc được yêu cầu", "The request cannot be read")


class NotAuthenticated(Problem):
    """Nobody is signed in, and somebody must be."""

    status = 401
    code = "not_authenticated"
    title = Words("Vui lòng đăng nhập", "Please sign in")


class Forbidden(Problem):
    """The role lacks the route."""

    status = 403
    code = "forbidden"
    title = Words("Vai trò của bạn không được phép làm việc này", "Your role does not allow this")


class NotFound(Problem):
    """It does not exist, or not for this person."""

    status = 404
    code = "not_found"
    title = Words("Không tìm thấy", "Not found")


class Conflict(Problem):
    """It collides with something that happened at the same time."""

    status = 409
    code = "conflict"
    title = Words("Việc này trùng với một việc khác", "This collides with something else")


class VersionMoved(Problem):
    """Somebody changed it in the meantime."""

    status = 412
    code = "version_moved"
    title = Words("Nội dung đã thay đổi sau khi bạn đọc", "It has changed since you read it")


class VersionWanted(Problem):
    """An edit has to say which version it was made against."""

    status = 428
    code = "version_wanted"
    title = Words("Cần gửi kèm phiên bản đã đọc (If-Match)", "The version that was read is wanted (If-Match)")


class InUse(Conflict):
    """Something hangs on it; `count` says how much, `items` names the first of it."""

    code = "in_use"
    title = Words("Vẫn còn thứ khác đang dùng đến", "Something else still depends on it")


class Refused(Problem):
    """A rule stands against it; all reasons are listed."""

    status = 422
    code = "refused"
    title = Words("Việc này trái với một quy định", "A rule stands against this")


class TooMany(Problem):
    """Too many tries; `Retry-After` says when again."""

    status = 429
    code = "too_many"
    title = Words("Thử quá nhiều lần", "Too many tries")


class Unavailable(Problem):
    """Not now; a later try may go through."""

    status = 503
    code = "unavailable"
    title = Words("Hiện chưa phục vụ được", "Not available at the moment")
