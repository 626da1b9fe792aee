"""Enrolment over HTTP."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from ecosystem.classes.enrolment import queries, service
from ecosystem.classes.enrolment.schemas import EnrolmentIn, EnrolmentOut, EnrolmentQuote, QuoteIn
from ecosystem.classes.enrolment.service import Order
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.http import Request, actor_of, idempotent, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pagination import Page

ENROL = "family:manage"
NO_STORE = {"cache-control": "no-store"}


class EnrolmentController(Controller):
    """Oneself and one's children in classes."""

    path = "/api/enrolments"
    tags = ["enrolment"]

    @get(
        "",
        opt={"permission": ENROL},
        operation_id="list_enrolments",
        summary="The classes of oneself and of one's children, and where they wait",
    )
    async def every(
        self, request: Request, session: NamedDependency[Session]
    ) -> Response[Page[EnrolmentOut]]:
        """The newest first, past ones too."""
        return Response(Page(await queries.mine(session, actor=actor_of(request))), headers=NO_STORE)

    @post(
        "/quote",
        opt={"permission": ENROL},
        operation_id="quote_enrolment",
        summary="What an order would cost, what stands against it, whether there is room",
        status_code=200,
        responses=problems(404),
    )
    async def quote(
        self, request: Request, data: JSONBody[QuoteIn], session: NamedDependency[Session]
    ) -> Response[EnrolmentQuote]:
        """Changes nothing."""
        found = await queries.quote(
            session,
            series_id=data.series_id,
            person_ids=data.person_ids,
            actor=actor_of(request),
            locale=locale_of(request),
        )
        return Response(found, status_code=200, headers=NO_STORE)

    @post(
        "",
        opt={"permission": ENROL},
        operation_id="enrol",
        summary="Enrol oneself or one's children in a class, all of them or none",
        responses=problems(404, 409, 422),
    )
    async def enrol(
        self, request: Request, data: JSONBody[EnrolmentIn], db: NamedDependency[Database]
    ) -> Response[Page[EnrolmentOut]]:
        """Without room for all of them 409, or the waiting list where that was asked for."""
        actor, locale = actor_of(request), locale_of(request)
        wanted = Order(series_id=data.series_id, person_ids=tuple(data.person_ids), waiting=data.waiting)

        async def work(session: Session) -> Page[EnrolmentOut]:
            order_id = await service.order(session, wanted=wanted, actor=actor, locale=locale)
            return Page(await queries.of_order(session, order_id=order_id, actor=actor))

        return await idempotent(request, db, work)

    @post(
        "/{enrolment_id:uuid}/accept",
        opt={"permission": ENROL},
        operation_id="accept_offer",
        summary="Take the places that were offered to an order",
        status_code=200,
        responses=problems(409),
    )
    async def accept(
        self, request: Request, enrolment_id: FromPath[UUID], db: NamedDependency[Database]
    ) -> Response[Page[EnrolmentOut]]:
        """Until the offer lapses; for all of the order at once."""
        actor = actor_of(request)

        async def work(session: Session) -> Page[EnrolmentOut]:
            order_id = await service.accept(session, enrolment_id=enrolment_id, actor=actor)
            return Page(await queries.of_order(session, order_id=order_id, actor=actor))

        return await idempotent(request, db, work, status=200)

    @post(
        "/{enrolment_id:uuid}/withdraw",
        opt={"permission": ENROL},
        operation_id="withdraw_enrolment",
        summary="Give a place, an offer or a wait up",
        status_code=200,
        responses=problems(409),
    )
    async def withdraw(
        self, request: Request, enrolment_id: FromPath[UUID], db: NamedDependency[Database]
    ) -> Response[Page[EnrolmentOut]]:
        """Whose turn it is gets an offer at once."""
        actor = actor_of(request)

        async def work(session: Session) -> Page[EnrolmentOut]:
            order_id = await service.withdraw(session, enrolment_id=enrolment_id, actor=actor)
            return Page(await queries.of_order(session, order_id=order_id, actor=actor))

        return await idempotent(request, db, work, status=200)


ROUTES: list[Any] = [EnrolmentController]
