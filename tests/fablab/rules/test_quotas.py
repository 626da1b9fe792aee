"""Quotas per day and week, and bookings back to back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ecosystem.fablab.rules import BookingRules, Breach, Usage, Wish, judge, shares
from ecosystem.kernel.intervals import Interval
from tests.fablab.rules.wishes import (
    GOOD,
    HANOI,
    LASER,
    MILL,
    PARIS,
    codes,
    context,
    instants,
    intervals,
    local,
    use,
    wish,
    zones,
)


def test_a_night_counts_on_both_days():
    rules = BookingRules(quota_minutes_per_day=120)
    night = wish("2026-11-21T22:00", "2026-11-22T02:00")
    assert judge(night, context(rules=rules)) == []
    taken = context(rules=rules, usage=(use("2026-11-22T08:00", "2026-11-22T08:30"),))
    assert judge(night, taken) == [
        Breach(
            "quota_day",
            {"limit_minutes": 120, "used_minutes": 30, "left_minutes": 90, "day": date(2026, 11, 22)},
        )
    ]


def test_a_week_begins_on_monday_in_the_zone_of_the_site():
    over_sunday = Interval(local("2026-11-22T23:30"), local("2026-11-23T00:30"))
    assert shares([over_sunday], HANOI, "week") == {date(2026, 11, 16): 1800, date(2026, 11, 23): 1800}
    rules = BookingRules(quota_minutes_per_week=240)
    full = context(rules=rules, usage=(use("2026-11-21T09:00", "2026-11-21T12:30"),))
    assert judge(wish("2026-11-22T23:30", "2026-11-23T00:30"), full) == []
    assert codes(judge(wish("2026-11-22T23:00", "2026-11-23T00:30"), full)) == ["quota_week"]
    assert judge(wish("2026-11-23T09:00", "2026-11-23T13:00"), full) == []


def test_a_quota_of_the_category_counts_all_its_machines_and_one_of_the_machine_only_itself():
    rules = BookingRules(quota_minutes_per_week=240)
    elsewhere = (use("2026-11-20T13:00", "2026-11-20T16:00", MILL),)
    three_hours = wish("2026-11-21T09:00", "2026-11-21T12:00")
    assert codes(judge(three_hours, context(rules=rules, usage=elsewhere))) == ["quota_week"]
    own = frozenset({"quota_minutes_per_week"})
    assert judge(three_hours, context(rules=rules, usage=elsewhere, machine_quotas=own)) == []


def test_clock_changes_in_paris_count_what_passes():
    night = Interval(local("2026-10-25T01:30", PARIS), local("2026-10-25T03:30", PARIS))
    assert night.seconds == 3 * 3600
    assert shares([night], PARIS, "day") == {date(2026, 10, 25): 3 * 3600}
    whole = Interval(local("2026-10-25T00:00", PARIS), local("2026-10-26T00:00", PARIS))
    assert shares([whole], PARIS, "day") == {date(2026, 10, 25): 25 * 3600}
    nine = wish("2026-10-25T09:00", "2026-10-25T10:00", zone=PARIS)
    assert judge(nine, context(zone=PARIS, now=local("2026-10-20T09:00", PARIS))) == []


def test_chains_only_where_they_are_allowed():
    adjoining = (use("2026-11-21T08:00", "2026-11-21T09:00"),)
    assert judge(wish(*GOOD), context(usage=adjoining)) == []
    strict = BookingRules(chain=False)
    assert codes(judge(wish(*GOOD), context(rules=strict, usage=adjoining))) == ["chain"]
    after = (use("2026-11-21T10:00", "2026-11-21T11:00"),)
    assert codes(judge(wish(*GOOD), context(rules=strict, usage=after))) == ["chain"]
    gap = (use("2026-11-21T10:15", "2026-11-21T11:00"),)  # a whole step of the raster lies between
    assert judge(wish(*GOOD), context(rules=strict, usage=gap)) == []
    other = (use("2026-11-21T08:00", "2026-11-21T09:00", MILL),)
    assert judge(wish(*GOOD), context(rules=strict, usage=other)) == []


@given(
    st.lists(intervals, max_size=4),
    zones,
    st.sampled_from(["day", "week"]),
)
def test_law_the_shares_of_days_and_weeks_add_up_to_the_whole(stretches, zone, unit):
    assert sum(shares(stretches, zone, unit).values()) == sum(stretch.seconds for stretch in stretches)


@given(
    start=instants, length=st.integers(1, 3000), used=st.lists(intervals, min_size=1, max_size=3), zone=zones
)
def test_law_more_usage_never_takes_a_reason_away(start, length, used, zone):
    rules = BookingRules(quota_minutes_per_day=240, quota_minutes_per_week=600, chain=False)
    usage = tuple(Usage(interval, LASER) for interval in used)
    wished = Wish(start, start + timedelta(minutes=length))
    fewer = set(codes(judge(wished, context(rules=rules, usage=usage[1:], zone=zone))))
    assert fewer <= set(codes(judge(wished, context(rules=rules, usage=usage, zone=zone))))
