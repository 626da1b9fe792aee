"""How fast a booking is made, and one machine's week read, beside bare handlers of the same server.

    python -m bench.reservations [--seconds 2] [--rounds 9]

Two server processes, eight clients. Short rounds take turns, and ratios are formed within a round, so
that what else the machine does falls on both sides of them. Beside the rates stands the CPU time of a
request, which neighbours on the machine disturb less.

A machine's week is read twice: again and again (`week`), as open pages do it after a hint, and each time
from another moment on (`cold`), so that no row of it is remembered.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import asyncpg
from msgspec import Struct

from bench import cpu
from bench.availability import database
from bench.world import TOKENS, WEEK, WORLD
from tests.support import free_port

CLIENTS, SERVERS, PEOPLE, MACHINES = 8, 2, 500, 40
FASTEST_PEER = 138  # bookings per second, measured on a machine of this size
# The week that is read begins on this Monday (midnight in Vietnam); bookings are made after it.
MONDAY = (datetime.now(UTC) + timedelta(days=14 - datetime.now(UTC).weekday())).replace(
    hour=17, minute=0, second=0, microsecond=0
) - timedelta(days=1)


# Where any two overlap, one of them overlaps its neighbour.
OVERLAPPING = """
SELECT count(*) FROM (
    SELECT upper(blocked) > lead(lower(blocked)) OVER (PARTITION BY resource_id, unit ORDER BY blocked) AS hit
    FROM occupancy WHERE state <> 'released') o
WHERE hit"""


class Measured(Struct):
    """Requests per second, and the milliseconds of CPU that one took of the servers and of PostgreSQL."""

    rate: float
    server: float
    database: float


class Connection:
    """A client that keeps its connection and reads no more of an answer than it must."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def open(self) -> "Connection":
        """Connect."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def ask(self, request: bytes) -> int:
        """Send a request and answer its status."""
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        if (at := lower.find(b"content-length:") + 15) >= 15:  # a 304 has none
            await self.reader.readexactly(int(lower[at : lower.index(b"\r\n", at)]))
        return int(head[9:12])


def get(path: str) -> bytes:
    """A GET."""
    return f"GET {path} HTTP/1.1\r\nhost: bench\r\n\r\n".encode()


def post(path: str, body: bytes = b"", token: str | None = None) -> bytes:
    """A POST."""
    authorised = f"authorization: Bearer {token}\r\n" if token else ""
    return (
        f"POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n{authorised}"
        f"content-length: {len(body)}\r\n\r\n"
    ).encode() + body


async def drive(ports: list[int], make: Callable[[int], bytes], expected: int, seconds: float) -> int:
    """How many answers CLIENTS clients get in that time, each on a connection of its own."""
    connections = [await Connection(ports[n % len(ports)]).open() for n in range(CLIENTS)]
    numbers, done = count(), 0
    end = time.perf_counter() + seconds

    async def client(connection: Connection) -> None:
        nonlocal done
        while time.perf_counter() < end:
            status = await connection.ask(make(next(numbers)))
            if status != expected:
                raise RuntimeError(f"status {status} instead of {expected}")
            done += 1

    await asyncio.gather(*(client(connection) for connection in connections))
    for connection in connections:
        connection.writer.close()
    return done


class Stage(Struct):
    """The running servers, and the database that they ask."""

    ports: list[int]
    processes: list[int]
    database: "asyncpg.Connection[asyncpg.Record]"

    async def measure(self, make: Callable[[int], bytes], expected: int, seconds: float) -> Measured:
        """What these requests cost."""
        behind = await cpu.of_database(self.database)
        before = cpu.spent(self.processes), cpu.spent(behind)
        started = time.perf_counter()
        done = await drive(self.ports, make, expected, seconds)
        lasted = time.perf_counter() - started
        server, database = cpu.spent(self.processes) - before[0], cpu.spent(behind) - before[1]
        return Measured(done / lasted, 1000 * server / done, 1000 * database / done)


@contextmanager
def servers(url: str, person: UUID, machine: UUID) -> Iterator[tuple[list[int], list[int]]]:
    """Server processes, by their ports and their ids."""
    ports = [free_port() for _ in range(SERVERS)]
    kept = {name: text for name, text in os.environ.items() if not name.startswith("ECOSYSTEM_")}
    with tempfile.TemporaryDirectory(prefix="ecosystem-bench-var-") as folder:
        env = kept | {
            "ECOSYSTEM_DATABASE_URL": url,
            "ECOSYSTEM_VAR": folder,
            "ECOSYSTEM_WORKER_EMBEDDED": "0",
            "ECOSYSTEM_LOG_FORMAT": "json",
            "BENCH_PERSON": str(person),
            "BENCH_MACHINE": str(machine),
        }
        command = [sys.executable, "-m", "uvicorn", "bench.server:factory", "--factory", "--loop", "uvloop"]
        options = ["--http", "httptools", "--ws", "none", "--no-access-log", "--log-level", "warning"]
        with (Path(folder) / "log").open("wb") as log:
            running = [
                subprocess.Popen([*command, *options, "--port", str(port)], env=env, stdout=log, stderr=log)
                for port in ports
            ]
            try:
                yield ports, [process.pid for process in running]
            finally:
                for process in running:
                    process.terminate()
                for process in running:
                    process.wait(30)


async def ready(ports: list[int]) -> None:
    """Wait until every server answers."""
    for port in ports:
        for _ in range(600):
            try:
                if await (await Connection(port).open()).ask(get("/health/live")) == 200:
                    break
            except OSError:
                await asyncio.sleep(0.1)


def token(number: int) -> str:
    """Somebody's: another person's from one number to the next."""
    return f"eco_bench_P{number % PEOPLE}"


def bookings(machines: list[UUID], offset: int) -> Callable[[int], bytes]:
    """The nth booking: another person, machine and time each, nothing in anybody's way."""
    first = MONDAY + timedelta(days=14)

    def make(number: int) -> bytes:
        number += offset
        machine = machines[number % MACHINES]
        start = first + number // MACHINES * timedelta(hours=1)
        end = start + timedelta(minutes=30)
        body = (
            f'{{"resource_id":"{machine}","starts_at":"{start.isoformat()}","ends_at":"{end.isoformat()}"}}'
        )
        return post("/api/reservations", body.encode(), token(number))

    return make


