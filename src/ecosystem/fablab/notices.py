"""Which letters about their bookings people want: read and changed by themselves."""

from typing import Any
from uuid import UUID

from msgspec import UNSET, structs

from ecosystem.fablab import schemas
from ecosystem.fablab.rules.notices import USUAL_LEAD
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import VersionMoved

_READ = "SELECT booked, reminder, reminder_minutes, version FROM booking_notices WHERE person_id = $1"
_LOCK = "SELECT id FROM person WHERE id = $1 FOR NO KEY UPDATE"
_WRITE = """
INSERT INTO booking_notices (person_id, booked, reminder, reminder_minutes, version)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person_id) DO UPDATE SET booked = $2, reminder = $3, reminder_minutes = $4, version = $5
"""


async def choices(session: Session, *, person_id: UUID) -> schemas.BookingNotices:
    """What a person has chosen, or what holds until they choose. One statement."""
    row = await (await raw(session)).fetchrow(_READ, person_id)
    return schemas.BookingNotices(**dict(row)) if row else schemas.BookingNotices(True, True, USUAL_LEAD, 1)


async def choose(
    session: Session, *, actor: Actor, changes: schemas.BookingNoticesPatch, version: int | None = None
) -> schemas.BookingNotices:
    """Change one's choice; `version` is the one that was read. No change, no new version.

    Raises VersionMoved.
    """
    connection = await raw(session)
    await connection.execute(_LOCK, actor.person_id)
    standing = await choices(session, person_id=actor.person_id)
    if version is not None and version != standing.version:
        raise VersionMoved
    given: dict[str, Any] = {
        name: value for name, value in structs.asdict(changes).items() if value is not UNSET
    }
    if all(getattr(standing, name) == value for name, value in given.items()):
        return standing
    chosen = structs.replace(standing, **given, version=standing.version + 1)
    await connection.execute(
        _WRITE, actor.person_id, chosen.booked, chosen.reminder, chosen.reminder_minutes, chosen.version
    )
    return chosen
