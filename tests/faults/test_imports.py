"""An import that is killed in the middle is there whole or not at all, and can be carried out again."""

import base64
import contextlib
import random
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from ecosystem.directory import grants
from ecosystem.kernel.db import Database
from tests.faults.world import World, scale
from tests.people import enter, token_for
from tests.support import PATIENCE, eventually, in_thread, sql

pytestmark = pytest.mark.faults
ROWS = 600
BUSY = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ecosystem' AND state <> 'idle'"
THERE = "SELECT count(*) FROM listing WHERE external_source = 'kho'"
STATE = "SELECT state FROM import_run"


async def manager(database_url: str) -> dict[str, str]:
    """The header of somebody who runs a small region."""
    database = Database.from_url(database_url)
    world = await World(database).build()
    person = await enter(database, "quan-ly@lab.example")
    await database.transact(
        lambda session: grants.grant_role(
            session, person_id=person.id, role="manager", scope_kind="region", scope_id=world.region_id
        )
    )
    headers = await token_for(database, person)
    await database.dispose()
    return headers


def post(url: str, headers: dict[str, str], body: object = None) -> httpx.Response | None:
    """The answer, or None where the server went away."""
    with contextlib.suppress(httpx.TransportError):
        return httpx.post(url, json=body, headers=headers, timeout=PATIENCE)
    return None


def previewed(server: str, headers: dict[str, str]) -> tuple[str, dict[str, str], float]:
    """A long list as far as its preview: its path, what carries it out, and how long the preview took."""
    text = "Mã,Tên máy\n" + "".join(f"{n},Máy số {n}\n" for n in range(ROWS))
    packed = base64.b64encode(text.encode()).decode()
    made = post(
        f"{server}/api/imports", headers, {"kind": "resources", "file_name": "kho.csv", "content": packed}
    )
    assert made is not None
    path = f"/api/imports/{made.json()['id']}"
    begun = time.monotonic()
    tried = post(f"{server}{path}/preview", headers)
    assert tried is not None
    assert tried.json()["counts"]["taken"] == ROWS
    return path, {"digest": tried.json()["digest"]}, time.monotonic() - begun


def test_an_import_killed_in_the_middle_is_whole_or_not_there(servers, database_url):
    headers = in_thread(manager(database_url))
    (server,) = servers(1)
    path, body, lasts = previewed(server.url, headers)
    cut = 0
    for _ in range(scale(10, 2)):
        with ThreadPoolExecutor(1) as pool:
            answered = pool.submit(post, f"{server.url}{path}/apply", headers, body)
            time.sleep(random.uniform(0.1, 0.5) * lasts)
            server.kill()
            answer = answered.result()
        # What was under way in the database ends with its connection.
        eventually("the end of what was under way", lambda: sql(database_url, BUSY)[0][0] == 0)
        there, state = sql(database_url, THERE)[0][0], sql(database_url, STATE)[0][0]
        assert (there, state) in {(0, "previewed"), (ROWS, "applied")}
        assert answer is None or there == ROWS
        cut += there == 0
        (server,) = servers(1)
        if there:
            break
    assert cut > 0, "nothing was cut off in the middle"
    if not sql(database_url, THERE)[0][0]:
        done = post(f"{server.url}{path}/apply", headers, body)
        assert done is not None
        assert done.status_code == 200, done.text
    assert sql(database_url, THERE)[0][0] == ROWS
