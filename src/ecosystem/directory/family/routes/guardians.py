"""Others who answer for the same child, over HTTP."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, delete, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from ecosystem.directory.family import invitations, queries
from ecosystem.directory.family.routes.shared import FAMILY, NO_STORE
from ecosystem.directory.family.schemas import (
    ChildOut,
    GuardianInviteIn,
    InvitedTo,
    SecretIn,
)
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import (
    Request,
    actor_of,
    idempotent,
    locale_of,
)
from ecosystem.kernel.openapi import problems


class GuardianController(Controller):
    """Others who answer for the same child."""

    path = "/api/children/{child_id:uuid}/guardian-invitations"
    tags = ["family"]

    @post(
        "",
        opt={"permission": FAMILY},
        operation_id="invite_guardian",
        summary="Ask somebody to answer for the child too",
        responses=problems(409, 422),
    )
    async def invite(
        self,
        request: Request,
        child_id: FromPath[UUID],
        data: JSONBody[GuardianInviteIn],
        db: NamedDependency[Database],
    ) -> Response[ChildOut]:
        """By letter, with a link that works once for that address. Who is asked already gets a fresh one."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> ChildOut:
            await invitations.invite(
                session, child_id=child_id, email=data.email, kind=data.kind, actor=actor, locale=locale
            )
            return await queries.child(session, child_id=child_id, actor=actor)

        return await idempotent(request, db, work)

    @delete(
        "/{invitation_id:uuid}",
        opt={"permission": FAMILY},
        operation_id="revoke_guardian_invitation",
        summary="Take back an invitation",
        status_code=204,
    )
    async def revoke(
        self,
        request: Request,
        child_id: FromPath[UUID],
        invitation_id: FromPath[UUID],
        db: NamedDependency[Database],
    ) -> None:
        """Its link opens nothing any more."""
        actor = actor_of(request)
        await db.transact(
            lambda session: invitations.revoke(
                session, child_id=child_id, invitation_id=invitation_id, actor=actor
            )
        )


class InvitedController(Controller):
    """Being asked to answer for a child."""

    path = "/api/guardian-invitations"
    tags = ["family"]

    @post(
        "/read",
        opt={"permission": FAMILY},
        operation_id="read_guardian_invitation",
        summary="What a link asks of oneself",
        status_code=200,
        responses=problems(422),
    )
    async def read(
        self, request: Request, data: JSONBody[SecretIn], session: NamedDependency[Session]
    ) -> Response[InvitedTo]:
        """Only for whoever has the address that it was sent to."""
        found = await queries.invited_to(session, secret=data.token, actor=actor_of(request))
        return Response(found, status_code=200, headers=NO_STORE)

    @post(
        "/accept",
        opt={"permission": FAMILY},
        operation_id="accept_guardian_invitation",
        summary="Answer for the child from now on",
        status_code=200,
        responses=problems(409, 422),
    )
    async def accept(
        self, request: Request, data: JSONBody[SecretIn], db: NamedDependency[Database]
    ) -> Response[ChildOut]:
        """Once; who comes second finds the link used."""
        actor = actor_of(request)

        async def work(session: Session) -> ChildOut:
            child_id = await invitations.accept(session, secret=data.token, actor=actor)
            return await queries.child(session, child_id=child_id, actor=actor)

        return await idempotent(request, db, work, status=200)


ROUTES: list[Any] = [GuardianController, InvitedController]
