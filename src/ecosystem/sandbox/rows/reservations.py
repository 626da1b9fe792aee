"""Rows of reservations and of the occupancies that hold their places."""

from typing import Any
from uuid import UUID

from ecosystem.kernel.ids import new_id
from ecosystem.kernel.money import prorated
from ecosystem.sandbox.bookings import Booking
from ecosystem.sandbox.rows.common import as_range


def reservations(bookings: list[Booking], currency: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of reservations and of their occupancies, for a bulk insert."""
    claims, taken = [], []
    for booking in bookings:
        claim = _reservation(booking, currency)
        claims.append(claim)
        taken += [_occupancy(booking, claim["id"], unit) for unit in booking.units]
    return claims, taken


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
        "state": "cancelled" if booking.cancelled_at else "confirmed",
        "reason": booking.reason,
        "price_amount": price,
        "currency": None if price is None else currency,
        "version": 2 if booking.cancelled_at else 1,
        "created_at": booking.created_at,
        "cancelled_at": booking.cancelled_at,
        "cancelled_by_id": booking.person_id if booking.cancelled_at else None,
    }


def _occupancy(booking: Booking, reservation_id: UUID, unit: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "resource_id": booking.offer.resource_id,
        "unit": unit,
        "during": as_range(booking.during),
        "blocked": as_range(booking.blocked),
        "state": "released" if booking.cancelled_at else "confirmed",
        "purpose": "reservation",
        "subject_id": reservation_id,
        "pinned": False,
        "created_at": booking.created_at,
    }
