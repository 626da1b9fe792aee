"""The fixtures of all tests: a PostgreSQL per run, a database per test, clients and server processes."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from ecosystem.kernel import clock as kernel_clock
from ecosystem.kernel import migrations
from ecosystem.kernel.db import Database
from ecosystem.kernel.postgres import Cluster
from ecosystem.kernel.postgres.locks import FileLock
from ecosystem.settings import Settings
from tests.support import PATIENCE, Server, environment, in_thread, sql

TEMPLATE = "template_ecosystem"
PLACES = "ecosystem-tests-"
MEMORY = Path("/dev/shm")  # noqa: S108 - the names made in it are a run's own
ROOM = 4 * 2**30  # bytes that a run may need at most: its log of writes, and its databases of this moment
# A Saturday morning in Vietnam (09:00 in Asia/Ho_Chi_Minh), outside Tết and every public holiday.
MOMENT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)

# How long an example takes says something of the machine, not of the code; and one commit gets one answer
# from every CI, so new examples are looked for where somebody can look at what they show.
hypothesis_settings.register_profile(
    "any machine",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("any machine")


def pytest_configure(config: pytest.Config) -> None:
    """Take away what a developer's shell may have set: tests say what they need."""
    for name in [name for name in os.environ if name.startswith("ECOSYSTEM_") and name != "ECOSYSTEM_FAULTS"]:
        del os.environ[name]
    if not hasattr(config, "workerinput"):
        _sweep()


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The loop that the server uses, for every asynchronous test."""
    return ("asyncio", {"use_uvloop": True})


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The PostgreSQL of this run, shared by its workers; the last one stops it and removes its data."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)
    var = _place() / f"{PLACES}{run[:12]}"
    # The account that PostgreSQL runs under must get through; what is inside is closed.
    var.mkdir(mode=0o711, exist_ok=True)
    cluster = Cluster(var, durable=False)
    cluster.ensure()
    yield cluster
    if cluster.release():
        _remove(var)


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """The name of the migrated database that every test's own one is copied from; made once per run."""
    lock = FileLock(cluster.var / "template.lock")
    lock.wait(PATIENCE * 2)
    try:
        if not sql(cluster.url("postgres"), f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"):
            sql(cluster.url("postgres"), f"CREATE DATABASE {TEMPLATE}_draft")
            in_thread(migrations.upgrade(cluster.url(f"{TEMPLATE}_draft")))
            sql(cluster.url("postgres"), f"ALTER DATABASE {TEMPLATE}_draft RENAME TO {TEMPLATE}")
    finally:
        lock.drop()
    return TEMPLATE


@pytest.fixture
def empty_database_url(cluster: Cluster) -> Iterator[str]:
    """The address of a database of this test's own with nothing in it."""
    with _database(cluster, "template0") as url:
        yield url


@pytest.fixture
def database_url(cluster: Cluster, template: str) -> Iterator[str]:
    """The address of a migrated database of this test's own, without data."""
    with _database(cluster, template) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The test's own database."""
    database = Database.from_url(database_url)
    yield database
    await database.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings for an application on the test's own database, without a worker inside."""
    return Settings.from_env(
        {
            "ECOSYSTEM_DATABASE_URL": database_url,
            "ECOSYSTEM_VAR": str(tmp_path),
            "ECOSYSTEM_WORKER_EMBEDDED": "0",
            "ECOSYSTEM_SECRET_KEY": "a key that signs nothing of value anywhere",
            "ECOSYSTEM_BASE_URL": "http://testserver",
        }
    )


@pytest.fixture
async def client(settings: Settings, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the whole application, in the test's own loop."""
    from tests.applications import application  # noqa: PLC0415 - inner layers' tests need no application

    app: Any = application(settings, database)
    async with (
        app.lifespan(),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://testserver"
        ) as client,
    ):
        yield client


@pytest.fixture
def servers(database_url: str, tmp_path: Path) -> Iterator[Callable[..., list[Server]]]:
    """`servers(2, FROZEN_NOW=...)`: that many ready server processes on the test's own database."""
    started: list[Server] = []

    def start(count: int = 1, **variables: str) -> list[Server]:
        env = environment(tmp_path / "var", DATABASE_URL=database_url, LOG_FORMAT="json", **variables)
        new = [Server(env, tmp_path / f"server-{len(started) + number}.log") for number in range(count)]
        started.extend(new)
        return [server.wait() for server in new]

    yield start
    for server in started:
        server.kill()


@pytest.fixture
def server(servers: Callable[..., list[Server]]) -> Server:
    """One server process on the test's own database."""
    return servers(1)[0]


class Clock:
    """The stopped clock of a test."""

    def __init__(self) -> None:
        self.at(MOMENT)

    def at(self, moment: datetime) -> datetime:
        """Stop the clock at an aware instant."""
        kernel_clock.freeze(moment)
        return kernel_clock.now()

    def advance(self, step: timedelta) -> datetime:
        """Move the stopped clock."""
        return self.at(kernel_clock.now() + step)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The clock of this process, stopped at MOMENT; it runs again after the test."""
    yield Clock()
    kernel_clock.freeze(None)


@contextlib.contextmanager
def _database(cluster: Cluster, template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    sql(cluster.url("postgres"), f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield cluster.url(name)
    sql(cluster.url("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def _place() -> Path:
    """Where the server lives: a database is 600 files, which a disk's journal makes dear, so in memory."""
    try:
        mounted = os.statvfs(MEMORY)
    except OSError:
        return Path(tempfile.gettempdir())
    # Where the account of the server can't reach its programs, they are copied beside the data and run there.
    usable = mounted.f_bavail * mounted.f_frsize >= ROOM and not mounted.f_flag & os.ST_NOEXEC
    return MEMORY if usable and os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())


def _sweep() -> None:
    """Stop and remove the servers of runs that were killed."""
    places = {Path(tempfile.gettempdir()), MEMORY}
    for var in [var for place in places for var in place.glob(f"{PLACES}*")]:
        with contextlib.suppress(OSError):
            old = time.time() - var.stat().st_mtime > 3600
            if old and os.access(var, os.W_OK) and Cluster(var).release():
                _remove(var)


def _remove(var: Path) -> None:
    home = (var / "postgres").resolve()
    shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)
