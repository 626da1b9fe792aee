"""Reads of letters that were written to files, for the demo's letter box."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from ecosystem.notifications.gateways import SUFFIX
from ecosystem.notifications.rules import CALENDAR_FILE
from ecosystem.notifications.schemas import DemoLetter

SHOWN = 50


def letters_in(folder: Path, base_url: str) -> list[DemoLetter]:
    """The letters that were written last, the newest first."""
    files = [path for path in folder.glob(f"*{SUFFIX}") if not path.name.startswith(".")]
    newest = sorted(files, key=lambda path: path.stat().st_mtime_ns, reverse=True)[:SHOWN]
    return [_letter(path, base_url) for path in newest]


def calendar_in(folder: Path, letter_id: str) -> bytes | None:
    """The calendar file that a letter carries; None where there is no such letter, or no file in it."""
    # Looked up among the files, so that no name leads out of the folder.
    path = next((path for path in folder.glob(f"*{SUFFIX}") if path.name == letter_id + SUFFIX), None)
    if path is None or path.name.startswith("."):
        return None
    part = _calendar(message_from_bytes(path.read_bytes(), policy=default))
    content: bytes | None = part.get_content() if part is not None else None
    return content


def _calendar(message: EmailMessage) -> Any:
    """The attached calendar file."""
    return next((part for part in message.iter_attachments() if part.get_filename() == CALENDAR_FILE), None)


def _letter(path: Path, base_url: str) -> DemoLetter:
    message = message_from_bytes(path.read_bytes(), policy=default)
    body = message.get_body(preferencelist=("plain",))
    text = "\n".join(str(body.get_content()).splitlines()) if body is not None else ""
    links = [line.removeprefix(base_url) for line in text.splitlines() if line.startswith(f"{base_url}/")]
    letter_id = path.name.removesuffix(SUFFIX)
    return DemoLetter(
        id=letter_id,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=message["Date"].datetime,
        text=text.strip(),
        link=links[0] if links else None,
        calendar_url=f"/api/demo/mail/calendar?letter={letter_id}" if _calendar(message) else None,
    )
