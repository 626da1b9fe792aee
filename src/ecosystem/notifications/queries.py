"""Reads of letters that were written to files, for the demo's letter box."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

from ecosystem.notifications.gateways import SUFFIX
from ecosystem.notifications.schemas import DemoLetter

SHOWN = 50


def letters_in(folder: Path, base_url: str) -> list[DemoLetter]:
    """The letters that were written last, the newest first."""
    files = [path for path in folder.glob(f"*{SUFFIX}") if not path.name.startswith(".")]
    newest = sorted(files, key=lambda path: path.stat().st_mtime_ns, reverse=True)[:SHOWN]
    return [_letter(path, base_url) for path in newest]


def _letter(path: Path, base_url: str) -> DemoLetter:
    message = message_from_bytes(path.read_bytes(), policy=default)
    body = message.get_body(preferencelist=("plain",))
    text = "\n".join(str(body.get_content()).splitlines()) if body is not None else ""
    links = [line.removeprefix(base_url) for line in text.splitlines() if line.startswith(f"{base_url}/")]
    return DemoLetter(
        id=path.name.removesuffix(SUFFIX),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=message["Date"].datetime,
        text=text.strip(),
        link=links[0] if links else None,
    )
