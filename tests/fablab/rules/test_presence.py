"""At the door: who may check in, who counts as not come, and the part of the day a booking stands in."""

from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ecosystem.fablab.rules import BookingRules, Need, Presence, check_in, no_show_at, part_of_day
from tests.fablab.world import NOW, at

PARTS = ("now", "next", "late", "done")
SAFETY = UUID(int=3)
START, END = at("09:00"), at("10:00")


def presence(now, **facts):
    return Presence(now=now, starts_at=START, ends_at=END, early_minutes=15, **facts)


def found(now, **facts):
    return [breach.code for breach in check_in(presence(now, **facts))]


def test_the_door_opens_a_few_minutes_early_and_closes_with_the_end():
    minute = timedelta(minutes=1)
    assert found(START - 15 * minute - timedelta(seconds=1)) == ["too_early"]
    assert found(START - 15 * minute) == []
    assert found(END - minute) == []
    assert found(END) == ["ended"]


def test_every_reason_at_the_door_is_told_at_once():
    lapsed = Need(SAFETY, {"vi": "An toàn"}, held=True, held_until=END - timedelta(seconds=1))
    assert found(END, state="no_show", checked_out=True, resource_state="out_of_order", need=lapsed) == [
        "no_show",
        "checked_out",
        "ended",
        "out_of_order",
        "qualification_lapsed",
    ]
    assert found(START, need=Need(SAFETY, {})) == ["qualification_lapsed"]
    assert found(START, need=Need(SAFETY, {}, held=True, held_until=END)) == []


@given(minutes=st.integers(-2000, 2000), early=st.integers(0, 1440), grace=st.none() | st.integers(1, 1440))
def test_a_release_never_comes_before_one_may_check_in(minutes, early, grace):
    now = START + timedelta(minutes=minutes)
    released = no_show_at(START, BookingRules(no_show_grace_minutes=grace))
    assert (released is None) == (grace is None)
    one = Presence(now=now, starts_at=START, ends_at=END, early_minutes=early)
    if released is not None and now < min(released, END) and now >= START:
        assert check_in(one) == []
    if now >= END:
        assert [breach.code for breach in check_in(one)] == ["ended"]


@given(
    minutes=st.integers(-600, 600),
    length=st.integers(1, 300),
    live=st.booleans(),
    entered=st.booleans(),
    left=st.booleans(),
)
def test_every_booking_stands_in_one_part_of_the_day(minutes, length, live, entered, left):
    start: datetime = NOW + timedelta(minutes=minutes)
    end = start + timedelta(minutes=length)
    part = part_of_day(live=live, starts_at=start, ends_at=end, entered=entered, left=left, now=NOW)
    assert part in PARTS
    assert (part == "now") == (live and entered and not left)
    assert (part == "late") == (live and not entered and not left and start <= NOW < end)
    assert (part == "next") == (live and not entered and not left and start > NOW)
