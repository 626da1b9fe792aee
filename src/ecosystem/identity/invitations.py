"""Writes of invitations: a letter's link makes a member, or gives a role.

Whether the address has an account is never looked at while inviting, so nobody learns it. The link works
once, for whoever owns the address; what the sender may give is looked at again when it is used.
"""

from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, delete, exists, func, select

from ecosystem.directory import grants, membership, policy
from ecosystem.directory import queries as people
from ecosystem.directory import service as directory
from ecosystem.directory.errors import LinkSpent, OtherAddress, RoleNotThere
from ecosystem.directory.models import Person
from ecosystem.directory.policy import Place
from ecosystem.directory.roles import HELD_AT
from ecosystem.directory.rules import normal_email
from ecosystem.directory.words import fault
from ecosystem.identity import letters
from ecosystem.identity.errors import AccountThere, InvitationVoid
from ecosystem.identity.joining import Newcomer, newcomer_faults, refuse
from ecosystem.identity.limits import INVITATION, count_try
from ecosystem.identity.models import Credential, Invitation, SignUp
from ecosystem.identity.passwords import hash_password
from ecosystem.identity.rules import INVITATION_LASTS
from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import Forbidden, Malformed, NotFound
from ecosystem.kernel.ids import new_id, secret_hash
from ecosystem.kernel.words import LOCALES, Words
from ecosystem.notifications.service import Recipient, notify


class Wanted(Struct, frozen=True, kw_only=True):
    """Whom to invite to what; without a role it is the membership of the organisation at the scope."""

    email: str
    role: str | None
    scope_kind: str
    scope_id: UUID
    locale: str


async def allow(db: Database, *, email: str, actor: Actor, locale: str) -> str:
    """Count an invitation before anything is looked at; answers the address as it is stored.

    Raises Malformed, TooManyTries.
    """
    account = normal_email(email)
    if account is None:
        raise Malformed(errors=[fault("email", "email", locale)])
    await count_try(db, email=account, address=f"sender {actor.person_id}", limit=INVITATION)
    return account


async def invite(session: Session, *, wanted: Wanted, actor: Actor) -> Invitation:
    """Send the letter; somebody who is invited to the same already gets a fresh link instead of a second one.

    Of several who invite to the same at once one sends it. `wanted.email` is what `allow` answered. Raises
    NotFound, RoleNotThere, Forbidden where the actor may not give that.
    """
    if wanted.locale not in LOCALES:
        raise Malformed(errors=[fault("locale", "locale", actor.locale)])
    place, name = await people.place_of(session, wanted.scope_kind, wanted.scope_id)
    if wanted.role is not None and wanted.scope_kind not in HELD_AT[wanted.role]:
        raise RoleNotThere
    _refuse_inviting(actor, place, wanted.role)
    before = await session.scalar(_same(wanted).with_only_columns(Invitation.secret_hash))
    await session.execute(select(func.pg_advisory_xact_lock(_key(wanted))))
    invitation: Invitation | None = await session.scalar(_same(wanted).with_for_update())
    if invitation is not None and invitation.secret_hash != before:
        return invitation  # sent by somebody else while we waited
    if invitation is None:
        now = clock.now()
        invitation = Invitation(
            id=new_id(),
            secret_hash=secret_hash(token_urlsafe(32)),
            email=wanted.email,
            role=wanted.role,
            scope_kind=wanted.scope_kind,
            scope_id=wanted.scope_id,
            locale=wanted.locale,
            invited_by_id=actor.person_id,
            created_at=now,
            sent_at=now,
            expires_at=now + INVITATION_LASTS,
        )
        session.add(invitation)
    invitation.locale = wanted.locale
    await _send(session, invitation, name, actor)
    await _note(session, invitation, "invitation.sent", actor)
    return invitation


async def resend(session: Session, *, invitation: Invitation, actor: Actor) -> None:
    """A letter with a fresh link; the old one opens nothing any more. Raises LinkSpent, Forbidden."""
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise LinkSpent
    place, name = await people.place_of(session, invitation.scope_kind, invitation.scope_id)
    _refuse_inviting(actor, place, invitation.role)
    await _send(session, invitation, name, actor)
    await _note(session, invitation, "invitation.sent", actor)


async def revoke(session: Session, *, invitation: Invitation, actor: Actor) -> None:
    """The link opens nothing any more; twice is as once. Raises LinkSpent once it was used."""
    if invitation.accepted_at is not None:
        raise LinkSpent
    if invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
        await session.flush()
        await _note(session, invitation, "invitation.revoked", actor)


async def accept(session: Session, *, secret: str, actor: Actor) -> Invitation:
    """Whoever is signed in takes it. Raises LinkSpent, OtherAddress, InvitationVoid."""
    invitation = await _held(session, secret)
    if normal_email(actor.email or "") != invitation.email:
        raise OtherAddress
    person = await session.get(Person, actor.person_id)
    if person is None:
        raise NotFound
    await _take(session, invitation, person)
    return invitation


