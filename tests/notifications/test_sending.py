"""A letter exists exactly when its cause does, is sent once, and waits for a mail server that is away."""

import asyncio
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import msgspec
import pytest

from ecosystem.kernel import jobs as queue
from ecosystem.kernel.db import Database
from ecosystem.notifications import jobs
from ecosystem.notifications.office import open_office
from ecosystem.notifications.rules import TRIES
from ecosystem.notifications.service import Recipient
from tests.notifications.world import MailServer, write
from tests.support import PATIENCE, sql


@pytest.fixture
def mail():
    server = MailServer()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def files(settings):
    """Letters are files, unless a test opens another office."""
    open_office(settings)
    return settings.var / "mail"


@pytest.fixture
def by_smtp(settings, mail):
    open_office(msgspec.structs.replace(settings, smtp_url=mail.url))


def notices(database_url) -> list[dict[str, Any]]:
    return [dict(row) for row in sql(database_url, "SELECT * FROM notice ORDER BY id")]


def waiting(database_url) -> list[tuple[str, float]]:
    """The keys of the letters' jobs, and in how many seconds each is due."""
    rows = sql(
        database_url,
        "SELECT dedupe_key, extract(epoch FROM execute_after - created)::float AS pause FROM pgqueuer"
        " WHERE entrypoint = 'notifications.send' ORDER BY id",
    )
    return [(row["dedupe_key"], round(row["pause"])) for row in rows]


async def send_all(database: Database, database_url: str) -> None:
    for row in notices(database_url):
        await jobs.send(database, jobs.Ref(row["id"]))


async def test_one_key_one_letter_one_job(database, database_url, clock):
    await write(database, "a", "b", "a")
    await write(database, "a")
    rows = notices(database_url)
    assert [(row["key"], row["subject"], row["state"], row["tries"]) for row in rows] == [
        ("a", "Thư a", "pending", 0),
        ("b", "Thư b", "pending", 0),
    ]
    assert [row["message_id"] for row in rows] == [f"<{row['id']}@testserver>" for row in rows]
    assert waiting(database_url) == [(f"notice:{row['id']}:0", 0) for row in rows]


async def test_the_letter_is_gone_when_its_cause_rolled_back(database, database_url, monkeypatch):
    async def work(session):
        await write_in(session)
        raise LookupError

    async def write_in(session):
        monkeypatch.setattr(Database, "transact", lambda self, inner: inner(session))
        await write(database, "a")
        monkeypatch.undo()

    with pytest.raises(LookupError):
        await database.transact(work)
    assert (notices(database_url), waiting(database_url)) == ([], [])


async def test_it_is_written_to_a_file_in_the_recipients_language(database, database_url, files, clock):
    await write(database, "a")
    await write(database, "b", to=Recipient("Ann", "ann@lab.example", "en"))
    await send_all(database, database_url)
    rows = notices(database_url)
    assert [(row["state"], row["tries"], row["sent_at"], row["error"]) for row in rows] == [
        ("sent", 1, clock.at(rows[0]["created_at"]), None)
    ] * 2
    found = {path.name: message_from_bytes(path.read_bytes(), policy=default) for path in files.iterdir()}
    assert sorted(found) == sorted(f"{row['id']}_testserver.eml" for row in rows)
    assert {message["Subject"]: message.get_content().strip() for message in found.values()} == {
        "Thư a": "Xin chào",
        "Letter b": "Hello",
    }


async def test_sending_again_overwrites_the_same_file(database, database_url, files):
    await write(database, "a")
    await send_all(database, database_url)
    first = {path: path.read_bytes() for path in files.iterdir()}
    sql(database_url, "UPDATE notice SET state = 'pending'")
    await send_all(database, database_url)
    assert {path: path.read_bytes() for path in files.iterdir()} == first
    assert len(first) == 1


async def test_confidential_body_is_erased_once_it_is_sent(database, database_url):
    await write(database, "a", confidential=True)
    await write(database, "b")
    assert [row["body"] for row in notices(database_url)] == ["Xin chào"] * 2
    await send_all(database, database_url)
    assert [row["body"] for row in notices(database_url)] == ["", "Xin chào"]


