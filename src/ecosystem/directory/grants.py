"""Writes of roles: who gives which role to whom, where; every one leaves an audit row.

`actor` is who does it; None is the installation itself (command line, import, demo), which may all.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from ecosystem.directory import policy
from ecosystem.directory.errors import LastAdministrator, RoleNotThere
from ecosystem.directory.models import Person, RoleGrant
from ecosystem.directory.queries import place_of
from ecosystem.directory.roles import HELD_AT
from ecosystem.directory.writing import note, refuse_faults, told_in
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import Forbidden, NotFound
from ecosystem.kernel.ids import new_id


async def grant_role(
    session: Session,
    *,
    person_id: UUID,
    role: str,
    scope_kind: str,
    scope_id: UUID,
    until: datetime | None = None,
    actor: Actor | None = None,
    granted_by_id: UUID | None = None,
    locale: str | None = None,
) -> RoleGrant:
    """A person holds a role somewhere, until an instant or for good; a grant that exists takes `until`.

    `granted_by_id` names who gave it where that is not the actor (an invitation's sender).
    Raises Malformed for an end that does not lie ahead, RoleNotThere where the role can't be held,
    Forbidden where the actor may not give it, NotFound for a place that does not exist.
    """
    refuse_faults([("until", "until")] if until and until <= clock.now() else [], locale or told_in(actor))
    if scope_kind not in HELD_AT.get(role, frozenset()):
        raise RoleNotThere()
    await _refuse_giving(session, actor, role, scope_kind, scope_id)
    grant = await _grant(session, person_id, role, scope_kind, scope_id)
    before = _values(grant) if grant else None
    if grant is None:
        grant = RoleGrant(
            id=new_id(), person_id=person_id, role=role, scope_kind=scope_kind, scope_id=scope_id
        )
        session.add(grant)
    elif role == "admin" and until is not None:
        await keep_an_administrator(session, but=person_id)
    by = granted_by_id or (actor.person_id if actor else None)
    grant.until, grant.granted_at, grant.granted_by_id = until, clock.now(), by
    await session.flush()
    after = _values(grant)
    await note(session, actor or by, "role.granted", "person", person_id, before=before, after=after)
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
    """The person no longer holds the role there.

    Raises NotFound, Forbidden where the actor may not give it either, LastAdministrator.
    """
    await _refuse_giving(session, actor, role, scope_kind, scope_id)
    grant = await _grant(session, person_id, role, scope_kind, scope_id)
    if grant is None:
        raise NotFound()
    await _withdraw(session, grant, actor)


async def withdraw_role(session: Session, *, grant_id: UUID, actor: Actor) -> UUID:
    """Take back the role of a grant; answers whose it was. Raises as `revoke_role`."""
    grant = await session.get(RoleGrant, grant_id, with_for_update=True)
    if grant is None:
        raise NotFound()
    await _refuse_giving(session, actor, grant.role, grant.scope_kind, grant.scope_id)
    await _withdraw(session, grant, actor)
    return grant.person_id


async def keep_an_administrator(session: Session, *, but: UUID) -> None:
    """Raises LastAdministrator where nobody but this person administers the region for good.

    The grants are locked first, so that two administrators who remove each other don't both succeed.
    """
    others = await session.scalars(
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == "admin", RoleGrant.until.is_(None), Person.deactivated_at.is_(None))
        .order_by(RoleGrant.id)
        .with_for_update()
    )
    if not set(others) - {but}:
        raise LastAdministrator()


async def administers(session: Session, person_id: UUID) -> bool:
    """Whether the person administers the region at this moment."""
    found = await session.scalar(
        select(func.count())
        .select_from(RoleGrant)
        .where(
            RoleGrant.person_id == person_id,
            RoleGrant.role == "admin",
            or_(RoleGrant.until.is_(None), RoleGrant.until > clock.now()),
        )
    )
    return bool(found)


async def _withdraw(session: Session, grant: RoleGrant, actor: Actor | None) -> None:
    if grant.role == "admin" and actor is not None:
        await keep_an_administrator(session, but=grant.person_id)
    before = _values(grant)
    await session.delete(grant)
    await session.flush()
    await note(session, actor, "role.revoked", "person", grant.person_id, before=before)


async def _refuse_giving(
    session: Session, actor: Actor | None, role: str, scope_kind: str, scope_id: UUID
) -> None:
    if actor is None:
        return
    place, _ = await place_of(session, scope_kind, scope_id)
    if not policy.may_give(actor, role, place):
        raise Forbidden()


async def _grant(
    session: Session, person_id: UUID, role: str, scope_kind: str, scope_id: UUID
) -> RoleGrant | None:
    where = {"person_id": person_id, "role": role, "scope_kind": scope_kind, "scope_id": scope_id}
    found: RoleGrant | None = await session.scalar(select(RoleGrant).filter_by(**where).with_for_update())
    return found


def _values(grant: RoleGrant) -> dict[str, Any]:
    until = grant.until.isoformat() if grant.until else None
    return {
        "role": grant.role,
        "scope_kind": grant.scope_kind,
        "scope_id": str(grant.scope_id),
        "until": until,
    }
