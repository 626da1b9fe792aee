"""The booking rules, one by one and as laws."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.fablab.rules import (
    WAIVED,
    Booker,
    BookingRules,
    Breach,
    Closing,
    Context,
    Need,
    Usage,
    Wish,
    effective,
    judge,
    shares,
)
from ecosystem.fablab.words import REASONS, reason
from ecosystem.kernel.intervals import Interval

HANOI = "Asia/Ho_Chi_Minh"
PARIS = "Europe/Paris"
LASER, MILL, SAFETY = UUID(int=1), UUID(int=2), UUID(int=3)
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)  # Friday 09:00 in Vietnam


def local(text, zone=HANOI):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def wish(start, end, *, zone=HANOI, units=1):
    return Wish(local(start, zone), local(end, zone), units)


def context(*, rules=BookingRules(), zone=HANOI, **facts):  # noqa: B008 -- frozen
    return Context(now=facts.pop("now", NOW), zone=zone, resource_id=LASER, rules=rules, **facts)


def codes(breaches):
    return [breach.code for breach in breaches]


def use(start, end, resource=LASER, zone=HANOI):
    return Usage(Interval(local(start, zone), local(end, zone)), resource)


GOOD = ("2026-11-21T09:00", "2026-11-21T10:00")


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


def test_a_machine_overrides_single_fields_of_its_category():
    rules = effective({"max_minutes": 120, "chain": False}, {"max_minutes": 480})
    assert rules == BookingRules(max_minutes=480, chain=False)
    with pytest.raises(msgspec.ValidationError):
        effective({"maximum": 1}, {})


def test_sentences_are_whole_in_both_languages():
    [breach] = judge(wish("2026-11-21T09:00", "2026-11-21T09:15"), context())
    said = {locale: reason(breach, locale=locale, zone_name=HANOI).message for locale in ("vi", "en")}
    assert said == {
        "vi": "Máy này chỉ đặt từ 30 phút đến 4 giờ mỗi lần.",
        "en": "This machine is booked for 30 minutes to 4 hours at a time.",
    }
    assert all(words.vi and words.en and words.vi != words.en for words in REASONS.values())


instants = st.integers(0, 5_000_000).map(
    lambda minute: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)
intervals = st.builds(
    lambda start, seconds: Interval(start, start + timedelta(seconds=seconds)),
    instants,
    st.integers(1, 20 * 86_400),
)
zones = st.sampled_from([HANOI, PARIS, "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"])


@given(
    st.lists(intervals, max_size=4),
    zones,
    st.sampled_from(["day", "week"]),
)
def test_law_the_shares_of_days_and_weeks_add_up_to_the_whole(stretches, zone, unit):
    assert sum(shares(stretches, zone, unit).values()) == sum(stretch.seconds for stretch in stretches)


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


@given(
    start=instants, length=st.integers(1, 3000), used=st.lists(intervals, min_size=1, max_size=3), zone=zones
)
def test_law_more_usage_never_takes_a_reason_away(start, length, used, zone):
    rules = BookingRules(quota_minutes_per_day=240, quota_minutes_per_week=600, chain=False)
    usage = tuple(Usage(interval, LASER) for interval in used)
    wished = Wish(start, start + timedelta(minutes=length))
    fewer = set(codes(judge(wished, context(rules=rules, usage=usage[1:], zone=zone))))
    assert fewer <= set(codes(judge(wished, context(rules=rules, usage=usage, zone=zone))))


@given(start=instants, length=st.integers(1, 3000), zone=zones)
def test_law_waiving_takes_away_what_it_may_and_nothing_else(start, length, zone):
    rules = BookingRules(notice_minutes=600, quota_minutes_per_day=60, chain=False)
    wished = Wish(start, start + timedelta(minutes=length))
    plain = judge(wished, context(rules=rules, zone=zone))
    waived = judge(wished, context(rules=rules, zone=zone), waive=True)
    assert waived == [breach for breach in plain if breach.code not in WAIVED]
