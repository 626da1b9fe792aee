"""Who changed what, from what to what, and why: one row per change by a person, in its transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.context import request_id
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.ids import new_id

INSERT = """
INSERT INTO audit_entry
       (id, at, actor_id, action, subject_kind, subject_id, before, after, reason, request_id)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, $10)
"""


async def record(
    session: Session,
    *,
    actor: Actor | UUID | None,
    action: str,
    subject_kind: str,
    subject_id: UUID,
    before: Any = None,
    after: Any = None,
    reason: str | None = None,
) -> None:
    """Write one entry; `before` and `after` are structs or mappings of what changed.

    `actor` is None where the installation itself acts (a job, a command on the server).
    """
    values = entry(
        actor=actor,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        before=before,
        after=after,
        reason=reason,
    )
    await (await raw(session)).execute(INSERT, *values)


async def record_all(session: Session, entries: Sequence[tuple[Any, ...]]) -> None:
    """Write what `entry` made, in one go."""
    await (await raw(session)).executemany(INSERT, entries)


def entry(
    *,
    actor: Actor | UUID | None,
    action: str,
    subject_kind: str,
    subject_id: UUID,
    before: Any = None,
    after: Any = None,
    reason: str | None = None,
) -> tuple[Any, ...]:
    """The parameters of INSERT, for a statement that writes the entry along with its cause, or many."""
    return (
        new_id(),
        clock.now(),
        actor.person_id if isinstance(actor, Actor) else actor,
        action,
        subject_kind,
        subject_id,
        _json(before),
        _json(after),
        reason,
        request_id.get(),
    )


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
