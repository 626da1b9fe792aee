"""Inviting by letter, taking an invitation, joining by code."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import structs

from ecosystem.directory.models import Person
from ecosystem.directory.queries import organisation_names
from ecosystem.identity import belonging, invitations, queries
from ecosystem.identity.queries import invitations as reads
from ecosystem.identity.routes.shared import NO_STORE, OPEN, address_of, refuse_cross_site
from ecosystem.identity.schemas import Confirmed, LinkIn
from ecosystem.identity.schemas.invitations import (
    CodeGiven,
    InvitationIn,
    InvitationOut,
    InvitationRead,
    InvitationState,
    InvitedSignUp,
    JoinedOut,
)
from ecosystem.kernel import clock, pagination
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.http import Request, actor_of, answer, idempotent, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Cursor, Page

At = Annotated[UUID | None, QueryParameter(name="scope")]
State = Annotated[InvitationState | None, QueryParameter(name="state")]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class InvitationController(Controller):
    """Invitations to a role, or to membership."""

    path = "/api/invitations"
    tags = ["invitations"]

    @get(
        "",
        opt={"permission": "invitations:send"},
        operation_id="list_invitations",
        summary="The invitations that one sent or looks after",
    )
    async def every(
        self,
        request: Request,
        session: NamedDependency[Session],
        at: At = None,
        wanted: State = None,
        cursor: FromQuery[str | None] = None,
        limit: Limit = 50,
    ) -> Response[Page[InvitationOut]]:
        """The newest first; `scope` keeps those to one region, organisation or site."""
        after = pagination.decode(cursor, locale=locale_of(request))
        found, last = await reads.invitations(
            session,
            actor=actor_of(request),
            scope_id=at,
            state=wanted,
            after=after.id if after else None,
            limit=limit,
            now=clock.now(),
        )
        return answer(request, Page(found, pagination.encode(Cursor("", last)) if last else None))

    @post(
        "",
        opt={"permission": "invitations:send"},
        operation_id="send_invitation",
        summary="Invite an address to a role, or to the membership of an organisation",
        responses=problems(404, 409, 422, 429),
    )
    async def send(
        self, request: Request, data: JSONBody[InvitationIn], db: NamedDependency[Database]
    ) -> Response[InvitationOut]:
        """The answer never says whether the address has an account."""
        actor = actor_of(request)
        email = await invitations.allow(db, email=data.email, actor=actor, locale=locale_of(request))
        wanted = invitations.Wanted(**{**structs.asdict(data), "email": email})

        async def work(session: Session) -> InvitationOut:
            sent = await invitations.invite(session, wanted=wanted, actor=actor)
            return await reads.invitation(session, actor=actor, invitation_id=sent.id, now=clock.now())

        return await idempotent(request, db, work)

    @post(
        "/{invitation_id:uuid}/resend",
        opt={"permission": "invitations:send"},
        operation_id="resend_invitation",
        summary="Send the letter again, with a fresh link",
        status_code=200,
        responses=problems(422, 429),
    )
    async def resend(
        self, request: Request, invitation_id: FromPath[UUID], db: NamedDependency[Database]
    ) -> Response[InvitationOut]:
        """The link of the letter before opens nothing any more."""
        actor = actor_of(request)
        async with db.read() as session:
            found = await reads.invitation(session, actor=actor, invitation_id=invitation_id, now=clock.now())
        await invitations.allow(db, email=found.email, actor=actor, locale=locale_of(request))

        async def work(session: Session) -> InvitationOut:
            row = await reads.looked_after(session, actor=actor, invitation_id=invitation_id)
            await invitations.resend(session, invitation=row, actor=actor)
            return await reads.invitation(session, actor=actor, invitation_id=invitation_id, now=clock.now())

        return Response(await db.transact(work))

    @delete(
        "/{invitation_id:uuid}",
        opt={"permission": "invitations:send"},
        operation_id="revoke_invitation",
        summary="Take an invitation back",
        status_code=204,
        responses=problems(422),
    )
    async def revoke(
        self, request: Request, invitation_id: FromPath[UUID], db: NamedDependency[Database]
    ) -> None:
        """Its link opens nothing any more; one that was used can't be taken back."""
        actor = actor_of(request)

        async def work(session: Session) -> None:
            row = await reads.looked_after(session, actor=actor, invitation_id=invitation_id)
            await invitations.revoke(session, invitation=row, actor=actor)

        await db.transact(work)

    @post(
        "/read",
        opt=OPEN,
        operation_id="read_invitation",
        summary="What the link of a letter invites to",
        status_code=200,
        responses=problems(403, 422),
    )
    async def read(
        self, request: Request, data: JSONBody[LinkIn], session: NamedDependency[Session]
    ) -> Response[InvitationRead]:
        """Only for whoever holds the link; looking at it does not use it up."""
        refuse_cross_site(request)
        return Response(await reads.read(session, secret=data.token), headers=NO_STORE)

    @post(
        "/accept",
        opt={"permission": "account:manage"},
        operation_id="accept_invitation",
        summary="Take an invitation with the account signed in",
        status_code=204,
        responses=problems(422),
    )
    async def accept(self, request: Request, data: JSONBody[LinkIn], db: NamedDependency[Database]) -> None:
        """Only with the account of the address that was invited; the link works once."""
        actor = actor_of(request)

        async def work(session: Session) -> None:
            await invitations.accept(session, secret=data.token, actor=actor)

        await db.transact(work)

    @post(
        "/sign-up",
        opt=OPEN,
        operation_id="sign_up_by_invitation",
        summary="Make an account through the link of a letter, and take the invitation",
        status_code=200,
        responses=problems(403, 422),
    )
    async def sign_up(
        self, request: Request, data: JSONBody[InvitedSignUp], db: NamedDependency[Database]
    ) -> Response[Confirmed]:
        """The link confirms the address. Signing in comes next, with the password chosen."""
        refuse_cross_site(request)
        person_id = await invitations.sign_up(
            db,
            secret=data.token,
            full_name=data.full_name,
            password=data.password,
            told=(data.locale, data.birth_date),
            locale=locale_of(request),
        )
        async with db.read() as session:
            person = await session.get(Person, person_id)
            if person is None:
                raise NotFound
            return Response(await queries.confirmed(session, person), headers=NO_STORE)


class JoiningController(Controller):
    """Joining by code."""

    path = "/api/my/organisations"
    tags = ["organisations"]

    @post(
        "",
        opt={"permission": "account:manage"},
        operation_id="join_by_code",
        summary="Join an organisation by its code, or ask to",
        status_code=200,
        responses=problems(404, 409, 429),
    )
    async def join(
        self, request: Request, data: JSONBody[CodeGiven], db: NamedDependency[Database]
    ) -> Response[JoinedOut]:
        """Guesses are limited; the answer is the same for a wrong, an expired and a used-up code."""
        joined = await belonging.join(
            db, code=data.code, actor=actor_of(request), address=address_of(request)
        )
        async with db.read() as session:
            names = await organisation_names(session, [joined.organisation_id])
        return Response(
            JoinedOut(
                organisation_id=joined.organisation_id,
                name=names[joined.organisation_id],
                member=joined.member,
            ),
            headers=NO_STORE,
        )


ROUTES: list[Any] = [InvitationController, JoiningController]
