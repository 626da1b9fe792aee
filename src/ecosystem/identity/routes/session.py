"""Signing in and out."""

from typing import Any

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody
from msgspec import structs

from ecosystem.identity import queries, second_factor, sessions
from ecosystem.identity.errors import WrongCredentials
from ecosystem.identity.routes.shared import (
    NO_STORE,
    OPEN,
    address_of,
    refuse_cross_site,
    session_cookie,
    vault_of,
)
from ecosystem.identity.schemas import Session, SignedIn, SignIn
from ecosystem.identity.schemas.second_factor import SecondStep, SecondStepIn
from ecosystem.kernel import clock
from ecosystem.kernel import db as kernel_db
from ecosystem.kernel.db import Database
from ecosystem.kernel.http import Request, etag_of
from ecosystem.kernel.ids import secret_hash
from ecosystem.kernel.openapi import problems

_HALF_WAY = ResponseSpec(
    SecondStep, generate_examples=False, description="The code of the second factor is still to come"
)


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
            return Response(Session(person=None, csrf_token=None), headers=NO_STORE)
        person = await queries.me(session, request.user)
        token = request.auth.csrf_token if request.auth else None
        return Response(
            Session(person=person, csrf_token=token), headers={**NO_STORE, "etag": etag_of(person.version)}
        )

    @post(
        "",
        opt=OPEN,
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
        begun = await sessions.sign_in(
            db,
            email=data.email,
            password=data.password,
            browser=_browser(request),
            closed=request.app.state.closed_accounts,
        )
        if begun.second_step_by is not None:
            half_way: Any = SecondStep(challenge=begun.secret, expires_at=begun.second_step_by)
            return Response(half_way, status_code=202, headers=NO_STORE)
        return await _signed_in(request, db, begun.secret)

    @post(
        "/second-factor",
        opt=OPEN,
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
            await db.transact(lambda session: sessions.sign_out(session, actor=actor))
        return Response(None, status_code=204, headers=NO_STORE, cookies=[session_cookie(request, None)])


async def _signed_in(request: Request, db: Database, secret: str) -> Response[SignedIn]:
    """Who is signed in now, with the session's cookie."""
    async with db.driver() as driver:
        found = await queries.by_session(driver, secret_hash(secret), clock.now())
    if found is None or found.csrf_token is None:
        raise WrongCredentials
    async with db.read() as session:
        person = await queries.me(session, found.actor)
    return Response(
        SignedIn(**structs.asdict(person), csrf_token=found.csrf_token),
        status_code=201,
        headers={**NO_STORE, "etag": etag_of(person.version)},
        cookies=[session_cookie(request, secret)],
    )


def _browser(request: Request) -> sessions.Browser:
    return sessions.Browser(
        address=address_of(request),
        user_agent=request.headers.get("user-agent"),
        replaces=request.user.session_id if request.user else None,
    )


ROUTES: list[Any] = [SessionController]
