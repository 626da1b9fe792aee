"""Fixtures of the fablab's tests."""

import httpx
import pytest

from ecosystem.identity import tokens
from ecosystem.kernel import clock as kernel_clock
from ecosystem.kernel.db import Database
from ecosystem.notifications.office import open_office
from tests.applications import application
from tests.fablab.world import NOW, WITH_LUNCH, World


@pytest.fixture
async def world(database: Database, settings):
    """A region on the test's own database, on Friday 20 November 2026, 09:00 in Vietnam."""
    open_office(settings)
    with kernel_clock.frozen(NOW):
        yield await World(database).build()


@pytest.fixture
async def web(world, settings):
    """Clients of the application over the world's database: `await web(actor)`, nobody without."""
    app = application(settings, world.database)
    clients = []

    async def client(actor=None, *scopes):
        headers = {}
        if actor is not None:
            wanted = scopes or sorted(actor.permissions.union(*(role.permissions for role in actor.roles)))
            issued = await world.database.transact(
                lambda s: tokens.create_token(s, person_id=actor.person_id, label="thử", scopes=wanted)
            )
            headers["authorization"] = f"Bearer {issued.secret}"
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
        clients.append(httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers))
        return clients[-1]

    yield client
    for made in clients:
        await made.aclose()


@pytest.fixture
async def laser(world):
    """A laser cutter with a buffer of 15 minutes and a price, behind a lunch gap."""
    site = await world.site(hours=WITH_LUNCH)
    room = await world.room(site)
    world.lasers = await world.category(buffer_after_minutes=15, price_per_hour=60_000)
    return await world.machine(site, world.lasers, room_id=room)
