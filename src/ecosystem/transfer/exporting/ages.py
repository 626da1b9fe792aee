"""How old those are of whom a list tells, where the list itself does not say."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import Text, func, select

from ecosystem.directory.models import Person
from ecosystem.kernel.db import Session
from ecosystem.transfer.many import among


async def born(session: Session, ids: Collection[UUID]) -> dict[UUID, date | None]:
    """The days of birth of these people. One statement."""
    rows = await session.execute(select(Person.id, Person.birth_date).where(among(Person.id, ids)))
    return dict(rows.all())


async def born_by_address(session: Session, emails: Collection[str]) -> dict[str, date | None]:
    """The days of birth of those whom the directory knows by these addresses, which are in small letters."""
    email = func.lower(Person.email, type_=Text)
    rows = await session.execute(select(email, Person.birth_date).where(among(email, emails)))
    return dict(rows.all())
