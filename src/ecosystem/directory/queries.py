"""Reads of the directory."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, or_, select

from ecosystem.directory.models import Organisation, Person, RoleGrant
from ecosystem.kernel.db import Session
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


async def organisations_of_domain(session: Session, domain: str) -> list[UUID]:
    """The organisations whose people have addresses of this domain or of one above it, the nearest counts."""
    labels = domain.split(".")
    above = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    rows = await session.execute(
        select(Organisation.id, func.lower(Organisation.domain))
        .where(func.lower(Organisation.domain).in_(above))
        .order_by(Organisation.id)
    )
    found = [(id_, name) for id_, name in rows]
    nearest = max((len(name) for _, name in found), default=0)
    return [id_ for id_, name in found if len(name) == nearest]


async def roles_held(session: Session, person_id: UUID, now: datetime) -> frozenset[str]:
    """The names of the roles that a person holds anywhere at this instant."""
    grants = select(RoleGrant.role).where(
        RoleGrant.person_id == person_id, or_(RoleGrant.until.is_(None), RoleGrant.until > now)
    )
    return frozenset(await session.scalars(grants))
