"""The catalogue: categories, and resources in short and in full."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from ecosystem.fablab.rules import BookingRules
from ecosystem.fablab.schemas.shared import CategoryRef, QualificationNeed, QualificationRef, RoomRef, SiteRef
from ecosystem.kernel.money import Money
from ecosystem.kernel.words import Words


class Category(Struct, frozen=True):
    """A kind of machine or room; `machine_count` leaves out what is retired."""

    id: UUID
    slug: str
    name: Words
    description: Words
    icon: str
    machine_count: int
    qualification: QualificationRef | None


class ResourceCard(Struct, frozen=True):
    """A resource in the catalogue; free times look a week ahead and ask for the shortest booking.

    `photo_url` below `/media/` may be kept for ever; with `/small` behind it, it is the rendition for cards.
    """

    id: UUID
    kind: str
    name: str
    category: CategoryRef
    site: SiteRef
    room: RoomRef | None
    photo_url: str | None
    risk: str
    state: str
    state_note: Words | None
    units: int
    free_now: bool
    free_until: datetime | None
    next_free_at: datetime | None
    qualification: QualificationNeed | None
    price_per_hour: Money | None
    zone: str


class ResourceDetail(ResourceCard, frozen=True):
    """A resource with everything that the catalogue says of it."""

    description: Words
    manual_url: str | None
    rules: BookingRules
    created_at: datetime
