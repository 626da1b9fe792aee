"""Taking, moving and giving back time, against a real PostgreSQL."""

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.ids import new_id
from ecosystem.timetable import service
from ecosystem.timetable.errors import Closed, HoldLapsed, NoSuchResource, SlotTaken
from ecosystem.timetable.locks import hold_locks
from ecosystem.timetable.placing import Occupied
from ecosystem.timetable.rules import Claim
from tests.support import sql
from tests.timetable.world import NOW, World, at, claim, span


async def book(
    database: Database, *claims: Claim, subject_id: UUID | None = None, **options: Any
) -> list[Occupied]:
    async def work(session: Session) -> list[Occupied]:
        held = await hold_locks(session, resource_ids=[claim.resource_id for claim in claims])
        return await service.occupy(
            session,
            held=held,
            claims=claims,
            purpose="reservation",
            subject_id=subject_id or new_id(),
            **{"now": NOW, **options},
        )

    return await database.transact(work)


async def move(database: Database, subject_id: UUID, *claims: Claim) -> tuple[list[Occupied], list[Occupied]]:
    async def work(session: Session) -> tuple[list[Occupied], list[Occupied]]:
        held = await hold_locks(session, resource_ids=[claim.resource_id for claim in claims])
        return await service.move(
            session, held=held, claims=claims, purpose="reservation", subject_id=subject_id, now=NOW
        )

    return await database.transact(work)


def live(url: str) -> list[tuple[UUID, int, Any]]:
    rows = sql(
        url, "SELECT resource_id, unit, during FROM occupancy WHERE state <> 'released' ORDER BY 1, 3, 2"
    )
    return [(row[0], row[1], (row[2].lower, row[2].upper)) for row in rows]


@pytest.fixture
async def machine(world: World) -> UUID:
    return await world.resource(await world.site())


async def test_adjacent_times_are_both_taken_and_a_buffer_says_when_next(
    database: Database, machine: UUID
) -> None:
    await book(database, claim(machine, 9, 10))
    await book(database, claim(machine, 10, 11))
    with pytest.raises(SlotTaken) as refused:
        await book(database, claim(machine, 11, 12, before=15))
    assert refused.value.extra == {"resource_id": machine, "available": 0, "next_free": at(11.25)}


async def test_buffers_never_share_time_with_anything(database: Database, machine: UUID) -> None:
    await book(database, claim(machine, 10, 11, before=10, after=30))
    for start, end in ((11, 12), (9, 10), (11.5, 12.5)):
        with pytest.raises(SlotTaken):
            await book(database, claim(machine, start, end, before=10, after=30))
    # 11:30 is where the first one's buffer ends; ten minutes of one's own come before the start.
    start = 11 + 40 / 60
    await book(database, claim(machine, start, start + 1, before=10, after=30))


async def test_a_refused_bundle_holds_nothing(database: Database, database_url: str, world: World) -> None:
    site = await world.site()
    room, first, second = [await world.resource(site) for _ in range(3)]
    await book(database, claim(second, 9.5, 10))
    before = live(database_url)
    with pytest.raises(SlotTaken) as refused:
        await book(database, *(claim(item, 9, 10) for item in (room, first, second)))
    assert refused.value.resource_id == second
    assert live(database_url) == before
    taken = await book(database, *(claim(item, 10, 11) for item in (room, first, second)))
    assert [item.resource_id for item in taken] == sorted([room, first, second])


async def test_a_pool_tells_how_many_are_left(database: Database, world: World) -> None:
    laptops = await world.resource(await world.site(), units=20)
    taken = await book(database, claim(laptops, 9, 10, units=12))
    assert [item.unit for item in taken] == list(range(1, 13))
    with pytest.raises(SlotTaken) as refused:
        await book(database, claim(laptops, 9.5, 10.5, units=10))
    assert (refused.value.available, refused.value.next_free) == (8, at(10))
    assert len(await book(database, claim(laptops, 9.5, 10.5, units=8))) == 8


async def test_two_classes_that_want_twelve_of_twenty_at_once(
    database: Database, database_url: str, world: World
) -> None:
    laptops = await world.resource(await world.site(), units=20)
    answers = await asyncio.gather(
        *(book(database, claim(laptops, 9, 10, units=12)) for _ in range(2)), return_exceptions=True
    )
    assert Counter(type(answer) for answer in answers) == {list: 1, SlotTaken: 1}
    assert len(live(database_url)) == 12


async def test_a_chain_is_refused_only_when_demand_exceeds_capacity(
    database: Database, database_url: str, world: World
) -> None:
    pool = await world.resource(await world.site(), units=2)
    # Placed one after the other these two land on unit 1 and unit 2, and 10-12 finds neither free …
    await book(database, claim(pool, 8, 11))
    await book(database, claim(pool, 8, 9))
    await book(database, claim(pool, 11, 13))
    blocker = new_id()
    await book(database, claim(pool, 9, 10), subject_id=blocker)
    await move(database, blocker, claim(pool, 12, 14))
    # … although no instant has more than one taken from 9 to 12.
    await book(database, claim(pool, 9, 12))
    with pytest.raises(SlotTaken):
        await book(database, claim(pool, 10.5, 11.5))
    assert [(start, end) for _, _, (start, end) in live(database_url)] == [
        (at(8), at(9)),
        (at(8), at(11)),
        (at(9), at(12)),
        (at(11), at(13)),
        (at(12), at(14)),
    ]
    assert {unit for _, unit, _ in live(database_url)} == {1, 2}


