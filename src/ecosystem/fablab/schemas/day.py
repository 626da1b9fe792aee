"""A site's day on one screen, and whom its staff can book for."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from ecosystem.fablab.schemas.outages import Outage
from ecosystem.fablab.schemas.reservations import Reservation
from ecosystem.fablab.schemas.shared import SiteRef


class Day(Struct, frozen=True):
    """A site's day as its staff run it.

    `now`: those who have checked in and not out, also beyond their end. `late`: begun and nobody there.
    `next`: still to come. `done`: over, checked out, or released since nobody came. `waiting` are those of
    any day that staff are to approve, what lapses first before the rest; `outages` are open ones and
    reports that wait.
    """

    site: SiteRef
    zone: str
    date: date
    at: datetime
    now: list[Reservation]
    next: list[Reservation]
    late: list[Reservation]
    done: list[Reservation]
    waiting: list[Reservation]
    outages: list[Outage]


class FoundPerson(Struct, frozen=True):
    """Somebody to book for; the address tells two of one name apart."""

    id: UUID
    full_name: str
    email: str | None
