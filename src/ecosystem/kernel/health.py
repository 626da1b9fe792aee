"""Is this process alive, and can it serve? For supervisors and load balancers."""

import asyncio
from typing import Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec

from ecosystem.kernel import jobs, logs, migrations
from ecosystem.kernel.db import Database

_PATIENCE = 3.0  # seconds until a check counts as failed
_LATE = 60.0  # seconds that a job may wait before it is worth a word
_log = logs.logger(__name__)


class Alive(msgspec.Struct):
    """The process answers."""

    status: str


class Ready(msgspec.Struct):
    """Each check with `ok` or what is wrong."""

    status: str
    checks: dict[str, str]


@get(
    "/health/live",
    opt={"permission": "public"},
    operation_id="health_live",
    summary="Whether the process answers",
    tags=["health"],
)
async def live() -> Alive:
    """Always ok; asks nobody."""
    return Alive("ok")


@get(
    "/health/ready",
    opt={"permission": "public"},
    operation_id="health_ready",
    summary="Whether the process can serve: database and migrations; how far jobs are behind",
    responses={503: ResponseSpec(Ready, description="A check failed", generate_examples=False)},
    tags=["health"],
)
async def ready(db: NamedDependency[Database]) -> Response[Ready]:
    """503 names the check that failed."""
    checks = await readiness(db)
    good = checks["database"] == checks["migrations"] == "ok"
    return Response(Ready("ok" if good else "failing", checks), status_code=200 if good else 503)


async def readiness(db: Database) -> dict[str, str]:
    """The checks by name: `database`, `migrations`, `jobs`.

    Jobs that wait are told, but are no reason to send people away: the pages work without a worker.
    """
    try:
        async with asyncio.timeout(_PATIENCE), db.engine.connect() as connection:
            missing = await migrations.pending(connection)
            behind = None if missing else await jobs.lag(connection)
    except Exception as error:
        _log.warning("not ready", error=type(error).__name__)
        return {"database": "no answer", "migrations": "unknown", "jobs": "unknown"}
    return {
        "database": "ok",
        "migrations": "ok" if not missing else f"pending: {', '.join(missing)}",
        "jobs": "unknown" if behind is None else _said(behind),
    }


def _said(behind: jobs.Lag) -> str:
    late = f"the oldest of {behind.due} waits for {behind.oldest:.0f} s" if behind.oldest > _LATE else ""
    failed = f"{behind.failed} failed" if behind.failed else ""
    return ", ".join(filter(None, [late, failed])) or "ok"


ROUTES: list[Any] = [live, ready]
