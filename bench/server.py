"""The application with two bare routes for comparison; never part of the product.

`POST /bench/insert` does nothing but the booking's INSERT through the same driver, `GET /bench/hello`
does nothing at all.
"""

import itertools
import os
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Litestar, get, post
from litestar.di import NamedDependency

from ecosystem.app import create_app
from ecosystem.fablab import statements
from ecosystem.kernel.db import Database
from ecosystem.kernel.ids import new_id
from ecosystem.settings import Settings

PERSON = UUID(os.environ.get("BENCH_PERSON", "00000000-0000-0000-0000-000000000000"))
MACHINE = UUID(os.environ.get("BENCH_MACHINE", "00000000-0000-0000-0000-000000000000"))
_number = itertools.count()
_FIRST = datetime(2030, 1, 1, tzinfo=UTC)


class Stored(msgspec.Struct):
    """What was stored."""

    id: UUID


@post("/bench/insert", opt={"permission": "public"}, status_code=201)
async def insert(db: NamedDependency[Database]) -> Stored:
    """One row, committed by itself."""
    id_, start = new_id(), _FIRST + next(_number) * timedelta(minutes=30)
    end = start + timedelta(minutes=30)
    async with db.driver() as connection:
        await connection.execute(
            statements.INSERT, id_, MACHINE, PERSON, PERSON, start, end, 1, None, None, None, start
        )
    return Stored(id_)


@get("/bench/hello", opt={"permission": "public"})
async def hello() -> dict[str, Any]:
    """Nothing to read."""
    return {"hello": "world"}


def factory() -> Litestar:
    """The application of one process."""
    app = create_app(Settings.from_env())
    app.register(insert)
    app.register(hello)
    return app
