"""Pages by cursor: where the last page ended, as (sort key, id), so that nothing is skipped or doubled."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar
from uuid import UUID

import msgspec

from ecosystem.kernel.errors import FieldError, Malformed
from ecosystem.kernel.faults import named

T = TypeVar("T")
_AT_MOST = 2000  # characters of a cursor
PARAMETER = "cursor"  # as every list's query calls it


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


def decode(text: str | None, *, locale: str = "vi") -> Cursor | None:
    """What `encode` wrote; None for None. Raises Malformed naming the field `cursor`."""
    if text is None:
        return None
    try:
        return _decoded(text)
    except _UNREADABLE as error:
        raise Malformed(errors=[unreadable(locale)]) from error


def readable(text: str) -> bool:
    """Whether `encode` may have written it."""
    try:
        _decoded(text)
    except _UNREADABLE:
        return False
    return True


def unreadable(locale: str) -> FieldError:
    """The fault of a cursor that `encode` did not write."""
    return named(PARAMETER, "invalid", locale, detail=PARAMETER)


_UNREADABLE = (ValueError, Base64Error, msgspec.MsgspecError)


def _decoded(text: str) -> Cursor:
    if len(text) > _AT_MOST:
        raise ValueError
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    return msgspec.json.decode(urlsafe_b64decode(padded), type=Cursor)


def page(rows: Sequence[T], limit: int, place: Callable[[T], Cursor]) -> Page[T]:
    """A page made from `limit + 1` rows: the extra one says that there is more."""
    if len(rows) <= limit:
        return Page(list(rows))
    kept = list(rows[:limit])
    return Page(kept, encode(place(kept[-1])))
