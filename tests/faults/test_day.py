"""The day under fire: check-ins against releases, two release workers, an outage against bookings."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from ecosystem.fablab import jobs, lapsing
from ecosystem.fablab.models import Outage, Reservation
from ecosystem.kernel import clock
from ecosystem.kernel.db import Database
from ecosystem.kernel.models import AuditEntry
from ecosystem.notifications.office import open_office
from ecosystem.settings import Settings
from ecosystem.timetable.models import Resource
from tests.faults.test_races import Clients, statuses, together
from tests.faults.world import World, scale
from tests.support import Server

pytestmark = [pytest.mark.faults, pytest.mark.anyio]
Start = Callable[..., list[Server]]

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
GRACE = timedelta(minutes=15)


@pytest.fixture(autouse=True)
def office(settings: Settings) -> None:
    """Releases made in this process put down their letters."""
    open_office(settings)


@pytest.fixture
async def clients(servers: Start, database: Database):
    """Two servers at the minute in which the grace of what began at noon is over."""
    found = servers(2, FROZEN_NOW=(NOON + GRACE).isoformat(), WORKER_EMBEDDED="0")
    clients = Clients(found)
    yield clients
    await clients.close()


async def book(clients: Clients, world: World, count: int) -> tuple[list[str], dict[str, str]]:
    """Bookings that began at noon, each on a machine of its own; and the header of their staff."""
    (staff,) = await world.people(1, role="admin")
    people = await world.people(count)
    ids = []
    for number, person in enumerate(people):
        machine = await world.machine(f"Máy {number}")
        made = await clients.book(person, machine, NOON + timedelta(hours=1), 60)
        assert made.status_code == 201, made.text
        ids.append(made.json()["id"])
    await shift(world.database)
    return ids, staff


async def shift(database: Database) -> None:
    """Let an hour pass for what was booked: it began at noon, and its grace is over now."""
    async with database.engine.begin() as connection:
        for column in ("starts_at", "ends_at", "no_show_at"):
            await connection.exec_driver_sql(
                f"UPDATE reservation SET {column} = {column} - interval '1 hour'"
            )
        await connection.exec_driver_sql(
            "UPDATE occupancy SET during = tstzrange(lower(during) - interval '1 hour',"
            " upper(during) - interval '1 hour'), blocked = tstzrange(lower(blocked) - interval '1 hour',"
            " upper(blocked) - interval '1 hour')"
        )


async def count(database: Database, table: Any, **where: Any) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(table).filter_by(**where)) or 0


async def sweep(database: Database) -> int:
    with clock.frozen(NOON + GRACE):
        return await jobs.release_no_shows(database)


async def test_two_release_workers_release_each_once(
    clients: Clients, database: Database, database_url: str
) -> None:
    world = await World(database).build(no_show_grace_minutes=15)
    total = scale(60, 12)
    await book(clients, world, total)
    other = Database.from_url(database_url)
    try:
        done = await asyncio.gather(sweep(database), sweep(other), sweep(database))
    finally:
        await other.dispose()
    assert sum(done) == total
    assert await count(database, Reservation, state="no_show") == total
    assert await count(database, AuditEntry, action="reservation.no_show") == total


async def test_check_in_at_the_minute_against_the_release_one_outcome(
    clients: Clients, database: Database
) -> None:
    world = await World(database).build(no_show_grace_minutes=15)
    ids, staff = await book(clients, world, scale(60, 12))
    calls = [clients.call("POST", f"/api/reservations/{one}/check-in", headers=staff) for one in ids]
    answers, released = await asyncio.gather(together(calls), sweep(database))
    said: Counter[int] = statuses(answers)
    assert set(said) <= {200, 422}
    assert (said[200], said[422]) == (len(ids) - released, released)
    for answer in answers:
        if answer.status_code == 422:
            assert [reason["code"] for reason in answer.json()["reasons"]] == ["no_show"]
    assert await count(database, Reservation, state="no_show", checked_in_at=None) == released
    assert len(await world.live(*await machines(database))) == said[200]


async def machines(database: Database) -> list[Any]:
    async with database.read() as session:
        return list(await session.scalars(select(Resource.id)))


async def test_two_taps_at_once_check_in_once(clients: Clients, database: Database) -> None:
    world = await World(database).build(no_show_grace_minutes=15)
    ids, staff = await book(clients, world, scale(20, 5))
    for one in ids:
        path = f"/api/reservations/{one}/check-in"
        answers = await together([clients.call("POST", path, headers=staff) for _ in range(4)])
        assert statuses(answers) == {200: 4}
        assert {answer.json()["version"] for answer in answers} == {2}
    assert await count(database, AuditEntry, action="reservation.checked_in") == len(ids)


async def test_an_outage_against_bookings_none_slips_through_unnamed(
    clients: Clients, database: Database
) -> None:
    """Every booking is either refused by the outage or named by it."""
    world = await World(database).build()
    (staff,) = await world.people(1, role="admin")
    people = await world.people(6)
    for number in range(scale(30, 8)):
        machine = await world.machine(f"Máy {number}")
        calls = [
            clients.book(person, machine, NOON + timedelta(hours=2 + hour), 60)
            for hour, person in enumerate(people)
        ]
        body = {"resource_id": str(machine), "reason": "Cháy cầu chì"}
        twice = [clients.call("POST", "/api/outages", json=body, headers=staff) for _ in range(2)]
        calls.insert(number % 6, twice[0])
        calls.append(twice[1])
        answers = await together(calls)
        outages = [answers.pop(), answers.pop(number % 6)]
        assert sorted(answer.status_code for answer in outages) == [201, 409]
        started = next(answer.json() for answer in outages if answer.status_code == 201)
        booked = {answer.json()["id"] for answer in answers if answer.status_code == 201}
        assert {one["subject_id"] for one in started["touched"]} == booked
        assert set(statuses(answers)) <= {201, 422}
    assert await count(database, Outage, ended_at=None) == scale(30, 8)


async def test_control_without_the_lock_and_the_look_a_release_takes_what_is_in_use(
    clients: Clients, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await World(database).build(no_show_grace_minutes=15)
    ids, staff = await book(clients, world, 3)
    with clock.frozen(NOON + GRACE):
        found = await database.transact(
            lambda s: lapsing.overdue(s, lapse=lapsing.NO_SHOW, now=clock.now(), limit=10)
        )
        answers = await together(
            [clients.call("POST", f"/api/reservations/{one}/check-in", headers=staff) for one in ids]
        )
        assert statuses(answers) == {200: 3}
        bare = "SELECT $2::uuid AS id WHERE $3::uuid IS NOT NULL AND $1::timestamptz IS NOT NULL"
        monkeypatch.setattr(lapsing.Lapse, "still", bare)
        for reservation_id, resource_id in found:
            await database.transact(
                partial(
                    lapsing.release,
                    lapse=lapsing.NO_SHOW,
                    reservation_id=reservation_id,
                    resource_id=resource_id,
                    now=clock.now(),
                )
            )
    assert await count(database, Reservation, state="no_show") == 3
