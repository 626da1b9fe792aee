"""Writes of qualifications: staff give and take back, a passed quiz gives. Every one leaves an audit row."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from ecosystem.directory.models import Person
from ecosystem.kernel import audit, clock, hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import Forbidden, NotFound
from ecosystem.kernel.hooks import Cause
from ecosystem.kernel.ids import new_id
from ecosystem.places.models import Site
from ecosystem.qualifications import errors, models, queries, rules, schemas
from ecosystem.qualifications.words import WITHDRAWN
from ecosystem.timetable import impact
from ecosystem.timetable.impact import UNDECIDED, Choice


async def attempt(
    session: Session,
    *,
    actor: Actor,
    quiz_id: UUID,
    answers: rules.Answers,
    version: int | None = None,
    locale: str,
) -> schemas.Attempt:
    """Score a quiz by the version that was read; a pass gives its qualification.

    Attempts of one person stand in line, so that of two at once only one counts. Raises NotFound,
    QuizChanged, Malformed naming every bad answer, Refused when it is too early or the qualification is
    held.
    """
    await _lock_person(session, actor.person_id)
    quiz = await session.get(models.Quiz, quiz_id)
    if quiz is None:
        raise NotFound
    now = clock.now()
    paper = await _paper(session, quiz, version, now)
    questions = queries.questions(paper)
    if faults := rules.faults(questions, answers):
        raise errors.bad_answers(faults, locale)
    await _refuse_needless(session, actor=actor, quiz=quiz, now=now, locale=locale)
    score = rules.scored(questions, answers)
    passed = score.score >= paper.pass_mark
    taken = models.QuizAttempt(
        id=new_id(),
        quiz_id=quiz.id,
        quiz_version=paper.version,
        person_id=actor.person_id,
        at=now,
        answers={id_: list(chosen) for id_, chosen in answers.items()},
        score=score.score,
        passed=passed,
    )
    session.add(taken)
    grant = await _granted_by_quiz(session, actor=actor, quiz=quiz, attempt=taken) if passed else None
    await session.flush()
    explained = {question.id: question.explanation for question in questions if question.id in score.wrong}
    return schemas.Attempt(
        score=score.score,
        passed=passed,
        pass_mark=paper.pass_mark,
        wrong=list(score.wrong),
        explanations=explained,
        retry_at=rules.retry_at(now, retry_minutes=quiz.retry_minutes, now=now) if not passed else None,
        expires_at=grant.expires_at if grant else None,
    )


async def grant(session: Session, *, actor: Actor, given: schemas.GrantIn, locale: str) -> schemas.Grant:
    """Give a person a qualification on staff's evidence, at a site where the actor may.

    Raises Forbidden, Refused naming every id that is not there and an expiry that does not lie ahead.
    """
    site = await session.get(Site, given.site_id)
    if site is None or not actor.may(
        "qualifications:grant", site_id=site.id, organisation_id=site.organisation_id
    ):
        raise Forbidden
    now = clock.now()
    person = await session.get(Person, given.person_id)
    qualification = await session.get(models.Qualification, given.qualification_id)
    found = {
        ("person_id", "unknown_person"): person is None or person.deactivated_at is not None,
        ("qualification_id", "unknown_qualification"): qualification is None,
        ("expires_at", "not_ahead"): given.expires_at is not None and given.expires_at <= now,
    }
    faults = [rules.Fault(*named) for named, wrong in found.items() if wrong]
    if faults or qualification is None:
        raise errors.bad_grant(faults, locale)
    ends = given.expires_at or rules.expiry(granted_at=now, valid_days=qualification.valid_days)
    row = models.QualificationGrant(
        id=new_id(),
        person_id=given.person_id,
        qualification_id=qualification.id,
        evidence=given.evidence,
        note=given.note,
        granted_by_id=actor.person_id,
        granted_at=now,
        expires_at=ends,
    )
    session.add(row)
    await session.flush()
    await _audit(session, actor, "qualification.granted", row, reason=given.note, site_id=str(site.id))
    return _out(row)


async def revoke(
    session: Session,
    *,
    actor: Actor,
    grant_id: UUID,
    reason: str,
    locale: str,
    choice: Choice = UNDECIDED,
) -> schemas.Grant:
    """Take a grant back. For safety whoever may grant somewhere may revoke; the reason is kept.

    Raises NotFound, Refused when it was revoked before, and what `impact.settle` raises about the
    bookings that rest on it.
    """
    row = await session.get(models.QualificationGrant, grant_id)
    if row is None:
        raise NotFound
    person_id, qualification_id = row.person_id, row.qualification_id
    # A booking that rests on it holds the person's lock: one of the two comes first and the other knows.
    met = await impact.found(
        session,
        choice=choice,
        find=lambda: hooks.relying(
            session, person_id=person_id, qualification_id=qualification_id, grant_id=grant_id
        ),
        person_ids=[person_id],
    )
    await session.refresh(row, with_for_update=not choice.preview)
    if row.revoked_at is not None:
        raise errors.already_revoked(locale)
    row.revoked_at, row.revoked_reason = clock.now(), reason
    await session.flush()
    await _audit(session, actor, "qualification.revoked", row, reason=reason)
    qualification = await session.get_one(models.Qualification, qualification_id)
    why = WITHDRAWN.filled(**qualification.name)
    cause = Cause(f"grant:{grant_id}", why)
    await impact.settle(session, actor=actor, choice=choice, met=met, cause=cause, locale=locale)
    return _out(row)


async def _paper(
    session: Session, quiz: models.Quiz, version: int | None, now: datetime
) -> models.Quiz | models.QuizVersion:
    """What was read: the quiz as it is, or as it was until a short while ago."""
    if version is None or version == quiz.version:
        return quiz
    former = await session.get(models.QuizVersion, (quiz.id, version))
    if former is None or former.replaced_at <= now - rules.READING:
        raise errors.QuizChanged
    return former


async def _lock_person(session: Session, person_id: UUID) -> None:
    await session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


async def _refuse_needless(
    session: Session, *, actor: Actor, quiz: models.Quiz, now: datetime, locale: str
) -> None:
    last = await queries.last_attempt(session, quiz_id=quiz.id, person_id=actor.person_id)
    held = await queries.holding(
        session, person_id=actor.person_id, qualification_id=quiz.qualification_id, now=now
    )
    if rules.needless(held=held.held, held_until=held.until, now=now):
        raise errors.already_held(quiz.qualification_id, locale)
    again = rules.retry_at(last, retry_minutes=quiz.retry_minutes, now=now)
    if again is not None:
        raise errors.too_early(again, locale=locale, zone_name=actor.zone)


async def _granted_by_quiz(
    session: Session, *, actor: Actor, quiz: models.Quiz, attempt: models.QuizAttempt
) -> models.QualificationGrant:
    qualification = await session.get_one(models.Qualification, quiz.qualification_id)
    row = models.QualificationGrant(
        id=new_id(),
        person_id=actor.person_id,
        qualification_id=qualification.id,
        evidence="quiz",
        evidence_id=attempt.id,
        granted_at=attempt.at,
        expires_at=rules.expiry(granted_at=attempt.at, valid_days=qualification.valid_days),
    )
    session.add(row)
    await session.flush()
    await _audit(session, actor, "qualification.granted", row)
    return row


async def _audit(
    session: Session,
    actor: Actor,
    action: str,
    row: models.QualificationGrant,
    *,
    reason: str | None = None,
    **more: str,
) -> None:
    after = {
        "person_id": str(row.person_id),
        "qualification_id": str(row.qualification_id),
        "evidence": row.evidence,
        "expires_at": row.expires_at.isoformat() if row.expires_at else None,
        **more,
    }
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind="qualification_grant",
        subject_id=row.id,
        after=after,
        reason=reason,
    )


def _out(row: models.QualificationGrant) -> schemas.Grant:
    return schemas.Grant(
        id=row.id,
        person_id=row.person_id,
        qualification_id=row.qualification_id,
        evidence=row.evidence,
        granted_at=row.granted_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
