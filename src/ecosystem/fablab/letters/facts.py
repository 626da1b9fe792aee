"""What a letter about a booking is made of: the booking as it was then, not as it will be when it is sent."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from ecosystem.fablab.rows import Row, money
from ecosystem.kernel.money import Money

Event = Literal[
    "booked",
    "moved",
    "cancelled",
    "waiting",
    "asked",
    "approved",
    "refused",
    "expired",
    "no_show",
    "kept",
    "reminder",
]

# After these the time is somebody else's: calendars take the event out.
OVER = frozenset({"cancelled", "refused", "expired", "no_show"})


class Spot(Struct, frozen=True):
    """Units of a machine for a time."""

    resource_id: UUID
    starts_at: datetime
    ends_at: datetime
    units: int = 1


class Facts(Struct, frozen=True, omit_defaults=True):
    """One letter's cause. `before` is where a moved booking was, `why` what somebody wrote down.

    `by_other`: somebody else than its owner did it.
    """

    event: Event
    reservation_id: UUID
    version: int
    spot: Spot
    before: Spot | None = None
    decide_by: datetime | None = None
    price: Money | None = None
    why: str | None = None
    by_other: bool = False


def spot(row: Row) -> Spot:
    """Where a reservation is."""
    return Spot(row["resource_id"], row["starts_at"], row["ends_at"], row["units"])


def facts(
    event: Event, row: Row, *, before: Row | None = None, why: str | None = None, by_other: bool = False
) -> Facts:
    """The facts of a reservation's row."""
    return Facts(
        event=event,
        reservation_id=row["id"],
        version=row["version"],
        spot=spot(row),
        before=spot(before) if before is not None else None,
        decide_by=row["decide_by"] if row["state"] == "pending" else None,
        price=money(row["price_amount"], row["currency"]),
        why=why,
        by_other=by_other,
    )


def key(said: Facts) -> str:
    """What keeps one change from having two letters of a kind to one person."""
    return f"reservation:{said.reservation_id}:{said.version}:{said.event}"
