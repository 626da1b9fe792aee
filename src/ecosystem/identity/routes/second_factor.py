"""The second factor: one's own, and what is asked of staff."""

from typing import Any, Literal
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from ecosystem.directory import policy
from ecosystem.identity import factor_rules, second_factor, totp
from ecosystem.identity.queries import access
from ecosystem.identity.routes.shared import NO_STORE, address_of, by_browser, vault_of
from ecosystem.identity.schemas.second_factor import (
    Drawing,
    FactorCode,
    FactorRule,
    FactorRuleIn,
    FactorStarted,
    FactorState,
    PasswordAndCode,
    PasswordIn,
    RecoveryCodes,
)
from ecosystem.identity.second_factor import Proof
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.http import Request, actor_of, answer
from ecosystem.kernel.openapi import problems


class SecondFactorController(Controller):
    """The asker's own second factor; only in a browser, never by token."""

    path = "/api/second-factor"
    tags = ["identity"]

    @get(
        "",
        opt={"permission": "account:manage"},
        operation_id="read_second_factor",
        summary="Whether one has a second factor, and whether one is wanted",
    )
    async def show(self, request: Request, session: NamedDependency[Session]) -> Response[FactorState]:
        """Nothing of it can be read again but that it is there."""
        return Response(await access.factor_state(session, actor_of(request)), headers=NO_STORE)

    @post(
        "",
        opt={"permission": "account:manage"},
        operation_id="start_second_factor",
        summary="Begin to set up a second factor: a key for an authenticator app",
        status_code=200,
        responses=problems(409, 422, 429),
    )
    async def start(
        self, request: Request, data: JSONBody[PasswordIn], db: NamedDependency[Database]
    ) -> Response[FactorStarted]:
        """It counts once a code of it was confirmed; beginning again makes another key."""
        begun = await second_factor.start(
            db,
            vault_of(request),
            actor=by_browser(request),
            password=data.password,
            address=address_of(request),
        )
        uri = totp.uri_of(begun.secret, begun.email)
        size, path = totp.qr_path(uri)
        started = FactorStarted(secret=begun.secret, uri=uri, qr=Drawing(size=size, path=path))
        return Response(started, headers=NO_STORE)

    @post(
        "/confirm",
        opt={"permission": "account:manage"},
        operation_id="confirm_second_factor",
        summary="Finish setting up a second factor with a code of the app",
        status_code=200,
        responses=problems(409, 422, 429),
    )
    async def confirm(
        self, request: Request, data: JSONBody[FactorCode], db: NamedDependency[Database]
    ) -> Response[RecoveryCodes]:
        """The recovery codes are in this answer and nowhere else."""
        codes = await second_factor.confirm(
            db,
            vault_of(request),
            actor=by_browser(request),
            code=data.code,
            address=address_of(request),
        )
        return Response(RecoveryCodes(codes=codes), headers=NO_STORE)

    @post(
        "/recovery-codes",
        opt={"permission": "account:manage"},
        operation_id="renew_recovery_codes",
        summary="Make fresh recovery codes; the old ones end",
        status_code=200,
        responses=problems(409, 422, 429),
    )
    async def renew(
        self, request: Request, data: JSONBody[PasswordAndCode], db: NamedDependency[Database]
    ) -> Response[RecoveryCodes]:
        """They are in this answer and nowhere else."""
        codes = await second_factor.renew_recovery_codes(
            db,
            vault_of(request),
            proof=_proof(request, data),
        )
        return Response(RecoveryCodes(codes=codes), headers=NO_STORE)

    @post(
        "/remove",
        opt={"permission": "account:manage"},
        operation_id="remove_second_factor",
        summary="Switch the second factor off, with password and code",
        status_code=204,
        responses=problems(409, 422, 429),
    )
    async def remove(
        self, request: Request, data: JSONBody[PasswordAndCode], db: NamedDependency[Database]
    ) -> None:
        """Where staff must have one, their rights rest again once the grace is over."""
        await second_factor.switch_off(
            db,
            vault_of(request),
            proof=_proof(request, data),
        )


class FactorRuleController(Controller):
    """Whether staff must have a second factor."""

    path = "/api/second-factor-rules"
    tags = ["people"]

    @get(
        "/{scope_kind:str}/{scope_id:uuid}",
        opt={"permission": "organisations:manage"},
        operation_id="read_second_factor_rule",
        summary="Whether staff of a region or an organisation must have a second factor, and how many have",
    )
    async def show(
        self,
        request: Request,
        scope_kind: FromPath[Literal["region", "organisation"]],
        scope_id: FromPath[UUID],
        session: NamedDependency[Session],
    ) -> Response[FactorRule]:
        """For those who run it."""
        _refuse(actor_of(request), scope_kind, scope_id)
        return answer(request, await access.rule(session, scope_kind=scope_kind, scope_id=scope_id))

    @put(
        "/{scope_kind:str}/{scope_id:uuid}",
        opt={"permission": "organisations:manage"},
        operation_id="set_second_factor_rule",
        summary="Say whether staff must have a second factor, and how long they have to set one up",
    )
    async def set(
        self,
        request: Request,
        scope_kind: FromPath[Literal["region", "organisation"]],
        scope_id: FromPath[UUID],
        data: JSONBody[FactorRuleIn],
        db: NamedDependency[Database],
    ) -> Response[FactorRule]:
        """After the grace, rights of staff rest in a browser session until one is set up; tokens go on."""
        actor = actor_of(request)
        _refuse(actor, scope_kind, scope_id)

        async def work(session: Session) -> FactorRule:
            await access.rule(session, scope_kind=scope_kind, scope_id=scope_id)
            await factor_rules.set_rule(
                session,
                scope_kind=scope_kind,
                scope_id=scope_id,
                required=data.required,
                grace_days=data.grace_days,
                actor=actor,
            )
            return await access.rule(session, scope_kind=scope_kind, scope_id=scope_id)

        return Response(await db.transact(work))


def _proof(request: Request, given: PasswordAndCode) -> Proof:
    return Proof(
        actor=by_browser(request),
        password=given.password,
        code=given.code,
        address=address_of(request),
    )


def _refuse(actor: Actor, scope_kind: str, scope_id: UUID) -> None:
    reach = policy.reach(actor, "organisations:manage")
    if not reach.everywhere and not (scope_kind == "organisation" and scope_id in reach.organisation_ids):
        raise NotFound


ROUTES: list[Any] = [SecondFactorController, FactorRuleController]
