"""Courses as staff enter them; a course comes out once it is published."""

from typing import Any
from uuid import UUID

from msgspec import UNSET, to_builtins
from sqlalchemy import func, select

from ecosystem.classes import publishing
from ecosystem.classes.errors import NoSuchCourse
from ecosystem.classes.models import ClassSeries, Course
from ecosystem.classes.owning import editable, own, region_id
from ecosystem.classes.schemas.catalogue import CourseIn, CoursePatch
from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import FieldError, InUse
from ecosystem.kernel.faults import named, of_words, refuse
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.money import Money
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.places.models import Region

NAME, TEXT = 200, 4000  # characters
FIELDS = tuple(name for name in CoursePatch.__struct_fields__ if name != "fee")
_SHOWN = ("title", "state", "level", "materials")  # what calendars show of a course


async def add(session: Session, *, actor: Actor, given: CourseIn, locale: str) -> UUID:
    """A course of the region or of an organisation. Raises Malformed, Forbidden."""
    await own(session, actor=actor, organisation_id=given.organisation_id, locale=locale)
    await region_id(session)
    values = {name: getattr(given, name) for name in FIELDS}
    refuse(await _faults(session, values, given.fee, None, locale))
    course = Course(
        id=new_id(),
        organisation_id=given.organisation_id,
        version=1,
        created_at=clock.now(),
        **_stored(values),
        **_fee(given.fee),
        search_key=_key(given.title, given.theme),
    )
    session.add(course)
    await session.flush()
    await _tell(session, actor, "course.created", course.id, None, _said(course))
    return course.id


async def change(
    session: Session, *, actor: Actor, course_id: UUID, given: CoursePatch, version: int | None, locale: str
) -> None:
    """Change what is given; calendars follow. Raises NoSuchCourse, VersionMoved, Malformed."""
    course = await editable(session, Course, course_id, actor=actor, version=version, missing=NoSuchCourse)
    before = _said(course)
    values = {name: value for name in FIELDS if (value := getattr(given, name)) is not UNSET}
    fee = given.fee if given.fee is not UNSET else None
    now = {name: getattr(course, name) for name in FIELDS} | values
    refuse(await _faults(session, now, fee, course_id, locale))
    for name, value in _stored(values).items():
        setattr(course, name, value)
    if given.fee is not UNSET:
        for name, amount in _fee(given.fee).items():
            setattr(course, name, amount)
    course.search_key = _key(course.title, course.theme)
    course.version += 1
    await session.flush()
    after = _said(course)
    await _tell(session, actor, "course.changed", course_id, before, after)
    if any(before[name] != after[name] for name in _SHOWN):
        await publishing.publish_course(session, course_id)


async def delete(session: Session, *, actor: Actor, course_id: UUID, version: int | None) -> None:
    """Take a course away that never took place. Raises NoSuchCourse, VersionMoved, InUse."""
    course = await editable(session, Course, course_id, actor=actor, version=version, missing=NoSuchCourse)
    count = await session.scalar(
        select(func.count()).select_from(ClassSeries).where(ClassSeries.course_id == course_id)
    )
    if count:
        raise InUse(extra={"count": count})
    before = _said(course)
    await session.delete(course)
    await session.flush()
    await _tell(session, actor, "course.deleted", course_id, before, None)


async def _faults(
    session: Session, values: dict[str, Any], fee: Money | None, course_id: UUID | None, locale: str
) -> list[FieldError]:
    found: list[FieldError] = []
    for name, most in (("title", NAME), ("description", TEXT), ("level", NAME), ("theme", NAME)):
        if (text := values[name]) is not None:
            said = text if isinstance(text, Words) else Words(**text)
            found += of_words(name, said, most, locale, wanted=name == "title")
    for low, high in (("age_from", "age_to"), ("grade_from", "grade_to")):
        if values[low] is not None and values[high] is not None and values[low] > values[high]:
            found.append(named(high, "out_of_bounds", locale, detail=f"≥ {values[low]}"))
    wanted = values["prerequisites"]
    known = set(await session.scalars(select(Course.id).where(Course.id.in_(wanted))))
    found += [
        named(f"prerequisites[{n}]", "unknown_reference", locale)
        for n, id_ in enumerate(wanted)
        if id_ not in known or id_ == course_id
    ]
    if fee is not None:
        currency = await session.scalar(select(Region.currency).order_by(Region.id).limit(1))
        if fee.currency != currency:
            found.append(named("fee.currency", "out_of_bounds", locale, detail=str(currency)))
        if fee.amount < 0:
            found.append(named("fee.amount", "out_of_bounds", locale, detail="≥ 0"))
    return found


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value if name == "prerequisites" else to_builtins(value) for name, value in values.items()}


def _fee(fee: Money | None) -> dict[str, Any]:
    priced = fee if fee is not None and fee.amount else None
    return {
        "fee_amount": priced.amount if priced else None,
        "fee_currency": priced.currency if priced else None,
    }


def _key(title: Any, theme: Any) -> str:
    texts = [to_builtins(text) for text in (title, theme) if text]
    return search_key(" ".join(f"{text['vi']} {text['en']}" for text in texts))


def _said(course: Course) -> dict[str, Any]:
    return {name: getattr(course, name) for name in (*FIELDS, "fee_amount", "fee_currency")}


async def _tell(
    session: Session, actor: Actor, action: str, course_id: UUID, before: Any, after: Any
) -> None:
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind="course",
        subject_id=course_id,
        before=before,
        after=after,
    )
