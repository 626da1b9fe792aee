"""What qualifications and quizzes take and give over HTTP. Instants in UTC, marks out of 100."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from ecosystem.kernel.words import Words

Note = Annotated[str, Meta(min_length=1, max_length=500)]
Choices = Annotated[list[Annotated[str, Meta(max_length=100)]], Meta(max_length=50)]


class Qualification(Struct, frozen=True):
    """Something one can be qualified for; `categories` are the slugs of those that ask for it."""

    id: UUID
    code: str
    name: Words
    description: Words
    valid_days: int | None
    quiz_id: UUID | None
    categories: list[str]


class HeldQualification(Struct, frozen=True):
    """A qualification that a person was given; the newest grant of each speaks."""

    qualification: Qualification
    granted_at: datetime
    expires_at: datetime | None
    evidence: str
    given_by: str | None
    state: Literal["valid", "expired", "revoked"]


class QualificationRef(Struct, frozen=True):
    """A qualification, as other things name it."""

    id: UUID
    name: Words


class QuizChoice(Struct, frozen=True):
    """An answer to choose; whether it is right stays with the server."""

    id: str
    text: Words


class QuizQuestion(Struct, frozen=True):
    """A question; `many` where several choices may be right."""

    id: str
    text: Words
    choices: list[QuizChoice]
    many: bool


class Quiz(Struct, frozen=True):
    """A quiz as the person sees it; `passed` while they hold what it gives."""

    id: UUID
    title: Words
    intro: Words
    qualification: QualificationRef
    pass_mark: int
    questions: list[QuizQuestion]
    retry_at: datetime | None
    passed: bool


class AttemptIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The answers: choice ids per question id, every question answered."""

    answers: Annotated[dict[str, Choices], Meta(max_length=200)]


class Attempt(Struct, frozen=True):
    """The outcome; explanations are of the questions answered wrongly."""

    score: int
    passed: bool
    pass_mark: int
    wrong: list[str]
    explanations: dict[str, Words]
    retry_at: datetime | None
    expires_at: datetime | None


class GrantIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A qualification given by staff, at the site where it was shown; expiry by the rule unless given."""

    person_id: UUID
    qualification_id: UUID
    site_id: UUID
    evidence: Literal["staff", "course"] = "staff"
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None
    note: Note | None = None


class RevokeIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a grant is taken back."""

    reason: Note


class Grant(Struct, frozen=True):
    """A grant as staff see it."""

    id: UUID
    person_id: UUID
    qualification_id: UUID
    evidence: str
    granted_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
