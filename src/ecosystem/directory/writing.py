"""What every write of the directory shares: refusals, constraints that mean something, the audit trail."""

from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from ecosystem.directory.words import fault
from ecosystem.kernel import audit
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, violated
from ecosystem.kernel.errors import Malformed, Problem


def told_in(actor: Actor | None) -> str:
    """The language of refusals: the actor's; the command line speaks English."""
    return actor.locale if actor else "en"


def refuse_faults(faults: list[tuple[str, str]], locale: str) -> None:
    """Raises Malformed naming every (field, code), if there is one."""
    if faults:
        raise Malformed(errors=[fault(field, code, locale) for field, code in faults])


async def flush(session: Session, broken: dict[str, type[Problem]]) -> None:
    """Write what is pending; a constraint of `broken` that stands against it becomes its error."""
    try:
        await session.flush()
    except IntegrityError as exc:
        error = broken.get(violated(exc) or "")
        if error is None:
            raise
        raise error() from exc


async def note(
    session: Session,
    actor: Actor | UUID | None,
    action: str,
    subject_kind: str,
    subject_id: UUID,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Leave the audit entry of a change."""
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        before=before,
        after=after,
        reason=reason,
    )
