"""The letters about bookings that one wants."""

from litestar import Controller, Response, get, patch
from litestar.di import NamedDependency
from litestar.params import JSONBody

from ecosystem.fablab import notices, schemas
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, if_match, tagged
from ecosystem.kernel.openapi import problems


class NoticeController(Controller):
    """One's own choice."""

    path = "/api/me/booking-notices"
    tags = ["reservations"]

    @get(
        "",
        opt={"permission": "account:manage"},
        operation_id="read_booking_notices",
        summary="Which letters about one's bookings one gets",
    )
    async def read(
        self, request: Request, session: NamedDependency[Session]
    ) -> Response[schemas.BookingNotices]:
        """With the ETag that a change refers to."""
        return tagged(await notices.choices(session, person_id=actor_of(request).person_id), cache="no-store")

    @patch(
        "",
        opt={"permission": "account:manage"},
        operation_id="update_booking_notices",
        summary="Choose letters about one's bookings, and how long before the start one is reminded",
        responses=problems(412),
    )
    async def choose(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[schemas.BookingNoticesPatch]
    ) -> Response[schemas.BookingNotices]:
        """What others do with one's booking is told in any case."""
        actor, version = actor_of(request), if_match(request)
        return tagged(
            await db.transact(
                lambda session: notices.choose(session, actor=actor, changes=data, version=version)
            ),
            cache="no-store",
        )