async def test_two_workers_send_one_letter(database, database_url, by_smtp, mail):
    taken = asyncio.Event()
    loop = asyncio.get_running_loop()
    release = asyncio.Event()

    def slow(_):
        loop.call_soon_threadsafe(taken.set)
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result(PATIENCE)
        return "250 kept"

    mail.answer = slow
    await write(database, "a")
    ref = jobs.Ref(notices(database_url)[0]["id"])
    first = asyncio.ensure_future(jobs.send(database, ref))
    await asyncio.wait_for(taken.wait(), PATIENCE)
    with pytest.raises(Exception, match="Not available"):
        await jobs.send(database, ref)
    release.set()
    await first
    await jobs.send(database, ref)
    assert [str(message["Subject"]) for message in mail.received] == ["Thư a"]
    assert [(row["state"], row["tries"]) for row in notices(database_url)] == [("sent", 1)]


async def test_a_mail_server_that_is_away_is_tried_again_with_growing_pauses(
    database, database_url, by_smtp, mail, clock
):
    mail.close()
    await write(database, "a")
    await send_all(database, database_url)
    await send_all(database, database_url)
    (row,) = notices(database_url)
    assert (row["state"], row["tries"], row["sent_at"]) == ("pending", 2, None)
    assert "refused" in row["error"]
    assert waiting(database_url) == [
        (f"notice:{row['id']}:0", 0),
        (f"notice:{row['id']}:1", 10),
        (f"notice:{row['id']}:2", 20),
    ]
    sql(database_url, f"UPDATE notice SET tries = {TRIES - 1}")
    await send_all(database, database_url)
    assert [(row["state"], row["tries"]) for row in notices(database_url)] == [("failed", TRIES)]
    assert len(waiting(database_url)) == 3


async def test_an_address_that_does_not_exist_is_given_up_at_once(database, database_url, by_smtp, mail):
    mail.recipient_answer = "550 no such mailbox"
    await write(database, "a")
    await send_all(database, database_url)
    (row,) = notices(database_url)
    assert (row["state"], row["tries"]) == ("failed", 1)
    assert "no such mailbox" in row["error"]
    assert mail.received == []


async def test_a_full_mailbox_is_tried_again(database, database_url, by_smtp, mail):
    mail.recipient_answer = "452 mailbox full"
    await write(database, "a")
    await send_all(database, database_url)
    mail.recipient_answer = "250 fine"
    await send_all(database, database_url)
    assert [(row["state"], row["tries"], row["error"]) for row in notices(database_url)] == [
        ("sent", 2, None)
    ]
    assert len(mail.received) == 1


async def test_sweep_finds_letters_without_a_job_and_erases_old_secrets(database, database_url, clock):
    await write(database, "lost", "open", confidential=True)
    sql(
        database_url,
        "UPDATE pgqueuer SET status = 'failed'",
        "UPDATE notice SET state='failed' WHERE key='open'",
    )
    clock.advance(timedelta(hours=1))
    await jobs.sweep(database)
    assert len(waiting(database_url)) == 2
    clock.advance(timedelta(hours=2))
    await jobs.sweep(database)
    await jobs.sweep(database)
    lost, _ = notices(database_url)
    assert [key for key, _ in waiting(database_url)][2:] == [f"notice:{lost['id']}:0"]
    assert [row["body"] for row in notices(database_url)] == ["Xin chào"] * 2
    clock.advance(timedelta(hours=22))
    await jobs.sweep(database)
    assert [row["body"] for row in notices(database_url)] == ["", ""]


async def test_a_worker_sends_it(settings, database, database_url, files):
    await write(database, "a")
    worker = queue.Embedded(settings, database)
    try:
        async with asyncio.timeout(PATIENCE):
            while notices(database_url)[0]["state"] != "sent":
                await asyncio.sleep(0.05)
    finally:
        await worker.close()
    assert len(list(files.iterdir())) == 1
