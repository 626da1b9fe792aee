"""The composition root: the only place that knows every feature."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from ecosystem.directory.queries import organisation_names
from ecosystem.identity.middleware import Authentication
from ecosystem.identity.queries import ScopeNames
from ecosystem.identity.routes import ROUTES as IDENTITY
from ecosystem.kernel import clock, health, logs, openapi
from ecosystem.kernel.asgi import assemble
from ecosystem.kernel.db import Database
from ecosystem.settings import Settings

# What the places are called that a role is held at, by scope kind.
SCOPE_NAMES: dict[str, ScopeNames] = {"organisation": organisation_names}


def create_app(settings: Settings, database: Database | None = None) -> Litestar:
    """The application of one process; `database` is made from the settings where none is given."""
    logs.configure(log_format=settings.log_format, level=settings.log_level)
    if settings.frozen_now is not None:
        clock.freeze(settings.frozen_now)
    db = database or database_of(settings)

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            if database is None:
                await db.dispose()

    return assemble(
        settings,
        db,
        api=IDENTITY,
        authentication=[Authentication(db, base_url=settings.base_url)],
        plain=[*health.ROUTES, *openapi.ROUTES],
        lifespan=[running],
        state={"scope_names": SCOPE_NAMES},
    )


def factory() -> Litestar:
    """The application as the `ECOSYSTEM_*` variables describe it; what uvicorn starts."""
    return create_app(Settings.from_env())


def database_of(settings: Settings) -> Database:
    """The database that the settings name; ValueError where they name none."""
    if settings.database_url is None:
        raise ValueError("the application needs the address of a database")
    return Database.from_url(
        settings.database_url, pool_size=settings.pool_size, lock_timeout_ms=settings.lock_timeout_ms
    )
