"""Reservations: quote, book, move, cancel, one's own list, one as a calendar event."""

from collections.abc import Awaitable
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from ecosystem.calendars.ics import calendar
from ecosystem.fablab import alternatives, errors, refusals, schemas, service
from ecosystem.fablab.queries import reservations
from ecosystem.kernel import clock, pagination
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, answer, idempotent, if_match, locale_of, tagged
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Cursor, Page
from ecosystem.settings import Settings

T = TypeVar("T")
Scope = Annotated[Literal["upcoming", "past"], QueryParameter(name="scope")]
Reason = Annotated[str | None, QueryParameter(min_length=1, max_length=500)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]


class ReservationController(Controller):
    """Claims on time of a machine or room."""

    path = "/api/reservations"
    tags = ["reservations"]

    @post(
        "/quote",
        opt={"permission": "public"},
        operation_id="quote_reservation",
        summary="What a booking would cost, all that stands against it, and what is free instead",
        status_code=200,
        responses=problems(404),
    )
    async def quote(
        self, request: Request, session: NamedDependency[Session], data: JSONBody[schemas.QuoteIn]
    ) -> schemas.Quote:
        """A dry run: nothing is taken. Without reasons the booking would go through now, or wait for
        approval where `decide_by` says until when.
        """
        return await alternatives.quote(session, asked=data, asker=request.user, locale=locale_of(request))

    @post(
        "",
        opt={"permission": "reservations:create"},
        operation_id="create_reservation",
        summary="Book a machine; staff of its site also for somebody else, with a reason",
        responses=problems(404, 409, 422),
    )
    async def create(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[schemas.ReservationIn]
    ) -> Response[schemas.Reservation]:
        """409 `slot_taken` when only the time is taken, 422 `refused` with all reasons otherwise; both
        with alternatives.
        """
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> schemas.Reservation:
            return await service.reserve(session, actor=actor, wanted=data, locale=locale)

        return await _or_instead(db, idempotent(request, db, work, bare=True), counted=True)

    @get(
        "",
        opt={"permission": "reservations:read", pagination.KEY: pagination.instant},
        operation_id="list_reservations",
        summary="One's own bookings: upcoming ones by start, or past and cancelled ones",
    )
    async def own(
        self,
        request: Request,
        session: NamedDependency[Session],
        when: Scope = "upcoming",
        cursor: FromQuery[str | None] = None,
        limit: PageSize = 50,
    ) -> Response[Page[schemas.Reservation]]:
        """A page."""
        last = pagination.decode(cursor, locale=locale_of(request), key=pagination.instant)
        found = await reservations.own(
            session,
            actor=actor_of(request),
            now=clock.now(),
            scope=when,
            after=(pagination.instant(last.key), last.id) if last else None,
            limit=limit + 1,
        )
        return answer(
            request, pagination.page(found, limit, lambda last: Cursor(last.starts_at.isoformat(), last.id))
        )

    @get(
        "/{reservation_id:uuid}",
        opt={"permission": "reservations:read"},
        operation_id="read_reservation",
        summary="One booking: one's own, or any for staff of its site",
        responses=problems(404),
    )
    async def show(
        self, request: Request, session: NamedDependency[Session], reservation_id: FromPath[UUID]
    ) -> Response[schemas.Reservation]:
        """With the ETag that a change refers to."""
        found = await reservations.one(
            session, reservation_id=reservation_id, actor=actor_of(request), now=clock.now()
        )
        return tagged(found)

    @patch(
        "/{reservation_id:uuid}",
        opt={"permission": "reservations:create"},
        operation_id="move_reservation",
        summary="Give a booking another time, machine or number of units; all rules count anew",
        responses=problems(404, 409, 412, 422),
    )
    async def move(
        self,
        request: Request,
        db: NamedDependency[Database],
        reservation_id: FromPath[UUID],
        data: JSONBody[schemas.ReservationPatch],
    ) -> Response[schemas.Reservation]:
        """The old time stays intact when it fails."""
        actor, locale, version = actor_of(request), locale_of(request), if_match(request)

        async def work(session: Session) -> schemas.Reservation:
            return await service.move(
                session,
                actor=actor,
                reservation_id=reservation_id,
                changes=data,
                version=version,
                locale=locale,
            )

        return tagged(await _or_instead(db, db.transact(work)))

    @delete(
        "/{reservation_id:uuid}",
        opt={"permission": "reservations:create"},
        operation_id="cancel_reservation",
        summary="Cancel a booking within its cancellation window; staff of its site until its end",
        status_code=200,
        responses=problems(404, 412, 422),
    )
    async def cancel(
        self,
        request: Request,
        db: NamedDependency[Database],
        reservation_id: FromPath[UUID],
        reason: Reason = None,
    ) -> Response[schemas.Reservation]:
        """Its time is free at once; cancelling twice changes nothing."""
        actor, locale, version = actor_of(request), locale_of(request), if_match(request)

        async def work(session: Session) -> schemas.Reservation:
            return await service.cancel(
                session,
                actor=actor,
                reservation_id=reservation_id,
                version=version,
                reason=reason,
                locale=locale,
            )

        return tagged(await db.transact(work))

    @get(
        # The suffix of `/api/reservations/{id}.ics` reaches the router as a segment of its own.
        "/{reservation_id:uuid}/.ics",
        opt={"permission": "reservations:read"},
        operation_id="download_reservation",
        summary="One booking as a calendar event (iCalendar)",
        media_type="text/calendar",
        responses=problems(404),
    )
    async def event(
        self, request: Request, session: NamedDependency[Session], reservation_id: FromPath[UUID]
    ) -> Response[bytes]:
        """The same UID for good, SEQUENCE up by one with each change."""
        settings: Settings = request.app.state.settings
        event = await reservations.event(
            session,
            reservation_id=reservation_id,
            actor=actor_of(request),
            locale=locale_of(request),
            base_url=settings.base_url,
        )
        return Response(
            calendar(event),
            media_type="text/calendar",
            headers={
                "content-disposition": f'attachment; filename="{reservation_id}.ics"',
                "cache-control": "private, no-cache",
            },
        )


async def _or_instead(db: Database, answering: Awaitable[T], *, counted: bool = False) -> T:
    """The answer, or the refusal with what is free instead: read once the locks are gone."""
    try:
        return await answering
    except errors.Unfit as unfit:
        if counted:
            refusals.count(db, unfit)
        raise await alternatives.explained(db, unfit) from None
