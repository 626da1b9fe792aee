"""One's own details, sessions and tokens."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from ecosystem.directory import service as directory
from ecosystem.directory.schemas import Closing
from ecosystem.directory.service import PersonChanges
from ecosystem.identity import closing, queries, sessions, tokens
from ecosystem.identity.routes.shared import (
    MOST_CALLED_OFF,
    NO_STORE,
    address_of,
    by_browser,
    session_cookie,
    vault_of,
)
from ecosystem.identity.schemas import Me, MePatch, NewToken, SignedInDevices, TokenIn, Tokens
from ecosystem.identity.schemas.second_factor import CloseIn
from ecosystem.identity.second_factor import Proof
from ecosystem.kernel import db as kernel_db
from ecosystem.kernel import hooks
from ecosystem.kernel.db import Database
from ecosystem.kernel.http import Request, actor_of, etag_of, if_match, locale_of
from ecosystem.kernel.openapi import problems


class MeController(Controller):
    """The asker's own details."""

    path = "/api/me"
    tags = ["identity"]

    @get(
        "",
        opt={"permission": "account:manage"},
        operation_id="read_me",
        summary="One's own details, roles and permissions",
    )
    async def read(self, request: Request, session: NamedDependency[kernel_db.Session]) -> Response[Me]:
        """With the ETag that a change refers to."""
        person = await queries.me(session, actor_of(request))
        return Response(person, headers={**NO_STORE, "etag": etag_of(person.version)})

    @patch(
        "",
        opt={"permission": "account:manage"},
        operation_id="update_me",
        summary="Change one's name, language or time zone",
        responses=problems(412),
    )
    async def update(
        self, request: Request, data: JSONBody[MePatch], db: NamedDependency[Database]
    ) -> Response[Me]:
        """`If-Match` with the ETag that was read guards against overwriting a change made elsewhere."""
        actor, version, locale = actor_of(request), if_match(request), locale_of(request)
        changes = PersonChanges(full_name=data.full_name, locale=data.locale, zone=data.zone)

        async def work(session: kernel_db.Session) -> Me:
            await directory.update_person(
                session,
                person_id=actor.person_id,
                changes=changes,
                version=version,
                actor=actor,
                locale=locale,
            )
            return await queries.me(session, actor)

        person = await db.transact(work)
        return Response(person, headers={**NO_STORE, "etag": etag_of(person.version)})

    @get(
        "/closing",
        opt={"permission": "account:manage"},
        operation_id="preview_own_closing",
        summary="The bookings that closing one's own account would call off",
    )
    async def closing(
        self, request: Request, session: NamedDependency[kernel_db.Session]
    ) -> Response[Closing]:
        """Nothing changes. What one is using at the moment is left out: it stays until checked out."""
        found = await hooks.ahead(session, person_id=actor_of(request).person_id)
        return Response(Closing(len(found), found[:MOST_CALLED_OFF]), headers=NO_STORE)

    @post(
        "/close",
        opt={"permission": "account:manage"},
        operation_id="close_own_account",
        summary="Close one's own account, with password and, where it is on, a code of the second factor",
        status_code=204,
        responses=problems(422, 429),
    )
    async def close(
        self, request: Request, data: JSONBody[CloseIn], db: NamedDependency[Database]
    ) -> Response[None]:
        """In a browser only. What was booked ahead is given back, with a letter for each; sessions and tokens
        are over. Staff may open it again. The last administrator stays.
        """
        proof = Proof(
            actor=by_browser(request),
            password=data.password,
            code=data.code or "",
            address=address_of(request),
        )
        await closing.close_own(db, vault_of(request), proof=proof)
        return Response(None, status_code=204, headers=NO_STORE, cookies=[session_cookie(request, None)])


class SessionsController(Controller):
    """Where the asker is signed in."""

    path = "/api/sessions"
    tags = ["identity"]

    @get(
        "",
        opt={"permission": "account:manage"},
        operation_id="list_sessions",
        summary="Where one is signed in",
    )
    async def list(
        self, request: Request, session: NamedDependency[kernel_db.Session]
    ) -> Response[SignedInDevices]:
        """One's own live sessions, the newest first."""
        items = await queries.sessions_of(session, actor_of(request))
        return Response(SignedInDevices(items=items), headers=NO_STORE)

    @delete(
        "/{session_id:uuid}",
        opt={"permission": "account:manage"},
        operation_id="revoke_session",
        summary="Sign out somewhere else",
        status_code=204,
    )
    async def revoke(
        self, request: Request, session_id: FromPath[UUID], db: NamedDependency[Database]
    ) -> None:
        """Only one's own session; any other is not found."""
        actor = actor_of(request)
        await db.transact(
            lambda session: sessions.revoke_session(session, session_id=session_id, actor=actor)
        )


class TokenController(Controller):
    """The asker's keys for programs."""

    path = "/api/tokens"
    tags = ["identity"]

    @get(
        "",
        opt={"permission": "tokens:manage"},
        operation_id="list_tokens",
        summary="One's API tokens",
    )
    async def list(self, request: Request, session: NamedDependency[kernel_db.Session]) -> Response[Tokens]:
        """One's own live tokens, the newest first, without the keys themselves."""
        items = await queries.tokens_of(session, actor_of(request))
        return Response(Tokens(items=items), headers=NO_STORE)

    @post(
        "",
        opt={"permission": "tokens:manage"},
        operation_id="create_token",
        summary="Make an API token",
        responses=problems(422),
    )
    async def create(
        self, request: Request, data: JSONBody[TokenIn], db: NamedDependency[Database]
    ) -> Response[NewToken]:
        """The key is in this answer and nowhere else, so it isn't kept for an Idempotency-Key either."""
        actor, locale = actor_of(request), locale_of(request)
        issued = await db.transact(
            lambda session: tokens.create_token(
                session,
                person_id=actor.person_id,
                label=data.label,
                scopes=data.scopes,
                expires_days=data.expires_days,
                actor=actor,
                locale=locale,
            )
        )
        made = NewToken(**queries.token_values(issued.row), token=issued.secret)
        return Response(made, status_code=201, headers=NO_STORE)

    @delete(
        "/{token_id:uuid}",
        opt={"permission": "tokens:manage"},
        operation_id="revoke_token",
        summary="Revoke an API token",
        status_code=204,
    )
    async def revoke(self, request: Request, token_id: FromPath[UUID], db: NamedDependency[Database]) -> None:
        """Only one's own token; any other is not found."""
        actor = actor_of(request)
        await db.transact(lambda session: tokens.revoke_token(session, token_id=token_id, actor=actor))


ROUTES: list[Any] = [MeController, SessionsController, TokenController]
