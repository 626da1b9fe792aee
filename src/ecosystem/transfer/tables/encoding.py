"""Bytes as text, for files that do not say how they were written: pure functions."""

from itertools import pairwise
from unicodedata import combining, normalize

ENCODINGS = ("utf-8", "utf-16", "cp1258", "cp1252")


def decoded(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Text in NFC, and the encoding it was read in (one of ENCODINGS): the given one, else a guess.

    Byte order marks tell; text without one is UTF-8 if it can be, UTF-16 where every second byte is
    null, else of Windows: 1258, unless what stands there only makes sense in 1252.
    """
    used = encoding or _encoding(content)
    mark = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    codec = {"utf-8": "utf-8-sig", "utf-16": "utf-16" if mark else "utf-16-le"}.get(used, used)
    return normalize("NFC", content.decode(codec, errors="replace")), used


def _encoding(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if content[:2000:2].count(0) == 0 and content[1:2000:2].count(0) > len(content[1:2000:2]) // 2:
        return "utf-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252" if _western(content) else "cp1258"
    return "utf-8"


def _western(content: bytes) -> bool:
    """Whether combining marks of 1258 would stand where no letter can carry them."""
    text = content.decode("cp1258", errors="replace")
    strange = sum(
        combining(sign) != 0 and not before.isalpha() for before, sign in pairwise(text)
    ) + text.count("\ufffd")
    return strange > sum(combining(sign) != 0 for sign in text) // 2
