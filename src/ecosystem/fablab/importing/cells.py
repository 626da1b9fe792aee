"""Cells as text, numbers and words: pure functions."""

import re
from collections.abc import Mapping
from typing import Any

from ecosystem.kernel.text import search_key, squeeze

# What may stand behind a number and still make it a count; "250 ft" is a length.
COUNTED = frozenset(
    {"cai", "chiec", "bo", "may", "con", "kit", "kits", "set", "sets", "pc", "pcs", "piece", "pieces"}
)
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


def holds(tokens: list[str], word: str) -> bool:
    """Whether the tokens hold the word, or the words in a row; a word also counts for its longer forms."""
    wanted = words(word)
    return bool(wanted) and any(
        all(token.startswith(part) for token, part in zip(tokens[n:], wanted, strict=False))
        for n in range(len(tokens) - len(wanted) + 1)
    )
