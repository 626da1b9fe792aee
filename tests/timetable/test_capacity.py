"""A pool with fewer units: nobody is left out who fits, and nobody stays on a unit that is gone."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable import capacity, service
from ecosystem.timetable.errors import SlotTaken
from ecosystem.timetable.rules import peak
from tests.support import sql
from tests.timetable.test_races import CROWDED
from tests.timetable.test_service import book
from tests.timetable.world import World, at, claim, span

wishes = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5), st.integers(1, 2)), min_size=1, max_size=10)


@pytest.fixture
async def pool(world: World) -> UUID:
    return await world.resource(await world.site(), units=3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=wishes, units=st.integers(1, 2))
async def test_whoever_fits_stays_in_the_order_of_booking(
    database: Database, database_url: str, pool: UUID, wanted: list[tuple[int, int, int]], units: int
) -> None:
    sql(database_url, "DELETE FROM occupancy")
    expected_left: set[UUID] = set()
    staying: list[Interval] = []
    for start, length, number in wanted:
        subject_id, asked = new_id(), span(start, start + length)
        try:
            wish = claim(pool, start, start + length, units=number)
            await book(database, wish, subject_id=subject_id)
        except SlotTaken:
            continue
        if peak(staying, asked) + number <= units:
            staying += [asked] * number
        else:
            expected_left.add(subject_id)

    async def shrink(session: Session) -> set[UUID]:
        fitted = await capacity.fit(session, resource_id=pool, units=units, now=at(0))
        await capacity.shrink(session, resource_id=pool, fitted=fitted, units=units, now=at(0))
        for party in fitted.left:
            await service.release(session, subject_id=party.subject_id)
        return {party.subject_id for party in fitted.left}

    assert await database.transact(shrink) == expected_left
    numbers = [row[0] for row in sql(database_url, "SELECT unit FROM occupancy WHERE state <> 'released'")]
    assert len(numbers) == len(staying)
    assert set(numbers) <= set(range(1, units + 1))
    assert sql(database_url, CROWDED)[0][0] == 0
