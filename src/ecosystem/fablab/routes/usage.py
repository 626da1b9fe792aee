"""Check in and out."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ecosystem.fablab import schemas, usage
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, if_match, locale_of, tagged
from ecosystem.kernel.openapi import problems

Verb = Callable[..., Awaitable[schemas.Reservation]]


class UsageController(Controller):
    """What really happens with a booking, as staff of the site see it."""

    path = "/api/reservations/{reservation_id:uuid}"
    tags = ["reservations"]

    @post(
        "/check-in",
        opt={"permission": "reservations:manage"},
        operation_id="check_in_reservation",
        summary="Check somebody in, from a few minutes before the start; a second time changes nothing",
        status_code=200,
        responses=problems(404, 412, 422),
    )
    async def check_in(
        self, request: Request, db: NamedDependency[Database], reservation_id: FromPath[UUID]
    ) -> Response[schemas.Reservation]:
        """422 with all reasons: too early, over, released, out of order, a qualification that lapsed."""
        return await _done(request, db, usage.enter, reservation_id)

    @post(
        "/check-out",
        opt={"permission": "reservations:manage"},
        operation_id="check_out_reservation",
        summary="Check somebody out; what is left of the time is free at once",
        status_code=200,
        responses=problems(404, 412, 422),
    )
    async def check_out(
        self, request: Request, db: NamedDependency[Database], reservation_id: FromPath[UUID]
    ) -> Response[schemas.Reservation]:
        """A second time changes nothing."""
        return await _done(request, db, usage.leave, reservation_id)


async def _done(
    request: Request, db: Database, verb: Verb, reservation_id: UUID
) -> Response[schemas.Reservation]:
    actor, locale, version = actor_of(request), locale_of(request), if_match(request)

    async def work(session: Session) -> schemas.Reservation:
        return await verb(session, actor=actor, reservation_id=reservation_id, version=version, locale=locale)

    return tagged(await db.transact(work))
