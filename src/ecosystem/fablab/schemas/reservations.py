"""Asking, booking, moving, and what became of it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from ecosystem.fablab.schemas.shared import (
    Instant,
    Note,
    PersonRef,
    QualificationNeed,
    ReservedResource,
    Units,
)
from ecosystem.kernel.errors import Reason
from ecosystem.kernel.money import Money
from ecosystem.kernel.words import Words


class QuoteIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What a quote is asked for; `moving` is the booking that would move there."""

    resource_id: UUID
    starts_at: Instant
    ends_at: Instant
    units: Units = 1
    moving: UUID | None = None


class Decision(Struct, frozen=True, forbid_unknown_fields=True):
    """What staff answer; a refusal says why."""

    approve: bool
    reason: Note | None = None


class Alternative(Struct, frozen=True):
    """Something else that this person could book."""

    resource_id: UUID
    name: str
    site_id: UUID
    site_name: Words
    starts_at: datetime
    ends_at: datetime
    why: Literal["same_later", "same_earlier", "other_machine", "other_site"]


class Quote(Struct, frozen=True):
    """The price, and all that stands against a booking; without reasons it would go through now.

    Where `decide_by` is not null staff approve it first, until then.
    """

    price: Money | None
    decide_by: datetime | None
    reasons: list[Reason]
    alternatives: list[Alternative]
    qualification: QualificationNeed | None


class ReservationIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A new reservation; `for_person_id` and `reason` when staff book for somebody else."""

    resource_id: UUID
    starts_at: Instant
    ends_at: Instant
    units: Units = 1
    for_person_id: UUID | None = None
    reason: Note | None = None


class ReservationPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """A move: only what is to change; `reason` is written down when staff move somebody else's."""

    starts_at: Instant | UnsetType = UNSET
    ends_at: Instant | UnsetType = UNSET
    resource_id: UUID | UnsetType = UNSET
    units: Units | UnsetType = UNSET
    reason: Note | None = None


class Reservation(Struct, frozen=True):
    """A reservation; `cancel_by` is the last moment its owner may cancel.

    `pending` waits for staff until `decide_by`; they (`can_decide`) approve or refuse, and nobody in time
    makes it `expired`. `in_use` is a fact: somebody has checked in. At `no_show_at` the time is released if
    nobody has. Staff of the site check in (`can_check_in`, now) and out.
    """

    id: UUID
    resource: ReservedResource
    person: PersonRef
    starts_at: datetime
    ends_at: datetime
    units: int
    state: Literal["pending", "confirmed", "in_use", "done", "refused", "expired", "cancelled", "no_show"]
    price: Money | None
    reason: str | None
    version: int
    created_at: datetime
    can_move: bool
    can_cancel: bool
    cancel_by: datetime | None
    decide_by: datetime | None
    decision_reason: str | None
    no_show_at: datetime | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    can_decide: bool
    can_check_in: bool
    can_check_out: bool
