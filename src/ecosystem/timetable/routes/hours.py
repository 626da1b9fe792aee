"""Opening hours of sites, and of resources that keep hours of their own."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from litestar import Controller, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, answer, if_match, locale_of, match_wanted
from ecosystem.kernel.openapi import problems
from ecosystem.timetable import hours
from ecosystem.timetable.hours_read import Owner
from ecosystem.timetable.impact import Choice, explained, preview
from ecosystem.timetable.schemas import HoursPatch, HoursPreview, HoursSet, Impact

Work = Callable[[Session, Choice], Awaitable[HoursSet]]
_MANAGE = {"permission": "places:manage"}


class HoursController(Controller):
    """The weekly rule with its exceptions, as one set with one version."""

    path = "/api"
    tags = ["places"]

    @get(
        "/sites/{site_id:uuid}/hours",
        opt=_MANAGE,
        operation_id="read_site_hours",
        summary="The weekly hours of a site and its exceptions from today on",
        responses=problems(404),
    )
    async def of_site(
        self, request: Request, session: NamedDependency[Session], site_id: FromPath[UUID]
    ) -> Response[HoursSet]:
        """With the ETag that a change refers to."""
        return await _read(request, session, "site", site_id)

    @patch(
        "/sites/{site_id:uuid}/hours",
        opt=_MANAGE,
        operation_id="set_site_hours",
        summary="Set the weekly hours of a site, its exceptions, or both",
        responses=problems(404, 409, 412, 422, 428),
    )
    async def set_of_site(
        self,
        request: Request,
        db: NamedDependency[Database],
        site_id: FromPath[UUID],
        data: JSONBody[HoursPatch],
    ) -> Response[HoursSet]:
        """409 `impact` lists the bookings that would no longer lie within the hours; 400 names every span
        that overlaps another or makes no sense.
        """
        return await _write(request, db, _replace(request, "site", site_id, data), data)

    @post(
        "/sites/{site_id:uuid}/hours/impact",
        opt=_MANAGE,
        operation_id="preview_site_hours_impact",
        summary="The bookings that other hours of a site would touch, and where each could move",
        status_code=200,
        responses=problems(404, 412, 422),
    )
    async def impact_of_site(
        self,
        request: Request,
        db: NamedDependency[Database],
        site_id: FromPath[UUID],
        data: JSONBody[HoursPatch],
    ) -> Impact:
        """Nothing changes."""
        return await preview(db, _replace(request, "site", site_id, data))

    @post(
        "/sites/{site_id:uuid}/hours/preview",
        opt=_MANAGE,
        operation_id="preview_site_hours",
        summary="The coming weeks as these hours would have them",
        status_code=200,
        responses=problems(404),
    )
    async def ahead_of_site(
        self,
        request: Request,
        session: NamedDependency[Session],
        site_id: FromPath[UUID],
        data: JSONBody[HoursPatch],
    ) -> HoursPreview:
        """Five weeks from Monday of this one."""
        return await _look(request, session, "site", site_id, data)

    @get(
        "/resources/{resource_id:uuid}/hours",
        opt=_MANAGE,
        operation_id="read_resource_hours",
        summary="The hours that a resource keeps itself; empty where it follows its site",
        responses=problems(404),
    )
    async def of_resource(
        self, request: Request, session: NamedDependency[Session], resource_id: FromPath[UUID]
    ) -> Response[HoursSet]:
        """With the ETag that a change refers to."""
        return await _read(request, session, "resource", resource_id)

    @patch(
        "/resources/{resource_id:uuid}/hours",
        opt=_MANAGE,
        operation_id="set_resource_hours",
        summary="Set the hours that a resource keeps itself; with none it follows its site",
        responses=problems(404, 409, 412, 422, 428),
    )
    async def set_of_resource(
        self,
        request: Request,
        db: NamedDependency[Database],
        resource_id: FromPath[UUID],
        data: JSONBody[HoursPatch],
    ) -> Response[HoursSet]:
        """As for a site."""
        return await _write(request, db, _replace(request, "resource", resource_id, data), data)

    @post(
        "/resources/{resource_id:uuid}/hours/impact",
        opt=_MANAGE,
        operation_id="preview_resource_hours_impact",
        summary="The bookings that other hours of a resource would touch, and where each could move",
        status_code=200,
        responses=problems(404, 412, 422),
    )
    async def impact_of_resource(
        self,
        request: Request,
        db: NamedDependency[Database],
        resource_id: FromPath[UUID],
        data: JSONBody[HoursPatch],
    ) -> Impact:
        """Nothing changes."""
        return await preview(db, _replace(request, "resource", resource_id, data))

    @post(
        "/resources/{resource_id:uuid}/hours/preview",
        opt=_MANAGE,
        operation_id="preview_resource_hours",
        summary="The coming weeks of a resource as these hours would have them",
        status_code=200,
        responses=problems(404),
    )
    async def ahead_of_resource(
        self,
        request: Request,
        session: NamedDependency[Session],
        resource_id: FromPath[UUID],
        data: JSONBody[HoursPatch],
    ) -> HoursPreview:
        """Five weeks from Monday of this one; the site's hours where it has none."""
        return await _look(request, session, "resource", resource_id, data)


async def _read(request: Request, session: Session, kind: Owner, owner_id: UUID) -> Response[HoursSet]:
    found = await hours.read(
        session, actor=actor_of(request), owner_kind=kind, owner_id=owner_id, now=clock.now()
    )
    return answer(request, found, version=found.version)


async def _look(
    request: Request, session: Session, kind: Owner, owner_id: UUID, data: HoursPatch
) -> HoursPreview:
    return await hours.look_ahead(
        session,
        actor=actor_of(request),
        owner_kind=kind,
        owner_id=owner_id,
        wanted=data,
        now=clock.now(),
        locale=locale_of(request),
    )


def _replace(request: Request, kind: Owner, owner_id: UUID, data: HoursPatch) -> Work:
    actor, locale, version = actor_of(request), locale_of(request), if_match(request)

    async def work(session: Session, choice: Choice) -> HoursSet:
        return await hours.replace(
            session,
            actor=actor,
            owner_kind=kind,
            owner_id=owner_id,
            wanted=data,
            now=clock.now(),
            version=version,
            choice=choice,
            locale=locale,
        )

    return work


async def _write(request: Request, db: Database, work: Work, data: HoursPatch) -> Response[HoursSet]:
    match_wanted(request)
    choice = Choice(data.impact)
    written = await explained(db, work, db.transact(lambda session: work(session, choice)))
    return answer(request, written, version=written.version)
