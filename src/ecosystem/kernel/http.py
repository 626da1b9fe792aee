"""The edge between HTTP and the features: the request, who may call a route, helpers for handlers."""

import hmac
import re
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import Annotated, Any, TypeAlias, get_args
from urllib.parse import parse_qsl

import msgspec
from litestar.connection import ASGIConnection
from litestar.connection import Request as LitestarRequest
from litestar.datastructures import State
from litestar.exceptions import ImproperlyConfiguredException, ValidationException
from litestar.handlers import HTTPRouteHandler
from litestar.params import ParameterKwarg
from litestar.types import ASGIApp, Receive, Scope, Send
from msgspec import Meta

from ecosystem.kernel import faults
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Forbidden, Malformed, NotAuthenticated
from ecosystem.kernel.etag import answer, etag_of, if_match, match_wanted, tagged
from ecosystem.kernel.idempotency import Answer, idempotent
from ecosystem.kernel.words import Locale, Words, preferred
from ecosystem.settings import Settings

__all__ = [
    "Answer",
    "Instant",
    "Request",
    "actor_of",
    "answer",
    "client_address",
    "etag_of",
    "idempotent",
    "if_match",
    "locale_of",
    "match_wanted",
    "require_permission",
    "tagged",
    "undeclared",
]

Instant: TypeAlias = Annotated[datetime, Meta(tz=True)]
"""A point in time with its offset; naive ones are refused."""

PUBLIC = "public"
SIGNED_IN = "signed_in"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_AWARE = "aware_query_parameters"
# Nothing but an instant with its offset: the decoder reads one that is cut short by a NUL as naive.
_AWARE_INSTANT = re.compile(r"[-0-9tT:., ]+([zZ]|[+-][0-9]{2}:?[0-9]{2})")
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


class CsrfFailed(Forbidden):
    """The request came by cookie without the session's CSRF token."""

    code = "csrf"
    title = Words("Thiếu mã bảo vệ biểu mẫu (CSRF)", "The CSRF token is missing or wrong")


class SecondFactorMissing(Forbidden):
    """Staff rights rest until a second factor is set up."""

    code = "second_factor_missing"
    title = Words(
        "Bạn cần bật xác thực hai bước ở trang tài khoản trước khi làm việc này",
        "Set up a second factor on your account page before you do this",
    )


class Request(LitestarRequest[Actor | None, Any, State]):
    """A request whose JSON body is decoded strictly, in one pass, into what its handler takes.

    `user` is the Actor or None. A body that does not fit raises Malformed naming every fault.
    """

    async def json(self) -> Any:
        """The body as the handler's type; without one (or for text) as plain values."""
        field = (
            self.route_handler.parsed_data_field if isinstance(self.route_handler, HTTPRouteHandler) else None
        )
        wanted = field.annotation if field is not None else Any
        decoder = _decoders.get(wanted)
        if decoder is None:
            decoder = _decoders[wanted] = msgspec.json.Decoder(wanted)
        body = await self.body()
        try:
            return decoder.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
            raise Malformed(errors=faults.of_body(body, wanted, locale_of(self))) from error


def locale_of(request: ASGIConnection[Any, Any, Any, Any]) -> Locale:
    """The language to answer in: what Accept-Language asks for, else the person's, else Vietnamese."""
    user: Actor | None = request.scope.get("user")
    return preferred(request.headers.get("accept-language"), user.locale if user else "vi")


def actor_of(request: ASGIConnection[Any, Any, Any, Any]) -> Actor:
    """The person behind a request to a route that asks for one."""
    user: Actor | None = request.scope.get("user")
    if user is None:
        raise NotAuthenticated
    return user


def require_permission(app: ASGIApp) -> ASGIApp:
    """The guard of every route, behind authentication: signed in, CSRF token, permission held anywhere.

    What depends on the row is decided in the service. Raises NotAuthenticated, CsrfFailed, Forbidden.
    A middleware rather than a Litestar guard, which would copy the handler for every request.
    """

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS":  # type: ignore[typeddict-item]  # Litestar's own, for any route
            await app(scope, receive, send)
            return
        options = scope["route_handler"].opt
        permission = options["permission"]
        user: Actor | None = scope.get("user")
        if user is not None:
            _authorise(scope, user, permission)
        elif permission != PUBLIC:
            raise NotAuthenticated
        if (names := options.get(_AWARE)) and _naive(scope["query_string"], names):
            raise ValidationException
        await app(scope, receive, send)

    return guarded


def _authorise(scope: Any, user: Actor, permission: str) -> None:
    session = scope.get("auth")
    if session is not None and scope["method"] not in SAFE:
        given = next((value for name, value in scope["headers"] if name == b"x-csrf-token"), b"")
        if not hmac.compare_digest(given, session.csrf_token.encode()):
            raise CsrfFailed
    if permission not in (PUBLIC, SIGNED_IN) and not user.may(permission):
        raise SecondFactorMissing if user.resting else Forbidden


# Many ask for the same day or week.
@lru_cache(maxsize=1000)
def _naive(query_string: bytes, names: tuple[str, ...]) -> bool:
    """Whether one of these parameters is no instant with its offset."""
    query = dict(parse_qsl(query_string.decode("latin-1")))
    return any(name in query and not _AWARE_INSTANT.fullmatch(query[name]) for name in names)


def declare_instants(handlers: list[HTTPRouteHandler]) -> None:
    """Note which query parameters must carry an offset; Litestar drops `Meta(tz=True)` from those."""
    for handler in handlers:
        names = tuple(
            field.kwarg_definition.query or field.kwarg_definition.name or name
            for name, field in handler.parsed_fn_signature.parameters.items()
            if isinstance(field.kwarg_definition, ParameterKwarg) and _is_aware(field.raw)
        )
        if names:
            handler.opt[_AWARE] = names


def _is_aware(annotation: Any) -> bool:
    """Whether `Meta(tz=True)` stands anywhere in an annotation."""
    if isinstance(annotation, Meta):
        return annotation.tz is True
    return any(_is_aware(part) for part in (*get_args(annotation), *getattr(annotation, "__metadata__", ())))


def undeclared(handlers: list[HTTPRouteHandler]) -> list[str]:
    """The names of handlers that declare no permission."""
    return sorted(handler.handler_name for handler in handlers if not handler.opt.get("permission"))


def refuse_undeclared(handlers: list[HTTPRouteHandler]) -> None:
    """Stop the start of an application with a route that declares no permission."""
    if names := undeclared(handlers):
        raise ImproperlyConfiguredException(f"routes without a permission: {', '.join(names)}")


def client_address(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The caller's address; X-Forwarded-For counts only as far as trusted proxies wrote it."""
    settings: Settings = request.app.state.settings
    client = request.scope.get("client")
    address = client[0] if client else ""
    # A proxy may add to the caller's line or write one of its own below it; what it wrote stands last.
    lines = ",".join(request.headers.getall("x-forwarded-for", []))
    hops = [hop.strip() for hop in lines.split(",") if hop.strip()]
    while hops and _trusted(address, settings):
        address = hops.pop()
    return address


def _trusted(address: str, settings: Settings) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        # A Unix socket has no address; whoever reaches it runs on this machine.
        return address == "" and bool(settings.trusted_proxies)
    return any(parsed in network for network in settings.trusted_proxies)
