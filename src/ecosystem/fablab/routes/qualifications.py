"""Setting up qualifications: what can be earned, and which categories ask for it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import UNSET

from ecosystem.fablab import asking
from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, idempotent, if_match, locale_of, match_wanted, tagged
from ecosystem.kernel.openapi import problems
from ecosystem.qualifications import editing, holders, schemas
from ecosystem.timetable.impact import Choice, explained, preview
from ecosystem.timetable.schemas import Impact


class QualificationSettingsController(Controller):
    """What one can be qualified for, as it is set up."""

    path = "/api/qualifications"
    tags = ["qualifications"]

    @post(
        "",
        opt={"permission": editing.MANAGE},
        operation_id="create_qualification",
        summary="Make something to be qualified for",
        responses=problems(403, 409),
    )
    async def create(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[schemas.QualificationIn]
    ) -> Response[schemas.QualificationSettings]:
        """For the whole region. 409 `impact` lists whose bookings it would be asked of, as a change does."""
        work, choice = _create(request, data), Choice(data.impact)
        return await explained(db, work, idempotent(request, db, lambda session: work(session, choice)))

    @post(
        "/impact",
        opt={"permission": editing.MANAGE},
        operation_id="preview_new_qualification",
        summary="The bookings in categories that would ask for a new qualification",
        status_code=200,
        responses=problems(403, 409),
    )
    async def create_impact(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[schemas.QualificationIn]
    ) -> Impact:
        """Nothing changes."""
        return await preview(db, _create(request, data))

    @get(
        "/{qualification_id:uuid}",
        opt={"permission": "qualifications:grant"},
        operation_id="read_qualification",
        summary="A qualification as it is set up, and how many hold it",
        responses=problems(404),
    )
    async def show(
        self, session: NamedDependency[Session], qualification_id: FromPath[UUID]
    ) -> Response[schemas.QualificationSettings]:
        """With the ETag that a change refers to."""
        return tagged(await _settings(session, qualification_id, clock.now()))

    @patch(
        "/{qualification_id:uuid}",
        opt={"permission": editing.MANAGE},
        operation_id="update_qualification",
        summary="Change a qualification, and which categories ask for it",
        responses=problems(404, 409, 412, 428),
    )
    async def update(
        self,
        request: Request,
        db: NamedDependency[Database],
        qualification_id: FromPath[UUID],
        data: JSONBody[schemas.QualificationPatch],
    ) -> Response[schemas.QualificationSettings]:
        """Grants that exist stay as they are.

        Of categories that newly ask for it 409 `impact` lists the bookings of people who don't hold it while
        nothing is decided about them, `impact_changed` where they are not those that were decided on.
        """
        match_wanted(request)
        work, choice = _update(request, qualification_id, data), Choice(data.impact)
        return tagged(await explained(db, work, db.transact(lambda session: work(session, choice))))

    @post(
        "/{qualification_id:uuid}/impact",
        opt={"permission": editing.MANAGE},
        operation_id="preview_qualification_change",
        summary="The bookings in categories that would newly ask for a qualification",
        status_code=200,
        responses=problems(404, 409, 412),
    )
    async def update_impact(
        self,
        request: Request,
        db: NamedDependency[Database],
        qualification_id: FromPath[UUID],
        data: JSONBody[schemas.QualificationPatch],
    ) -> Impact:
        """Nothing changes."""
        return await preview(db, _update(request, qualification_id, data))

    @delete(
        "/{qualification_id:uuid}",
        opt={"permission": editing.MANAGE},
        operation_id="delete_qualification",
        summary="Take away a qualification that nothing depends on",
        responses=problems(404, 409),
    )
    async def remove(
        self, request: Request, db: NamedDependency[Database], qualification_id: FromPath[UUID]
    ) -> None:
        """409 `in_use` names what does."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> None:
            editing.refuse_outside_region(actor)
            await editing.delete_qualification(
                session,
                actor=actor,
                qualification_id=qualification_id,
                asking=await asking.asked_by(session, qualification_id),
                locale=locale,
            )

        await db.transact(work)


_Work = Callable[[Session, Choice], Awaitable[schemas.QualificationSettings]]


def _create(request: Request, data: schemas.QualificationIn) -> _Work:
    actor, locale = actor_of(request), locale_of(request)

    async def work(session: Session, choice: Choice) -> schemas.QualificationSettings:
        editing.refuse_outside_region(actor)
        row = await editing.create_qualification(session, actor=actor, wanted=data, locale=locale)
        if data.categories:
            await asking.ask(
                session,
                actor=actor,
                qualification_id=row.id,
                slugs=data.categories,
                locale=locale,
                choice=choice,
                met=await asking.met(session, choice=choice, qualification_id=row.id, slugs=data.categories),
            )
        return await _settings(session, row.id, clock.now())

    return work


def _update(request: Request, qualification_id: UUID, data: schemas.QualificationPatch) -> _Work:
    actor, locale, version = actor_of(request), locale_of(request), if_match(request)

    async def work(session: Session, choice: Choice) -> schemas.QualificationSettings:
        editing.refuse_outside_region(actor)
        slugs = None if data.categories is UNSET else data.categories
        # Before the row: whoever earns it holds their own lock when they come to it.
        met = await asking.met(session, choice=choice, qualification_id=qualification_id, slugs=slugs or [])
        await editing.update_qualification(
            session,
            actor=actor,
            qualification_id=qualification_id,
            changes=data,
            version=version,
            locale=locale,
        )
        if slugs is not None:
            await asking.ask(
                session,
                actor=actor,
                qualification_id=qualification_id,
                slugs=slugs,
                locale=locale,
                choice=choice,
                met=met,
            )
        return await _settings(session, qualification_id, clock.now())

    return work


async def _settings(session: Session, qualification_id: UUID, now: datetime) -> schemas.QualificationSettings:
    categories = {qualification_id: await asking.categories(session, qualification_id)}
    return await holders.settings(session, qualification_id=qualification_id, now=now, categories=categories)
