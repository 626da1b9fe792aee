"""The composition root: the only place that knows every feature."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from ecosystem.directory.queries import organisation_names
from ecosystem.identity import jobs as identity_jobs
from ecosystem.identity.middleware import Authentication
from ecosystem.identity.queries import ScopeNames
from ecosystem.identity.routes import ROUTES as IDENTITY
from ecosystem.kernel import clock, health, idempotency, jobs, logs, openapi
from ecosystem.kernel.asgi import assemble
from ecosystem.kernel.db import Database
from ecosystem.kernel.live import Live
from ecosystem.settings import Settings

# What the places are called that a role is held at, by scope kind.
SCOPE_NAMES: dict[str, ScopeNames] = {"organisation": organisation_names}


def create_app(settings: Settings, database: Database | None = None) -> Litestar:
    """The application of one process; `database` is made from the settings where none is given."""
    logs.configure(log_format=settings.log_format, level=settings.log_level)
    if settings.frozen_now is not None:
        clock.freeze(settings.frozen_now)
    db = database or database_of(settings)
    live = Live(str(settings.database_url))

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        live.start()
        worker = jobs.Embedded(settings, db) if settings.worker_embedded else None
        try:
            yield
        finally:
            if worker is not None:
                await worker.close()
            await live.close()
            if database is None:
                await db.dispose()

    return assemble(
        settings,
        db,
        api=IDENTITY,
        authentication=[Authentication(db, base_url=settings.base_url)],
        plain=[*health.ROUTES, *openapi.ROUTES],
        lifespan=[running],
        state={"live": live, "scope_names": SCOPE_NAMES},
    )


def factory() -> Litestar:
    """The application as the `ECOSYSTEM_*` variables describe it; what uvicorn starts."""
    return create_app(Settings.from_env())


async def run_worker(settings: Settings) -> None:
    """Work on jobs until SIGTERM or SIGINT; what `ecosystem worker` runs."""
    logs.configure(log_format=settings.log_format, level=settings.log_level)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    db = database_of(settings)
    try:
        await jobs.run_worker(settings, db, stop)
    finally:
        await db.dispose()


def database_of(settings: Settings) -> Database:
    """The database that the settings name; ValueError where they name none."""
    if settings.database_url is None:
        raise ValueError("the application needs the address of a database")
    return Database.from_url(
        settings.database_url, pool_size=settings.pool_size, lock_timeout_ms=settings.lock_timeout_ms
    )


def _schedule_sweeps() -> None:
    """What is cleared away by the clock; hours and minutes are UTC."""
    jobs.schedule("kernel.idempotency", "13 * * * *", lambda db: db.transact(idempotency.sweep))
    jobs.schedule("identity.sweep", "43 * * * *", lambda db: db.transact(identity_jobs.sweep))


_schedule_sweeps()
