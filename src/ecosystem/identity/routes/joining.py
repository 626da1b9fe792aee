"""Signing up and setting a new password, by letter."""

from typing import Any

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import structs

from ecosystem.identity import joining, queries
from ecosystem.identity.routes.account import refuse_cross_site
from ecosystem.identity.schemas import (
    Confirmed,
    LetterSent,
    LinkIn,
    NewPasswordIn,
    PasswordResetIn,
    SignUpIn,
)
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, client_address, locale_of
from ecosystem.kernel.openapi import problems

_NO_STORE = {"cache-control": "no-store"}
# Nobody is signed in yet, so there is no token to ask for: these look at where a request comes from.
_OPEN = {"permission": "public", "csrf": False}


class SignUpController(Controller):
    """A newcomer's way in."""

    path = "/api/sign-ups"
    tags = ["identity"]

    @post(
        "",
        opt=_OPEN,
        operation_id="sign_up",
        summary="Ask for an account",
        status_code=202,
        responses=problems(403, 429),
    )
    async def ask(
        self, request: Request, data: JSONBody[SignUpIn], db: NamedDependency[Database]
    ) -> Response[LetterSent]:
        """A letter goes out that confirms the address. The answer never says whether it has an account."""
        refuse_cross_site(request)
        email = await joining.sign_up(
            db,
            who=joining.Newcomer(**structs.asdict(data)),
            address=client_address(request) or None,
            locale=locale_of(request),
        )
        return Response(LetterSent(email=email), status_code=202, headers=_NO_STORE)

    @post(
        "/confirm",
        opt=_OPEN,
        operation_id="confirm_sign_up",
        summary="Confirm an address and make its account",
        status_code=200,
        responses=problems(403, 422),
    )
    async def confirm(
        self, request: Request, data: JSONBody[LinkIn], db: NamedDependency[Database]
    ) -> Response[Confirmed]:
        """The link of the letter works once, for a day. Signing in comes next, with the password chosen."""
        refuse_cross_site(request)

        async def work(session: Session) -> Confirmed:
            person = await joining.confirm(session, secret=data.token)
            return await queries.confirmed(session, person)

        return Response(await db.transact(work), headers=_NO_STORE)


class PasswordResetController(Controller):
    """The way back in."""

    path = "/api/password-resets"
    tags = ["identity"]

    @post(
        "",
        opt=_OPEN,
        operation_id="ask_password_reset",
        summary="Ask for a new password",
        status_code=202,
        responses=problems(403, 429),
    )
    async def ask(
        self, request: Request, data: JSONBody[PasswordResetIn], db: NamedDependency[Database]
    ) -> Response[LetterSent]:
        """A letter goes out, whether the address has an account or not; the answer never says."""
        refuse_cross_site(request)
        email = await joining.ask_reset(
            db, email=data.email, address=client_address(request) or None, locale=locale_of(request)
        )
        return Response(LetterSent(email=email), status_code=202, headers=_NO_STORE)

    @post(
        "/confirm",
        opt=_OPEN,
        operation_id="reset_password",
        summary="Set a new password",
        status_code=204,
        responses=problems(403, 422),
    )
    async def confirm(
        self, request: Request, data: JSONBody[NewPasswordIn], db: NamedDependency[Database]
    ) -> None:
        """The link of the letter works once, for a day. Every session and token of the person ends."""
        refuse_cross_site(request)
        await joining.set_password(db, secret=data.token, password=data.password, locale=locale_of(request))


ROUTES: list[Any] = [SignUpController, PasswordResetController]
