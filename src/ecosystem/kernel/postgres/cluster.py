"""One embedded PostgreSQL per var directory, shared by every process that works there.

Three files in the var directory carry it, each with an flock that ends with its holders:

- `postgres.control`: held alone while someone decides to start or stop;
- `postgres.users`: held together by everyone who uses the server; who can take it alone is the last one;
- `postgres.alive`: inherited by the postmaster and all its children, so it is free exactly when no process
  of the server is left. Pids are never asked: they are reused, and their file can be torn.
"""

import asyncio
import hashlib
import os
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import asyncpg

from ecosystem.kernel import logs
from ecosystem.kernel.db import FAILURES
from ecosystem.kernel.postgres import account, binaries, datadir
from ecosystem.kernel.postgres.errors import ClusterError
from ecosystem.kernel.postgres.locks import FileLock

DATABASE = "ecosystem"
_SOCKET = ".s.PGSQL.5432"
_SOCKET_LIMIT = 100  # sun_path holds 107 bytes on Linux and 103 elsewhere
_PATIENCE = 120.0  # seconds: recovery after a crash replays at most max_wal_size
_TRIES = 3
_LOG_LIMIT = 10_000_000  # bytes
_T = TypeVar("_T")
_log = logs.logger(__name__)


class Cluster:
    """The embedded server of one var directory; `ensure` it, use its `url`, `release` it.

    `durable=False` gives up safety for speed and is for tests. Raises ClusterError, one line each.
    """

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.var = var.resolve()
        self.durable = durable
        self._control = FileLock(self.var / "postgres.control")
        self._users = FileLock(self.var / "postgres.users")
        self._guard: threading.Thread | None = None
        self._leaving = threading.Event()
        self._home = self.var / "postgres"

    @property
    def data(self) -> Path:
        """The data directory."""
        return self._home.resolve() / "data"

    @property
    def socket(self) -> Path:
        """The directory of the server's socket: in the cluster, else a short one named by its hash."""
        place = self._home.resolve() / "socket"
        if len(os.fsencode(place / _SOCKET)) <= _SOCKET_LIMIT:
            return place
        return Path("/tmp") / f"ecosystem-{hashlib.sha256(os.fsencode(place)).hexdigest()[:16]}"  # noqa: S108

    def url(self, database: str = DATABASE) -> str:
        """The address of one of its databases, for SQLAlchemy; for asyncpg leave out `+asyncpg`."""
        return f"postgresql+asyncpg://{datadir.ROLE}@/{database}?host={quote(str(self.socket), safe='/')}"

    def ensure(self) -> str:
        """Have the server running and the database there, and count as its user until `release`."""
        self.var.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        self._control.wait(_PATIENCE)
        try:
            self._users.wait(_PATIENCE, shared=True)
            self._bring_up()
        except BaseException:
            self._users.drop()
            raise
        finally:
            self._control.drop()
        return self.url()

    def release(self) -> bool:
        """Stop using the server; the last one to leave stops it, gracefully. Answers whether that was us."""
        self._leaving.set()
        if self._guard is not None:
            self._guard.join()
            self._guard = None
        self._control.wait(_PATIENCE)
        try:
            last = self._users.take()
            if last and not self._all_gone():
                self._stop()
            return last
        finally:
            self._users.drop()
            self._control.drop()

    def watch(self) -> None:
        """Start the server again whenever it dies, in a thread, until `release`."""
        self._leaving.clear()
        self._guard = threading.Thread(target=self._watch, name="postgres-watch", daemon=True)
        self._guard.start()

    def __enter__(self) -> Self:
        self.ensure()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _watch(self) -> None:
        while not self._leaving.wait(1):
            try:
                if self._all_gone():
                    self._control.wait(_PATIENCE)
                    self._bring_up()
            except Exception as error:
                # What keeps it from starting now may pass (a full disk): the next second tries again.
                _log.warning("the embedded PostgreSQL is not back yet", error=repr(error))
            finally:
                self._control.drop()

    def _all_gone(self) -> bool:
        """Whether no process of the server is left."""
        probe = FileLock(self.var / "postgres.alive")
        try:
            return probe.take(shared=True)
        finally:
            probe.drop()

    def _bring_up(self) -> None:
        owner = account.choose(self.var, self._home)
        home = account.settle(self._home, owner)
        programs = binaries.find(datadir.made_by(self.data))
        if not owner.reaches(programs.folder / "postgres"):
            programs = programs.copied_to(home)
        if datadir.made_by(self.data) is None:
            datadir.make(self.data, programs, owner, durable=self.durable)
        self._make_socket(owner)
        end = time.monotonic() + _PATIENCE
        failures: list[str] = []
        while not self._answers():
            alive = FileLock(self.var / "postgres.alive")
            if alive.take():
                failures += self._start(programs, owner, alive)
            alive.drop()
            if len(failures) >= _TRIES or time.monotonic() > end:
                why = failures[-1] if failures else "it is there but does not answer"
                raise ClusterError(f"the embedded PostgreSQL does not start ({why}): see {home / 'log'}")
            time.sleep(0.05)

    def _start(self, programs: binaries.Binaries, owner: account.Account, alive: FileLock) -> list[str]:
        """Start the server, which inherits the lock `alive`; answers why it failed, if it did."""
        # No process of the server lives, so whatever these say of pids, it is not about one.
        for stale in (self.data / "postmaster.pid", self.socket / _SOCKET, self.socket / f"{_SOCKET}.lock"):
            stale.unlink(missing_ok=True)
        datadir.configure(self.data, self.socket, owner, durable=self.durable)
        log = self.data.parent / "log"
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_name("log.1"))
        answer = owner.run(
            [
                programs.path("pg_ctl"),
                *("start", "--wait", "--silent", "--pgdata", str(self.data), "--log", str(log)),
                *("--timeout", str(int(_PATIENCE))),
            ],
            cwd=self.data.parent,
            timeout=_PATIENCE + 30,
            pass_fds=(alive.handle,),
        )
        if answer.returncode == 0:
            return []
        return [
            " ".join((answer.stderr or answer.stdout).split()) or f"pg_ctl ended with {answer.returncode}"
        ]

    def _stop(self) -> None:
        owner = account.choose(self.var, self._home)
        programs = binaries.find(datadir.made_by(self.data))
        if not owner.reaches(programs.folder / "postgres"):
            programs = programs.copied_to(self.data.parent)
        # Where this fails (the pid file was torn), the server sees that itself within a minute and ends.
        owner.run(
            [programs.path("pg_ctl"), "stop", "--mode", "fast", "--silent", "--pgdata", str(self.data)],
            cwd=self.data.parent,
            timeout=_PATIENCE,
        )

    def _make_socket(self, owner: account.Account) -> None:
        place = self.socket
        if not place.exists():
            place.mkdir(mode=0o700)
            owner.own(place)
        if place.is_symlink() or place.stat().st_uid != owner.uid:
            raise ClusterError(f"{place} belongs to someone else: remove it and try again")

    def _answers(self) -> bool:
        """Whether our server, and no other, takes connections; makes the database if it is missing."""
        if not (self.socket / _SOCKET).exists():
            return False
        try:
            return _in_thread(self._greet())
        except FAILURES:
            return False

    async def _greet(self) -> bool:
        connection = await asyncpg.connect(
            host=str(self.socket), user=datadir.ROLE, database="postgres", timeout=5, ssl=False
        )
        try:
            if await connection.fetchval("SHOW data_directory") != str(self.data):
                return False
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE}")
            return True
        finally:
            await connection.close(timeout=5)


def _in_thread(work: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine from plain code, also where this thread already runs a loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
