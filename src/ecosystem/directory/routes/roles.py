"""Giving and withdrawing roles."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from ecosystem.directory import grants
from ecosystem.directory import queries as directory
from ecosystem.directory.queries import people
from ecosystem.directory.schemas import GivablePlace, GrantedRole, RoleIn
from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, answer, idempotent, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Page


class RoleController(Controller):
    """Who may do what, where."""

    path = "/api/roles"
    tags = ["people"]

    @get(
        "",
        opt={"permission": "roles:give"},
        operation_id="list_givable_roles",
        summary="Every place at which one may give roles, and which",
    )
    async def givable(
        self, request: Request, session: NamedDependency[Session]
    ) -> Response[Page[GivablePlace]]:
        """All of them on one page."""
        return answer(request, Page(await people.givable_places(session, actor=actor_of(request))))

    @post(
        "",
        opt={"permission": "roles:give"},
        operation_id="give_role",
        summary="Give somebody a role, for good or until an instant",
        responses=problems(404, 409, 422),
    )
    async def give(
        self, request: Request, data: JSONBody[RoleIn], db: NamedDependency[Database]
    ) -> Response[GrantedRole]:
        """Nobody gives a role that stands not below his own, or beyond the place where he holds it."""
        actor, locale = actor_of(request), locale_of(request)

        async def work(session: Session) -> GrantedRole:
            await people.visible(session, actor=actor, person_id=data.person_id, now=clock.now())
            grant = await grants.grant_role(
                session,
                person_id=data.person_id,
                role=data.role,
                scope_kind=data.scope_kind,
                scope_id=data.scope_id,
                until=data.until,
                actor=actor,
                locale=locale,
            )
            _, name = await directory.place_of(session, grant.scope_kind, grant.scope_id)
            return GrantedRole(
                id=grant.id,
                role=data.role,
                scope_kind=data.scope_kind,
                scope_id=grant.scope_id,
                scope_name=name,
                until=grant.until,
                may_withdraw=True,
            )

        return await idempotent(request, db, work)

    @delete(
        "/{grant_id:uuid}",
        opt={"permission": "roles:give"},
        operation_id="withdraw_role",
        summary="Take back a role that somebody holds",
        status_code=204,
        responses=problems(422),
    )
    async def withdraw(
        self, request: Request, grant_id: FromPath[UUID], db: NamedDependency[Database]
    ) -> None:
        """Only roles that one could give; the last administrator stays."""
        actor = actor_of(request)
        await db.transact(lambda session: grants.withdraw_role(session, grant_id=grant_id, actor=actor))


ROUTES: list[Any] = [RoleController]
