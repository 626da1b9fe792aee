"""Rows of qualifications, categories and machines, and of every closure."""

from datetime import datetime, timedelta

from ecosystem.fablab.models import Category, Listing, Outage
from ecosystem.kernel import files
from ecosystem.kernel.db import Base
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, sort_key
from ecosystem.places.models import Closure
from ecosystem.qualifications.models import Qualification, Quiz
from ecosystem.sandbox.calendar import Calendar
from ecosystem.sandbox.data import Demo, Machine
from ecosystem.sandbox.drawings import drawn
from ecosystem.sandbox.rows.common import SINCE, Ids, as_range, opening, words
from ecosystem.timetable.models import Resource


def catalogue(demo: Demo, calendar: Calendar, ids: Ids, now: datetime) -> list[Base]:
    """Qualifications with their quizzes, categories, machines with hours of their own, every closure."""
    rows: list[Base] = []
    for asked in demo.qualifications:
        ids.qualification[asked.code] = new_id()
        rows.append(
            Qualification(
                id=ids.qualification[asked.code],
                code=asked.code,
                name=words(asked.name),
                description=words(asked.description),
                valid_days=asked.valid_days,
            )
        )
        rows.append(
            Quiz(
                id=new_id(),
                qualification_id=ids.qualification[asked.code],
                title=words(asked.quiz.title),
                intro=words(asked.quiz.intro),
                pass_mark=asked.quiz.pass_mark,
                retry_minutes=asked.quiz.retry_minutes,
                questions=asked.quiz.questions,
            )
        )
    for position, category in enumerate(demo.categories, start=1):
        ids.category[category.slug] = new_id()
        rows.append(
            Category(
                id=ids.category[category.slug],
                slug=category.slug,
                name=words(category.name),
                description=words(category.description),
                icon=category.icon,
                position=position,
                rules=category.rules,
                qualification_id=ids.qualification[category.qualification]
                if category.qualification
                else None,
                search_key=search_key(f"{category.name.vi} {category.name.en}"),
            )
        )
    rows += _machines(demo, ids, now)
    rows += opening("resource", {machine.slug: machine.hours for machine in demo.machines}, ids.resource)
    return rows + _closures(calendar, ids, now)


def _machines(demo: Demo, ids: Ids, now: datetime) -> list[Base]:
    rows: list[Base] = []
    for machine in demo.machines:
        ids.resource[machine.slug] = new_id()
        rows.append(
            Resource(
                id=ids.resource[machine.slug],
                site_id=ids.site[machine.site],
                room_id=ids.room[machine.site, machine.room] if machine.room else None,
                kind=machine.kind,
                name=machine.name,
                units=machine.units,
                state=machine.state,
                state_note=words(machine.state_note) if machine.state_note else None,
                search_key=search_key(machine.name),
                sort_key=sort_key(machine.name),
                created_at=now - SINCE,
            )
        )
        photo = files.row(drawn(machine.drawing), public=True) if machine.drawing else None
        rows += [photo] if photo else []
        rows.append(
            Listing(
                resource_id=ids.resource[machine.slug],
                category_id=ids.category[machine.category],
                photo_id=photo.id if photo else None,
                description=words(machine.description),
                risk=machine.risk,
                rules=machine.rules,
            )
        )
        if machine.state == "out_of_order":
            rows.append(_outage(machine, ids, now))
    return rows


def _outage(machine: Machine, ids: Ids, now: datetime) -> Outage:
    """Broken since last week, back in two; who said so is not known."""
    began = now - timedelta(days=7)
    return Outage(
        id=new_id(),
        resource_id=ids.resource[machine.slug],
        reason=machine.state_note.vi if machine.state_note else "Hỏng",
        safety=False,
        reported_at=began,
        started_at=began,
        expected_return=now + timedelta(days=14),
    )


def _closures(calendar: Calendar, ids: Ids, now: datetime) -> list[Base]:
    return [
        Closure(
            id=new_id(),
            scope_kind=off.scope_kind,
            scope_id=ids.of_scope(off.scope_kind, off.scope),
            during=as_range(off.during),
            reason=words(off.reason),
            created_at=now - SINCE,
        )
        for off in calendar.offs
    ]
