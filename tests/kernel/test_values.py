"""Plain values: Vietnamese text keys, half-open intervals, money."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.intervals import Interval, days_of, difference, monday_of, union
from ecosystem.kernel.money import Money, prorated
from ecosystem.kernel.text import search_key, sort_key, squeeze
from ecosystem.kernel.words import Words, preferred

START = datetime(2026, 11, 21, tzinfo=UTC)
SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
EINDHOVEN = ZoneInfo("Europe/Amsterdam")


def span(start: int, end: int) -> Interval:
    return Interval(START + timedelta(minutes=start), START + timedelta(minutes=end))


spans = st.tuples(st.integers(0, 300), st.integers(1, 60)).map(lambda pair: span(pair[0], pair[0] + pair[1]))
some = st.lists(spans, max_size=12)


def minutes(intervals: list[Interval]) -> set[int]:
    return {
        minute
        for one in intervals
        for minute in range(
            int((one.start - START).total_seconds() // 60), int((one.end - START).total_seconds() // 60)
        )
    }


@given(some)
def test_a_union_is_the_same_time_sorted_and_apart(intervals: list[Interval]):
    merged = union(intervals)
    assert minutes(merged) == minutes(intervals)
    assert all(one.end < other.start for one, other in pairwise(merged))


@given(some, some)
def test_a_difference_is_what_the_other_does_not_have(intervals: list[Interval], taken: list[Interval]):
    left = difference(intervals, taken)
    assert minutes(left) == minutes(intervals) - minutes(taken)
    assert union(left) == left


@given(spans, spans)
def test_overlap_and_intersection_agree(one: Interval, other: Interval):
    shared = one.intersection(other)
    assert one.overlaps(other) == other.overlaps(one) == (shared is not None)
    assert (minutes([shared]) if shared else set()) == minutes([one]) & minutes([other])
    assert one.contains(other) == (minutes([other]) <= minutes([one]))


@given(spans)
def test_touching_ends_do_not_overlap(one: Interval):
    after = Interval(one.end, one.end + timedelta(minutes=1))
    assert not one.overlaps(after)
    assert union([one, after]) == [Interval(one.start, after.end)]


@pytest.mark.parametrize("end", [START, START - timedelta(minutes=1)])
def test_an_interval_is_never_empty(end: datetime):
    with pytest.raises(ValueError, match="ends after"):
        Interval(START, end)


def test_an_interval_is_never_naive():
    with pytest.raises(ValueError, match="aware"):
        Interval(datetime(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001 -- that is the point


@given(spans, st.sampled_from([SAIGON, EINDHOVEN]))
def test_the_days_of_an_interval_add_up(one: Interval, zone: ZoneInfo):
    shares = list(days_of(one, zone))
    assert sum(share.seconds for _, share in shares) == one.seconds
    assert [day for day, _ in shares] == sorted({day for day, _ in shares})


def test_a_night_belongs_to_two_days():
    night = Interval(datetime(2026, 11, 21, 22, tzinfo=SAIGON), datetime(2026, 11, 22, 2, tzinfo=SAIGON))
    assert [(day, share.seconds) for day, share in days_of(night, SAIGON)] == [
        (date(2026, 11, 21), 7200),
        (date(2026, 11, 22), 7200),
    ]


def test_a_night_with_a_clock_change_counts_what_passes():
    night = Interval(datetime(2026, 10, 25, 1, tzinfo=EINDHOVEN), datetime(2026, 10, 25, 5, tzinfo=EINDHOVEN))
    real = Interval(night.start.astimezone(UTC), night.end.astimezone(UTC))
    assert sum(share.seconds for _, share in days_of(real, EINDHOVEN)) == 5 * 3600


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_weeks_begin_on_monday(day: date):
    monday = monday_of(day)
    assert monday.isoweekday() == 1
    assert timedelta() <= day - monday < timedelta(days=7)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Máy  cắt\tLaser", "may cat laser"),
        ("ĐIỆN TỬ", "dien tu"),
        ("Hoà", "hoa"),
        ("Hòa", "hoa"),
        ("Ho\u0300a", "hoa"),
        ("phở", "pho"),
        ("CO₂ Ⅱ ½″", "co2 ii 1⁄2′′"),
        ("", ""),
    ],
)
def test_search_keys_have_no_diacritics(written: str, key: str):
    assert search_key(written) == key


@given(st.text())
def test_a_search_key_is_its_own_key(written: str):
    key = search_key(written)
    assert search_key(key) == key
    assert search_key(f"  {written.upper()} ") == search_key(written.upper())


def test_words_sort_as_in_a_vietnamese_dictionary():
    words = [
        "ba",
        "bà",
        "bả",
        "bã",
        "bá",
        "bạ",
        "băm",
        "bân",
        "da",
        "đa",
        "đá",
        "e",
        "ê",
        "o",
        "ô",
        "ơ",
        "u",
        "ư",
    ]
    shuffled = words[7:] + words[:7]
    assert sorted(shuffled, key=sort_key) == words


def test_numbers_and_spaces_sort_before_letters():
    assert sorted(["Máy B", "Máy 10", "Máy", "Máy 2"], key=sort_key) == ["Máy", "Máy 10", "Máy 2", "Máy B"]


@given(st.text())
def test_squeezing_twice_changes_nothing(written: str):
    assert squeeze(squeeze(written)) == squeeze(written)


@given(st.integers(0, 10**7), st.integers(0, 86400), st.integers(1, 50))
def test_a_price_is_the_nearest_unit(per_hour: int, seconds: int, units: int):
    exact = per_hour * seconds * units
    assert abs(prorated(per_hour=per_hour, seconds=seconds, units=units) * 3600 - exact) * 2 <= 3600


def test_half_a_unit_is_rounded_up():
    assert prorated(per_hour=1, seconds=1800) == 1
    assert prorated(per_hour=50_000, seconds=5400) == 75_000


def test_money_of_two_currencies_is_not_added():
    assert Money(1, "VND") + Money(2, "VND") == Money(3, "VND")
    with pytest.raises(ValueError, match="cannot add EUR to VND"):
        Money(1, "VND") + Money(1, "EUR")


@pytest.mark.parametrize(
    ("header", "default", "expected"),
    [
        ("en-US,en;q=0.9", "vi", "en"),
        ("vi-VN", "en", "vi"),
        ("fr,de", "en", "en"),
        (None, "vi", "vi"),
        ("", "xx", "vi"),
    ],
)
def test_the_first_language_that_is_spoken_here(header: str | None, default: str, expected: str):
    assert preferred(header, default) == expected


def test_words_fill_in_their_fields():
    words = Words("Tối đa {most} phút", "{most} minutes at most")
    assert words.to("vi", most=240) == "Tối đa 240 phút"
    assert words.to("en", most=240) == "240 minutes at most"
