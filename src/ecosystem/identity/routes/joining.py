"""Signing up and setting a new password, by letter."""

from typing import Any

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import structs

from ecosystem.identity import joining, queries
from ecosystem.identity.routes.shared import NO_STORE, OPEN, address_of, refuse_cross_site
from ecosystem.identity.schemas import (
    Confirmed,
    LetterSent,
    LinkIn,
    NewPasswordIn,
    PasswordResetIn,
    SignUpIn,
)
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, locale_of
from ecosystem.kernel.openapi import problems


class SignUpController(Controller):
    """A newcomer's way in."""

    path = "/api/sign-ups"
    tags = ["identity"]

    @post(
        "",
        opt=OPEN,
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
            address=address_of(request),
            locale=locale_of(request),
        )
        return Response(LetterSent(email=email), status_code=202, headers=NO_STORE)

    @post(
        "/confirm",
        opt=OPEN,
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

        return Response(await db.transact(work), headers=NO_STORE)


class PasswordResetController(Controller):
    """The way back in."""

    path = "/api/password-resets"
    tags = ["identity"]

    @post(
        "",
        opt=OPEN,
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
            db, email=data.email, address=address_of(request), locale=locale_of(request)
        )
        return Response(LetterSent(email=email), status_code=202, headers=NO_STORE)

    @post(
        "/confirm",
        opt=OPEN,
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
