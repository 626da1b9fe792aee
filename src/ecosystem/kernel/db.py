"""The database: one engine, write transactions with retries, read-only sessions."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

import asyncpg
from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase

from ecosystem.kernel.errors import Unavailable
from ecosystem.kernel.lending import Driver as Driver
from ecosystem.kernel.lending import Lender

Session = AsyncSession
T = TypeVar("T")

# Serialization failure, deadlock, lock not available: the same work may well pass a moment later.
RETRIED = frozenset({"40001", "40P01", "55P03"})
ATTEMPTS = 3
# All that a statement may raise while the database comes and goes: a driver whose server vanishes in
# the middle of an answer also says that it is in the wrong state, with an error of neither usual kind.
FAILURES = (
    OSError,
    SQLAlchemyError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
_DRIVER = "driver"
_FOLLOWING = "following"
_PARAMETER = re.compile(r"\$(\d+)")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """`timestamptz` that refuses naive values and reads back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware instants only."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Normalise to UTC."""
        return value.astimezone(UTC) if value is not None else None


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime(),
        UUID: Uuid(),
        dict[str, Any]: JSONB(none_as_null=True),
        dict[str, str]: JSONB(none_as_null=True),
        list[Any]: JSONB(none_as_null=True),
    }


def sqlstate(exc: BaseException) -> str | None:
    """The SQLSTATE of a database error, whether the ORM wrapped it or not."""
    original = exc.orig if isinstance(exc, DBAPIError) else exc
    return getattr(original, "sqlstate", None)


def violated(exc: BaseException) -> str | None:
    """The name of the constraint that an integrity error broke."""
    original = exc.orig if isinstance(exc, DBAPIError) else exc
    cause = getattr(original, "__cause__", None)
    name = getattr(original, "constraint_name", None) or getattr(cause, "constraint_name", None)
    return str(name) if name else None


class BareSession(AsyncSession):
    """A transaction on the driver's connection alone: `raw` and `after_commit` work, the ORM does not.

    For the hottest of writes, where the ORM's way in and out costs as much as all statements.
    """

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self._kept: dict[Any, Any] = {}

    @property
    def info(self) -> dict[Any, Any]:
        """What travels with the session."""
        return self._kept

    async def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Nothing waits to be written."""


async def raw(session: Session) -> Driver:
    """The driver's own connection inside the session's transaction, for hot statements.

    The session must have begun (`transact` and `read` see to it), or the statement would
    stand outside the transaction.
    """
    if isinstance(session, BareSession):
        return session.driver
    begun = session.get_transaction()
    known = session.info.get(_DRIVER)
    # The way to it costs as much as a statement, and within a transaction it stays the same.
    if known is None or begun is None or known[0] is not begun.sync_transaction:
        connection = await session.connection()
        begun = session.get_transaction()
        known = session.info[_DRIVER] = (begun and begun.sync_transaction, await _driver(connection))
    driver: Driver = known[1]
    return driver


def after_commit(session: Session, follow: "Callable[[Database], None]") -> None:
    """Call this once the session's transaction has committed; never when it fails."""
    session.info.setdefault(_FOLLOWING, []).append(follow)


# A statement and its parameters.
Written: TypeAlias = tuple[str, tuple[Any, ...]]


async def write_together(connection: Driver, written: Sequence[Written]) -> None:
    """Run several statements in one trip to the server, or none of them.

    All but the last must be INSERT, UPDATE or DELETE; none sees what another writes.
    """
    parameters = [value for _, values in written for value in values]
    await connection.execute(_together(tuple(statement for statement, _ in written)), *parameters)


@lru_cache(maxsize=100)
def shifted(statement: str, by: int) -> str:
    """The statement with its parameters numbered from `by` + 1 on, to stand inside of another."""
    return _PARAMETER.sub(lambda found: f"${int(found[1]) + by}", statement.strip())


