"""The embedded PostgreSQL: whatever is killed or torn, the next command works and nothing is lost."""

import asyncio
import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from ecosystem.kernel.db import FAILURES
from ecosystem.kernel.postgres import Cluster, ClusterError, account, binaries
from tests.support import PATIENCE, environment, eventually, plain, sql

pytestmark = pytest.mark.faults

ROUNDS = 20 if os.environ.get("ECOSYSTEM_FAULTS") == "full" else 2

# A process that uses the server as a command does: it holds it until its standard input ends.
HOLDER = """
import sys
from pathlib import Path
from ecosystem.kernel.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]))
url = cluster.ensure()
if sys.argv[2] == "watch":
    cluster.watch()
print(url, flush=True)
sys.stdin.read()
cluster.release()
"""


class Holder:
    """One such process."""

    def __init__(self, var: Path, *, watch: bool = False) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(var), "watch" if watch else "plain"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(var),
            start_new_session=True,
        )

    @functools.cached_property
    def url(self) -> str:
        """The address it has printed; waits for it."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        if not line:
            raise AssertionError(self.process.communicate(timeout=PATIENCE)[1])
        return line

    def leave(self) -> None:
        """Let it end in its own way."""
        _, errors = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0, errors

    def kill(self) -> None:
        """End it, and what it has just started, as a power cut does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=PATIENCE)


