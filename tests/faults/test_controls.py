"""Negative controls: with a safeguard taken away inside this process, the races of this folder must be lost.

A race that passes by luck proves nothing; these show that the same storm does harm once the row locks,
or the exclusion constraint, are gone.
"""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from ecosystem.directory.models import Person
from ecosystem.fablab import service
from ecosystem.fablab.schemas import ReservationIn
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import Problem
from ecosystem.notifications.office import open_office
from ecosystem.settings import Settings
from ecosystem.timetable import locks
from ecosystem.timetable.models import NO_OVERLAP
from tests.faults.world import ZONE, World, day_at, overlaps
from tests.support import sql

pytestmark = [pytest.mark.faults, pytest.mark.anyio]
ROUNDS = 12


@pytest.fixture(autouse=True)
def office(settings: Settings) -> None:
    """Bookings made in this process put down their letters."""
    open_office(settings)


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement of `timetable.locks` reads its rows without locking them."""
    bare = locks._LOCK.replace("FOR NO KEY UPDATE", "").replace("FOR SHARE", "")
    assert bare != locks._LOCK
    monkeypatch.setattr(locks, "_LOCK", bare)


async def actors(world: World, count: int) -> list[Actor]:
    await world.people(count)
    async with world.database.read() as session:
        people = list(await session.scalars(select(Person).limit(count)))
    return [
        Actor(
            person_id=person.id, full_name=person.full_name, email=person.email, locale="vi", zone=ZONE,
            birth_date=person.birth_date, roles=(), organisation_ids=frozenset(),
            permissions=frozenset({"reservations:create"}),
        )
        for person in people
    ]  # fmt: skip


async def book(world: World, actor: Actor, machine: UUID, day: int, minutes: int) -> bool:
    """Whether the booking went through; a refusal or a deadlock is a no."""
    start = day_at(9, days=day)
    wanted = ReservationIn(machine, start, start + timedelta(minutes=minutes))

    async def work(session: Session) -> None:
        await service.reserve(session, actor=actor, wanted=wanted)

    try:
        await world.database.transact(work)
    except Problem:
        return False
    return True


async def quota_storm(world: World) -> int:
    """Two three-hour bookings at once on different machines against four hours a week; how often both won."""
    machines, (person,) = [await world.machine("A"), await world.machine("B")], await actors(world, 1)
    lost = 0
    for week in range(ROUNDS // 2):
        won = await asyncio.gather(*(book(world, person, machine, 2 + 7 * week, 180) for machine in machines))
        lost += sum(won) > 1
    return lost


async def slot_storm(world: World) -> int:
    """Eight people at once for one slot, several days; how many pairs of bookings share time."""
    machine, people = await world.machine(), await actors(world, 8)
    for day in range(ROUNDS):
        await asyncio.gather(*(book(world, person, machine, 2 + day, 60) for person in people))
    return overlaps(await world.live(machine))


async def test_with_both_safeguards_nothing_is_lost(database: Database) -> None:
    assert await quota_storm(await World(database).build(quota_minutes_per_week=240)) == 0


async def test_with_both_safeguards_nothing_overlaps(database: Database) -> None:
    assert await slot_storm(await World(database).build()) == 0


async def test_without_the_locks_the_quota_is_broken(database: Database, unlocked: None) -> None:
    assert await quota_storm(await World(database).build(quota_minutes_per_week=240)) > 0


async def test_without_the_locks_the_constraint_still_holds(database: Database, unlocked: None) -> None:
    assert await slot_storm(await World(database).build()) == 0


async def test_without_locks_and_constraint_a_slot_is_booked_twice(
    database: Database, database_url: str, unlocked: None
) -> None:
    sql(database_url, f"ALTER TABLE occupancy DROP CONSTRAINT {NO_OVERLAP}")
    assert await slot_storm(await World(database).build()) > 0
