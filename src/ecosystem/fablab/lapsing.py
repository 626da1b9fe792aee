"""What the clock takes back: bookings that nobody took up, requests that nobody answered.

A check-in, an answer, a move and another worker wait at the same lock of the machine: one is first, and the
others see it.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from ecosystem.fablab import entries, letters, rows, statements
from ecosystem.kernel import audit
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.timetable import service as timetable
from ecosystem.timetable.locks import hold_locks


class Lapse(Struct, frozen=True):
    """A way to lapse: out of which state into which other, and the letter about it.

    `due` is the condition in SQL ($1 is now), `since` the column of the instant at which it comes true.
    """

    state: str
    into: str
    since: str
    due: str
    tell: Callable[[Session, rows.Row], Awaitable[None]]

    @property
    def overdue(self) -> str:
        """All that is due, the longest overdue first."""
        return f"SELECT id, resource_id FROM reservation WHERE {self.due} ORDER BY {self.since}, id LIMIT $2"  # noqa: S608

    @property
    def still(self) -> str:
        """One of them, under its resource's lock; another worker that has it already is left to it."""
        return (
            f"SELECT id FROM reservation WHERE id = $2 AND resource_id = $3 AND {self.due}"  # noqa: S608
            " FOR UPDATE SKIP LOCKED"
        )


NO_SHOW = Lapse(
    state="confirmed",
    into="no_show",
    since="no_show_at",
    due="no_show_at <= $1 AND state = 'confirmed' AND checked_in_at IS NULL",
    tell=letters.no_show,
)
UNDECIDED = Lapse(
    state="pending",
    into="expired",
    since="decide_by",
    due="decide_by <= $1 AND state = 'pending'",
    tell=letters.expired,
)

_LAPSE = "UPDATE reservation SET state = $2, version = version + 1 WHERE id = $1"


async def overdue(session: Session, *, lapse: Lapse, now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """What has lapsed by now, as (reservation, resource)."""
    found = await (await raw(session)).fetch(lapse.overdue, now, limit)
    return [(row["id"], row["resource_id"]) for row in found]


async def release(
    session: Session, *, lapse: Lapse, reservation_id: UUID, resource_id: UUID, now: datetime
) -> bool:
    """Give back the time of one, with its trail and letter; says whether it was still to be done."""
    await hold_locks(session, resource_ids=[resource_id])
    connection = await raw(session)
    if await connection.fetchval(lapse.still, now, reservation_id, resource_id) is None:
        return False
    await timetable.release(session, subject_id=reservation_id)
    await connection.execute(_LAPSE, reservation_id, lapse.into)
    row = await connection.fetchrow(statements.RESERVATION, reservation_id)
    if row is None:
        raise NotFound
    await lapse.tell(session, row)
    await entries.publish(session, row)
    await audit.record(
        session,
        actor=None,
        action=f"reservation.{lapse.into}",
        subject_kind="reservation",
        subject_id=reservation_id,
        before={"state": lapse.state},
        after={"state": lapse.into},
    )
    return True
