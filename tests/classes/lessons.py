"""A class that takes enrolments, and guardians with children who may be enrolled."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from ecosystem.classes.enrolment.models import SeriesPlaces
from ecosystem.classes.models import ClassSeries, ClassSession, Course
from ecosystem.directory.family.models import Child, Consent, Guardianship
from ecosystem.directory.models import Person
from ecosystem.kernel import clock
from ecosystem.kernel.db import Session
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, sort_key
from tests.directory.world import World

BORN = date(2016, 3, 14)


async def a_class(
    world: World, *, capacity: int = 5, kept: dict[UUID, int] | None = None, **course: Any
) -> UUID:
    """A class in a fortnight at site A; answers its id."""
    words = {"vi": "Robot", "en": "Robots"}
    now = clock.now()
    begins = now + timedelta(days=14)

    async def work(session: Session) -> UUID:
        taught = Course(
            **{
                "id": new_id(),
                "title": words,
                "description": words,
                "format": "workshop",
                "audience": "pupils",
                "state": "published",
                "prerequisites": [],
                "materials": [],
                "search_key": "robot",
                "created_at": now,
                **course,
            }
        )
        session.add(taught)
        await session.flush()
        series = ClassSeries(
            id=new_id(),
            slug=f"robot-{new_id()}",
            course_id=taught.id,
            site_id=world.ids["site-a"],
            mode="on_site",
            weekly=[],
            teacher_ids=[],
            resources=[],
            capacity=capacity,
            created_at=now,
        )
        session.add(series)
        await session.flush()
        meeting = ClassSession(
            id=new_id(),
            series_id=series.id,
            number=1,
            starts_at=begins,
            ends_at=begins + timedelta(hours=2),
            teacher_ids=[],
            resources=[],
            created_at=now,
            changed_at=now,
        )
        session.add(meeting)
        session.add_all(
            SeriesPlaces(series_id=series.id, organisation_id=school, places=places)
            for school, places in (kept or {}).items()
        )
        await session.flush()
        return series.id

    return await world.database.transact(work)


async def a_child(
    world: World,
    guardian: UUID,
    name: str,
    *,
    consented: bool = True,
    school: UUID | None = None,
    **more: Any,
) -> UUID:
    """A child of ten of this guardian; answers its id."""
    now = clock.now()

    async def work(session: Session) -> UUID:
        person = Person(
            id=new_id(),
            full_name=name,
            birth_date=more.get("born", BORN),
            search_key=search_key(name),
            sort_key=sort_key(name),
            created_at=now,
        )
        session.add(person)
        await session.flush()
        session.add(Child(person_id=person.id, school_id=school, grade=more.get("grade", 5)))
        await session.flush()
        today = now.date()
        session.add(
            Guardianship(
                id=new_id(),
                guardian_id=guardian,
                child_id=person.id,
                kind="parent",
                since=today,
                until=today + timedelta(days=2000),
                confirmed_how="entered",
            )
        )
        if consented:
            session.add(
                Consent(
                    id=new_id(),
                    child_id=person.id,
                    guardian_id=guardian,
                    purpose="enrolment",
                    text_version=1,
                    language="vi",
                    channel="web",
                    given_at=now,
                    child_age=10,
                    child_assent_at=now,
                    evidence={},
                )
            )
        await session.flush()
        return person.id

    return await world.database.transact(work)
