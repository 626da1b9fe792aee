"""The region, its sites and their rooms."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, answer, idempotent, locale_of, match_wanted, tagged
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Page
from ecosystem.places import editing, queries
from ecosystem.places.schemas import RegionOut, RoomIn, RoomOut, RoomPatch, SiteIn, SiteOut, SitePatch, Sites
from ecosystem.places.service import MANAGE
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
    async def sites(
        self, request: Request, session: NamedDependency[Session], retired: FromQuery[bool] = False
    ) -> Response[Sites]:
        """Sorted by name, all on one page; `retired` adds those that are no longer used."""
        return answer(request, Sites(await queries.sites(session, now=clock.now(), retired=retired)))


class SiteController(Controller):
    """Sites as staff set them up."""

    path = "/api/sites"
    tags = ["places"]

    @get(
        "/{site_id:uuid}",
        opt={"permission": "public"},
        operation_id="read_site",
        summary="One site, also one that is no longer used",
    )
    async def show(self, session: NamedDependency[Session], site_id: FromPath[UUID]) -> Response[SiteOut]:
        """With the ETag that a change refers to."""
        return tagged(await queries.site(session, site_id=site_id, now=clock.now()))

    @post(
        "",
        opt={"permission": MANAGE},
        operation_id="create_site",
        summary="Add a site; it has no opening hours yet",
        responses=problems(404, 409),
    )
    async def create(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[SiteIn]
    ) -> Response[SiteOut]:
        """For a role at the region or at the organisation that runs the site."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> SiteOut:
            site_id = await editing.add_site(session, actor=actor, given=data, locale=locale)
            return await queries.site(session, site_id=site_id, now=clock.now())

        return await idempotent(request, db, work)

    @patch(
        "/{site_id:uuid}",
        opt={"permission": MANAGE},
        operation_id="change_site",
        summary="Change what is said of a site, or take it out of use",
        responses=problems(404, 409, 412, 428),
    )
    async def change(
        self,
        request: Request,
        db: NamedDependency[Database],
        site_id: FromPath[UUID],
        data: JSONBody[SitePatch],
    ) -> Response[SiteOut]:
        """409 `in_use` names the machines and rooms that still stand in a site that is to be retired."""
        actor, version, locale = actor_of(request), match_wanted(request), locale_of(request)

        async def work(session: Session) -> SiteOut:
            await editing.change_site(
                session,
                actor=actor,
                site_id=site_id,
                given=data,
                version=version,
                now=clock.now(),
                locale=locale,
            )
            return await queries.site(session, site_id=site_id, now=clock.now())

        return tagged(await db.transact(work))


class RoomController(Controller):
    """Rooms as staff set them up; a room that can be booked is a resource besides."""

    path = "/api/rooms"
    tags = ["places"]

    @get(
        "",
        opt={"permission": "public"},
        operation_id="list_rooms",
        summary="The rooms of a site, or of all",
    )
    async def every(
        self,
        request: Request,
        session: NamedDependency[Session],
        site: FromQuery[str | None] = None,
        retired: FromQuery[bool] = False,
    ) -> Response[Page[RoomOut]]:
        """All of them on one page; `site` is a slug or an id, `retired` adds those no longer used."""
        return answer(request, Page(await queries.rooms(session, site=site, retired=retired)))

    @get(
        "/{room_id:uuid}",
        opt={"permission": "public"},
        operation_id="read_room",
        summary="One room, also one that is no longer used",
    )
    async def show(self, session: NamedDependency[Session], room_id: FromPath[UUID]) -> Response[RoomOut]:
        """With the ETag that a change refers to."""
        return tagged(await queries.room(session, room_id=room_id))

    @post(
        "",
        opt={"permission": MANAGE},
        operation_id="create_room",
        summary="Add a room to a site",
        responses=problems(404, 409),
    )
    async def create(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[RoomIn]
    ) -> Response[RoomOut]:
        """For staff of the site."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> RoomOut:
            room_id = await editing.add_room(session, actor=actor, given=data, locale=locale)
            return await queries.room(session, room_id=room_id)

        return await idempotent(request, db, work)

    @patch(
        "/{room_id:uuid}",
        opt={"permission": MANAGE},
        operation_id="change_room",
        summary="Change what is said of a room, or take it out of use",
        responses=problems(404, 409, 412, 428),
    )
    async def change(
        self,
        request: Request,
        db: NamedDependency[Database],
        room_id: FromPath[UUID],
        data: JSONBody[RoomPatch],
    ) -> Response[RoomOut]:
        """409 `in_use` names what still stands in a room that is to be retired."""
        actor, version, locale = actor_of(request), match_wanted(request), locale_of(request)

        async def work(session: Session) -> RoomOut:
            await editing.change_room(
                session,
                actor=actor,
                room_id=room_id,
                given=data,
                version=version,
                now=clock.now(),
                locale=locale,
            )
            return await queries.room(session, room_id=room_id)

        return tagged(await db.transact(work))

    @delete(
        "/{room_id:uuid}",
        opt={"permission": MANAGE},
        operation_id="delete_room",
        summary="Take away a room that nothing was ever put into",
        status_code=204,
        responses=problems(404, 409, 412, 428),
    )
    async def remove(self, request: Request, db: NamedDependency[Database], room_id: FromPath[UUID]) -> None:
        """409 `in_use` names what stands or stood in it."""
        actor, version = actor_of(request), match_wanted(request)
        await db.transact(
            lambda session: editing.delete_room(session, actor=actor, room_id=room_id, version=version)
        )


ROUTES: list[Any] = [PlacesController, SiteController, RoomController]
