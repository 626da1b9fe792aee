"""The ways out of the house for a letter: files under the var directory, or an SMTP server.

A letter that is sent again carries the same Message-ID: a file overwrites itself, and mail programs
show one message.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from secrets import token_hex
from typing import Protocol
from urllib.parse import unquote, urlsplit

from anyio import to_thread

SUFFIX = ".eml"
_TIMEOUT = 10.0  # seconds for each answer of the mail server
_PERMANENT = 500  # SMTP answers from here on will be the same next time
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


class Undelivered(Exception):  # noqa: N818 -- what became of the letter
    """The letter did not get out; a later try may."""


class Undeliverable(Undelivered):
    """The letter will never get out: the address does not exist, or can't be one."""


class Gateway(Protocol):
    """A way out for letters."""

    async def send(self, message: EmailMessage) -> None:
        """Hand the letter over; raises Undelivered or Undeliverable."""
        ...

    async def check(self) -> str:
        """What `doctor` says when letters can be handed over; raises Undelivered when they can't."""
        ...


class Files:
    """Letters become files in a folder, one for each Message-ID."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def send(self, message: EmailMessage) -> None:
        """Write the file whole or not at all."""
        await to_thread.run_sync(self._write, message)

    async def check(self) -> str:
        """The folder can be written, or made."""
        place = self.folder
        while not place.exists():
            place = place.parent
        if not os.access(place, os.W_OK):
            raise Undelivered(f"{place} can't be written")
        return f"files in {self.folder}"

    def _write(self, message: EmailMessage) -> None:
        name = _UNSAFE.sub("_", str(message["Message-ID"]).strip("<>")) + SUFFIX
        draft = self.folder / f".{name}.{token_hex(4)}"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / name)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise Undelivered(str(error)) from error


class Smtp:
    """Letters go to a mail server: `smtp://user:password@host:port` (STARTTLS where offered) or `smtps://`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.implicit = parts.scheme == "smtps"
        self.host = parts.hostname or ""
        self.port = parts.port or (465 if self.implicit else 587)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")

    async def send(self, message: EmailMessage) -> None:
        """Hand the letter to the server, off the event loop."""
        await to_thread.run_sync(self._send, message)

    async def check(self) -> str:
        """The server answers and takes our name."""
        await to_thread.run_sync(self._greet)
        return f"{self.host}:{self.port} answers"

    def _send(self, message: EmailMessage) -> None:
        with _said(), self._connected() as server:
            server.send_message(message)

    def _greet(self) -> None:
        with _said(), self._connected() as server:
            server.noop()

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        server = (
            smtplib.SMTP_SSL(self.host, self.port, timeout=_TIMEOUT, context=context)
            if self.implicit
            else smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT)
        )
        with server:
            server.ehlo()
            if not self.implicit and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif not self.implicit and self.user:
                raise Undelivered("the server offers no encryption, so it is not told the password")
            if self.user:
                server.login(self.user, self.password)
            yield server


@contextmanager
def _said() -> Iterator[None]:
    """Turn what smtplib raises into our two words for it."""
    try:
        yield
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        kind = Undeliverable if _permanent(error) else Undelivered
        raise kind(str(error)) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Undeliverable(str(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Undelivered(str(error)) from error


def _permanent(error: smtplib.SMTPException) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= _PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= _PERMANENT
