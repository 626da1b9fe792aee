"""Faults as they are reported, confirmed and mended."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from ecosystem.fablab.schemas.shared import Instant, Note, PersonRef, ReservedResource
from ecosystem.kernel.hooks import Touched
from ecosystem.timetable.schemas import ImpactIn


class Outage(Struct, frozen=True):
    """A fault: reported only while `started_at` is null, ended at `ended_at`.

    `end_note` is what staff answered to a report that they dismissed.
    `photo_url` with `/small` behind it is its rendition for lists; for those who see the fault.
    """

    id: UUID
    resource: ReservedResource
    reason: str
    safety: bool
    reported_by: PersonRef | None
    reported_at: datetime
    started_at: datetime | None
    expected_return: datetime | None
    ended_at: datetime | None
    end_note: str | None
    photo_url: str | None
    version: int


class OutageStarted(Outage, frozen=True):
    """A new outage with the bookings that it touches, the next hundred of them."""

    touched: list[Touched]


class FaultIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A fault as somebody noticed it."""

    resource_id: UUID
    reason: Note
    safety: bool = False


class OutageIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A machine goes out of order; `expected_return` null where nobody knows.

    Without `impact` every booking stays for now, and its person is told.
    """

    resource_id: UUID
    reason: Note
    safety: bool = False
    expected_return: Instant | None = None
    impact: ImpactIn | None = None


class Dismissal(Struct, frozen=True, forbid_unknown_fields=True):
    """Staff see no fault; the note goes to whoever reported it."""

    note: Note | None = None


class Confirmation(Struct, frozen=True, forbid_unknown_fields=True):
    """What staff say to a reported fault; without a reason the reporter's words stand.

    `impact` as for an outage.
    """

    safety: bool
    expected_return: Instant | None = None
    reason: Note | None = None
    impact: ImpactIn | None = None
