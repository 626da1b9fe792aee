"""Writes of notices: a letter exists exactly when its cause does."""

from msgspec import Struct

from ecosystem.kernel import clock, jobs
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.words import Words
from ecosystem.notifications.jobs import SEND, Ref
from ecosystem.notifications.office import office
from ecosystem.notifications.rules import job_key

_INSERT = """
INSERT INTO notice (id, key, recipient_name, recipient_address, locale, subject, body, confidential,
                    message_id, state, created_at, tries)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending', $10, 0)
ON CONFLICT (key) DO NOTHING RETURNING id
"""


class Recipient(Struct, frozen=True):
    """Whom a letter goes to; without a name where nobody has vouched for it yet."""

    name: str
    address: str
    locale: str


class Letter(Struct, frozen=True):
    """What a letter says, in plain text; a confidential one is not kept after it was sent."""

    subject: Words
    text: Words
    confidential: bool = False


async def notify(session: Session, *, key: str, to: Recipient, letter: Letter) -> None:
    """Send a letter once this transaction has committed; a key that was used before sends nothing."""
    notice_id = new_id()
    made = await (await raw(session)).fetchval(
        _INSERT,
        notice_id,
        key,
        to.name,
        to.address,
        to.locale,
        letter.subject.to(to.locale),
        letter.text.to(to.locale),
        letter.confidential,
        f"<{notice_id}@{office().domain}>",
        clock.now(),
    )
    if made is not None:
        await jobs.enqueue(session, SEND, Ref(notice_id), dedupe=job_key(notice_id, 0))


def address_of(path: str) -> str:
    """The full address of a page of this installation, for the text of a letter."""
    return office().base_url + path
