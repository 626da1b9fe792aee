"""What the clock takes back: offers that nobody took in time."""

from functools import partial

from ecosystem.classes.enrolment import service, statements
from ecosystem.kernel import clock
from ecosystem.kernel.db import Database

_AT_ONCE = 200  # classes of one sweep


async def sweep(db: Database) -> None:
    """Each class in a transaction of its own; several workers lapse each offer once."""
    async with db.driver() as connection:
        due = [row["series_id"] for row in await connection.fetch(statements.LAPSED, clock.now(), _AT_ONCE)]
    for series_id in due:
        await db.transact(partial(service.lapse, series_id=series_id))
