"""The same POST twice: one effect, one answer; refusals are judged anew; keys belong to a person."""

import asyncio
from typing import Any

import httpx
import pytest
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Struct
from sqlalchemy import text

from ecosystem.kernel import idempotency
from ecosystem.kernel.db import Database, Session, raw
from ecosystem.kernel.errors import Refused
from ecosystem.kernel.http import Request, idempotent
from tests.kernel.conftest import OTHER, PERSON, Serve
from tests.support import PATIENCE

pytestmark = pytest.mark.usefixtures("notes")


class Note(Struct, forbid_unknown_fields=True):
    text: str


class Noted(Struct):
    number: int
    text: str
    version: int = 1


refusing: list[str] = []
entered = asyncio.Event()
gate: list[asyncio.Event] = []


@post(["/notes", "/remarks"], opt={"permission": "signed_in"})
async def write(request: Request, data: JSONBody[Note], db: NamedDependency[Database]) -> Response[Noted]:
    async def work(session: Session) -> Noted:
        connection = await raw(session)
        number = await connection.fetchval("INSERT INTO note (text) VALUES ($1) RETURNING id", data.text)
        entered.set()
        if gate:
            await gate[0].wait()
        if refusing:
            raise Refused("not now")
        return Noted(number, data.text)

    return await idempotent(request, db, work)


@pytest.fixture
async def notes(database: Database):
    refusing.clear()
    gate.clear()
    entered.clear()
    async with database.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE note (id serial PRIMARY KEY, text text NOT NULL)"))


async def written(database: Database) -> list[str]:
    async with database.read() as session:
        return list((await session.execute(text("SELECT text FROM note ORDER BY id"))).scalars())


async def send(client: httpx.AsyncClient, body: Any, key: str | None = "k1", person: Any = PERSON):
    headers = {"x-person": str(person)} | ({"idempotency-key": key} if key else {})
    return await client.post("/notes", json=body, headers=headers)


async def test_a_repeated_request_gets_the_first_answer(serve: Serve, database: Database):
    async with serve(write) as client:
        first = await send(client, {"text": "a"})
        again = await send(client, {"text": "a"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["etag"] == again.headers["etag"] == '"v1"'
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert await written(database) == ["a"]


async def test_another_body_under_the_same_key_is_refused(serve: Serve, database: Database):
    async with serve(write) as client:
        await send(client, {"text": "a"})
        other = await send(client, {"text": "b"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    assert await written(database) == ["a"]


async def test_keys_belong_to_a_person(serve: Serve, database: Database):
    async with serve(write) as client:
        mine = await send(client, {"text": "a"})
        theirs = await send(client, {"text": "b"}, person=OTHER)
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert theirs.json()["text"] == "b"
    assert await written(database) == ["a", "b"]


async def test_without_a_key_each_request_counts(serve: Serve, database: Database):
    async with serve(write) as client:
        await send(client, {"text": "a"}, key=None)
        await send(client, {"text": "a"}, key=None)
    assert await written(database) == ["a", "a"]


async def test_keys_belong_to_an_address(serve: Serve, database: Database):
    async with serve(write) as client:
        note = await send(client, {"text": "a"})
        headers = {"x-person": str(PERSON), "idempotency-key": "k1"}
        remark = await client.post("/remarks", json={"text": "a"}, headers=headers)
    assert (note.status_code, remark.status_code) == (201, 201)
    assert note.json()["number"] != remark.json()["number"]
    assert await written(database) == ["a", "a"]


async def test_a_refusal_is_not_kept_and_judged_anew(serve: Serve, database: Database):
    refusing.append("yes")
    async with serve(write) as client:
        refused = await send(client, {"text": "a"})
        refusing.clear()
        again = await send(client, {"text": "a"})
    assert (refused.status_code, again.status_code) == (422, 201)
    assert await written(database) == ["a"]


async def test_a_request_in_flight_is_not_worked_on_twice(serve: Serve, database: Database):
    gate.append(asyncio.Event())
    async with serve(write) as client:
        first = asyncio.create_task(send(client, {"text": "a"}))
        await asyncio.wait_for(entered.wait(), PATIENCE)
        second = await send(client, {"text": "a"})
        gate[0].set()
        done = await first
        third = await send(client, {"text": "a"})
    assert second.json()["code"] == "in_flight"
    assert second.headers["retry-after"] == "1"
    assert (done.status_code, third.status_code) == (201, 201)
    assert await written(database) == ["a"]


async def test_one_key_many_times_at_once_has_one_effect(serve: Serve, database: Database):
    async with serve(write) as client:
        answers = await asyncio.gather(*(send(client, {"text": "a"}) for _ in range(40)))
        numbers = {answer.json()["number"] for answer in answers if answer.status_code == 201}
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len(numbers) == 1
    assert await written(database) == ["a"]


async def test_an_answer_that_was_committed_behind_our_back_is_replayed(
    serve: Serve, database: Database, monkeypatch: pytest.MonkeyPatch
):
    """The look saw nothing, the lock was free again: the primary key catches it, and all is undone."""
    async with serve(write) as client:
        first = await send(client, {"text": "a"})
        look = idempotency._LOCK_AND_LOOK
        blind = look.replace("k.key = $2", "k.key = $2 AND false")
        assert blind != look
        monkeypatch.setattr(idempotency, "_LOCK_AND_LOOK", blind)
        original, calls = idempotency._once, []

        async def once(*arguments):
            calls.append(1)
            if len(calls) == 2:
                monkeypatch.setattr(idempotency, "_LOCK_AND_LOOK", look)
            return await original(*arguments)

        monkeypatch.setattr(idempotency, "_once", once)
        again = await send(client, {"text": "a"})
    assert len(calls) == 2
    assert again.content == first.content
    assert await written(database) == ["a"]


@pytest.mark.parametrize("key", ["x" * 201, "two words", ""])
async def test_a_key_that_is_none_is_refused(serve: Serve, database: Database, key: str):
    async with serve(write) as client:
        headers = {"x-person": str(PERSON), "idempotency-key": key}
        answer = await client.post("/notes", json={"text": "a"}, headers=headers)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["Idempotency-Key"]
    assert await written(database) == []


async def test_keys_are_forgotten_after_a_day(serve: Serve, database: Database, clock):
    async with serve(write) as client:
        await send(client, {"text": "a"})
        clock.advance(idempotency.KEPT)
        await database.transact(idempotency.sweep)
        assert (await send(client, {"text": "a"})).headers["idempotent-replayed"] == "true"
        clock.advance(idempotency.KEPT / 1000)
        await database.transact(idempotency.sweep)
        await send(client, {"text": "a"})
    assert await written(database) == ["a", "a"]
