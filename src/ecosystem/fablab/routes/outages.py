"""Outages and reports of faults."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from ecosystem.fablab import outages, schemas
from ecosystem.fablab.queries import outages as queries
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, answer, idempotent, if_match, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Page
from ecosystem.timetable.impact import Choice, explained, preview
from ecosystem.timetable.schemas import Impact

OpenOnly = Annotated[bool, QueryParameter(name="open", description="only what has not ended")]


class FaultController(Controller):
    """Faults as people notice them."""

    path = "/api/fault-reports"
    tags = ["outages"]

    @post(
        "",
        opt={"permission": "reservations:create"},
        operation_id="report_fault",
        summary="Report a fault of a machine to its staff; the machine stays as it is until they confirm",
        responses=problems(404, 422),
    )
    async def report(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[schemas.FaultIn]
    ) -> Response[schemas.Outage]:
        """Anyone signed in; 422 `too_many_reports` while five of theirs wait for staff."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> schemas.Outage:
            return await outages.report(session, actor=actor, fault=data, locale=locale)

        return await idempotent(request, db, work)


class OutageController(Controller):
    """Machines out of order."""

    path = "/api/outages"
    tags = ["outages"]

    @get(
        "",
        opt={"permission": "reservations:manage"},
        operation_id="list_outages",
        summary="Faults and outages at sites one runs, the newest first; the history of a machine",
        responses=problems(404),
    )
    async def listed(
        self,
        request: Request,
        session: NamedDependency[Session],
        site: FromQuery[str | None] = None,
        resource_id: FromQuery[UUID | None] = None,
        open_only: OpenOnly = False,
    ) -> Response[Page[schemas.Outage]]:
        """The newest two hundred."""
        found = await queries.listed(
            session, actor=actor_of(request), site=site, resource_id=resource_id, open_only=open_only
        )
        return answer(request, Page(found, None))

    @post(
        "",
        opt={"permission": "reservations:manage"},
        operation_id="start_outage",
        summary="Put a machine out of order until its expected return; answers the bookings it touches",
        responses=problems(404, 409, 422),
    )
    async def start(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[schemas.OutageIn]
    ) -> Response[schemas.OutageStarted]:
        """409 `already_out_of_order` when it is, `impact_changed` where other bookings are touched than were
        decided on. Where safety is at stake only its end opens it again.
        """
        work = _start(request, data)
        choice = Choice(data.impact, keeping=True)
        return await explained(db, work, idempotent(request, db, lambda session: work(session, choice)))

    @post(
        "/impact",
        opt={"permission": "reservations:manage"},
        operation_id="preview_outage",
        summary="The bookings that an outage would touch, and where each could move",
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def start_impact(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[schemas.OutageIn]
    ) -> Impact:
        """Nothing changes."""
        return await preview(db, _start(request, data))

    @post(
        "/{outage_id:uuid}/confirm",
        opt={"permission": "reservations:manage"},
        operation_id="confirm_fault",
        summary="Put a machine out of order because of a reported fault",
        status_code=200,
        responses=problems(404, 409, 412, 422),
    )
    async def confirm(
        self,
        request: Request,
        db: NamedDependency[Database],
        outage_id: FromPath[UUID],
        data: JSONBody[schemas.Confirmation],
    ) -> Response[schemas.OutageStarted]:
        """409 `fault_settled` when somebody has dealt with it, `impact_changed` as for an outage."""
        work = _confirm(request, outage_id, data)
        choice = Choice(data.impact, keeping=True)
        answering = idempotent(request, db, lambda session: work(session, choice), status=200)
        return await explained(db, work, answering)

    @post(
        "/{outage_id:uuid}/confirm/impact",
        opt={"permission": "reservations:manage"},
        operation_id="preview_confirmation",
        summary="The bookings that confirming a fault would touch, and where each could move",
        status_code=200,
        responses=problems(404, 409, 412, 422),
    )
    async def confirm_impact(
        self,
        request: Request,
        db: NamedDependency[Database],
        outage_id: FromPath[UUID],
        data: JSONBody[schemas.Confirmation],
    ) -> Impact:
        """Nothing changes."""
        return await preview(db, _confirm(request, outage_id, data))

    @post(
        "/{outage_id:uuid}/dismiss",
        opt={"permission": "reservations:manage"},
        operation_id="dismiss_fault",
        summary="Answer a reported fault that is none, with a word to whoever reported it",
        status_code=200,
        responses=problems(404, 409, 412),
    )
    async def dismiss(
        self,
        request: Request,
        db: NamedDependency[Database],
        outage_id: FromPath[UUID],
        data: JSONBody[schemas.Dismissal],
    ) -> schemas.Outage:
        """409 `fault_settled` when somebody has dealt with it."""
        actor, version = actor_of(request), if_match(request)
        return await db.transact(
            lambda session: outages.dismiss(
                session, actor=actor, outage_id=outage_id, note=data.note, version=version
            )
        )

    @post(
        "/{outage_id:uuid}/end",
        opt={"permission": "reservations:manage"},
        operation_id="end_outage",
        summary="Return a machine to order, or dismiss a reported fault",
        status_code=200,
        responses=problems(404, 412),
    )
    async def end(
        self, request: Request, db: NamedDependency[Database], outage_id: FromPath[UUID]
    ) -> schemas.Outage:
        """A second time changes nothing."""
        actor, version = actor_of(request), if_match(request)
        return await db.transact(
            lambda session: outages.end(session, actor=actor, outage_id=outage_id, version=version)
        )


Work = Callable[[Session, Choice], Awaitable[schemas.OutageStarted]]


def _start(request: Request, data: schemas.OutageIn) -> Work:
    actor, locale = actor_of(request), locale_of(request)

    async def work(session: Session, choice: Choice) -> schemas.OutageStarted:
        return await outages.start(session, actor=actor, wanted=data, choice=choice, locale=locale)

    return work


def _confirm(request: Request, outage_id: UUID, data: schemas.Confirmation) -> Work:
    actor, locale, version = actor_of(request), locale_of(request), if_match(request)

    async def work(session: Session, choice: Choice) -> schemas.OutageStarted:
        return await outages.confirm(
            session,
            actor=actor,
            outage_id=outage_id,
            said=data,
            version=version,
            choice=choice,
            locale=locale,
        )

    return work
