"""Periods of whole days."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from ecosystem.reports.rules import Days, faults

DAYS = st.dates(date(2002, 1, 1), date(2098, 1, 1))
VIETNAM, PARIS = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Paris")


@given(DAYS, st.integers(0, 399), st.sampled_from([VIETNAM, PARIS]))
def test_law_the_period_before_is_as_long_and_ends_where_this_one_begins(first, more, tz):
    days = Days(first, first + timedelta(days=more))
    before = days.before()
    assert before.last - before.first == days.last - days.first
    assert before.span(tz)[1] == days.span(tz)[0]
    assert faults(days.first, days.last) == []


def test_a_week_with_a_clock_change_is_an_hour_longer():
    start, end = Days(date(2026, 10, 19), date(2026, 10, 25)).span(PARIS)
    assert end - start == timedelta(days=7, hours=1)


def test_periods_that_are_none():
    assert faults(date(2026, 11, 2), date(2026, 11, 1)) == [("to", "before_from")]
    assert faults(date(2026, 1, 1), date(2027, 2, 5)) == [("to", "too_wide")]
    assert faults(date(1999, 12, 31), date(2000, 1, 1)) == [("from", "out_of_reach")]
