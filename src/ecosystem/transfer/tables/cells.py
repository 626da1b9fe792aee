"""Cells as text, numbers and words: pure functions."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from ecosystem.kernel.text import search_key, squeeze

# What may stand behind a number and still make it a count; "250 ft" is a length.
COUNTED = frozenset(
    {"cai", "chiec", "bo", "may", "con", "kit", "kits", "set", "sets", "pc", "pcs", "piece", "pieces"}
)
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_CLOCK = re.compile(r"(\d{1,2})(?:\s*(?:[:hg.]|gio)\s*(\d{2})?)?(?::(\d{2}))?\s*(am|pm|sa|ch)?")
_WORD = re.compile(r"[^\W_]+")
_COUNT = re.compile(r"([+-]?\d{1,3}(?:[.,]\d{3})+|[+-]?\d{1,12})(?:[.,]0+)?(?:\s*([^\W\d_]+))?")


def at(cells: Mapping[str, Any], path: str) -> Any:
    """The value of a column; a dot leads into nested values unless a column has that very name."""
    if path in cells:
        return cells[path]
    value: Any = cells
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def whole(value: Any) -> int | None:
    """A whole number however it is written ("1.000", "2 cái"); None where it says no number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if not isinstance(value, str):
        return None
    found = _COUNT.fullmatch(value.strip())
    if found is None or not (found[2] is None or search_key(found[2]) in COUNTED):
        return None
    return int(re.sub(r"[.,]", "", found[1]))


def as_text(value: Any) -> str:
    """A cell as text: lists joined, nested values as name and value."""
    if isinstance(value, list):
        return ", ".join(as_text(part) for part in value if part is not None)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {as_text(part)}" for name, part in value.items() if part is not None)
    if isinstance(value, bool):
        return "true" if value else "false"
    return squeeze(str(value))


def words(text: str) -> list[str]:
    """The words of a text, without diacritics and in lower case."""
    return _WORD.findall(search_key(text))


@lru_cache(maxsize=5000)
def _wanted(word: str) -> tuple[str, ...]:
    """The words of a mapping, which every row asks for again."""
    return tuple(words(word))


def holds(tokens: list[str], word: str) -> bool:
    """Whether the tokens hold the word, or the words in a row; a word also counts for its longer forms."""
    wanted = _wanted(word)
    if not wanted:
        return False
    first, *rest = wanted
    return any(
        token.startswith(first) and all(map(str.startswith, tokens[n:], rest))
        for n, token in enumerate(tokens[: len(tokens) - len(rest)], start=1)
    )


def day(value: Any) -> date | None:
    """A date however it is written: ISO, day first ("25/11/2026"), or as a spreadsheet counts days."""
    if isinstance(value, int) and not isinstance(value, bool) and 20_000 <= value <= 80_000:
        return _SPREADSHEET_EPOCH + timedelta(days=value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    found = _DATE.fullmatch(text)
    try:
        read = (
            date(int(found[3]), int(found[2]), int(found[1]))
            if found
            else datetime.fromisoformat(text).date()
        )
    except ValueError:
        return None
    return read if _FIRST_YEAR <= read.year <= _LAST_YEAR else None


def clock(value: Any) -> time | None:
    """A time of day however it is written ("8h30", "08:30", "5 pm"); 24:00 is midnight, 00:00."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    found = _CLOCK.fullmatch(search_key(str(value)).strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[4]
    if half and not 1 <= hour <= 12:
        return None
    if half in {"pm", "ch"}:
        hour = hour % 12 + 12
    elif half in {"am", "sa"}:
        hour %= 12
    if (hour, minute) == (24, 0):
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment(value: Any) -> tuple[date, time | None] | None:
    """A date with a time of day, or without where none is given."""
    if isinstance(value, str):
        text = value.strip()
        for sign in (" ", "T"):
            head, _, tail = text.partition(sign)
            at = clock(tail) if tail else None
            if at is not None and (on := day(head)) is not None:
                return on, at
    on = day(value)
    return (on, None) if on is not None else None
