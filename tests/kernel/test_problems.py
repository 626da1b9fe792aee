"""Refusals over HTTP: every fault named, in the asker's language, and nothing else given away."""

from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta, Struct

from ecosystem.kernel.http import Instant
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
        )
        missing = await client.get(f"/things/{PERSON}")
        fine = await client.get(f"/things/{PERSON}?from=2026-11-21T09:00:00Z&limit=9&tags=1&tags=2")
    assert answer.status_code == 400
    assert fields(answer) == [
        ("from", "naive_datetime"),
        ("limit", "out_of_bounds"),
        ("tags[1]", "wrong_type"),
        ("until", "naive_datetime"),
    ]
    assert fields(missing) == [("from", "missing"), ("limit", "missing")]
    assert fine.json() == {"id": str(PERSON), "limit": 9, "tags": [1, 2], "from": "2026-11-21T09:00:00Z"}


async def test_ten_megabytes_are_refused(serve: Serve):
    received.clear()
    async with serve(take_order) as client:
        answer = await client.post("/orders", content=b'{"note": "' + b"x" * 10_000_000 + b'"}')
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert received == []
