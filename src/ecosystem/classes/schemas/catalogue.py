"""Terms and courses as they are read and entered."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from ecosystem.classes.schemas.shared import (
    Age,
    Audience,
    CourseState,
    Format,
    Grade,
    Hours,
    Material,
    OwnerRef,
)
from ecosystem.kernel.money import Money
from ecosystem.kernel.words import Locale, Words

NOTHING = Words("", "")
Breaks = Annotated[list["BreakDays"], Meta(max_length=50)]
Swaps = Annotated[list["SwapDays"], Meta(max_length=50)]


class BreakDays(Struct, frozen=True, forbid_unknown_fields=True):
    """Days without lessons, both included."""

    starts_on: date
    ends_on: date
    name: Words


class SwapDays(Struct, frozen=True, forbid_unknown_fields=True):
    """A day that is worked, with the lessons of another one."""

    worked_on: date
    instead_of: date


class Term(Struct, frozen=True):
    """A stretch of the school year: the region's, or one organisation's."""

    id: UUID
    name: Words
    starts_on: date
    ends_on: date
    breaks: list[BreakDays]
    swaps: list[SwapDays]
    organisation: OwnerRef | None
    version: int
    can_edit: bool


class TermIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """A new term; without an organisation it is the region's."""

    name: Words
    starts_on: date
    ends_on: date
    breaks: Breaks = []
    swaps: Swaps = []
    organisation_id: UUID | None = None


class TermPatch(Struct, forbid_unknown_fields=True, kw_only=True):
    """What is to be different about a term; classes that exist keep their dates."""

    name: Words | UnsetType = UNSET
    starts_on: date | UnsetType = UNSET
    ends_on: date | UnsetType = UNSET
    breaks: Breaks | UnsetType = UNSET
    swaps: Swaps | UnsetType = UNSET


class CourseRef(Struct, frozen=True):
    """A course by name."""

    id: UUID
    title: Words


class Course(Struct, frozen=True):
    """What is taught, to whom and for how much; `fee` is for the whole series, null where there is none."""

    id: UUID
    title: Words
    description: Words
    format: Format
    audience: Audience
    state: CourseState
    level: Words | None
    theme: Words | None
    language: Locale
    age_from: int | None
    age_to: int | None
    grade_from: int | None
    grade_to: int | None
    hours: int | None
    prerequisites: list[CourseRef]
    materials: list[Material]
    fee: Money | None
    organisation: OwnerRef | None
    series_count: int
    version: int
    can_edit: bool


class CourseIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """A new course; without an organisation it is the region's."""

    title: Words
    description: Words = NOTHING
    format: Format = "series"
    audience: Audience = "pupils"
    state: CourseState = "draft"
    level: Words | None = None
    theme: Words | None = None
    language: Locale = "vi"
    age_from: Age | None = None
    age_to: Age | None = None
    grade_from: Grade | None = None
    grade_to: Grade | None = None
    hours: Hours | None = None
    prerequisites: Annotated[list[UUID], Meta(max_length=20)] = []
    materials: Annotated[list[Material], Meta(max_length=50)] = []
    fee: Money | None = None
    organisation_id: UUID | None = None


class CoursePatch(Struct, forbid_unknown_fields=True, kw_only=True):
    """What is to be different about a course."""

    title: Words | UnsetType = UNSET
    description: Words | UnsetType = UNSET
    format: Format | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    state: CourseState | UnsetType = UNSET
    level: Words | UnsetType | None = UNSET
    theme: Words | UnsetType | None = UNSET
    language: Locale | UnsetType = UNSET
    age_from: Age | UnsetType | None = UNSET
    age_to: Age | UnsetType | None = UNSET
    grade_from: Grade | UnsetType | None = UNSET
    grade_to: Grade | UnsetType | None = UNSET
    hours: Hours | UnsetType | None = UNSET
    prerequisites: Annotated[list[UUID], Meta(max_length=20)] | UnsetType = UNSET
    materials: Annotated[list[Material], Meta(max_length=50)] | UnsetType = UNSET
    fee: Money | UnsetType | None = UNSET
