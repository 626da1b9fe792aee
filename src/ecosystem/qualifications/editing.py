"""Writes of those who set qualifications up: what can be earned, and the quiz that gives it.

An edited quiz keeps its former text as a version of its own, which nobody changes again: attempts name
the version that they were judged by. Every change leaves an audit row.
"""

from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, structs, to_builtins
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, violated
from ecosystem.kernel.errors import Forbidden, NotFound, Problem, VersionMoved
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import slug_of, squeeze
from ecosystem.kernel.words import Words
from ecosystem.qualifications import errors, models, rules, schemas

_QUIZ_TEXTS = ("title", "intro", "pass_mark", "retry_minutes", "questions")


MANAGE = "qualifications:manage"


def refuse_outside_region(actor: Actor) -> None:
    """Qualifications are the region's: a role at one organisation or site is not enough. Raises Forbidden."""
    if not actor.may_everywhere(MANAGE):
        raise Forbidden


async def create_qualification(
    session: Session, *, actor: Actor | None, wanted: schemas.QualificationIn, locale: str
) -> models.Qualification:
    """Something new to earn; who asks for it is the caller's. Raises Malformed, CodeTaken."""
    _refuse_nameless(wanted.name, "name", locale)
    row = models.Qualification(
        id=new_id(),
        code=wanted.code or slug_of(wanted.name.vi or wanted.name.en),
        name=_stored(wanted.name),
        description=_stored(wanted.description),
        valid_days=wanted.valid_days,
        version=1,
    )
    session.add(row)
    await _flush(session, {"uq_qualification_code": errors.CodeTaken})
    await _note(session, actor, "qualification.created", "qualification", row.id, after=_plain(row))
    return row


async def update_qualification(
    session: Session,
    *,
    actor: Actor,
    qualification_id: UUID,
    changes: schemas.QualificationPatch,
    version: int | None,
    locale: str,
) -> models.Qualification:
    """Change what is said of a qualification. Raises NotFound, VersionMoved, Malformed.

    The version counts changes of `categories` too, which the caller writes.
    """
    row = await locked_qualification(session, qualification_id, version)
    if changes.name is not UNSET:
        _refuse_nameless(changes.name, "name", locale)
    given = {
        name: _stored(value)
        for name, value in structs.asdict(changes).items()
        if value is not UNSET and name not in ("categories", "impact")
    }
    before = {name: getattr(row, name) for name, value in given.items() if getattr(row, name) != value}
    if before or changes.categories is not UNSET:
        row.version += 1
    for name in before:
        setattr(row, name, given[name])
    await session.flush()
    if before:
        after = {name: given[name] for name in before}
        await _note(
            session, actor, "qualification.changed", "qualification", row.id, before=before, after=after
        )
    return row


async def delete_qualification(
    session: Session, *, actor: Actor, qualification_id: UUID, asking: dict[str, int], locale: str
) -> None:
    """Take away what nothing depends on; `asking` counts those above that do. Raises NotFound, InUse."""
    row = await locked_qualification(session, qualification_id, None)
    grants = await _count(session, models.QualificationGrant, qualification_id=row.id)
    quizzes = await _count(session, models.Quiz, qualification_id=row.id)
    found = {"grants": grants, "quiz": quizzes, **asking}
    if any(found.values()):
        raise errors.InUse(found, locale)
    await session.delete(row)
    await session.flush()
    await _note(session, actor, "qualification.deleted", "qualification", row.id, before=_plain(row))


async def locked_qualification(
    session: Session, qualification_id: UUID, version: int | None
) -> models.Qualification:
    """The row, held against others who edit it. Raises NotFound, VersionMoved."""
    row = await session.get(models.Qualification, qualification_id, with_for_update=True)
    if row is None:
        raise NotFound
    if version is not None and version != row.version:
        raise VersionMoved
    return row


