"""Letters that are put down as facts: written when sent, dropped when out of date, never forgotten."""

import asyncio
from datetime import timedelta

import pytest
from msgspec import Struct

from ecosystem.kernel import jobs as queue
from ecosystem.kernel.db import raw
from ecosystem.notifications import jobs, outbox
from ecosystem.notifications.office import open_office
from tests.support import PATIENCE, sql

TO = outbox.of_people("SELECT $7::text AS name, $8::text AS address, $9::text AS locale WHERE $7::text <> ''")
MAI = ("Lê Thị Mai", "mai@lab.example", "vi")


class Said(Struct):
    words: str


@pytest.fixture(autouse=True)
def template(settings, monkeypatch):
    async def write(session, facts):
        if "late" in facts.json:
            return None
        return outbox.Content(
            f"Chào {facts.name}", f"{facts.locale} {facts.json}", "BEGIN:VCALENDAR\r\n", "CANCEL"
        )

    open_office(settings)
    monkeypatch.setitem(outbox.templates, "test", write)


async def put(database, *keys, who=MAI, words="x"):
    async def work(session):
        for key in keys:
            statement, values = outbox.put_down(
                session, TO, key=key, template="test", facts=Said(words), who=who
            )
            await (await raw(session)).execute(statement, *values)

    await database.transact(work)


def notices(url):
    return [dict(row) for row in sql(url, "SELECT * FROM notice ORDER BY created_at, id")]


def waiting(url):
    return sql(url, "SELECT entrypoint, payload FROM pgqueuer ORDER BY id")


async def settled(database):
    while database._background:
        await asyncio.wait(database._background)


async def test_a_moments_letters_share_a_job_after_the_commit(database, database_url):
    await put(database, "a", "b", "a")
    assert [row["entrypoint"] for row in waiting(database_url)] == []
    await settled(database)
    [job] = waiting(database_url)
    assert job["entrypoint"] == outbox.SEND_SEVERAL
    assert [(row["key"], row["subject"], row["facts"]) for row in notices(database_url)] == [
        ("a", "", '{"words": "x"}'),
        ("b", "", '{"words": "x"}'),
    ]


async def test_nobody_to_write_to_is_no_letter(database, database_url):
    await put(database, "a", who=("", "x", "vi"))
    await settled(database)
    assert notices(database_url) == []


async def test_it_gets_its_text_when_it_is_sent_and_what_is_late_is_dropped(database, database_url, settings):
    await put(database, "a")
    await put(database, "b", words="late")
    for row in notices(database_url):
        await jobs.send(database, jobs.Ref(row["id"]))
    assert [(row["state"], row["tries"]) for row in notices(database_url)] == [("sent", 1), ("dropped", 1)]
    [file] = (settings.var / "mail").iterdir()
    assert b'method="CANCEL"' in file.read_bytes()
    for row in notices(database_url):
        await jobs.send(database, jobs.Ref(row["id"]))
    assert [row["tries"] for row in notices(database_url)] == [1, 1]


async def test_a_process_that_dies_before_the_job_forgets_nothing(database, database_url, clock):
    await put(database, "a")
    for task in database._background:
        task.cancel()
    await settled(database)
    assert waiting(database_url) == []
    await jobs.catch_up(database)
    assert waiting(database_url) == []
    clock.advance(timedelta(seconds=61))
    await jobs.catch_up(database)
    await jobs.catch_up(database)
    assert [row["entrypoint"] for row in waiting(database_url)] == [jobs.SEND]


async def test_a_worker_sends_them_all(settings, database, database_url):
    await put(database, *(f"key {number}" for number in range(45)))
    worker = queue.Embedded(settings, database)
    try:
        async with asyncio.timeout(PATIENCE):
            while {row["state"] for row in notices(database_url)} != {"sent"}:
                await asyncio.sleep(0.05)
    finally:
        await worker.close()
    assert len(list((settings.var / "mail").iterdir())) == 45
