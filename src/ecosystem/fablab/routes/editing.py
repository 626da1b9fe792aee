"""Categories and machines as staff set them up."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from ecosystem.fablab.editing import categories, machines
from ecosystem.fablab.queries import editing as queries
from ecosystem.fablab.queries.editing import MANAGE
from ecosystem.fablab.schemas.editing import (
    CategoryDetail,
    CategoryIn,
    CategoryPatch,
    ResourceIn,
    ResourceLine,
    ResourcePatch,
    ResourceSettings,
)
from ecosystem.kernel import clock, pagination
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import (
    Request,
    actor_of,
    answer,
    idempotent,
    if_match,
    locale_of,
    match_wanted,
    tagged,
)
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Cursor, Page
from ecosystem.timetable.impact import Choice, explained, preview
from ecosystem.timetable.schemas import Impact

Text = Annotated[str | None, QueryParameter(max_length=200)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]
State = Annotated[Literal["in_order", "out_of_order", "retired"] | None, QueryParameter(name="state")]


class CategoryEditor(Controller):
    """Categories and their booking rules; for roles at the region, since they count at every site."""

    path = "/api/categories"
    tags = ["catalogue"]

    @get(
        "/{category_id:uuid}",
        opt={"permission": "public"},
        operation_id="read_category",
        summary="One category with its booking rules",
    )
    async def show(
        self, session: NamedDependency[Session], category_id: FromPath[UUID]
    ) -> Response[CategoryDetail]:
        """With the ETag that a change refers to."""
        return tagged(await queries.category(session, category_id=category_id))

    @post(
        "",
        opt={"permission": MANAGE},
        operation_id="create_category",
        summary="Add a category with its booking rules",
        responses=problems(409),
    )
    async def create(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[CategoryIn]
    ) -> Response[CategoryDetail]:
        """400 names every field that is out of bounds or contradicts another."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> CategoryDetail:
            category_id = await categories.add(session, actor=actor, given=data, locale=locale)
            return await queries.category(session, category_id=category_id)

        return await idempotent(request, db, work)

    @patch(
        "/{category_id:uuid}",
        opt={"permission": MANAGE},
        operation_id="change_category",
        summary="Change a category or its booking rules; bookings that exist stay as they are",
        responses=problems(409, 412, 428),
    )
    async def change(
        self,
        request: Request,
        db: NamedDependency[Database],
        category_id: FromPath[UUID],
        data: JSONBody[CategoryPatch],
    ) -> Response[CategoryDetail]:
        """400 names every field that is out of bounds or contradicts another, also of single machines.

        Of a newly asked qualification 409 `impact` lists the bookings of people who don't hold it while
        nothing is decided about them, `impact_changed` where they are not those that were decided on.
        """
        match_wanted(request)
        work, choice = _change_category(request, category_id, data), Choice(data.impact)
        return tagged(await explained(db, work, db.transact(lambda session: work(session, choice))))

    @post(
        "/{category_id:uuid}/impact",
        opt={"permission": MANAGE},
        operation_id="preview_category_change",
        summary="The bookings of people without what a category would newly ask for",
        status_code=200,
        responses=problems(409, 412),
    )
    async def change_impact(
        self,
        request: Request,
        db: NamedDependency[Database],
        category_id: FromPath[UUID],
        data: JSONBody[CategoryPatch],
    ) -> Impact:
        """Nothing changes."""
        return await preview(db, _change_category(request, category_id, data))

    @delete(
        "/{category_id:uuid}",
        opt={"permission": MANAGE},
        operation_id="delete_category",
        summary="Take away a category that no machine is of",
        status_code=204,
        responses=problems(409, 412, 428),
    )
    async def remove(
        self, request: Request, db: NamedDependency[Database], category_id: FromPath[UUID]
    ) -> None:
        """409 `in_use` names the machines."""
        actor, version = actor_of(request), match_wanted(request)
        await db.transact(
            lambda session: categories.delete(session, actor=actor, category_id=category_id, version=version)
        )


