"""Jobs: what follows a change after its commit. They exist exactly when their cause does.

`enqueue` writes on the transaction's own connection. Handlers are idempotent, since a worker that
dies has its job run again. Failures are tried again with growing pauses, then held for a person to
look at; nothing is thrown away. PgQueuer keeps the queue; this module is its only user.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, get_type_hints

import asyncpg
import msgspec
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.executors import DatabaseRetryEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.models import Job, Schedule
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ecosystem.kernel import clock, logs
from ecosystem.kernel.context import request_id
from ecosystem.kernel.db import Database, Session, raw
from ecosystem.settings import Settings

Handler = Callable[[Database, Any], Awaitable[None]]
Sweep = Callable[[Database], Awaitable[None]]

ATTEMPTS = 6
_FIRST_PAUSE = timedelta(seconds=2)  # doubles each time, five minutes at most
_CONNECTIONS = 3  # of a worker: one hears of new jobs, the others fetch and finish them
_RECONNECT = 2.0  # seconds until a worker that lost the database tries again
_LEAVE = 5.0  # seconds that running jobs have to finish at shutdown
_handlers: dict[str, Handler] = {}
_sweeps: dict[str, tuple[str, Sweep]] = {}
_log = logs.logger(__name__)

_LAG = """
SELECT count(*) FILTER (WHERE status = 'queued' AND execute_after <= :now) AS due,
       coalesce(extract(epoch FROM :now - min(execute_after)
                FILTER (WHERE status = 'queued' AND execute_after <= :now)), 0)::float AS oldest,
       count(*) FILTER (WHERE status = 'failed') AS failed
FROM pgqueuer
"""


class Lag(msgspec.Struct, frozen=True):
    """Jobs that are due and wait, the age of the oldest in seconds, and those held after failing."""

    due: int
    oldest: float
    failed: int


def job(name: str) -> Callable[[Handler], Handler]:
    """Register an idempotent handler `async def(db, payload)`; the payload's annotation is its type."""

    def register(handler: Handler) -> Handler:
        if _handlers.get(name, handler) is not handler:
            raise ValueError(f"two handlers for the job {name}")
        _handlers[name] = handler
        return handler

    return register


def schedule(name: str, cron: str, sweep: Sweep) -> None:
    """Run `sweep` at the times of a cron expression (UTC), in one worker at a time."""
    _sweeps[name] = (cron, sweep)


async def enqueue(
    session: Session,
    name: str,
    payload: Any = None,
    *,
    dedupe: str | None = None,
    run_after: timedelta | None = None,
) -> None:
    """Add a job to the session's transaction; `payload` is a struct or plain JSON values.

    While a job with the same `dedupe` waits or runs, no second one is added.
    """
    connection = await raw(session)
    if not connection.is_in_transaction():
        # SQLAlchemy begins with a session's first statement; before it the job would survive a rollback.
        raise RuntimeError("a job is never the first statement of its transaction")
    await Queries(AsyncpgDriver(connection)).enqueue(
        [name],
        [msgspec.json.encode(payload)],
        [0],
        [run_after],
        [dedupe],
        [{"request-id": found} if (found := request_id.get()) else {}],
        on_conflict="skip",
    )


async def lag(connection: AsyncConnection) -> Lag:
    """How far the workers are behind."""
    row = (await connection.execute(text(_LAG), {"now": clock.now()})).one()
    return Lag(row.due, row.oldest, row.failed)


async def run_worker(settings: Settings, db: Database, stop: asyncio.Event | None = None) -> None:
    """Work until `stop` is set; a database that went away is waited for."""
    stop = stop or asyncio.Event()
    while not stop.is_set():
        try:
            await _work(settings, db, stop)
        except Exception as error:
            _log.warning("worker lost its database", error=repr(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _RECONNECT)


async def _work(settings: Settings, db: Database, stop: asyncio.Event) -> None:
    """One life of a worker: connections, queue and schedules until `stop` or a failure."""
    address = str(settings.database_url).replace("postgresql+asyncpg://", "postgresql://", 1)
    # All connections stand ready: the library's first probe of its listener must not overtake a listener
    # that is still connecting, or a busy machine passes for a lost database.
    async with asyncpg.create_pool(
        address,
        min_size=_CONNECTIONS,
        max_size=_CONNECTIONS,
        server_settings={"application_name": "ecosystem worker"},
    ) as pool:
        queuer = PgQueuer.from_asyncpg_pool(pool)
        _register(queuer, db)
        leaving = asyncio.create_task(_leave(stop, queuer))
        try:
            await queuer.run(
                dequeue_timeout=timedelta(seconds=10), batch_size=5, shutdown_on_listener_failure=True
            )
        finally:
            leaving.cancel()


async def _leave(stop: asyncio.Event, queuer: PgQueuer) -> None:
    await stop.wait()
    queuer.shutdown.set()


def _register(queuer: PgQueuer, db: Database) -> None:
    for name, handler in _handlers.items():
        queuer.entrypoint(name, on_failure="hold", accepts_context=False, executor_factory=_with_retries)(
            partial(_handle, db, handler, _payload_type(handler))
        )
    for name, (cron, sweep) in _sweeps.items():
        queuer.schedule(name, cron, accepts_context=False)(partial(_sweep, db, sweep))


def _with_retries(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
    return DatabaseRetryEntrypointExecutor(
        parameters, max_attempts=ATTEMPTS - 1, initial_delay=_FIRST_PAUSE, max_delay=timedelta(minutes=5)
    )


async def _handle(db: Database, handler: Handler, payload_type: Any, job: Job) -> None:
    token = request_id.set(str((job.headers or {}).get("request-id", f"job-{job.id}")))
    try:
        await handler(db, msgspec.json.decode(job.payload or b"null", type=payload_type))
    except Exception as error:
        _log.warning("job failed", job=job.entrypoint, attempt=job.attempts + 1, error=repr(error))
        raise
    finally:
        request_id.reset(token)


async def _sweep(db: Database, sweep: Sweep, _: Schedule) -> None:
    await sweep(db)


def _payload_type(handler: Handler) -> Any:
    """The annotation of a handler's second parameter."""
    hints = get_type_hints(handler)
    hints.pop("return", None)
    return list(hints.values())[1] if len(hints) > 1 else Any


class Embedded:
    """A worker inside a server process, started and stopped with it."""

    def __init__(self, settings: Settings, db: Database) -> None:
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(run_worker(settings, db, self._stop), name="worker")

    async def close(self) -> None:
        """Let running jobs finish for a moment, then leave them to the next worker."""
        self._stop.set()
        _, pending = await asyncio.wait({self._task}, timeout=_LEAVE)
        if pending:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
