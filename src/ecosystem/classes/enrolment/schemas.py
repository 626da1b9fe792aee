"""What enrolment takes and answers."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from ecosystem.kernel.errors import Reason
from ecosystem.kernel.money import Money
from ecosystem.kernel.words import Words

State = Literal["enrolled", "waiting", "offered", "withdrawn", "expired", "transferred"]
PaidState = Literal["free", "to_pay_at_desk"]
People = Annotated[list[UUID], Meta(min_length=1, max_length=10)]


class EnrolmentIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to be enrolled in which class, all or none; with `waiting` the list will do."""

    series_id: UUID
    person_ids: People
    waiting: bool = False


class QuoteIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same, to be judged only."""

    series_id: UUID
    person_ids: People


class EnrolmentQuote(Struct, frozen=True, kw_only=True):
    """What an order would come to: its whole price, all that stands against it, whether there is room.

    `places_left` counts those for anybody; `outcome` is null while reasons stand against it.
    """

    price: Money | None
    reasons: list[Reason]
    places_left: int
    outcome: Literal["enrolled", "waiting"] | None


class EnrolmentOut(Struct, frozen=True, kw_only=True):
    """One person in one class, or waiting for it."""

    id: UUID
    order_id: UUID
    series_id: UUID
    slug: str
    title: Words
    starts_at: datetime | None
    person_id: UUID
    full_name: str
    state: State
    entered_at: datetime
    offer_expires_at: datetime | None
    paid_state: PaidState
    fee: Money | None
