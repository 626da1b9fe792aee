"""The first start over HTTP."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from ecosystem.founding import service
from ecosystem.founding.schemas import Founded, SetupIn, SetupState
from ecosystem.identity.routes.shared import NO_STORE, OPEN, refuse_cross_site
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, locale_of
from ecosystem.kernel.openapi import problems


class SetupController(Controller):
    """An empty installation is set up once."""

    path = "/api/setup"
    tags = ["setup"]

    @get(
        "",
        opt={"permission": "public"},
        operation_id="read_setup",
        summary="Whether this installation still waits to be set up",
    )
    async def read(self, session: NamedDependency[Session]) -> Response[SetupState]:
        """Never again once there is a region."""
        return Response(SetupState(open=await service.is_open(session)), headers=NO_STORE)

    @post(
        "",
        opt=OPEN,
        operation_id="set_up",
        summary="Make the region, its first organisation and site, and the administrator",
        responses=problems(403, 409, 422),
    )
    async def found(
        self, request: Request, data: JSONBody[SetupIn], db: NamedDependency[Database]
    ) -> Response[Founded]:
        """By the link that `ecosystem serve` prints: it works once, for a day."""
        refuse_cross_site(request)
        locale = locale_of(request)
        made = await db.transact(lambda session: service.found(session, wanted=data, locale=locale))
        return Response(made, status_code=201, headers=NO_STORE)


ROUTES: list[Any] = [SetupController]
