"""How soon 200 machines stand on the screen of a slow device, and what the processes weigh.

    python -m bench.pages [--runs 7]

The built front end in a real Chromium with its processor slowed down four times; a new window and an
empty cache each run. Painted means: the browser has drawn a frame after them; the rows in view are drawn
before the application has started, all rows when it has and can be used. Memory is
the resident set of the server process with its worker inside.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import tempfile
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from playwright.sync_api import Browser, sync_playwright

from bench.availability import database
from bench.reservations import MONDAY
from bench.world import TOKENS, WEEK, WORLD
from tests.support import Server, environment

SLOWER = 4
# Rows that fill the window below the tools; all of them (and their heading).
VIEW, MACHINES = 12, 200
MARK_PAINT, MARK_MEMORY, MARK_NODES = 1.2, 250, 4000
FLAGS = ["--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
# Five bookings a day for every machine.
FULL = """
INSERT INTO occupancy SELECT gen_random_uuid(), r.id, 1, tstzrange(s.start, s.start + interval '1 hour'),
    tstzrange(s.start, s.start + interval '75 minutes'), 'confirmed', 'reservation', gen_random_uuid(), NULL,
    false, now()
FROM (SELECT id FROM resource ORDER BY sort_key OFFSET 1) r, generate_series(0, 6) day,
    generate_series(0, 4) slot,
    LATERAL (SELECT $1::timestamptz + make_interval(days => day, hours => 8 + slot * 2) AS start) s"""
PAINTED = """
most => new Promise(done => {
  const seen = () => document.querySelectorAll('[role=row]').length > most;
  const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
  const look = () => seen() ? drawn() : requestAnimationFrame(look);
  look();
})"""


async def fill(url: str) -> None:
    """200 machines with a week of bookings."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(WORLD)
    await connection.execute(TOKENS)
    await connection.execute(WEEK, MONDAY)
    await connection.execute(FULL, MONDAY)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


def paint(browser: Browser, address: str) -> dict[str, Any]:
    """One visit with an empty cache: seconds to the first paint and to the rows, and the page's size."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="Asia/Ho_Chi_Minh")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="commit")
    view = page.evaluate(PAINTED, VIEW) / 1000
    rows = page.evaluate(PAINTED, MACHINES) / 1000
    first = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0") / 1000
    nodes = page.evaluate("document.querySelectorAll('*').length")
    context.close()
    return {"first": first, "view": view, "rows": rows, "nodes": nodes}


def memory(server: Server) -> float:
    """MB of resident memory of the server's processes."""
    listed = Path("/proc").glob("[0-9]*/stat")
    mine = {server.process.pid}
    parents = {}
    for stat in listed:
        try:
            fields = stat.read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    mine |= {pid for pid, parent in parents.items() if parent in mine}
    pages = [int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) for pid in mine]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(server: Server, runs: int) -> None:
    """Visit day and week, then report medians."""
    day = (MONDAY + timedelta(days=1)).astimezone(UTC).date().isoformat()
    found = next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), None)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*FLAGS, *sandbox])
        for name, path in (("day", f"/lich?day={day}"), ("week", f"/lich?view=week&day={day}")):
            seen = [paint(browser, server.url + path) for _ in range(runs + 1)][1:]
            middle = {key: statistics.median(visit[key] for visit in seen) for key in seen[0]}
            print(
                f"  {name:<5} first paint {middle['first']:.2f} s   rows in view {middle['view']:.2f} s"
                f" (mark {MARK_PAINT})   all rows, usable {middle['rows']:.2f} s"
                f"   {middle['nodes']:.0f} nodes (at most {MARK_NODES})"
            )
        browser.close()
    print(f"  server with its worker: {memory(server):.0f} MB (mark {MARK_MEMORY})")


async def run(runs: int) -> None:
    """Prepare the world, serve it, measure."""
    async with database() as url:
        await fill(url)
        with tempfile.TemporaryDirectory(prefix="ecosystem-bench-") as folder:
            env = environment(Path(folder), DATABASE_URL=url, LOG_FORMAT="json")
            server = Server(env, Path(folder) / "server.log")
            try:
                await asyncio.to_thread(server.wait)
                await asyncio.to_thread(measure, server, runs)
            finally:
                server.kill()


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    asyncio.run(run(parser.parse_args().runs))


if __name__ == "__main__":
    main()