async def create_quiz(
    session: Session, *, actor: Actor | None, wanted: schemas.QuizIn, locale: str
) -> models.Quiz:
    """A quiz for a qualification that has none. Raises Malformed naming every fault."""
    qualification = await session.get(models.Qualification, wanted.qualification_id, with_for_update=True)
    faults = rules.content_faults(wanted.questions)
    if qualification is None:
        faults.insert(0, rules.Fault("qualification_id", "unknown_qualification"))
    elif await _count(session, models.Quiz, qualification_id=qualification.id):
        faults.insert(0, rules.Fault("qualification_id", "has_quiz"))
    if _empty(wanted.title):
        faults.insert(0, rules.Fault("title", "no_text"))
    if faults:
        raise errors.bad_content(faults, locale)
    row = models.Quiz(
        id=new_id(),
        qualification_id=wanted.qualification_id,
        version=1,
        **{name: _stored(getattr(wanted, name)) for name in _QUIZ_TEXTS},
    )
    session.add(row)
    await session.flush()
    await _note(session, actor, "quiz.created", "quiz", row.id, after=_plain(row))
    return row


async def update_quiz(
    session: Session,
    *,
    actor: Actor,
    quiz_id: UUID,
    changes: schemas.QuizPatch,
    version: int | None,
    locale: str,
) -> models.Quiz:
    """Give a quiz another text; what it said before is kept. Raises NotFound, VersionMoved, Malformed."""
    row = await session.get(models.Quiz, quiz_id, with_for_update=True)
    if row is None:
        raise NotFound
    if version is not None and version != row.version:
        raise VersionMoved
    faults = [] if changes.questions is UNSET else rules.content_faults(changes.questions)
    if changes.title is not UNSET and _empty(changes.title):
        faults.insert(0, rules.Fault("title", "no_text"))
    if faults:
        raise errors.bad_content(faults, locale)
    given = {name: _stored(value) for name, value in structs.asdict(changes).items() if value is not UNSET}
    before = {name: getattr(row, name) for name, value in given.items() if getattr(row, name) != value}
    if not before:
        return row
    session.add(
        models.QuizVersion(
            quiz_id=row.id,
            version=row.version,
            replaced_at=clock.now(),
            **{name: getattr(row, name) for name in _QUIZ_TEXTS},
        )
    )
    await session.flush()
    for name in before:
        setattr(row, name, given[name])
    row.version += 1
    await session.flush()
    after = {name: given[name] for name in before}
    await _note(session, actor, "quiz.changed", "quiz", row.id, before=before, after=after)
    return row


async def delete_quiz(session: Session, *, actor: Actor, quiz_id: UUID, locale: str) -> None:
    """Take away a quiz that nobody has tried. Raises NotFound, InUse."""
    row = await session.get(models.Quiz, quiz_id, with_for_update=True)
    if row is None:
        raise NotFound
    if attempts := await _count(session, models.QuizAttempt, quiz_id=quiz_id):
        raise errors.InUse({"attempts": attempts}, locale)
    await session.delete(row)
    await session.flush()
    await _note(session, actor, "quiz.deleted", "quiz", quiz_id, before=_plain(row))


def _refuse_nameless(name: Words, field: str, locale: str) -> None:
    if _empty(name):
        raise errors.bad_content([rules.Fault(field, "no_text")], locale)


def _empty(text: Words) -> bool:
    return not (squeeze(text.vi) or squeeze(text.en))


def _stored(value: Any) -> Any:
    """A value as its column keeps it."""
    return to_builtins(value) if isinstance(value, Struct | list | tuple) else value


def _plain(row: models.Qualification | models.Quiz) -> dict[str, Any]:
    names = ("code", "name", "description", "valid_days") if isinstance(row, models.Qualification) else None
    return {name: getattr(row, name) for name in names or _QUIZ_TEXTS}


async def _count(session: Session, table: type[Any], **where: UUID) -> int:
    return await session.scalar(select(func.count()).select_from(table).filter_by(**where)) or 0


async def _flush(session: Session, taken: dict[str, type[Problem]]) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        known = taken.get(violated(error) or "")
        if known is None:
            raise
        raise known from error


async def _note(
    session: Session,
    actor: Actor | None,
    action: str,
    kind: str,
    subject_id: UUID,
    *,
    before: Any = None,
    after: Any = None,
) -> None:
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind=kind,
        subject_id=subject_id,
        before=before,
        after=after,
    )
