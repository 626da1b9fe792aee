"""Reads of invitations: those that somebody may look after, and what a link invites to."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from ecosystem.directory import policy
from ecosystem.directory import queries as directory
from ecosystem.directory.models import Person
from ecosystem.directory.policy import Place
from ecosystem.identity.invitations import has_account, open_invitation
from ecosystem.identity.models import Invitation
from ecosystem.identity.schemas.invitations import InvitationOut, InvitationRead, InvitationState
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.hooks import Scope

Row = tuple[Invitation, str]


async def invitations(
    session: Session,
    *,
    actor: Actor,
    scope_id: UUID | None,
    state: InvitationState | None,
    after: UUID | None,
    limit: int,
    now: datetime,
) -> tuple[list[InvitationOut], UUID | None]:
    """Invitations that the actor sent or looks after, the newest first, and where the page ends."""
    statement = _joined().where(await _seen(session, actor)).order_by(Invitation.id.desc()).limit(limit + 1)
    if scope_id is not None:
        statement = statement.where(Invitation.scope_id == scope_id)
    if state is not None:
        statement = statement.where(_in_state(state, now))
    if after is not None:
        statement = statement.where(Invitation.id < after)
    rows = [(row, name) for row, name in await session.execute(statement)]
    kept = rows[:limit]
    places = await _places(session, kept)
    shown = [_shown(row, name, places.get((row.scope_kind, row.scope_id)), actor, now) for row, name in kept]
    return shown, kept[-1][0].id if len(rows) > limit else None


async def invitation(session: Session, *, actor: Actor, invitation_id: UUID, now: datetime) -> InvitationOut:
    """One invitation. Raises NotFound where the actor does not look after it."""
    row = await session.execute(_joined().where(Invitation.id == invitation_id, await _seen(session, actor)))
    found = row.one_or_none()
    if found is None:
        raise NotFound
    places = await _places(session, [(found[0], found[1])])
    return _shown(found[0], found[1], places.get((found[0].scope_kind, found[0].scope_id)), actor, now)


async def looked_after(session: Session, *, actor: Actor, invitation_id: UUID) -> Invitation:
    """An invitation, locked. Raises NotFound where the actor does not look after it."""
    found: Invitation | None = await session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, await _seen(session, actor))
        .with_for_update()
    )
    if found is None:
        raise NotFound
    return found


async def read(session: Session, *, secret: str) -> InvitationRead:
    """What a link invites to. Raises LinkSpent."""
    found = await open_invitation(session, secret)
    _, name = await directory.place_of(session, found.scope_kind, found.scope_id)
    sender = await session.get(Person, found.invited_by_id)
    return InvitationRead(
        email=found.email,
        role=found.role,  # type: ignore[arg-type]  # checked when it was sent
        scope_kind=found.scope_kind,  # type: ignore[arg-type]
        scope_name=name,
        invited_by=sender.full_name if sender else "",
        expires_at=found.expires_at,
        account=await has_account(session, found.email),
    )


def _joined() -> Any:
    return select(Invitation, Person.full_name).join(Person, Person.id == Invitation.invited_by_id)


async def _seen(session: Session, actor: Actor) -> ColumnElement[bool]:
    """One's own, and those to the places at which one gives roles."""
    own = Invitation.invited_by_id == actor.person_id
    reach = policy.reach(actor, "roles:give")
    if reach.everywhere:
        return or_(own, Invitation.id.is_not(None))
    sites = await directory.places_of(session, "site", None)
    below = {id_ for id_, scope in sites.items() if scope.organisation_id in reach.organisation_ids}
    return or_(own, Invitation.scope_id.in_(reach.organisation_ids | reach.site_ids | below))


def _in_state(state: InvitationState, now: datetime) -> ColumnElement[bool]:
    unused = and_(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    conditions: dict[InvitationState, ColumnElement[bool]] = {
        "open": and_(unused, Invitation.expires_at > now),
        "expired": and_(unused, Invitation.expires_at <= now),
        "accepted": Invitation.accepted_at.is_not(None),
        "revoked": Invitation.revoked_at.is_not(None),
    }
    return conditions[state]


async def _places(session: Session, rows: list[Row]) -> dict[tuple[str, UUID], Scope]:
    ids: dict[str, set[UUID]] = defaultdict(set)
    for row, _ in rows:
        ids[row.scope_kind].add(row.scope_id)
    return {
        (kind, id_): scope
        for kind, wanted in ids.items()
        for id_, scope in (await directory.places_of(session, kind, wanted)).items()
    }


def _shown(row: Invitation, name: str, scope: Scope | None, actor: Actor, now: datetime) -> InvitationOut:
    place = Place(row.scope_kind, row.scope_id, scope.organisation_id if scope else None)
    state = _state(row, now)
    return InvitationOut(
        id=row.id,
        email=row.email,
        role=row.role,  # type: ignore[arg-type]  # checked when it was sent
        scope_kind=row.scope_kind,  # type: ignore[arg-type]
        scope_id=row.scope_id,
        scope_name=scope.name if scope else None,
        invited_by=name,
        created_at=row.created_at,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
        state=state,
        may_resend=state in ("open", "expired") and policy.may_invite(actor.roles, place, row.role),
    )


def _state(row: Invitation, now: datetime) -> InvitationState:
    if row.accepted_at is not None:
        return "accepted"
    if row.revoked_at is not None:
        return "revoked"
    return "open" if row.expires_at > now else "expired"
