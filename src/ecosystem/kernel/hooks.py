"""News that travels upwards inside a transaction: Protocols here, implementations above, wired in `app.py`.

The timetable knows that time is taken, not what for; a feature that takes it answers for its purpose.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words


class Touched(Struct, frozen=True):
    """Something that stands in the way of a change, as staff of the place may see it.

    `fixed` is what can only be kept: it is in use, or not the asker's to change. `version` moves with
    every change of it.
    """

    subject_id: UUID
    purpose: str
    resource_id: UUID
    resource_name: str
    starts_at: datetime
    ends_at: datetime
    person_name: str | None = None
    person_id: UUID | None = None
    version: int = 1
    fixed: bool = False


class Destination(Struct, frozen=True, forbid_unknown_fields=True):
    """Where something moves to."""

    resource_id: UUID
    starts_at: datetime
    ends_at: datetime


class Proposal(Struct, frozen=True):
    """Where something could move to, as its owner could book it: the same machine later, or another one."""

    resource_id: UUID
    name: str
    site_id: UUID
    site_name: Words
    starts_at: datetime
    ends_at: datetime
    why: Literal["same_later", "same_earlier", "other_machine", "other_site"]


class Cause(Struct, frozen=True):
    """The change that touches things, for the letters to the people: a key of its own, and why."""

    key: str
    reason: Words


class Occupant(Protocol):
    """A feature whose things occupy resources under one purpose.

    `move` and `release` run in the transaction of the change, after it and under its locks; they write
    what they do, its trail and the letter to the person, or raise a Problem.
    """

    async def describe(
        self, session: Session, subject_ids: Sequence[UUID], *, actor: Actor | None = None
    ) -> list[Touched]:
        """What these subjects are, in the order of time; those that are gone are left out."""
        ...

    async def relying(
        self, session: Session, *, person_id: UUID, qualification_id: UUID, grant_id: UUID
    ) -> Sequence[UUID]:
        """What this person has ahead that asks for a qualification not held to its end but for this grant."""
        ...

    async def unqualified(
        self, session: Session, *, resource_ids: Sequence[UUID], qualification_id: UUID
    ) -> Sequence[UUID]:
        """What lies ahead on these resources of people who don't hold a qualification to its end."""
        ...

    async def ahead(self, session: Session, *, person_id: UUID) -> Sequence[UUID]:
        """What this person has ahead and is not using, in the order of time."""
        ...

    async def release_all(self, session: Session, *, actor: Actor, person_id: UUID, cause: Cause) -> None:
        """Call off all that this person has ahead, whoever runs the places; the account closes."""
        ...

    async def propose(self, session: Session, touched: Sequence[Touched]) -> dict[UUID, list[Proposal]]:
        """Where each could move to, no two of them first offered the same time."""
        ...

    async def keep(self, session: Session, *, actor: Actor, touched: Touched, cause: Cause) -> None:
        """Tell the person that it stays in spite of the change."""
        ...

    async def move(
        self, session: Session, *, actor: Actor, touched: Touched, to: Destination, cause: Cause, locale: str
    ) -> None:
        """Give it another time or machine."""
        ...

    async def release(
        self, session: Session, *, actor: Actor, touched: Touched, cause: Cause, locale: str
    ) -> None:
        """Call it off."""
        ...


class Scope(Struct, frozen=True):
    """A place at which roles are held: what it is called, and which organisation runs it, if one does."""

    name: Words
    organisation_id: UUID | None = None


ScopeFinder = Callable[[Session, Collection[UUID] | None], Awaitable[dict[UUID, Scope]]]
"""Finds the places of one kind with these ids, or all of them for None."""

scopes: dict[str, ScopeFinder] = {}
"""Who finds the places of each scope kind, as `app.py` wires them."""

occupants: dict[str, Occupant] = {}
"""The occupants by purpose, as `app.py` wires them."""


async def describe(
    session: Session, subjects: Sequence[tuple[str, UUID]], *, actor: Actor | None = None
) -> list[Touched]:
    """What (purpose, subject) pairs are, asked of each purpose's occupant once."""
    by_purpose: dict[str, list[UUID]] = {}
    for purpose, subject_id in subjects:
        by_purpose.setdefault(purpose, []).append(subject_id)
    found = [
        touched
        for purpose, subject_ids in by_purpose.items()
        if purpose in occupants
        for touched in await occupants[purpose].describe(session, subject_ids, actor=actor)
    ]
    return sorted(found, key=lambda touched: (touched.starts_at, touched.subject_id))


