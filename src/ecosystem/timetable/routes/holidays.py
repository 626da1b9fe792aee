"""Public holidays as suggestions."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, answer, idempotent, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.timetable import holidays
from ecosystem.timetable.impact import Choice, explained, preview
from ecosystem.timetable.schemas import HolidayDecision, HolidayDecisionIn, Holidays, Impact

Year = Annotated[int, QueryParameter(ge=2000, le=2100)]
Work = Callable[[Session, Choice], Awaitable[HolidayDecision]]


class HolidayController(Controller):
    """What the calendar of the country suggests; nothing is closed until somebody decides."""

    path = "/api/holidays"
    tags = ["places"]

    @get(
        "",
        opt={"permission": "places:manage"},
        operation_id="list_holidays",
        summary="The public holidays of a year, with what was decided for a region or site",
        responses=problems(404),
    )
    async def listed(
        self,
        request: Request,
        session: NamedDependency[Session],
        scope_kind: FromQuery[Literal["region", "site"]],
        scope_id: FromQuery[UUID],
        year: Year,
    ) -> Response[Holidays]:
        """Days off that were swapped after the calendar was published are missing: they are added by hand."""
        found = await holidays.of_year(
            session, actor=actor_of(request), scope_kind=scope_kind, scope_id=scope_id, year=year
        )
        return answer(request, found)

    @post(
        "/decisions",
        opt={"permission": "places:manage"},
        operation_id="decide_holiday",
        summary="Accept a holiday as a closure, move it to other dates, or refuse it",
        responses=problems(404, 409, 422),
    )
    async def decide(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[HolidayDecisionIn]
    ) -> Response[HolidayDecision]:
        """Once for each place: 409 `already_decided`; `impact` and `impact_changed` as for a closure."""
        work, choice = _decide(request, data), Choice(data.impact)
        return await explained(db, work, idempotent(request, db, lambda session: work(session, choice)))

    @post(
        "/decisions/impact",
        opt={"permission": "places:manage"},
        operation_id="preview_holiday",
        summary="The bookings that accepting or moving a holiday would touch, and where each could move",
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def decide_impact(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[HolidayDecisionIn]
    ) -> Impact:
        """Nothing changes."""
        return await preview(db, _decide(request, data))

    @delete(
        "/decisions/{decision_id:uuid}",
        opt={"permission": "places:manage"},
        operation_id="forget_holiday_decision",
        summary="Suggest a holiday again; a closure that followed stays",
        status_code=204,
        responses=problems(404),
    )
    async def forget(
        self, request: Request, db: NamedDependency[Database], decision_id: FromPath[UUID]
    ) -> Response[None]:
        """Only for those who might have decided."""
        actor = actor_of(request)
        await db.transact(lambda session: holidays.forget(session, actor=actor, decision_id=decision_id))
        return Response(None, status_code=204)


def _decide(request: Request, data: HolidayDecisionIn) -> Work:
    actor, locale = actor_of(request), locale_of(request)

    async def work(session: Session, choice: Choice) -> HolidayDecision:
        return await holidays.decide(
            session, actor=actor, wanted=data, now=clock.now(), choice=choice, locale=locale
        )

    return work
