"""A guardian asks another to answer for the same child: a link by letter, once, for that address."""

from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from ecosystem.directory.errors import LinkSpent, OtherAddress
from ecosystem.directory.family import letters
from ecosystem.directory.family.access import guardians_of, lock_people, locked_ward, today_of
from ecosystem.directory.family.errors import GuardianMinor, GuardianThere, TooManyGuardians
from ecosystem.directory.family.models import GuardianInvitation, Guardianship
from ecosystem.directory.family.rules import INVITATION_LASTS, MOST_GUARDIANS, majority_of
from ecosystem.directory.family.words import fault
from ecosystem.directory.models import Person
from ecosystem.directory.rules import is_minor, normal_email
from ecosystem.directory.writing import note
from ecosystem.kernel import clock, hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import Malformed, NotFound
from ecosystem.kernel.ids import new_id, secret_hash
from ecosystem.notifications.service import Recipient, notify


async def invite(
    session: Session, *, child_id: UUID, email: str, kind: str, actor: Actor, locale: str
) -> None:
    """Send the letter; who is asked already gets a fresh link. Whether there is an account is not looked at.

    Raises NotFound, Malformed, GuardianThere where a guardian has this address, TooManyGuardians.
    """
    address = normal_email(email)
    if address is None:
        raise Malformed(errors=[fault("email", "email", locale)])
    ward = await locked_ward(session, actor=actor, child_id=child_id)
    now = clock.now()
    guardian_ids = (await guardians_of(session, [child_id]))[child_id]
    known = await session.scalars(select(Person.email).where(Person.id.in_(guardian_ids)))
    if address in {normal_email(one or "") for one in known}:
        raise GuardianThere
    asked = await open_ones(session, child_id, now)
    invitation = next((one for one in asked if one.email == address), None)
    if invitation is None:
        if len(guardian_ids) + len(asked) >= MOST_GUARDIANS:
            raise TooManyGuardians
        invitation = GuardianInvitation(id=new_id(), child_id=child_id, email=address, created_at=now)
        session.add(invitation)
    secret = token_urlsafe(32)
    invitation.secret_hash, invitation.kind = secret_hash(secret), kind
    invitation.invited_by_id, invitation.expires_at = actor.person_id, now + INVITATION_LASTS
    ward.child.version += 1
    await session.flush()
    await note(session, actor, "guardian.invited", "child", child_id, after={"kind": kind})
    until = invitation.expires_at.astimezone(ZoneInfo(actor.zone))
    letter = letters.invitation(secret, kind=kind, sender=actor.full_name, until=until)
    to = Recipient("", address, actor.locale)
    await notify(session, key=f"guardian-invitation:{new_id()}", to=to, letter=letter)


async def revoke(session: Session, *, child_id: UUID, invitation_id: UUID, actor: Actor) -> None:
    """The link opens nothing any more, and the address is forgotten. Raises NotFound."""
    ward = await locked_ward(session, actor=actor, child_id=child_id)
    gone = await session.scalar(
        delete(GuardianInvitation)
        .where(
            GuardianInvitation.id == invitation_id,
            GuardianInvitation.child_id == child_id,
            GuardianInvitation.accepted_at.is_(None),
        )
        .returning(GuardianInvitation.id)
    )
    if gone is None:
        raise NotFound
    ward.child.version += 1
    await session.flush()
    await note(session, actor, "guardian.uninvited", "child", child_id)


async def held(session: Session, *, secret: str, actor: Actor) -> tuple[GuardianInvitation, Person, Person]:
    """The open invitation of a link with the child and whoever sent it, for the address it was sent to.

    Raises LinkSpent, OtherAddress. Whoever sent it must still answer for the child.
    """
    now = clock.now()
    invitation = await session.scalar(
        select(GuardianInvitation).where(GuardianInvitation.secret_hash == secret_hash(secret), *_open(now))
    )
    if invitation is None:
        raise LinkSpent
    if normal_email(actor.email or "") != invitation.email:
        raise OtherAddress
    guardian_ids = (await guardians_of(session, [invitation.child_id]))[invitation.child_id]
    child = await session.get(Person, invitation.child_id)
    sender = await session.get(Person, invitation.invited_by_id)
    if child is None or sender is None or sender.id not in guardian_ids:
        raise LinkSpent
    return invitation, child, sender


async def accept(session: Session, *, secret: str, actor: Actor) -> UUID:
    """Answer for the child from today on; answers its id. Raises LinkSpent, OtherAddress, GuardianMinor."""
    found, _, _ = await held(session, secret=secret, actor=actor)
    await lock_people(session, {found.child_id, actor.person_id})
    invitation, child, sender = await held(session, secret=secret, actor=actor)
    today = today_of(actor)
    if is_minor(actor.birth_date, today):
        raise GuardianMinor
    if child.birth_date is None:
        raise LinkSpent
    known = await session.scalar(
        select(Guardianship).where(
            Guardianship.guardian_id == actor.person_id, Guardianship.child_id == child.id
        )
    )
    if known is None:
        known = Guardianship(id=new_id(), guardian_id=actor.person_id, child_id=child.id)
        session.add(known)
    known.kind, known.since, known.until = invitation.kind, today, majority_of(child.birth_date)
    known.confirmed_how, known.confirmed_by_id = "invitation", sender.id
    invitation.accepted_at = clock.now()
    await session.flush()
    await note(session, actor, "guardian.joined", "child", child.id, after={"kind": invitation.kind})
    await hooks.child_changed(session, child_id=child.id)
    return child.id


async def open_ones(session: Session, child_id: UUID, now: datetime) -> list[GuardianInvitation]:
    """Whom the child's guardians have asked and who has not answered, the oldest first."""
    found = await session.scalars(
        select(GuardianInvitation)
        .where(GuardianInvitation.child_id == child_id, *_open(now))
        .order_by(GuardianInvitation.id)
    )
    return list(found)


def _open(now: datetime) -> tuple[Any, ...]:
    return (GuardianInvitation.accepted_at.is_(None), GuardianInvitation.expires_at > now)