def window(path: str, machine: UUID, later: int = 0) -> bytes:
    """A question about the machine's week; `later` by so many milliseconds nobody has asked it before."""
    start = MONDAY + timedelta(milliseconds=later)
    week = {"from": start.isoformat(), "to": (start + timedelta(days=7)).isoformat()}
    return get(f"/api/{path}?{urlencode({**week, 'resource': machine})}")


def trip(machines: list[UUID], number: int) -> bytes:
    """What takes a booking's way to the database, for another machine and person each."""
    body = f'{{"resource_id":"{machines[number % MACHINES]}"}}'
    return post("/bench/trips", body.encode(), token(number))


async def run(seconds: float, rounds: int) -> None:
    """Prepare the world, then measure."""
    async with database() as url:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        await connection.execute(WORLD)
        await connection.execute(TOKENS)
        await connection.execute(WEEK, MONDAY)
        await connection.execute("VACUUM ANALYZE")
        machines = [row["id"] for row in await connection.fetch("SELECT id FROM resource ORDER BY sort_key")]
        person = await connection.fetchval("SELECT id FROM person LIMIT 1")
        week = partial(window, "timeline", machines[0])
        with servers(url, person, machines[-1]) as (ports, processes):
            await ready(ports)
            stage = Stage(ports, processes, connection)
            measured: dict[str, list[Measured]] = {}

            async def note(name: str, make: Callable[[int], bytes], expected: int) -> None:
                measured.setdefault(name, []).append(await stage.measure(make, expected, seconds))

            # Connections are opened and statements prepared before the first round.
            await drive(ports, lambda _: week(), 200, 1)
            for turn in range(rounds + 1):
                await note("insert", lambda _: post("/bench/insert"), 201)
                await note("store", lambda _: post("/bench/store"), 201)
                await note("trips", partial(trip, machines[1:-1]), 201)
                await note("reserve", bookings(machines[1:-1], turn * 100_000), 201)
                await note("hello", lambda _: get("/bench/hello"), 200)
                await note("asked", lambda _: get("/bench/asked"), 200)
                await note("week", lambda _: week(), 200)
                await note("cold", lambda number: week(turn * 100_000 + number), 200)  # noqa: B023 -- used at once
                await note("free", lambda _: window("availability", machines[0]), 200)
        overlapping = await connection.fetchval(OVERLAPPING)
        stored = await connection.fetchval("SELECT count(*) FROM reservation WHERE starts_at > now()")
        await connection.close()
    report(measured, stored, overlapping)


def report(measured: dict[str, list[Measured]], stored: int, overlapping: int) -> None:
    """Medians without the first round, which warms up, and the ratios that count."""
    kept = {name: rounds[1:] for name, rounds in measured.items()}
    for name, rounds in kept.items():
        rates = [one.rate for one in rounds]
        server, database = (
            statistics.median(getattr(one, of) for one in rounds) for of in ("server", "database")
        )
        print(
            f"  {name:<8} median {statistics.median(rates):8.0f}/s   best {max(rates):8.0f}/s"
            f"   CPU: server {server:5.2f} ms, PostgreSQL {database:5.2f} ms"
        )

    def ratio(what: str, beside: str) -> str:
        pairs = list(zip(kept[what], kept[beside], strict=True))
        rates = statistics.median(a.rate / b.rate for a, b in pairs)
        spent = statistics.median((b.server + b.database) / (a.server + a.database) for a, b in pairs)
        return f"{rates:5.2f}, by CPU {spent:5.2f}"

    print(f"a booking / bare INSERT            {ratio('reserve', 'insert')}   (wanted 0.40)")
    print(f"a booking / bare storing of all    {ratio('reserve', 'store')}")
    print(
        f"its trips alone / bare INSERT      {ratio('trips', 'insert')}   (what no rules at all would reach)"
    )
    best = max(one.rate for one in kept["reserve"])
    print(f"a booking, best round / peer's     {best / FASTEST_PEER:5.2f}   (wanted 5)")
    print(f"a machine's week / hello-world     {ratio('week', 'hello')}   (wanted 0.30)")
    print(
        f"its trip alone / hello-world       {ratio('asked', 'hello')}   (what no reading at all would reach)"
    )
    print(f"the same, nothing remembered       {ratio('cold', 'hello')}")
    print(f"its free time / hello-world        {ratio('free', 'hello')}")
    print(f"{stored:,} reservations stored, {overlapping} overlapping")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    asyncio.run(run(given.seconds, given.rounds))


if __name__ == "__main__":
    main()
