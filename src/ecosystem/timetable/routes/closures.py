"""Closures."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET

from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import Malformed
from ecosystem.kernel.faults import named
from ecosystem.kernel.http import Request, actor_of, answer, idempotent, if_match, locale_of, match_wanted
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Page
from ecosystem.kernel.words import Words
from ecosystem.places.models import Closure
from ecosystem.timetable import closures, queries
from ecosystem.timetable.impact import Choice, explained, preview
from ecosystem.timetable.schemas import ClosureOut, ClosurePatch, ClosureRow, Impact, NewClosure, Reason

LONGEST = timedelta(days=3660)
Work = Callable[[Session, Choice], Awaitable[ClosureOut]]


class ClosureController(Controller):
    """Stretches in which a place takes no bookings."""

    path = "/api/closures"
    tags = ["places"]

    @get(
        "",
        opt={"permission": "places:manage"},
        operation_id="list_closures",
        summary="What closes a site: itself, its rooms and machines, and the region",
        responses=problems(404),
    )
    async def listed(
        self,
        request: Request,
        session: NamedDependency[Session],
        site: FromQuery[str],
        past: FromQuery[bool] = False,
    ) -> Response[Page[ClosureRow]]:
        """What is not over yet, by start; with `past` what is, the latest first."""
        found = await queries.closures(
            session, actor=actor_of(request), site=site, past=past, now=clock.now()
        )
        return answer(request, Page(found, None))

    @get(
        "/{closure_id:uuid}",
        opt={"permission": "places:manage"},
        operation_id="read_closure",
        summary="One closure",
        responses=problems(404),
    )
    async def show(
        self, request: Request, session: NamedDependency[Session], closure_id: FromPath[UUID]
    ) -> Response[ClosureRow]:
        """With the ETag that a change refers to."""
        found = await queries.closure(session, actor=actor_of(request), closure_id=closure_id)
        return answer(request, found, version=found.version)

    @post(
        "",
        opt={"permission": "places:manage"},
        operation_id="add_closure",
        summary="Close a region, site, room or resource for a while",
        responses=problems(404, 409, 422),
    )
    async def add(
        self, request: Request, data: JSONBody[NewClosure], db: NamedDependency[Database]
    ) -> Response[ClosureOut]:
        """409 `impact` lists the bookings in its way while nothing is decided about them, `impact_changed`
        where they are not those that were decided on; none of them is touched then.
        """
        work, choice = _add(request, data), Choice(data.impact)
        return await explained(db, work, idempotent(request, db, lambda session: work(session, choice)))

    @post(
        "/impact",
        opt={"permission": "places:manage"},
        operation_id="preview_closure",
        summary="The bookings that a closure would touch, and where each could move",
        status_code=200,
        responses=problems(404, 422),
    )
    async def add_impact(
        self, request: Request, data: JSONBody[NewClosure], db: NamedDependency[Database]
    ) -> Impact:
        """Nothing changes."""
        return await preview(db, _add(request, data))

    @patch(
        "/{closure_id:uuid}",
        opt={"permission": "places:manage"},
        operation_id="change_closure",
        summary="Give a closure other times or another reason",
        responses=problems(404, 409, 412, 422, 428),
    )
    async def change(
        self,
        request: Request,
        closure_id: FromPath[UUID],
        data: JSONBody[ClosurePatch],
        db: NamedDependency[Database],
    ) -> Response[ClosureOut]:
        """Only bookings that it newly reaches are touched; 409 as for a new one."""
        match_wanted(request)
        work, choice = _change(request, closure_id, data), Choice(data.impact)
        changed = await explained(db, work, db.transact(lambda session: work(session, choice)))
        return answer(request, changed, version=changed.version)

    @post(
        "/{closure_id:uuid}/impact",
        opt={"permission": "places:manage"},
        operation_id="preview_closure_change",
        summary="The bookings that a change of a closure would touch, and where each could move",
        status_code=200,
        responses=problems(404, 412, 422),
    )
    async def change_impact(
        self,
        request: Request,
        closure_id: FromPath[UUID],
        data: JSONBody[ClosurePatch],
        db: NamedDependency[Database],
    ) -> Impact:
        """Nothing changes."""
        return await preview(db, _change(request, closure_id, data))

    @delete(
        "/{closure_id:uuid}",
        opt={"permission": "places:manage"},
        operation_id="remove_closure",
        summary="Open again what was closed",
        status_code=204,
        responses=problems(404, 412),
    )
    async def remove(
        self, request: Request, closure_id: FromPath[UUID], db: NamedDependency[Database]
    ) -> Response[None]:
        """Only for those who might have added it."""
        actor, version = actor_of(request), if_match(request)
        await db.transact(
            lambda session: closures.remove_closure(
                session, actor=actor, closure_id=closure_id, version=version
            )
        )
        return Response(None, status_code=204)


def _add(request: Request, data: NewClosure) -> Work:
    actor, locale = actor_of(request), locale_of(request)
    during = _during(data.starts_at, data.ends_at, locale)

    async def work(session: Session, choice: Choice) -> ClosureOut:
        closure = await closures.add_closure(
            session,
            actor=actor,
            scope_kind=data.scope_kind,
            scope_id=data.scope_id,
            during=during,
            reason=_words(data.reason),
            now=clock.now(),
            choice=choice,
            locale=locale,
        )
        return _out(closure)

    return work


def _change(request: Request, closure_id: UUID, data: ClosurePatch) -> Work:
    actor, locale, version = actor_of(request), locale_of(request), if_match(request)

    async def work(session: Session, choice: Choice) -> ClosureOut:
        def within(old: Interval) -> Interval:
            start = old.start if data.starts_at is UNSET else data.starts_at
            return _during(start, old.end if data.ends_at is UNSET else data.ends_at, locale)

        closure = await closures.change_closure(
            session,
            actor=actor,
            closure_id=closure_id,
            now=clock.now(),
            version=version,
            within=within,
            reason=UNSET if data.reason is UNSET else _words(data.reason),
            choice=choice,
            locale=locale,
        )
        return _out(closure)

    return work


def _during(starts_at: datetime, ends_at: datetime, locale: str) -> Interval:
    """The stretch, when it lies in the right order and within ten years."""
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise Malformed(errors=[named("ends_at", "invalid", locale, detail="starts_at < ends_at")])
    return Interval(starts_at, ends_at)


def _words(reason: Reason) -> Words:
    return Words(vi=reason.vi, en=reason.en)


def _out(closure: Closure) -> ClosureOut:
    during = closures.interval_of(closure)
    return ClosureOut(
        id=closure.id,
        scope_kind=closure.scope_kind,  # type: ignore[arg-type]  # one of the four, by a CHECK
        scope_id=closure.scope_id,
        starts_at=during.start,
        ends_at=during.end,
        reason=Words(**closure.reason),
        version=closure.version,
    )
