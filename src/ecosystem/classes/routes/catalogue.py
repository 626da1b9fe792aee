"""Terms and courses, for those who plan classes."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from ecosystem.classes import courses, queries, terms
from ecosystem.classes.policy import PLAN
from ecosystem.classes.schemas.catalogue import Course, CourseIn, CoursePatch, Term, TermIn, TermPatch
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import (
    Request,
    actor_of,
    answer,
    idempotent,
    locale_of,
    match_wanted,
    tagged,
)
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Page

Text = Annotated[str | None, QueryParameter(max_length=200)]


class TermController(Controller):
    """Stretches of the school year, the region's and those of organisations."""

    path = "/api/terms"
    tags = ["classes"]

    @get("", opt={"permission": PLAN}, operation_id="list_terms", summary="Terms, the latest first")
    async def every(self, request: Request, session: NamedDependency[Session]) -> Response[Page[Term]]:
        """All of them on one page."""
        return answer(request, Page(await queries.terms(session, actor=actor_of(request))))

    @get("/{term_id:uuid}", opt={"permission": PLAN}, operation_id="read_term", summary="One term")
    async def show(
        self, request: Request, session: NamedDependency[Session], term_id: FromPath[UUID]
    ) -> Response[Term]:
        """With the ETag that a change refers to."""
        return tagged(await queries.term(session, actor=actor_of(request), term_id=term_id))

    @post("", opt={"permission": PLAN}, operation_id="create_term", summary="Add a term")
    async def create(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[TermIn]
    ) -> Response[Term]:
        """400 names every bad field."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> Term:
            made = await terms.add(session, actor=actor, given=data, locale=locale)
            return await queries.term(session, actor=actor, term_id=made)

        return await idempotent(request, db, work)

    @patch(
        "/{term_id:uuid}",
        opt={"permission": PLAN},
        operation_id="change_term",
        summary="Change a term; classes that exist keep their dates",
        responses=problems(404, 412, 428),
    )
    async def change(
        self,
        request: Request,
        db: NamedDependency[Database],
        term_id: FromPath[UUID],
        data: JSONBody[TermPatch],
    ) -> Response[Term]:
        """400 names every bad field."""
        actor, version, locale = actor_of(request), match_wanted(request), locale_of(request)

        async def work(session: Session) -> Term:
            await terms.change(
                session, actor=actor, term_id=term_id, given=data, version=version, locale=locale
            )
            return await queries.term(session, actor=actor, term_id=term_id)

        return tagged(await db.transact(work))

    @delete(
        "/{term_id:uuid}",
        opt={"permission": PLAN},
        operation_id="delete_term",
        summary="Take away a term that no class is in",
        status_code=204,
        responses=problems(404, 409, 412, 428),
    )
    async def remove(self, request: Request, db: NamedDependency[Database], term_id: FromPath[UUID]) -> None:
        """409 `in_use` counts the classes."""
        actor, version = actor_of(request), match_wanted(request)
        await db.transact(
            lambda session: terms.delete(session, actor=actor, term_id=term_id, version=version)
        )


class CourseController(Controller):
    """What is taught; series of it take place."""

    path = "/api/courses"
    tags = ["classes"]

    @get("", opt={"permission": PLAN}, operation_id="list_courses", summary="Courses by name")
    async def every(
        self, request: Request, session: NamedDependency[Session], q: Text = None
    ) -> Response[Page[Course]]:
        """All of them on one page; `q` needs no diacritics."""
        return answer(request, Page(await queries.courses(session, actor=actor_of(request), q=q)))

    @get("/{course_id:uuid}", opt={"permission": PLAN}, operation_id="read_course", summary="One course")
    async def show(
        self, request: Request, session: NamedDependency[Session], course_id: FromPath[UUID]
    ) -> Response[Course]:
        """With the ETag that a change refers to."""
        return tagged(await queries.course(session, actor=actor_of(request), course_id=course_id))

    @post("", opt={"permission": PLAN}, operation_id="create_course", summary="Add a course")
    async def create(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[CourseIn]
    ) -> Response[Course]:
        """400 names every bad field."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> Course:
            made = await courses.add(session, actor=actor, given=data, locale=locale)
            return await queries.course(session, actor=actor, course_id=made)

        return await idempotent(request, db, work)

    @patch(
        "/{course_id:uuid}",
        opt={"permission": PLAN},
        operation_id="change_course",
        summary="Change a course; its classes and calendars follow",
        responses=problems(404, 412, 428),
    )
    async def change(
        self,
        request: Request,
        db: NamedDependency[Database],
        course_id: FromPath[UUID],
        data: JSONBody[CoursePatch],
    ) -> Response[Course]:
        """400 names every bad field."""
        actor, version, locale = actor_of(request), match_wanted(request), locale_of(request)

        async def work(session: Session) -> Course:
            await courses.change(
                session, actor=actor, course_id=course_id, given=data, version=version, locale=locale
            )
            return await queries.course(session, actor=actor, course_id=course_id)

        return tagged(await db.transact(work))

    @delete(
        "/{course_id:uuid}",
        opt={"permission": PLAN},
        operation_id="delete_course",
        summary="Take away a course that never took place",
        status_code=204,
        responses=problems(404, 409, 412, 428),
    )
    async def remove(
        self, request: Request, db: NamedDependency[Database], course_id: FromPath[UUID]
    ) -> None:
        """409 `in_use` counts the classes."""
        actor, version = actor_of(request), match_wanted(request)
        await db.transact(
            lambda session: courses.delete(session, actor=actor, course_id=course_id, version=version)
        )
