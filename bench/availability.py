"""How long the availability question takes, and what history outside its window costs.

    python -m bench.availability [--rows 1000000]

Runs in a database of its own, removed afterwards, on the server of ECOSYSTEM_DATABASE_URL or else on an
embedded PostgreSQL. Ratios within one run count; milliseconds depend on the machine.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg

from bench import cpu
from ecosystem.kernel import migrations
from ecosystem.kernel.db import Database
from ecosystem.kernel.postgres import Cluster
from ecosystem.timetable import availability
from ecosystem.timetable.wanted import Wanted

MONDAY = datetime(2026, 11, 15, 17, 0, tzinfo=UTC)  # midnight in Vietnam
WEEK, MONTH = timedelta(days=7), timedelta(days=31)
MACHINES, BUSY = 1000, 100  # machines, and those whose history grows a hundredfold
BUFFERS = "interval '0' AS before, interval '0' AS after"
FIRST = Wanted(
    f"SELECT id AS resource_id, site_id, room_id, units, {BUFFERS} FROM resource"
    " WHERE kind = 'machine' AND sort_key < $3::text",
    (f"{BUSY:04}",),
)
ALL = Wanted(FIRST.sql, (f"{MACHINES:04}",))

PLACES = """
INSERT INTO region VALUES (gen_random_uuid(), 'bench', '{}', '{}', 'Asia/Ho_Chi_Minh', 'VND', 'vi', 1);
INSERT INTO site SELECT gen_random_uuid(), region.id, NULL, 'site-' || n, 'fablab', '{}', '{}', '', NULL,
    NULL, 'Asia/Ho_Chi_Minh', '', 1 FROM region, generate_series(0, 9) n;
INSERT INTO opening_rule SELECT gen_random_uuid(), 'site', site.id, day, h.opens, h.closes, NULL, NULL
    FROM site, generate_series(1, 7) day,
    (VALUES (time '08:00', time '12:00'), ('13:00', '20:00')) h (opens, closes);
INSERT INTO resource SELECT gen_random_uuid(), site.id, NULL, 'machine', 'M' || n, 1, 'in_order', NULL, '',
    lpad(n::text, 4, '0'), 1, now() FROM generate_series(0, 999) n JOIN site ON site.slug = 'site-' || n % 10;
INSERT INTO closure SELECT gen_random_uuid(), 'site', id, tstzrange('2026-11-18 17:00Z', '2026-11-19 17:00Z'),
    '{"vi": "Nghỉ", "en": "Closed"}', NULL, now(), 1 FROM site WHERE slug < 'site-2';
"""

# Eight hours taken a day, in the machines' opening hours, from one day (in days after MONDAY) to another.
BOOKINGS = """
INSERT INTO occupancy (id, resource_id, unit, during, blocked, state, purpose, subject_id, pinned, created_at)
SELECT gen_random_uuid(), r.id, 1, x.span, x.span, 'confirmed', 'bench', gen_random_uuid(), false, now()
FROM resource r, generate_series($1::int, $2::int - 1) day, generate_series(0, 7) slot,
    LATERAL (SELECT $5::timestamptz + day * interval '1 day' + interval '8 hours'
                    + slot * interval '80 minutes' AS start) s,
    LATERAL (SELECT tstzrange(s.start, s.start + interval '1 hour') AS span) x
