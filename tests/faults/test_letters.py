"""kill -9 of workers around the sending of letters: each effect once, one Message-ID for ever."""

import asyncio
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ecosystem.kernel.db import Database
from ecosystem.notifications.office import open_office
from ecosystem.settings import Settings
from tests.faults.world import scale
from tests.notifications.world import MailServer, write
from tests.support import PATIENCE, ROOT, environment, eventually, sql

pytestmark = [pytest.mark.faults, pytest.mark.anyio]
_UNSENT = "SELECT count(*) FROM notice WHERE state <> 'sent'"
# What a dead worker had picked is picked again once its heartbeat is old.
_AGE = "UPDATE pgqueuer SET heartbeat = heartbeat - interval '5 minutes' WHERE status = 'picked'"


class Workers:
    """`ecosystem worker` processes on the test's database; the one that runs can be killed."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.env, self.log = env, log
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        with self.log.open("ab") as file:
            self.running.append(
                subprocess.Popen(
                    [sys.executable, "-m", "ecosystem", "worker"],
                    env=self.env, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT,
                )
            )  # fmt: skip

    def kill(self) -> None:
        """As a power cut does; what it had picked is anybody's at once, not only after half a minute."""
        for process in self.running:
            process.kill()
            process.wait()
        self.running.clear()
        sql(self.env["ECOSYSTEM_DATABASE_URL"], _AGE)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture
def workers(
    database_url: str, settings: Settings, mail: MailServer, tmp_path: Path
) -> Iterator[Callable[..., Workers]]:
    made: list[Workers] = []

    def make(**variables: str) -> Workers:
        env = environment(tmp_path / "var", DATABASE_URL=database_url, LOG_FORMAT="json", **variables)
        made.append(Workers(env, tmp_path / "worker.log"))
        return made[-1]

    open_office(settings)
    yield make
    for one in made:
        one.kill()


async def all_sent(database_url: str) -> None:
    def done() -> bool:
        return bool(sql(database_url, _UNSENT)[0][0] == 0)

    # Workers start again and again, each of which takes seconds.
    await asyncio.to_thread(eventually, "every letter sent", done, PATIENCE * 4)


@pytest.mark.parametrize("moment", ["before the letter is handed over", "between handing over and noting it"])
async def test_worker_killed_around_sending(
    moment: str, database: Database, database_url: str, mail: MailServer, workers: Callable[..., Workers]
) -> None:
    running = workers(SMTP_URL=mail.url)
    kills = scale(10, 2)
    left = iter(range(kills))

    one_at_a_time = threading.Lock()

    def harm(*_: object) -> str:
        with one_at_a_time:
            if next(left, None) is not None:
                running.kill()
                running.start()
        return "250 kept"

    if moment.startswith("before"):
        mail.greeted = harm  # type: ignore[assignment]
    else:
        mail.answer = harm
    letters = [f"letter {number}" for number in range(6)]
    await write(database, *letters)
    running.start()
    await all_sent(database_url)

    seen = Counter(str(message["Message-ID"]) for message in mail.received)
    ids = {row["message_id"] for row in sql(database_url, "SELECT message_id FROM notice")}
    assert set(seen) == ids
    assert len(ids) == len(letters)
    assert next(left, None) is None
    if moment.startswith("before"):
        assert set(seen.values()) == {1}
    else:
        # Letters are handed over side by side: one kill may cut off the answers to several of them.
        assert seen.total() >= len(letters) + kills
        assert max(seen.values()) <= 1 + kills
    assert {row["tries"] for row in sql(database_url, "SELECT tries FROM notice")} == {1}


async def test_workers_killed_at_random_write_each_file_once(
    database: Database, database_url: str, workers: Callable[..., Workers], tmp_path: Path
) -> None:
    first, second = workers(), workers()
    rounds, letters = scale(5, 2), 30
    for turn in range(rounds):
        await write(database, *(f"letter {turn}-{number}" for number in range(letters)))
        first.start()
        second.start()
        before = sql(database_url, _UNSENT)[0][0]

        def some(before: int = before) -> bool:
            return bool(sql(database_url, _UNSENT)[0][0] < before)

        await asyncio.to_thread(eventually, "a letter sent", some, PATIENCE * 4)
        first.kill()
        second.kill()
    first.start()
    await all_sent(database_url)
    files = [path.name for path in (tmp_path / "var" / "mail").glob("*.eml")]
    assert len(files) == rounds * letters
