"""The statistics over HTTP."""

from datetime import date
from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import FieldError, Malformed
from ecosystem.kernel.http import Request, actor_of, answer, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.words import Words
from ecosystem.reports import queries, schemas
from ecosystem.reports.rules import faults

SiteName = Annotated[str, QueryParameter(description="a site by slug or id", min_length=1, max_length=100)]
First = Annotated[date, QueryParameter(name="from", description="the first day, in the site's zone")]
Last = Annotated[date, QueryParameter(name="to", description="the last day, included")]

_SAID = {
    "before_from": Words("Ngày cuối phải từ ngày đầu trở đi.", "The last day cannot be before the first."),
    "too_wide": Words("Chọn nhiều nhất 400 ngày.", "Choose 400 days at most."),
    "out_of_reach": Words("Ngày nằm ngoài khoảng xem được.", "These days are out of reach."),
}


class StatisticsController(Controller):
    """What became of a site's bookings."""

    path = "/api/statistics"
    tags = ["statistics"]

    @get(
        "",
        opt={"permission": queries.READ},
        operation_id="read_statistics",
        summary="A site's use by machine and hour, no-shows, refusals and newcomers, for its staff",
        responses=problems(404),
    )
    async def show(
        self, request: Request, session: NamedDependency[Session], site: SiteName, first: First, last: Last
    ) -> Response[schemas.Statistics]:
        """Beside the period of the same length before it; no person is named in it."""
        locale = locale_of(request)
        if wrong := faults(first, last):
            raise Malformed(errors=[FieldError(field, code, _SAID[code].to(locale)) for field, code in wrong])
        found = await queries.statistics(session, actor=actor_of(request), site=site, first=first, last=last)
        return answer(request, found)


ROUTES: list[Any] = [StatisticsController]
