"""The demo region around one day, loaded once for all tests of a run that only look at it."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime

import pytest

from ecosystem.kernel.db import Database
from ecosystem.kernel.postgres import Cluster
from ecosystem.sandbox import demo
from tests.conftest import Clock, _database
from tests.support import in_thread


@pytest.fixture(scope="session")
def loaded_url(cluster: Cluster, template: str) -> Iterator[Callable[[date], str]]:
    """`loaded_url(day)`: the address of a database with the demo around that day. Not to be changed."""
    urls: dict[date, str] = {}

    async def load(url: str, day: date) -> None:
        database = Database.from_url(url)
        await demo.load(database, at=day)
        await database.dispose()

    with ExitStack() as databases:

        def url_of(day: date) -> str:
            if day not in urls:
                urls[day] = databases.enter_context(_database(cluster, template))
                in_thread(load(urls[day], day))
            return urls[day]

        yield url_of


@pytest.fixture
def at() -> date:
    """The day of the demo, a Sunday unless a test says otherwise."""
    return date(2026, 11, 22)


@pytest.fixture(autouse=True)
def another_day(clock: Clock) -> None:
    """Loaded for today, the demo lies around this very minute; these tests ask for other days."""
    clock.at(datetime(2026, 11, 18, 2, tzinfo=UTC))


@pytest.fixture
async def demo_database(loaded_url: Callable[[date], str], at: date) -> AsyncIterator[Database]:
    """The database with the demo around `at`."""
    database = Database.from_url(loaded_url(at))
    yield database
    await database.dispose()
