"""Running the migrations, and asking whether any is pending."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

# One number for everybody who migrates; the letters of "eco" as hexadecimal.
_LOCK = 0x65636F


async def upgrade(url: str, revision: str = "head") -> list[str]:
    """Bring the database at `url` up to `revision`; answers the revisions that were applied.

    An advisory lock makes several processes that start together do it once, one after the other.
    """
    return await _alone(url, lambda connection: _upgrade(connection, revision))


async def downgrade(url: str, revision: str) -> list[str]:
    """Take the database at `url` back to `revision` (`base` for nothing at all)."""
    return await _alone(url, lambda connection: _downgrade(connection, revision))


async def pending(connection: AsyncConnection) -> list[str]:
    """The revisions that the database lacks, the oldest first; empty when it is up to date."""
    return await connection.run_sync(_pending)


def head() -> str:
    """The newest revision there is."""
    return _revisions()[-1]


def scripts() -> Path:
    """The folder of the migrations: the wheel's, else the working copy's."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_alembic"
    return shipped if shipped.is_dir() else package.parents[1] / "alembic"


async def _alone(url: str, work: Callable[[Connection], list[str]]) -> list[str]:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            # The lock belongs to the session; each migration wants a transaction of its own.
            await connection.commit()
            # Closing the connection gives the lock back, whatever happened.
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, revision: str) -> list[str]:
    before = set(_applied(connection))
    command.upgrade(_config(connection), revision)
    return [name for name in _applied(connection) if name not in before]


def _downgrade(connection: Connection, revision: str) -> list[str]:
    before = _applied(connection)
    command.downgrade(_config(connection), revision)
    after = set(_applied(connection))
    return [name for name in before if name not in after]


def _pending(connection: Connection) -> list[str]:
    applied = set(_applied(connection))
    return [name for name in _revisions() if name not in applied]


def _applied(connection: Connection) -> list[str]:
    """The revisions that the database has, the oldest first."""
    current = MigrationContext.configure(connection).get_current_revision()
    if connection.in_transaction():
        connection.rollback()
    names = _revisions()
    return list(names[: names.index(current) + 1]) if current in names else []


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def _revisions() -> tuple[str, ...]:
    walk = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(reversed([script.revision for script in walk]))
