"""Letters that are put down as facts with their cause, and get their text when they are sent.

A change that is made a hundred times a second has no time to write letters. It leaves one row, in the
statement that makes the change; the worker asks the feature's template for the text. The job is added
after the commit, for all the letters of a moment at once: added before, its NOTIFY would hold up every
other commit. Should the process die in between, `jobs.catch_up` finds the letter within two minutes.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Struct

from ecosystem.kernel import clock, logs
from ecosystem.kernel.db import FAILURES, Database, Session, Written, after_commit
from ecosystem.kernel.errors import Problem
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.jobs import enqueue
from ecosystem.notifications.office import office

SEND_SEVERAL = "notifications.send_several"
_MOMENT = 0.2  # seconds that letters wait for others to be sent along with
_AT_ONCE = 20  # letters of one job
_log = logs.logger(__name__)

_PUT_DOWN = """
INSERT INTO notice (id, key, recipient_name, recipient_address, locale, subject, body, confidential,
                    message_id, state, created_at, tries, template, facts)
SELECT $1::uuid, $2::text, who.name, who.address, who.locale, '', '', false,
       $3::text, 'pending', $4::timestamptz, 0, $5::text, $6::jsonb
FROM ({who}) who
ON CONFLICT (key) DO NOTHING
"""


class Several(Struct, frozen=True):
    """The letters of one job."""

    notice_ids: list[UUID]


class Facts(Struct, frozen=True):
    """A letter that is to be written now: to whom, in which language, and the facts as JSON."""

    locale: str
    name: str
    address: str
    created_at: datetime
    json: str


class Content(Struct, frozen=True):
    """What a letter says; `calendar` is iCalendar text with that `method` for the reader's calendar."""

    subject: str
    body: str
    calendar: str | None = None
    method: str = "PUBLISH"


Template = Callable[[Session, Facts], Awaitable[Content | None]]

templates: dict[str, Template] = {}
"""What makes text of facts, by name, as `app.py` wires it; None says that the letter is out of date."""


def of_people(who: str) -> str:
    """The statement that puts down a letter to the one person that the SELECT `who` finds.

    `who` gives name, address and locale, nobody where no letter is wanted; its own parameters begin
    with $7.
    """
    return _PUT_DOWN.format(who=who)


def put_down(
    session: Session, statement: str, *, key: str, template: str, facts: Struct, who: tuple[Any, ...]
) -> Written:
    """One of `of_people`'s statements with its parameters, to be run within this transaction.

    The letter is sent once that has committed; a key that was used before sends nothing.
    """
    notice_id = new_id()
    after_commit(session, lambda db: _say(db, notice_id))
    message_id = f"<{notice_id}@{office().domain}>"
    said = msgspec.json.encode(facts).decode()
    return statement, (notice_id, key, message_id, clock.now(), template, said, *who)


# What has committed and waits for its job, by database.
_waiting: WeakKeyDictionary[Database, list[UUID]] = WeakKeyDictionary()


def _say(db: Database, notice_id: UUID) -> None:
    queue = _waiting.setdefault(db, [])
    queue.append(notice_id)
    if len(queue) == 1:
        db.in_background(_tell(db, queue))


async def _tell(db: Database, queue: list[UUID]) -> None:
    await asyncio.sleep(_MOMENT)
    found = list(queue)
    queue.clear()
    try:
        await db.transact(partial(_enqueue, notice_ids=found), bare=True)
    except (*FAILURES, Problem) as error:
        _log.warning("letters wait for the next sweep", count=len(found), error=type(error).__name__)


async def _enqueue(session: Session, *, notice_ids: list[UUID]) -> None:
    for start in range(0, len(notice_ids), _AT_ONCE):
        await enqueue(session, SEND_SEVERAL, Several(notice_ids[start : start + _AT_ONCE]))
