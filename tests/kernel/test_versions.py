"""Entity tags, cursors, the audit log, and transactions that are tried again."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Response, get, patch
from litestar.params import FromQuery
from msgspec import Struct
from sqlalchemy import text

from ecosystem.kernel import audit, pagination
from ecosystem.kernel.context import request_id
from ecosystem.kernel.db import ATTEMPTS, Database, Session, raw
from ecosystem.kernel.errors import Malformed, Unavailable
from ecosystem.kernel.etag import answer, matches
from ecosystem.kernel.http import Request, if_match
from ecosystem.kernel.pagination import Cursor
from tests.kernel.conftest import PERSON, Serve, somebody

PUBLIC = {"permission": "public"}


@get("/thing", opt=PUBLIC)
async def thing(request: Request) -> Response[Any]:
    return answer(request, {"colour": "red"}, version=3)


@get("/list", opt=PUBLIC)
async def listing(request: Request, colour: FromQuery[str]) -> Response[Any]:
    return answer(request, [colour])


@patch("/thing", opt=PUBLIC)
async def change(request: Request) -> dict[str, int | None]:
    return {"version": if_match(request)}


async def test_what_one_has_is_not_sent_again(serve: Serve):
    async with serve(thing, listing) as client:
        fresh = await client.get("/thing")
        same = await client.get("/thing", headers={"if-none-match": 'W/"v1", "v3"'})
        older = await client.get("/thing", headers={"if-none-match": '"v2"'})
        red = await client.get("/list?colour=red")
        again = await client.get("/list?colour=red", headers={"if-none-match": red.headers["etag"]})
        blue = await client.get("/list?colour=blue", headers={"if-none-match": red.headers["etag"]})
    assert (fresh.status_code, fresh.headers["etag"]) == (200, '"v3"')
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", '"v3"')
    assert (older.status_code, blue.status_code) == (200, 200)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (None, (200, None)),
        ("*", (200, None)),
        ('"v7"', (200, 7)),
        ('W/"v7"', (200, 7)),
        ('"abc"', (412, "version_moved")),
        ("v7", (412, "version_moved")),
        ('"v1", "v2"', (400, "malformed")),
    ],
)
async def test_a_change_says_which_version_it_is_made_against(serve: Serve, tag: str | None, expected: Any):
    async with serve(change) as client:
        found: httpx.Response = await client.patch("/thing", headers={"if-match": tag} if tag else {})
    said = found.json()
    assert (found.status_code, said["version"] if found.status_code == 200 else said["code"]) == expected


@given(st.text(), st.uuids())
def test_a_cursor_reads_back(key: str, identifier: UUID):
    cursor = Cursor(key, identifier)
    assert pagination.decode(pagination.encode(cursor)) == cursor


@pytest.mark.parametrize("made_up", ["", "x", "ő", "bnVsbA", "WyJhIl0", "a" * 3000, "WyJhIiwgImIiXQ=="])
def test_a_made_up_cursor_is_malformed(made_up: str):
    with pytest.raises(Malformed) as raised:
        pagination.decode(made_up)
    assert [error.field for error in raised.value.errors] == ["cursor"]


def test_a_page_says_whether_there_is_more():
    rows = [(f"{number:02}", UUID(int=number)) for number in range(5)]

    def place(row: tuple[str, UUID]) -> Cursor:
        return Cursor(*row)

    assert pagination.page(rows, 5, place).next_cursor is None
    first = pagination.page(rows[:4], 3, place)
    assert first.items == rows[:3]
    assert pagination.decode(first.next_cursor) == Cursor("02", UUID(int=2))


@given(st.sampled_from(['"a"', 'W/"a"']))
def test_tags_compare_weakly(tag: str):
    assert matches(tag, '"a"')
    assert matches("*", tag)
    assert not matches('"b"', tag)
    assert not matches(None, tag)


class Colour(Struct):
    colour: str
    seen_by: UUID


async def test_an_audit_entry_is_part_of_the_change(database: Database, clock):
    token = request_id.set("r-7")

    async def work(session: Session) -> None:
        await audit.record(
            session,
            actor=somebody(),
            action="thing.changed",
            subject_kind="thing",
            subject_id=PERSON,
            before={"colour": "red"},
            after=Colour("đỏ", PERSON),
            reason="asked for",
        )

    async def undone(session: Session) -> None:
        await work(session)
        raise ValueError("no")

    await database.transact(work)
    with pytest.raises(ValueError, match="no"):
        await database.transact(undone)
    request_id.reset(token)
    async with database.read() as session:
        rows = (await session.execute(text("SELECT * FROM audit_entry"))).mappings().all()
    assert len(rows) == 1
    entry = dict(rows[0])
    entry.pop("id")
    assert entry == {
        "at": clock.at(entry["at"]),
        "actor_id": PERSON,
        "action": "thing.changed",
        "subject_kind": "thing",
        "subject_id": PERSON,
        "before": {"colour": "red"},
        "after": {"colour": "đỏ", "seen_by": str(PERSON)},
        "reason": "asked for",
        "request_id": "r-7",
    }


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03"])
async def test_work_that_met_others_is_tried_again(database: Database, state: str):
    tries: list[int] = []

    async def work(session: Session) -> str:
        tries.append(1)
        await session.execute(text("CREATE TABLE trace (id int)"))
        if len(tries) < ATTEMPTS:
            await session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"))
        return "done"

    assert await database.transact(work) == "done"
    assert len(tries) == ATTEMPTS


async def test_work_that_never_gets_through_is_unavailable(database: Database):
    tries: list[int] = []

    async def work(session: Session) -> None:
        tries.append(1)
        connection = await raw(session)
        await connection.execute("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$")

    with pytest.raises(Unavailable) as raised:
        await database.transact(work)
    assert (raised.value.code, len(tries)) == ("busy", ATTEMPTS)


async def test_other_errors_are_not_tried_again(database: Database):
    tries: list[int] = []

    async def work(session: Session) -> None:
        tries.append(1)
        connection = await raw(session)
        await connection.execute("SELECT 1 / 0")

    with pytest.raises(asyncpg.DivisionByZeroError):
        await database.transact(work)
    assert len(tries) == 1


async def test_waiting_for_a_lock_ends(database_url: str):
    patient = Database.from_url(database_url)
    hasty = Database.from_url(database_url, lock_timeout_ms=20)
    held, release = asyncio.Event(), asyncio.Event()

    async def hold(session: Session) -> None:
        await session.execute(text("LOCK TABLE audit_entry"))
        held.set()
        await release.wait()

    async def wants(session: Session) -> None:
        await session.execute(text("LOCK TABLE audit_entry"))

    holding = asyncio.create_task(patient.transact(hold))
    await held.wait()
    with pytest.raises(Unavailable):
        await hasty.transact(wants)
    release.set()
    await holding
    await hasty.transact(wants)
    await patient.dispose()
    await hasty.dispose()


async def test_a_reading_session_cannot_write(database: Database):
    async with database.read() as session:
        with pytest.raises(Exception, match="read-only"):
            await session.execute(text("CREATE TABLE trace (id int)"))