async def sign_up(
    db: Database, *, secret: str, full_name: str, password: str, told: tuple[str, date | None], locale: str
) -> UUID:
    """Make the account of the invited address, which the link confirms, and take the invitation.

    `told` are language and day of birth; `locale` is the language of refusals. Answers whose account it is.
    Raises Malformed naming every bad field (which does not spend the link), LinkSpent, AccountThere,
    InvitationVoid.
    """
    async with db.read() as session:
        invitation = await open_invitation(session, secret)
        if await has_account(session, invitation.email):
            raise AccountThere
    who = Newcomer(
        email=invitation.email, full_name=full_name, password=password, locale=told[0], birth_date=told[1]
    )
    refuse(newcomer_faults(who, locale))
    password_hash = await hash_password(password)

    async def work(session: Session) -> UUID:
        held = await _held(session, secret)
        person = await _person(session, who, held.email)
        now = clock.now()
        session.add(Credential(person_id=person.id, password_hash=password_hash, changed_at=now))
        await session.execute(delete(SignUp).where(SignUp.email == held.email))
        await membership.join_by_domain(session, person=person)
        await _take(session, held, person)
        return person.id

    return await db.transact(work)


async def open_invitation(session: Session, secret: str) -> Invitation:
    """The invitation of a link that still opens something. Raises LinkSpent."""
    found: Invitation | None = await session.scalar(select(Invitation).where(*_open(secret)))
    if found is None:
        raise LinkSpent
    return found


async def has_account(session: Session, email: str) -> bool:
    """Whether somebody signs in with this address; only for whoever has shown to own it."""
    found = await people.person_by_email(session, email)
    if found is None:
        return False
    with_password = exists().where(Credential.person_id == found.id)
    return found.deactivated_at is not None or bool(await session.scalar(select(with_password)))


async def _person(session: Session, who: Newcomer, email: str) -> Person:
    """The person of the address: entered by staff before, without a password, or new. Raises AccountThere."""
    if await has_account(session, email):
        raise AccountThere  # made while we computed
    person = await people.person_by_email(session, email)
    if person is not None:
        return person
    return await directory.create_person(
        session, full_name=who.full_name, email=email, locale=who.locale, birth_date=who.birth_date
    )


async def _take(session: Session, invitation: Invitation, person: Person) -> None:
    """Do what the sender may still do, and close the invitation."""
    now = clock.now()
    place, _ = await people.place_of(session, invitation.scope_kind, invitation.scope_id)
    sender = await session.get(Person, invitation.invited_by_id)
    held = await people.roles_of(session, invitation.invited_by_id, now)
    gone = sender is None or sender.deactivated_at is not None
    if gone or not policy.may_invite(held, place, invitation.role):
        raise InvitationVoid
    by_id = invitation.invited_by_id
    if invitation.role is not None:
        await grants.grant_role(
            session,
            person_id=person.id,
            role=invitation.role,
            scope_kind=place.kind,
            scope_id=place.id,
            granted_by_id=by_id,
        )
    if place.kind == "organisation":
        await membership.become_member(session, person=person, organisation_id=place.id, by_id=by_id)
    invitation.accepted_at, invitation.accepted_by_id = now, person.id
    await session.flush()
    await _note(session, invitation, "invitation.accepted", person.id)


async def _held(session: Session, secret: str) -> Invitation:
    """The open invitation of a link, locked: who comes second finds it used. Raises LinkSpent."""
    found: Invitation | None = await session.scalar(
        select(Invitation).where(*_open(secret)).with_for_update()
    )
    if found is None:
        raise LinkSpent
    return found


def _open(secret: str) -> tuple[Any, ...]:
    return (
        Invitation.secret_hash == secret_hash(secret),
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > clock.now(),
    )


def _same(wanted: Wanted) -> Select[Invitation]:
    """The invitation of this address to the same thing that nobody has used or revoked."""
    return (
        select(Invitation)
        .filter_by(
            email=wanted.email,
            role=wanted.role,
            scope_kind=wanted.scope_kind,
            scope_id=wanted.scope_id,
            accepted_at=None,
            revoked_at=None,
        )
        .order_by(Invitation.id)
        .limit(1)
    )


def _key(wanted: Wanted) -> ColumnElement[int]:
    """What those who invite an address to the same stand in line for: there may be no row to lock yet."""
    return func.hashtextextended(f"invitation {wanted.email} {wanted.role} {wanted.scope_id}", 0)


def _refuse_inviting(actor: Actor, place: Place, role: str | None) -> None:
    allowed = "members:invite" if role is None else "roles:give"
    if not actor.may(allowed) or not policy.may_invite(actor.roles, place, role):
        raise Forbidden


async def _send(session: Session, invitation: Invitation, name: Words, actor: Actor) -> None:
    secret = token_urlsafe(32)
    now = clock.now()
    invitation.secret_hash, invitation.sent_at = secret_hash(secret), now
    invitation.invited_by_id, invitation.expires_at = actor.person_id, now + INVITATION_LASTS
    await session.flush()
    letter = letters.invitation(
        secret, role=invitation.role, place=name, sender=actor.full_name, until=_until(invitation, actor)
    )
    to = Recipient("", invitation.email, invitation.locale)
    await notify(session, key=f"invitation:{new_id()}", to=to, letter=letter)


def _until(invitation: Invitation, actor: Actor) -> datetime:
    return invitation.expires_at.astimezone(ZoneInfo(actor.zone))


async def _note(session: Session, invitation: Invitation, action: str, actor: Actor | UUID) -> None:
    after = {
        "email": invitation.email,
        "role": invitation.role,
        "scope_kind": invitation.scope_kind,
        "scope_id": str(invitation.scope_id),
    }
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind="invitation",
        subject_id=invitation.id,
        after=after,
    )
