"""Closures."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Controller, Response, delete, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import Malformed
from ecosystem.kernel.faults import named
from ecosystem.kernel.http import Request, actor_of, idempotent, locale_of
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.words import Words
from ecosystem.timetable import closures
from ecosystem.timetable.schemas import ClosureOut, NewClosure

LONGEST = timedelta(days=3660)


class ClosureController(Controller):
    """Stretches in which a place takes no bookings."""

    path = "/api/closures"
    tags = ["places"]

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
        """409 `occupied` names the bookings that stand in the way; none of them is touched."""
        actor, during = actor_of(request), _during(data, locale_of(request))
        reason = Words(vi=data.reason.vi, en=data.reason.en)

        async def work(session: Session) -> ClosureOut:
            closure = await closures.add_closure(
                session,
                actor=actor,
                scope_kind=data.scope_kind,
                scope_id=data.scope_id,
                during=during,
                reason=reason,
                now=clock.now(),
            )
            return ClosureOut(
                id=closure.id,
                scope_kind=data.scope_kind,
                scope_id=data.scope_id,
                starts_at=during.start,
                ends_at=during.end,
                reason=reason,
            )

        return await idempotent(request, db, work)

    @delete(
        "/{closure_id:uuid}",
        opt={"permission": "places:manage"},
        operation_id="remove_closure",
        summary="Open again what was closed",
        status_code=204,
        responses=problems(404),
    )
    async def remove(
        self, request: Request, closure_id: FromPath[UUID], db: NamedDependency[Database]
    ) -> Response[None]:
        """Only for those who might have added it."""
        actor = actor_of(request)
        await db.transact(
            lambda session: closures.remove_closure(session, actor=actor, closure_id=closure_id)
        )
        return Response(None, status_code=204)


def _during(data: NewClosure, locale: str) -> Interval:
    """The stretch, when it lies in the right order and within ten years."""
    if not timedelta(0) < data.ends_at - data.starts_at <= LONGEST:
        raise Malformed(errors=[named("ends_at", "invalid", locale, detail="starts_at < ends_at")])
    return Interval(data.starts_at, data.ends_at)


ROUTES: list[Any] = [ClosureController]
