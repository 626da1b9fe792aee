"""The only translator of errors into `application/problem+json` (RFC 9457).

Domain errors carry their status. Constraints that broke are translated by name: a feature registers
its own (`register_constraint`). Whatever is unknown becomes a 500 with an id that is in the log.
"""

from collections.abc import Callable
from typing import Any

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.datastructures import MultiDict
from litestar.enums import ParamType
from litestar.exceptions import HTTPException, ValidationException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.handlers import HTTPRouteHandler
from litestar.params import ParameterKwarg
from litestar.typing import FieldDefinition
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ecosystem.kernel import errors, faults, logs, pagination
from ecosystem.kernel.context import request_id
from ecosystem.kernel.db import RETRIED, sqlstate, violated
from ecosystem.kernel.errors import FieldError, Reason
from ecosystem.kernel.http import locale_of
from ecosystem.kernel.words import Words

MEDIA_TYPE = "application/problem+json"
_log = logs.logger(__name__)


class ProblemDocument(msgspec.Struct, omit_defaults=True):
    """What is wrong, for programs (`type`, `code`) and for people (`title`, `detail`).

    `errors` names bad fields, `reasons` the rules that stand against it; further members
    (`next_free`, `alternatives`) depend on the code.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    errors: list[FieldError] = []
    reasons: list[Reason] = []
    request_id: str | None = None


class MethodNotAllowed(errors.Problem):
    """The path exists, the method does not."""

    status = 405
    code = "method_not_allowed"
    title = Words("Đường dẫn này không nhận phương thức đó", "This path does not take that method")


class TooLarge(errors.Problem):
    """The body passes the limit of its route, in bytes."""

    status = 413
    code = "too_large"
    title = Words("Nội dung gửi lên quá lớn", "The body is too large")

    def __init__(self, most: int) -> None:
        super().__init__()
        megabytes = most // 1_000_000
        self.title = Words(
            f"Nội dung gửi lên quá lớn (tối đa {megabytes} MB)",
            f"The body is too large ({megabytes} MB at most)",
        )


class AlreadyExists(errors.Conflict):
    """Something unique exists already."""

    code = "already_exists"
    title = Words("Đã có rồi", "This exists already")


class UnknownReference(errors.Refused):
    """It refers to something that does not exist."""

    code = "unknown_reference"
    title = Words("Có tham chiếu đến thứ không tồn tại", "It refers to something that does not exist")


class _Internal(errors.Problem):
    detail_words = Words("Lỗi đã được ghi lại với mã {id}.", "The failure is in the log under the id {id}.")


Factory = Callable[[BaseException], errors.Problem]
_constraints: dict[str, Factory] = {}


def register_constraint(name: str, factory: Factory) -> None:
    """Say which problem a broken constraint means; the factory gets the database's error."""
    _constraints[name] = factory


def respond(request: Request[Any, Any, Any], exc: Exception) -> Response[bytes]:
    """The exception handler of the application."""
    problem = translate(request, exc)
    body = document(problem, locale_of(request))
    return Response(
        content=body, status_code=problem.status, media_type=MEDIA_TYPE, headers={**problem.headers}
    )


def document(problem: errors.Problem, locale: str) -> bytes:
    """The problem document in the asker's language."""
    detail = _in(problem.detail, locale) if problem.detail is not None else None
    known = msgspec.to_builtins(
        ProblemDocument(
            type=f"urn:ecosystem:problem:{problem.code}",
            title=_in(problem.title, locale),
            status=problem.status,
            code=problem.code,
            detail=detail,
            errors=problem.errors,
            reasons=problem.reasons,
            request_id=request_id.get(),
        )
    )
    # The members of the standard win over extra ones.
    return msgspec.json.encode({**problem.extra, **known})


def translate(request: Request[Any, Any, Any], exc: Exception) -> errors.Problem:
    """The problem that an error means."""
    if isinstance(exc, errors.Problem):
        return exc
    if isinstance(exc, ValidationException):
        return errors.Malformed(errors=_of_parameters(request))
    if isinstance(exc, RequestEntityTooLarge):
        return TooLarge(_most_bytes(request))
    if isinstance(exc, HTTPException) and exc.status_code < 500:
        return _of_http(exc)
    if found := of_database(exc):
        return found
    if isinstance(exc, OverflowError):
        return errors.Malformed(Words("Giá trị ngoài giới hạn.", "A value is out of range."))
    _log.error("request failed", path=request.scope.get("path_template"), exc_info=exc)
    return _Internal(_Internal.detail_words.filled(id=request_id.get()))


