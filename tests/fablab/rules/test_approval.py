"""Which bookings are asked for first, and until when the answer may come."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.fablab.rules import BookingRules, Wish, asks, decide_by, effective, judge
from tests.fablab.rules.wishes import GOOD, NOW, codes, context, wish

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, False),
        ({"approval": "always"}, True),
        ({"approval": "longer", "approval_over_minutes": 60}, False),  # exactly as long
        ({"approval": "longer", "approval_over_minutes": 59}, True),
        ({"approval_over_minutes": 0}, False),
    ],
)
def test_an_hour_is_asked_for_or_not(rules, expected):
    assert asks(wish(*GOOD), BookingRules(**rules)) is expected


def test_a_machine_sets_aside_what_its_category_asks():
    category = {"approval": "always", "approval_hours": 24}
    assert asks(wish(*GOOD), effective(category, {})) is True
    assert asks(wish(*GOOD), effective(category, {"approval": "none"})) is False
    assert effective(category, {"approval": "longer"}).approval_hours == 24


@given(ahead=st.integers(1, 5000), hours=st.integers(1, 720))
def test_law_an_answer_comes_before_the_start_and_within_the_hours(ahead, hours):
    start = NOW + timedelta(minutes=ahead)
    by = decide_by(Wish(start, start + HOUR), BookingRules(approval_hours=hours), NOW)
    assert NOW < by <= start
    assert by in (start, NOW + hours * HOUR)


def test_what_begins_this_moment_can_not_be_asked_for():
    now_on = Wish(NOW, NOW + HOUR)
    always = BookingRules(approval="always")
    assert codes(judge(now_on, context(rules=always))) == ["no_time_to_approve"]
    assert judge(now_on, context(rules=always, exempt=True)) == []
    assert judge(now_on, context(rules=BookingRules(approval="longer", approval_over_minutes=60))) == []
    assert judge(Wish(NOW + HOUR / 4, NOW + HOUR), context(rules=always)) == []
