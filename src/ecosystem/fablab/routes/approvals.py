"""Decisions on bookings that wait."""

from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from ecosystem.fablab import approvals, schemas
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, if_match, locale_of, tagged
from ecosystem.kernel.openapi import problems


class ApprovalController(Controller):
    """What staff of the site answer."""

    path = "/api/reservations/{reservation_id:uuid}/decision"
    tags = ["reservations"]

    @post(
        "",
        opt={"permission": "reservations:manage"},
        operation_id="decide_reservation",
        summary="Approve a booking that waits, or refuse it with a reason",
        status_code=200,
        responses=problems(404, 409, 412, 422),
    )
    async def decide(
        self,
        request: Request,
        db: NamedDependency[Database],
        reservation_id: FromPath[UUID],
        data: JSONBody[schemas.Decision],
    ) -> Response[schemas.Reservation]:
        """The same answer a second time changes nothing; 422 for what does not wait any more. `If-Match`
        guards against approving what its owner has moved meanwhile.
        """
        actor, locale, version = actor_of(request), locale_of(request), if_match(request)

        async def work(session: Session) -> schemas.Reservation:
            return await approvals.decide(
                session,
                actor=actor,
                reservation_id=reservation_id,
                decision=data,
                version=version,
                locale=locale,
            )

        return tagged(await db.transact(work))