WHERE r.sort_key >= $3 AND r.sort_key < $4
ORDER BY day, slot, r.id"""


@asynccontextmanager
async def database() -> AsyncIterator[str]:
    """The address of an empty, migrated database that is dropped at the end."""
    name = f"bench_{uuid4().hex[:12]}"
    with tempfile.TemporaryDirectory(prefix="ecosystem-bench-") as folder:
        cluster = None
        address = os.environ.get("ECOSYSTEM_DATABASE_URL")
        if address is None:
            cluster = _embedded(Path(folder))
            address = cluster.url("postgres")
        parts = urlsplit(address.replace("postgresql+asyncpg://", "postgresql://", 1))
        try:
            admin = await asyncpg.connect(urlunsplit(parts))
            await admin.execute(f"CREATE DATABASE {name}")
            url = urlunsplit(parts._replace(scheme="postgresql+asyncpg", path=f"/{name}"))
            await migrations.upgrade(url)
            yield url
            await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
            await admin.close()
        finally:
            if cluster is not None:
                cluster.release()


def _embedded(folder: Path) -> Cluster:
    # The account that PostgreSQL runs under must get through.
    folder.chmod(0o711)
    cluster = Cluster(folder)
    cluster.ensure()
    return cluster


async def measure(
    what: str, ask: Callable[[], Awaitable[Any]], rounds: int, processes: Sequence[int]
) -> float:
    """The best of so many rounds in milliseconds, and the CPU time of one in these processes: what
    neighbours on the machine disturb least.

    A few rounds before make the server settle on a plan.
    """
    for _ in range(6):
        await ask()
    times, before = [], cpu.spent(processes)
    for _ in range(rounds):
        start = time.perf_counter()
        await ask()
        times.append((time.perf_counter() - start) * 1000)
    spent = 1000 * (cpu.spent(processes) - before) / rounds
    print(
        f"  {what:<40} best {min(times):7.2f} ms   median {statistics.median(times):7.2f} ms"
        f"   CPU {spent:7.2f} ms"
    )
    return min(times)


async def questions(connection: Any) -> dict[str, float]:
    """Ask everything once over."""

    def ask(wanted: Wanted, length: timedelta) -> Callable[[], Awaitable[Any]]:
        return lambda: availability.free(connection, wanted, start=MONDAY, end=MONDAY + length, now=MONDAY)

    # The backend's and our own.
    pids = [connection.get_server_pid(), os.getpid()]
    one = Wanted.one(await connection.fetchval("SELECT id FROM resource WHERE sort_key = '0042'"))
    return {
        "one": await measure("1 machine x a week, 56 bookings", ask(one, WEEK), 200, pids),
        "hundred": await measure("100 machines x a week, 5,600 bookings", ask(FIRST, WEEK), 15, pids),
        "month": await measure("100 machines x a month, 24,800 bookings", ask(FIRST, MONTH), 10, pids),
        "thousand": await measure("1,000 machines x a week, 56,000 bookings", ask(ALL, WEEK), 10, pids),
    }


async def history(connection: Any, rows: int) -> None:
    """A hundred times the week's bookings for the busy machines before it, the rest for the others."""
    days = 100 * 7
    await connection.execute(BOOKINGS, -days, 0, "0000", f"{BUSY:04}", MONDAY)
    present = await connection.fetchval("SELECT count(*) FROM occupancy")
    others = max(0, rows - present) // (8 * (MACHINES - BUSY))
    await connection.execute(BOOKINGS, -others, 0, f"{BUSY:04}", "9999", MONDAY)


async def run(rows: int) -> None:
    """Measure before and after the history is written."""
    async with database() as url:
        db = Database.from_url(url)
        async with db.driver() as connection:
            await connection.execute(PLACES)
            await connection.execute(BOOKINGS, 0, 7, "0000", "9999", MONDAY)
            await connection.execute(BOOKINGS, 7, 31, "0000", f"{BUSY:04}", MONDAY)
            await connection.execute("VACUUM ANALYZE")
            print("Without history:")
            before = await questions(connection)
            await history(connection, rows)
            await connection.execute("VACUUM ANALYZE")
            count = await connection.fetchval("SELECT count(*) FROM occupancy")
            print(f"With history, {count:,} rows, a hundred times the week for the 100 machines:")
            after = await questions(connection)
        await db.dispose()
    for name in before:
        print(f"  {name:<10} {after[name] / before[name]:5.2f} x")
    print(f"1,000 machines x a week at {count:,} rows: {after['thousand']:.0f} ms (mark: 150)")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    asyncio.run(run(parser.parse_args().rows))


if __name__ == "__main__":
    main()
