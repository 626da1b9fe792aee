"""Tables of classes: terms, courses, series and sessions.

A session takes its room, its teachers and its machines as occupancies with the purpose `class_session`,
so that the timetable's one constraint keeps them from everything else. What it takes is written down
here as well, since a cancelled session takes nothing and may be restored or made up for.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.directory.models import one_of
from ecosystem.kernel.db import Base
from ecosystem.places import models as places  # noqa: F401 -- foreign keys name its tables

PURPOSE = "class_session"  # of the occupancies that sessions hold, and of their published entries
FORMATS = ("workshop", "series")
AUDIENCES = ("pupils", "teachers", "students", "officials")
COURSE_STATES = ("draft", "published", "archived")
MODES = ("on_site", "online", "hybrid", "mobile")
SESSION_STATES = ("planned", "cancelled", "held")


class Term(Base):
    """A stretch of the school year, the region's or one organisation's.

    `breaks` are `{starts_on, ends_on, name}`, both days included; `swaps` are `{worked_on, instead_of}`: a
    day that is worked as the other one would have been.
    """

    __tablename__ = "term"
    __table_args__ = (CheckConstraint("ends_on >= starts_on AND ends_on - starts_on <= 366", name="days"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[dict[str, str]]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    breaks: Mapped[list[Any]]
    swaps: Mapped[list[Any]]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class Course(Base):
    """What is taught, to whom, for how much; series of it take place.

    `materials` are `{name, url}`; `prerequisites` are ids of courses. The fee is for the whole series, null
    where there is none.
    """

    __tablename__ = "course"
    __table_args__ = (
        CheckConstraint(one_of("format", FORMATS), name="format"),
        CheckConstraint(one_of("audience", AUDIENCES), name="audience"),
        CheckConstraint(one_of("state", COURSE_STATES), name="state"),
        CheckConstraint("age_from <= age_to", name="ages"),
        CheckConstraint("grade_from <= grade_to", name="grades"),
        CheckConstraint("(fee_amount IS NULL) = (fee_currency IS NULL) AND fee_amount >= 0", name="fee"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    format: Mapped[str]
    audience: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    level: Mapped[dict[str, str] | None]
    theme: Mapped[dict[str, str] | None]
    language: Mapped[str] = mapped_column(default="vi")
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    grade_from: Mapped[int | None]
    grade_to: Mapped[int | None]
    hours: Mapped[int | None]
    prerequisites: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), default=list)
    materials: Mapped[list[Any]]
    fee_amount: Mapped[int | None] = mapped_column(BigInteger)
    fee_currency: Mapped[str | None]
    search_key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class ClassSeries(Base):
    """A course that takes place: when, where, with whom, for how many.

    `weekly` are `{weekday, starts, ends}` in the site's zone, empty where dates were named one by one.
    `resources` are `{resource_id, units}`. `place` says where where that is no room of ours, `link` how to
    take part from afar, for those who do.
    """

    __tablename__ = "class_series"
    __table_args__ = (
        CheckConstraint(one_of("mode", MODES), name="mode"),
        CheckConstraint("capacity BETWEEN 1 AND 10000", name="capacity"),
        Index("ix_class_series_course_id", "course_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    term_id: Mapped[UUID | None] = mapped_column(ForeignKey("term.id"))
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"), index=True)
    room_id: Mapped[UUID | None] = mapped_column(ForeignKey("room.id"))
    mode: Mapped[str]
    place: Mapped[str | None]
    link: Mapped[str | None]
    weekly: Mapped[list[Any]]
    teacher_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    resources: Mapped[list[Any]]
    capacity: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class ClassSession(Base):
    """One meeting of a series; `makes_up_for` is the missed one that it stands in for.

    `number` counts in the order of planning and stays, `version` counts what changed of this session alone.
    """

    __tablename__ = "class_session"
    __table_args__ = (
        CheckConstraint(one_of("state", SESSION_STATES), name="state"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        UniqueConstraint("series_id", "number"),
        Index("ix_class_session_starts_at", "starts_at", "id"),
        Index("ix_class_session_teacher_ids", "teacher_ids", postgresql_using="gin"),
        Index(
            "uq_class_session_makes_up_for",
            "makes_up_for_id",
            unique=True,
            postgresql_where=text("state <> 'cancelled'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    series_id: Mapped[UUID] = mapped_column(ForeignKey("class_series.id"))
    number: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="planned")
    room_id: Mapped[UUID | None] = mapped_column(ForeignKey("room.id"))
    teacher_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    resources: Mapped[list[Any]]
    makes_up_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("class_session.id"))
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
