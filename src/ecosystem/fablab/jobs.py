"""Sweeps of the fablab: the time of those who did not come."""

from functools import partial

from ecosystem.fablab import usage
from ecosystem.kernel import clock
from ecosystem.kernel.db import Database

_BATCH = 200


async def release_no_shows(database: Database) -> int:
    """Release everything that is overdue, each in a transaction of its own; answers how many.

    What a stopped worker missed is done by the next run; each is released once.
    """
    released, now = 0, clock.now()
    while True:
        found = await database.transact(partial(usage.overdue, now=now, limit=_BATCH))
        done = 0
        for reservation_id, resource_id in found:
            release = partial(
                usage.release_no_show, reservation_id=reservation_id, resource_id=resource_id, now=now
            )
            done += await database.transact(release)
        released += done
        # Where nothing moved, others are at work on the rest.
        if len(found) < _BATCH or not done:
            return released


async def sweep(database: Database) -> None:
    """What the clock calls every minute."""
    await release_no_shows(database)
