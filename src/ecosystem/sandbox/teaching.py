"""The demo region's classes as data: a term, courses, and the classes that take place."""

from datetime import time

from msgspec import Struct

from ecosystem.kernel.words import Words


class BreakPlan(Struct, forbid_unknown_fields=True):
    """Days without lessons, from so many days away."""

    from_day: int
    days: int
    name: Words


class TermPlan(Struct, forbid_unknown_fields=True):
    """A term that lies around the day of the demo."""

    name: Words
    days_before: int
    days_after: int
    breaks: list[BreakPlan]


class CourseText(Struct, forbid_unknown_fields=True):
    """A course; the fee is in minor units of the region's currency."""

    slug: str
    organisation: str
    title: Words
    description: Words
    format: str
    audience: str
    level: Words | None
    theme: Words | None
    hours: int
    fee: int | None
    materials: list[dict[str, str | None]]
    age_from: int | None = None
    age_to: int | None = None
    grade_from: int | None = None
    grade_to: int | None = None


class WeeklyTime(Struct, forbid_unknown_fields=True):
    """A weekday (Monday is 1) with its time."""

    weekday: int
    starts: time
    ends: time


class MakeUp(Struct, forbid_unknown_fields=True):
    """When a missed session is made up for, so many days away."""

    day: int
    starts: time
    ends: time


class Missed(Struct, forbid_unknown_fields=True):
    """The session of that weekday, so many weeks away, that was cancelled."""

    weekday: int
    week: int
    note: str
    makeup: MakeUp


class Substituted(Struct, forbid_unknown_fields=True):
    """The session of that weekday, so many weeks away, that a colleague teaches."""

    weekday: int
    week: int
    note: str


class Series(Struct, forbid_unknown_fields=True):
    """A class with its weekly rule; `teacher` is the key of somebody invented."""

    course: str
    slug: str
    site: str
    room: str
    capacity: int
    teacher: str
    weekly: list[WeeklyTime]
    weeks_before: int
    weeks_after: int
    machine: str | None = None
    units: int = 1
    missed: Missed | None = None
    substituted: Substituted | None = None


class ClassPlans(Struct, forbid_unknown_fields=True):
    """The term, the courses and their classes."""

    term: TermPlan
    courses: list[CourseText]
    series: list[Series]
