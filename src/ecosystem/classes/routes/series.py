"""The catalogue of classes for everybody, and planning one."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from ecosystem.classes import making, queries
from ecosystem.classes.policy import PLAN, TEACH
from ecosystem.classes.schemas.planning import Candidate, ClassIn, PlanIn, Preview
from ecosystem.classes.schemas.series import ClassCard, ClassDetail
from ecosystem.kernel import clock, pagination
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, answer, idempotent, locale_of, tagged
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Cursor, Page

Text = Annotated[str | None, QueryParameter(max_length=200)]
PageSize = Annotated[int, QueryParameter(ge=1, le=100)]
AgeOf = Annotated[int | None, QueryParameter(ge=3, le=120)]
For = Annotated[Literal["pupils", "teachers", "students", "officials"] | None, QueryParameter()]


class ClassController(Controller):
    """Classes: series of sessions that stand on the timetable."""

    path = "/api/classes"
    tags = ["classes"]

    @get(
        "",
        opt={"permission": "public", pagination.KEY: pagination.instant},
        operation_id="list_classes",
        summary="Classes with a session ahead, by what comes next",
    )
    async def page(
        self,
        request: Request,
        session: NamedDependency[Session],
        q: Text = None,
        audience: For = None,
        site: Text = None,
        age: AgeOf = None,
        cursor: FromQuery[str | None] = None,
        limit: PageSize = 50,
    ) -> Response[Page[ClassCard]]:
        """`q` needs no diacritics; `site` is a slug or an id."""
        after = pagination.decode(cursor, locale=locale_of(request), key=pagination.instant)
        cards = await queries.catalogue(
            session,
            q=q,
            audience=audience,
            site=site,
            age=age,
            after=(pagination.instant(after.key), after.id) if after else None,
            limit=limit,
            now=clock.now(),
        )
        found = pagination.page(
            cards, limit, lambda card: Cursor(card.next_at.isoformat() if card.next_at else "", card.id)
        )
        return answer(request, found)

    @get(
        "/planned",
        opt={"permission": TEACH},
        operation_id="list_planned_classes",
        summary="All classes that one plans or teaches, also those that are over or not published",
    )
    async def planned(self, request: Request, session: NamedDependency[Session]) -> Response[Page[ClassCard]]:
        """The latest first, on one page."""
        return answer(request, Page(await queries.planned(session, actor=actor_of(request), now=clock.now())))

    @get(
        "/teachers",
        opt={"permission": PLAN},
        operation_id="list_teachers",
        summary="Who may be asked to teach at a site",
        responses=problems(404),
    )
    async def teachers(
        self, request: Request, session: NamedDependency[Session], site: FromQuery[UUID]
    ) -> Response[Page[Candidate]]:
        """By name, on one page."""
        found = await queries.candidates(session, actor=actor_of(request), site_id=site, now=clock.now())
        return answer(request, Page(found))

    @get(
        "/{slug:str}",
        opt={"permission": "public"},
        operation_id="read_class",
        summary="A class with its dates",
        responses=problems(404),
    )
    async def show(
        self, request: Request, session: NamedDependency[Session], slug: FromPath[str]
    ) -> Response[ClassDetail]:
        """One that is not published is there for those who run it."""
        found = await queries.detail(session, slug=slug, actor=request.user, now=clock.now())
        return tagged(found)

    @post(
        "/preview",
        opt={"permission": PLAN},
        operation_id="preview_class",
        summary="Every date of a plan with its reason, and what could be instead",
        status_code=200,
        responses=problems(403),
    )
    async def preview(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[PlanIn]
    ) -> Preview:
        """Nothing is taken."""
        return await making.preview(
            db, actor=actor_of(request), plan=data, now=clock.now(), locale=locale_of(request)
        )

    @post(
        "",
        opt={"permission": PLAN},
        operation_id="create_class",
        summary="Make a class: all of its sessions occupy the timetable, or none",
        responses=problems(403, 409, 422),
    )
    async def create(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[ClassIn]
    ) -> Response[ClassDetail]:
        """409 `dates_changed` where the list is not the one that was decided on, `dates_undecided` while a
        clash is left open; both carry the list as it is now as `preview`.
        """
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> ClassDetail:
            now = clock.now()
            slug = await making.create(session, actor=actor, given=data, now=now, locale=locale)
            return await queries.detail(session, slug=slug, actor=actor, now=now)

        return await idempotent(request, db, work)
