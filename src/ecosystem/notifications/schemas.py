"""What the demo's letter box shows."""

from datetime import datetime

from msgspec import Struct


class DemoLetter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A letter as its recipient reads it.

    `link` is the path of the page it leads to, `calendar_url` that of the calendar file it carries, if any.
    """

    id: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    link: str | None
    calendar_url: str | None


class DemoLetters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The letters that were sent last, the newest first."""

    items: list[DemoLetter]
    next_cursor: None = None
