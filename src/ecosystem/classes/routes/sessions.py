"""Sessions, for those who run them."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from ecosystem.classes import queries
from ecosystem.classes.policy import TEACH
from ecosystem.classes.schemas.series import SessionOut
from ecosystem.kernel.db import Session
from ecosystem.kernel.http import Instant, Request, actor_of, answer, tagged
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
