"""What reports look like over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from ecosystem.kernel.words import Words


class Change(Struct, frozen=True):
    """One field that differs; `field` is a path such as `rules.min_minutes`. Null: nothing was or is said."""

    field: str
    before: Any
    after: Any


class AuditActor(Struct, frozen=True):
    """Who did it."""

    id: UUID
    full_name: str


class AuditSubject(Struct, frozen=True):
    """What it was done to; `name` is null where nothing is called by one any more."""

    kind: str
    id: UUID
    name: Words | None


class AuditEntry(Struct, frozen=True):
    """One change; `actor` is null where the installation itself acted."""

    id: UUID
    at: datetime
    actor: AuditActor | None
    action: str
    subject: AuditSubject
    changes: list[Change]
    reason: str | None


class AuditLog(Struct, frozen=True):
    """A page of changes, the newest first; `names` says what the ids in them are called."""

    items: list[AuditEntry]
    names: dict[str, Words]
    next_cursor: str | None = None
