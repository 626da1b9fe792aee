"""The day of a site, and the people its staff book for."""

from datetime import date
from typing import Annotated

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ecosystem.fablab import schemas
from ecosystem.fablab.queries import day
from ecosystem.kernel import clock
from ecosystem.kernel.db import Session
from ecosystem.kernel.http import Request, actor_of, answer
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Page

SiteName = Annotated[str, QueryParameter(description="a site by slug or id", min_length=1, max_length=100)]
Day = Annotated[
    date | None, QueryParameter(name="date", description="a day in the site's zone; today without")
]
Words = Annotated[str, QueryParameter(description="words of a name or address", min_length=2, max_length=100)]
Limit = Annotated[int, QueryParameter(ge=1, le=50)]


class DayController(Controller):
    """One screen per site."""

    path = "/api/day"
    tags = ["day"]

    @get(
        "",
        opt={"permission": "reservations:manage"},
        operation_id="read_day",
        summary="A site's day for its staff: who is there, who is late, who comes next, what is broken",
        responses=problems(404),
    )
    async def show(
        self, request: Request, session: NamedDependency[Session], site: SiteName, on: Day = None
    ) -> Response[schemas.Day]:
        """By start; only for sites one runs."""
        found = await day.day(session, actor=actor_of(request), site=site, on=on, now=clock.now())
        return answer(request, found)


class PersonController(Controller):
    """People, as staff look them up."""

    path = "/api/people/search"
    tags = ["day"]

    @get(
        "",
        opt={"permission": "people:read"},
        operation_id="find_people",
        summary="Find somebody to book for, by words of their name or address, without diacritics",
        responses=problems(404),
    )
    async def find(
        self,
        request: Request,
        session: NamedDependency[Session],
        q: Words,
        site: SiteName,
        limit: Limit = 10,
    ) -> Response[Page[schemas.FoundPerson]]:
        """In alphabetical order; only for staff of the site named."""
        found = await day.people(session, actor=actor_of(request), site=site, q=q, limit=limit)
        return answer(request, Page(found, None))
