"""The timeline, availability, and hints of what has changed."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from litestar.response import Stream

from ecosystem.fablab import errors, schemas
from ecosystem.fablab.queries import timeline
from ecosystem.fablab.queries.catalogue import Filter
from ecosystem.fablab.routes.catalogue import AtLeast, Text
from ecosystem.kernel import clock, live
from ecosystem.kernel.db import Database
from ecosystem.kernel.http import Instant, Request, answer, locale_of
from ecosystem.kernel.live import Hint
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Page

Start = Annotated[Instant, QueryParameter(name="from")]
End = Annotated[Instant, QueryParameter(name="to")]
Rows = Annotated[int, QueryParameter(ge=1, le=2000)]


class TimelineController(Controller):
    """All machines over time."""

    path = "/api/timeline"
    tags = ["timeline"]

    @get(
        "",
        opt={"permission": "public"},
        operation_id="read_timeline",
        summary="Opening hours, closures and bookings of machines over a time, others' as busy only",
        responses=problems(422),
    )
    async def strips(
        self,
        request: Request,
        db: NamedDependency[Database],
        start: Start,
        end: End,
        q: Text = None,
        site: Text = None,
        category: Text = None,
        kind: FromQuery[schemas.Kind | None] = None,
        resource: FromQuery[UUID | None] = None,
        limit: Rows = 500,
    ) -> Response[schemas.Timeline]:
        """One row per machine, in alphabetical order; `resource` is the id of a single one."""
        _refuse_backwards(start, end, request)
        # No transaction: this is asked at every turn of the screen.
        async with db.driver() as connection:
            found = await timeline.timeline(
                connection,
                person_id=request.user.person_id if request.user else None,
                now=clock.now(),
                start=start,
                end=end,
                which=Filter(q=q, site=site, category=category, kind=kind, resource=resource),
                limit=limit,
            )
        return answer(request, found)

    @get(
        "/next-opening",
        opt={"permission": "public"},
        operation_id="read_next_opening",
        summary="When the first of these machines opens at or after an instant",
    )
    async def opening(
        self,
        request: Request,
        db: NamedDependency[Database],
        start: Start,
        q: Text = None,
        site: Text = None,
        category: Text = None,
        kind: FromQuery[schemas.Kind | None] = None,
        resource: FromQuery[UUID | None] = None,
    ) -> Response[schemas.NextOpening]:
        """Opening hours less closures; whether a machine is taken then does not matter. Null when none
        opens within 120 days.
        """
        async with db.driver() as connection:
            found = await timeline.opening(
                connection,
                now=clock.now(),
                start=start,
                which=Filter(q=q, site=site, category=category, kind=kind, resource=resource),
            )
        return answer(request, found)


class AvailabilityController(Controller):
    """Free time."""

    path = "/api/availability"
    tags = ["timeline"]

    @get(
        "",
        opt={"permission": "public"},
        operation_id="read_availability",
        summary="Free stretches per machine; signed in, of those one may book only, by their rules",
        responses=problems(422),
    )
    async def free(
        self,
        request: Request,
        db: NamedDependency[Database],
        start: Start,
        end: End,
        kind: FromQuery[schemas.Kind | None] = None,
        category: Text = None,
        site: Text = None,
        resource: FromQuery[UUID | None] = None,
        min_minutes: AtLeast = None,
    ) -> Response[Page[schemas.FreeResource]]:
        """Left out for somebody signed in: machines they lack the role, age, organisation or
        qualification for. Notice and horizon cut the stretches; quotas are judged with the booking.
        """
        _refuse_backwards(start, end, request)
        async with db.driver() as connection:
            found = await timeline.free(
                connection,
                actor=request.user,
                now=clock.now(),
                start=start,
                end=end,
                which=Filter(site=site, category=category, kind=kind, resource=resource),
                shortest=timedelta(minutes=min_minutes) if min_minutes else None,
            )
        return answer(request, Page(found))


class LiveController(Controller):
    """Hints of what has changed."""

    path = "/api/live"
    tags = ["timeline"]

    @get(
        "",
        opt={"permission": "public", "uncompressed": True},
        operation_id="stream_hints",
        summary="Server-sent events: which machine changed on which days; ask again for the rest",
        media_type="text/event-stream",
        responses=problems(429),
    )
    async def hints(self, request: Request, start: Start, end: End) -> Stream:
        """`hint` with a resource and its days, `refetch` when some were missed."""
        _refuse_backwards(start, end, request)
        # A day to both sides, since the days of a hint are those of its site's zone.
        first, last = _day(start, -1), _day(end, 1)

        def wanted(hint: Hint) -> bool:
            return not hint.dates or any(first <= day.toordinal() <= last for day in hint.dates)

        return live.stream(request, wanted)


def _refuse_backwards(start: datetime, end: datetime, request: Request) -> None:
    if end <= start:
        raise errors.backwards(locale_of(request), field="to")


def _day(instant: datetime, step: int) -> int:
    return instant.toordinal() + step
