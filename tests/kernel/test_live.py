"""Live hints: sent by the commit, heard by every process, never lost without being told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import get
from litestar.response import Stream
from sqlalchemy import text

from ecosystem.kernel import live
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request
from ecosystem.kernel.live import Hint, Live, Subscription
from tests.kernel.conftest import OTHER, PERSON, Serve
from tests.support import PATIENCE

DAY = date(2026, 11, 21)


@pytest.fixture
async def ear(database_url: str) -> AsyncIterator[Live]:
    listening = Live(database_url)
    listening.start()
    await asyncio.wait_for(listening.listening(), PATIENCE)
    yield listening
    await listening.close()


async def said(subscription: Subscription) -> bytes:
    return await subscription.chunk(PATIENCE)


async def test_a_committed_change_is_heard_and_a_rolled_back_one_is_not(database: Database, ear: Live):
    reader = ear.subscribe(lambda _: True)

    async def fails(session: Session) -> None:
        await live.hint(session, resource_id=OTHER, dates=[DAY])
        raise ValueError("no")

    async def works(session: Session) -> None:
        await live.hint(session, resource_id=PERSON, dates=[DAY, DAY, DAY - timedelta(days=1)])

    with pytest.raises(ValueError, match="no"):
        await database.transact(fails)
    await database.transact(works)
    assert await said(reader) == (
        b'event: hint\ndata: {"resource_id":"%s","dates":["2026-11-20","2026-11-21"]}\n\n'
        % str(PERSON).encode()
    )


async def test_only_what_is_wanted_is_sent(database: Database, ear: Live):
    reader = ear.subscribe(lambda hint: hint.resource_id == PERSON)

    async def both(session: Session) -> None:
        await live.hint(session, resource_id=OTHER, dates=[DAY])
        await live.hint(session, resource_id=PERSON, dates=[DAY])

    await database.transact(both)
    chunk = await said(reader)
    assert chunk.count(b"event: hint") == 1
    assert str(PERSON).encode() in chunk


async def test_a_change_over_many_days_names_none(database: Database, ear: Live):
    reader = ear.subscribe(lambda _: True)

    async def year(session: Session) -> None:
        await live.hint(session, resource_id=PERSON, dates=[DAY + timedelta(days=n) for n in range(365)])

    await database.transact(year)
    assert b'"dates":[]' in await said(reader)


async def test_a_quiet_stream_is_kept_open_with_comments():
    assert await Subscription(lambda _: True).chunk(0.01) == b": ping\n\n"


async def test_a_slow_reader_is_told_to_ask_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "_QUEUE", 3)
    reader = Subscription(lambda _: True)
    for number in range(4):
        reader.offer(Hint(PERSON, (DAY + timedelta(days=number),)))
    assert await said(reader) == b"event: refetch\ndata: {}\n\n"
    reader.offer(Hint(PERSON, (DAY,)))
    assert (await said(reader)).count(b"event: hint") == 1


async def test_after_a_cut_connection_readers_ask_again_and_hints_arrive(
    database: Database, ear: Live, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live, "_PAUSE", 0.05)
    reader = ear.subscribe(lambda _: True)

    async def cut(session: Session) -> None:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'ecosystem live' AND datname = current_database()"
            )
        )

    async def works(session: Session) -> None:
        await live.hint(session, resource_id=PERSON, dates=[DAY])

    await database.transact(cut)
    assert await said(reader) == b"event: refetch\ndata: {}\n\n"
    await database.transact(works)
    assert b"event: hint" in await said(reader)


@pytest.mark.parametrize("error", [asyncpg.InternalClientError("wrong state"), RuntimeError("any")])
async def test_an_error_of_any_kind_does_not_end_the_listening(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, error: Exception
):
    monkeypatch.setattr(live, "_PAUSE", 0.05)
    connect = asyncpg.connect
    failing = [error]

    async def connecting(*args: Any, **more: Any) -> Any:
        if failing:
            raise failing.pop()
        return await connect(*args, **more)

    monkeypatch.setattr(asyncpg, "connect", connecting)
    listening = Live(database_url)
    listening.start()
    await asyncio.wait_for(listening.listening(), PATIENCE)
    assert not failing
    await listening.close()


async def test_a_stream_over_http_ends_with_its_reader(serve: Serve, ear: Live, database: Database):
    @get("/live", opt={"permission": "public"})
    async def listen(request: Request) -> Stream:
        return live.stream(request, lambda _: True)

    async with _application(serve, listen, ear) as app:
        received: asyncio.Queue[bytes] = asyncio.Queue()
        gone = asyncio.Event()

        async def send(message) -> None:
            if message["type"] == "http.response.body":
                await received.put(message["body"])

        async def receive():
            await gone.wait()
            return {"type": "http.disconnect"}

        task = asyncio.create_task(app(_scope(), receive, send))
        assert b": connected" in await asyncio.wait_for(received.get(), PATIENCE)
        assert ear.readers == 1

        async def works(session: Session) -> None:
            await live.hint(session, resource_id=PERSON, dates=[DAY])

        await database.transact(works)
        assert b"event: hint" in await asyncio.wait_for(received.get(), PATIENCE)
        gone.set()
        await asyncio.wait_for(task, PATIENCE)
        assert ear.readers == 0


async def test_one_address_holds_so_many_streams_without_signing_in(
    serve: Serve, ear: Live, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live, "MOST_ANONYMOUS", 1)

    @get("/live", opt={"permission": "public"})
    async def listen(request: Request) -> Stream:
        return live.stream(request, lambda _: True)

    async with _application(serve, listen, ear) as app:
        started: list[int] = []
        bodies: asyncio.Queue[bytes] = asyncio.Queue()
        gone = asyncio.Event()

        async def send(message) -> None:
            if message["type"] == "http.response.start":
                started.append(message["status"])
            elif message["body"]:
                await bodies.put(message["body"])

        async def receive():
            await gone.wait()
            return {"type": "http.disconnect"}

        async def ask(*headers: tuple[bytes, bytes], address: str = "192.0.2.1") -> asyncio.Task[None]:
            scope = _scope(*headers, address=address)
            task = asyncio.create_task(app(scope, receive, send))
            bodies_seen.append(await asyncio.wait_for(bodies.get(), PATIENCE))
            return task

        bodies_seen: list[bytes] = []
        open_streams = [
            await ask(),
            await ask(),
            await ask(address="192.0.2.2"),
            await ask((b"x-person", str(PERSON).encode())),
        ]
        assert started == [200, 429, 200, 200]
        assert b'"code":"too_many"' in bodies_seen[1]
        gone.set()
        await asyncio.wait_for(asyncio.gather(*open_streams), PATIENCE)
        assert not ear.anonymous
        gone.clear()
        last = await ask()
        assert started[-1] == 200
        gone.set()
        await asyncio.wait_for(last, PATIENCE)


def _scope(*headers: tuple[bytes, bytes], address: str = "127.0.0.1") -> dict[str, Any]:
    return {
        "type": "http", "method": "GET", "path": "/live", "raw_path": b"/live", "query_string": b"",
        "headers": [(b"accept-encoding", b"gzip"), *headers], "http_version": "1.1", "scheme": "http",
        "server": ("testserver", 80), "client": (address, 1), "root_path": "", "extensions": {},
    }  # fmt: skip


@asynccontextmanager
async def _application(serve: Serve, handler, ear: Live):
    async with serve(handler, state={"live": ear}) as client:
        assert isinstance(client, httpx.AsyncClient)
        yield client._transport.app  # type: ignore[attr-defined]
