"""`transact` and `raw`: one transaction around everything, taken back whole, tried again when that helps."""

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ecosystem.kernel.db import ATTEMPTS, Database, raw
from ecosystem.kernel.errors import Unavailable

pytestmark = pytest.mark.anyio
INSERT = "INSERT INTO rate_counter (bucket, window_start, count) VALUES ($1, '2026-01-01Z', 1)"


async def count(database: Database) -> int:
    async with database.driver() as driver:
        return int(await driver.fetchval("SELECT count(*) FROM rate_counter"))


@pytest.mark.parametrize("bare", [False, True])
async def test_raw_connection_is_inside_the_transaction(database: Database, bare: bool) -> None:
    async def work(session) -> tuple[bool, str]:
        driver = await raw(session)
        return driver.is_in_transaction(), await driver.fetchval("SHOW lock_timeout")

    assert await database.transact(work, bare=bare) == (True, "3s")
    async with database.driver() as driver:
        assert await driver.fetchval("SHOW lock_timeout") == "0"


@pytest.mark.parametrize("bare", [False, True])
async def test_what_raw_wrote_is_rolled_back_with_the_rest(database: Database, bare: bool) -> None:
    async def work(session) -> None:
        await (await raw(session)).execute(INSERT, "a")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.transact(work, bare=bare)
    assert await count(database) == 0


async def test_a_failed_statement_is_told_without_its_values(database: Database) -> None:
    async def work(session) -> None:
        await session.execute(text("SELECT :email FROM nowhere"), {"email": "mai@lab.example"})

    with pytest.raises(DBAPIError) as caught:
        await database.transact(work)
    assert "nowhere" in str(caught.value)
    assert "mai@lab.example" not in str(caught.value)


@pytest.mark.parametrize("bare", [False, True])
async def test_a_deadlock_is_tried_again_from_the_beginning(database: Database, bare: bool) -> None:
    tries = []

    async def work(session) -> int:
        tries.append(1)
        await (await raw(session)).execute(INSERT, f"try {len(tries)}")
        if len(tries) < ATTEMPTS:
            raise asyncpg.DeadlockDetectedError
        return len(tries)

    assert await database.transact(work, bare=bare) == ATTEMPTS
    assert await count(database) == 1


async def test_a_row_that_stays_locked_ends_in_busy(database_url: str, database: Database) -> None:
    hurried = Database.from_url(database_url, lock_timeout_ms=50)
    tries = []

    async def insert(session) -> None:
        await (await raw(session)).execute(INSERT, "a")

    async def wait(session) -> None:
        tries.append(1)
        await (await raw(session)).execute("UPDATE rate_counter SET count = 2")

    await database.transact(insert)
    async with database.driver() as driver, driver.transaction():
        await driver.execute("SELECT FROM rate_counter FOR UPDATE")
        with pytest.raises(Unavailable) as caught:
            await hurried.transact(wait)
    assert (caught.value.code, len(tries)) == ("busy", ATTEMPTS)
    await hurried.dispose()
