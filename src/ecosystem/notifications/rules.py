"""Rules of notices on plain values: when a letter is tried again, what it looks like on the wire."""

import re
from datetime import datetime, timedelta
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from msgspec import Struct

from ecosystem.kernel.text import squeeze

# With these pauses a mail server may be away for seven hours.
TRIES = 16
_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(hours=1)
SENDER_NAME = "Ecosystem"
CALENDAR_FILE = "lich.ics"
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class Envelope(Struct, frozen=True, kw_only=True):
    """A letter as it is stored: to whom, in which language, and the id it keeps when sent again."""

    recipient_name: str
    recipient_address: str
    locale: str
    subject: str
    body: str
    message_id: str
    created_at: datetime
    calendar: str | None = None
    method: str = "PUBLISH"


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after that many failures; None when it is given up."""
    return None if tries >= TRIES else min(_FIRST_PAUSE * 2 ** (tries - 1), _LONGEST_PAUSE)


def job_key(notice_id: UUID, tries: int) -> str:
    """What keeps two jobs from waiting for the same try."""
    return f"notice:{notice_id}:{tries}"


def compose(envelope: Envelope, *, sender: str) -> EmailMessage:
    """The message: plain text, and nothing that people typed can become a header or an address.

    A calendar part goes twice: beside the text, where Gmail and Outlook take it for an invitation, and
    attached, for every other reader. The same envelope gives the same bytes. Raises ValueError where the
    address can't be one.
    """
    message = EmailMessage(policy=_policy(envelope.recipient_address))
    # First, since it takes away what was said of the content before.
    message.set_content(envelope.body, cte="base64")
    if envelope.calendar is not None:
        _enclose(message, envelope.calendar, envelope.method, seed=envelope.message_id)
    message["From"] = _address(SENDER_NAME, sender)
    message["To"] = _address(envelope.recipient_name, envelope.recipient_address)
    message["Subject"] = _one_line(envelope.subject)
    message["Date"] = envelope.created_at
    message["Message-ID"] = envelope.message_id
    message["Content-Language"] = envelope.locale
    message["Auto-Submitted"] = "auto-generated"
    return message


def _enclose(message: EmailMessage, calendar: str, method: str, *, seed: str) -> None:
    message.add_alternative(calendar, subtype="calendar", cte="base64", params={"method": method})
    message.make_mixed()
    message.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename=CALENDAR_FILE)
    mark = sha256(seed.encode()).hexdigest()[:24]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        # Of the letter's id, not of chance; "_" is no sign of base64, which all parts are.
        part.set_boundary(f"=_{mark}_{number}")


if TYPE_CHECKING:
    # Generic in its stubs only.
    _Policy = EmailPolicy[EmailMessage]
else:
    _Policy = EmailPolicy


class _Folding(_Policy):
    """Subjects encoded by the older class: the newer one loses spaces where it breaks lines (Python 3.11)."""

    def fold(self, name: str, value: Any) -> str:
        """A header as it goes out, for text."""
        if name.lower() != "subject" or str(value).isascii():
            folded: str = super().fold(name, value)
            return folded
        encoded: str = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same for bytes."""
        if name.lower() != "subject" or str(value).isascii():
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")


_SMTP, _SMTPUTF8 = _Folding(linesep="\r\n"), _Folding(linesep="\r\n", utf8=True)


def _policy(address: str) -> "EmailPolicy[EmailMessage]":
    # Only a local part outside ASCII needs a server that speaks SMTPUTF8.
    return _SMTP if address.rpartition("@")[0].isascii() else _SMTPUTF8


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError(f"no domain: {error}") from error
    # Anything else in a domain could end the address and begin another one.
    if not _HOST.fullmatch(host):
        raise ValueError(f"no domain: {host!r}")
    return Address(display_name=_one_line(name), username=local, domain=host)


def _one_line(text: str) -> str:
    return squeeze("".join(char if char.isprintable() else " " for char in text))
