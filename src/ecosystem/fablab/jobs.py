"""Sweeps of the fablab: those who did not come, unanswered requests, reminders, past photos, calendars."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from ecosystem.fablab import entries, lapsing, photos, reminders
from ecosystem.fablab.lapsing import Lapse
from ecosystem.kernel import clock, logs
from ecosystem.kernel.db import Database, Session

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
    return await _in_batches(database, partial(reminders.remind, now=clock.now(), limit=_BATCH))


async def forget_photos(database: Database, *, days: int) -> int:
    """Delete the photos of faults that ended more than so many days ago; answers how many."""
    before = clock.now() - timedelta(days=days)
    return await _in_batches(database, partial(photos.forget, ended_before=before, limit=_BATCH))


async def _in_batches(database: Database, work: Callable[[Session], Awaitable[int]]) -> int:
    total = 0
    while True:
        done = await database.transact(work)
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


def daily(days: int) -> Callable[[Database], Awaitable[None]]:
    """What the clock calls every night; photos of faults stay for so many days after the end."""

    async def sweep_daily(database: Database) -> None:
        if gone := await forget_photos(database, days=days):
            _log.info("photos of ended faults deleted", count=gone)

    return sweep_daily


async def publish_missing(database: Database) -> None:
    """What stands in no calendar yet, as all does that was booked before there were any; and what is still
    out of order.
    """
    await _publish(database, missing=True)
    await database.transact(entries.publish_open_outages)


async def publish_all(database: Database) -> None:
    """Set the calendars right where a site, a room or a person's birthday was changed."""
    await _publish(database, missing=False)


async def _publish(database: Database, *, missing: bool) -> None:
    after: UUID | None = UUID(int=0)
    while after is not None:
        after = await database.transact(partial(entries.publish_shown, missing=missing, after=after))
