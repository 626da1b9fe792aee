"""Sending: each letter once, also when a worker dies between commit and sending or before noting it.

The letter's row stays locked while it is handed over, so two workers never send the same one. What a
dead worker had handed over but not noted is handed over again under the same Message-ID.
"""

from datetime import timedelta
from uuid import UUID

import asyncpg
from msgspec import Struct, structs

from ecosystem.kernel import clock, logs
from ecosystem.kernel.db import Database, Driver, Session, raw
from ecosystem.kernel.jobs import enqueue, job
from ecosystem.notifications.gateways import Undeliverable, Undelivered
from ecosystem.notifications.office import office
from ecosystem.notifications.outbox import SEND_SEVERAL, Facts, Several, templates
from ecosystem.notifications.rules import Envelope, compose, job_key, pause_after

SEND = "notifications.send"
# Longer than any pause between two tries: what is pending for so long has lost its job.
_FORGOTTEN = timedelta(hours=2)
# A letter that nobody has tried to send by then has no job.
_OVERLOOKED = timedelta(minutes=1)
_SECRETS_KEPT = timedelta(days=1)
_log = logs.logger(__name__)

_PENDING = """
SELECT recipient_name, recipient_address, locale, subject, body, message_id, created_at,
       template, facts::text AS facts
  FROM notice WHERE id = $1 AND state = 'pending' FOR UPDATE NOWAIT
"""
_SENT = """
UPDATE notice SET state = 'sent', sent_at = $2, tries = tries + 1, error = NULL,
       body = CASE WHEN confidential THEN '' ELSE body END
 WHERE id = $1
"""
_FAILED = """
UPDATE notice SET tries = tries + 1, error = $2 WHERE id = $1 AND state = 'pending' RETURNING tries
"""
_DROPPED = "UPDATE notice SET state = 'dropped', tries = tries + 1, error = NULL WHERE id = $1"
_GIVEN_UP = "UPDATE notice SET state = 'failed' WHERE id = $1"
_LOST = "SELECT id, tries FROM notice WHERE state = 'pending' AND created_at < $1 LIMIT 1000"
_UNTRIED = """
SELECT id, tries FROM notice WHERE state = 'pending' AND created_at < $1 AND tries = 0
 ORDER BY created_at LIMIT 1000
"""
_ERASE = "UPDATE notice SET body = '' WHERE confidential AND body <> '' AND created_at < $1"


class Ref(Struct, frozen=True):
    """The letter to send."""

    notice_id: UUID


@job(SEND)
async def send(db: Database, ref: Ref) -> None:
    """Hand one letter over and note it; what fails is tried again with growing pauses."""
    try:
        await db.transact(lambda session: _hand_over(session, ref.notice_id))
    except Undelivered as error:
        reason, final = str(error), isinstance(error, Undeliverable)
        await db.transact(lambda session: _note_failure(session, ref, reason, final=final))


@job(SEND_SEVERAL)
async def send_several(db: Database, several: Several) -> None:
    """Hand several letters over, each in a transaction of its own."""
    for notice_id in several.notice_ids:
        await send(db, Ref(notice_id))


async def catch_up(db: Database) -> None:
    """Give letters a job whose process died before it could; those that have one keep it."""

    async def work(session: Session) -> None:
        for row in await (await raw(session)).fetch(_UNTRIED, clock.now() - _OVERLOOKED):
            await enqueue(session, SEND, Ref(row["id"]), dedupe=job_key(row["id"], row["tries"]))

    await db.transact(work)


async def sweep(db: Database) -> None:
    """Give letters that lost their job a new one, and erase secrets that no longer open anything."""

    async def work(session: Session) -> None:
        driver, now = await raw(session), clock.now()
        await driver.execute(_ERASE, now - _SECRETS_KEPT)
        for row in await driver.fetch(_LOST, now - _FORGOTTEN):
            await enqueue(session, SEND, Ref(row["id"]), dedupe=job_key(row["id"], row["tries"]))

    await db.transact(work)


async def _hand_over(session: Session, notice_id: UUID) -> None:
    driver = await raw(session)
    row = await driver.fetchrow(_PENDING, notice_id)
    if row is None:
        return  # sent or given up before
    envelope = await _written(session, row)
    if envelope is None:
        await driver.execute(_DROPPED, notice_id)
        return
    await _deliver(envelope)
    await driver.execute(_SENT, notice_id, clock.now())


async def _written(session: Session, row: asyncpg.Record) -> Envelope | None:
    """The letter with its text; None where it has nothing to say any more."""
    stored = dict(row)
    template, facts = stored.pop("template"), stored.pop("facts")
    if template is not None:
        asked = Facts(
            row["locale"], row["recipient_name"], row["recipient_address"], row["created_at"], facts
        )
        content = await templates[template](session, asked)
        if content is None:
            return None
        stored |= structs.asdict(content)
    return Envelope(**stored)


async def _deliver(envelope: Envelope) -> None:
    try:
        message = compose(envelope, sender=office().sender)
    except ValueError as error:
        raise Undeliverable(str(error)) from error
    await office().gateway.send(message)


async def _note_failure(session: Session, ref: Ref, reason: str, *, final: bool) -> None:
    driver: Driver = await raw(session)
    tries = await driver.fetchval(_FAILED, ref.notice_id, reason)
    if tries is None:
        return
    pause = None if final else pause_after(tries)
    if pause is None:
        await driver.execute(_GIVEN_UP, ref.notice_id)
        _log.error("letter given up", notice=str(ref.notice_id), tries=tries)
    else:
        _log.warning("letter not sent", notice=str(ref.notice_id), tries=tries)
        key = job_key(ref.notice_id, tries)
        await enqueue(session, SEND, ref, dedupe=key, run_after=pause)
