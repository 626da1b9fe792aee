"""Reads of qualifications: what can be earned, who holds what, a quiz without its answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct, convert
from sqlalchemy import select

from ecosystem.directory.models import Person
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.words import Words
from ecosystem.qualifications import models, rules, schemas


class Holding(Struct, frozen=True):
    """How a person stands to a qualification; `until` None with `held` means for good."""

    held: bool
    until: datetime | None = None


async def every(session: Session, *, categories: Mapping[UUID, list[str]]) -> list[schemas.Qualification]:
    """All qualifications by code; `categories` are the slugs that ask for each. One statement."""
    rows = await session.execute(
        select(models.Qualification, models.Quiz.id)
        .join(models.Quiz, models.Quiz.qualification_id == models.Qualification.id, isouter=True)
        .order_by(models.Qualification.code)
    )
    return [shown(row, quiz_id, categories) for row, quiz_id in rows]


async def of_person(
    session: Session, *, person_id: UUID, now: datetime, categories: Mapping[UUID, list[str]]
) -> list[schemas.HeldQualification]:
    """What a person was given, the best grant of each qualification, newest first. One statement."""
    rows = await session.execute(
        select(models.QualificationGrant, models.Qualification, models.Quiz.id, Person.full_name)
        .join(models.Qualification, models.Qualification.id == models.QualificationGrant.qualification_id)
        .join(models.Quiz, models.Quiz.qualification_id == models.Qualification.id, isouter=True)
        .join(Person, Person.id == models.QualificationGrant.granted_by_id, isouter=True)
        .where(models.QualificationGrant.person_id == person_id)
        .order_by(models.QualificationGrant.granted_at.desc(), models.QualificationGrant.id.desc())
    )
    best: dict[UUID, schemas.HeldQualification] = {}
    for grant, qualification, quiz_id, giver in rows:
        held = schemas.HeldQualification(
            qualification=shown(qualification, quiz_id, categories),
            granted_at=grant.granted_at,
            expires_at=grant.expires_at,
            evidence=grant.evidence,
            given_by=giver,
            state=_state(grant, now),
        )
        known = best.get(qualification.id)
        if known is None or _weight(held) > _weight(known):
            best[qualification.id] = held
    return sorted(best.values(), key=lambda held: held.granted_at, reverse=True)


async def holding(session: Session, *, person_id: UUID, qualification_id: UUID, now: datetime) -> Holding:
    """Whether, and until when, a person holds a qualification at this instant."""
    ends = list(
        await session.scalars(
            select(models.QualificationGrant.expires_at).where(
                models.QualificationGrant.person_id == person_id,
                models.QualificationGrant.qualification_id == qualification_id,
                models.QualificationGrant.granted_at <= now,
                models.QualificationGrant.revoked_at.is_(None),
            )
        )
    )
    valid = [end for end in ends if end is None or end > now]
    forever = any(end is None for end in valid)
    return Holding(bool(valid), None if forever else max(filter(None, valid), default=None))


async def quiz(session: Session, *, quiz_id: UUID, person_id: UUID, now: datetime) -> schemas.Quiz:
    """The quiz as this person sees it, without what is right; raises NotFound."""
    row = (
        await session.execute(
            select(models.Quiz, models.Qualification.name)
            .join(models.Qualification, models.Qualification.id == models.Quiz.qualification_id)
            .where(models.Quiz.id == quiz_id)
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    found, name = row
    held = await holding(session, person_id=person_id, qualification_id=found.qualification_id, now=now)
    last = await last_attempt(session, quiz_id=quiz_id, person_id=person_id)
    return schemas.Quiz(
        id=found.id,
        title=convert(found.title, Words),
        intro=convert(found.intro, Words),
        qualification=schemas.QualificationRef(found.qualification_id, convert(name, Words)),
        pass_mark=found.pass_mark,
        version=found.version,
        questions=[_question(question) for question in questions(found)],
        retry_at=rules.retry_at(last, retry_minutes=found.retry_minutes, now=now),
        passed=held.held,
    )


async def last_attempt(session: Session, *, quiz_id: UUID, person_id: UUID) -> datetime | None:
    """When this person tried the quiz last."""
    found: datetime | None = await session.scalar(
        select(models.QuizAttempt.at)
        .where(models.QuizAttempt.person_id == person_id, models.QuizAttempt.quiz_id == quiz_id)
        .order_by(models.QuizAttempt.at.desc())
        .limit(1)
    )
    return found


def questions(quiz: models.Quiz | models.QuizVersion) -> list[rules.Question]:
    """The stored questions with what is right; for the server only."""
    return convert(quiz.questions, list[rules.Question])


def shown(
    row: models.Qualification, quiz_id: UUID | None, categories: Mapping[UUID, list[str]]
) -> schemas.Qualification:
    """A qualification as an answer; `categories` are the slugs that ask for each."""
    return schemas.Qualification(
        id=row.id,
        code=row.code,
        name=convert(row.name, Words),
        description=convert(row.description, Words),
        valid_days=row.valid_days,
        quiz_id=quiz_id,
        categories=categories.get(row.id, []),
    )


def _question(question: rules.Question) -> schemas.QuizQuestion:
    choices = [schemas.QuizChoice(choice.id, choice.text) for choice in question.choices]
    return schemas.QuizQuestion(question.id, question.text, choices, question.many)


def _state(grant: models.QualificationGrant, now: datetime) -> Literal["valid", "expired", "revoked"]:
    if grant.revoked_at is not None:
        return "revoked"
    return "expired" if grant.expires_at is not None and grant.expires_at <= now else "valid"


def _weight(held: schemas.HeldQualification) -> tuple[bool, bool, float]:
    """Valid before invalid, for good before for a while, later expiry before earlier."""
    if held.state != "valid":
        return False, False, 0.0
    return True, held.expires_at is None, held.expires_at.timestamp() if held.expires_at else 0.0