async def relying(
    session: Session, *, person_id: UUID, qualification_id: UUID, grant_id: UUID
) -> list[tuple[str, UUID]]:
    """All that a person has ahead resting on one grant of a qualification."""
    return [
        (purpose, subject_id)
        for purpose, occupant in occupants.items()
        for subject_id in await occupant.relying(
            session, person_id=person_id, qualification_id=qualification_id, grant_id=grant_id
        )
    ]


async def unqualified(
    session: Session, *, resource_ids: Sequence[UUID], qualification_id: UUID
) -> list[tuple[str, UUID]]:
    """All that lies ahead on these resources of people who don't hold a qualification to its end."""
    return [
        (purpose, subject_id)
        for purpose, occupant in occupants.items()
        for subject_id in await occupant.unqualified(
            session, resource_ids=resource_ids, qualification_id=qualification_id
        )
    ]


async def ahead(session: Session, *, person_id: UUID) -> list[Touched]:
    """All that a person has ahead and is not using, in the order of time."""
    found = [
        (purpose, subject_id)
        for purpose, occupant in occupants.items()
        for subject_id in await occupant.ahead(session, person_id=person_id)
    ]
    return await describe(session, found)


async def release_all(session: Session, *, actor: Actor, person_id: UUID, cause: Cause) -> None:
    """Call all of it off, with a letter for each."""
    for occupant in occupants.values():
        await occupant.release_all(session, actor=actor, person_id=person_id, cause=cause)


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


ClosureListener = Callable[[Session, UUID, bool], Awaitable[None]]
"""Is told, in its transaction, that a closure was made or changed (True), or is about to go (False)."""

closure_listeners: list[ClosureListener] = []
"""Whoever wants to know of closures, as `app.py` wires them."""


async def closure_changed(session: Session, closure_id: UUID, *, stands: bool) -> None:
    """Tell them."""
    for told in closure_listeners:
        await told(session, closure_id, stands)


tenants: list[Tenants] = []
"""Whoever has things standing in places, as `app.py` wires them."""


class Keeper(Protocol):
    """A feature that keeps something of minors; it is called under the lock of the child's person row."""

    async def withdrawn(self, session: Session, *, actor: Actor, child_id: UUID, purpose: str) -> None:
        """Consent for a purpose is over: end or empty what rested on it, with its trail and its letters."""
        ...

    async def changed(self, session: Session, *, child_id: UUID) -> None:
        """The alias, the guardians or the consent to be in calendars are other ones now."""
        ...

    async def data_of(self, session: Session, *, child_id: UUID) -> dict[str, Any]:
        """All that is kept of the child, under names of the feature's own, as its guardian may have it."""
        ...


keepers: list[Keeper] = []
"""Whoever keeps something of minors, as `app.py` wires them."""


async def consent_withdrawn(session: Session, *, actor: Actor, child_id: UUID, purpose: str) -> None:
    """Everything that rested on a consent ends, in the transaction that withdraws it."""
    for keeper in keepers:
        await keeper.withdrawn(session, actor=actor, child_id=child_id, purpose=purpose)


async def child_changed(session: Session, *, child_id: UUID) -> None:
    """Calendars follow who answers for a child and what it is called there."""
    for keeper in keepers:
        await keeper.changed(session, child_id=child_id)


async def data_of_child(session: Session, *, child_id: UUID) -> dict[str, Any]:
    """What every feature keeps of a child."""
    found: dict[str, Any] = {}
    for keeper in keepers:
        found |= await keeper.data_of(session, child_id=child_id)
    return found


class Handling(Struct, frozen=True):
    """What a machine asks of whoever takes it: time before and after, and a qualification."""

    before: timedelta
    after: timedelta
    qualification_id: UUID | None = None


Handler = Callable[[Session, Collection[UUID]], Awaitable[dict[UUID, Handling]]]
"""Finds what these resources ask for; those that it does not know are left out."""

handlers: list[Handler] = []
"""Whoever sets rules for machines, as `app.py` wires them."""


async def handling(session: Session, resource_ids: Collection[UUID]) -> dict[UUID, Handling]:
    """What these resources ask for; nothing is known of those that are left out."""
    found: dict[UUID, Handling] = {}
    for handler in handlers:
        found |= await handler(session, resource_ids)
    return found
