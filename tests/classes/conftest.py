"""Fixtures of the classes' tests: a school with a lab, two rooms, teachers, a course, a term."""

import pytest

from tests.classes.school import School
from tests.fablab.conftest import web, world  # noqa: F401 -- fixtures


@pytest.fixture
async def school(world):  # noqa: F811
    """A school on the test's own database, on Friday 20 November 2026, 09:00 in Vietnam."""
    return await School(world).build()
