"""Many at once: bundles in any order never deadlock, and what is taken is taken once."""

import asyncio
import random
from collections import Counter
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosystem.kernel.db import Database
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable.errors import SlotTaken
from ecosystem.timetable.rules import peak
from tests.support import sql
from tests.timetable.test_service import book
from tests.timetable.world import World, claim, span

CROWDED = """
SELECT count(*) FROM occupancy a JOIN occupancy b ON a.resource_id = b.resource_id AND a.unit = b.unit
    AND a.blocked && b.blocked AND a.id < b.id
WHERE a.state <> 'released' AND b.state <> 'released'"""


async def test_bundles_in_any_order_take_all_or_nothing(
    database: Database, database_url: str, world: World
) -> None:
    sites = [await world.site() for _ in range(2)]
    resources = [await world.resource(sites[n % 2], units=1 + n % 3) for n in range(6)]
    chance = random.Random(2026)

    async def one() -> tuple[int, int] | SlotTaken:
        chosen = chance.sample(resources, 3)
        start = chance.randrange(0, 20)
        claims = [claim(resource_id, start, start + chance.randrange(1, 4)) for resource_id in chosen]
        subject_id = new_id()
        try:
            taken = await book(database, *claims, subject_id=subject_id)
        except SlotTaken as refused:
            return refused
        return len(taken), len(claims)

    outcomes: Counter[str] = Counter()
    for _ in range(10):
        for answer in await asyncio.gather(*(one() for _ in range(15))):
            outcomes["refused" if isinstance(answer, SlotTaken) else "taken"] += 1
            if not isinstance(answer, SlotTaken):
                assert answer == (3, 3)
    assert outcomes["refused"] > 0
    bundles = sql(database_url, "SELECT count(*), count(DISTINCT subject_id) FROM occupancy")[0]
    assert bundles[0] == 3 * outcomes["taken"]
    assert bundles[1] == outcomes["taken"]
    assert sql(database_url, CROWDED)[0][0] == 0


async def test_partial_overlaps_at_once_leave_no_overlap_and_never_no_winner(
    database: Database, database_url: str, world: World
) -> None:
    machine = await world.resource(await world.site())
    answers = await asyncio.gather(
        *(book(database, claim(machine, 10 + n % 2 / 2, 11 + n % 2 / 2)) for n in range(40)),
        return_exceptions=True,
    )
    assert Counter(type(answer).__name__ for answer in answers) == {"list": 1, "SlotTaken": 39}
    assert sql(database_url, "SELECT count(*) FROM occupancy")[0][0] == 1


wishes = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5), st.integers(1, 2)), min_size=1, max_size=10)


@pytest.fixture
async def pool(world: World) -> UUID:
    return await world.resource(await world.site(), units=3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=wishes)
async def test_a_wish_is_refused_exactly_when_demand_exceeds_capacity(
    database: Database, database_url: str, pool: UUID, wanted: list[tuple[int, int, int]]
) -> None:
    sql(database_url, "DELETE FROM occupancy")
    accepted: list[Interval] = []
    for start, length, units in wanted:
        asked = span(start, start + length)
        passes = peak(accepted, asked) + units <= 3
        wish = claim(pool, start, start + length, units=units)
        if passes:
            await book(database, wish)
            accepted += [asked] * units
        else:
            with pytest.raises(SlotTaken) as refused:
                await book(database, wish)
            assert refused.value.available == 3 - peak(accepted, asked)
    numbers = [row[0] for row in sql(database_url, "SELECT unit FROM occupancy")]
    assert len(numbers) == len(accepted)
    assert set(numbers) <= {1, 2, 3}
    assert sql(database_url, CROWDED)[0][0] == 0


@pytest.mark.parametrize(
    "bounds",
    ["'empty'", "'[2026-11-23,)'", "'(,2026-11-23)'", "'[2026-11-23,infinity)'", "'[2026-11-23,2026-11-24]'"],
)
async def test_ranges_that_slip_past_a_constraint_are_refused(
    database_url: str, world: World, bounds: str
) -> None:
    machine = await world.resource(await world.site())
    insert = (
        "INSERT INTO occupancy (id, resource_id, unit, during, blocked, state, purpose, subject_id, pinned,"
        f" created_at) SELECT gen_random_uuid(), '{machine}', 1, r, r, 'confirmed', 'x', gen_random_uuid(),"
        " false, now() FROM (SELECT {}::tstzrange AS r) x"
    )
    with pytest.raises(Exception, match="ck_occupancy"):
        sql(database_url, insert.format(bounds))
    sql(database_url, insert.format("'[2026-11-23,2026-11-24)'"))
