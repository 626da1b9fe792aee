"""Reads of the directory."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, or_, select

from ecosystem.directory.models import Organisation, Person, RoleGrant
from ecosystem.directory.policy import Place
from ecosystem.directory.roles import PERMISSIONS
from ecosystem.kernel import hooks
from ecosystem.kernel.actor import HeldRole
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.hooks import Scope
from ecosystem.kernel.words import Words


async def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, written in whatever case."""
    found: Person | None = await session.scalar(
        select(Person).where(func.lower(Person.email) == email.strip().lower())
    )
    return found


async def organisation_names(session: Session, ids: Collection[UUID]) -> dict[UUID, Words]:
    """The names of these organisations; those that do not exist are left out."""
    rows = await session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)))
    return {id_: msgspec.convert(name, Words) for id_, name in rows}


async def organisations_of_domain(session: Session, domain: str) -> list[Organisation]:
    """The organisations whose people have addresses of this domain or of one above it, the nearest counts."""
    labels = domain.lower().split(".")
    above = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    found = list(
        await session.scalars(
            select(Organisation).where(Organisation.domains.overlap(above)).order_by(Organisation.id)
        )
    )
    nearest = next((name for name in above if any(name in one.domains for one in found)), None)
    return [one for one in found if nearest in one.domains]


async def roles_of(session: Session, person_id: UUID, now: datetime) -> tuple[HeldRole, ...]:
    """The roles that a person holds at this instant, with what they allow."""
    rows = await session.execute(
        select(RoleGrant.role, RoleGrant.scope_kind, RoleGrant.scope_id).where(
            RoleGrant.person_id == person_id, or_(RoleGrant.until.is_(None), RoleGrant.until > now)
        )
    )
    return tuple(HeldRole(role, kind, scope_id, PERMISSIONS[role]) for role, kind, scope_id in rows)


async def places_of(session: Session, kind: str, ids: Collection[UUID] | None) -> dict[UUID, Scope]:
    """The places of this kind with these ids (all for None); kinds that nobody has places of have none."""
    find = hooks.scopes.get(kind)
    return {} if find is None else await find(session, ids)


async def place_of(session: Session, kind: str, id_: UUID) -> tuple[Place, Words]:
    """A place with its name. Raises NotFound."""
    found = (await places_of(session, kind, [id_])).get(id_)
    if found is None:
        raise NotFound
    return Place(kind, id_, found.organisation_id), found.name


async def roles_held(session: Session, person_id: UUID, now: datetime) -> frozenset[str]:
    """The names of the roles that a person holds anywhere at this instant."""
    grants = select(RoleGrant.role).where(
        RoleGrant.person_id == person_id, or_(RoleGrant.until.is_(None), RoleGrant.until > now)
    )
    return frozenset(await session.scalars(grants))
