"""What the timetable looks like over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from ecosystem.kernel.http import Instant
from ecosystem.kernel.words import Words

ClosureScope = Literal["region", "site", "room", "resource"]


class Reason(Struct, forbid_unknown_fields=True):
    """Why a place is closed, in words that people are shown."""

    vi: Annotated[str, Meta(min_length=1, max_length=300)]
    en: Annotated[str, Meta(min_length=1, max_length=300)]


class NewClosure(Struct, forbid_unknown_fields=True):
    """A place to close from `starts_at` until `ends_at`."""

    scope_kind: ClosureScope
    scope_id: UUID
    starts_at: Instant
    ends_at: Instant
    reason: Reason


class ClosureOut(Struct):
    """A stretch in which a place takes no bookings."""

    id: UUID
    scope_kind: ClosureScope
    scope_id: UUID
    starts_at: Instant
    ends_at: Instant
    reason: Words
