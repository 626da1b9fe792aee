"""The region and its sites."""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from ecosystem.kernel import clock
from ecosystem.kernel.db import Session
from ecosystem.kernel.http import Request, answer
from ecosystem.places import queries
from ecosystem.places.schemas import RegionOut, Sites
from ecosystem.settings import Settings


class PlacesController(Controller):
    """What this place is, and when its sites are open."""

    path = "/api"
    tags = ["places"]

    @get(
        "/region",
        opt={"permission": "public"},
        operation_id="read_region",
        summary="The region that this installation serves",
    )
    async def region(self, request: Request, session: NamedDependency[Session]) -> RegionOut:
        """`demo` says whether the data are invented; `now` is the clock that rules are judged by."""
        settings: Settings = request.app.state.settings
        return await queries.region(session, now=clock.now(), demo=settings.demo)

    @get(
        "/sites",
        opt={"permission": "public"},
        operation_id="list_sites",
        summary="Every site, with its hours and whether it is open now",
    )
    async def sites(self, request: Request, session: NamedDependency[Session]) -> Response[Sites]:
        """Sorted by name, all on one page."""
        return answer(request, Sites(await queries.sites(session, now=clock.now())))


ROUTES: list[Any] = [PlacesController]
