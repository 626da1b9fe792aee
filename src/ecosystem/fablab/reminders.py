"""Reminders of bookings: each put down once, by whichever worker is first, and never after the start."""

from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.fablab.letters import TEMPLATE, statements
from ecosystem.fablab.letters.facts import Facts, Spot, key
from ecosystem.fablab.rules.notices import LONGEST_LEAD
from ecosystem.kernel.db import Session, raw
from ecosystem.notifications.outbox import put_down

# Bookings whose reminder is due at $1, within the longest lead ($2) of their start, $3 at most. Who books,
# moves or is approved within the lead has just had a letter and needs no other.
_DUE = """
SELECT v.id, v.person_id, v.resource_id, v.starts_at, v.ends_at, v.units, v.version
FROM reservation v
LEFT JOIN booking_notices c ON c.person_id = v.person_id
CROSS JOIN LATERAL (
    SELECT v.starts_at - make_interval(mins => coalesce(c.reminder_minutes, 120)) AS due_at
) lead
WHERE v.state = 'confirmed' AND v.reminded_at IS NULL AND v.checked_in_at IS NULL
  AND v.starts_at > $1 AND v.starts_at <= $1 + $2::interval
  AND coalesce(c.reminder, true) AND lead.due_at <= $1
  AND lead.due_at > coalesce(v.placed_at, v.created_at)
ORDER BY v.starts_at, v.id LIMIT $3
FOR UPDATE OF v SKIP LOCKED
"""
_REMINDED = "UPDATE reservation SET reminded_at = $2 WHERE id = ANY($1::uuid[])"


async def remind(session: Session, *, now: datetime, limit: int) -> int:
    """Put down the reminders that are due, also those whose time passed while no worker ran.

    Answers how many. The rows stay locked until the letters are written, so two workers share them out.
    """
    connection = await raw(session)
    found = await connection.fetch(_DUE, now, timedelta(minutes=LONGEST_LEAD), limit)
    if not found:
        return 0
    reminded: list[UUID] = [row["id"] for row in found]
    told = []
    for row in found:
        spot = Spot(row["resource_id"], row["starts_at"], row["ends_at"], row["units"])
        said = Facts(event="reminder", reservation_id=row["id"], version=row["version"], spot=spot)
        told.append(
            put_down(
                session,
                statements.TO_PERSON,
                key=key(said),
                template=TEMPLATE,
                facts=said,
                who=(row["person_id"], True),
            )
        )
    for statement, values in told:
        await connection.execute(statement, *values)
    await connection.execute(_REMINDED, reminded, now)
    return len(found)
