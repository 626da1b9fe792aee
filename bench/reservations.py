"""How fast a booking is made, and one machine's week read, beside bare handlers of the same server.

    python -m bench.reservations [--seconds 2] [--rounds 9]

Two server processes, eight clients. Short rounds take turns, and ratios are formed within a round, so
that what else the machine does falls on both sides of them.
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
from itertools import count
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import asyncpg

from bench.availability import database
from tests.support import free_port

CLIENTS, SERVERS, PEOPLE, MACHINES = 8, 2, 500, 40
FASTEST_PEER = 138  # bookings per second, measured on a machine of this size
# The week that is read begins on this Monday (midnight in Vietnam); bookings are made after it.
MONDAY = (datetime.now(UTC) + timedelta(days=14 - datetime.now(UTC).weekday())).replace(
    hour=17, minute=0, second=0, microsecond=0
) - timedelta(days=1)

WORLD = """
INSERT INTO region VALUES (gen_random_uuid(), 'bench', '{"vi": "", "en": ""}', '{"vi": "", "en": ""}',
    'Asia/Ho_Chi_Minh', 'VND', 'vi', 1);
INSERT INTO site SELECT gen_random_uuid(), id, NULL, 'site', 'fablab', '{"vi": "X", "en": "X"}',
    '{"vi": "", "en": ""}', '', NULL, NULL, 'Asia/Ho_Chi_Minh', '', 1 FROM region;
INSERT INTO opening_rule SELECT gen_random_uuid(), 'site', site.id, day, '00:00', '00:00', NULL, NULL
    FROM site, generate_series(1, 7) day;
INSERT INTO category VALUES (gen_random_uuid(), 'laser', '{"vi": "L", "en": "L"}',
    '{"vi": "", "en": ""}', 'laser', 0,
    '{"horizon_days": 3000, "quota_minutes_per_day": 1440, "buffer_after_minutes": 15}', NULL, '', 1);
INSERT INTO resource SELECT gen_random_uuid(), site.id, NULL, 'machine', 'M' || n, 1, 'in_order', NULL, '',
    lpad(n::text, 4, '0'), 1, now() FROM site, generate_series(0, 199) n;
INSERT INTO listing SELECT resource.id, category.id, '{"vi": "", "en": ""}', NULL, NULL, 'low', '{}',
    NULL, NULL, NULL FROM resource, category;
INSERT INTO person SELECT gen_random_uuid(), 'P' || n, n || '@bench.example', NULL, '2000-01-01', 'vi',
    'Asia/Ho_Chi_Minh', '', '', 1, now(), NULL FROM generate_series(0, 499) n;
"""
TOKENS = """
INSERT INTO api_token SELECT gen_random_uuid(), sha256(convert_to('eco_bench_' || p.full_name, 'UTF8')), p.id,
    'bench', ARRAY['reservations:create', 'reservations:read'], now(), NULL, NULL, NULL FROM person p"""
# Eight bookings a day for the first machine; all of it also as reservations.
WEEK = """
WITH made AS (
    INSERT INTO reservation
    SELECT gen_random_uuid(), r.id, p.id, p.id, s.start, s.start + interval '1 hour', 1, 'confirmed',
        NULL, NULL, NULL, 1, now(), NULL, NULL, NULL
    FROM (SELECT id FROM resource ORDER BY sort_key LIMIT 1) r, (SELECT id FROM person LIMIT 1) p,
        generate_series(0, 6) day, generate_series(0, 7) slot,
        LATERAL (SELECT $1::timestamptz + day * interval '1 day' + (8 + slot * 1.5) * interval '1 hour'
                 AS start) s
    RETURNING id, resource_id, starts_at, ends_at)
INSERT INTO occupancy SELECT gen_random_uuid(), resource_id, 1, tstzrange(starts_at, ends_at),
    tstzrange(starts_at, ends_at), 'confirmed', 'reservation', id, NULL, false, now() FROM made"""


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
        at = lower.index(b"content-length:") + 15
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


async def rate(ports: list[int], make: Callable[[int], bytes], expected: int, seconds: float) -> float:
    """Answers per second of CLIENTS clients, each on a connection of its own."""
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

    started = time.perf_counter()
    await asyncio.gather(*(client(connection) for connection in connections))
    spent = time.perf_counter() - started
    for connection in connections:
        connection.writer.close()
    return done / spent


@contextmanager
def servers(url: str, person: UUID, machine: UUID) -> Iterator[list[int]]:
    """Server processes on ports of their own."""
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
                yield ports
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
        return post("/api/reservations", body.encode(), f"eco_bench_P{number % PEOPLE}")

    return make


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
        window = {"from": MONDAY.isoformat(), "to": (MONDAY + timedelta(days=7)).isoformat()}
        week = get(f"/api/timeline?{urlencode({**window, 'resource': machines[0]})}")
        free = get(f"/api/availability?{urlencode({**window, 'resource': machines[0]})}")
        with servers(url, person, machines[-1]) as ports:
            await ready(ports)
            measured: dict[str, list[float]] = {}

            async def note(name: str, make: Callable[[int], bytes], expected: int) -> None:
                measured.setdefault(name, []).append(await rate(ports, make, expected, seconds))

            await rate(ports, lambda _: week, 200, 1)
            for turn in range(rounds + 1):
                await note("insert", lambda _: post("/bench/insert"), 201)
                await note("store", lambda _: post("/bench/store"), 201)
                await note("reserve", bookings(machines[1:-1], turn * 100_000), 201)
                await note("hello", lambda _: get("/bench/hello"), 200)
                await note("week", lambda _: week, 200)
                await note("free", lambda _: free, 200)
        overlapping = await connection.fetchval(
            "SELECT count(*) FROM occupancy a JOIN occupancy b ON a.resource_id = b.resource_id"
            " AND a.unit = b.unit AND a.id < b.id AND a.blocked && b.blocked"
        )
        stored = await connection.fetchval("SELECT count(*) FROM reservation WHERE starts_at > now()")
        await connection.close()
    report(measured, stored, overlapping)


def report(measured: dict[str, list[float]], stored: int, overlapping: int) -> None:
    """Medians without the first round, which warms up, and the ratios that count."""
    kept = {name: rates[1:] for name, rates in measured.items()}
    for name, rates in kept.items():
        print(f"  {name:<8} median {statistics.median(rates):8.0f}/s   best {max(rates):8.0f}/s")

    def ratio(what: str, beside: str) -> float:
        return statistics.median(a / b for a, b in zip(kept[what], kept[beside], strict=True))

    print(f"a booking / bare INSERT            {ratio('reserve', 'insert'):5.2f}   (wanted 0.40)")
    print(f"a booking / bare storing of all    {ratio('reserve', 'store'):5.2f}")
    best = max(kept["reserve"])
    print(f"a booking, best round / peer's     {best / FASTEST_PEER:5.2f}   (wanted 5)")
    print(f"a machine's week / hello-world     {ratio('week', 'hello'):5.2f}   (wanted 0.30)")
    print(f"its free time / hello-world        {ratio('free', 'hello'):5.2f}")
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
