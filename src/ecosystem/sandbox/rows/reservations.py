"""Rows of reservations and of the occupancies that hold their places."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ecosystem.fablab.rules import Wish, decide_by, no_show_at
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.money import prorated
from ecosystem.sandbox.bookings import Booking
from ecosystem.sandbox.rows.common import as_range

LATE = 4  # of those whose time has come, every so many are not there yet
MINUTE = timedelta(minutes=1)


def reservations(
    bookings: list[Booking], currency: str, now: datetime
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of reservations and of their occupancies, for a bulk insert; who was there has checked in."""
    claims, taken, running = [], [], 0
    for booking in bookings:
        claim = _reservation(booking, currency)
        if not booking.cancelled_at and booking.during.start <= now:
            running += booking.during.end > now
            if booking.during.end <= now or running % LATE:
                claim |= _used(booking, now)
        claims.append(claim)
        pinned = claim["checked_in_at"] is not None
        taken += [_occupancy(booking, claim["id"], unit, pinned=pinned) for unit in booking.units]
    return claims, taken


def _used(booking: Booking, now: datetime) -> dict[str, Any]:
    """They came on time, and left at the end if that is past."""
    over = booking.during.end <= now
    return {
        "checked_in_at": min(booking.during.start + 2 * MINUTE, now),
        "checked_out_at": booking.during.end if over else None,
        "version": 3 if over else 2,
    }


def _reservation(booking: Booking, currency: str) -> dict[str, Any]:
    per_hour = booking.offer.rules.price_per_hour
    units = len(booking.units)
    price = (
        None if per_hour is None else prorated(per_hour=per_hour, seconds=booking.during.seconds, units=units)
    )
    return {
        "id": new_id(),
        "resource_id": booking.offer.resource_id,
        "person_id": booking.person_id,
        "made_by_id": booking.person_id,
        "starts_at": booking.during.start,
        "ends_at": booking.during.end,
        "units": units,
        "state": "cancelled" if booking.cancelled_at else "pending" if booking.waits else "confirmed",
        "reason": booking.reason,
        "price_amount": price,
        "currency": None if price is None else currency,
        "version": 2 if booking.cancelled_at else 1,
        "created_at": booking.created_at,
        "cancelled_at": booking.cancelled_at,
        "no_show_at": no_show_at(booking.during.start, booking.offer.rules),
        "checked_in_at": None,
        "checked_out_at": None,
        "decide_by": _decide_by(booking),
        "cancelled_by_id": booking.person_id if booking.cancelled_at else None,
    }


def _decide_by(booking: Booking) -> datetime | None:
    if not booking.waits:
        return None
    during = booking.during
    return decide_by(Wish(during.start, during.end), booking.offer.rules, booking.created_at)


def _occupancy(booking: Booking, reservation_id: UUID, unit: int, *, pinned: bool) -> dict[str, Any]:
    return {
        "id": new_id(),
        "resource_id": booking.offer.resource_id,
        "unit": unit,
        "during": as_range(booking.during),
        "blocked": as_range(booking.blocked),
        "state": "released" if booking.cancelled_at else "held" if booking.waits else "confirmed",
        "expires_at": _decide_by(booking),
        "purpose": "reservation",
        "subject_id": reservation_id,
        "pinned": pinned,
        "created_at": booking.created_at,
    }
