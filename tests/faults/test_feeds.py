"""The database is killed and stays away: subscribers read on what they read last, and none is refused."""

import asyncio
import contextlib
import os
import signal
from collections import Counter
from pathlib import Path

import httpx
import pytest

from ecosystem.kernel.db import Database
from ecosystem.kernel.postgres import Cluster
from tests.faults.test_crashes import own  # noqa: F401 -- a fixture
from tests.faults.world import World, day_at, scale
from tests.support import Server, environment

pytestmark = [pytest.mark.faults, pytest.mark.anyio]


async def test_a_feed_outlives_its_database(own: tuple[Cluster, Database], tmp_path: Path) -> None:  # noqa: F811
    cluster, database = own
    world = await World(database).build()
    machine = await world.machine()
    [headers] = await world.people(1)
    await database.dispose()
    # A server that was given its database doesn't bring it back by itself.
    env = environment(tmp_path / "server", DATABASE_URL=cluster.url(), LOG_FORMAT="json")
    server = Server(env, tmp_path / "server.log")
    try:
        await asyncio.to_thread(server.wait)
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            start = day_at(0, 60, days=3).isoformat()
            body = {
                "resource_id": str(machine),
                "starts_at": start,
                "ends_at": day_at(0, 120, days=3).isoformat(),
            }
            assert (await client.post("/api/reservations", json=body, headers=headers)).status_code == 201
            made = await client.post("/api/feeds", json={"scope": "person", "label": "x"}, headers=headers)
            url = made.json()["url"]
            first = await client.get(url)
            assert first.status_code == 200
            assert b"SUMMARY:M" in first.content
            pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            tag = {"if-none-match": first.headers["etag"]}
            answers = [
                await client.get(url, headers=tag if number % 2 else {}) for number in range(scale(1000, 100))
            ]
            assert Counter(answer.status_code for answer in answers) == {
                200: len(answers) // 2,
                304: len(answers) // 2,
            }
            assert {answer.content for answer in answers} == {first.content, b""}
            never = await client.get("/ical/f/never-seen.ics")
            assert (never.status_code, never.content) == (404, b"")
    finally:
        server.kill()