@lru_cache(maxsize=100)
def _together(statements: tuple[str, ...]) -> str:
    parts: list[str] = []
    shift = 0
    for statement in statements:
        # Parameters follow one another.
        parts.append(shifted(statement, shift))
        shift += max((int(number) for number in _PARAMETER.findall(statement)), default=0)
    first = ", ".join(f"part_{number} AS ({part})" for number, part in enumerate(parts[:-1]))
    return f"WITH {first} {parts[-1]}" if first else parts[-1]


async def _driver(connection: AsyncConnection) -> Driver:
    holder = await connection.get_raw_connection()
    driver: Driver = holder.driver_connection  # type: ignore[assignment]
    return driver


class Database:
    """The engine and the two ways to use it: `transact` to write, `read` to read."""

    def __init__(self, engine: AsyncEngine, *, lock_timeout_ms: int = 3000) -> None:
        self.engine = engine
        self._set_lock_timeout = f"SET LOCAL lock_timeout = {int(lock_timeout_ms)}"
        self._background: set[asyncio.Task[None]] = set()
        self._lender = Lender(engine)
        self._writes = async_sessionmaker(engine, expire_on_commit=False)
        self._reads = async_sessionmaker(
            engine.execution_options(postgresql_readonly=True), expire_on_commit=False, autoflush=False
        )

    @classmethod
    def from_url(cls, url: str, *, pool_size: int = 10, lock_timeout_ms: int = 3000) -> "Database":
        """Connect lazily to a `postgresql+asyncpg://` address."""
        engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=False,
            # Errors end in the log, and the values of a statement are what people wrote.
            hide_parameters=True,
            connect_args={
                "server_settings": {
                    # With JIT the availability question took 440 ms instead of 65.
                    "jit": "off",
                    # Left to itself PostgreSQL plans the locks of a booking anew each time, for
                    # longer than it takes to run them.
                    "plan_cache_mode": "force_generic_plan",
                    "timezone": "UTC",
                    "application_name": "ecosystem",
                },
                "prepared_statement_cache_size": 500,
            },
        )
        return cls(engine, lock_timeout_ms=lock_timeout_ms)

    async def transact(self, work: Callable[[Session], Awaitable[T]], *, bare: bool = False) -> T:
        """Run `work` in one transaction and commit before returning.

        Serialization failures, deadlocks and lock timeouts run it again with jitter, three times at
        most; then `Unavailable`. Every other error rolls back and is raised as it is. `bare` hands out
        a BareSession.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with (self._bare if bare else self._full)() as session:
                    done = await work(session)
                for follow in session.info.get(_FOLLOWING, ()):
                    follow(self)
                return done
            except (DBAPIError, asyncpg.PostgresError) as exc:
                if sqlstate(exc) not in RETRIED:
                    raise
                if attempt == ATTEMPTS:
                    raise Unavailable(code="busy", headers={"Retry-After": "1"}) from exc
            await asyncio.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311 -- jitter, not a secret
        raise AssertionError("unreachable")

    @asynccontextmanager
    async def _full(self) -> AsyncIterator[Session]:
        async with self._writes() as session, session.begin():
            # Through SQLAlchemy, which begins the transaction with its first statement: the driver's
            # own connection would run by itself before that, and nothing would roll back.
            await (await session.connection()).exec_driver_sql(self._set_lock_timeout)
            yield session

    @asynccontextmanager
    async def _bare(self) -> AsyncIterator[Session]:
        async with self.driver() as driver:
            # In one trip; a connection that comes back inside a transaction is thrown away.
            await driver.execute(f"BEGIN; {self._set_lock_timeout}")
            try:
                yield BareSession(driver)
            except BaseException:
                if not driver.is_closed():
                    await driver.execute("ROLLBACK")
                raise
            await driver.execute("COMMIT")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """A session whose transaction is read only."""
        async with self._reads() as session, session.begin():
            yield session

    def driver(self) -> AbstractAsyncContextManager[Driver]:
        """The driver's connection outside any transaction, for a single statement that must be cheap."""
        return self._lender.lend()

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something short that nobody waits for; `dispose` does."""
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def dispose(self) -> None:
        """Finish what runs in the background and close every connection."""
        while self._background:
            await asyncio.wait(self._background)
        await self._lender.close()
        await self.engine.dispose()
