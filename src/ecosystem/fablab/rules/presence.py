"""From the claim to the fact: check-in, the part of the day a booking stands in, and nobody coming."""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from ecosystem.fablab.rules.fields import BookingRules
from ecosystem.fablab.rules.state import out
from ecosystem.fablab.rules.values import Breach, Need


class Presence(Struct, frozen=True):
    """A reservation at the door: what a check-in is judged by, read in one moment."""

    now: datetime
    starts_at: datetime
    ends_at: datetime
    early_minutes: int
    state: str = "confirmed"
    checked_out: bool = False
    resource_state: str = "in_order"
    back_at: datetime | None = None
    need: Need | None = None


Part = Literal["now", "next", "late", "done"]


def part_of_day(
    *, live: bool, starts_at: datetime, ends_at: datetime, entered: bool, left: bool, now: datetime
) -> Part:
    """Where a booking stands on the day's screen; `live` is one that is neither released nor refused.

    Somebody who is still there stays under `now` beyond their end, or nobody would see it.
    """
    if not live or left:
        return "done"
    if entered:
        return "now"
    if now < starts_at:
        return "next"
    return "late" if now < ends_at else "done"


def no_show_at(starts_at: datetime, rules: BookingRules) -> datetime | None:
    """The moment from which a booking that nobody has taken up is released; None for never."""
    grace = rules.no_show_grace_minutes
    return None if grace is None else starts_at + timedelta(minutes=grace)


def check_in(presence: Presence) -> list[Breach]:
    """Everything that stands against using the machine now, in a fixed order."""
    found: list[Breach] = []
    if presence.state != "confirmed":
        found.append(Breach(presence.state))
    if presence.checked_out:
        found.append(Breach("checked_out"))
    earliest = presence.starts_at - timedelta(minutes=presence.early_minutes)
    if presence.now < earliest:
        found.append(Breach("too_early", {"earliest": earliest}))
    elif presence.now >= presence.ends_at:
        found.append(Breach("ended"))
    found += out(presence.resource_state, presence.back_at, presence.now)
    return found + _lapsed(presence)


def _lapsed(presence: Presence) -> list[Breach]:
    need = presence.need
    if need is None or (need.held and (need.held_until is None or need.held_until >= presence.ends_at)):
        return []
    about = {"qualification_id": need.qualification_id, "qualification": need.name}
    return [Breach("qualification_lapsed", about)]
