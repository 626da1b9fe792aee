"""Fixtures of the tests of lists in and out: a small region, and clients by role."""

import httpx
import pytest

from ecosystem.identity import tokens
from ecosystem.kernel import clock as kernel_clock
from tests.applications import application
from tests.fablab.world import NOW, World


@pytest.fixture
async def world(database):
    """A region on the test's own database, on Friday 20 November 2026, 09:00 in Vietnam."""
    with kernel_clock.frozen(NOW):
        yield await World(database).build()


@pytest.fixture
async def web(world, settings):
    """Clients of the application: `await web(actor)`."""
    app = application(settings, world.database)
    clients = []

    async def client(actor, locale="en"):
        wanted = sorted(actor.permissions.union(*(role.permissions for role in actor.roles)))
        issued = await world.database.transact(
            lambda s: tokens.create_token(s, person_id=actor.person_id, label="test", scopes=wanted)
        )
        headers = {"authorization": f"Bearer {issued.secret}", "accept-language": locale}
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
        made = httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers)
        clients.append(made)
        return made

    yield client
    for made in clients:
        await made.aclose()
