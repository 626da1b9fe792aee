"""Opening hours: the cases of a lab's week, and the law that SQL and Python say the same."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosystem.kernel.db import Database
from ecosystem.kernel.intervals import Interval, days_of
from ecosystem.places.rules import Dated, Hours, Weekly, exists, fits_opening, opening
from ecosystem.timetable import availability, surroundings
from ecosystem.timetable.wanted import Wanted
from tests.support import plain
from tests.timetable.world import World

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = ["Asia/Ho_Chi_Minh", "Europe/Amsterdam", "America/New_York"]
MONDAY = date(2026, 11, 23)


def local(tz: ZoneInfo, day: date, start: str, end: str, *, next_day: bool = False) -> Interval:
    last = day + timedelta(days=1) if next_day else day
    return Interval(
        datetime.combine(day, time.fromisoformat(start), tz),
        datetime.combine(last, time.fromisoformat(end), tz),
    )


def week(*stretches: tuple[str, str]) -> Hours:
    return Hours(
        [
            Weekly(weekday, time.fromisoformat(opens), time.fromisoformat(closes))
            for weekday in range(1, 8)
            for opens, closes in stretches
        ]
    )


def monday(hours: Hours) -> list[Interval]:
    return opening(hours, VIETNAM, local(VIETNAM, MONDAY, "00:00", "00:00", next_day=True))


def test_a_lunch_gap_and_the_closing_time_break_a_booking() -> None:
    open_ranges = monday(week(("08:00", "12:00"), ("13:00", "17:00")))
    assert fits_opening(open_ranges, local(VIETNAM, MONDAY, "10:00", "12:00"))
    assert not fits_opening(open_ranges, local(VIETNAM, MONDAY, "11:30", "13:30"))
    assert not fits_opening(open_ranges, local(VIETNAM, MONDAY, "16:30", "17:30"))


def test_overlapping_windows_are_one() -> None:
    assert monday(week(("09:00", "12:00"), ("11:00", "14:00"))) == [local(VIETNAM, MONDAY, "09:00", "14:00")]


def test_round_the_clock_days_join_and_a_night_counts_on_both() -> None:
    during = local(VIETNAM, MONDAY, "22:00", "02:00", next_day=True)
    window = Interval(during.start - timedelta(days=1), during.end + timedelta(days=1))
    assert opening(week(("00:00", "00:00")), VIETNAM, window) == [window]
    assert [(day, share.seconds) for day, share in days_of(during, VIETNAM)] == [
        (MONDAY, 7200),
        (MONDAY + timedelta(days=1), 7200),
    ]


def test_a_night_from_the_day_before_reaches_into_the_window() -> None:
    night = week(("22:00", "02:00"))
    assert monday(night) == [
        local(VIETNAM, MONDAY, "00:00", "02:00"),
        local(VIETNAM, MONDAY, "22:00", "00:00", next_day=True),
    ]


def test_an_exception_replaces_its_day_only() -> None:
    usual = week(("08:00", "17:00"))
    assert monday(Hours(usual.weekly, [Dated(MONDAY, time(10), time(11))])) == [
        local(VIETNAM, MONDAY, "10:00", "11:00")
    ]
    assert monday(Hours(usual.weekly, [Dated(MONDAY)])) == []
    assert monday(Hours(usual.weekly, [Dated(MONDAY + timedelta(days=1))])) == [
        local(VIETNAM, MONDAY, "08:00", "17:00")
    ]


def test_own_hours_replace_the_sites_while_they_are_in_force() -> None:
    site, window = week(("08:00", "17:00")), local(VIETNAM, MONDAY, "00:00", "00:00", next_day=True)
    summer = Hours([Weekly(2, time(9), time(10), valid_until=MONDAY)])
    assert opening(site, VIETNAM, window, own=summer) == []
    over = Hours([Weekly(1, time(9), time(10), valid_until=MONDAY - timedelta(days=1))])
    assert opening(site, VIETNAM, window, own=over) == monday(site)


def test_nine_stays_nine_when_the_clocks_change() -> None:
    hours = Hours([Weekly(7, time(9), time(17)), Weekly(1, time(9), time(17))])
    sunday = date(2026, 10, 25)
    window = Interval(datetime(2026, 10, 18, tzinfo=UTC), datetime(2026, 10, 27, tzinfo=UTC))
    starts = [item.start for item in opening(hours, AMSTERDAM, window)]
    assert starts == [
        datetime(2026, 10, day, hour, tzinfo=UTC) for day, hour in ((18, 7), (19, 7), (25, 8), (26, 8))
    ]
    night = Interval(
        datetime(2026, 10, 25, 1, 30, tzinfo=AMSTERDAM), datetime(2026, 10, 25, 3, 30, tzinfo=AMSTERDAM)
    )
    # Between two values of one zone Python would not count the hour that comes twice.
    assert (night.end.astimezone(UTC) - night.start.astimezone(UTC)) == timedelta(hours=3)
    assert sunday.isoweekday() == 7


def test_half_past_two_does_not_exist_in_spring() -> None:
    gap = datetime(2026, 3, 29, 2, 30)  # noqa: DTZ001 -- a wall clock's reading
    assert not exists(gap, AMSTERDAM)
    assert exists(gap, VIETNAM)
    assert exists(gap.replace(hour=3), AMSTERDAM)


times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))
# Days around clock changes of both hemispheres' zones, and an ordinary week.
anchors = st.sampled_from(
    [date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1), MONDAY]
)
near = st.builds(lambda anchor, days: anchor + timedelta(days=days), anchors, st.integers(-4, 4))
weekly = st.builds(Weekly, st.integers(1, 7), times, times, st.none() | near, st.none() | near)
dated = st.builds(Dated, near, times, times) | st.builds(Dated, near)
hours = st.builds(Hours, st.lists(weekly, max_size=8), st.lists(dated, max_size=3))


@pytest.fixture
async def connection(database_url: str):
    connection = await asyncpg.connect(plain(database_url))
    yield connection
    await connection.close()


@pytest.fixture
async def machine(database: Database) -> tuple[UUID, UUID]:
    world = World(database)
    await world.region()
    site = await world.site([])
    return site, await world.resource(site)


async def _store(
    connection: "asyncpg.Connection[asyncpg.Record]", kind: str, owner: UUID, hours: Hours
) -> None:
    await connection.executemany(
        "INSERT INTO opening_rule VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7)",
        [(kind, owner, r.weekday, r.opens, r.closes, r.valid_from, r.valid_until) for r in hours.weekly],
    )
    await connection.executemany(
        "INSERT INTO opening_exception VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)",
        [(kind, owner, item.on_date, item.opens, item.closes) for item in hours.dated],
    )


async def _agree(
    connection: "asyncpg.Connection[asyncpg.Record]",
    machine: tuple[UUID, UUID],
    name: str,
    window: Interval,
    site: Hours,
    own: Hours,
) -> None:
    site_id, resource_id = machine
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("UPDATE site SET zone = $1", name)
        await _store(connection, "site", site_id, site)
        await _store(connection, "resource", resource_id, own)
        wanted = Wanted.one(resource_id)
        ((_, facts),) = await surroundings.facts(connection, wanted, start=window.start, end=window.end)
        free = await availability.free(
            connection, wanted, start=window.start, end=window.end, now=window.start
        )
        opens_at = await availability.opens_at(connection, wanted, start=window.start, end=window.end)
    finally:
        await transaction.rollback()
    expected = opening(site, ZoneInfo(name), window, own=own)
    assert list(facts.opening) == expected
    assert [Interval(item.start, item.end) for item in free[resource_id]] == expected
    assert opens_at == (expected[0].start if expected else None)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(site=hours, own=hours, name=st.sampled_from(ZONES), start=near, minutes=st.integers(1, 6 * 24 * 60))
async def test_the_database_and_python_agree(
    connection: "asyncpg.Connection[asyncpg.Record]",
    machine: tuple[UUID, UUID],
    site: Hours,
    own: Hours,
    name: str,
    start: date,
    minutes: int,
) -> None:
    begin = datetime.combine(start, time(0), UTC)
    window = Interval(begin, begin + timedelta(minutes=minutes))
    await _agree(connection, machine, name, window, site, own)


small_hours = st.builds(time, st.integers(0, 3), st.sampled_from([0, 30, 59]))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    change=st.sampled_from(
        [
            ("Europe/Amsterdam", date(2026, 3, 29)),
            ("Europe/Amsterdam", date(2026, 10, 25)),
            ("America/New_York", date(2026, 3, 8)),
            ("America/New_York", date(2026, 11, 1)),
        ]
    ),
    stretches=st.lists(st.tuples(small_hours, small_hours), min_size=1, max_size=2),
)
async def test_they_agree_in_the_night_of_a_clock_change(
    connection: "asyncpg.Connection[asyncpg.Record]",
    machine: tuple[UUID, UUID],
    change: tuple[str, date],
    stretches: list[tuple[time, time]],
) -> None:
    name, day = change
    begin = datetime.combine(day - timedelta(days=1), time(0), UTC)
    site = Hours([], [Dated(day, opens, closes) for opens, closes in stretches])
    await _agree(connection, machine, name, Interval(begin, begin + timedelta(days=4)), site, Hours())
