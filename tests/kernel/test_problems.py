"""Refusals over HTTP: every fault named, in the asker's language, and nothing else given away."""

from typing import Annotated, Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta, Struct
from sqlalchemy import text

from ecosystem.kernel import problems
from ecosystem.kernel.asgi import assemble
from ecosystem.kernel.db import Database, Session, raw
from ecosystem.kernel.errors import Conflict, FieldError, Reason, Refused
from ecosystem.kernel.http import Instant
from ecosystem.kernel.problems import register_constraint
from ecosystem.kernel.words import Words
from tests.kernel.conftest import PERSON, Serve

PUBLIC = {"permission": "public"}


class Hours(Struct, forbid_unknown_fields=True):
    weekday: Annotated[int, Meta(ge=1, le=7)]
    opens: str


class Order(Struct, forbid_unknown_fields=True):
    resource_id: UUID
    starts_at: Instant
    ends_at: Instant
    hours: list[Hours] = []
    note: Annotated[str, Meta(max_length=5)] | None = None

    def __post_init__(self) -> None:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be after starts_at")


received: list[Order] = []


@post("/orders", opt=PUBLIC)
async def take_order(data: JSONBody[Order]) -> Order:
    received.append(data)
    return data


@get("/things/{thing_id:uuid}", opt=PUBLIC)
async def look(
    thing_id: FromPath[UUID],
    after: Annotated[Instant, QueryParameter(name="from")],
    limit: Annotated[int, QueryParameter(ge=1, le=9)],
    tags: FromQuery[list[int] | None] = None,
    until: FromQuery[Instant | None] = None,
    cursor: FromQuery[str | None] = None,
) -> dict[str, Any]:
    return {"id": thing_id, "limit": limit, "tags": tags, "from": after}


def good() -> dict[str, Any]:
    return {
        "resource_id": str(PERSON),
        "starts_at": "2026-11-21T09:00:00+07:00",
        "ends_at": "2026-11-21T10:00:00+07:00",
    }


