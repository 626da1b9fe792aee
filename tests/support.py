"""What tests of several features share: statements, free ports, and real server processes."""

import asyncio
import contextlib
import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0  # seconds until something that should happen counts as not happening
# Left to itself a client reads all certificates of the machine, for 30 ms; here nobody shows one.
LOOPBACK = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
T = TypeVar("T")


def in_thread(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine from a plain function, whatever loop this thread may have."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def plain(url: str) -> str:
    """The address as asyncpg wants it."""
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)


def sql(url: str, *statements: str) -> list[asyncpg.Record]:
    """Run statements on a connection of their own, outside any transaction; answers the last one's rows."""

    async def run() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(plain(url), timeout=PATIENCE)
        try:
            rows: list[asyncpg.Record] = []
            for statement in statements:
                rows = await connection.fetch(statement)
            return rows
        finally:
            await connection.close()

    return in_thread(run())


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def in_line(url: str, count: int = 1) -> None:
    """Wait until that many transactions of this database wait for a lock."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    end = time.monotonic() + PATIENCE
    while sql(url, waiting)[0][0] < count:
        if time.monotonic() > end:
            raise TimeoutError("nobody waits for a lock")
        await asyncio.sleep(0.01)


def eventually(what: str, check: "Any", patience: float = PATIENCE) -> Any:
    """Call `check` until it answers something true; fails naming `what` when it never does."""
    end = time.monotonic() + patience
    while True:
        answer = check()
        if answer:
            return answer
        assert time.monotonic() < end, f"{what}: not within {patience:.0f} s"
        time.sleep(0.05)


def environment(var: Path, **settings: str) -> dict[str, str]:
    """Our environment with these `ECOSYSTEM_*` variables and no others; names without the prefix."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("ECOSYSTEM_")}
    named = {f"ECOSYSTEM_{name}": text for name, text in settings.items()}
    return kept | {"ECOSYSTEM_VAR": str(var), "PYTHONUNBUFFERED": "1"} | named


class Server:
    """One `ecosystem serve` process on a port of its own."""

    def __init__(self, env: Mapping[str, str], log: Path, *arguments: str, port: int | None = None) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ecosystem", "serve", *arguments],
                env={**env, "ECOSYSTEM_PORT": str(self.port)},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        """Everything it has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait(self) -> "Server":
        """Wait until it answers; fails with its output when it ends before."""
        eventually(f"an answer from {self.url}", self._answers)
        return self

    def _answers(self) -> bool:
        assert self.process.poll() is None, f"serve ended with {self.process.returncode}:\n{self.output}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/health/live")
            return connection.getresponse().status == 200
        return False

    def stop(self) -> int:
        """End it as an administrator does; answers its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"serve did not end on SIGTERM:\n{self.output}") from None

    def kill(self) -> None:
        """End it and its workers as a power cut does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
