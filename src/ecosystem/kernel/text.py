"""Vietnamese text: keys for search without diacritics and for alphabetical order.

PostgreSQL runs with the builtin C.UTF-8 locale, so these keys are computed here and stored.
"""

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: index for index, letter in enumerate(_LETTERS)}
# Tone marks in dictionary order: level, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}


def squeeze(text: str) -> str:
    """NFC, with runs of white space folded and the ends trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def search_key(text: str) -> str:
    """Lower case without any diacritics; đ counts as d, so "Hoà", "Hòa" and "hoa" are one.

    Figures set small, wide or in circles count as plain ones: "CO₂" is found by "co2".
    """
    plain = unicodedata.normalize("NFKC", text)
    decomposed = unicodedata.normalize("NFD", squeeze(plain).casefold().replace("đ", "d"))
    # Once more, for a mark may have stood on a space.
    return squeeze("".join(mark for mark in decomposed if not unicodedata.combining(mark)))


def slug_of(text: str, *, otherwise: str = "x") -> str:
    """A short name for addresses: a to z, digits and single hyphens; `otherwise` of text without any."""
    return re.sub(r"[^a-z0-9]+", "-", search_key(text)).strip("-")[:50].rstrip("-") or otherwise


def numbered(slug: str, taken: Collection[str]) -> str:
    """The short name, with the first number from 2 on where it is taken."""
    others = (f"{slug}-{number}" for number in count(2))
    return next(one for one in chain([slug], others) if one not in taken)


def sort_key(text: str) -> str:
    """A string whose code-point order is the Vietnamese alphabetical order of its source.

    Words compare by letters first (a < ă < â < b … d < đ), then by tones.
    """
    letters: list[str] = []
    tones: list[str] = []
    for char in squeeze(text).lower():
        base, tone = _untone(char)
        rank = _RANK.get(base)
        letters.append(chr(ord("A") + rank) if rank is not None else _other(base))
        tones.append(str(tone))
    return "".join(letters) + "\t" + "".join(tones).rstrip("0")


def _untone(char: str) -> tuple[str, int]:
    marks = unicodedata.normalize("NFD", char)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), 0)
    kept = "".join(m for m in marks if not unicodedata.combining(m) or m in _SHAPES)
    return unicodedata.normalize("NFC", kept), tone


def _other(base: str) -> str:
    """Digits and spaces sort before letters, everything else after them."""
    return base if base <= "9" else "\u007f" + base
