"""`Idempotency-Key`: the same POST sent again has its effect once and gets the same answer.

The key, the work and the stored answer share one transaction. Only 2xx answers are kept; a refusal
raises, rolls back and is judged anew next time. Keys belong to a person: the answers hold what that
person may see. Two statements at most: lock and look up, store.
"""

import re
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from litestar import Request, Response
from sqlalchemy.exc import DBAPIError

from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Session, raw, violated
from ecosystem.kernel.errors import Conflict, Malformed, Refused
from ecosystem.kernel.etag import etag_of
from ecosystem.kernel.faults import named
from ecosystem.kernel.words import Words, preferred

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_OWN = "pk_idempotency_key"

# The advisory lock tells that the same key is being worked on; it ends with the transaction.
_LOCK_AND_LOOK = """
SELECT pg_try_advisory_xact_lock(hashtextextended($1::text || ' ' || $2 || ' ' || $3, 0)) AS locked,
       k.body_hash, k.status, k.headers::text AS headers, k.body
FROM (SELECT 1) AS one
LEFT JOIN idempotency_key k ON k.person_id = $1 AND k.key = $2 AND k.route = $3
"""
_STORE = """
INSERT INTO idempotency_key (person_id, key, route, body_hash, status, headers, body, created_at)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)
"""
_FORGET = """
DELETE FROM idempotency_key WHERE person_id = ANY($1::uuid[]) AND position(convert_to($2, 'UTF8') IN body) > 0
"""
_SWEEP = "DELETE FROM idempotency_key WHERE created_at < $1"
KEPT = timedelta(hours=24)


class Mismatch(Refused):
    """The key was used before for another body."""

    code = "idempotency_mismatch"
    title = Words("Khoá này đã dùng cho một yêu cầu khác", "This key was used for another request")


class InFlight(Conflict):
    """The same request is being worked on at this moment."""

    code = "in_flight"
    title = Words("Yêu cầu này đang được xử lý", "This request is being worked on")


class Answer(msgspec.Struct, frozen=True):
    """What the work answers, with headers of its own where it has any."""

    body: Any
    headers: dict[str, str] = {}


class _Key(msgspec.Struct, frozen=True):
    person_id: UUID
    key: str
    route: str
    body_hash: bytes


async def idempotent(
    request: Request[Any, Any, Any],
    db: Database,
    work: Callable[[Session], Awaitable[Any]],
    *,
    status: int = 201,
    bare: bool = False,
) -> Response[Any]:
    """Run `work` in a transaction and answer what it returns, once per `Idempotency-Key`.

    `work` returns a struct (one with a `version` gets an ETag) or an Answer with headers; `bare` as
    in `Database.transact`.
    Raises Mismatch, InFlight, Malformed for a bad key, and whatever `work` raises.
    """
    key = await _key_of(request)
    if key is None:
        return _response(*_encoded(await db.transact(work, bare=bare)), status)
    try:
        return await db.transact(lambda session: _once(session, key, work, status), bare=bare)
    except (DBAPIError, asyncpg.UniqueViolationError) as error:
        if violated(error) != _OWN:
            raise
    # The other one committed between our look and our lock: everything was rolled back, and now
    # its answer is there to be replayed.
    return await db.transact(lambda session: _once(session, key, work, status), bare=bare)


async def sweep(session: Session) -> None:
    """Forget answers older than a day."""
    connection = await raw(session)
    await connection.execute(_SWEEP, clock.now() - KEPT)


async def forget(session: Session, *, person_ids: Collection[UUID], mention: str) -> None:
    """Forget these people's answers that mention something which is erased."""
    await (await raw(session)).execute(_FORGET, list(person_ids), mention)


async def _once(
    session: Session, key: _Key, work: Callable[[Session], Awaitable[Any]], status: int
) -> Response[Any]:
    connection = await raw(session)
    row = await connection.fetchrow(_LOCK_AND_LOOK, key.person_id, key.key, key.route)
    if row is not None and row["body_hash"] is not None:
        if row["body_hash"] != key.body_hash:
            raise Mismatch
        headers = msgspec.json.decode(row["headers"], type=dict[str, str])
        return _response(row["body"], headers | {"idempotent-replayed": "true"}, row["status"])
    if row is None or not row["locked"]:
        raise InFlight(headers={"Retry-After": "1"})
    body, headers = _encoded(await work(session))
    await session.flush()
    stored = msgspec.json.encode(headers).decode()
    await connection.execute(
        _STORE, key.person_id, key.key, key.route, key.body_hash, status, stored, body, clock.now()
    )
    return _response(body, headers, status)


async def _key_of(request: Request[Any, Any, Any]) -> _Key | None:
    given = request.headers.get("idempotency-key")
    if given is None or request.user is None:
        return None
    if not _KEY.fullmatch(given):
        locale = preferred(request.headers.get("accept-language"))
        fault = named("Idempotency-Key", "out_of_bounds", locale, detail="1-200 ASCII")
        raise Malformed(errors=[fault])
    route = f"{request.method} {request.scope['path']}"
    return _Key(request.user.person_id, given, route, sha256(await request.body()).digest())


def _encoded(done: Any) -> tuple[bytes, dict[str, str]]:
    if isinstance(done, Answer):
        return msgspec.json.encode(done.body), dict(done.headers)
    version = getattr(done, "version", None)
    return msgspec.json.encode(done), {} if version is None else {"etag": etag_of(version)}


def _response(body: bytes, headers: dict[str, str], status: int) -> Response[Any]:
    return Response(content=body, status_code=status, headers=headers, media_type="application/json")
