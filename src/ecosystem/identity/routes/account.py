"""Signing in and out, one's own details, sessions and tokens."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import structs

from ecosystem.directory import service as directory
from ecosystem.directory.service import PersonChanges
from ecosystem.identity import queries, second_factor, service
from ecosystem.identity.errors import CrossSite, WrongCredentials
from ecosystem.identity.rules import SESSION_AT_MOST, cookie_name, is_cross_site
from ecosystem.identity.schemas import (
    Me,
    MePatch,
    NewToken,
    Session,
    SignedIn,
    SignedInDevices,
    SignIn,
    TokenIn,
    Tokens,
)
from ecosystem.identity.schemas.second_factor import SecondStep, SecondStepIn
from ecosystem.identity.sealing import Vault
from ecosystem.kernel import clock
from ecosystem.kernel import db as kernel_db
from ecosystem.kernel.db import Database
from ecosystem.kernel.http import Request, actor_of, client_address, etag_of, if_match, locale_of
from ecosystem.kernel.openapi import problems

_HALF_WAY = ResponseSpec(
    SecondStep, generate_examples=False, description="The code of the second factor is still to come"
)
_NO_STORE = {"cache-control": "no-store"}


class SessionController(Controller):
    """The session of the browser that asks."""

    path = "/api/session"
    tags = ["identity"]

    @get(
        "",
        opt={"permission": "public"},
        operation_id="read_session",
        summary="Who is signed in, and the CSRF token for unsafe requests",
    )
    async def read(self, request: Request, session: NamedDependency[kernel_db.Session]) -> Response[Session]:
        """`person` is null when nobody is signed in."""
        if request.user is None:
            return Response(Session(person=None, csrf_token=None), headers=_NO_STORE)
        person = await queries.me(session, request.user)
        token = request.auth.csrf_token if request.auth else None
        return Response(
            Session(person=person, csrf_token=token), headers={**_NO_STORE, "etag": etag_of(person.version)}
        )

    @post(
        "",
        opt={"permission": "public", "csrf": False},
        operation_id="sign_in",
        summary="Sign in with email and password",
        responses=problems(401, 403, 429) | {202: _HALF_WAY},
    )
    async def sign_in(
        self, request: Request, data: JSONBody[SignIn], db: NamedDependency[Database]
    ) -> Response[SignedIn]:
        """Sets the session's cookie. The answer is the same for a wrong password and an unknown address.

        Where a second factor is set up the answer is 202 with a challenge, and no cookie yet.
        """
        refuse_cross_site(request)
        begun = await service.sign_in(
            db,
            email=data.email,
            password=data.password,
            browser=_browser(request),
            closed=request.app.state.closed_accounts,
        )
        if begun.second_step_by is not None:
            half_way: Any = SecondStep(challenge=begun.secret, expires_at=begun.second_step_by)
            return Response(half_way, status_code=202, headers=_NO_STORE)
        return await _signed_in(request, db, begun.secret)

    @post(
        "/second-factor",
        opt={"permission": "public", "csrf": False},
        operation_id="complete_sign_in",
        summary="Complete a sign-in with a code of the second factor, or a recovery code",
        responses=problems(401, 403, 429),
    )
    async def second_step(
        self, request: Request, data: JSONBody[SecondStepIn], db: NamedDependency[Database]
    ) -> Response[SignedIn]:
        """A code works once. The answer is the same for a wrong, a used and an expired one."""
        refuse_cross_site(request)
        secret = await second_factor.second_step(
            db, vault_of(request), challenge=data.challenge, code=data.code, browser=_browser(request)
        )
        return await _signed_in(request, db, secret)

    @delete(
        "",
        opt={"permission": "public"},
        operation_id="sign_out",
        summary="Sign out",
        status_code=204,
        responses=problems(403),
    )
    async def sign_out(self, request: Request, db: NamedDependency[Database]) -> Response[None]:
        """Ends the session and takes the cookie away; nothing happens when nobody is signed in."""
        if (actor := request.user) is not None:
            await db.transact(lambda session: service.sign_out(session, actor=actor))
        return Response(None, status_code=204, headers=_NO_STORE, cookies=[_cookie(request, None)])


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
        return Response(person, headers={**_NO_STORE, "etag": etag_of(person.version)})

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
        return Response(person, headers={**_NO_STORE, "etag": etag_of(person.version)})


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
        return Response(SignedInDevices(items=items), headers=_NO_STORE)

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
        await db.transact(lambda session: service.revoke_session(session, session_id=session_id, actor=actor))


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
        return Response(Tokens(items=items), headers=_NO_STORE)

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
            lambda session: service.create_token(
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
        return Response(made, status_code=201, headers=_NO_STORE)

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
        await db.transact(lambda session: service.revoke_token(session, token_id=token_id, actor=actor))


async def _signed_in(request: Request, db: Database, secret: str) -> Response[SignedIn]:
    """Who is signed in now, with the session's cookie."""
    async with db.driver() as driver:
        found = await queries.by_session(driver, service.secret_hash(secret), clock.now())
    if found is None or found.csrf_token is None:
        raise WrongCredentials
    async with db.read() as session:
        person = await queries.me(session, found.actor)
    return Response(
        SignedIn(**structs.asdict(person), csrf_token=found.csrf_token),
        status_code=201,
        headers={**_NO_STORE, "etag": etag_of(person.version)},
        cookies=[_cookie(request, secret)],
    )


def vault_of(request: Request) -> Vault:
    """What seals and opens the secrets of this installation."""
    return Vault(request.app.state.settings.secret_key)


def _browser(request: Request) -> service.Browser:
    return service.Browser(
        address=client_address(request) or None,
        user_agent=request.headers.get("user-agent"),
        replaces=request.user.session_id if request.user else None,
    )


def refuse_cross_site(request: Request) -> None:
    """Raises CrossSite where a browser says that another site's page sends this."""
    header = request.headers.get
    if is_cross_site(
        fetch_site=header("sec-fetch-site"),
        origin=header("origin"),
        host=header("host"),
        base_url=request.app.state.settings.base_url,
    ):
        raise CrossSite


def _cookie(request: Request, secret: str | None) -> Cookie:
    """The session's cookie, or the one that takes it away. It outlives no session: the server decides."""
    base_url: str = request.app.state.settings.base_url
    return Cookie(
        key=cookie_name(base_url),
        value=secret or "",
        max_age=int(SESSION_AT_MOST.total_seconds()) if secret else 0,
        path="/",
        secure=base_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )


ROUTES: list[Any] = [SessionController, MeController, SessionsController, TokenController]