@pytest.fixture
async def staggered(database: Database, database_url: str, world: World) -> tuple[UUID, UUID, UUID]:
    """A pool of two: unit 1 is taken from 9 to 11, unit 2 from 11 to 13, so from 10 to 12 only together."""
    pool, first, second = await world.resource(await world.site(), units=2), new_id(), new_id()
    await book(database, claim(pool, 9, 11), subject_id=first)
    await book(database, claim(pool, 11, 13), subject_id=second)
    sql(database_url, f"UPDATE occupancy SET unit = 2 WHERE subject_id = '{second}'")
    return pool, first, second


def units(database_url: str) -> list[int]:
    rows = sql(database_url, "SELECT unit FROM occupancy WHERE state <> 'released' ORDER BY during")
    return [row[0] for row in rows]


async def test_pinned_units_stay_and_are_reason_enough_to_refuse(
    database: Database, database_url: str, staggered: tuple[UUID, UUID, UUID]
) -> None:
    pool, *subjects = staggered
    for subject_id in subjects:
        await database.transact(partial(service.pin, subject_id=subject_id))
    with pytest.raises(SlotTaken) as refused:
        await book(database, claim(pool, 10, 12))
    assert refused.value.available == 0
    assert units(database_url) == [1, 2]


async def test_what_has_begun_keeps_its_unit_and_what_has_not_makes_room(
    database: Database, database_url: str, staggered: tuple[UUID, UUID, UUID]
) -> None:
    pool, _, second = staggered
    await database.transact(partial(service.pin, subject_id=second))
    with pytest.raises(SlotTaken):
        await book(database, claim(pool, 10, 12), now=at(9.5))
    await book(database, claim(pool, 10, 12), now=at(8))
    assert units(database_url) == [2, 1, 2]


async def test_a_move_ignores_its_own_rows_and_a_lost_one_changes_nothing(
    database: Database, database_url: str, machine: UUID
) -> None:
    mine = new_id()
    await book(database, claim(machine, 9, 11), subject_id=mine)
    freed, taken = await move(database, mine, claim(machine, 10, 12))
    assert ([item.during for item in freed], [item.during for item in taken]) == (
        [span(9, 11)],
        [span(10, 12)],
    )
    await book(database, claim(machine, 14, 15))
    with pytest.raises(SlotTaken):
        await move(database, mine, claim(machine, 14, 16))
    assert [times for _, _, times in live(database_url)] == [(at(10), at(12)), (at(14), at(15))]


async def test_a_lapsed_hold_gives_way_and_a_live_one_does_not(
    database: Database, database_url: str, machine: UUID
) -> None:
    holder = new_id()
    until = NOW + timedelta(minutes=30)
    await book(database, claim(machine, 9, 10), subject_id=holder, state="held", expires_at=until)
    with pytest.raises(SlotTaken):
        await book(database, claim(machine, 9, 10))
    await book(database, claim(machine, 9, 10), now=until)
    assert len(live(database_url)) == 1

    async def confirm(session: Session) -> None:
        held = await hold_locks(session, resource_ids=[machine])
        await service.confirm(session, held=held, subject_id=holder)

    with pytest.raises(HoldLapsed):
        await database.transact(confirm)


async def test_a_hold_is_confirmed(database: Database, database_url: str, machine: UUID) -> None:
    holder = new_id()
    until = NOW + timedelta(minutes=30)
    await book(database, claim(machine, 9, 10), subject_id=holder, state="held", expires_at=until)

    async def confirm(session: Session) -> None:
        held = await hold_locks(session, resource_ids=[machine])
        await service.confirm(session, held=held, subject_id=holder)

    await database.transact(confirm)
    assert await database.transact(lambda session: service.sweep(session, now=until)) == []
    assert sql(database_url, "SELECT state, expires_at FROM occupancy")[0][:] == ("confirmed", None)


async def test_the_sweep_releases_what_has_lapsed(
    database: Database, database_url: str, machine: UUID
) -> None:
    until = NOW + timedelta(minutes=30)
    await book(database, claim(machine, 9, 10), state="held", expires_at=until)
    await book(database, claim(machine, 10, 11), state="held", expires_at=until + timedelta(minutes=1))
    swept = await database.transact(lambda session: service.sweep(session, now=until))
    assert [item.during for item in swept] == [span(9, 10)]
    assert [times for _, _, times in live(database_url)] == [(at(10), at(11))]


async def test_a_buffer_does_not_reach_into_a_closure_but_beyond_the_hours(
    database: Database, world: World
) -> None:
    machine = await world.resource(await world.site())
    await world.closure("resource", machine, span(12, 13))
    await book(database, claim(machine, 11, 11.75, after=15))
    for start, end in ((11.5, 12.5), (12.25, 12.5), (13, 14)):
        with pytest.raises(Closed):
            await book(database, claim(machine, start, end, before=15, days=0))


async def test_an_unknown_resource_is_refused(database: Database, machine: UUID) -> None:
    with pytest.raises(NoSuchResource):
        await book(database, claim(machine, 9, 10), claim(new_id(), 9, 10))


async def test_a_booking_reads_once_and_writes_once(database: Database, machine: UUID) -> None:
    await book(database, claim(machine, 8, 9))
    seen: list[str] = []

    async def work(session: Session) -> None:
        held = await hold_locks(session, resource_ids=[machine])
        connection = await (await session.connection()).get_raw_connection()
        driver: Any = connection.driver_connection
        with driver.query_logger(lambda record: seen.append(record.query)):
            await service.occupy(
                session,
                held=held,
                claims=[claim(machine, 9, 10)],
                purpose="reservation",
                subject_id=new_id(),
                now=NOW,
            )

    await database.transact(work)
    assert [statement.split()[0] for statement in seen] == ["WITH", "INSERT"]
