"""An application of the kernel alone, with routes of the tests' own."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, cast
from uuid import UUID

import httpx
import msgspec
import pytest
from litestar.types import ASGIApp, Receive, Scope, Send

from ecosystem.kernel import logs
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.asgi import assemble
from ecosystem.kernel.db import Database
from ecosystem.settings import Settings

PERSON = UUID("01934c2e-0000-7000-8000-000000000001")
OTHER = UUID("01934c2e-0000-7000-8000-000000000002")


class Browser(msgspec.Struct, frozen=True):
    """What a session by cookie brings."""

    csrf_token: str


def somebody(person_id: UUID = PERSON, *permissions: str, locale: str = "vi") -> Actor:
    """A person with these permissions."""
    return Actor(
        person_id=person_id,
        full_name="Nguyễn Thị Hoa",
        email="hoa@example.org",
        locale=locale,
        zone="Asia/Ho_Chi_Minh",
        birth_date=None,
        roles=(),
        organisation_ids=frozenset(),
        permissions=frozenset(permissions),
    )


def by_header(app: ASGIApp) -> ASGIApp:
    """Authentication for these tests: `X-Person: <id> <permission>...`, with `X-Cookie` as a browser."""

    async def authenticated(scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        if given := headers.get("x-person"):
            person, *permissions = given.split()
            scope["user"] = somebody(UUID(person), *permissions)
            scope["auth"] = Browser("the-token") if "x-cookie" in headers else None
        await app(scope, receive, send)

    return authenticated


Serve = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def serve(settings: Settings, database: Database) -> Serve:
    """`async with serve(*handlers) as client`: the kernel's stack with these routes."""

    @asynccontextmanager
    async def serving(*handlers: Any, plain: Any = (), **more: Any) -> AsyncIterator[httpx.AsyncClient]:
        logs.configure()
        app = assemble(
            settings, database, api=handlers, plain=list(plain), authentication=[by_header], **more
        )
        transport = httpx.ASGITransport(cast(Any, app), raise_app_exceptions=False)
        async with (
            app.lifespan(),
            httpx.AsyncClient(transport=transport, base_url="http://testserver") as client,
        ):
            yield client

    return serving
