"""Letters about bookings, as people choose them."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from ecosystem.fablab.rules.notices import LONGEST_LEAD, SHORTEST_LEAD

Lead = Annotated[int, Meta(ge=SHORTEST_LEAD, le=LONGEST_LEAD, examples=[120])]


class BookingNotices(Struct, frozen=True):
    """Which letters one gets: answers to what one does oneself, and reminders so many minutes ahead.

    What others do with one's booking is always told.
    """

    booked: bool
    reminder: bool
    reminder_minutes: int
    version: int


class BookingNoticesPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change; what is left out stays."""

    booked: bool | UnsetType = UNSET
    reminder: bool | UnsetType = UNSET
    reminder_minutes: Lead | UnsetType = UNSET
