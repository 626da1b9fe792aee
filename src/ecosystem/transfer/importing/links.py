"""Which row of a list became what, for kinds whose rows keep no reference of their own."""

from uuid import UUID

from sqlalchemy import select

from ecosystem.kernel.db import Session, raw
from ecosystem.transfer.models import ImportLink

_KEEP = """
INSERT INTO import_link (kind, source, ref, subject_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (kind, source, ref) DO UPDATE SET subject_id = excluded.subject_id
"""


class Links:
    """The subjects of one list's rows, by reference."""

    def __init__(self, session: Session, kind: str, source: str) -> None:
        self.session = session
        self.kind = kind
        self.source = source
        self._known: dict[str, UUID] = {}
        self._new: dict[str, UUID] = {}

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

    def keep(self, ref: str | None, subject_id: UUID) -> None:
        """Note it for `write`; a subject that is gone gives way to the one that took its place."""
        if ref is None or self._known.get(ref) == subject_id:
            return
        self._known[ref] = self._new[ref] = subject_id

    async def write(self) -> None:
        """Write what was noted, in one statement."""
        rows = [(self.kind, self.source, ref, subject_id) for ref, subject_id in self._new.items()]
        await (await raw(self.session)).executemany(_KEEP, rows)
