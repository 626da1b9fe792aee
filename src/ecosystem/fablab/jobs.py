"""Sweeps of the fablab: those who did not come, requests that nobody answered, reminders."""

from datetime import datetime
from functools import partial
from uuid import UUID

from ecosystem.fablab import lapsing, reminders
from ecosystem.fablab.lapsing import Lapse
from ecosystem.kernel import clock, logs
from ecosystem.kernel.db import Database

_BATCH = 200
_log = logs.logger(__name__)


async def release_no_shows(database: Database) -> int:
    """Release everything that is overdue, each in a transaction of its own; answers how many."""
    return await _release(database, lapsing.NO_SHOW, clock.now())


async def release_undecided(database: Database) -> int:
    """Give back the time of requests that nobody answered in time; answers how many."""
    return await _release(database, lapsing.UNDECIDED, clock.now())


async def send_reminders(database: Database) -> int:
    """Put down the reminders that are due; answers how many."""
    total = 0
    while True:
        done = await database.transact(partial(reminders.remind, now=clock.now(), limit=_BATCH))
        total += done
        if done < _BATCH:
            return total


async def _release(database: Database, lapse: Lapse, now: datetime) -> int:
    """What a stopped worker missed is done by the next run; each is released once."""
    released = 0
    while True:
        found = await database.transact(partial(lapsing.overdue, lapse=lapse, now=now, limit=_BATCH))
        done = 0
        for reservation_id, resource_id in found:
            done += await _release_one(database, lapse, reservation_id, resource_id, now)
        released += done
        # Where nothing moved, others are at work on the rest.
        if len(found) < _BATCH or not done:
            return released


async def _release_one(
    database: Database, lapse: Lapse, reservation_id: UUID, resource_id: UUID, now: datetime
) -> bool:
    """One that can't be released doesn't keep the others from it: it is logged, and tried each minute."""
    work = partial(
        lapsing.release, lapse=lapse, reservation_id=reservation_id, resource_id=resource_id, now=now
    )
    try:
        return await database.transact(work)
    except Exception as error:
        _log.error("booking not released", reservation=str(reservation_id), error=repr(error))
        return False


async def sweep(database: Database) -> None:
    """What the clock calls every minute."""
    await release_no_shows(database)
    await release_undecided(database)
    await send_reminders(database)
