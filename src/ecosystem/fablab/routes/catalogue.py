"""The catalogue: categories, resources, and what one needs to be qualified for."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from ecosystem.fablab import schemas
from ecosystem.fablab.queries import catalogue
from ecosystem.fablab.queries.catalogue import Filter, Moment, Place
from ecosystem.kernel import clock, pagination
from ecosystem.kernel.db import Session
from ecosystem.kernel.http import Instant, Request, actor_of, answer, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Cursor, Page
from ecosystem.qualifications import queries as qualifications
from ecosystem.qualifications.schemas import HeldQualification, Qualification

Text = Annotated[str | None, QueryParameter(max_length=200)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]
Minutes = Annotated[int, QueryParameter(ge=1, le=44_640)]
AtLeast = Annotated[int | None, QueryParameter(ge=1, le=44_640)]


class CategoryController(Controller):
    """Kinds of machines and rooms."""

    path = "/api/categories"
    tags = ["catalogue"]

    @get(
        "",
        opt={"permission": "public"},
        operation_id="list_categories",
        summary="Kinds of machines and rooms, with how many there are",
    )
    async def every(
        self, request: Request, session: NamedDependency[Session]
    ) -> Response[Page[schemas.Category]]:
        """All of them on one page."""
        return answer(request, Page(await catalogue.categories(session)))


class ResourceController(Controller):
    """Machines, rooms and pools."""

    path = "/api/resources"
    tags = ["catalogue"]

    @get(
        "",
        opt={"permission": "public"},
        operation_id="list_resources",
        summary="Machines and rooms in alphabetical order, with what is free now",
    )
    async def page(
        self,
        request: Request,
        session: NamedDependency[Session],
        q: Text = None,
        site: Text = None,
        category: Text = None,
        kind: FromQuery[schemas.Kind | None] = None,
        free_at: FromQuery[Instant | None] = None,
        free_minutes: Minutes = 60,
        cursor: FromQuery[str | None] = None,
        limit: PageSize = 50,
    ) -> Response[Page[schemas.ResourceCard]]:
        """`q` needs no diacritics; `site` and `category` are slugs or ids; `free_at` keeps what is
        free then for `free_minutes`.
        """
        after = pagination.decode(cursor, locale=locale_of(request))
        cards, last = await catalogue.resources(
            session,
            person_id=request.user.person_id if request.user else None,
            now=clock.now(),
            which=Filter(q=q, site=site, category=category, kind=kind),
            free_at=Moment(free_at, timedelta(minutes=free_minutes)) if free_at else None,
            after=Place(after.key, after.id) if after else None,
            limit=limit,
        )
        following = pagination.encode(Cursor(last.sort_key, last.id)) if last else None
        return answer(request, Page(cards, following))

    @get(
        "/{resource_id:uuid}",
        opt={"permission": "public"},
        operation_id="read_resource",
        summary="Everything about one machine or room, with its booking rules",
        responses=problems(404),
    )
    async def show(
        self, request: Request, session: NamedDependency[Session], resource_id: FromPath[UUID]
    ) -> Response[schemas.ResourceDetail]:
        """One resource, also one that is retired."""
        person_id = request.user.person_id if request.user else None
        found = await catalogue.resource(
            session, resource_id=resource_id, person_id=person_id, now=clock.now()
        )
        return answer(request, found)


class QualificationController(Controller):
    """What one can be qualified for."""

    path = "/api/qualifications"
    tags = ["qualifications"]

    @get(
        "",
        opt={"permission": "public"},
        operation_id="list_qualifications",
        summary="Qualifications, which categories ask for them, and their quiz",
    )
    async def every(
        self, request: Request, session: NamedDependency[Session]
    ) -> Response[Page[Qualification]]:
        """All of them on one page."""
        asking = await catalogue.asking(session)
        return answer(request, Page(await qualifications.every(session, categories=asking)))


class MyQualificationController(Controller):
    """What the asker is qualified for."""

    path = "/api/my/qualifications"
    tags = ["qualifications"]

    @get(
        "",
        opt={"permission": "qualifications:read"},
        operation_id="list_my_qualifications",
        summary="What one was qualified for, on what evidence, until when",
    )
    async def own(
        self, request: Request, session: NamedDependency[Session]
    ) -> Response[Page[HeldQualification]]:
        """All of them on one page, the newest first."""
        asking = await catalogue.asking(session)
        held = await qualifications.of_person(
            session, person_id=actor_of(request).person_id, now=clock.now(), categories=asking
        )
        return answer(request, Page(held))
