"""Writes of belonging: joining by code or mail domain, requests and their answers, leaving.

Whoever's membership changes is locked first, so that two changes of one person follow each other.
"""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import ColumnElement, or_, select, update

from ecosystem.directory import letters
from ecosystem.directory import queries as people
from ecosystem.directory import service as directory
from ecosystem.directory.errors import AlreadyDecided, AlreadyMember, CodeSpent
from ecosystem.directory.models import JoinCode, Membership, MembershipRequest, Person
from ecosystem.directory.rules import CODE_LASTS_AT_MOST, in_force, new_code, normal_code
from ecosystem.directory.writing import note, refuse_faults
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import squeeze


class Joined(Struct, frozen=True):
    """What came of asking to join: a member at once, or a request that waits for an answer."""

    organisation_id: UUID
    member: bool


async def create_code(
    session: Session,
    *,
    organisation_id: UUID,
    label: str,
    approval: bool,
    max_uses: int | None,
    expires_at: datetime,
    actor: Actor,
    locale: str,
) -> JoinCode:
    """A fresh code. Raises Malformed where it would never end or has ended already."""
    now = clock.now()
    fits = now < expires_at <= now + CODE_LASTS_AT_MOST
    refuse_faults([] if fits else [("expires_at", "expires_at")], locale)
    code = JoinCode(
        id=new_id(),
        organisation_id=organisation_id,
        code=new_code(),
        label=squeeze(label),
        approval=approval,
        max_uses=max_uses,
        uses=0,
        created_by_id=actor.person_id,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(code)
    await session.flush()
    after = {"label": code.label, "approval": approval, "max_uses": max_uses, "expires_at": expires_at}
    await note(session, actor, "join_code.created", "organisation", organisation_id, after=after)
    return code


async def revoke_code(session: Session, *, code: JoinCode, actor: Actor) -> None:
    """Nobody joins by this code any more; those who have stay. Twice is as once."""
    if code.revoked_at is None:
        code.revoked_at = clock.now()
        await session.flush()
        before = {"label": code.label, "uses": code.uses}
        await note(session, actor, "join_code.revoked", "organisation", code.organisation_id, before=before)


async def join_by_code(session: Session, *, text: str, actor: Actor) -> Joined:
    """Join the organisation of a code, or ask to. Raises CodeSpent, AlreadyMember.

    A use is counted once it has an effect, and never beyond the limit, whoever else joins at this moment.
    """
    person = await _locked(session, actor.person_id)
    code = await session.scalar(select(JoinCode).where(JoinCode.code == normal_code(text), _live()))
    if code is None:
        raise CodeSpent()
    if await _belongs(session, person, code.organisation_id):
        raise AlreadyMember()
    if await _pending(session, person.id, code.organisation_id) is not None and code.approval:
        return Joined(code.organisation_id, member=False)
    used = await session.scalar(
        update(JoinCode)
        .where(JoinCode.id == code.id, _live())
        .values(uses=JoinCode.uses + 1)
        .returning(JoinCode.id)
        .execution_options(synchronize_session=False)
    )
    if used is None:
        raise CodeSpent()
    await _join(session, person, code.organisation_id, source="code", approval=code.approval)
    return Joined(code.organisation_id, member=not code.approval)


async def join_by_domain(session: Session, *, person: Person) -> list[Joined]:
    """The organisations of a confirmed address: a member of each from today on, or a request to it."""
    domain = (person.email or "").rpartition("@")[2]
    found = []
    for organisation in await people.organisations_of_domain(session, domain):
        approval = organisation.domain_joining == "approval"
        await _join(session, person, organisation.id, source="domain", approval=approval)
        found.append(Joined(organisation.id, member=not approval))
    return found


async def become_member(session: Session, *, person: Person, organisation_id: UUID, by_id: UUID) -> None:
    """By invitation: a member from today on, whatever was asked before; a member already stays as he is."""
    person = await _locked(session, person.id)
    if not await _belongs(session, person, organisation_id):
        await _join(session, person, organisation_id, source=None, approval=False, by_id=by_id)


async def decide(
    session: Session,
    *,
    request: MembershipRequest,
    approve: bool,
    reason: str | None,
    actor: Actor,
    locale: str,
) -> None:
    """Answer a request, with a letter to whoever asked. A refusal says why.

    Raises Malformed without a reason for a refusal, AlreadyDecided.
    """
    said = squeeze(reason or "") or None
    refuse_faults([] if approve or said else [("reason", "reason")], locale)
    person = await _locked(session, request.person_id)
    await session.refresh(request, with_for_update=True)
    if request.state != "pending":
        raise AlreadyDecided()
    await _settle(session, request, "approved" if approve else "refused", actor.person_id, said)
    if approve:
        await directory.add_membership(
            session,
            person_id=person.id,
            organisation_id=request.organisation_id,
            since=_today(person),
            actor=actor,
        )
    name = (await people.organisation_names(session, [request.organisation_id]))[request.organisation_id]
    await letters.decided(session, request, person, name, said)


async def withdraw_request(session: Session, *, request_id: UUID, actor: Actor) -> None:
    """Take back one's own open request. Raises NotFound."""
    request = await session.scalar(
        select(MembershipRequest)
        .where(
            MembershipRequest.id == request_id,
            MembershipRequest.person_id == actor.person_id,
            MembershipRequest.state == "pending",
        )
        .with_for_update()
    )
    if request is None:
        raise NotFound()
    await _settle(session, request, "withdrawn", actor.person_id, None)


async def end_membership(
    session: Session, *, person_id: UUID, organisation_id: UUID, actor: Actor, reason: str | None = None
) -> None:
    """From today on the person belongs there no more; what was booked stays. Raises NotFound."""
    person = await _locked(session, person_id)
    today = _today(person)
    membership = await session.scalar(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            or_(Membership.until.is_(None), Membership.until >= today),
        )
    )
    if membership is None:
        raise NotFound()
    before = {"organisation_id": str(organisation_id), "until": membership.until}
    membership.until = today - timedelta(days=1)
    await session.flush()
    after = {"organisation_id": str(organisation_id), "until": membership.until}
    await note(
        session, actor, "membership.ended", "person", person_id, before=before, after=after, reason=reason
    )


