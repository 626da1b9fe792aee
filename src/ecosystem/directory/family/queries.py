"""Reads of families: one's children with what was consented to, the texts, the schools, all that is kept."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from ecosystem.directory.family.access import in_force, today_of, ward_of
from ecosystem.directory.family.invitations import held
from ecosystem.directory.family.models import (
    Child,
    ChildCare,
    Consent,
    ConsentText,
    GuardianInvitation,
    Guardianship,
)
from ecosystem.directory.family.rules import PURPOSES, age_on, assent_wanted, majority_of
from ecosystem.directory.family.schemas import (
    CareOut,
    ChildExport,
    ChildOut,
    ConsentOut,
    GuardianInvitationOut,
    GuardianOut,
    InvitedTo,
)
from ecosystem.directory.family.schemas import ConsentText as TextOut
from ecosystem.directory.models import Organisation, Person
from ecosystem.directory.schemas import OrganisationName
from ecosystem.kernel import clock, hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.text import sort_key
from ecosystem.kernel.words import Words


async def children(session: Session, *, actor: Actor) -> list[ChildOut]:
    """The children that the actor answers for today, the eldest first."""
    ids = select(Guardianship.child_id).where(
        Guardianship.guardian_id == actor.person_id, in_force(today_of(actor))
    )
    rows = await session.execute(
        select(Child, Person)
        .join(Person, Person.id == Child.person_id)
        .where(Child.person_id.in_(ids), Child.erased_at.is_(None))
        .order_by(Person.birth_date, Person.sort_key, Person.id)
    )
    return await _told(session, [(child, person) for child, person in rows], actor)


async def child(session: Session, *, child_id: UUID, actor: Actor) -> ChildOut:
    """One child. Raises NotFound where the actor does not answer for it."""
    ward = await ward_of(session, actor=actor, child_id=child_id)
    return (await _told(session, [(ward.child, ward.person)], actor))[0]


async def texts(session: Session) -> list[TextOut]:
    """The present text of every purpose, in the order they are asked for."""
    found = {text.purpose: text for text in await _newest(session)}
    return [
        TextOut(purpose=text.purpose, version=text.version, body=_words(text.body))  # type: ignore[arg-type]
        for text in (found[purpose] for purpose in PURPOSES if purpose in found)
    ]


async def schools(session: Session) -> list[OrganisationName]:
    """Where children go to school, by name."""
    rows = await session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.sector == "academia")
    )
    found = [OrganisationName(id=id_, name=_words(name)) for id_, name in rows]
    return sorted(found, key=lambda one: (sort_key(one.name.vi), one.id))


async def invited_to(session: Session, *, secret: str, actor: Actor) -> InvitedTo:
    """What a link asks of the actor. Raises LinkSpent, OtherAddress."""
    invitation, person, sender = await held(session, secret=secret, actor=actor)
    return InvitedTo(
        child_id=person.id,
        child_name=person.full_name,
        kind=invitation.kind,  # type: ignore[arg-type]  # a CHECK keeps it to those of the schema
        invited_by=sender.full_name,
        expires_at=invitation.expires_at,
    )


async def export(session: Session, *, child_id: UUID, actor: Actor) -> ChildExport:
    """All that is kept of a child. Raises NotFound where the actor does not answer for it."""
    told = await child(session, child_id=child_id, actor=actor)
    rows = await session.execute(
        select(Consent, ConsentText.body, Person.full_name)
        .join(
            ConsentText,
            (ConsentText.purpose == Consent.purpose) & (ConsentText.version == Consent.text_version),
        )
        .join(Person, Person.id == Consent.guardian_id)
        .where(Consent.child_id == child_id)
        .order_by(Consent.given_at, Consent.id)
    )
    plain: dict[str, Any] = msgspec.to_builtins(told)
    return ChildExport(
        exported_at=clock.now(),
        person={name: plain[name] for name in ("id", "full_name", "birth_date", "school", "grade", "alias")},
        guardians=plain["guardians"],
        consents=[_proof(consent, body, name) for consent, body, name in rows],
        care=plain["care"],
        invitations=plain["invitations"],
        features=await hooks.data_of_child(session, child_id=child_id),
    )


def _proof(consent: Consent, body: dict[str, str], given_by: str) -> dict[str, Any]:
    return {
        "purpose": consent.purpose,
        "text_version": consent.text_version,
        "text": body[consent.language],
        "language": consent.language,
        "channel": consent.channel,
        "given_at": consent.given_at,
        "given_by": given_by,
        "child_age": consent.child_age,
        "child_assent_at": consent.child_assent_at,
        "withdrawn_at": consent.withdrawn_at,
    }


async def _newest(session: Session) -> Sequence[ConsentText]:
    newest = select(ConsentText.purpose, func.max(ConsentText.version)).group_by(ConsentText.purpose)
    keys = [tuple(row) for row in await session.execute(newest)]
    found = await session.scalars(select(ConsentText))
    return [text for text in found if (text.purpose, text.version) in keys]


async def _told(session: Session, rows: list[tuple[Child, Person]], actor: Actor) -> list[ChildOut]:
    """The children as their guardian sees them, in a number of statements that does not grow with them."""
    ids = [child.person_id for child, _ in rows]
    today = today_of(actor)
    consents = await _consents(session, ids)
    guardians = await _guardians(session, ids, actor, today)
    invitations = await _invitations(session, ids)
    kept = await session.scalars(select(ChildCare).where(ChildCare.child_id.in_(ids)))
    care = {one.child_id: one for one in kept}
    names = await session.execute(
        select(Organisation.id, Organisation.name).where(
            Organisation.id.in_({child.school_id for child, _ in rows if child.school_id})
        )
    )
    schools = {id_: OrganisationName(id=id_, name=_words(name)) for id_, name in names}
    return [
        _child(
            child,
            person,
            today,
            consents=consents[child.person_id],
            care=_care(care.get(child.person_id)),
            guardians=guardians[child.person_id],
            invitations=invitations[child.person_id],
            school=schools.get(child.school_id) if child.school_id else None,
        )
        for child, person in rows
    ]


def _child(child: Child, person: Person, today: date, **more: Any) -> ChildOut:
    if person.birth_date is None:
        raise NotFound
    age = age_on(person.birth_date, today)
    return ChildOut(
        id=person.id,
        full_name=person.full_name,
        birth_date=person.birth_date,
        age=age,
        of_age_on=majority_of(person.birth_date),
        assent_wanted=assent_wanted(age),
        grade=child.grade,
        alias=child.alias,
        version=child.version,
        **more,
    )


async def _consents(session: Session, ids: list[UUID]) -> dict[UUID, list[ConsentOut]]:
    newest = {text.purpose: text.version for text in await _newest(session)}
    rows = await session.execute(
        select(Consent, Person.full_name)
        .join(Person, Person.id == Consent.guardian_id)
        .where(Consent.child_id.in_(ids), Consent.withdrawn_at.is_(None))
        .order_by(Consent.given_at, Consent.id)
    )
    found: dict[UUID, list[ConsentOut]] = defaultdict(list)
    for consent, name in rows:
        found[consent.child_id].append(
            ConsentOut(
                id=consent.id,
                purpose=consent.purpose,  # type: ignore[arg-type]  # a CHECK keeps these to the schema's
                text_version=consent.text_version,
                language=consent.language,  # type: ignore[arg-type]
                given_at=consent.given_at,
                given_by=name,
                child_assent_at=consent.child_assent_at,
                newer_text=consent.text_version < newest[consent.purpose],
            )
        )
    return found


async def _guardians(
    session: Session, ids: list[UUID], actor: Actor, today: date
) -> dict[UUID, list[GuardianOut]]:
    rows = await session.execute(
        select(Guardianship, Person.full_name)
        .join(Person, Person.id == Guardianship.guardian_id)
        .where(Guardianship.child_id.in_(ids), in_force(today))
        .order_by(Guardianship.since, Guardianship.id)
    )
    found: dict[UUID, list[GuardianOut]] = defaultdict(list)
    for one, name in rows:
        me = one.guardian_id == actor.person_id
        shown = GuardianOut(
            full_name=name,
            kind=one.kind,  # type: ignore[arg-type]  # a CHECK keeps it to those of the schema
            since=one.since,
            me=me,
        )
        found[one.child_id].append(shown)
    return found


async def _invitations(session: Session, ids: list[UUID]) -> dict[UUID, list[GuardianInvitationOut]]:
    rows = await session.scalars(
        select(GuardianInvitation)
        .where(
            GuardianInvitation.child_id.in_(ids),
            GuardianInvitation.accepted_at.is_(None),
            GuardianInvitation.expires_at > clock.now(),
        )
        .order_by(GuardianInvitation.id)
    )
    found: dict[UUID, list[GuardianInvitationOut]] = defaultdict(list)
    for one in rows:
        asked = GuardianInvitationOut(
            id=one.id,
            email=one.email,
            kind=one.kind,  # type: ignore[arg-type]  # a CHECK keeps it to those of the schema
            expires_at=one.expires_at,
        )
        found[one.child_id].append(asked)
    return found


def _care(care: ChildCare | None) -> CareOut | None:
    if care is None:
        return None
    return CareOut(
        contact_name=care.contact_name,
        contact_phone=care.contact_phone,
        allergy_note=care.allergy_note,
        updated_at=care.updated_at,
    )


def _words(stored: dict[str, str]) -> Words:
    return msgspec.convert(stored, Words)
