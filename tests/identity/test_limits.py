"""Limits on tries hold over processes: two servers' worth of connections count as one."""

import asyncio
from datetime import timedelta

import pytest

from ecosystem.identity.errors import TooManyTries
from ecosystem.identity.limits import account_bucket, address_bucket, count_try, forgive_try
from ecosystem.identity.rules import TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, window_start
from ecosystem.identity.words import try_again
from ecosystem.kernel.db import Database
from tests.conftest import MOMENT
from tests.people import MAI
from tests.support import sql


async def tries(databases, count, *, email=MAI, address="203.0.113.9"):
    """How many of these tries at once were let through, the databases taking turns."""

    async def one(number):
        try:
            await count_try(databases[number % len(databases)], email=email.format(number), address=address)
        except TooManyTries:
            return 0
        return 1

    return sum(await asyncio.gather(*(one(number) for number in range(count))))


@pytest.fixture
async def two(database_url):
    databases = [Database.from_url(database_url, pool_size=5) for _ in range(2)]
    yield databases
    for database in databases:
        await database.dispose()


async def test_account_is_limited_over_two_databases(two, clock):
    assert await tries(two, 40, address=None) == TRIES_PER_ACCOUNT
    assert await tries(two, 3, email="lan@lab.example", address=None) == 3


async def test_address_is_limited_whatever_the_account(two, clock):
    assert await tries(two, 70, email="guess{}@lab.example") == TRIES_PER_ADDRESS, window_start
    assert await tries(two, 3, email="new{}@lab.example") == 0
    assert await tries(two, 3, email="new{}@lab.example", address="203.0.113.10") == 3


async def test_one_ipv6_customer_is_one_address(two, clock):
    assert await tries(two, 50, email="a{}@lab.example", address="2001:db8:1:2::1") == 50
    assert await tries(two, 1, email="b{}@lab.example", address="2001:db8:1:2:ffff::9") == 0
    assert await tries(two, 1, email="b{}@lab.example", address="2001:db8:1:3::1") == 1


async def test_next_window_begins_anew_and_retry_after_says_when(database, clock):
    clock.advance(timedelta(minutes=5, seconds=30, milliseconds=200))
    assert await tries([database], 12) == TRIES_PER_ACCOUNT
    with pytest.raises(TooManyTries) as refusal:
        await count_try(database, email=MAI, address="203.0.113.9")
    assert refusal.value.headers == {"Retry-After": "570"}
    assert refusal.value.detail == try_again(570)
    assert try_again(570).en == "That was too many tries. Please try again in 10 min."
    clock.advance(timedelta(seconds=570))
    assert await tries([database], 1) == 1


async def test_right_password_forgives_the_account_but_of_the_address_only_this_try(database, clock):
    await tries([database], 4)
    await database.transact(
        lambda session: forgive_try(session, email=MAI, address="203.0.113.9", window=window_start(MOMENT))
    )
    async with database.driver() as driver:
        rows = await driver.fetch("SELECT bucket, count FROM rate_counter")
    assert [tuple(row) for row in rows] == [(address_bucket("203.0.113.9"), 3)]


async def test_counters_do_not_tell_what_was_typed(database, database_url, clock):
    await tries([database], 1, email="my secret password")
    (account, address) = sorted(row["bucket"] for row in sql(database_url, "SELECT bucket FROM rate_counter"))
    assert (account, address) == (account_bucket("my secret password"), address_bucket("203.0.113.9"))
    assert "secret" not in account
    assert "203.0.113" not in address
