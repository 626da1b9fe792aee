"""The booking rules that a category or machine carries."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct, convert

Minutes = Annotated[int, Meta(ge=0, le=525_600)]
Lasting = Annotated[int, Meta(ge=1, le=525_600)]


class BookingRules(Struct, frozen=True, forbid_unknown_fields=True):
    """The booking rules of a category or machine.

    Durations in minutes, the horizon in days, the price in minor units of the region's currency.
    Empty `roles` and `organisation_ids` mean anyone who is signed in. A grace of null never releases
    the time of somebody who does not come. Staff approve each booking (`approval` always), those longer
    than `approval_over_minutes` (longer) or none; who has not been answered within `approval_hours`, or
    by the start, has no booking.
    """

    min_minutes: Lasting = 30
    max_minutes: Lasting = 240
    raster_minutes: Annotated[int, Meta(ge=1, le=1440)] = 15
    notice_minutes: Minutes = 0
    horizon_days: Annotated[int, Meta(ge=0, le=3650)] = 28
    buffer_before_minutes: Annotated[int, Meta(ge=0, le=10_080)] = 0
    buffer_after_minutes: Annotated[int, Meta(ge=0, le=10_080)] = 0
    quota_minutes_per_day: Minutes | None = None
    quota_minutes_per_week: Minutes | None = None
    cancel_notice_minutes: Minutes = 0
    chain: bool = True
    roles: tuple[str, ...] = ()
    organisation_ids: tuple[UUID, ...] = ()
    min_age: Annotated[int, Meta(ge=0, le=150)] | None = None
    price_per_hour: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    check_in_early_minutes: Annotated[int, Meta(ge=0, le=1440)] = 15
    no_show_grace_minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    approval: Literal["none", "always", "longer"] = "none"
    approval_over_minutes: Minutes = 120
    approval_hours: Annotated[int, Meta(ge=1, le=720)] = 48


def effective(category: Mapping[str, Any], override: Mapping[str, Any]) -> BookingRules:
    """The category's rules with the machine's own fields on top; raises msgspec.ValidationError."""
    return convert({**category, **override}, BookingRules)
