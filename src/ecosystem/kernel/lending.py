"""The driver's connections for hot paths, past SQLAlchemy's way into its pool and out of it.

That way (a greenlet each to check out, to reset, to give back) costs more than a short statement does. Some
connections therefore stay checked out and are lent from hand to hand. They count towards the pool's limit,
and go back to it as soon as somebody might be waiting for one.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import PoolProxiedConnection, QueuePool
from sqlalchemy.util import greenlet_spawn

# Generic in its stubs only, hence the quotes.
Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class Lender:
    """Lends the driver's connections of one engine."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # The one given back last is lent first: its plans and caches are warm.
        self._idle: list[PoolProxiedConnection] = []

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[Driver]:
        """A connection outside any transaction; one that comes back inside of one is thrown away."""
        pooled = await self._alive()
        driver = _driver(pooled)
        try:
            yield driver
        finally:
            if driver.is_closed() or driver.is_in_transaction():
                await _throw_away(pooled)
            elif self._keeps():
                self._idle.append(pooled)
            else:
                await greenlet_spawn(pooled.close)

    async def close(self) -> None:
        """Give back what waits to be lent."""
        while self._idle:
            await greenlet_spawn(self._idle.pop().close)

    async def _alive(self) -> PoolProxiedConnection:
        """A connection, but none whose server went away while it lay idle."""
        while True:
            pooled = self._idle.pop() if self._idle else await self._engine.raw_connection()
            if not _driver(pooled).is_closed():
                return pooled
            await _throw_away(pooled)

    def _keeps(self) -> bool:
        """Whether to keep one more: half the pool at most, and none while the pool is used up."""
        pool = self._engine.pool
        if not isinstance(pool, QueuePool):
            return False
        # Within its size it may still open as many again, so nobody can be waiting.
        return 2 * len(self._idle) < pool.size() and pool.checkedout() <= pool.size()


def _driver(pooled: PoolProxiedConnection) -> Driver:
    driver: Driver = pooled.driver_connection  # type: ignore[assignment]
    return driver


async def _throw_away(pooled: PoolProxiedConnection) -> None:
    await greenlet_spawn(pooled.invalidate)
    await greenlet_spawn(pooled.close)
