"""Sweeps of the timetable: holds that nobody confirmed in time."""

from functools import partial

from ecosystem.kernel import clock
from ecosystem.kernel.db import Database
from ecosystem.timetable import service

_BATCH = 500


async def sweep(database: Database) -> None:
    """Release lapsed holds, batch by batch; what is locked at the moment waits for the next run."""
    batch = partial(service.sweep, now=clock.now(), limit=_BATCH)
    while len(await database.transact(batch)) == _BATCH:
        pass
