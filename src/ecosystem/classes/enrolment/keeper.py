"""What enrolment keeps of minors, and what ends when consent to it does."""

from typing import Any
from uuid import UUID

from ecosystem.classes import rows
from ecosystem.classes.enrolment import service, statements
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw


class Enrolments:
    """The Keeper of `kernel/hooks.py` for classes."""

    async def withdrawn(self, session: Session, *, actor: Actor, child_id: UUID, purpose: str) -> None:
        """Without consent to be enrolled the child leaves its classes and every waiting list."""
        if purpose == "enrolment":
            await service.end_all_of(session, person_id=child_id, actor=actor)

    async def changed(self, session: Session, *, child_id: UUID) -> None:
        """Calendars do not name children."""

    async def data_of(self, session: Session, *, child_id: UUID) -> dict[str, Any]:
        """The classes, past ones too."""
        found = await (await raw(session)).fetch(statements.DATA, child_id)
        return {"enrolments": [{**dict(row), "title": rows.words(row["title"])} for row in found]}