class ResourceEditor(Controller):
    """Machines, pools and bookable rooms of the sites one runs."""

    path = "/api/resources"
    tags = ["catalogue"]

    @post(
        "",
        opt={"permission": MANAGE},
        operation_id="create_resource",
        summary="Add a machine, a pool or a bookable room",
        responses=problems(404, 409),
    )
    async def create(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[ResourceIn]
    ) -> Response[ResourceSettings]:
        """For staff of the site."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> ResourceSettings:
            made = await machines.add(session, actor=actor, given=data, now=clock.now(), locale=locale)
            return await queries.machine(session, resource_id=made, actor=actor)

        return await idempotent(request, db, work)

    @patch(
        "/{resource_id:uuid}",
        opt={"permission": MANAGE},
        operation_id="change_resource",
        summary="Change a machine, its own booking rules, or take it out of use",
        responses=problems(404, 409, 412, 422, 428),
    )
    async def change(
        self,
        request: Request,
        db: NamedDependency[Database],
        resource_id: FromPath[UUID],
        data: JSONBody[ResourcePatch],
    ) -> Response[ResourceSettings]:
        """Retired, at another site or with fewer units it takes the place of bookings: 409 `impact` lists
        them while nothing is decided, `impact_changed` where they are not those that were decided on,
        `occupied` while somebody is using it. None is touched then. Asking for another qualification it lists
        those of people without. Other changes leave bookings as they are.
        """
        match_wanted(request)
        work, choice = _change(request, resource_id, data), Choice(data.impact)
        return tagged(await explained(db, work, db.transact(lambda session: work(session, choice))))

    @post(
        "/{resource_id:uuid}/impact",
        opt={"permission": MANAGE},
        operation_id="preview_resource_change",
        summary="The bookings that a change of a machine would touch, and where each could move",
        status_code=200,
        responses=problems(404, 409, 412, 422),
    )
    async def change_impact(
        self,
        request: Request,
        db: NamedDependency[Database],
        resource_id: FromPath[UUID],
        data: JSONBody[ResourcePatch],
    ) -> Impact:
        """Nothing changes."""
        return await preview(db, _change(request, resource_id, data))


class ResourceSettingsController(Controller):
    """Machines as the settings show them: also what is retired, and what each sets itself."""

    path = "/api/resource-settings"
    tags = ["catalogue"]

    @get(
        "",
        opt={"permission": MANAGE},
        operation_id="list_resource_settings",
        summary="The machines of the sites one runs, in alphabetical order",
    )
    async def page(
        self,
        request: Request,
        session: NamedDependency[Session],
        q: Text = None,
        site: Text = None,
        category: Text = None,
        in_state: State = None,
        cursor: FromQuery[str | None] = None,
        limit: PageSize = 50,
    ) -> Response[Page[ResourceLine]]:
        """`q` needs no diacritics and finds asset numbers; without `state` all that is not retired."""
        after = pagination.decode(cursor, locale=locale_of(request))
        lines, last = await queries.machines(
            session,
            actor=actor_of(request),
            q=q,
            site=site,
            category=category,
            state=in_state,
            after=(after.key, after.id) if after else None,
            limit=limit,
        )
        return answer(request, Page(lines, pagination.encode(Cursor(*last)) if last else None))

    @get(
        "/{resource_id:uuid}",
        opt={"permission": MANAGE},
        operation_id="read_resource_settings",
        summary="A machine as staff set it up: what it sets itself and what it takes over",
    )
    async def show(
        self, request: Request, session: NamedDependency[Session], resource_id: FromPath[UUID]
    ) -> Response[ResourceSettings]:
        """With the ETag that a change refers to."""
        return tagged(await queries.machine(session, resource_id=resource_id, actor=actor_of(request)))


def _change_category(
    request: Request, category_id: UUID, data: CategoryPatch
) -> Callable[[Session, Choice], Awaitable[CategoryDetail]]:
    actor, version, locale = actor_of(request), if_match(request), locale_of(request)

    async def work(session: Session, choice: Choice) -> CategoryDetail:
        await categories.change(
            session,
            actor=actor,
            category_id=category_id,
            given=data,
            version=version,
            locale=locale,
            choice=choice,
        )
        return await queries.category(session, category_id=category_id)

    return work


def _change(
    request: Request, resource_id: UUID, data: ResourcePatch
) -> Callable[[Session, Choice], Awaitable[ResourceSettings]]:
    actor, version, locale = actor_of(request), if_match(request), locale_of(request)

    async def work(session: Session, choice: Choice) -> ResourceSettings:
        await machines.change(
            session,
            actor=actor,
            resource_id=resource_id,
            given=data,
            version=version,
            now=clock.now(),
            locale=locale,
            choice=choice,
        )
        return await queries.machine(session, resource_id=resource_id, actor=actor)

    return work
