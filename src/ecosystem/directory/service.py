"""Writes of the directory: people, organisations, memberships, roles; every one leaves an audit row.

`actor` is who does it; None is the installation itself (command line, import, demo).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, structs
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ecosystem.directory.errors import EmailTaken, RoleNotThere, SlugTaken
from ecosystem.directory.models import Membership, Organisation, Person, RoleGrant
from ecosystem.directory.roles import HELD_AT
from ecosystem.directory.rules import is_slug, normal_email, normal_name, person_faults
from ecosystem.directory.words import fault
from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, violated
from ecosystem.kernel.errors import Forbidden, Malformed, NotFound, Problem, VersionMoved
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, sort_key
from ecosystem.kernel.words import Words


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
    _refuse_faults(person_faults(full_name=full_name, email=email, locale=locale, zone=zone), _told_in(actor))
    name = normal_name(full_name) or ""
    person = Person(
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
    session.add(person)
    await _flush(session, {"uq_person_email": EmailTaken})
    after = {"full_name": person.full_name, "email": person.email}
    await _audit(session, actor, "person.created", "person", person.id, after=after)
    return person


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
    _refuse_faults(person_faults(**given), locale or _told_in(actor))
    person = await session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise NotFound()
    if version is not None and version != person.version:
        raise VersionMoved()
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
    await _audit(session, actor, "person.changed", "person", person.id, before=before, after=changed)
    return person


async def create_organisation(
    session: Session,
    *,
    slug: str,
    name: Words,
    sector: str,
    domain: str | None = None,
    website: str | None = None,
    actor: Actor | None = None,
) -> Organisation:
    """Enter an organisation; `sector` is one of SECTORS. Raises Malformed, SlugTaken."""
    _refuse_faults([] if is_slug(slug) else [("slug", "slug")], _told_in(actor))
    organisation = Organisation(
        id=new_id(),
        slug=slug,
        name=structs.asdict(name),
        sector=sector,
        domain=domain,
        website=website,
        search_key=search_key(f"{name.vi} {name.en}"),
        created_at=clock.now(),
    )
    session.add(organisation)
    await _flush(session, {"uq_organisation_slug": SlugTaken})
    after = {"slug": slug, "name": organisation.name, "sector": sector}
    await _audit(session, actor, "organisation.created", "organisation", organisation.id, after=after)
    return organisation


async def add_membership(
    session: Session,
    *,
    person_id: UUID,
    organisation_id: UUID,
    since: date,
    until: date | None = None,
    title: str | None = None,
    actor: Actor | None = None,
) -> Membership:
    """A person belongs to an organisation from a day on; a membership that exists takes these details."""
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
    await _audit(session, actor, "membership.set", "person", person_id, before=before, after=after)
    return membership


async def grant_role(
    session: Session,
    *,
    person_id: UUID,
    role: str,
    scope_kind: str,
    scope_id: UUID,
    until: datetime | None = None,
    actor: Actor | None = None,
) -> RoleGrant:
    """A person holds a role somewhere, until an instant or for good; a grant that exists takes `until`.

    Raises RoleNotThere where the role can't be held, Forbidden without `roles:manage`.
    """
    _require_roles_manage(actor)
    if scope_kind not in HELD_AT.get(role, frozenset()):
        raise RoleNotThere()
    grant = await _grant(session, person_id, role, scope_kind, scope_id)
    before = _grant_values(grant) if grant else None
    if grant is None:
        grant = RoleGrant(
            id=new_id(), person_id=person_id, role=role, scope_kind=scope_kind, scope_id=scope_id
        )
        session.add(grant)
    grant.until = until
    grant.granted_at = clock.now()
    grant.granted_by_id = actor.person_id if actor else None
    await session.flush()
    after = _grant_values(grant)
    await _audit(session, actor, "role.granted", "person", person_id, before=before, after=after)
    return grant


async def revoke_role(
    session: Session,
    *,
    person_id: UUID,
    role: str,
    scope_kind: str,
    scope_id: UUID,
    actor: Actor | None = None,
) -> None:
    """The person no longer holds the role there. Raises NotFound, Forbidden without `roles:manage`."""
    _require_roles_manage(actor)
    grant = await _grant(session, person_id, role, scope_kind, scope_id)
    if grant is None:
        raise NotFound()
    before = _grant_values(grant)
    await session.delete(grant)
    await session.flush()
    await _audit(session, actor, "role.revoked", "person", person_id, before=before)


async def _grant(
    session: Session, person_id: UUID, role: str, scope_kind: str, scope_id: UUID
) -> RoleGrant | None:
    where = {"person_id": person_id, "role": role, "scope_kind": scope_kind, "scope_id": scope_id}
    found: RoleGrant | None = await session.scalar(select(RoleGrant).filter_by(**where).with_for_update())
    return found


def _grant_values(grant: RoleGrant) -> dict[str, Any]:
    until = grant.until.isoformat() if grant.until else None
    return {
        "role": grant.role,
        "scope_kind": grant.scope_kind,
        "scope_id": str(grant.scope_id),
        "until": until,
    }


def _membership_values(membership: Membership) -> dict[str, Any]:
    return {
        "organisation_id": str(membership.organisation_id),
        "since": membership.since.isoformat(),
        "until": membership.until.isoformat() if membership.until else None,
        "title": membership.title,
    }


def _require_roles_manage(actor: Actor | None) -> None:
    if actor is not None and not actor.may("roles:manage"):
        raise Forbidden()


def _told_in(actor: Actor | None) -> str:
    """The language of refusals: the actor's; the command line speaks English."""
    return actor.locale if actor else "en"


def _refuse_faults(faults: list[tuple[str, str]], locale: str) -> None:
    if faults:
        raise Malformed(errors=[fault(field, code, locale) for field, code in faults])


async def _flush(session: Session, taken: dict[str, type[Problem]]) -> None:
    """Write what is pending; a broken constraint of `taken` becomes its error."""
    try:
        await session.flush()
    except IntegrityError as exc:
        error = taken.get(violated(exc) or "")
        if error is None:
            raise
        raise error() from exc


async def _audit(
    session: Session,
    actor: Actor | None,
    action: str,
    subject_kind: str,
    subject_id: UUID,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        before=before,
        after=after,
    )
