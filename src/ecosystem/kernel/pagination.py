"""Pages by cursor: where the last page ended, as (sort key, id), so that nothing is skipped or doubled."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from ecosystem.kernel.errors import FieldError, Malformed
from ecosystem.kernel.faults import named

T = TypeVar("T")
_AT_MOST = 2000  # characters of a cursor
PARAMETER = "cursor"  # as every list's query calls it
KEY = "cursor_key"  # in a route's opt: what reads the key of its cursors, where not any text will do

Key = Callable[[str], Any]


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """The last row's place in the order: the value it is sorted by, then its id."""

    key: str
    id: UUID


class Page(msgspec.Struct, Generic[T]):
    """A page of a list; `next_cursor` is null on the last one."""

    items: list[T]
    next_cursor: str | None = None


def encode(cursor: Cursor) -> str:
    """The cursor as opaque text for an address."""
    return urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def instant(text: str) -> datetime:
    """The key of a list in the order of time. Raises ValueError for what is none."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError
    return found


def decode(text: str | None, *, locale: str = "vi", key: Key = str) -> Cursor | None:
    """What `encode` wrote, with a key that `key` reads; None for None. Raises Malformed naming `cursor`."""
    if text is None:
        return None
    try:
        return _decoded(text, key)
    except _UNREADABLE as error:
        raise Malformed(errors=[unreadable(locale)]) from error


def readable(text: str, key: Key = str) -> bool:
    """Whether `encode` may have written it, with a key of this kind."""
    try:
        _decoded(text, key)
    except _UNREADABLE:
        return False
    return True


def unreadable(locale: str) -> FieldError:
    """The fault of a cursor that `encode` did not write."""
    return named(PARAMETER, "invalid", locale, detail=PARAMETER)


_UNREADABLE = (ValueError, Base64Error, msgspec.MsgspecError)


def _decoded(text: str, key: Key) -> Cursor:
    if len(text) > _AT_MOST:
        raise ValueError
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    found = msgspec.json.decode(urlsafe_b64decode(padded), type=Cursor)
    key(found.key)
    return found


def page(rows: Sequence[T], limit: int, place: Callable[[T], Cursor]) -> Page[T]:
    """A page made from `limit + 1` rows: the extra one says that there is more."""
    if len(rows) <= limit:
        return Page(list(rows))
    kept = list(rows[:limit])
    return Page(kept, encode(place(kept[-1])))
