"""One's children over HTTP."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from ecosystem.directory.family import leaving, queries, service
from ecosystem.directory.family.routes.shared import FAMILY, NO_STORE
from ecosystem.directory.family.schemas import (
    CareIn,
    ChildExport,
    ChildIn,
    ChildOut,
    ChildPatch,
)
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import (
    Request,
    actor_of,
    etag_of,
    idempotent,
    locale_of,
    match_wanted,
)
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Page


class ChildrenController(Controller):
    """One's own children; nobody else's."""

    path = "/api/children"
    tags = ["family"]

    @get(
        "",
        opt={"permission": FAMILY},
        operation_id="list_children",
        summary="The children one answers for, with what was consented to",
    )
    async def every(self, request: Request, session: NamedDependency[Session]) -> Response[Page[ChildOut]]:
        """The eldest first, all of them on one page."""
        return Response(Page(await queries.children(session, actor=actor_of(request))), headers=NO_STORE)

    @post(
        "",
        opt={"permission": FAMILY},
        operation_id="add_child",
        summary="Enter a child that one answers for",
        responses=problems(409, 422),
    )
    async def add(
        self, request: Request, data: JSONBody[ChildIn], db: NamedDependency[Database]
    ) -> Response[ChildOut]:
        """A child needs no login. Nothing is consented to by entering it."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> ChildOut:
            child_id = await service.add_child(session, child=data, actor=actor, locale=locale)
            return await queries.child(session, child_id=child_id, actor=actor)

        return await idempotent(request, db, work)

    @get(
        "/{child_id:uuid}",
        opt={"permission": FAMILY},
        operation_id="read_child",
        summary="One child that one answers for",
    )
    async def show(
        self, request: Request, child_id: FromPath[UUID], session: NamedDependency[Session]
    ) -> Response[ChildOut]:
        """Of other people's children nobody learns whether they exist."""
        found = await queries.child(session, child_id=child_id, actor=actor_of(request))
        return _versioned(found)

    @patch(
        "/{child_id:uuid}",
        opt={"permission": FAMILY},
        operation_id="update_child",
        summary="Change a child's details, or what it is called in calendars",
        responses=problems(412, 422, 428),
    )
    async def change(
        self,
        request: Request,
        child_id: FromPath[UUID],
        data: JSONBody[ChildPatch],
        db: NamedDependency[Database],
    ) -> Response[ChildOut]:
        """An alias asks for consent to be in calendars."""
        actor, version, locale = actor_of(request), match_wanted(request), locale_of(request)

        async def work(session: Session) -> ChildOut:
            await service.change_child(
                session, child_id=child_id, changes=data, version=version, actor=actor, locale=locale
            )
            return await queries.child(session, child_id=child_id, actor=actor)

        return _versioned(await db.transact(work))

    @put(
        "/{child_id:uuid}/care",
        opt={"permission": FAMILY},
        operation_id="set_child_care",
        summary="Say whom to call in an emergency and what to mind",
        responses=problems(412, 422, 428),
    )
    async def care(
        self,
        request: Request,
        child_id: FromPath[UUID],
        data: JSONBody[CareIn],
        db: NamedDependency[Database],
    ) -> Response[ChildOut]:
        """Asks for consent to keep it; withdrawing that deletes it."""
        actor, version, locale = actor_of(request), match_wanted(request), locale_of(request)

        async def work(session: Session) -> ChildOut:
            await service.set_care(
                session, child_id=child_id, care=data, version=version, actor=actor, locale=locale
            )
            return await queries.child(session, child_id=child_id, actor=actor)

        return _versioned(await db.transact(work))

    @delete(
        "/{child_id:uuid}",
        opt={"permission": FAMILY},
        operation_id="erase_child",
        summary="Erase a child's data",
        status_code=204,
    )
    async def erase(self, request: Request, child_id: FromPath[UUID], db: NamedDependency[Database]) -> None:
        """Every consent is withdrawn with what rested on it; what must be kept names nobody any more."""
        actor = actor_of(request)
        await db.transact(lambda session: leaving.erase(session, child_id=child_id, actor=actor))

    @get(
        "/{child_id:uuid}/export",
        opt={"permission": FAMILY},
        operation_id="export_child",
        summary="All that is kept of a child, as a file",
    )
    async def export(
        self, request: Request, child_id: FromPath[UUID], session: NamedDependency[Session]
    ) -> Response[ChildExport]:
        """With every consent, its text and when it was given and withdrawn."""
        found = await queries.export(session, child_id=child_id, actor=actor_of(request))
        name = f"child-{child_id}.json"
        named = {"content-disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"}
        return Response(found, headers={**NO_STORE, **named})

    @post(
        "/{child_id:uuid}/leave",
        opt={"permission": FAMILY},
        operation_id="leave_child",
        summary="Answer for a child no more",
        status_code=204,
        responses=problems(422),
    )
    async def leave(self, request: Request, child_id: FromPath[UUID], db: NamedDependency[Database]) -> None:
        """As long as somebody else does."""
        actor = actor_of(request)
        await db.transact(lambda session: leaving.leave(session, child_id=child_id, actor=actor))


def _versioned(found: ChildOut) -> Response[ChildOut]:
    return Response(found, headers={**NO_STORE, "etag": etag_of(found.version)})


ROUTES: list[Any] = [ChildrenController]