@pytest.fixture
def var() -> Iterator[Path]:
    """A var directory that the server's account can reach; nothing of it is left."""
    place = Path(tempfile.mkdtemp(prefix="ecosystem-faults-"))
    place.chmod(0o711)
    yield place
    if (place / "postgres" / "data" / "PG_VERSION").exists():
        with contextlib.suppress(ProcessLookupError, ValueError, OSError):
            os.kill(postmaster(place), signal.SIGKILL)
        eventually("the end of the server", lambda: gone(place))
    shutil.rmtree((place / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(place)


@pytest.fixture
def hold(var: Path) -> Iterator[Callable[..., Holder]]:
    """`hold()` starts a process that uses the server of `var`."""
    started: list[Holder] = []

    def start(*, watch: bool = False) -> Holder:
        started.append(Holder(var, watch=watch))
        return started[-1]

    yield start
    for holder in started:
        holder.kill()


def postmaster(var: Path) -> int:
    """The pid of the server, from its own file."""
    return int((var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def gone(var: Path) -> bool:
    """Whether no process of the server is left."""
    return Cluster(var)._all_gone()


def kill_postgres(var: Path) -> None:
    """End the server as a power cut does, and wait until its children have noticed."""
    pid = postmaster(var)
    os.kill(pid, signal.SIGKILL)
    eventually("the end of the server", lambda: gone(var) or postmaster(var) != pid)


def write(url: str, rows: int = 100) -> None:
    """Commit some rows, each in a transaction of its own."""
    sql(url, "CREATE TABLE IF NOT EXISTS kept (n int PRIMARY KEY)")
    inserts = [
        f"INSERT INTO kept SELECT coalesce(max(n), 0) + 1 FROM kept WHERE n > {-i}" for i in range(rows)
    ]
    sql(url, *inserts)


def count(url: str) -> int:
    """How many rows are there."""
    return int(sql(url, "SELECT count(*) FROM kept")[0][0])


def start_bare(var: Path) -> subprocess.CompletedProcess[str]:
    """Start the server with nothing of ours around it: the negative control."""
    owner = account.choose(var, var / "postgres")
    data = var / "postgres" / "data"
    command = [binaries.find().path("pg_ctl"), "start", "-w", "-t", "20", "-s", "-D", str(data)]
    return owner.run([*command, "-l", str(data.parent / "log")], cwd=data.parent, timeout=60)


def test_the_last_one_to_leave_stops_the_server_and_no_one_else(var, hold):
    first, second = hold(), hold()
    url, other = first.url, second.url
    assert url == other
    began = sql(url, "SELECT pg_postmaster_start_time()")
    first.leave()
    assert sql(url, "SELECT pg_postmaster_start_time()") == began
    second.leave()
    assert gone(var)
    assert not (var / "postgres" / "data" / "postmaster.pid").exists()


def test_many_at_once_on_an_empty_directory_start_one_server(var, hold):
    holders = [hold() for _ in range(6)]
    began = {sql(holder.url, "SELECT pg_postmaster_start_time()")[0][0] for holder in holders}
    assert len(began) == 1
    for holder in holders:
        holder.leave()
    assert gone(var)


def test_a_killed_application_leaves_a_server_that_the_next_one_takes_over(var, hold):
    app = hold()
    write(app.url)
    app.kill()
    assert not gone(var)
    following = hold()
    assert count(following.url) == 100
    following.leave()
    assert gone(var)


def test_a_killed_postgres_comes_back_while_the_application_runs(var, hold):
    app = hold(watch=True)
    url = app.url
    write(url)
    killed = postmaster(var)
    kill_postgres(var)

    def answer() -> int:
        with contextlib.suppress(*FAILURES):
            return count(url)
        return 0

    assert eventually("the server's return", answer) == 100
    assert postmaster(var) != killed
    app.leave()
    assert gone(var)


@pytest.mark.parametrize(
    "error",
    [asyncpg.InternalClientError("cannot switch to state 12"), RuntimeError("what nobody thought of")],
    ids=["driver", "any"],
)
def test_the_watch_outlives_an_error_while_it_greets(var, monkeypatch, error):
    # As a driver fails whose server is killed in the middle of the greeting.
    greet = Cluster._greet
    failing = [error]

    async def greeting(cluster: Cluster) -> bool:
        if failing:
            raise failing.pop()
        return await greet(cluster)

    with Cluster(var) as cluster:
        write(cluster.url(), 1)
        monkeypatch.setattr(Cluster, "_greet", greeting)
        cluster.watch()
        kill_postgres(var)
        assert eventually("the server's return", lambda: not gone(var) and cluster._answers())
        assert not failing
        assert count(cluster.url()) == 1


def test_without_a_watch_a_killed_postgres_stays_away(var, hold):
    # The negative control of the test before this one.
    app = hold(watch=False)
    write(app.url, 1)
    kill_postgres(var)
    time.sleep(3)
    assert gone(var)


def test_application_and_postgres_killed_together_lose_nothing(var, hold):
    app = hold(watch=True)
    write(app.url)
    app.kill()
    kill_postgres(var)
    assert gone(var)
    following = hold()
    assert count(following.url) == 100
    following.leave()


@pytest.fixture
def stranger(var: Path) -> Iterator[int]:
    """The pid of a live process of the server's account that has nothing to do with it."""
    owner = account.choose(var, var / "postgres")
    process = subprocess.Popen(["sleep", "600"], user=owner.uid if owner.switch else None, cwd="/")
    yield process.pid
    process.kill()
    process.wait()


@pytest.mark.parametrize("kind", ["empty", "torn", "reused pid", "garbage"])
def test_a_pid_file_that_says_nothing_true_is_no_obstacle(var, hold, stranger, kind):
    app = hold()
    write(app.url)
    app.kill()
    pid_file = var / "postgres" / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines(keepends=True)
    kill_postgres(var)
    texts = {
        "empty": "",
        "torn": "".join(lines)[:3].rstrip("\n0123456789") + "7",
        "reused pid": "".join([f"{stranger}\n", *lines[1:]]),
        "garbage": "\x00\x00not a number\n",
    }
    pid_file.write_text(texts[kind])
    if kind != "torn":
        # A torn number names nobody, or somebody by chance; the others stop a plain start for certain.
        assert start_bare(var).returncode != 0
    assert pid_file.read_text() == texts[kind] or kind == "torn"

    following = hold()
    assert count(following.url) == 100
    following.leave()
    assert gone(var)


def test_a_stale_pid_file_of_a_dead_server_is_no_obstacle(var, hold):
    app = hold()
    write(app.url)
    app.kill()
    kill_postgres(var)
    assert (var / "postgres" / "data" / "postmaster.pid").exists()
    following = hold()
    assert count(following.url) == 100
    following.leave()


def test_a_half_finished_initdb_is_made_anew(var, hold):
    app = hold()
    draft = var / "postgres" / "data.new"
    eventually("initdb's first files", (draft / "base").exists)
    app.kill()
    # initdb's own children end with it; the data directory must not look finished.
    assert draft.exists()
    assert not (var / "postgres" / "data").exists()
    following = hold()
    write(following.url, 1)
    assert count(following.url) == 1
    assert not draft.exists()
    following.leave()


def test_a_data_directory_of_another_version_is_named_and_left_alone(var):
    cluster = Cluster(var)
    cluster.ensure()
    cluster.release()
    (cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(ClusterError, match="was made by PostgreSQL 14"):
        cluster.ensure()
    assert (cluster.data / "PG_VERSION").read_text() == "14\n"
    (cluster.data / "PG_VERSION").write_text(f"{binaries.find().major}\n")


def test_a_long_path_gets_a_short_socket(var):
    deep = var / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True, mode=0o711)
    with Cluster(deep) as cluster:
        assert len(str(cluster.socket)) < 60
        assert cluster.socket.stat().st_mode & 0o777 == 0o700
        assert sql(cluster.url(), "SELECT 1")[0][0] == 1
        place = cluster.socket
    shutil.rmtree(place)
    shutil.rmtree(deep.parent)


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user reaches all of its own directories")
def test_a_closed_directory_is_left_closed_and_the_data_live_elsewhere(var):
    var.chmod(0o700)
    with Cluster(var) as cluster:
        write(cluster.url(), 1)
        assert (var / "postgres").is_symlink()
        assert cluster.data.is_relative_to(account.AWAY)
    with Cluster(var) as cluster:
        assert count(cluster.url()) == 1
    assert var.stat().st_mode & 0o777 == 0o700


async def _commit_until_it_breaks(url: str, acknowledged: list[int]) -> None:
    connection = await asyncpg.connect(plain(url))
    number = acknowledged[-1] if acknowledged else 0
    try:
        while True:
            number += 1
            await connection.execute("INSERT INTO kept VALUES ($1)", number)
            acknowledged.append(number)
    except Exception:
        # Whatever a driver says when its server vanishes: this commit was not acknowledged.
        connection.terminate()


def test_every_acknowledged_commit_survives_kills_in_the_middle(var, hold):
    app = hold(watch=True)
    url = app.url
    sql(url, "CREATE TABLE kept (n int PRIMARY KEY)")
    acknowledged: list[int] = []

    async def one_round() -> None:
        writer = asyncio.create_task(_commit_until_it_breaks(url, acknowledged))
        seen = len(acknowledged)
        while len(acknowledged) < seen + 50 and not writer.done():
            await asyncio.sleep(0.01)
        os.kill(postmaster(var), signal.SIGKILL)
        await writer

    def there() -> set[int] | None:
        with contextlib.suppress(*FAILURES):
            return {row[0] for row in sql(url, "SELECT n FROM kept")}
        return None

    for _ in range(ROUNDS):
        asyncio.run(one_round())
        rows = eventually("the server's return", there)
        assert set(acknowledged) <= rows
        # One more may be there: committed, and its answer lost on the way.
        assert len(rows) <= len(acknowledged) + 1
        acknowledged[:] = sorted(rows)
    app.leave()
