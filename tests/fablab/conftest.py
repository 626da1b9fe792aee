"""Fixtures of the fablab's tests."""

import pytest

from ecosystem.kernel import clock as kernel_clock
from ecosystem.kernel.db import Database
from tests.fablab.world import NOW, World


@pytest.fixture
async def world(database: Database):
    """A region on the test's own database, on Friday 20 November 2026, 09:00 in Vietnam."""
    with kernel_clock.frozen(NOW):
        yield await World(database).build()