def fields(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.headers["content-type"] == "application/problem+json"
    return sorted((error["field"], error["code"]) for error in answer.json()["errors"])


async def test_a_good_body_passes(serve: Serve):
    async with serve(take_order) as client:
        answer = await client.post("/orders", json=good() | {"hours": [{"weekday": 1, "opens": "08:00"}]})
    assert answer.status_code == 201
    assert answer.json()["hours"] == [{"weekday": 1, "opens": "08:00"}]


async def test_every_bad_field_is_named(serve: Serve):
    body = {
        "starts_at": "2026-11-21T09:00:00",
        "ends_at": "tomorrow",
        "hours": [{"weekday": 8, "opens": "08:00"}, {"weekday": "1"}, 7, {"weekday": 1, "opens": 1, "x": 0}],
        "note": "too long a note",
        "colour": "red",
    }
    async with serve(take_order) as client:
        answer = await client.post("/orders", json=body)
    assert answer.status_code == 400
    assert fields(answer) == [
        ("colour", "unknown_field"),
        ("ends_at", "invalid"),
        ("hours[0].weekday", "out_of_bounds"),
        ("hours[1].opens", "missing"),
        ("hours[1].weekday", "wrong_type"),
        ("hours[2]", "wrong_type"),
        ("hours[3].opens", "wrong_type"),
        ("hours[3].x", "unknown_field"),
        ("note", "out_of_bounds"),
        ("resource_id", "missing"),
        ("starts_at", "naive_datetime"),
    ]


async def test_numbers_are_not_taken_from_text_in_a_body(serve: Serve):
    async with serve(take_order) as client:
        answer = await client.post("/orders", json=good() | {"hours": [{"weekday": "1", "opens": "x"}]})
    assert fields(answer) == [("hours[0].weekday", "wrong_type")]


async def test_a_rule_over_several_fields_is_told_of_the_whole(serve: Serve):
    async with serve(take_order) as client:
        answer = await client.post("/orders", json=good() | {"ends_at": good()["starts_at"]})
    assert answer.status_code == 400
    assert fields(answer) == [("", "invalid")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{", [("", "broken_json")]),
        (b"", [("", "missing")]),
        (b"[]", [("", "wrong_type")]),
        (b"null", [("", "wrong_type")]),
        (b'{"note": "\xff"}', [("", "broken_json")]),
        (b"[" * 100_000, [("", "broken_json")]),
    ],
)
async def test_bodies_that_are_no_such_object(serve: Serve, content: bytes, expected: list[tuple[str, str]]):
    async with serve(take_order) as client:
        answer = await client.post("/orders", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert fields(answer) == expected


async def test_every_bad_parameter_of_a_query_is_named(serve: Serve):
    async with serve(look) as client:
        answer = await client.get(
            f"/things/{PERSON}?from=2026-11-21T09:00:00&limit=10&tags=1&tags=x&until=2026-11-21T09:00:00"
            "&cursor=made-up"
        )
        missing = await client.get(f"/things/{PERSON}")
        fine = await client.get(f"/things/{PERSON}?from=2026-11-21T09:00:00Z&limit=9&tags=1&tags=2")
    assert answer.status_code == 400
    assert fields(answer) == [
        ("cursor", "invalid"),
        ("from", "naive_datetime"),
        ("limit", "out_of_bounds"),
        ("tags[1]", "wrong_type"),
        ("until", "naive_datetime"),
    ]
    assert fields(missing) == [("from", "missing"), ("limit", "missing")]
    assert fine.json() == {"id": str(PERSON), "limit": 9, "tags": [1, 2], "from": "2026-11-21T09:00:00Z"}


async def test_an_instant_is_not_cut_at_a_sign_that_is_none(serve: Serve):
    async with serve(look) as client:
        answer = await client.get(f"/things/{PERSON}?from=2026-11-21T09:00:00%00Z&limit=9&tags=1")
    assert answer.status_code == 400
    assert fields(answer) == [("from", "naive_datetime")]


async def test_ten_megabytes_are_refused(serve: Serve):
    received.clear()
    async with serve(take_order) as client:
        answer = await client.post("/orders", content=b'{"note": "' + b"x" * 10_000_000 + b'"}')
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert answer.json()["title"] == "Nội dung gửi lên quá lớn (tối đa 1 MB)"
    assert received == []


class Taken(Conflict):
    code = "taken"
    title = Words("Đã có người đặt", "Taken")


@post("/refuse/{how:str}", opt=PUBLIC)
async def refuse(how: FromPath[str], db: NamedDependency[Database]) -> None:
    if how == "reasons":
        raise Refused(
            Words("Chưa được", "Not yet"),
            reasons=[Reason("too_long", "Tối đa 4 giờ", {"max": 240})],
            errors=[FieldError("ends_at", "too_late", "x")],
            extra={"alternatives": [1], "status": 200},
        )
    if how == "bug":
        raise RuntimeError("the secret of the house")
    if how == "overflow":
        raise OverflowError("date value out of range")
    if how == "vanished":
        raise asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress")

    async def work(session: Session) -> None:
        statements = {
            "unique": "INSERT INTO single (id) VALUES (1), (1)",
            "number": "SELECT 99999999999::int",
            "nul": "SELECT convert_from('\\x00', 'utf8')",
        }
        if how == "raw":
            connection = await raw(session)
            await connection.execute("INSERT INTO single (id) VALUES (1), (1)")
        elif how == "parameter":
            connection = await raw(session)
            await connection.execute("SELECT $1::int", 2**40)
        else:
            await session.execute(text(statements[how]))

    await db.transact(work)


@pytest.fixture
async def only(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(problems, "_constraints", {})
    async with database.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE single (id int CONSTRAINT only_once PRIMARY KEY)"))


async def test_a_refusal_carries_reasons_and_extra_members(serve: Serve):
    async with serve(refuse) as client:
        answer = await client.post("/refuse/reasons", headers={"accept-language": "en"})
    assert answer.status_code == 422
    found = answer.json()
    assert found.pop("request_id") == answer.headers["x-request-id"]
    assert found == {
        "type": "urn:ecosystem:problem:refused",
        "title": "A rule stands against this",
        "status": 422,
        "code": "refused",
        "detail": "Not yet",
        "errors": [{"field": "ends_at", "code": "too_late", "message": "x"}],
        "reasons": [{"code": "too_long", "message": "Tối đa 4 giờ", "params": {"max": 240}}],
        "alternatives": [1],
    }


async def test_a_bug_is_told_by_its_id_only(serve: Serve, capsys: pytest.CaptureFixture[str]):
    async with serve(refuse) as client:
        capsys.readouterr()
        answer = await client.post("/refuse/bug")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text
    assert answer.json()["request_id"] in answer.json()["detail"]
    logged = capsys.readouterr().out
    assert "the secret of the house" in logged
    assert answer.json()["request_id"] in logged


@pytest.mark.parametrize("how", ["unique", "raw"])
@pytest.mark.usefixtures("only")
async def test_a_broken_constraint_is_the_problem_that_was_registered_for_it(serve: Serve, how: str):
    async with serve(refuse) as client:
        before = await client.post(f"/refuse/{how}")
        register_constraint("only_once", lambda exc: Taken(extra={"next_free": None}))
        after = await client.post(f"/refuse/{how}")
    assert (before.status_code, before.json()["code"]) == (409, "already_exists")
    assert (after.status_code, after.json()["code"]) == (409, "taken")
    assert after.json()["next_free"] is None


@pytest.mark.parametrize("how", ["number", "nul", "parameter", "overflow"])
async def test_values_that_the_database_cannot_hold_are_malformed(serve: Serve, how: str):
    async with serve(refuse) as client:
        answer = await client.post(f"/refuse/{how}")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_a_database_that_is_away_is_a_503(settings, tmp_path):
    nowhere = Database.from_url(f"postgresql+asyncpg://x@/x?host={tmp_path}")
    app = assemble(settings, nowhere, api=[refuse])
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.post("/refuse/number")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "2"
    await nowhere.dispose()


async def test_a_driver_whose_server_vanished_in_the_middle_is_a_503(serve: Serve):
    async with serve(refuse) as client:
        answer = await client.post("/refuse/vanished")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


async def test_paths_and_methods_that_are_not_there(serve: Serve):
    async with serve(take_order, look) as client:
        nowhere = await client.get("/nothing")
        no_id = await client.get("/things/7")
        method = await client.delete("/orders")
    assert [(answer.status_code, answer.json()["code"]) for answer in (nowhere, no_id, method)] == [
        (404, "not_found"),
        (404, "not_found"),
        (405, "method_not_allowed"),
    ]
