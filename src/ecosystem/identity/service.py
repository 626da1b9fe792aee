"""Writes of identity: a person with a password. Sessions and tokens stand in modules of their own."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from msgspec import Struct

from ecosystem.directory import grants
from ecosystem.directory import service as directory
from ecosystem.directory.models import Person
from ecosystem.identity.models import Credential
from ecosystem.identity.passwords import common_passwords, hash_password
from ecosystem.identity.rules import password_faults
from ecosystem.identity.words import password_fault
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import Malformed


class RoleAt(Struct, frozen=True):
    """A role and where it is held."""

    role: str
    scope_kind: str
    scope_id: UUID


async def create_person_with_password(
    session: Session,
    *,
    email: str,
    full_name: str,
    password: str,
    roles: Collection[RoleAt] = (),
    locale: str = "vi",
    zone: str = "Asia/Ho_Chi_Minh",
    birth_date: date | None = None,
    actor: Actor | None = None,
) -> Person:
    """Enter a person who can sign in; raises Malformed naming every fault of the password, EmailTaken."""
    told_in = actor.locale if actor else "en"
    faults = password_faults(password, email=email, full_name=full_name, common=common_passwords())
    if faults:
        raise Malformed(errors=[password_fault(code, told_in) for code in faults])
    person = await directory.create_person(
        session,
        full_name=full_name,
        email=email,
        locale=locale,
        zone=zone,
        birth_date=birth_date,
        actor=actor,
    )
    stored = await hash_password(password)
    session.add(Credential(person_id=person.id, password_hash=stored, changed_at=clock.now()))
    await session.flush()
    for held in roles:
        await grants.grant_role(
            session,
            person_id=person.id,
            role=held.role,
            scope_kind=held.scope_kind,
            scope_id=held.scope_id,
            actor=actor,
        )
    return person
