"""Consent: given for one purpose against one text, and withdrawn with all that rested on it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, func, select

from ecosystem.directory.family.access import Ward, locked_ward, today_of
from ecosystem.directory.family.errors import AssentMissing, ConsentMissing, ConsentThere, TextMoved
from ecosystem.directory.family.models import ChildCare, Consent, ConsentText
from ecosystem.directory.family.rules import age_on, assent_wanted
from ecosystem.directory.writing import flush, note
from ecosystem.kernel import clock, hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.ids import new_id


class Given(Struct, frozen=True, kw_only=True):
    """What a guardian said: to which text, read in which language, and what the child says to it."""

    purpose: str
    text_version: int
    language: str
    child_assents: bool
    evidence: dict[str, Any]


async def give(session: Session, *, child_id: UUID, given: Given, actor: Actor) -> Consent:
    """Consent for one purpose. Raises NotFound, TextMoved, AssentMissing, ConsentThere."""
    ward = await locked_ward(session, actor=actor, child_id=child_id)
    newest = await session.scalar(
        select(func.max(ConsentText.version)).where(ConsentText.purpose == given.purpose)
    )
    if newest != given.text_version:
        raise TextMoved
    age = age_on(ward.born, today_of(actor))
    if assent_wanted(age) and not given.child_assents:
        raise AssentMissing
    now = clock.now()
    consent = Consent(
        id=new_id(),
        child_id=child_id,
        guardian_id=actor.person_id,
        purpose=given.purpose,
        text_version=given.text_version,
        language=given.language,
        channel="api" if actor.session_id is None else "web",
        given_at=now,
        child_age=age,
        child_assent_at=now if given.child_assents else None,
        evidence=given.evidence,
    )
    session.add(consent)
    await flush(session, {"uq_consent_in_force": ConsentThere})
    after = {"purpose": given.purpose, "text_version": given.text_version, "language": given.language}
    await note(session, actor, "consent.given", "child", child_id, after=after)
    if given.purpose == "calendar_alias":
        await hooks.child_changed(session, child_id=child_id)
    return consent


async def withdraw(session: Session, *, child_id: UUID, consent_id: UUID, actor: Actor) -> None:
    """From now on there is no consent, and nothing that rested on it; twice is as once. Raises NotFound."""
    ward = await locked_ward(session, actor=actor, child_id=child_id)
    consent = await session.scalar(
        select(Consent).where(Consent.id == consent_id, Consent.child_id == child_id)
    )
    if consent is None:
        raise NotFound
    if consent.withdrawn_at is None:
        await _end(session, ward, consent, actor)


async def withdraw_everything(session: Session, *, ward: Ward, actor: Actor) -> None:
    """Every consent in force for a child whose row is locked."""
    found = await session.scalars(
        select(Consent)
        .where(Consent.child_id == ward.child.person_id, Consent.withdrawn_at.is_(None))
        .order_by(Consent.id)
    )
    for consent in list(found):
        await _end(session, ward, consent, actor)


async def consented(session: Session, *, child_ids: Collection[UUID], purpose: str) -> frozenset[UUID]:
    """Those of the children for whom there is consent at this moment.

    Who writes something that rests on it holds the lock of the children's person rows, as withdrawing does.
    """
    found = await session.scalars(
        select(Consent.child_id).where(
            Consent.child_id.in_(child_ids), Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
        )
    )
    return frozenset(found)


async def refuse_without(session: Session, *, child_id: UUID, purpose: str) -> None:
    """Raises ConsentMissing."""
    if not await consented(session, child_ids=[child_id], purpose=purpose):
        raise ConsentMissing


async def _end(session: Session, ward: Ward, consent: Consent, actor: Actor) -> None:
    consent.withdrawn_at, consent.withdrawn_by_id = clock.now(), actor.person_id
    purpose, child_id = consent.purpose, consent.child_id
    emptied = []
    if purpose == "calendar_alias" and ward.child.alias is not None:
        ward.child.alias = None
        emptied = ["alias"]
    if purpose == "emergency_data":
        gone = await session.execute(delete(ChildCare).where(ChildCare.child_id == child_id))
        emptied = ["care"] if gone.rowcount else []  # type: ignore[attr-defined]  # a DELETE counts
    if emptied:
        ward.child.version += 1
    await session.flush()
    before = {"purpose": purpose, "text_version": consent.text_version}
    after = {"purpose": purpose, "emptied": emptied}
    await note(session, actor, "consent.withdrawn", "child", child_id, before=before, after=after)
    await hooks.consent_withdrawn(session, actor=actor, child_id=child_id, purpose=purpose)