async def _join(
    session: Session,
    person: Person,
    organisation_id: UUID,
    *,
    source: str | None,
    approval: bool,
    by_id: UUID | None = None,
) -> None:
    waiting = await _pending(session, person.id, organisation_id)
    if approval:
        if waiting is None:
            request = MembershipRequest(
                id=new_id(),
                organisation_id=organisation_id,
                person_id=person.id,
                source=source,
                state="pending",
                created_at=clock.now(),
            )
            session.add(request)
            await session.flush()
            after = {"organisation_id": str(organisation_id), "source": source}
            await note(session, person.id, "membership.asked", "person", person.id, after=after)
        return
    if waiting is not None:
        await _settle(session, waiting, "approved", by_id or person.id, None)
    today = _today(person)
    await directory.add_membership(
        session, person_id=person.id, organisation_id=organisation_id, since=today, by_id=by_id or person.id
    )


async def _settle(
    session: Session, request: MembershipRequest, state: str, by_id: UUID, reason: str | None
) -> None:
    request.state, request.decided_at, request.decided_by_id = state, clock.now(), by_id
    request.reason = reason
    await session.flush()
    after = {"organisation_id": str(request.organisation_id), "state": state}
    await note(session, by_id, f"membership.{state}", "person", request.person_id, after=after, reason=reason)


async def _locked(session: Session, person_id: UUID) -> Person:
    person = await session.get(Person, person_id, with_for_update={"key_share": True}, populate_existing=True)
    if person is None:
        raise NotFound()
    return person


async def _belongs(session: Session, person: Person, organisation_id: UUID) -> bool:
    rows = await session.execute(
        select(Membership.organisation_id, Membership.since, Membership.until).where(
            Membership.person_id == person.id, Membership.organisation_id == organisation_id
        )
    )
    return bool(in_force([(id_, since, until) for id_, since, until in rows], _today(person)))


async def _pending(session: Session, person_id: UUID, organisation_id: UUID) -> MembershipRequest | None:
    found: MembershipRequest | None = await session.scalar(
        select(MembershipRequest)
        .where(
            MembershipRequest.person_id == person_id,
            MembershipRequest.organisation_id == organisation_id,
            MembershipRequest.state == "pending",
        )
        .with_for_update()
    )
    return found


def _live() -> ColumnElement[bool]:
    """The condition that a code can be used."""
    return (
        JoinCode.revoked_at.is_(None)
        & (JoinCode.expires_at > clock.now())
        & or_(JoinCode.max_uses.is_(None), JoinCode.uses < JoinCode.max_uses)
    )


def _today(person: Person) -> date:
    return clock.now().astimezone(ZoneInfo(person.zone)).date()
