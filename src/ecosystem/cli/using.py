"""How commands reach the database: the managed one that is named, else the embedded one."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

from ecosystem.kernel import clock, migrations
from ecosystem.kernel.db import Database
from ecosystem.kernel.postgres import Cluster
from ecosystem.settings import Settings

T = TypeVar("T")


def settings() -> Settings:
    """The settings; the clock stands still from here on if they say so."""
    found = Settings.from_env()
    clock.freeze(found.frozen_now)
    return found


@contextmanager
def database_address(settings: Settings, *, watched: bool = False) -> Iterator[str]:
    """The database's address for as long as the block runs; `watched` starts a server again that died."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    with Cluster(settings.var) as cluster:
        if watched:
            cluster.watch()
        yield cluster.url()


def with_database(
    settings: Settings, work: Callable[[Database], Awaitable[T]], *, migrate: bool = False
) -> T:
    """Run `work` on the database; with `migrate` it is brought up to date first, else it must be."""

    async def run(url: str) -> T:
        if migrate:
            await migrations.upgrade(url)
        database = Database.from_url(url, pool_size=2, lock_timeout_ms=settings.lock_timeout_ms)
        try:
            async with database.engine.connect() as connection:
                pending = await migrations.pending(connection)
            if pending:
                raise click.ClickException(
                    f"the database lacks {len(pending)} migration(s): run `ecosystem migrate` first"
                )
            return await work(database)
        finally:
            await database.dispose()

    with database_address(settings) as url:
        try:
            return asyncio.run(run(url))
        except OSError as error:
            raise click.ClickException(f"no answer from the database ({error}): is it running?") from None
