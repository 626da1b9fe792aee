"""Public holidays as they were decreed, and what the coming days bring, on any day."""

from datetime import date, datetime, time

import pytest

from ecosystem.kernel.intervals import zone
from ecosystem.sandbox import calendar, data

DEMO = data.read()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        # Days off by decree: Tết, the Hung Kings' day and National Day, as the government announced them.
        (date(2025, 1, 25), date(2025, 2, 2)),
        (date(2025, 4, 7), date(2025, 4, 7)),
        (date(2026, 2, 14), date(2026, 2, 22)),
        (date(2026, 4, 26), date(2026, 4, 27)),
        (date(2026, 8, 31), date(2026, 9, 2)),
        (date(2026, 11, 24), date(2026, 11, 24)),
    ],
)
def test_days_off_are_exactly_those_of_the_decree(first, last):
    off = calendar.days_off(DEMO.holidays, [first.year])
    run = [day for day in off if first <= day <= last]
    assert len(run) == (last - first).days + 1
    assert first - calendar.DAY not in off
    assert last + calendar.DAY not in off


def test_the_solar_holidays_exist_in_a_year_without_known_lunar_dates():
    off = calendar.days_off(DEMO.holidays, [2041])
    assert sorted(off) == [date(2041, m, d) for m, d in [(1, 1), (4, 30), (5, 1), (9, 2), (11, 24)]]


def test_culture_day_begins_in_2026():
    assert date(2025, 11, 24) not in calendar.days_off(DEMO.holidays, [2025])


@pytest.mark.parametrize("at", [date(2026, 2, 17), date(2026, 11, 22), date(2028, 2, 29)])
def test_planned_closures_fall_on_the_next_working_days(at):
    off = calendar.days_off(DEMO.holidays, range(at.year - 1, at.year + 2))
    planned = [c for c in calendar.around(DEMO, at).offs if c.scope_kind != "region"]
    assert len(planned) == len(DEMO.calendar.closures)
    for closure in planned:
        day = closure.during.start.astimezone(zone(DEMO.region.zone)).date()
        assert day > at
        assert day not in off
        assert day.isoweekday() <= 5


@pytest.mark.parametrize(
    ("at", "first", "days"),
    [
        (date(2026, 11, 22), date(2026, 11, 24), 1),
        # In the middle of Tết the next one is another.
        (date(2026, 2, 17), date(2026, 4, 26), 2),
        # A swapped working day beside the holiday belongs to it.
        (date(2026, 8, 1), date(2026, 8, 31), 3),
    ],
)
def test_the_next_holiday_waits_for_a_decision(at, first, days):
    off = calendar.days_off(DEMO.holidays, range(at.year - 1, at.year + 2))
    undecided = [first + n * calendar.DAY for n in range(days)]
    assert calendar.next_off(off, at) == undecided
    tz = zone(DEMO.region.zone)
    shut = [c.during for c in calendar.around(DEMO, at).offs if c.scope_kind == "region"]
    for day in off:
        noon = datetime.combine(day, time(12), tz)
        assert any(during.start <= noon < during.end for during in shut) == (day not in undecided)


def test_a_closing_time_before_opening_means_the_next_day():
    site = next(site for site in DEMO.sites if site.slug == "vgu-lab")
    machine = next(m for m in DEMO.machines if m.site == "vgu-lab" and not m.hours)
    friday = date(2026, 11, 27)
    spans = calendar.open_hours(calendar.Calendar((), ()), site, machine, friday, DEMO.region.zone)
    local = [
        (s.start.astimezone(zone(DEMO.region.zone)), s.end.astimezone(zone(DEMO.region.zone))) for s in spans
    ]
    assert [(a.time(), b.time()) for a, b in local][-1] == (time(18), time(2))
    assert local[-1][1].date() == date(2026, 11, 28)


def test_own_hours_do_not_outlast_the_other_hours_of_the_site():
    site = next(site for site in DEMO.sites if site.slug == "eiu-fablab")
    printer = next(m for m in DEMO.machines if m.slug == "eiu-bambu-1")
    day = date(2026, 11, 26)
    instead = calendar.Instead(site.slug, day, ((time(9), time(11)),), DEMO.region.name)
    spans = calendar.open_hours(calendar.Calendar((), (instead,)), site, printer, day, DEMO.region.zone)
    assert [s.seconds for s in spans] == [2 * 3600]
