"""Whose terms and courses one may edit."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from ecosystem.classes import policy
from ecosystem.classes.models import Course, Term
from ecosystem.directory.models import Organisation
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import Forbidden, NotFound, VersionMoved
from ecosystem.kernel.faults import named, refuse
from ecosystem.places.models import Region, Site

T = TypeVar("T", Term, Course)


async def region_id(session: Session) -> UUID:
    """The region. Raises NotFound before there is one."""
    found = await session.scalar(select(Region.id).order_by(Region.id).limit(1))
    if found is None:
        raise NotFound
    return found


async def own(session: Session, *, actor: Actor, organisation_id: UUID | None, locale: str) -> None:
    """Raises Malformed for an organisation that there is not, Forbidden for somebody else's."""
    if organisation_id is not None and await session.get(Organisation, organisation_id) is None:
        refuse([named("organisation_id", "unknown_reference", locale)])
    if not await owned(session, actor, organisation_id):
        raise Forbidden


async def owned(session: Session, actor: Actor, organisation_id: UUID | None) -> bool:
    """Whether somebody edits what an organisation, or for None the region, calls its own."""
    if organisation_id is None:
        return policy.owns(actor, None, ())
    sites = await session.scalars(select(Site.id).where(Site.organisation_id == organisation_id))
    return policy.owns(actor, organisation_id, sites.all())


async def editable(
    session: Session, kind: type[T], id_: UUID, *, actor: Actor, version: int | None, missing: type[NotFound]
) -> T:
    """The row, locked, for an edit against a version. Raises `missing`, VersionMoved."""
    row = await session.get(kind, id_, populate_existing=True, with_for_update={"key_share": True})
    if row is None or not await owned(session, actor, row.organisation_id):
        raise missing
    if version is not None and version != row.version:
        raise VersionMoved
    return row
