"""People, as those who run the region, an organisation or a site see them."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET

from ecosystem.directory import policy, service
from ecosystem.directory.queries import people
from ecosystem.directory.queries.people import Which
from ecosystem.directory.schemas import Closing, PersonDetail, PersonPatch, PersonRow, ReasonIn, Role
from ecosystem.directory.service import PersonChanges
from ecosystem.identity import second_factor
from ecosystem.identity.queries import access
from ecosystem.identity.routes.shared import MOST_CALLED_OFF, NO_STORE
from ecosystem.identity.sessions import end_everything
from ecosystem.kernel import clock, hooks, pagination
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import Forbidden
from ecosystem.kernel.http import Request, actor_of, answer, etag_of, locale_of, match_wanted
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Cursor, Page

Text = Annotated[str | None, QueryParameter(max_length=100, description="words of a name or address")]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class PeopleController(Controller):
    """Who is who, with roles and organisations."""

    path = "/api/people"
    tags = ["people"]

    @get(
        "",
        opt={"permission": "people:read"},
        operation_id="list_people",
        summary="The people of one's region, organisation or site, found without diacritics",
    )
    async def every(
        self,
        request: Request,
        session: NamedDependency[Session],
        q: Text = None,
        role: FromQuery[Role | None] = None,
        organisation: FromQuery[UUID | None] = None,
        active: FromQuery[bool | None] = None,
        cursor: FromQuery[str | None] = None,
        limit: Limit = 50,
    ) -> Response[Page[PersonRow]]:
        """In alphabetical order. Those who run no region see members and role holders of their own place."""
        after = pagination.decode(cursor, locale=locale_of(request))
        found, last = await people.people(
            session,
            actor=actor_of(request),
            which=Which(
                q=q,
                role=role,
                organisation_id=organisation,
                active=active,
                after=(after.key, after.id) if after else None,
                limit=limit,
            ),
            now=clock.now(),
        )
        return answer(request, Page(found, pagination.encode(Cursor(*last)) if last else None))

    @get(
        "/{person_id:uuid}",
        opt={"permission": "people:read"},
        operation_id="read_person",
        summary="One person, with roles, organisations and how they sign in",
    )
    async def show(
        self, request: Request, person_id: FromPath[UUID], session: NamedDependency[Session]
    ) -> Response[PersonDetail]:
        """The day of birth is told only to those who answer for the person."""
        found = await _detail(session, actor_of(request), person_id)
        return Response(found, headers={**NO_STORE, "etag": etag_of(found.version)})

    @patch(
        "/{person_id:uuid}",
        opt={"permission": "people:manage"},
        operation_id="update_person",
        summary="Correct somebody's name, close or open their account",
        responses=problems(412, 422, 428),
    )
    async def update(
        self,
        request: Request,
        person_id: FromPath[UUID],
        data: JSONBody[PersonPatch],
        db: NamedDependency[Database],
    ) -> Response[PersonDetail]:
        """A closed account opens nothing, from this moment on; what was booked ahead is given back, with a
        letter for each.

        Opened again it asks for the password: sessions and tokens of before are over.
        """
        actor, version, locale = actor_of(request), match_wanted(request), locale_of(request)
        _refuse_locals(actor)

        async def work(session: Session) -> PersonDetail:
            named = await service.update_person(
                session,
                person_id=person_id,
                changes=PersonChanges(full_name=data.full_name),
                version=version,
                actor=actor,
                locale=locale,
            )
            if data.active is not UNSET:
                await service.set_active(
                    session,
                    person_id=person_id,
                    active=data.active,
                    version=named.version,
                    reason=data.reason,
                    actor=actor,
                )
            if data.active is False:
                await end_everything(session, person_id=person_id)
            return await _detail(session, actor, person_id)

        found = await db.transact(work)
        return Response(found, headers={**NO_STORE, "etag": etag_of(found.version)})

    @get(
        "/{person_id:uuid}/closing",
        opt={"permission": "people:manage"},
        operation_id="preview_account_closing",
        summary="The bookings that closing somebody's account would call off",
    )
    async def closing(
        self, request: Request, person_id: FromPath[UUID], session: NamedDependency[Session]
    ) -> Response[Closing]:
        """Nothing changes. What the person is using at the moment is left out: it stays until checked out."""
        actor = actor_of(request)
        _refuse_locals(actor)
        await _detail(session, actor, person_id)
        found = await hooks.ahead(session, person_id=person_id)
        return Response(Closing(len(found), found[:MOST_CALLED_OFF]), headers=NO_STORE)

    @post(
        "/{person_id:uuid}/second-factor/reset",
        opt={"permission": "people:manage"},
        operation_id="reset_second_factor",
        summary="Take off the second factor of somebody who lost it",
        status_code=204,
        responses=problems(422),
    )
    async def reset(
        self,
        request: Request,
        person_id: FromPath[UUID],
        data: JSONBody[ReasonIn],
        db: NamedDependency[Database],
    ) -> None:
        """Audited, with a letter to the person; one's own is switched off with its code only."""
        actor = actor_of(request)
        _refuse_locals(actor)
        await db.transact(
            lambda session: second_factor.reset(session, person_id=person_id, actor=actor, reason=data.reason)
        )


async def _detail(session: Session, actor: Actor, person_id: UUID) -> PersonDetail:
    known = await access.of_person(session, person_id)
    return await people.person(session, actor=actor, person_id=person_id, access=known, now=clock.now())


def _refuse_locals(actor: Actor) -> None:
    if not policy.reach(actor, people.EDIT).everywhere:
        raise Forbidden


ROUTES: list[Any] = [PeopleController]
