"""The statistics over HTTP."""

import asyncio
from datetime import date
from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ecosystem.kernel.db import Session
from ecosystem.kernel.downloads import XLSX, download
from ecosystem.kernel.errors import FieldError, Malformed
from ecosystem.kernel.http import Request, actor_of, answer, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.words import Words
from ecosystem.reports import queries, schemas
from ecosystem.reports.rules import faults
from ecosystem.reports.workbook import workbook

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
        return answer(request, await _statistics(request, session, site, first, last))

    @get(
        "/workbook",
        opt={"permission": queries.READ},
        operation_id="download_statistics",
        summary="The same figures as a workbook: totals, machines, hours, outcomes, refusals",
        media_type=XLSX,
        responses=problems(404),
    )
    async def workbook(
        self, request: Request, session: NamedDependency[Session], site: SiteName, first: First, last: Last
    ) -> Response[bytes]:
        """XLSX with a sheet for each; hours in hundredths."""
        found = await _statistics(request, session, site, first, last)
        content = await asyncio.to_thread(workbook, found, locale_of(request))
        return download(content, f"{found.site.slug}-{first}-{last}.xlsx", XLSX)


async def _statistics(
    request: Request, session: Session, site: str, first: date, last: date
) -> schemas.Statistics:
    if wrong := faults(first, last):
        locale = locale_of(request)
        raise Malformed(errors=[FieldError(field, code, _SAID[code].to(locale)) for field, code in wrong])
    return await queries.statistics(session, actor=actor_of(request), site=site, first=first, last=last)


ROUTES: list[Any] = [StatisticsController]
