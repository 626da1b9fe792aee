"""Which row of a list became what, for kinds whose rows keep no reference of their own."""

from uuid import UUID

from sqlalchemy import select

from ecosystem.kernel.db import Session
from ecosystem.transfer.models import ImportLink


class Links:
    """The subjects of one list's rows, by reference."""

    def __init__(self, session: Session, kind: str, source: str) -> None:
        self.session = session
        self.kind = kind
        self.source = source
        self._known: dict[str, UUID] = {}

    @classmethod
    async def known(cls, session: Session, kind: str, source: str) -> "Links":
        """Read them."""
        self = cls(session, kind, source)
        rows = await session.execute(
            select(ImportLink.ref, ImportLink.subject_id).where(
                ImportLink.kind == kind, ImportLink.source == source
            )
        )
        self._known = dict(rows.all())
        return self

    def of(self, ref: str | None) -> UUID | None:
        """What the row with that reference became."""
        return self._known.get(ref) if ref is not None else None

    async def keep(self, ref: str | None, subject_id: UUID) -> None:
        """Note it; a subject that is gone gives way to the one that took its place."""
        if ref is None or self._known.get(ref) == subject_id:
            return
        self._known[ref] = subject_id
        await self.session.merge(
            ImportLink(kind=self.kind, source=self.source, ref=ref, subject_id=subject_id)
        )
