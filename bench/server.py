"""The application with two bare routes for comparison; never part of the product.

`POST /bench/insert` does nothing but the INSERT of a reservation through the same driver, `POST
/bench/store` nothing but storing all that a booking stores, `GET /bench/hello` nothing at all.
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
from ecosystem.fablab.letters.statements import TO_PERSON
from ecosystem.kernel import audit
from ecosystem.kernel.db import Database, write_together
from ecosystem.kernel.ids import new_id
from ecosystem.settings import Settings

PERSON = UUID(os.environ.get("BENCH_PERSON", "00000000-0000-0000-0000-000000000000"))
MACHINE = UUID(os.environ.get("BENCH_MACHINE", "00000000-0000-0000-0000-000000000000"))
# Every process has times of its own, so that none is taken twice.
_number = itertools.count(os.getpid() % 50 * 1_000_000)
OCCUPY = """
INSERT INTO occupancy (id, resource_id, unit, during, blocked, state, purpose, subject_id, pinned, created_at)
VALUES ($1, $2, 1, tstzrange($3, $4), tstzrange($3, $4), 'confirmed', 'reservation', $5, false, $3)"""
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
        await connection.execute(statements.INSERT, *_row(id_, start, end))
    return Stored(id_)


@post("/bench/store", opt={"permission": "public"}, status_code=201)
async def store(db: NamedDependency[Database]) -> Stored:
    """Reservation, occupancy, audit entry and letter, committed in one statement."""
    id_, start = new_id(), _FIRST + next(_number) * timedelta(minutes=30)
    end = start + timedelta(minutes=30)
    letter = (new_id(), f"bench:{id_}", f"<{id_}@bench>", start, "bench", "{}", PERSON, False)
    entry = audit.entry(
        actor=PERSON, action="bench", subject_kind="reservation", subject_id=id_, after={"units": 1}
    )
    async with db.driver() as connection:
        await write_together(
            connection,
            [
                (statements.INSERT, _row(id_, start, end)),
                (audit.INSERT, entry),
                (TO_PERSON, letter),
                (OCCUPY, (new_id(), MACHINE, start, end, id_)),
            ],
        )
    return Stored(id_)


def _row(id_: UUID, start: datetime, end: datetime) -> tuple[object, ...]:
    return id_, MACHINE, PERSON, PERSON, start, end, 1, "confirmed", None, None, None, start, None, None


@get("/bench/hello", opt={"permission": "public"})
async def hello() -> dict[str, Any]:
    """Nothing to read."""
    return {"hello": "world"}


def factory() -> Litestar:
    """The application of one process."""
    app = create_app(Settings.from_env())
    app.register(insert)
    app.register(store)
    app.register(hello)
    return app
