"""Reports over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from ecosystem.kernel import pagination
from ecosystem.kernel.db import Session
from ecosystem.kernel.http import Instant, Request, actor_of, answer, locale_of
from ecosystem.reports.audit import queries
from ecosystem.reports.audit.schemas import AuditLog

KindName = Annotated[str | None, QueryParameter(max_length=60)]
PersonName = Annotated[
    str | None, QueryParameter(max_length=200, description="words of a name without diacritics, or an id")
]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]


class AuditController(Controller):
    """Who changed what."""

    path = "/api/audit"
    tags = ["audit"]

    @get(
        "",
        opt={"permission": queries.READ},
        operation_id="list_audit_entries",
        summary="Changes with what was before and after, the newest first",
    )
    async def page(
        self,
        request: Request,
        session: NamedDependency[Session],
        subject_kind: KindName = None,
        subject_id: FromQuery[UUID | None] = None,
        actor: PersonName = None,
        since: FromQuery[Instant | None] = None,
        until: FromQuery[Instant | None] = None,
        cursor: FromQuery[str | None] = None,
        limit: PageSize = 50,
    ) -> Response[AuditLog]:
        """A role at a site sees what happened at that site."""
        found = await queries.entries(
            session,
            actor=actor_of(request),
            wanted=queries.Wanted(subject_kind, subject_id, actor, since, until),
            after=pagination.decode(cursor, locale=locale_of(request)),
            limit=limit,
        )
        return answer(request, found)


ROUTES: list[type[Controller]] = [AuditController]
