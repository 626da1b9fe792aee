"""Routes of quizzes and of grants by staff; the lists that name categories are the fablab's."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from ecosystem.kernel import clock, pagination
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, answer, idempotent, locale_of, match_wanted, tagged
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Cursor, Page
from ecosystem.qualifications import editing, holders, queries, schemas, service
from ecosystem.timetable.impact import Choice, explained, preview
from ecosystem.timetable.schemas import Impact

Holding = Annotated[holders.State | None, QueryParameter(name="state")]
Text = Annotated[str | None, QueryParameter(max_length=200)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]


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
                session,
                actor=actor,
                quiz_id=quiz_id,
                answers=data.answers,
                version=data.version,
                locale=locale,
            )

        return await idempotent(request, db, work)


class QuizContentController(Controller):
    """Quizzes with their answers, as they are written."""

    path = "/api/quizzes"
    tags = ["qualifications"]

    @post(
        "",
        operation_id="create_quiz",
        summary="Write a quiz for a qualification that has none",
        opt={"permission": editing.MANAGE},
        responses=problems(403, 409),
    )
    async def create(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[schemas.QuizIn]
    ) -> Response[schemas.QuizContent]:
        """Passing it gives the qualification."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> schemas.QuizContent:
            editing.refuse_outside_region(actor)
            row = await editing.create_quiz(session, actor=actor, wanted=data, locale=locale)
            return await holders.content(session, quiz_id=row.id)

        return await idempotent(request, db, work)

    @get(
        "/{quiz_id:uuid}/content",
        operation_id="read_quiz_content",
        summary="A quiz with its answers, for staff",
        opt={"permission": "qualifications:grant"},
        responses=problems(404),
    )
    async def content(
        self, session: NamedDependency[Session], quiz_id: FromPath[UUID]
    ) -> Response[schemas.QuizContent]:
        """With the ETag that a change refers to."""
        return tagged(await holders.content(session, quiz_id=quiz_id))

    @patch(
        "/{quiz_id:uuid}/content",
        operation_id="update_quiz_content",
        summary="Give a quiz another text; whoever is answering is judged by the one they read",
        opt={"permission": editing.MANAGE},
        responses=problems(404, 412, 428),
    )
    async def update(
        self,
        request: Request,
        db: NamedDependency[Database],
        quiz_id: FromPath[UUID],
        data: JSONBody[schemas.QuizPatch],
    ) -> Response[schemas.QuizContent]:
        """What it said before is kept with the attempts at it."""
        actor, locale, version = actor_of(request), locale_of(request), match_wanted(request)

        async def work(session: Session) -> schemas.QuizContent:
            editing.refuse_outside_region(actor)
            await editing.update_quiz(
                session, actor=actor, quiz_id=quiz_id, changes=data, version=version, locale=locale
            )
            return await holders.content(session, quiz_id=quiz_id)

        return tagged(await db.transact(work))

    @delete(
        "/{quiz_id:uuid}",
        operation_id="delete_quiz",
        summary="Take away a quiz that nobody has tried",
        opt={"permission": editing.MANAGE},
        responses=problems(404, 409),
    )
    async def remove(self, request: Request, db: NamedDependency[Database], quiz_id: FromPath[UUID]) -> None:
        """409 `in_use` once it has been tried."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> None:
            editing.refuse_outside_region(actor)
            await editing.delete_quiz(session, actor=actor, quiz_id=quiz_id, locale=locale)

        await db.transact(work)


class GrantController(Controller):
    """Qualifications given and taken back by staff."""

    path = "/api/qualification-grants"
    tags = ["qualifications"]

    @get(
        "",
        operation_id="list_qualification_grants",
        summary="Who holds what, by name: valid, soon to expire, or ended",
        opt={"permission": "qualifications:grant"},
    )
    async def every(
        self,
        request: Request,
        session: NamedDependency[Session],
        qualification: FromQuery[UUID | None] = None,
        person: FromQuery[UUID | None] = None,
        holding: Holding = None,
        q: Text = None,
        cursor: FromQuery[str | None] = None,
        limit: PageSize = 50,
    ) -> Response[Page[schemas.Holder]]:
        """A page; of each person the grant that counts for longest. Soon means within 30 days."""
        after = pagination.decode(cursor, locale=locale_of(request))
        found = await holders.holders(
            session,
            actor=actor_of(request),
            qualification_id=qualification,
            person_id=person,
            state=holding,
            q=q,
            now=clock.now(),
            after=(after.key, after.id) if after else None,
            limit=limit + 1,
        )
        shown = pagination.page(found, limit, lambda last: Cursor(last[0], last[1].grant_id))
        return answer(request, Page([holder for _, holder in shown.items], shown.next_cursor))

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
        """Undecided, the bookings that rest on it stay for now and the person is told; nobody checks in to
        them without it. 409 `impact_changed` where they are not those that were decided on.
        """
        work, choice = _revoke(request, grant_id, data), Choice(data.impact, keeping=True)
        answering = idempotent(request, db, lambda session: work(session, choice), status=200)
        return await explained(db, work, answering)

    @post(
        "/{grant_id:uuid}/revoke/impact",
        operation_id="preview_revocation",
        summary="The bookings that rest on a qualification, and where each could move",
        opt={"permission": "qualifications:grant"},
        responses=problems(404, 422),
        status_code=200,
    )
    async def revoke_impact(
        self,
        request: Request,
        db: NamedDependency[Database],
        grant_id: FromPath[UUID],
        data: JSONBody[schemas.RevokeIn],
    ) -> Impact:
        """Nothing changes."""
        return await preview(db, _revoke(request, grant_id, data))


def _revoke(
    request: Request, grant_id: UUID, data: schemas.RevokeIn
) -> Callable[[Session, Choice], Awaitable[schemas.Grant]]:
    actor, locale = actor_of(request), locale_of(request)

    async def work(session: Session, choice: Choice) -> schemas.Grant:
        return await service.revoke(
            session, actor=actor, grant_id=grant_id, reason=data.reason, locale=locale, choice=choice
        )

    return work


ROUTES: list[type[Controller]] = [QuizController, QuizContentController, GrantController]
