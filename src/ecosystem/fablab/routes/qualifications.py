"""Setting up qualifications: what can be earned, and which categories ask for it."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import UNSET

from ecosystem.fablab import asking
from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, idempotent, locale_of, match_wanted, tagged
from ecosystem.kernel.openapi import problems
from ecosystem.qualifications import editing, holders, schemas


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
        """For the whole region."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> schemas.QualificationSettings:
            editing.refuse_outside_region(actor)
            row = await editing.create_qualification(session, actor=actor, wanted=data, locale=locale)
            if data.categories:
                await asking.ask(
                    session, actor=actor, qualification_id=row.id, slugs=data.categories, locale=locale
                )
            return await _settings(session, row.id, clock.now())

        return await idempotent(request, db, work)

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
        responses=problems(404, 412, 428),
    )
    async def update(
        self,
        request: Request,
        db: NamedDependency[Database],
        qualification_id: FromPath[UUID],
        data: JSONBody[schemas.QualificationPatch],
    ) -> Response[schemas.QualificationSettings]:
        """Grants and bookings that exist stay as they are."""
        actor, locale, version = actor_of(request), locale_of(request), match_wanted(request)

        async def work(session: Session) -> schemas.QualificationSettings:
            editing.refuse_outside_region(actor)
            await editing.update_qualification(
                session,
                actor=actor,
                qualification_id=qualification_id,
                changes=data,
                version=version,
                locale=locale,
            )
            if data.categories is not UNSET:
                await asking.ask(
                    session,
                    actor=actor,
                    qualification_id=qualification_id,
                    slugs=data.categories,
                    locale=locale,
                )
            return await _settings(session, qualification_id, clock.now())

        return tagged(await db.transact(work))

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


async def _settings(session: Session, qualification_id: UUID, now: datetime) -> schemas.QualificationSettings:
    categories = {qualification_id: await asking.categories(session, qualification_id)}
    return await holders.settings(session, qualification_id=qualification_id, now=now, categories=categories)
