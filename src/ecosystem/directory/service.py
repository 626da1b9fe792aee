"""Writes of the directory: people and memberships; every one leaves an audit row.

`actor` is who does it; None is the installation itself (command line, import, demo).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, structs
from sqlalchemy import select

from ecosystem.directory.errors import EmailTaken, OwnAccount
from ecosystem.directory.grants import administers, keep_an_administrator
from ecosystem.directory.models import (
    Membership,
    Person,
)
from ecosystem.directory.rules import (
    normal_email,
    normal_name,
    person_faults,
)
from ecosystem.directory.words import CLOSED, CLOSED_BY_SELF
from ecosystem.directory.writing import flush, note, refuse_faults, told_in
from ecosystem.kernel import audit, clock, hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import NotFound, VersionMoved
from ecosystem.kernel.hooks import Cause
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, sort_key


class PersonChanges(Struct, frozen=True, kw_only=True):
    """What of a person is to change; what is not given stays."""

    full_name: str | UnsetType = UNSET
    locale: str | UnsetType = UNSET
    zone: str | UnsetType = UNSET


async def create_person(
    session: Session,
    *,
    full_name: str,
    email: str | None = None,
    phone: str | None = None,
    birth_date: date | None = None,
    locale: str = "vi",
    zone: str = "Asia/Ho_Chi_Minh",
    actor: Actor | None = None,
) -> Person:
    """Enter a person; raises Malformed naming every bad field, EmailTaken."""
    person = new_person(
        full_name=full_name,
        email=email,
        phone=phone,
        birth_date=birth_date,
        locale=locale,
        zone=zone,
        actor=actor,
    )
    await enter_people(session, [person], actor=actor)
    return person


def new_person(
    *,
    full_name: str,
    email: str | None = None,
    phone: str | None = None,
    birth_date: date | None = None,
    locale: str = "vi",
    zone: str = "Asia/Ho_Chi_Minh",
    actor: Actor | None = None,
) -> Person:
    """Somebody for `enter_people`; raises Malformed naming every bad field."""
    refuse_faults(person_faults(full_name=full_name, email=email, locale=locale, zone=zone), told_in(actor))
    name = normal_name(full_name) or ""
    return Person(
        id=new_id(),
        full_name=name,
        email=normal_email(email) if email is not None else None,
        phone=phone,
        birth_date=birth_date,
        locale=locale,
        zone=zone,
        search_key=search_key(name),
        sort_key=sort_key(name),
        created_at=clock.now(),
    )


async def enter_people(session: Session, people: Sequence[Person], *, actor: Actor | None) -> None:
    """Enter them, in as many statements however many they are. Raises EmailTaken."""
    session.add_all(people)
    await flush(session, {"uq_person_email": EmailTaken})
    told = [(each.id, {"full_name": each.full_name, "email": each.email}) for each in people]
    await _note_all(session, actor, "person.created", told)


async def update_person(
    session: Session,
    *,
    person_id: UUID,
    changes: PersonChanges,
    version: int | None,
    actor: Actor,
    locale: str | None = None,
) -> Person:
    """Change a person's details; `version` is the one the asker has read (None: whichever stands).

    `locale` is the language of the answer, the actor's unless given. Raises Malformed naming every
    bad field, VersionMoved, NotFound. No change, no new version.
    """
    given = {name: value for name, value in structs.asdict(changes).items() if value is not UNSET}
    refuse_faults(person_faults(**given), locale or told_in(actor))
    person = await locked_person(session, person_id, version)
    if "full_name" in given:
        given["full_name"] = normal_name(given["full_name"])
    changed = {name: value for name, value in given.items() if getattr(person, name) != value}
    if not changed:
        return person
    before = {name: getattr(person, name) for name in changed}
    for name, value in changed.items():
        setattr(person, name, value)
    person.search_key, person.sort_key = search_key(person.full_name), sort_key(person.full_name)
    person.version += 1
    await session.flush()
    await note(session, actor, "person.changed", "person", person.id, before=before, after=changed)
    return person


async def set_active(
    session: Session, *, person_id: UUID, active: bool, version: int | None, reason: str | None, actor: Actor
) -> Person:
    """Close somebody's account or open it again; closed, it gives back all that the person has ahead.

    Opened again it gets nothing of that back. Raises NotFound, VersionMoved, OwnAccount, LastAdministrator.
    """
    if person_id == actor.person_id:
        raise OwnAccount()
    return await _set_active(session, person_id, active=active, version=version, reason=reason, actor=actor)


async def close_own(session: Session, *, actor: Actor) -> Person:
    """Close the asker's own account, which has been proved to be theirs, as staff would. Raises
    LastAdministrator.
    """
    return await _set_active(session, actor.person_id, active=False, version=None, reason=None, actor=actor)


async def _set_active(
    session: Session,
    person_id: UUID,
    *,
    active: bool,
    version: int | None,
    reason: str | None,
    actor: Actor,
) -> Person:
    if not active and await administers(session, person_id):
        await keep_an_administrator(session, but=person_id)
    person = await locked_person(session, person_id, version)
    if (person.deactivated_at is None) == active:
        return person
    if not active:
        # First, since a closed account gets no letters.
        why = CLOSED_BY_SELF if person_id == actor.person_id else CLOSED
        cause = Cause(f"account:{person_id}:{person.version}", why)
        await hooks.release_all(session, actor=actor, person_id=person_id, cause=cause)
    person.deactivated_at = None if active else clock.now()
    person.version += 1
    await session.flush()
    action = "person.opened" if active else "person.closed"
    await note(session, actor, action, "person", person_id, after={"active": active}, reason=reason)
    return person


async def locked_person(session: Session, person_id: UUID, version: int | None) -> Person:
    """The person, locked. Raises NotFound, and VersionMoved where the asker has read another version."""
    person = await session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise NotFound()
    if version is not None and version != person.version:
        raise VersionMoved()
    return person


async def add_membership(
    session: Session,
    *,
    person_id: UUID,
    organisation_id: UUID,
    since: date,
    until: date | None = None,
    title: str | None = None,
    actor: Actor | None = None,
    by_id: UUID | None = None,
) -> Membership:
    """A person belongs to an organisation from a day on; a membership that exists takes these details.

    `by_id` is who does it where no actor does: whoever joins by code, or sent an invitation.
    """
    membership = await session.scalar(
        select(Membership)
        .where(Membership.person_id == person_id, Membership.organisation_id == organisation_id)
        .with_for_update()
    )
    before = _membership_values(membership) if membership else None
    if membership is None:
        membership = Membership(id=new_id(), person_id=person_id, organisation_id=organisation_id)
        session.add(membership)
    membership.since, membership.until, membership.title = since, until, title
    await session.flush()
    after = _membership_values(membership)
    await note(session, actor or by_id, "membership.set", "person", person_id, before=before, after=after)
    return membership


async def enter_memberships(
    session: Session, memberships: Sequence[Membership], *, actor: Actor | None
) -> None:
    """Add what is new, of people who are locked or new; in as many statements however many they are."""
    session.add_all(memberships)
    await session.flush()
    told = [(each.person_id, _membership_values(each)) for each in memberships]
    await _note_all(session, actor, "membership.set", told)


async def _note_all(
    session: Session, actor: Actor | None, action: str, told: Iterable[tuple[UUID, dict[str, Any]]]
) -> None:
    """The audit entries of one action on many people."""
    entries = [
        audit.entry(actor=actor, action=action, subject_kind="person", subject_id=person_id, after=after)
        for person_id, after in told
    ]
    await audit.record_all(session, entries)


def _membership_values(membership: Membership) -> dict[str, Any]:
    return {
        "organisation_id": str(membership.organisation_id),
        "since": membership.since.isoformat(),
        "until": membership.until.isoformat() if membership.until else None,
        "title": membership.title,
    }
