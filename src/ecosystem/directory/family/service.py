"""Writes of families: a child is entered and changed, and what is known for an emergency.

The trail says what was changed, never what a child is called.
"""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec import UNSET, structs
from sqlalchemy import func, select

from ecosystem.directory.family import letters
from ecosystem.directory.family.access import in_force, lock_people, locked_ward, today_of
from ecosystem.directory.family.consents import refuse_without
from ecosystem.directory.family.errors import AliasTellsName, ChildThere, GuardianMinor, TooManyChildren
from ecosystem.directory.family.models import Child, ChildCare, Guardianship
from ecosystem.directory.family.rules import (
    MOST_CHILDREN,
    care_faults,
    child_faults,
    majority_of,
    normal_alias,
    normal_phone,
    tells_the_name,
)
from ecosystem.directory.family.schemas import CareIn, ChildIn, ChildPatch
from ecosystem.directory.family.words import fault
from ecosystem.directory.models import Organisation, Person
from ecosystem.directory.rules import is_minor, normal_name
from ecosystem.directory.writing import note
from ecosystem.kernel import clock, hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import Malformed, VersionMoved
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, sort_key, squeeze


async def add_child(session: Session, *, child: ChildIn, actor: Actor, locale: str) -> UUID:
    """Enter a child, with the actor as its guardian; answers the child's id.

    Raises Malformed naming every bad field, GuardianMinor, ChildThere, TooManyChildren. Families that have
    entered the same child are told by letter; who enters it learns nothing of them.
    """
    today = today_of(actor)
    await _refuse_faults(session, structs.asdict(child), today, locale)
    if is_minor(actor.birth_date, today):
        raise GuardianMinor
    # One guardian's children are entered one after another, so that none is there twice.
    await lock_people(session, [actor.person_id])
    name = normal_name(child.full_name) or ""
    key, person_id = search_key(name), new_id()
    own = await session.execute(
        select(Person.search_key, Person.birth_date)
        .join(Guardianship, Guardianship.child_id == Person.id)
        .where(Guardianship.guardian_id == actor.person_id, in_force(today))
    )
    known = [tuple(row) for row in own]
    if (key, child.birth_date) in known:
        raise ChildThere
    if len(known) >= MOST_CHILDREN:
        raise TooManyChildren
    await _enter(session, person_id, child, name, actor)
    await note(session, actor, "child.entered", "child", person_id, after={"kind": child.kind})
    await letters.tell_of_twin(session, child_id=person_id, key=key, born=child.birth_date, today=today)
    return person_id


async def change_child(
    session: Session, *, child_id: UUID, changes: ChildPatch, version: int | None, actor: Actor, locale: str
) -> None:
    """Change what is given; no change, no new version.

    Raises NotFound, VersionMoved, Malformed naming every bad field, ConsentMissing for an alias without
    consent to be in calendars, AliasTellsName.
    """
    given = {name: value for name, value in structs.asdict(changes).items() if value is not UNSET}
    await _refuse_faults(session, given, today_of(actor), locale)
    ward = await locked_ward(session, actor=actor, child_id=child_id)
    _refuse_old(ward.child, version)
    if "full_name" in given:
        given["full_name"] = normal_name(given["full_name"])
    if given.get("alias") is not None:
        given["alias"] = normal_alias(given["alias"])
        await refuse_without(session, child_id=child_id, purpose="calendar_alias")
    alias, name = given.get("alias", ward.child.alias), given.get("full_name", ward.person.full_name)
    if alias is not None and tells_the_name(alias, name):
        raise AliasTellsName
    changed = _apply(ward.person, ward.child, given)
    if not changed:
        return
    if "birth_date" in changed:
        await _end_at_majority(session, ward.person, today_of(actor))
    ward.child.version += 1
    await session.flush()
    await note(session, actor, "child.changed", "child", child_id, after={"fields": changed})
    if "alias" in changed:
        await hooks.child_changed(session, child_id=child_id)


async def set_care(
    session: Session, *, child_id: UUID, care: CareIn, version: int | None, actor: Actor, locale: str
) -> None:
    """What is known for an emergency, in place of what was.

    Raises NotFound, VersionMoved, Malformed naming every bad field, ConsentMissing.
    """
    found = care_faults(care.contact_name, care.contact_phone, care.allergy_note)
    if found:
        raise Malformed(errors=[fault(field, code, locale) for field, code in found])
    ward = await locked_ward(session, actor=actor, child_id=child_id)
    _refuse_old(ward.child, version)
    await refuse_without(session, child_id=child_id, purpose="emergency_data")
    known = await session.get(ChildCare, child_id, populate_existing=True)
    if known is None:
        known = ChildCare(child_id=child_id)
        session.add(known)
    known.contact_name = normal_name(care.contact_name) or ""
    known.contact_phone = normal_phone(care.contact_phone) or ""
    known.allergy_note = squeeze(care.allergy_note or "") or None
    known.updated_at = clock.now()
    ward.child.version += 1
    await session.flush()
    await note(session, actor, "child.care_set", "child", child_id)


async def _enter(session: Session, person_id: UUID, child: ChildIn, name: str, actor: Actor) -> None:
    """The rows of a child and of the guardianship, parents first."""
    person = Person(
        id=person_id,
        full_name=name,
        birth_date=child.birth_date,
        locale=actor.locale,
        zone=actor.zone,
        search_key=search_key(name),
        sort_key=sort_key(name),
        created_at=clock.now(),
    )
    session.add(person)
    await session.flush()
    session.add(Child(person_id=person_id, school_id=child.school_id, grade=child.grade))
    await session.flush()
    session.add(
        Guardianship(
            id=new_id(),
            guardian_id=actor.person_id,
            child_id=person_id,
            kind=child.kind,
            since=today_of(actor),
            until=majority_of(child.birth_date),
            confirmed_how="entered",
            confirmed_by_id=actor.person_id,
        )
    )
    await session.flush()


def _apply(person: Person, child: Child, given: dict[str, Any]) -> list[str]:
    """Set what differs; answers the names of the fields."""
    changed = []
    for name, value in given.items():
        row: Any = person if name in ("full_name", "birth_date") else child
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
    if "full_name" in changed:
        person.search_key, person.sort_key = search_key(person.full_name), sort_key(person.full_name)
    return changed


async def _end_at_majority(session: Session, person: Person, today: date) -> None:
    """Those who answer for the child do so until the new day of its majority."""
    assert person.birth_date is not None  # noqa: S101 -- nobody takes it away
    until = majority_of(person.birth_date)
    for one in await session.scalars(
        select(Guardianship).where(Guardianship.child_id == person.id, in_force(today))
    ):
        one.until = until


def _refuse_old(child: Child, version: int | None) -> None:
    if version is not None and version != child.version:
        raise VersionMoved


async def _refuse_faults(session: Session, given: dict[str, Any], today: date, locale: str) -> None:
    found = child_faults(given, today)
    school_id = given.get("school_id")
    if school_id is not None:
        there = await session.scalar(
            select(func.count())
            .select_from(Organisation)
            .where(Organisation.id == school_id, Organisation.sector == "academia")
        )
        found += [] if there else [("school_id", "school")]
    if found:
        raise Malformed(errors=[fault(field, code, locale) for field, code in found])
