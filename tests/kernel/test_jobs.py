"""Jobs exist exactly when their cause does, survive their worker, and are held when they fail."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from msgspec import Struct
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from sqlalchemy import text

from ecosystem.kernel import jobs
from ecosystem.kernel.db import Database, Session
from ecosystem.settings import Settings
from tests.support import PATIENCE, plain


class Letter(Struct):
    to: str
    pages: int = 1


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jobs, "_handlers", {})
    monkeypatch.setattr(jobs, "_sweeps", {})


async def count(database: Database, where: str = "true") -> int:
    async with database.read() as session:
        found = await session.execute(text(f"SELECT count(*) FROM pgqueuer WHERE {where}"))
        return int(found.scalar_one())


@asynccontextmanager
async def working(settings: Settings, database: Database) -> AsyncIterator[None]:
    worker = jobs.Embedded(settings, database)
    try:
        yield
    finally:
        await worker.close()


async def until(check: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await check():
            await asyncio.sleep(0.05)


async def test_the_queue_is_the_one_the_installed_library_wants(database_url: str):
    connection = await asyncpg.connect(plain(database_url))
    try:
        plan = await Queries(AsyncpgDriver(connection)).plan_upgrade()
    finally:
        await connection.close()
    assert (plan.statements, plan.notes) == ((), ())


async def test_a_job_exists_when_its_cause_committed(database: Database):
    async def work(session: Session) -> None:
        await jobs.enqueue(session, "letter", Letter("hoa"))

    await database.transact(work)
    assert await count(database) == 1


async def test_a_job_is_gone_when_its_cause_rolled_back(database: Database):
    async def work(session: Session) -> None:
        await jobs.enqueue(session, "letter", Letter("hoa"))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.transact(work)
    assert await count(database) == 0


async def test_a_job_is_refused_outside_a_transaction(database: Database):
    async with database._writes() as session:
        with pytest.raises(RuntimeError, match="first statement"):
            await jobs.enqueue(session, "letter", Letter("hoa"))
    assert await count(database) == 0


async def test_the_same_dedupe_key_waits_once(database: Database):
    async def work(session: Session) -> None:
        await jobs.enqueue(session, "letter", Letter("hoa"), dedupe="hoa")
        await jobs.enqueue(session, "letter", Letter("hoa"), dedupe="hoa")
        await jobs.enqueue(session, "letter", Letter("mai"), dedupe="mai")

    await database.transact(work)
    await database.transact(work)
    assert await count(database) == 2


async def test_a_worker_runs_the_job_with_its_payload(settings: Settings, database: Database):
    done: list[Letter] = []

    @jobs.job("letter")
    async def write(db: Database, payload: Letter) -> None:
        done.append(payload)

    async def work(session: Session) -> None:
        await jobs.enqueue(session, "letter", Letter("hoa", 3))

    await database.transact(work)
    async with working(settings, database):
        await until(lambda: _truth(done))
        await until(lambda: _none_left(database))
    assert done == [Letter("hoa", 3)]


async def test_a_failing_job_is_tried_again_and_then_held(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(jobs, "ATTEMPTS", 3)
    monkeypatch.setattr(jobs, "_FIRST_PAUSE", timedelta(milliseconds=10))
    tries: list[str] = []

    @jobs.job("letter")
    async def write(db: Database, payload: Letter) -> None:
        tries.append(payload.to)
        raise OSError("no paper")

    async def work(session: Session) -> None:
        await jobs.enqueue(session, "letter", Letter("hoa"))

    await database.transact(work)
    async with working(settings, database):
        await until(lambda: _some(database, "status = 'failed'"))
    assert tries == ["hoa"] * 3
    async with database.engine.connect() as connection:
        assert (await jobs.lag(connection)).failed == 1


async def test_a_job_outlives_a_worker_that_was_killed(settings: Settings, database: Database):
    """What a dead worker had picked is picked again once its heartbeat is old."""
    done: list[str] = []

    @jobs.job("letter")
    async def write(db: Database, payload: Letter) -> None:
        done.append(payload.to)

    async def work(session: Session) -> None:
        await jobs.enqueue(session, "letter", Letter("hoa"))
        await session.execute(
            text(
                "UPDATE pgqueuer SET status = 'picked', queue_manager_id = gen_random_uuid(),"
                " heartbeat = now() - interval '5 minutes'"
            )
        )

    await database.transact(work)
    async with working(settings, database):
        await until(lambda: _truth(done))
    assert done == ["hoa"]


async def test_a_worker_comes_back_after_its_connections_were_cut(settings: Settings, database: Database):
    done: list[str] = []

    @jobs.job("letter")
    async def write(db: Database, payload: Letter) -> None:
        done.append(payload.to)

    async def cut(session: Session) -> None:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'ecosystem worker' AND datname = current_database()"
            )
        )

    async def work(session: Session) -> None:
        await jobs.enqueue(session, "letter", Letter("hoa"))

    async with working(settings, database):
        await asyncio.sleep(0.5)
        await database.transact(cut)
        await database.transact(work)
        await until(lambda: _truth(done))
    assert done == ["hoa"]


async def test_a_schedule_runs(settings: Settings, database: Database):
    swept: list[int] = []

    async def sweep(db: Database) -> None:
        swept.append(1)

    jobs.schedule("sweep", "* * * * *", sweep)
    async with working(settings, database):
        await until(lambda: _scheduled(database))
        async with database.engine.begin() as connection:
            await connection.execute(text("UPDATE pgqueuer_schedules SET next_run = now()"))
    async with working(settings, database):
        await until(lambda: _truth(swept))


async def test_lag_counts_what_is_due(database: Database):
    async def work(session: Session) -> None:
        await jobs.enqueue(session, "letter", Letter("hoa"))
        await jobs.enqueue(session, "letter", Letter("mai"), run_after=timedelta(hours=1))

    await database.transact(work)
    async with database.engine.connect() as connection:
        lag = await jobs.lag(connection)
    assert (lag.due, lag.failed) == (1, 0)
    assert 0 <= lag.oldest < PATIENCE


async def _truth(value: list[Any]) -> bool:
    return bool(value)


async def _none_left(database: Database) -> bool:
    return await count(database) == 0


async def _some(database: Database, where: str) -> bool:
    return await count(database, where) > 0


async def _scheduled(database: Database) -> bool:
    async with database.read() as session:
        return bool((await session.execute(text("SELECT count(*) FROM pgqueuer_schedules"))).scalar_one())
