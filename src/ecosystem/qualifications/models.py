"""Tables of qualifications: what can be earned, who holds it, and quizzes as evidence."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.directory.models import one_of
from ecosystem.kernel.db import Base

EVIDENCE = ("quiz", "staff", "course", "import", "document")


class Qualification(Base):
    """Something a person can be qualified for, valid for a number of days or for good."""

    __tablename__ = "qualification"
    __table_args__ = (CheckConstraint("valid_days > 0", name="valid_days"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    valid_days: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class QualificationGrant(Base):
    """A person holds a qualification: given by whom, when, on what evidence, until when."""

    __tablename__ = "qualification_grant"
    __table_args__ = (
        CheckConstraint(one_of("evidence", EVIDENCE), name="evidence"),
        CheckConstraint("expires_at > granted_at", name="expires_after_grant"),
        Index("ix_qualification_grant_person", "person_id", "qualification_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    qualification_id: Mapped[UUID] = mapped_column(ForeignKey("qualification.id"), index=True)
    evidence: Mapped[str]
    evidence_id: Mapped[UUID | None]
    granted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str | None]
    granted_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None]


class Quiz(Base):
    """A bilingual safety quiz whose passing gives a qualification.

    `questions` is a list of `{id, text: {vi, en}, many, choices: [{id, text: {vi, en}, correct}],
    explanation: {vi, en}}`; `pass_mark` is out of 100.
    """

    __tablename__ = "quiz"
    __table_args__ = (
        CheckConstraint("pass_mark BETWEEN 1 AND 100", name="pass_mark"),
        CheckConstraint("retry_minutes >= 0", name="retry_minutes"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    qualification_id: Mapped[UUID] = mapped_column(ForeignKey("qualification.id"), unique=True)
    title: Mapped[dict[str, str]]
    intro: Mapped[dict[str, str]]
    pass_mark: Mapped[int]
    retry_minutes: Mapped[int] = mapped_column(default=1440)
    questions: Mapped[list[Any]]
    version: Mapped[int] = mapped_column(default=1)


class QuizVersion(Base):
    """What a quiz said before it was edited; nothing here is changed again."""

    __tablename__ = "quiz_version"

    quiz_id: Mapped[UUID] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[dict[str, str]]
    intro: Mapped[dict[str, str]]
    pass_mark: Mapped[int]
    retry_minutes: Mapped[int]
    questions: Mapped[list[Any]]
    replaced_at: Mapped[datetime]


class QuizAttempt(Base):
    """One go at a quiz, judged by the version of it that was read."""

    __tablename__ = "quiz_attempt"
    __table_args__ = (Index("ix_quiz_attempt_person", "person_id", "quiz_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    quiz_id: Mapped[UUID] = mapped_column(ForeignKey("quiz.id"))
    quiz_version: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    answers: Mapped[dict[str, Any]]
    score: Mapped[int]
    passed: Mapped[bool]