def of_database(exc: BaseException) -> errors.Problem | None:
    """The problem behind an error of the database or its driver; None when it is a fault of ours."""
    name = violated(exc)
    if name in _constraints:
        return _constraints[name](exc)
    state = sqlstate(exc) or ""
    if state.startswith("23"):
        _log.warning("constraint without a problem of its own", constraint=name, sqlstate=state)
        kind = {"23505": AlreadyExists, "23503": UnknownReference}.get(state, errors.Refused)
        return kind(extra={"constraint": name})
    if state.startswith("22") or _unfit(exc):
        return errors.Malformed(
            Words("Một giá trị không lưu được (quá lớn hoặc ký tự lạ).", "A value cannot be stored as it is.")
        )
    if state in RETRIED or state[:2] in ("08", "53", "57") or _disconnected(exc):
        _log.warning("database not available", sqlstate=state, error=type(exc).__name__)
        return errors.Unavailable(headers={"Retry-After": "2"})
    return None


def _unfit(exc: BaseException) -> bool:
    """Whether the driver refused a value before it reached the server."""
    original = _driver_error(exc)
    return isinstance(original, asyncpg.DataError) or (
        isinstance(original, asyncpg.InterfaceError) and "invalid input for query argument" in str(original)
    )


def _disconnected(exc: BaseException) -> bool:
    original = _driver_error(exc)
    if isinstance(exc, DBAPIError) and exc.connection_invalidated:
        return True
    if isinstance(original, asyncpg.InternalClientError):
        return True
    if isinstance(original, asyncpg.InterfaceError):
        return "connection is closed" in str(original) or "closed in the middle" in str(original)
    # A Unix socket that is gone: an OSError without a file name.
    gone = isinstance(original, FileNotFoundError) and original.filename is None
    return gone or isinstance(original, ConnectionError | PoolTimeout | TimeoutError)


def _driver_error(exc: BaseException) -> BaseException:
    """The driver's own error inside the one that the ORM raised."""
    if isinstance(exc, DBAPIError) and exc.orig is not None:
        return exc.orig.__cause__ or exc.orig
    return exc


def _of_http(exc: HTTPException) -> errors.Problem:
    kinds: dict[int, type[errors.Problem]] = {
        401: errors.NotAuthenticated,
        403: errors.Forbidden,
        404: errors.NotFound,
        405: MethodNotAllowed,
        429: errors.TooMany,
    }
    kind = kinds.get(exc.status_code, errors.Malformed)
    detail = exc.detail if kind is errors.Malformed else None
    return kind(detail, headers={name: str(value) for name, value in (exc.headers or {}).items()})


def _most_bytes(request: Request[Any, Any, Any]) -> int:
    """How large a file may be that the route takes, however it travels; else how large any body."""
    handler = request.route_handler
    return int(handler.opt.get("most_bytes") or handler.resolve_request_max_body_size() or 0)


def _of_parameters(request: Request[Any, Any, Any]) -> list[FieldError]:
    """Every fault of the query, the path and the headers, and a body that is missing."""
    locale = locale_of(request)
    handler = request.route_handler
    routed = isinstance(handler, HTTPRouteHandler)
    fields = handler.parsed_fn_signature.parameters if routed else {}
    provided = handler.resolve_dependencies() if routed else {}
    found: list[FieldError] = []
    for name, field in fields.items():
        if name in provided:
            continue
        if isinstance(field.kwarg_definition, ParameterKwarg):
            found += _of_parameter(request, name, field, field.kwarg_definition, locale)
        elif name == "data" and request.headers.get("content-length", "0") == "0":
            found.append(faults.named("", "missing", locale))
    return found


def _of_parameter(
    request: Request[Any, Any, Any], name: str, field: FieldDefinition, kwarg: ParameterKwarg, locale: str
) -> list[FieldError]:
    values: Any = request.query_params
    alias = kwarg.query or kwarg.name or name
    if kwarg.param_type is ParamType.HEADER:
        values, alias = request.headers, kwarg.header or kwarg.name or name
    elif kwarg.param_type is ParamType.PATH:
        values, alias = request.path_params, name
    if alias not in values:
        return [faults.named(alias, "missing", locale)] if field.is_required else []
    many = field.is_non_string_sequence and isinstance(values, MultiDict)
    value = values.getall(alias) if many else values[alias]
    # Litestar's model knows the bounds of `QueryParameter(ge=1)`, the annotation those of `Meta`.
    model = request.route_handler.signature_model
    bounded = model.__annotations__.get(name, field.raw)
    key = request.route_handler.opt.get(pagination.KEY, str)
    if alias == pagination.PARAMETER and not pagination.readable(value, key):
        return [pagination.unreadable(locale)]
    return faults.of_value(value, bounded, locale, path=alias, strict=False) or faults.of_value(
        value, field.raw, locale, path=alias, strict=False
    )


def _in(text: Words | str, locale: str) -> str:
    return text if isinstance(text, str) else text.to(locale)
