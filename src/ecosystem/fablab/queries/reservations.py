"""Reservations as their owners and staff see them."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from ecosystem.calendars.ics import Event, uid_of
from ecosystem.fablab import policy, rows, schemas, statements
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound

State = Literal["pending", "confirmed", "in_use", "done", "refused", "expired", "cancelled", "no_show"]

# How calendars know and count a reservation.
_KNOWN_AS = """
SELECT i.id AS instance, e.sequence, e.revised_at
FROM calendar_instance i LEFT JOIN calendar_entry e ON e.subject_id = $1"""
_STATUS: dict[str, Literal["CONFIRMED", "TENTATIVE"]] = {"confirmed": "CONFIRMED", "pending": "TENTATIVE"}


async def one(session: Session, *, reservation_id: UUID, actor: Actor, now: datetime) -> schemas.Reservation:
    """One's own reservation, or anybody's for staff of its site; raises NotFound. One statement."""
    return shown(await seen(session, reservation_id=reservation_id, actor=actor), actor=actor, now=now)


async def seen(
    session: Session, *, reservation_id: UUID, actor: Actor, version: int | None = None
) -> rows.Row:
    """The row of a reservation that the actor may see, if they have read its version. One statement.

    Raises NotFound, VersionMoved.
    """
    row = await (await raw(session)).fetchrow(statements.RESERVATION, reservation_id)
    if row is None or not policy.sees(
        actor, person_id=row["person_id"], site_id=row["site_id"], organisation_id=row["organisation_id"]
    ):
        raise NotFound
    policy.unmoved(row, version)
    return row


async def own(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    scope: Literal["upcoming", "past"],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[schemas.Reservation]:
    """One's own reservations: upcoming ones by start, past and cancelled ones the latest first.

    `after` is the start and id of the last one seen. One statement.
    """
    statement = statements.UPCOMING if scope == "upcoming" else statements.PAST
    start, last = after or (None, None)
    found = await (await raw(session)).fetch(statement, actor.person_id, now, start, last, limit)
    return [shown(row, actor=actor, now=now) for row in found]


async def event(session: Session, *, reservation_id: UUID, actor: Actor, locale: str, base_url: str) -> Event:
    """A reservation as a calendar event; raises NotFound. Two statements."""
    row = await seen(session, reservation_id=reservation_id, actor=actor)
    (known,) = await (await raw(session)).fetch(_KNOWN_AS, reservation_id)
    places = [rows.words(row["site_name"]).to(locale), row["address"]]
    if row["room_id"]:
        places.insert(0, rows.words(row["room_name"]).to(locale))
    return Event(
        uid=uid_of(row["id"], known["instance"]),
        sequence=row["version"] - 1 if known["sequence"] is None else known["sequence"],
        stamp=known["revised_at"] or row["created_at"],
        created=row["created_at"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        summary=row["name"],
        location=", ".join(place for place in places if place),
        description=row["reason"],
        url=f"{base_url}/cua-toi",
        status=_STATUS.get(row["state"], "CANCELLED"),
    )


def shown(row: rows.Row, *, actor: Actor, now: datetime) -> schemas.Reservation:
    """A row as this actor sees it at this moment."""
    staff = policy.staff(actor, site_id=row["site_id"], organisation_id=row["organisation_id"])
    by = cancel_by(row)
    live = is_live(row, now) and row["checked_in_at"] is None
    pending = live and row["state"] == "pending"
    early = timedelta(minutes=rows.rules_of(row).check_in_early_minutes)
    return schemas.Reservation(
        id=row["id"],
        resource=schemas.ReservedResource(
            row["resource_id"], row["name"], row["kind"], rows.site(row), rows.room(row)
        ),
        person=schemas.PersonRef(row["person_id"], row["full_name"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        units=row["units"],
        state=state(row, now),
        price=rows.money(row["price_amount"], row["currency"]),
        reason=row["reason"],
        version=row["version"],
        created_at=row["created_at"],
        can_move=live and now < row["starts_at"] and (staff or now <= by),
        can_cancel=live and now < row["ends_at"] and (staff or now <= by),
        cancel_by=by if live else None,
        no_show_at=row["no_show_at"] if live and not pending else None,
        decide_by=row["decide_by"] if pending else None,
        decision_reason=row["decision_reason"],
        checked_in_at=row["checked_in_at"],
        checked_out_at=row["checked_out_at"],
        can_decide=staff and pending,
        can_check_in=staff and live and not pending and row["starts_at"] - early <= now < row["ends_at"],
        can_check_out=staff and row["checked_in_at"] is not None and row["checked_out_at"] is None,
    )


def is_live(row: rows.Row, now: datetime) -> bool:
    """Whether it stands, or waits for an answer that may still come."""
    pending: bool = row["state"] == "pending" and row["decide_by"] > now
    return pending or row["state"] == "confirmed"


def cancel_by(row: rows.Row) -> datetime:
    """The last moment at which its owner may give it back; what is only asked for, until its start."""
    if row["state"] == "pending":
        start: datetime = row["starts_at"]
        return start
    notice = timedelta(minutes=rows.rules_of(row).cancel_notice_minutes)
    by: datetime = row["starts_at"] - notice
    return by


def state(row: rows.Row, now: datetime) -> State:
    """What it is now: the stored state, what has happened, and where the clock stands."""
    if row["state"] != "confirmed":
        stored: State = row["state"]
        return stored if stored != "pending" or row["decide_by"] > now else "expired"
    if row["checked_out_at"] is not None or row["ends_at"] <= now:
        return "done"
    return "in_use" if row["checked_in_at"] is not None else "confirmed"
