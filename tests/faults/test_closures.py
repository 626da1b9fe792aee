"""A closure whose server is killed in the middle: everything it does is there, or nothing of it."""

import contextlib
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from ecosystem.kernel.db import Database
from tests.faults.world import World, day_at, scale
from tests.support import PATIENCE, eventually, in_thread, sql

pytestmark = pytest.mark.faults
BOOKINGS = 30
BUSY = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ecosystem' AND state <> 'idle'"
UNSENT = "SELECT count(*) FROM notice WHERE state <> 'sent'"
LETTERS = "SELECT recipient_address FROM notice WHERE facts->>'event' = 'cancelled'"
OUTCOME = """
SELECT (SELECT count(*) FROM closure) AS closures,
    (SELECT count(*) FROM reservation WHERE cancelled_at IS NOT NULL) AS cancelled,
    (SELECT count(*) FROM occupancy WHERE state = 'confirmed') AS taken,
    (SELECT count(*) FROM notice WHERE facts->>'event' = 'cancelled') AS letters"""
NOTHING, ALL = (0, 0, BOOKINGS, 0), (1, BOOKINGS, 0, BOOKINGS)


async def populate(database_url: str) -> tuple[World, list[str], list[dict[str, str]]]:
    """A region with three machines; its manager's header comes first, then one for each booking."""
    database = Database.from_url(database_url)
    world = await World(database).build()
    machines = [str(await world.machine(f"Máy {number}")) for number in range(3)]
    people = [*await world.people(1, role="manager"), *await world.people(BOOKINGS)]
    await database.dispose()
    return world, machines, people


def book(url: str, machines: list[str], people: list[dict[str, str]]) -> None:
    """One hour of a machine for each of the people, beside and after one another."""
    for number, headers in enumerate(people):
        start = day_at(number // len(machines))
        body = {
            "resource_id": machines[number % len(machines)],
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(hours=1)).isoformat(),
        }
        made = httpx.post(f"{url}/api/reservations", json=body, headers=headers, timeout=PATIENCE)
        assert made.status_code == 201, made.text


def post(url: str, headers: dict[str, str], body: object) -> httpx.Response | None:
    """The answer, or None where the server went away."""
    with contextlib.suppress(httpx.TransportError):
        return httpx.post(url, json=body, headers=headers, timeout=PATIENCE)
    return None


def outcome(database_url: str) -> tuple[Any, ...]:
    """Closures, cancelled bookings, taken time and letters, once what was under way has ended."""
    eventually("the end of what was under way", lambda: sql(database_url, BUSY)[0][0] == 0)
    row = sql(database_url, OUTCOME)[0]
    return tuple(row[name] for name in ("closures", "cancelled", "taken", "letters"))


def test_a_closure_killed_in_the_middle_is_whole_or_not_there(servers, database_url, tmp_path):
    world, machines, (manager, *people) = in_thread(populate(database_url))
    (server,) = servers(1)
    book(server.url, machines, people)
    body: dict[str, Any] = {
        "scope_kind": "site",
        "scope_id": str(world.site_id),
        "starts_at": day_at(0).isoformat(),
        "ends_at": day_at(24).isoformat(),
        "reason": {"vi": "Mất điện", "en": "Power cut"},
    }
    begun = time.monotonic()
    seen = post(f"{server.url}/api/closures/impact", manager, body)
    lasts = time.monotonic() - begun
    assert seen is not None
    assert len(seen.json()["items"]) == BOOKINGS
    body["impact"] = {"digest": seen.json()["digest"], "decision": "cancel"}

    cut, rounds = 0, scale(12, 3)
    for turn in range(rounds):
        with ThreadPoolExecutor(1) as pool:
            answered = pool.submit(post, f"{server.url}/api/closures", manager, body)
            time.sleep(lasts * (turn + 0.5) / rounds)
            server.kill()
            answer = answered.result()
        state = outcome(database_url)
        assert state in {NOTHING, ALL}
        assert answer is None or state == ALL
        (server,) = servers(1)
        if state == ALL:
            break
        cut += 1
    assert cut > 0, "nothing was cut off in the middle"
    if outcome(database_url) == NOTHING:
        done = post(f"{server.url}/api/closures", manager, body)
        assert done is not None
        assert done.status_code == 201, done.text
        assert outcome(database_url) == ALL

    # A process that died between commit and handing out the work leaves letters to a sweep: it runs every
    # minute and takes what is a minute old, as these are at once.
    sql(database_url, "UPDATE notice SET created_at = created_at - interval '1 minute'")
    eventually("every letter sent", lambda: sql(database_url, UNSENT)[0][0] == 0, 3 * PATIENCE)
    told = Counter(row["recipient_address"] for row in sql(database_url, LETTERS))
    assert len(told) == told.total() == BOOKINGS
    written = len(list((tmp_path / "var" / "mail").glob("*.eml")))
    assert written == sql(database_url, "SELECT count(*) FROM notice")[0][0]
