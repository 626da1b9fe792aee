"""News that travels upwards inside a transaction: Protocols here, implementations above, wired in `app.py`.

The timetable knows that time is taken, not what for; a feature that takes it answers for its purpose.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ecosystem.kernel.db import Session


class Touched(Struct, frozen=True):
    """Something that stands in the way of a change, as staff of the place may see it."""

    subject_id: UUID
    purpose: str
    resource_id: UUID
    resource_name: str
    starts_at: datetime
    ends_at: datetime
    person_name: str | None = None


class Occupant(Protocol):
    """A feature whose things occupy resources under one purpose."""

    async def describe(self, session: Session, subject_ids: Sequence[UUID]) -> list[Touched]:
        """What these subjects are, in the order of time; those that are gone are left out."""
        ...


occupants: dict[str, Occupant] = {}
"""The occupants by purpose, as `app.py` wires them."""


async def describe(session: Session, subjects: Sequence[tuple[str, UUID]]) -> list[Touched]:
    """What (purpose, subject) pairs are, asked of each purpose's occupant once."""
    by_purpose: dict[str, list[UUID]] = {}
    for purpose, subject_id in subjects:
        by_purpose.setdefault(purpose, []).append(subject_id)
    found = [
        touched
        for purpose, subject_ids in by_purpose.items()
        if purpose in occupants
        for touched in await occupants[purpose].describe(session, subject_ids)
    ]
    return sorted(found, key=lambda touched: (touched.starts_at, touched.subject_id))


class Named(Struct, frozen=True):
    """Something that a change would leave without ground, by name."""

    id: UUID
    name: str


class Tenants(Protocol):
    """A feature whose things stand in sites and rooms."""

    async def standing(
        self, session: Session, *, site_id: UUID | None = None, room_id: UUID | None = None
    ) -> list[Named]:
        """What is in use there, by name."""
        ...


tenants: list[Tenants] = []
"""Whoever has things standing in places, as `app.py` wires them."""
