"""What qualifications and quizzes take and give over HTTP. Instants in UTC, marks out of 100."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from ecosystem.kernel.words import Words
from ecosystem.qualifications.rules import Question
from ecosystem.timetable.schemas import ImpactIn

Note = Annotated[str, Meta(min_length=1, max_length=500)]
Code = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
ValidDays = Annotated[int, Meta(ge=1, le=36_500)]
PassMark = Annotated[int, Meta(ge=1, le=100)]
RetryMinutes = Annotated[int, Meta(ge=0, le=525_600)]
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


class QualificationSettings(Qualification, frozen=True):
    """A qualification as staff set it up; `expiring` are those whose last grant ends within 30 days."""

    version: int
    holders: int
    expiring: int


class QualificationIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A new qualification; without a code it gets one from its name, without days it holds for good.

    `categories` are the slugs of those that ask for it from now on, `impact` what was decided about the
    bookings of people who don't hold it.
    """

    name: Words
    description: Words = Words("", "")
    code: Code | None = None
    valid_days: ValidDays | None = None
    categories: Annotated[list[str], Meta(max_length=200)] = []
    impact: ImpactIn | None = None


class QualificationPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change; what is not given stays. Grants that were given keep their end.

    `impact` is what was decided about the bookings of people who lack it, where more categories ask for it.
    """

    name: Words | UnsetType = UNSET
    description: Words | UnsetType = UNSET
    valid_days: ValidDays | UnsetType | None = UNSET
    categories: Annotated[list[str], Meta(max_length=200)] | UnsetType = UNSET
    impact: ImpactIn | None = None


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
    version: int
    questions: list[QuizQuestion]
    retry_at: datetime | None
    passed: bool


class QuizContent(Struct, frozen=True):
    """A quiz with its answers, for those who write it; `version` counts its texts."""

    id: UUID
    qualification: QualificationRef
    title: Words
    intro: Words
    pass_mark: int
    retry_minutes: int
    questions: list[Question]
    version: int
    attempts: int


class QuizIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A new quiz; passing it gives the qualification, which has one quiz at most."""

    qualification_id: UUID
    title: Words
    intro: Words
    questions: Annotated[list[Question], Meta(min_length=1, max_length=100)]
    pass_mark: PassMark = 80
    retry_minutes: RetryMinutes = 1440


class QuizPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change; whoever is answering is judged by the version that they read."""

    title: Words | UnsetType = UNSET
    intro: Words | UnsetType = UNSET
    questions: Annotated[list[Question], Meta(min_length=1, max_length=100)] | UnsetType = UNSET
    pass_mark: PassMark | UnsetType = UNSET
    retry_minutes: RetryMinutes | UnsetType = UNSET


class AttemptIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The answers: choice ids per question id, every question answered.

    `version` is the one that was read; without it the latest counts.
    """

    answers: Annotated[dict[str, Choices], Meta(max_length=200)]
    version: int | None = None


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
    evidence: Literal["staff", "course", "document"] = "staff"
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None
    note: Note | None = None


class RevokeIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a grant is taken back, and what happens to the bookings that rest on it: they stay unless said."""

    reason: Note
    impact: ImpactIn | None = None


class Grant(Struct, frozen=True):
    """A grant as staff see it."""

    id: UUID
    person_id: UUID
    qualification_id: UUID
    evidence: str
    granted_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class Holder(Struct, frozen=True):
    """A person's best grant of a qualification, as staff see it.

    `email` is null for somebody under age unless whoever asks runs the region.
    """

    grant_id: UUID
    person_id: UUID
    full_name: str
    email: str | None
    qualification: QualificationRef
    evidence: str
    note: str | None
    granted_at: datetime
    given_by: str | None
    expires_at: datetime | None
    revoked_at: datetime | None
    revoked_reason: str | None
    state: Literal["valid", "expired", "revoked"]
