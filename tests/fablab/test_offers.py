"""What of the free time is shown as bookable, held against the judge of single wishes."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.fablab.offers import bookable, fitted, within_reach
from ecosystem.fablab.rules import BookingRules, Context, Need, Wish, judge
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable.rules import Free, pool_free, runs
from tests.fablab.world import NOW, ZONE, at

MACHINE, SAFETY = new_id(), new_id()


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


stretches = st.lists(
    st.tuples(st.integers(0, 700), st.integers(1, 300)).map(
        lambda pair: Interval(NOW + minutes(pair[0] * 5), NOW + minutes((pair[0] + pair[1]) * 5))
    ),
    max_size=4,
)


@settings(max_examples=150)
@given(
    stretches,
    st.sampled_from([15, 30, 60]),
    st.integers(0, 3),
    st.integers(0, 2),
    st.integers(0, 30),
    st.integers(1, 2),
    st.integers(0, 200),
    st.integers(1, 8),
)
def test_law_what_is_shown_holds_every_wish_that_goes_through(
    taken: list[Interval], raster: int, least: int, days: int, notice: int, units: int, step: int, length: int
):
    rules = BookingRules(
        min_minutes=30 + 15 * least, max_minutes=180, raster_minutes=raster, horizon_days=days,
        notice_minutes=notice,
    )  # fmt: skip
    until = NOW + minutes(2000)
    free = pool_free([Interval(NOW, NOW + minutes(4000))], taken, capacity=2)
    shown = bookable(free, rules, now=NOW, zone_name=ZONE, until=until)
    start = NOW + minutes(15 * step)
    wish = Wish(start, start + minutes(15 * length), units)
    need = Need(SAFETY, {"vi": "", "en": ""}, held=True, held_until=until)
    context = Context(now=NOW, zone=ZONE, resource_id=MACHINE, rules=rules, units=2, need=need)
    if not judge(wish, context) and any(run.contains(wish.interval) for run in runs(free, units)):
        assert any(run.contains(wish.interval) for run in runs(shown, units))
    for item in shown:
        first = Wish(item.start, item.start + minutes(rules.min_minutes), 1)
        assert any(run.contains(Interval(item.start, item.end)) for run in runs(free, item.units))
        # A piece of a run may begin too near its end for a whole booking.
        beyond = {"too_far", "off_raster", "qualification_expires"}
        assert {breach.code for breach in judge(first, context)} <= beyond
    for run in runs(shown):
        assert judge(Wish(run.start, run.start + aligned_length(rules), 1), context) == []


def aligned_length(rules: BookingRules) -> timedelta:
    """The shortest booking that ends on the raster."""
    return minutes(-(-rules.min_minutes // rules.raster_minutes) * rules.raster_minutes)


def shown(free: list[Free], **fields: Any) -> list[Free]:
    rules = BookingRules(min_minutes=30, max_minutes=60, raster_minutes=30, horizon_days=1, **fields)
    return bookable(free, rules, now=NOW, zone_name=ZONE)


def test_stretches_keep_to_the_raster_and_number_of_units():
    free = [Free(at("09:10"), at("10:20"), 2), Free(at("10:20"), at("11:10"), 1)]
    assert shown(free) == [Free(at("09:30"), at("10:00"), 2), Free(at("10:00"), at("11:00"), 1)]


def test_the_horizon_ends_with_the_last_booking_that_may_begin():
    night = datetime(2026, 11, 21, 17, tzinfo=NOW.tzinfo)  # the horizon's end, midnight in Vietnam
    assert shown([Free(night - minutes(90), night + minutes(90), 1)]) == [
        Free(night - minutes(90), night + minutes(30), 1)
    ]
    assert shown([Free(night, night + minutes(90), 1)]) == []


def test_the_running_minute_is_within_reach():
    rules, now = BookingRules(horizon_days=0, notice_minutes=60), NOW + timedelta(seconds=40)
    for start, expected in [
        (NOW + minutes(59), False),
        (NOW + minutes(60), True),
        (at("2026-11-20T23:59"), True),
        (at("2026-11-21T00:00"), False),
    ]:
        assert within_reach(start, rules, now=now, zone_name=ZONE) is expected


def test_what_is_too_far_comes_back_to_its_weekday_or_to_the_last_day():
    wanted = Wish(at("2027-01-01T08:00"), at("2027-01-01T09:00"))  # a Friday
    for days, expected in [(30, "2026-12-18T08:00"), (3, "2026-11-23T08:00"), (42, "2027-01-01T08:00")]:
        found = fitted(wanted, BookingRules(horizon_days=days), now=NOW, zone_name=ZONE)
        assert found == Wish(at(expected), at(expected) + minutes(60))
