"""Presets: what there is, what one would make at a site, and applying it."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from ecosystem.fablab.presets import schemas, service
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, answer, idempotent, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Page
from ecosystem.qualifications.editing import MANAGE


class PresetController(Controller):
    """What a new site begins with."""

    path = "/api/presets"
    tags = ["presets"]

    @get("", opt={"permission": MANAGE}, operation_id="list_presets", summary="The presets there are")
    async def every(self, request: Request) -> Response[Page[schemas.PresetSummary]]:
        """All of them on one page."""
        return answer(request, Page(service.every()))

    @get(
        "/{slug:str}",
        opt={"permission": MANAGE},
        operation_id="read_preset",
        summary="What applying a preset to a site would make, and what is there already",
        responses=problems(404),
    )
    async def show(
        self, request: Request, session: NamedDependency[Session], slug: FromPath[str], site: FromQuery[UUID]
    ) -> Response[schemas.PresetPlan]:
        """Nothing is made."""
        found = await service.planned(session, actor=actor_of(request), slug=slug, site_id=site)
        return answer(request, found)

    @post(
        "/{slug:str}/applications",
        opt={"permission": MANAGE},
        operation_id="apply_preset",
        summary="Make what of a preset is missing; what is there stays as it is",
        responses=problems(404, 409),
    )
    async def apply(
        self,
        request: Request,
        db: NamedDependency[Database],
        slug: FromPath[str],
        data: JSONBody[schemas.ApplyIn],
    ) -> Response[schemas.PresetApplied]:
        """In one transaction; a second time makes nothing."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> schemas.PresetApplied:
            return await service.apply(session, actor=actor, slug=slug, site_id=data.site_id, locale=locale)

        return await idempotent(request, db, work)
