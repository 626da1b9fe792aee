"""What stands against a booking, one by one and as laws."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.fablab.rules import WAIVED, Booker, BookingRules, Breach, Closing, Need, Usage, Wish, judge
from ecosystem.fablab.words import REASONS, reason
from ecosystem.kernel.intervals import Interval
from tests.fablab.rules.wishes import (
    GOOD,
    HANOI,
    LASER,
    NOW,
    SAFETY,
    codes,
    context,
    instants,
    intervals,
    local,
    use,
    wish,
    zones,
)


def test_a_plain_booking_has_nothing_against_it():
    assert judge(wish(*GOOD), context()) == []


def test_every_reason_is_told_at_once_in_a_fixed_order():
    rules = BookingRules(
        min_minutes=60,
        raster_minutes=30,
        quota_minutes_per_day=30,
        quota_minutes_per_week=30,
        chain=False,
        roles=("founder",),
        organisation_ids=(UUID(int=9),),
        min_age=16,
        notice_minutes=2880,
    )
    facts = context(
        rules=rules,
        state="out_of_order",
        within_hours=False,
        closings=(Closing(Interval(local("2026-11-21T00:00"), local("2026-11-22T00:00")), {"vi": "Lễ"}),),
        usage=(use("2026-11-21T10:00", "2026-11-21T10:30"),),
        need=Need(SAFETY, {"vi": "An toàn"}),
    )
    assert codes(judge(wish("2026-11-21T09:20", "2026-11-21T10:00", units=2), facts)) == [
        "out_of_order",
        "units",
        "too_short",
        "too_soon",
        "role",
        "organisation",
        "age",
        "not_qualified",
        "off_raster",
        "outside_hours",
        "closed",
        "quota_day",
        "quota_week",
        "chain",
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-21T09:00", "2026-11-21T09:30", []),  # exactly the shortest
        ("2026-11-21T09:00", "2026-11-21T09:15", ["too_short"]),
        ("2026-11-21T09:00", "2026-11-21T13:00", []),  # exactly the longest
        ("2026-11-21T09:00", "2026-11-21T13:15", ["too_long"]),
        ("2026-11-21T09:05", "2026-11-21T10:05", ["off_raster"]),
        ("2026-11-20T08:45", "2026-11-20T09:45", ["in_the_past"]),
        ("2026-11-20T09:00", "2026-11-20T10:00", []),  # from this very minute
        ("2026-12-18T23:00", "2026-12-18T23:59:00", ["off_raster"]),  # last day of the horizon
        ("2026-12-19T00:00", "2026-12-19T01:00", ["too_far"]),
        ("9999-12-31T20:00", "9999-12-31T21:00", ["too_far"]),
        ("1900-01-01T00:00", "1900-01-01T01:00", ["in_the_past"]),
    ],
)
def test_lengths_rasters_and_distances(start, end, expected):
    assert codes(judge(wish(start, end), context())) == expected


def test_the_end_of_the_calendar_is_refused_and_does_not_overflow():
    rules = BookingRules(quota_minutes_per_day=60, quota_minutes_per_week=60, chain=False, min_age=10)
    booker = Booker(birth_date=date(2000, 2, 29))
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    wild = Wish(datetime(1, 1, 1, tzinfo=UTC), last)
    assert codes(judge(wild, context(rules=rules, booker=booker))) == ["too_long", "in_the_past", "age"]
    late = Wish(last - timedelta(hours=1), last)
    assert codes(judge(late, context(rules=rules, booker=booker))) == ["too_far"]


def test_notice_and_horizon_zero_mean_today():
    rules = BookingRules(horizon_days=0)
    assert judge(wish("2026-11-20T22:00", "2026-11-20T23:00"), context(rules=rules)) == []
    assert codes(judge(wish("2026-11-21T00:00", "2026-11-21T01:00"), context(rules=rules))) == ["too_far"]
    soon = judge(wish("2026-11-20T09:45", "2026-11-20T10:15"), context(rules=BookingRules(notice_minutes=60)))
    assert soon == [Breach("too_soon", {"notice_minutes": 60, "earliest": NOW + timedelta(minutes=60)})]


def test_age_on_the_day():
    rules = BookingRules(min_age=16)
    on_the_day = Booker(birth_date=date(2010, 11, 21))
    the_day_after = Booker(birth_date=date(2010, 11, 22))
    assert judge(wish(*GOOD), context(rules=rules, booker=on_the_day)) == []
    assert codes(judge(wish(*GOOD), context(rules=rules, booker=the_day_after))) == ["age"]
    [unknown] = judge(wish(*GOOD), context(rules=rules))
    assert reason(unknown, locale="vi", zone_name=HANOI).message == (
        "Máy này dành cho người từ 16 tuổi; hồ sơ của bạn chưa có ngày sinh."
    )


def test_qualification_must_last_to_the_end():
    held = Need(SAFETY, {"vi": "An toàn"}, held=True, held_until=local("2026-11-21T10:00"))
    assert judge(wish(*GOOD), context(need=held)) == []
    short = msgspec.structs.replace(held, held_until=local("2026-11-21T09:59"))
    assert codes(judge(wish(*GOOD), context(need=short))) == ["qualification_expires"]
    assert judge(wish(*GOOD), context(need=Need(SAFETY, {"vi": "An toàn"}, held=True))) == []


def test_staff_set_aside_only_what_is_theirs():
    rules = BookingRules(
        notice_minutes=2880, quota_minutes_per_day=30, horizon_days=0, chain=False, min_age=16
    )
    facts = context(
        rules=rules,
        state="out_of_order",
        within_hours=False,
        usage=(use("2026-11-21T10:00", "2026-11-21T11:00"),),
        need=Need(SAFETY, {"vi": "An toàn"}),
    )
    waived = judge(wish(*GOOD), facts, waive=True)
    assert codes(waived) == ["out_of_order", "age", "not_qualified", "outside_hours"]
    assert set(codes(judge(wish(*GOOD), facts))) - set(codes(waived)) == {
        "too_soon",
        "too_far",
        "quota_day",
        "chain",
    }


def test_sentences_are_whole_in_both_languages():
    [breach] = judge(wish("2026-11-21T09:00", "2026-11-21T09:15"), context())
    said = {locale: reason(breach, locale=locale, zone_name=HANOI).message for locale in ("vi", "en")}
    assert said == {
        "vi": "Máy này chỉ đặt từ 30 phút đến 4 giờ mỗi lần.",
        "en": "This machine is booked for 30 minutes to 4 hours at a time.",
    }
    assert all(words.vi and words.en and words.vi != words.en for words in REASONS.values())


@given(
    start=instants,
    length=st.integers(1, 3000),
    limits=st.tuples(st.integers(0, 3000), st.integers(0, 3000)).map(sorted),
    used=st.lists(intervals, max_size=3),
    zone=zones,
)
def test_law_a_looser_rule_never_adds_a_reason(start, length, limits, used, zone):
    tight, loose = limits
    usage = tuple(Usage(interval, LASER) for interval in used)
    wished = Wish(start, start + timedelta(minutes=length))

    def found(limit):
        rules = BookingRules(
            max_minutes=max(1, limit),
            min_minutes=1,
            raster_minutes=1,
            horizon_days=limit,
            quota_minutes_per_day=limit,
            quota_minutes_per_week=limit,
        )
        return set(codes(judge(wished, context(rules=rules, usage=usage, zone=zone))))

    assert found(loose) <= found(tight)


@given(start=instants, length=st.integers(1, 3000), zone=zones)
def test_law_waiving_takes_away_what_it_may_and_nothing_else(start, length, zone):
    rules = BookingRules(notice_minutes=600, quota_minutes_per_day=60, chain=False)
    wished = Wish(start, start + timedelta(minutes=length))
    plain = judge(wished, context(rules=rules, zone=zone))
    waived = judge(wished, context(rules=rules, zone=zone), waive=True)
    assert waived == [breach for breach in plain if breach.code not in WAIVED]
