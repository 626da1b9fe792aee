"""Rows of the invented term, courses, classes and sessions, and of the time that these take."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct, to_builtins

from ecosystem.classes.models import PURPOSE, ClassSeries, ClassSession, Course, Term
from ecosystem.kernel.db import Base
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.text import search_key, sort_key
from ecosystem.sandbox import lessons
from ecosystem.sandbox.bookings import Booking
from ecosystem.sandbox.calendar import Calendar
from ecosystem.sandbox.data import Demo
from ecosystem.sandbox.lessons import Lesson
from ecosystem.sandbox.people import Somebody
from ecosystem.sandbox.rows.common import SINCE, Ids, as_range, words
from ecosystem.sandbox.teaching import CourseText, Series
from ecosystem.timetable.models import Resource, Standing


class Classes(Struct):
    """Rows in the order in which they refer to one another; `sessions` are to be published."""

    rows: list[Base]
    taken: list[dict[str, Any]]
    sessions: list[UUID]


def classes(
    demo: Demo,
    cast: Sequence[Somebody],
    calendar: Calendar,
    booked: Sequence[Booking],
    ids: Ids,
    now: datetime,
    today: date,
) -> Classes:
    """The term, three courses and their classes around today; machines where enough units are free."""
    plan = demo.classes
    term = Term(
        id=new_id(),
        region_id=ids.region[demo.region.slug],
        name=words(lessons.name_of(plan.term, today)),
        starts_on=today - timedelta(days=plan.term.days_before),
        ends_on=today + timedelta(days=plan.term.days_after),
        breaks=to_builtins(lessons.breaks(plan.term, today)),
        swaps=[],
        version=1,
        created_at=now - SINCE,
    )
    courses = {course.slug: _course(course, demo, ids, now) for course in plan.courses}
    made = Classes([term, *courses.values()], [], [])
    desk = _Desk(demo, cast, booked, ids, now, made)
    for series in plan.series:
        desk.place(series, courses[series.course].id, term.id, lessons.lessons(demo, series, calendar, today))
    return made


def _course(course: CourseText, demo: Demo, ids: Ids, now: datetime) -> Course:
    known = to_builtins(course)
    theme = course.theme
    said = f"{course.title.vi} {course.title.en} {theme.vi} {theme.en}" if theme else course.title.vi
    return Course(
        id=new_id(),
        organisation_id=ids.organisation[course.organisation],
        **{
            name: known[name]
            for name in ("title", "description", "format", "audience", "level", "theme", "age_from", "age_to",
                         "grade_from", "grade_to", "hours", "materials")
        },
        state="published",
        language="vi",
        prerequisites=[],
        fee_amount=course.fee,
        fee_currency=demo.region.currency if course.fee else None,
        search_key=search_key(said),
        version=1,
        created_at=now - SINCE,
    )  # fmt: skip


class _Desk:
    """Places classes one after the other; who and what stands for them on the timetable is made once."""

    def __init__(
        self,
        demo: Demo,
        cast: Sequence[Somebody],
        booked: Sequence[Booking],
        ids: Ids,
        now: datetime,
        made: Classes,
    ) -> None:
        self.demo, self.cast, self.booked, self.ids, self.now, self.made = demo, cast, booked, ids, now, made
        self.standing: dict[UUID, UUID] = {}

    def place(self, series: Series, course_id: UUID, term_id: UUID, held: Sequence[Lesson]) -> None:
        """One class with its sessions."""
        teacher, stand_in = self._teachers(series)
        room_id, site_id = self.ids.room[series.site, series.room], self.ids.site[series.site]
        machine = next((one for one in self.demo.machines if one.slug == series.machine), None)
        wanted = [] if machine is None else [
            {"resource_id": str(self.ids.resource[machine.slug]), "units": series.units}
        ]  # fmt: skip
        made = ClassSeries(
            id=new_id(), slug=series.slug, course_id=course_id, term_id=term_id, site_id=site_id,
            room_id=room_id, mode="on_site", teacher_ids=[teacher], resources=wanted,
            weekly=[
                {"weekday": one.weekday, "starts": f"{one.starts:%H:%M}", "ends": f"{one.ends:%H:%M}"}
                for one in series.weekly
            ],
            capacity=series.capacity, version=1, created_at=self.now - SINCE,
            created_by_id=self.ids.person["manager"],
        )  # fmt: skip
        self.made.rows.append(made)
        given = [new_id() for _ in held]
        for number, lesson in enumerate(held):
            who = stand_in if lesson.substituted else teacher
            units = self._units(series, lesson.during)
            self.made.rows.append(
                ClassSession(
                    id=given[number], series_id=made.id, number=number + 1, starts_at=lesson.during.start,
                    ends_at=lesson.during.end, room_id=room_id, teacher_ids=[who],
                    resources=wanted if units else [], note=lesson.note,
                    state="cancelled" if lesson.cancelled else self._state(lesson.during),
                    makes_up_for_id=None if lesson.makes_up_for is None else given[lesson.makes_up_for],
                    version=2 if lesson.cancelled or lesson.substituted else 1,
                    created_at=self.now - SINCE, changed_at=self.now - SINCE,
                )
            )  # fmt: skip
            if not lesson.cancelled:
                self._take(given[number], lesson.during, self._room(series, room_id), [1])
                self._take(given[number], lesson.during, self._person(who, site_id), [1])
                if machine is not None:
                    self._take(given[number], lesson.during, self.ids.resource[machine.slug], units)
        self.made.sessions += given

    def _state(self, during: Interval) -> str:
        return "held" if during.end <= self.now else "planned"

    def _teachers(self, series: Series) -> tuple[UUID, UUID]:
        """Who teaches a class, and the colleague who stands in."""
        own = next(one for one in self.cast if one.key == series.teacher)
        others = (one.key for one in self.cast if one.role == "teacher" and one != own)
        return self.ids.person[own.key], self.ids.person[next(others)]

    def _units(self, series: Series, during: Interval) -> list[int]:
        machine = next((one for one in self.demo.machines if one.slug == series.machine), None)
        if machine is None:
            return []
        taken = [
            (unit, one.blocked)
            for one in self.booked
            if one.offer.machine.slug == machine.slug and one.cancelled_at is None
            for unit in one.units
        ]
        return lessons.free_units(machine.units, series.units, during, taken)

    def _room(self, series: Series, room_id: UUID) -> UUID:
        site = next(site for site in self.demo.sites if site.slug == series.site)
        name = next(room.name.vi for room in site.rooms if room.slug == series.room)
        return self._stand(room_id, name, self.ids.site[series.site], "room")

    def _person(self, person_id: UUID, site_id: UUID) -> UUID:
        name = next(one.full_name for one in self.cast if self.ids.person[one.key] == person_id)
        return self._stand(person_id, name, site_id, "person")

    def _stand(self, subject_id: UUID, name: str, site_id: UUID, kind: str) -> UUID:
        if subject_id not in self.standing:
            made = self.standing[subject_id] = new_id()
            room_id = subject_id if kind == "room" else None
            self.made.rows += [
                Resource(
                    id=made, site_id=site_id, room_id=room_id, kind=kind, name=name, units=1,
                    state="in_order", search_key=search_key(name), sort_key=sort_key(name),
                    created_at=self.now - SINCE,
                ),
                Standing(
                    resource_id=made, room_id=room_id, person_id=None if room_id else subject_id, made=True
                ),
            ]  # fmt: skip
        return self.standing[subject_id]

    def _take(self, session_id: UUID, during: Interval, resource_id: UUID, units: Sequence[int]) -> None:
        self.made.taken += [
            {
                "id": new_id(), "resource_id": resource_id, "unit": unit, "during": as_range(during),
                "blocked": as_range(during), "state": "confirmed", "purpose": PURPOSE,
                "subject_id": session_id, "expires_at": None, "pinned": False,
                "created_at": self.now - SINCE,
            }
            for unit in units
        ]  # fmt: skip
