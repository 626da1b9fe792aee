"""What the rules are told: the class, its places, the people; read under the locks of who writes."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from ecosystem.classes.enrolment import statements
from ecosystem.classes.enrolment.rules import Applicant, Offer, Refusal, Room, refusals
from ecosystem.classes.errors import NoSuchClass
from ecosystem.directory.rules import is_minor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.money import Money


class Class(Struct, frozen=True):
    """A class as enrolment knows it."""

    id: UUID
    offer: Offer
    room: Room
    fee: Money | None
    zone: str


class Known(Struct, frozen=True):
    """Somebody with the name that refusals call them by, and what stands against enrolling them."""

    name: str
    applicant: Applicant
    against: list[Refusal]


async def class_of(session: Session, series_id: UUID) -> Class:
    """The class with its places as they are. Raises NoSuchClass, also of one that is not published."""
    connection = await raw(session)
    row = await connection.fetchrow(statements.OFFER, series_id)
    if row is None or row["course_state"] == "draft":
        raise NoSuchClass
    kept = await connection.fetch(statements.KEPT, series_id)
    taken = await connection.fetch(statements.TAKEN, series_id)
    starts_at: datetime | None = row["starts_at"]
    offer = Offer(
        published=row["course_state"] == "published",
        audience=row["audience"],
        first_day=starts_at.astimezone(ZoneInfo(row["zone"])).date() if starts_at else None,
        starts_at=starts_at,
        age_from=row["age_from"],
        age_to=row["age_to"],
        grade_from=row["grade_from"],
        grade_to=row["grade_to"],
        prerequisites=frozenset(row["prerequisites"]),
    )
    room = Room(
        row["capacity"],
        {one["organisation_id"]: one["places"] for one in kept},
        {one["school_id"]: one["taken"] for one in taken},
    )
    fee = Money(row["fee_amount"], row["fee_currency"]) if row["fee_amount"] else None
    return Class(series_id, offer, room, fee, row["zone"])


async def people(
    session: Session, of: Class, person_ids: Collection[UUID], now: datetime, *, waits: bool = False
) -> dict[UUID, Known]:
    """The people with all that stands against enrolling them; `waits` where they are on the list already."""
    found = await (await raw(session)).fetch(statements.APPLICANTS, list(person_ids), of.id, now)
    return {row["id"]: _known(row, of.offer, now, waits) for row in found}


def _known(row: Any, offer: Offer, now: datetime, waits: bool) -> Known:
    today: date = now.astimezone(ZoneInfo(row["zone"])).date()
    applicant = Applicant(
        person_id=row["id"],
        born=row["birth_date"],
        child=row["child"],
        minor=bool(is_minor(row["birth_date"], today)),
        grade=row["grade"],
        school_id=row["school_id"],
        consented=row["consented"],
        assented=row["assented"],
        completed=frozenset(row["completed"]),
        alive=row["alive"] and not waits,
    )
    return Known(row["full_name"], applicant, refusals(applicant, offer, now, today))
