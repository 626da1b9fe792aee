"""Whether booking rules agree with one another: rules under which nothing could be booked are refused."""

from typing import Any

from msgspec import Struct, field

from ecosystem.fablab.rules.fields import BookingRules

DAY = 1440  # minutes


class Contradiction(Struct, frozen=True):
    """A field that its neighbours contradict, with the values its sentence needs."""

    name: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


def contradictions(rules: BookingRules) -> list[Contradiction]:
    """Everything that cannot hold together, field by field."""
    return [*_of_lengths(rules), *_of_raster(rules), *_of_quotas(rules), *_of_clock(rules)]


def _of_lengths(rules: BookingRules) -> list[Contradiction]:
    if rules.max_minutes >= rules.min_minutes:
        return []
    return [Contradiction("max_minutes", "below_shortest", {"minutes": rules.min_minutes})]


def _of_raster(rules: BookingRules) -> list[Contradiction]:
    """Bookings begin and end on the raster, which is counted from midnight."""
    raster = rules.raster_minutes
    found = [Contradiction("raster_minutes", "divides_no_day")] if DAY % raster else []
    uneven = [name for name in ("min_minutes", "max_minutes") if getattr(rules, name) % raster]
    return found + [Contradiction(name, "off_raster", {"minutes": raster}) for name in uneven]


def _of_quotas(rules: BookingRules) -> list[Contradiction]:
    day, week = rules.quota_minutes_per_day, rules.quota_minutes_per_week
    found = [
        Contradiction(name, "below_shortest", {"minutes": rules.min_minutes})
        for name, quota in (("quota_minutes_per_day", day), ("quota_minutes_per_week", week))
        if quota is not None and quota < rules.min_minutes
    ]
    if day is not None and week is not None and week < day:
        found.append(Contradiction("quota_minutes_per_week", "below_day", {"minutes": day}))
    return found


def _of_clock(rules: BookingRules) -> list[Contradiction]:
    found = []
    # The last day that may be booked counts to its end.
    if rules.notice_minutes >= (rules.horizon_days + 1) * DAY:
        found.append(Contradiction("notice_minutes", "beyond_horizon", {"days": rules.horizon_days}))
    grace = rules.no_show_grace_minutes
    if grace is not None and grace >= rules.max_minutes:
        found.append(Contradiction("no_show_grace_minutes", "beyond_longest", {"minutes": rules.max_minutes}))
    if rules.approval == "longer" and rules.approval_over_minutes >= rules.max_minutes:
        found.append(Contradiction("approval_over_minutes", "never_asked", {"minutes": rules.max_minutes}))
    return found
