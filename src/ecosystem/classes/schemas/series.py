"""Classes as everybody sees them, and sessions as those who run them do."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from ecosystem.classes.schemas.catalogue import CourseRef
from ecosystem.classes.schemas.shared import (
    Audience,
    ClassRoom,
    ClassSite,
    Format,
    Material,
    Mode,
    OwnerRef,
    SessionState,
    TakenResource,
    TeacherRef,
    Weekly,
)
from ecosystem.kernel.money import Money
from ecosystem.kernel.words import Locale, Words


class ClassCard(Struct, frozen=True, kw_only=True):
    """A class in the catalogue: what, for whom, when, where, how many places are left, the full price.

    `next_at` is when its next session begins, null once all are over.
    """

    id: UUID
    slug: str
    course: CourseRef
    format: Format
    audience: Audience
    level: Words | None
    theme: Words | None
    language: Locale
    age_from: int | None
    age_to: int | None
    grade_from: int | None
    grade_to: int | None
    hours: int | None
    fee: Money | None
    organisation: OwnerRef | None
    site: ClassSite
    room: ClassRoom | None
    mode: Mode
    place: str | None
    weekly: list[Weekly]
    first_on: date
    last_on: date
    sessions: int
    next_at: datetime | None
    capacity: int
    places_left: int


class PublicSession(Struct, frozen=True):
    """One date of a class as everybody sees it; `makes_up_for` is when the missed one was."""

    id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime
    state: SessionState
    room: ClassRoom | None
    makes_up_for: datetime | None


class ClassDetail(ClassCard, frozen=True, kw_only=True):
    """A class with its dates. `can_run` for those who may change them."""

    description: Words
    prerequisites: list[CourseRef]
    dates: list[PublicSession]
    can_run: bool
    version: int


class SessionOut(Struct, frozen=True, kw_only=True):
    """A session as those see it who run it, with all that it takes."""

    id: UUID
    series_id: UUID
    slug: str
    course: CourseRef
    number: int
    starts_at: datetime
    ends_at: datetime
    state: SessionState
    site: ClassSite
    room: ClassRoom | None
    mode: Mode
    place: str | None
    link: str | None
    teachers: list[TeacherRef]
    resources: list[TakenResource]
    materials: list[Material]
    makes_up_for: datetime | None
    made_up_at: datetime | None
    note: str | None
    capacity: int
    version: int
