"""Letters about bookings, one function per event, each put down in the transaction of its cause.

`row` is the reservation after the change, as `statements.RESERVATION` reads it; `why` is what somebody
wrote down for its owner. Own doings are told to those who want it, what others do always.
"""

from datetime import datetime

from ecosystem.directory.roles import PERMISSIONS
from ecosystem.fablab import policy
from ecosystem.fablab.letters import statements
from ecosystem.fablab.letters.facts import Facts, facts, key
from ecosystem.fablab.rows import Row
from ecosystem.kernel.db import Session, Written, raw, write_together
from ecosystem.notifications.outbox import put_down

TEMPLATE = "fablab.booking"
_DECIDERS = sorted(role for role, permissions in PERMISSIONS.items() if policy.MANAGE in permissions)
_MOST = 20  # of those who may decide, letters go to so many


async def moved(
    session: Session, row: Row, *, before: Row, why: str | None = None, by_other: bool = True
) -> None:
    """Another time, machine or number of units, and it stands; `before` is the row as it was."""
    await _tell(session, row, facts("moved", row, before=before, why=why, by_other=by_other))


async def cancelled(session: Session, row: Row, *, why: str | None = None, by_other: bool = True) -> None:
    """The booking is off."""
    await _tell(session, row, facts("cancelled", row, why=why, by_other=by_other))


async def approved(session: Session, row: Row, *, why: str | None = None) -> None:
    """Staff have said yes."""
    await _tell(session, row, facts("approved", row, why=why, by_other=True))


async def refused(session: Session, row: Row, *, why: str | None = None) -> None:
    """Staff have said no."""
    await _tell(session, row, facts("refused", row, why=why, by_other=True))


async def expired(session: Session, row: Row, *, why: str | None = None) -> None:
    """Nobody has answered in time."""
    await _tell(session, row, facts("expired", row, why=why, by_other=True))


async def no_show(session: Session, row: Row, *, why: str | None = None) -> None:
    """Nobody came, so the time is free again."""
    await _tell(session, row, facts("no_show", row, why=why, by_other=True))


async def kept(session: Session, row: Row, *, cause: str, why: str | None = None) -> None:
    """It stands in spite of a change, which `cause` names: of the next one there is another letter."""
    await _tell(session, row, facts("kept", row, why=why, by_other=True), cause)


async def asked(
    session: Session, row: Row, *, now: datetime, before: Row | None = None, by_other: bool = False
) -> None:
    """Staff are to decide: a letter to each of them, and one to the person who waits."""
    await write_together(
        await raw(session), await of_request(session, row, now=now, before=before, by_other=by_other)
    )


def of_booking(session: Session, row: Row, *, by_other: bool) -> list[Written]:
    """The letter about a new booking that stands, to be written along with it."""
    return [_to_person(session, row, facts("booked", row, why=row["reason"], by_other=by_other))]


async def of_request(
    session: Session, row: Row, *, now: datetime, before: Row | None = None, by_other: bool = False
) -> list[Written]:
    """The letters about a booking that waits, to be written along with it.

    To those nearest who may decide: the staff of the site, else the managers of its organisation, else the
    region's. Each gets one, since whoever is there first decides, and a digest would come too late for a
    booking this afternoon.
    """
    place = row["site_id"], _DECIDERS, now, row["person_id"]
    found = await (await raw(session)).fetch(statements.STAFF, *place)
    nearest = [one for one in found if one["distance"] == found[0]["distance"]][:_MOST]
    to_staff = facts("asked", row, before=before, why=row["reason"], by_other=by_other)
    waiting = facts("waiting", row, before=before, by_other=by_other)
    return [
        _to_person(session, row, waiting),
        *(
            put_down(
                session,
                statements.TO_STAFF,
                key=f"{key(to_staff)}:{one['id']}",
                template=TEMPLATE,
                facts=to_staff,
                who=(one["full_name"], one["email"], one["locale"]),
            )
            for one in nearest
        ),
    ]


async def _tell(session: Session, row: Row, said: Facts, cause: str | None = None) -> None:
    statement, values = _to_person(session, row, said, cause)
    await (await raw(session)).execute(statement, *values)


def _to_person(session: Session, row: Row, said: Facts, cause: str | None = None) -> Written:
    return put_down(
        session,
        statements.TO_PERSON,
        key=f"{key(said)}:{cause}" if cause else key(said),
        template=TEMPLATE,
        facts=said,
        who=(row["person_id"], said.by_other),
    )
