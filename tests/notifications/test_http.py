"""The demo's letter box: there in demo mode, and nowhere else."""

from typing import Any

import httpx
import msgspec
import pytest

from ecosystem.app import create_app
from ecosystem.notifications import jobs
from tests.notifications.world import write
from tests.support import sql


@pytest.fixture
async def demo(settings):
    app: Any = create_app(msgspec.structs.replace(settings, demo=True))
    async with (
        app.lifespan(),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client,
    ):
        yield client


async def sent(database, database_url, *keys, **letter):
    await write(database, *keys, **letter)
    for row in sql(database_url, "SELECT id FROM notice WHERE state = 'pending' ORDER BY id"):
        await jobs.send(database, jobs.Ref(row["id"]))


async def test_letters_are_not_found_outside_the_demo(client, database, database_url):
    await sent(database, database_url, "a")
    answer = await client.get("/api/demo/mail")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "Thư a" not in answer.text


async def test_letters_are_shown_newest_first(demo, database, database_url, clock):
    assert (await demo.get("/api/demo/mail")).json() == {"items": [], "next_cursor": None}
    text = "Mời bạn mở:\n\nhttp://testserver/dat-lai/abc\nhttp://evil.example/x"
    await sent(database, database_url, "a")
    await sent(database, database_url, "b", text=text, confidential=True)
    answer = await demo.get("/api/demo/mail")
    ids = [f"{row['id']}_testserver" for row in sql(database_url, "SELECT id FROM notice ORDER BY id DESC")]
    shown = {"calendar_url": None, "to": "Lê Thị Mai <mai@lab.example>", "sent_at": "2026-11-21T02:00:00Z"}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["items"] == [
        {"id": ids[0], **shown, "subject": "Thư b", "text": text, "link": "/dat-lai/abc"},
        {"id": ids[1], **shown, "subject": "Thư a", "text": "Xin chào", "link": None},
    ]
