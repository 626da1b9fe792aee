"""How fast calendar feeds are given out, and how a large one grows, beside a bare handler of the same server.

    python -m bench.feeds [--seconds 1] [--rounds 3]

One feed of 500 entries is read again and again, as 304 and as 200 compressed. Feeds of 1,000 and 10,000
entries are read for the first time after one change.
"""

import argparse
import asyncio
import statistics
import time
from functools import partial

import asyncpg
import httpx

from bench.availability import database
from bench.reservations import Measured, Stage, get, ready, servers
from bench.world import WORLD

# $1 how many, $2 the key of the feed.
ENTRIES = """
WITH e AS (
    INSERT INTO calendar_entry (subject_id, source, starts_at, ends_at, zone, status, all_day, sequence,
                                revised_at)
    SELECT gen_random_uuid(), 'bench', now() + n * interval '50 minutes',
        now() + (n + 1) * interval '50 minutes', 'Asia/Ho_Chi_Minh', 'confirmed', false, 0, now()
    FROM generate_series(1, $1::int) n RETURNING subject_id)
INSERT INTO calendar_face (scope, key, subject_id, said)
SELECT 'machine', $2::uuid, subject_id, jsonb_build_object(
    'summary', jsonb_build_object('vi', 'Lập trình robot, lớp 4A', 'en', 'Robots, class 4A'),
    'location', jsonb_build_object('vi', 'Phòng thực hành 2, Xưởng Thủ Dầu Một', 'en', 'Lab 2, Thu Dau Mot'),
    'path', '/may/' || $2::text) FROM e"""
CHANGE = """
WITH one AS (SELECT subject_id FROM calendar_face WHERE scope = 'machine' AND key = $1 LIMIT 1),
moved AS (UPDATE calendar_entry e SET sequence = sequence + 1, revised_at = now() FROM one
          WHERE e.subject_id = one.subject_id)
INSERT INTO feed_change (scope, key) VALUES ('machine', $1)"""


def asked(path: str, **headers: str) -> bytes:
    """A GET with these headers."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return get(path).replace(b"\r\n\r\n", b"\r\n" + lines.encode() + b"\r\n")


def _same(request: bytes, _: int) -> bytes:
    return request


async def run(seconds: float, rounds: int) -> None:
    """Prepare the feeds, then measure."""
    async with database() as url:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        await connection.execute(WORLD)
        machines = [
            row["id"] for row in await connection.fetch("SELECT id FROM resource ORDER BY sort_key LIMIT 3")
        ]
        for count, machine in zip((500, 1_000, 10_000), machines, strict=True):
            await connection.execute(ENTRIES, count, machine)
        await connection.execute("VACUUM ANALYZE")
        person = await connection.fetchval("SELECT id FROM person LIMIT 1")
        paths = [f"/ical/p/machine/x-{machine.hex[-12:]}.ics" for machine in machines]
        with servers(url, person, machines[0]) as (ports, processes):
            await ready(ports)
            stage = Stage(ports, processes, connection)
            await _rates(stage, paths[0], seconds, rounds)
            for count, machine, path in zip((1_000, 10_000), machines[1:], paths[1:], strict=True):
                await _growth(ports[0], connection, count, machine, path)
        await connection.close()


async def _rates(stage: Stage, path: str, seconds: float, rounds: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{stage.ports[0]}") as client:
        tag = (await client.get(path)).headers["etag"]
    kinds = {
        "hello": (get("/bench/hello"), 200),
        "304": (asked(path, if_none_match=tag, accept_encoding="gzip"), 304),
        "200": (asked(path, accept_encoding="gzip"), 200),
    }
    measured: dict[str, list[Measured]] = {kind: [] for kind in kinds}
    for turn in range(rounds + 1):
        for kind, (request, status) in kinds.items():
            one = await stage.measure(partial(_same, request), status, seconds)
            # The first round opens connections and prepares statements.
            if turn:
                measured[kind].append(one)
    for kind, found in measured.items():
        print(
            f"  {kind:<6} median {statistics.median(one.rate for one in found):8.0f}/s   CPU: server"
            f" {statistics.median(one.server for one in found):5.2f} ms, PostgreSQL"
            f" {statistics.median(one.database for one in found):5.2f} ms"
        )
    for kind, wanted in (("304", 0.6), ("200", 0.4)):
        pairs = list(zip(measured[kind], measured["hello"], strict=True))
        rate = statistics.median(one.rate / other.rate for one, other in pairs)
        print(f"{kind} of 500 entries / hello-world   {rate:5.2f}   (wanted {wanted})")


async def _growth(
    port: int, connection: "asyncpg.Connection[asyncpg.Record]", count: int, machine: object, path: str
) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        started = time.perf_counter()
        await client.get(path)
        first = time.perf_counter() - started
        changed = []
        for _ in range(3):
            await connection.execute(CHANGE, machine)
            started = time.perf_counter()
            answer = await client.get(path)
            changed.append(time.perf_counter() - started)
        size = int(answer.headers["content-length"])
        plain = len(answer.content)
    print(
        f"{count:>6,} entries: first {first:5.2f} s, after one change {statistics.median(changed):5.2f} s"
        f"   {plain / 1000:,.0f} kB, {size / 1000:,.0f} kB compressed   (marks 1 s, 400 kB)"
    )


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    asyncio.run(run(given.seconds, given.rounds))


if __name__ == "__main__":
    main()
