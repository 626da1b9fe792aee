"""Writes of organisations; every one leaves an audit row.

`actor` is who does it; None is the installation itself (command line, import, demo).
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, structs
from sqlalchemy import delete, func, select

from ecosystem.directory import queries as places
from ecosystem.directory.errors import SlugTaken
from ecosystem.directory.models import JoinCode, Membership, MembershipRequest, Organisation, RoleGrant
from ecosystem.directory.rules import is_slug, normal_domains, organisation_faults
from ecosystem.directory.words import hangs
from ecosystem.directory.writing import flush, note, refuse_faults, told_in
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import InUse, NotFound, Reason, VersionMoved
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words


class OrganisationChanges(Struct, frozen=True, kw_only=True):
    """What of an organisation is to change; what is not given stays."""

    name: Words | UnsetType = UNSET
    sector: str | UnsetType = UNSET
    domains: list[str] | UnsetType = UNSET
    domain_joining: str | UnsetType = UNSET
    website: str | UnsetType | None = UNSET


async def create_organisation(
    session: Session,
    *,
    slug: str,
    name: Words,
    sector: str,
    domains: Collection[str] = (),
    domain_joining: str = "at_once",
    website: str | None = None,
    actor: Actor | None = None,
    locale: str | None = None,
) -> Organisation:
    """Enter an organisation; `sector` is one of SECTORS. Raises Malformed naming every fault, SlugTaken."""
    given = {"name": name, "domains": list(domains), "website": website}
    faults = [] if is_slug(slug) else [("slug", "slug")]
    refuse_faults(faults + organisation_faults(given), locale or told_in(actor))
    organisation = Organisation(
        id=new_id(),
        slug=slug,
        name=structs.asdict(name),
        sector=sector,
        domains=normal_domains(domains),
        domain_joining=domain_joining,
        website=website,
        search_key=_organisation_key(name, slug),
        created_at=clock.now(),
    )
    session.add(organisation)
    await flush(session, {"uq_organisation_slug": SlugTaken})
    after = {"slug": slug, **organisation_values(organisation)}
    await note(session, actor, "organisation.created", "organisation", organisation.id, after=after)
    return organisation


async def update_organisation(
    session: Session,
    *,
    organisation_id: UUID,
    changes: OrganisationChanges,
    version: int | None,
    actor: Actor | None,
    locale: str | None = None,
    reason: str | None = None,
) -> Organisation:
    """Change what is said of an organisation; no change, no new version.

    Raises Malformed naming every fault, VersionMoved, NotFound.
    """
    given = {name: value for name, value in structs.asdict(changes).items() if value is not UNSET}
    refuse_faults(organisation_faults(given), locale or told_in(actor))
    organisation = await session.get(
        Organisation, organisation_id, with_for_update=True, populate_existing=True
    )
    if organisation is None:
        raise NotFound()
    if version is not None and version != organisation.version:
        raise VersionMoved()
    if "name" in given:
        given["name"] = structs.asdict(given["name"])
    if "domains" in given:
        given["domains"] = normal_domains(given["domains"])
    changed = {name: value for name, value in given.items() if getattr(organisation, name) != value}
    if not changed:
        return organisation
    before = {name: getattr(organisation, name) for name in changed}
    for name, value in changed.items():
        setattr(organisation, name, value)
    organisation.search_key = _organisation_key(Words(**organisation.name), organisation.slug)
    organisation.version += 1
    await session.flush()
    await note(
        session,
        actor,
        "organisation.changed",
        "organisation",
        organisation_id,
        before=before,
        after=changed,
        reason=reason,
    )
    return organisation


async def delete_organisation(session: Session, *, organisation_id: UUID, actor: Actor, locale: str) -> None:
    """Delete an organisation that was entered by mistake. Raises NotFound, InUse naming what hangs on it."""
    organisation = await session.get(Organisation, organisation_id, with_for_update=True)
    if organisation is None:
        raise NotFound()
    if reasons := await _what_hangs_on(session, organisation_id, locale):
        raise InUse(reasons=reasons)
    for table in (JoinCode, MembershipRequest):
        await session.execute(delete(table).where(table.organisation_id == organisation_id))
    before = {"slug": organisation.slug, **organisation_values(organisation)}
    await session.delete(organisation)
    await flush(session, {"fk_site_organisation_id_organisation": InUse})
    await note(session, actor, "organisation.deleted", "organisation", organisation_id, before=before)


async def _what_hangs_on(session: Session, organisation_id: UUID, locale: str) -> list[Reason]:
    members = select(func.count()).where(Membership.organisation_id == organisation_id)
    roles = select(func.count()).where(RoleGrant.scope_id == organisation_id)
    sites = await places.places_of(session, "site", None)
    counts = {
        "members": await session.scalar(members) or 0,
        "roles": await session.scalar(roles) or 0,
        "sites": sum(scope.organisation_id == organisation_id for scope in sites.values()),
    }
    return [hangs(kind, count, locale) for kind, count in counts.items() if count]


def organisation_values(organisation: Organisation) -> dict[str, Any]:
    """What can be changed of an organisation, for the audit trail."""
    names = ("name", "sector", "domains", "domain_joining", "website")
    return {name: getattr(organisation, name) for name in names}


def _organisation_key(name: Words, slug: str) -> str:
    return search_key(f"{name.vi} {name.en} {slug}")
