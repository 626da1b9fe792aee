"""The dates of a rule over a term, what stands against each, and what could be instead."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from ecosystem.classes.rules import (
    Break,
    Dated,
    Need,
    Room,
    Rule,
    Swap,
    alternatives,
    digest_of,
    expand,
    judge,
    named_dates,
)
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval, start_of_day
from ecosystem.kernel.words import Words
from ecosystem.timetable.surroundings import Facts, Shut, Taken

HANOI, BERLIN = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin")
EVENING = (time(18), time(19, 30))
NOW = datetime(2026, 8, 1, tzinfo=UTC)
TET = Break(date(2027, 2, 4), date(2027, 2, 10), Words("Tết", "Tết"))

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
clocks = st.times(time(0), time(22, 0)).map(lambda at: at.replace(second=0, microsecond=0))
rules = st.builds(
    lambda weekday, starts, minutes: Rule(
        weekday, starts, (datetime.combine(date(2026, 1, 1), starts) + timedelta(minutes=minutes)).time()
    ),
    st.integers(1, 7), clocks, st.integers(15, 100),
)  # fmt: skip


def both_days(first, last, tz=HANOI, **more):
    return expand([Rule(2, *EVENING), Rule(5, *EVENING)], first=first, last=last, tz=tz, **more)


def need(*, closures=(), taken=(), kind="room", opening=True):
    whole = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    facts = Facts((whole,) if opening else (), list(closures), list(taken))
    return Need(kind, new_id(), new_id(), "Phòng A", facts)


def occupied(during, subject_id=None):
    return Taken(
        new_id(), 1, during, during, "confirmed", "reservation", subject_id or new_id(), None, pinned=False
    )


def shut(first, last, scope, name):
    during = Interval(start_of_day(first, HANOI), start_of_day(last + timedelta(days=1), HANOI))
    return Shut(new_id(), during, Words(name, name), scope)


@given(st.lists(rules, min_size=1, max_size=3), days, st.integers(0, 200), st.sampled_from([HANOI, BERLIN]))
def test_every_date_of_the_rule_is_there_once_and_no_other(weekly, first, length, tz):
    last = first + timedelta(days=length)
    found = expand(weekly, first=first, last=last, tz=tz)
    wanted = {rule.weekday for rule in weekly}
    assert all(first <= one.on <= last and one.on.isoweekday() in wanted for one in found)
    assert found == sorted(found, key=lambda one: one.during)
    if tz is HANOI:
        expected = sum(
            sum(rule.weekday == (first + timedelta(days=n)).isoweekday() for rule in weekly)
            for n in range(length + 1)
        )
        assert len(found) == expected


@given(days, st.integers(1, 300))
def test_the_local_time_stays_whatever_clocks_do(first, length):
    for one in both_days(first, first + timedelta(days=length), BERLIN):
        local = one.during.start.astimezone(BERLIN)
        assert (local.date(), local.time()) == (one.on, EVENING[0])
        assert one.during.seconds == 90 * 60


@given(days, st.integers(10, 120), st.integers(0, 60), st.integers(0, 20))
def test_breaks_mark_dates_and_drop_none(first, length, offset, more):
    last = first + timedelta(days=length)
    begins = first + timedelta(days=offset)
    off = Break(begins, begins + timedelta(days=more), Words("Nghỉ", "Break"))
    plain, marked = both_days(first, last), both_days(first, last, breaks=[off])
    assert [one.during for one in plain] == [one.during for one in marked]
    assert all((one.within == off) == off.covers(one.on) for one in marked)


def test_a_time_that_a_clock_change_skips_begins_later():
    night = [Rule(7, time(2, 30), time(3, 45))]
    (found,) = expand(night, first=date(2027, 3, 28), last=date(2027, 3, 28), tz=BERLIN)
    local = [edge.astimezone(BERLIN).time() for edge in (found.during.start, found.during.end)]
    assert local == [time(3, 30), time(3, 45)]


def test_a_worked_saturday_has_the_lessons_of_the_day_it_stands_for():
    swap = Swap(date(2026, 1, 10), date(2026, 1, 2))
    found = both_days(date(2026, 1, 1), date(2026, 1, 15), swaps=[swap])
    assert [(one.on, one.origin) for one in found] == [
        (date(2026, 1, 2), "weekly"), (date(2026, 1, 6), "weekly"), (date(2026, 1, 9), "weekly"),
        (date(2026, 1, 10), "swap"), (date(2026, 1, 13), "weekly"),
    ]  # fmt: skip


def test_a_worked_day_gives_way_to_its_own_lesson():
    rules = [Rule(5, *EVENING), Rule(6, *EVENING)]
    swap = Swap(date(2026, 1, 10), date(2026, 1, 2))
    found = expand(rules, first=date(2026, 1, 1), last=date(2026, 1, 11), tz=HANOI, swaps=[swap])
    assert [(one.on.day, one.origin) for one in found if one.on.day == 10] == [(10, "weekly")]


def test_the_term_of_2026_skips_the_closed_days_and_says_why():
    """Case 12 of the acceptance list: closures rule, not a calendar in the code."""
    closures = [
        shut(date(2026, 11, 24), date(2026, 11, 24), "region", "Ngày Văn hóa"),
        shut(date(2027, 1, 1), date(2027, 1, 1), "region", "Tết Dương lịch"),
    ]
    dates = both_days(date(2026, 9, 7), date(2027, 1, 15))
    rows = judge(dates, [need(closures=closures)], now=NOW)
    skipped = {
        row.occurrence.on: (row.reasons[0].name or Words("", "")).vi for row in rows if row.state == "skipped"
    }
    assert skipped == {date(2026, 11, 24): "Ngày Văn hóa", date(2027, 1, 1): "Tết Dương lịch"}
    assert len(rows) - len(skipped) == sum(row.state == "kept" for row in rows) == 36


def test_tet_falls_out_and_a_day_that_is_worked_after_all_comes_back():
    """Case 13: without the last day of the closure its session is there again."""
    dates = expand([Rule(3, *EVENING)], first=date(2027, 2, 1), last=date(2027, 2, 20), tz=HANOI)
    whole = judge(dates, [need(closures=[shut(TET.starts_on, TET.ends_on, "region", "Tết")])], now=NOW)
    shorter = judge(dates, [need(closures=[shut(TET.starts_on, date(2027, 2, 9), "region", "Tết")])], now=NOW)
    assert [row.occurrence.on.day for row in whole if row.state == "kept"] == [3, 17]
    assert [row.occurrence.on.day for row in shorter if row.state == "kept"] == [3, 10, 17]


def test_a_teacher_is_not_shut_in_where_they_are_known():
    (date_,) = named_dates([Dated(date(2026, 12, 1), *EVENING)], tz=HANOI)
    site = shut(date(2026, 12, 1), date(2026, 12, 1), "site", "Sửa điện")
    room, teacher = need(closures=[site]), need(closures=[site], kind="teacher", opening=False)
    assert [r.code for r in judge([date_], [room], now=NOW)[0].reasons] == ["closed"]
    assert judge([date_], [teacher], now=NOW)[0].state == "kept"


def test_what_is_taken_is_named_and_what_is_ones_own_is_not_in_the_way():
    (date_,) = named_dates([Dated(date(2026, 12, 1), *EVENING)], tz=HANOI)
    mine = new_id()
    wanted = [
        need(taken=[occupied(date_.during)]),
        need(taken=[occupied(date_.during, mine)], kind="teacher"),
    ]
    (row,) = judge([date_], wanted, now=NOW)
    assert (row.state, [r.code for r in row.reasons]) == ("clash", ["room", "teacher"])
    (row,) = judge([date_], wanted, now=NOW, own={mine})
    assert [r.code for r in row.reasons] == ["room"]


@given(st.integers(0, 3), st.integers(1, 4), st.integers(1, 4))
def test_a_pool_is_taken_where_too_few_units_are_left(used, wanted, capacity):
    (date_,) = named_dates([Dated(date(2026, 12, 1), *EVENING)], tz=HANOI)
    taken = [occupied(date_.during) for _ in range(used)]
    pool = need(taken=taken, kind="machine")
    pool = Need(
        "machine", pool.subject_id, pool.resource_id, "Laptop", pool.facts, units=wanted, capacity=capacity
    )
    (row,) = judge([date_], [pool], now=NOW)
    assert (row.state == "kept") == (used + wanted <= capacity)


def test_another_room_and_a_later_week_are_offered_once_each():
    dates = named_dates([Dated(date(2026, 12, 1), *EVENING), Dated(date(2026, 12, 8), *EVENING)], tz=HANOI)
    own = need(taken=[occupied(one.during) for one in dates])
    spare = Room(new_id(), need(taken=[occupied(dates[1].during)]))
    rows = judge(dates, [own], now=NOW)
    found = alternatives(
        rows, [own], rooms=[spare], tz=HANOI, breaks=[], now=NOW, until=datetime(2027, 3, 1, tzinfo=UTC)
    )
    first, second = found
    assert [(one.kind, one.room_id) for one in first] == [("other_room", spare.id), ("later", None)]
    # The first took 15 December, so the second goes a week further.
    assert [one.during.start.astimezone(HANOI).date() for one in (first[1], *second)] == [
        date(2026, 12, 15), date(2026, 12, 22),
    ]  # fmt: skip


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_no_alternative_is_taken_closed_or_given_twice(busy):
    dates = both_days(date(2026, 9, 7), date(2026, 10, 4))[: len(busy)]
    own = need(
        taken=[occupied(one.during) for one, is_busy in zip(dates, busy, strict=False) if is_busy],
        closures=[shut(date(2026, 10, 6), date(2026, 10, 6), "site", "Bảo trì")],
    )
    rows = judge(dates, [own], now=NOW)
    until = datetime(2027, 1, 1, tzinfo=UTC)
    found = alternatives(rows, [own], rooms=[], tz=HANOI, breaks=[TET], now=NOW, until=until)
    offered = [one.during for offers in found for one in offers]
    together = [row.occurrence.during for row in rows] + offered
    assert len(set(together)) == len(together)
    assert all(offers == [] for offers, row in zip(found, rows, strict=True) if row.state == "kept")
    assert date(2026, 10, 6) not in {one.start.astimezone(HANOI).date() for one in offered}


def test_the_digest_moves_with_whatever_stands_on_the_list():
    dates = named_dates([Dated(date(2026, 12, 1), *EVENING)], tz=HANOI)
    free, taken = need(), need(taken=[occupied(dates[0].during)])
    taken = Need(taken.kind, free.subject_id, free.resource_id, taken.name, taken.facts)
    first = digest_of(judge(dates, [free], now=NOW), [free])
    assert first == digest_of(judge(dates, [free], now=NOW), [free])
    assert first != digest_of(judge(dates, [taken], now=NOW), [taken])
