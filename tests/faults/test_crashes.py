"""kill -9 under booking load: every answered 201 is there afterwards, and no half booking is."""

import asyncio
import contextlib
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from ecosystem.kernel import migrations
from ecosystem.kernel.db import Database
from ecosystem.kernel.postgres import Cluster
from tests.faults.world import World, day_at, overlaps, scale
from tests.support import PATIENCE, Server, environment

pytestmark = [pytest.mark.faults, pytest.mark.anyio]


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[tuple[Cluster, Database]]:
    """A durable cluster of this test's own, so that killing it harms nobody else."""
    var = tmp_path / "var"
    tmp_path.chmod(0o755)
    cluster = Cluster(var)
    url = await asyncio.to_thread(cluster.ensure)
    await migrations.upgrade(url)
    database = Database.from_url(url)
    yield cluster, database
    await database.dispose()
    await asyncio.to_thread(cluster.release)


class Load:
    """People who book at random until told to stop, and remember what was promised to them."""

    def __init__(self, urls: list[str], machines: list[UUID], people: list[dict[str, str]]) -> None:
        self.urls, self.machines, self.people = urls, machines, people
        self.promised: set[str] = set()
        self.unanswered = 0
        self.stop = asyncio.Event()

    async def run(self, seed: int) -> None:
        chance = random.Random(seed)
        async with httpx.AsyncClient(timeout=10) as client:
            while not self.stop.is_set():
                start = day_at(0, 15 * chance.randrange(90), days=chance.randint(2, 50))
                body = {
                    "resource_id": str(chance.choice(self.machines)),
                    "starts_at": start.isoformat(),
                    "ends_at": (start + timedelta(hours=1)).isoformat(),
                    "units": chance.randint(1, 3),
                }
                try:
                    answer = await client.post(
                        f"{chance.choice(self.urls)}/api/reservations",
                        json=body,
                        headers=chance.choice(self.people),
                    )
                except httpx.TransportError:
                    self.unanswered += 1
                    await asyncio.sleep(0.05)
                    continue
                if answer.status_code == 201:
                    self.promised.add(answer.json()["id"])


async def kept(database: Database, load: Load, machines: list[UUID]) -> dict[str, Any]:
    """What the database holds after the crash, beside what was promised."""
    async with database.read() as session:
        connection = await session.connection()
        rows = await connection.exec_driver_sql(
            "SELECT r.id::text AS id, r.units, count(o.id) AS taken FROM reservation r"
            " LEFT JOIN occupancy o ON o.subject_id = r.id AND o.state = 'confirmed' GROUP BY r.id, r.units"
        )
        stored: dict[str, tuple[int, int]] = {row.id: (row.units, row.taken) for row in rows}
        orphans = await connection.exec_driver_sql(
            "SELECT count(*) FROM occupancy o LEFT JOIN reservation r ON r.id = o.subject_id"
            " WHERE r.id IS NULL"
        )
        return {
            "lost": load.promised - stored.keys(),
            "half": {key for key, (units, taken) in stored.items() if units != taken},
            "orphans": orphans.scalar_one(),
            "overlaps": overlaps(await World(database).live(*machines)),
        }


WHOLE = {"lost": set(), "half": set(), "orphans": 0, "overlaps": 0}


async def populate(database: Database) -> tuple[list[UUID], list[dict[str, str]]]:
    world = await World(database).build()
    machines = [await world.machine(f"Máy {number}", units=3) for number in range(6)]
    return machines, await world.people(12)


async def under_load(load: Load, disturb: Callable[[], Awaitable[None]]) -> None:
    """Eight clients book while `disturb` does its harm."""
    tasks = [asyncio.create_task(load.run(seed)) for seed in range(8)]
    try:
        await disturb()
    finally:
        load.stop.set()
        await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE)


async def grown(load: Load, by: int) -> None:
    """Wait until that many more bookings were promised."""
    goal = len(load.promised) + by
    async with asyncio.timeout(PATIENCE):
        while len(load.promised) < goal:
            await asyncio.sleep(0.01)


async def test_server_killed_under_load_loses_no_promise(
    own: tuple[Cluster, Database], tmp_path: Path
) -> None:
    cluster, database = own
    machines, people = await populate(database)
    env = environment(cluster.var, DATABASE_URL=cluster.url(), LOG_FORMAT="json")
    servers = [Server(env, tmp_path / f"{number}.log") for number in range(2)]
    load = Load([server.url for server in servers], machines, people)

    async def disturb() -> None:
        for number in range(scale(6, 2)):
            await grown(load, 40)
            servers[number % 2].kill()
            again = Server(env, tmp_path / f"again-{number}.log", port=servers[number % 2].port)
            servers[number % 2] = again
            await asyncio.to_thread(again.wait)

    try:
        for server in servers:
            await asyncio.to_thread(server.wait)
        await under_load(load, disturb)
    finally:
        for server in servers:
            server.kill()
    assert load.unanswered > 0
    assert await kept(database, load, machines) == WHOLE


async def test_postgresql_killed_under_load_loses_no_promise(
    own: tuple[Cluster, Database], tmp_path: Path
) -> None:
    cluster, database = own
    machines, people = await populate(database)
    env = environment(cluster.var, LOG_FORMAT="json")
    server = Server(env, tmp_path / "server.log", "--workers", "2")
    load = Load([server.url], machines, people)

    async def disturb() -> None:
        for _ in range(scale(4, 1)):
            await grown(load, 40)
            pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            # The servers bring it back by themselves, and bookings go on.
            await grown(load, 20)

    try:
        await asyncio.to_thread(server.wait)
        await under_load(load, disturb)
    finally:
        server.kill()
    await asyncio.to_thread(cluster.ensure)
    await database.dispose()
    assert await kept(database, load, machines) == WHOLE
