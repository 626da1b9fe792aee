"""Routes of quizzes and of grants by staff; the lists that name categories are the fablab's."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, idempotent, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.qualifications import queries, schemas, service


class QuizController(Controller):
    """A short test as evidence."""

    path = "/api/quizzes"
    tags = ["qualifications"]

    @get(
        "/{quiz_id:uuid}",
        operation_id="get_quiz",
        summary="A quiz, without its answers, and when the asker may try it",
        opt={"permission": "quiz:take"},
        responses=problems(404),
    )
    async def show(
        self, request: Request, session: NamedDependency[Session], quiz_id: FromPath[UUID]
    ) -> schemas.Quiz:
        """One quiz."""
        person_id = actor_of(request).person_id
        return await queries.quiz(session, quiz_id=quiz_id, person_id=person_id, now=clock.now())

    @post(
        "/{quiz_id:uuid}/attempts",
        operation_id="create_quiz_attempt",
        summary="Answer a quiz; a pass gives its qualification",
        opt={"permission": "quiz:take"},
        responses=problems(404, 409, 422),
    )
    async def attempt(
        self,
        request: Request,
        db: NamedDependency[Database],
        quiz_id: FromPath[UUID],
        data: JSONBody[schemas.AttemptIn],
    ) -> Response[schemas.Attempt]:
        """One attempt."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> schemas.Attempt:
            return await service.attempt(
                session, actor=actor, quiz_id=quiz_id, answers=data.answers, locale=locale
            )

        return await idempotent(request, db, work)


class GrantController(Controller):
    """Qualifications given and taken back by staff."""

    path = "/api/qualification-grants"
    tags = ["qualifications"]

    @post(
        operation_id="create_qualification_grant",
        summary="Give a person a qualification on staff's evidence",
        opt={"permission": "qualifications:grant"},
        responses=problems(409, 422),
    )
    async def create(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[schemas.GrantIn]
    ) -> Response[schemas.Grant]:
        """One grant."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> schemas.Grant:
            return await service.grant(session, actor=actor, given=data, locale=locale)

        return await idempotent(request, db, work)

    @post(
        "/{grant_id:uuid}/revoke",
        operation_id="revoke_qualification_grant",
        summary="Take a qualification back, with the reason",
        opt={"permission": "qualifications:grant"},
        responses=problems(404, 409, 422),
        status_code=200,
    )
    async def revoke(
        self,
        request: Request,
        db: NamedDependency[Database],
        grant_id: FromPath[UUID],
        data: JSONBody[schemas.RevokeIn],
    ) -> Response[schemas.Grant]:
        """One revocation."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> schemas.Grant:
            return await service.revoke(
                session, actor=actor, grant_id=grant_id, reason=data.reason, locale=locale
            )

        return await idempotent(request, db, work, status=200)


ROUTES: list[type[Controller]] = [QuizController, GrantController]
