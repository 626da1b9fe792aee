"""The application of the tests: put together once in a process, then opened on each test's own database.

Putting it together takes 0.3 s of a core, which is more than most tests that ask it something.
"""

from functools import lru_cache
from pathlib import Path

import msgspec
from litestar import Litestar

from ecosystem.app import create_app, prepare
from ecosystem.calendars.serving import Feeds
from ecosystem.kernel.db import Database
from ecosystem.kernel.live import Live
from ecosystem.settings import Settings


class Lent(Database):
    """In every respect the database of the test that has the application now."""

    def __init__(self) -> None:
        pass

    def become(self, database: Database) -> None:
        """From now on share all that the other one has."""
        self.__dict__ = database.__dict__


def application(settings: Settings, database: Database) -> Litestar:
    """What `create_app` makes of these; whatever one test may change in it is new, the routes are not."""
    app, lent = _assembled(msgspec.structs.replace(settings, var=Path("nowhere"), database_url="nowhere"))
    lent.become(database)
    prepare(settings)
    app.state.settings = settings
    app.state.live = Live(str(settings.database_url))
    app.state.feeds = Feeds(database, base_url=settings.base_url)
    return app


@lru_cache(maxsize=2)
def _assembled(settings: Settings) -> tuple[Litestar, Lent]:
    lent = Lent()
    return create_app(settings, lent), lent
