"""Organisations and who belongs to them."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, structs

from ecosystem.directory import membership, organisations, policy
from ecosystem.directory.organisations import OrganisationChanges
from ecosystem.directory.queries import organisations as queries
from ecosystem.directory.schemas import (
    Member,
    OrganisationDetail,
    OrganisationIn,
    OrganisationPatch,
    OrganisationRow,
    ReasonIn,
)
from ecosystem.kernel import clock, pagination
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import Forbidden, NotFound
from ecosystem.kernel.http import (
    Request,
    actor_of,
    answer,
    etag_of,
    idempotent,
    locale_of,
    match_wanted,
)
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Cursor, Page
from ecosystem.kernel.text import slug_of

Text = Annotated[str | None, QueryParameter(max_length=100, description="words, without diacritics")]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class OrganisationController(Controller):
    """Bodies of the three houses and of the community."""

    path = "/api/organisations"
    tags = ["organisations"]

    @get(
        "",
        opt={"permission": "members:invite"},
        operation_id="list_organisations",
        summary="The organisations that one may do something for, with what waits there",
    )
    async def every(
        self, request: Request, session: NamedDependency[Session], q: Text = None
    ) -> Response[Page[OrganisationRow]]:
        """By name, all of them on one page."""
        found = await queries.organisations(session, actor=actor_of(request), q=q, now=clock.now())
        return answer(request, Page(found))

    @post(
        "",
        opt={"permission": "organisations:manage"},
        operation_id="create_organisation",
        summary="Enter an organisation",
        responses=problems(409),
    )
    async def create(
        self, request: Request, data: JSONBody[OrganisationIn], db: NamedDependency[Database]
    ) -> Response[OrganisationDetail]:
        """Only for those who run the region."""
        actor, locale = actor_of(request), locale_of(request)
        _refuse_locals(actor)
        slug = data.slug or slug_of(data.name.vi)

        async def work(session: Session) -> OrganisationDetail:
            made = await organisations.create_organisation(
                session,
                slug=slug,
                name=data.name,
                sector=data.sector,
                domains=data.domains,
                domain_joining=data.domain_joining,
                website=data.website,
                actor=actor,
                locale=locale,
            )
            return await queries.organisation(session, actor=actor, organisation_id=made.id, now=clock.now())

        return await idempotent(request, db, work)

    @get(
        "/{organisation_id:uuid}",
        opt={"permission": "members:invite"},
        operation_id="read_organisation",
        summary="One organisation, and what one may do for it",
    )
    async def show(
        self, request: Request, organisation_id: FromPath[UUID], session: NamedDependency[Session]
    ) -> Response[OrganisationDetail]:
        """With the ETag that a change refers to."""
        found = await queries.organisation(
            session, actor=actor_of(request), organisation_id=organisation_id, now=clock.now()
        )
        return Response(found, headers={"etag": etag_of(found.version), "cache-control": "no-store"})

    @patch(
        "/{organisation_id:uuid}",
        opt={"permission": "organisations:manage"},
        operation_id="update_organisation",
        summary="Change an organisation",
        responses=problems(412, 428),
    )
    async def update(
        self,
        request: Request,
        organisation_id: FromPath[UUID],
        data: JSONBody[OrganisationPatch],
        db: NamedDependency[Database],
    ) -> Response[OrganisationDetail]:
        """Sector and mail domains are for those who run the region: they decide who belongs unasked."""
        actor, locale, version = actor_of(request), locale_of(request), match_wanted(request)
        if not actor.may("organisations:manage", organisation_id=organisation_id):
            raise NotFound
        if data.sector is not UNSET or data.domains is not UNSET:
            _refuse_locals(actor)

        async def work(session: Session) -> OrganisationDetail:
            await organisations.update_organisation(
                session,
                organisation_id=organisation_id,
                changes=OrganisationChanges(
                    **{field: getattr(data, field) for field in structs.asdict(data)}
                ),
                version=version,
                actor=actor,
                locale=locale,
            )
            return await queries.organisation(
                session, actor=actor, organisation_id=organisation_id, now=clock.now()
            )

        found = await db.transact(work)
        return Response(found, headers={"etag": etag_of(found.version), "cache-control": "no-store"})

    @delete(
        "/{organisation_id:uuid}",
        opt={"permission": "organisations:manage"},
        operation_id="delete_organisation",
        summary="Delete an organisation that nothing hangs on",
        status_code=204,
        responses=problems(409),
    )
    async def remove(
        self, request: Request, organisation_id: FromPath[UUID], db: NamedDependency[Database]
    ) -> None:
        """Only for those who run the region; what has members, sites or roles stays."""
        actor, locale = actor_of(request), locale_of(request)
        _refuse_locals(actor)
        await db.transact(
            lambda session: organisations.delete_organisation(
                session, organisation_id=organisation_id, actor=actor, locale=locale
            )
        )

    @get(
        "/{organisation_id:uuid}/members",
        opt={"permission": "members:manage"},
        operation_id="list_members",
        summary="Who belongs to an organisation",
    )
    async def members(
        self,
        request: Request,
        organisation_id: FromPath[UUID],
        session: NamedDependency[Session],
        q: Text = None,
        cursor: FromQuery[str | None] = None,
        limit: Limit = 50,
    ) -> Response[Page[Member]]:
        """In alphabetical order; only for those who manage it."""
        after = pagination.decode(cursor, locale=locale_of(request))
        found, last = await queries.members(
            session,
            actor=actor_of(request),
            organisation_id=organisation_id,
            q=q,
            after=(after.key, after.id) if after else None,
            limit=limit,
            now=clock.now(),
        )
        return answer(request, Page(found, pagination.encode(Cursor(*last)) if last else None))

    @post(
        "/{organisation_id:uuid}/members/{person_id:uuid}/end",
        opt={"permission": "members:manage"},
        operation_id="end_membership",
        summary="Take somebody off the list of members",
        status_code=204,
    )
    async def end(
        self,
        request: Request,
        organisation_id: FromPath[UUID],
        person_id: FromPath[UUID],
        data: JSONBody[ReasonIn],
        db: NamedDependency[Database],
    ) -> None:
        """From today on; what was booked stays."""
        actor = actor_of(request)
        if not actor.may("members:manage", organisation_id=organisation_id):
            raise NotFound
        await db.transact(
            lambda session: membership.end_membership(
                session,
                person_id=person_id,
                organisation_id=organisation_id,
                actor=actor,
                reason=data.reason,
            )
        )


def _refuse_locals(actor: Actor) -> None:
    """Raises Forbidden for those who run an organisation but not the region."""
    if not policy.reach(actor, queries.EDIT).everywhere:
        raise Forbidden


ROUTES: list[Any] = [OrganisationController]
