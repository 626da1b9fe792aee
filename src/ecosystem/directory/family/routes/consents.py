"""Consent over HTTP, and the texts of it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from ecosystem.directory.family import consents, queries
from ecosystem.directory.family.consents import Given
from ecosystem.directory.family.routes.shared import FAMILY
from ecosystem.directory.family.rules import proof_of
from ecosystem.directory.family.schemas import (
    ChildOut,
    ConsentIn,
    ConsentText,
)
from ecosystem.directory.schemas import OrganisationName
from ecosystem.kernel import context
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import (
    Request,
    actor_of,
    answer,
    client_address,
    idempotent,
)
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Page


class ConsentController(Controller):
    """Consent by purpose, given and withdrawn."""

    path = "/api/children/{child_id:uuid}/consents"
    tags = ["family"]

    @post(
        "",
        opt={"permission": FAMILY},
        operation_id="give_consent",
        summary="Consent to one purpose",
        responses=problems(409, 422),
    )
    async def give(
        self,
        request: Request,
        child_id: FromPath[UUID],
        data: JSONBody[ConsentIn],
        db: NamedDependency[Database],
    ) -> Response[ChildOut]:
        """To the text of that version; from seven on the child has to agree too."""
        actor = actor_of(request)
        proof = proof_of(client_address(request), request.app.state.settings.secret_key)
        given = Given(
            purpose=data.purpose,
            text_version=data.text_version,
            language=data.language,
            child_assents=data.child_assents,
            evidence={"request_id": context.request_id.get(), "address_hash": proof},
        )

        async def work(session: Session) -> ChildOut:
            await consents.give(session, child_id=child_id, given=given, actor=actor)
            return await queries.child(session, child_id=child_id, actor=actor)

        return await idempotent(request, db, work)

    @post(
        "/{consent_id:uuid}/withdraw",
        opt={"permission": FAMILY},
        operation_id="withdraw_consent",
        summary="Withdraw a consent",
        status_code=200,
    )
    async def withdraw(
        self,
        request: Request,
        child_id: FromPath[UUID],
        consent_id: FromPath[UUID],
        db: NamedDependency[Database],
    ) -> Response[ChildOut]:
        """What rested on it ends in the same moment."""
        actor = actor_of(request)

        async def work(session: Session) -> ChildOut:
            await consents.withdraw(session, child_id=child_id, consent_id=consent_id, actor=actor)
            return await queries.child(session, child_id=child_id, actor=actor)

        return await idempotent(request, db, work, status=200)


@get(
    "/api/consent-texts",
    opt={"permission": FAMILY},
    operation_id="list_consent_texts",
    summary="What is consented to, in both languages",
    tags=["family"],
)
async def texts(request: Request, session: NamedDependency[Session]) -> Response[Page[ConsentText]]:
    """The present version of every purpose."""
    return answer(request, Page(await queries.texts(session)))


@get(
    "/api/schools",
    opt={"permission": FAMILY},
    operation_id="list_schools",
    summary="The region's schools, by name",
    tags=["family"],
)
async def schools(request: Request, session: NamedDependency[Session]) -> Response[Page[OrganisationName]]:
    """Names only, all of them on one page."""
    return answer(request, Page(await queries.schools(session)))


ROUTES: list[Any] = [ConsentController, texts, schools]
