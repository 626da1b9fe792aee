"""Fixtures of the timetable's tests."""

import pytest

from ecosystem.kernel.db import Database
from tests.timetable.world import World


@pytest.fixture
async def world(database: Database) -> World:
    world = World(database)
    await world.region()
    return world
