"""The stack that every route stands on: request class, guard, problems, limits, dependencies, edge."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, ControllerRouterHandler

from ecosystem.kernel import openapi, problems
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.edge import Edge
from ecosystem.kernel.http import Request, declare_instants, refuse_undeclared, require_permission
from ecosystem.settings import Settings

MAX_BODY = 1_000_000  # bytes

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def assemble(
    settings: Settings,
    db: Database,
    *,
    api: Sequence[ControllerRouterHandler],
    plain: Sequence[ControllerRouterHandler] = (),
    authentication: Sequence[Callable[[ASGIApp], ASGIApp]] = (),
    lifespan: Sequence[Lifespan] = (),
    state: dict[str, Any] | None = None,
) -> Litestar:
    """An application of these routes; those under `api` are authenticated, those under `plain` never are.

    Refuses routes without a permission. Handlers may ask for `db` and for `session`, a reading one.
    """

    async def session() -> AsyncIterator[Session]:
        async with db.read() as reading:
            yield reading

    guard = [require_permission]
    app = Litestar(
        route_handlers=[
            Router("/", route_handlers=list(api), middleware=[*map(_by_function, authentication), *guard]),
            Router("/", route_handlers=list(plain), middleware=guard),
        ],
        request_class=Request,
        dependencies={"db": Provide(lambda: db, sync_to_thread=False), "session": Provide(session)},
        exception_handlers={Exception: problems.respond},
        request_max_body_size=MAX_BODY,
        logging_config=None,
        openapi_config=openapi.config(),
        plugins=[openapi.ExactStructs()],
        state=State({"settings": settings, "db": db, **(state or {})}),
        lifespan=list(lifespan),
    )
    handlers = handlers_of(app)
    refuse_undeclared(handlers)
    declare_instants(handlers)
    app.asgi_handler = Edge(app.asgi_handler, https=settings.base_url.startswith("https://"))
    return app


def _by_function(middleware: Callable[[ASGIApp], ASGIApp]) -> Callable[[ASGIApp], ASGIApp]:
    """Litestar copies a router deeply, which an object that holds the database does not survive."""

    def wrapped(app: ASGIApp) -> ASGIApp:
        return middleware(app)

    return wrapped


def handlers_of(app: Litestar) -> list[HTTPRouteHandler]:
    """Every handler of the application except those that answer OPTIONS."""
    found = {
        id(handler): handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.http_methods != {"OPTIONS"}
    }
    return list(found.values())
