"""Sessions, for those who run them."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from ecosystem.classes import cancelling, queries
from ecosystem.classes.policy import TEACH
from ecosystem.classes.schemas.changing import CancelIn
from ecosystem.classes.schemas.series import SessionOut
from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Instant, Request, actor_of, answer, match_wanted, tagged
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Page

From = Annotated[Instant, QueryParameter(name="from")]
To = Annotated[Instant, QueryParameter(name="to")]


class SessionController(Controller):
    """Single meetings of classes."""

    path = "/api/class-sessions"
    tags = ["classes"]

    @get(
        "",
        opt={"permission": TEACH},
        operation_id="list_class_sessions",
        summary="The sessions of a stretch that one teaches or plans",
    )
    async def page(
        self,
        request: Request,
        session: NamedDependency[Session],
        from_: From,
        to: To,
        own: FromQuery[bool] = False,
        series: FromQuery[UUID | None] = None,
    ) -> Response[Page[SessionOut]]:
        """In the order of time, a thousand at most; `own` leaves out what others teach."""
        found = await queries.sessions(
            session, actor=actor_of(request), start=from_, end=to, own=own, series_id=series
        )
        return answer(request, Page(found))

    @get(
        "/{session_id:uuid}",
        opt={"permission": TEACH},
        operation_id="read_class_session",
        summary="One session with all that it takes",
        responses=problems(404),
    )
    async def show(
        self, request: Request, session: NamedDependency[Session], session_id: FromPath[UUID]
    ) -> Response[SessionOut]:
        """With the ETag that a change refers to."""
        return tagged(await queries.session_of(session, actor=actor_of(request), session_id=session_id))

    @post(
        "/{session_id:uuid}/cancellation",
        opt={"permission": TEACH},
        operation_id="cancel_class_session",
        summary="Call off a session, this and those after it, or all that is left of its class",
        status_code=200,
        responses=problems(403, 404, 409, 412, 428),
    )
    async def cancel(
        self,
        request: Request,
        db: NamedDependency[Database],
        session_id: FromPath[UUID],
        data: JSONBody[CancelIn],
    ) -> Response[SessionOut]:
        """Its time is free at once; only sessions that are called off get a new version. Teachers call off
        single ones. 409 `not_planned` for what is over or off already.
        """
        actor, version = actor_of(request), match_wanted(request)

        async def work(session: Session) -> SessionOut:
            await cancelling.cancel(
                session,
                actor=actor,
                session_id=session_id,
                scope=data.scope,
                reason=data.reason,
                version=version,
                now=clock.now(),
            )
            return await queries.session_of(session, actor=actor, session_id=session_id)

        return tagged(await db.transact(work))
