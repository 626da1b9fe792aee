"""Which bookings staff approve first, and until when they may."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ecosystem.fablab.rules.fields import BookingRules
from ecosystem.fablab.rules.values import Breach, Context, Wish


def asks(wish: Wish, rules: BookingRules) -> bool:
    """Whether staff approve such a booking before it stands."""
    if rules.approval == "longer":
        return wish.interval.seconds > rules.approval_over_minutes * 60
    return rules.approval == "always"


def decide_by(wish: Wish, rules: BookingRules, now: datetime) -> datetime:
    """The last moment of a decision asked for now: never after the start."""
    return min(wish.starts_at, now + timedelta(hours=rules.approval_hours))


def of_approval(wish: Wish, context: Context) -> Iterator[Breach]:
    """What begins this very moment leaves nobody the time to approve it."""
    if not context.exempt and wish.starts_at == context.now and asks(wish, context.rules):
        yield Breach("no_time_to_approve")
