"""Codes to join with, requests to join, one's own organisations."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import structs

from ecosystem.directory import membership
from ecosystem.directory.queries import organisations as queries
from ecosystem.directory.schemas import (
    CodeIn,
    CodeOut,
    DecisionIn,
    MyOrganisation,
    RequestOut,
    RequestState,
)
from ecosystem.kernel import clock, pagination
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.http import Request, actor_of, answer, idempotent, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Cursor, Page

State = Annotated[RequestState | None, QueryParameter(name="state")]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class CodeController(Controller):
    """Codes that whoever has them joins an organisation with."""

    path = "/api/join-codes"
    tags = ["organisations"]

    @get(
        "",
        opt={"permission": "members:manage"},
        operation_id="list_join_codes",
        summary="The codes of organisations that one manages",
    )
    async def every(
        self,
        request: Request,
        session: NamedDependency[Session],
        organisation: FromQuery[UUID | None] = None,
        cursor: FromQuery[str | None] = None,
        limit: Limit = 50,
    ) -> Response[Page[CodeOut]]:
        """The newest first, those that have ended too."""
        after = pagination.decode(cursor, locale=locale_of(request))
        found, last = await queries.codes(
            session,
            actor=actor_of(request),
            organisation_id=organisation,
            after=after.id if after else None,
            limit=limit,
            now=clock.now(),
        )
        return answer(request, Page(found, pagination.encode(Cursor("", last)) if last else None))

    @post(
        "",
        opt={"permission": "members:manage"},
        operation_id="create_join_code",
        summary="Make a code to join an organisation with",
        responses=problems(404, 409),
    )
    async def create(
        self, request: Request, data: JSONBody[CodeIn], db: NamedDependency[Database]
    ) -> Response[CodeOut]:
        """It works so many times, until it ends or is revoked."""
        actor, locale = actor_of(request), locale_of(request)
        if not actor.may(queries.MANAGE, organisation_id=data.organisation_id):
            raise NotFound

        async def work(session: Session) -> CodeOut:
            code = await membership.create_code(session, **structs.asdict(data), actor=actor, locale=locale)
            return queries.shown(code, clock.now())

        return await idempotent(request, db, work)

    @delete(
        "/{code_id:uuid}",
        opt={"permission": "members:manage"},
        operation_id="revoke_join_code",
        summary="End a code",
        status_code=204,
    )
    async def revoke(self, request: Request, code_id: FromPath[UUID], db: NamedDependency[Database]) -> None:
        """Whoever has joined stays."""
        actor = actor_of(request)

        async def work(session: Session) -> None:
            code = await queries.managed_code(session, actor=actor, code_id=code_id)
            await membership.revoke_code(session, code=code, actor=actor)

        await db.transact(work)


class RequestController(Controller):
    """Requests to belong to an organisation."""

    path = "/api/membership-requests"
    tags = ["organisations"]

    @get(
        "",
        opt={"permission": "members:manage"},
        operation_id="list_membership_requests",
        summary="Who asks to join the organisations that one manages",
    )
    async def every(
        self,
        request: Request,
        session: NamedDependency[Session],
        organisation: FromQuery[UUID | None] = None,
        wanted: State = None,
        cursor: FromQuery[str | None] = None,
        limit: Limit = 50,
    ) -> Response[Page[RequestOut]]:
        """The newest first."""
        after = pagination.decode(cursor, locale=locale_of(request))
        found, last = await queries.requests(
            session,
            actor=actor_of(request),
            organisation_id=organisation,
            state=wanted,
            after=after.id if after else None,
            limit=limit,
        )
        return answer(request, Page(found, pagination.encode(Cursor("", last)) if last else None))

    @post(
        "/{request_id:uuid}/decision",
        opt={"permission": "members:manage"},
        operation_id="decide_membership_request",
        summary="Approve or refuse a request to join",
        status_code=200,
        responses=problems(409),
    )
    async def decide(
        self,
        request: Request,
        request_id: FromPath[UUID],
        data: JSONBody[DecisionIn],
        db: NamedDependency[Database],
    ) -> Response[RequestOut]:
        """A refusal says why; whoever asked gets a letter."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> RequestOut:
            asked = await queries.managed_request(session, actor=actor, request_id=request_id)
            await membership.decide(
                session,
                request=asked,
                approve=data.approve,
                reason=data.reason,
                actor=actor,
                locale=locale,
            )
            return await queries.request(session, actor=actor, request_id=request_id)

        return await idempotent(request, db, work, status=200)


class MyOrganisationController(Controller):
    """Where the asker belongs."""

    path = "/api/my/organisations"
    tags = ["organisations"]

    @get(
        "",
        opt={"permission": "account:manage"},
        operation_id="list_my_organisations",
        summary="The organisations one belongs to, or has asked to",
    )
    async def mine(
        self, request: Request, session: NamedDependency[Session]
    ) -> Response[Page[MyOrganisation]]:
        """By name, all of them on one page."""
        found = await queries.mine(session, person_id=actor_of(request).person_id, now=clock.now())
        return answer(request, Page(found))

    @delete(
        "/{organisation_id:uuid}",
        opt={"permission": "account:manage"},
        operation_id="leave_organisation",
        summary="Leave an organisation",
        status_code=204,
    )
    async def leave(
        self, request: Request, organisation_id: FromPath[UUID], db: NamedDependency[Database]
    ) -> None:
        """From today on; what was booked stays."""
        actor = actor_of(request)
        await db.transact(
            lambda session: membership.end_membership(
                session, person_id=actor.person_id, organisation_id=organisation_id, actor=actor
            )
        )

    @delete(
        "/requests/{request_id:uuid}",
        opt={"permission": "account:manage"},
        operation_id="withdraw_membership_request",
        summary="Take back a request to join",
        status_code=204,
    )
    async def withdraw(
        self, request: Request, request_id: FromPath[UUID], db: NamedDependency[Database]
    ) -> None:
        """Only one's own, while it is open."""
        actor = actor_of(request)
        await db.transact(
            lambda session: membership.withdraw_request(session, request_id=request_id, actor=actor)
        )


ROUTES: list[Any] = [CodeController, RequestController, MyOrganisationController]
