"""The application with bare routes for comparison; never part of the product.

`POST /bench/insert` does nothing but the INSERT of a reservation through the same driver, `POST
/bench/store` nothing but storing all that a booking stores, `GET /bench/hello` nothing at all. Two more
show what is left to gain: `POST /bench/trips` makes a booking's trips to the database without reading and
judging, `GET /bench/asked` a week's single trip without reading.
"""

import itertools
import os
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Litestar, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.types import ASGIApp

from ecosystem.app import create_app
from ecosystem.fablab import statements
from ecosystem.fablab.letters.statements import TO_PERSON
from ecosystem.identity.middleware import Authentication
from ecosystem.kernel import audit
from ecosystem.kernel.db import Database, Session, Written, raw, write_together
from ecosystem.kernel.http import Request, actor_of, answer
from ecosystem.kernel.ids import new_id
from ecosystem.settings import Settings
from ecosystem.timetable.locks import hold_locks

PERSON = UUID(os.environ.get("BENCH_PERSON", "00000000-0000-0000-0000-000000000000"))
MACHINE = UUID(os.environ.get("BENCH_MACHINE", "00000000-0000-0000-0000-000000000000"))
# Every process has times of its own, so that none is taken twice.
_number = itertools.count(os.getpid() % 50 * 1_000_000)
OCCUPY = """
INSERT INTO occupancy (id, resource_id, unit, during, blocked, state, purpose, subject_id, pinned, created_at)
VALUES ($1, $2, 1, tstzrange($3, $4), tstzrange($3, $4), 'confirmed', 'reservation', $5, false, $3)"""
_WEEK = msgspec.Raw(b'"' + b"x" * 13_500 + b'"')
_FIRST = datetime(2030, 1, 1, tzinfo=UTC)


class Wanted(msgspec.Struct):
    """Which machine is asked for."""

    resource_id: UUID


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
    async with db.driver() as connection:
        await write_together(connection, _everything(id_, start))
    return Stored(id_)


def _everything(
    id_: UUID, start: datetime, *, machine: UUID = MACHINE, person: UUID = PERSON
) -> list[Written]:
    """All that a booking stores."""
    end = start + timedelta(minutes=30)
    letter = (new_id(), f"bench:{id_}", f"<{id_}@bench>", start, "bench", "{}", person, False)
    entry = audit.entry(
        actor=person, action="bench", subject_kind="reservation", subject_id=id_, after={"units": 1}
    )
    return [
        (statements.INSERT, _row(id_, start, end, machine=machine, person=person)),
        (audit.INSERT, entry),
        (TO_PERSON, letter),
        (OCCUPY, (new_id(), machine, start, end, id_)),
    ]


def _row(
    id_: UUID, start: datetime, end: datetime, *, machine: UUID = MACHINE, person: UUID = PERSON
) -> tuple[object, ...]:
    return id_, machine, person, person, start, end, 1, "confirmed", None, None, None, start, None, None


@post("/bench/trips", opt={"permission": "public"}, status_code=201)
async def trips(request: Request, db: NamedDependency[Database], data: JSONBody[Wanted]) -> Stored:
    """A booking without reading and judging: the asker found, locks, everything stored, committed."""
    id_, start = new_id(), _FIRST + next(_number) * timedelta(minutes=30)
    machine, person = data.resource_id, actor_of(request).person_id

    async def work(session: Session) -> None:
        await hold_locks(session, resource_ids=[machine], person_ids=[person])
        await write_together(await raw(session), _everything(id_, start, machine=machine, person=person))

    await db.transact(work, bare=True)
    return Stored(id_)


@get("/bench/asked", opt={"permission": "public"})
async def asked(request: Request, db: NamedDependency[Database]) -> Response[bytes]:
    """As many bytes as a machine's week has, after a question that costs the database nothing."""
    async with db.driver() as connection:
        await connection.fetch("SELECT 1")
    return answer(request, _WEEK)


@get("/bench/hello", opt={"permission": "public"})
async def hello() -> dict[str, Any]:
    """Nothing to read."""
    return {"hello": "world"}


def factory() -> Litestar:
    """The application of one process."""
    settings = Settings.from_env()
    app = create_app(settings)
    db: Database = app.state["db"]

    def authenticated(app: ASGIApp) -> ASGIApp:
        return Authentication(db, base_url=settings.base_url)(app)

    app.register(insert)
    app.register(store)
    app.register(hello)
    app.register(Router("/", route_handlers=[trips], middleware=[authenticated]))
    app.register(asked)
    return app
