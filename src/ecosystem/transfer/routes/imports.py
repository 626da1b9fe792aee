"""Lists that are taken in."""

import asyncio
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from ecosystem.kernel import pagination
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.downloads import CSV, XLSX, download
from ecosystem.kernel.http import Request, actor_of, answer, if_match, locale_of, match_wanted, tagged
from ecosystem.kernel.openapi import problems
from ecosystem.transfer import queries, runs, schemas, service
from ecosystem.transfer.importing.mapping import as_toml
from ecosystem.transfer.policy import IMPORT
from ecosystem.transfer.reports import report_of

# A file of 10 MB in base64, and what stands around it.
MAX_BODY = schemas.MOST_BYTES * 4 // 3 + 10_000

Outcome = Annotated[
    Literal["taken", "updated", "unchanged", "skipped", "refused"] | None, QueryParameter(name="outcome")
]
Words = Annotated[
    str | None, QueryParameter(description="words of a row, without diacritics", max_length=100)
]
After = Annotated[str | None, QueryParameter(name="cursor")]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Format = Annotated[Literal["csv", "xlsx"], QueryParameter(name="format")]


class ImportKindController(Controller):
    """What may be taken in."""

    path = "/api/import-kinds"
    tags = ["imports"]

    @get(
        "",
        opt={"permission": IMPORT},
        operation_id="list_import_kinds",
        summary="The kinds of lists that one may take in, with what their rows may say",
    )
    async def kinds(
        self, request: Request, session: NamedDependency[Session]
    ) -> Response[schemas.ImportKinds]:
        """People and organisations only for whoever runs the region."""
        found = await queries.kinds(session, actor=actor_of(request), locale=locale_of(request))
        return answer(request, schemas.ImportKinds(found))


class ImportController(Controller):
    """Lists that were brought."""

    path = "/api/imports"
    tags = ["imports"]

    @get(
        "",
        opt={"permission": IMPORT},
        operation_id="list_imports",
        summary="The latest imports: one's own, and those at places one runs",
    )
    async def listed(self, request: Request, session: NamedDependency[Session]) -> Response[schemas.Imports]:
        """The latest hundred."""
        found = await queries.history(session, actor=actor_of(request), locale=locale_of(request))
        return answer(request, schemas.Imports(found))

    @post(
        "",
        opt={"permission": IMPORT, "most_bytes": schemas.MOST_BYTES},
        operation_id="bring_import",
        summary="Bring a list (CSV, XLSX, JSON); answers its columns with a first guess at what they mean",
        request_max_body_size=MAX_BODY,
        responses=problems(404, 422),
    )
    async def bring(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[schemas.NewImport]
    ) -> Response[schemas.Import]:
        """Nothing is taken in yet; `content` is the file in base64. 422 `unreadable_file`."""
        actor, locale = actor_of(request), locale_of(request)
        return tagged(await service.bring(db, actor=actor, given=data, locale=locale), status=201)

    @get(
        "/{import_id:uuid}",
        opt={"permission": IMPORT},
        operation_id="read_import",
        summary="An import: its columns and what they are taken for, or what came of it",
        responses=problems(404, 422),
    )
    async def show(
        self, request: Request, session: NamedDependency[Session], import_id: FromPath[UUID]
    ) -> Response[schemas.Import]:
        """`reading` is null once it is taken in."""
        run = await runs.seen(session, import_id=import_id, actor=actor_of(request))
        return tagged(await runs.shown(session, run, locale=locale_of(request)))

    @patch(
        "/{import_id:uuid}",
        opt={"permission": IMPORT},
        operation_id="change_import",
        summary="Say what the columns mean, or how the file is to be read",
        responses=problems(404, 409, 412, 422, 428),
    )
    async def change(
        self,
        request: Request,
        db: NamedDependency[Database],
        import_id: FromPath[UUID],
        data: JSONBody[schemas.ImportChanges],
    ) -> Response[schemas.Import]:
        """409 `import_applied` once it is taken in, 422 `bad_mapping` for what can't be."""
        found = await service.change(
            db,
            actor=actor_of(request),
            import_id=import_id,
            changes=data,
            version=match_wanted(request),
            locale=locale_of(request),
        )
        return tagged(found)

    @delete(
        "/{import_id:uuid}",
        opt={"permission": IMPORT},
        operation_id="discard_import",
        summary="Forget a list that was not taken in",
        responses=problems(404, 409),
    )
    async def discard(
        self, request: Request, db: NamedDependency[Database], import_id: FromPath[UUID]
    ) -> None:
        """409 `import_applied` for one that was."""
        actor = actor_of(request)
        await db.transact(lambda session: service.discard(session, actor=actor, import_id=import_id))

    @get(
        "/{import_id:uuid}/mapping",
        opt={"permission": IMPORT},
        operation_id="download_import_mapping",
        summary="What the columns mean, as the TOML file that the command line takes too",
        media_type="application/toml",
        responses=problems(404),
    )
    async def mapping(
        self, request: Request, session: NamedDependency[Session], import_id: FromPath[UUID]
    ) -> Response[bytes]:
        """To be given back by PATCH as `mapping`."""
        run = await runs.seen(session, import_id=import_id, actor=actor_of(request))
        return download(as_toml(runs.mapping_of(run)).encode(), f"{run.source}.toml", "application/toml")

    @post(
        "/{import_id:uuid}/preview",
        opt={"permission": IMPORT},
        operation_id="preview_import",
        summary="Try the import: what would become of every row; nothing is written",
        status_code=200,
        responses=problems(404, 409, 412, 422),
    )
    async def preview(
        self, request: Request, db: NamedDependency[Database], import_id: FromPath[UUID]
    ) -> Response[schemas.Import]:
        """`counts` add up to `rows`; the rows themselves are at `/lines`."""
        found = await service.preview(
            db,
            actor=actor_of(request),
            import_id=import_id,
            version=if_match(request),
            locale=locale_of(request),
        )
        return tagged(found)

    @get(
        "/{import_id:uuid}/lines",
        opt={"permission": IMPORT, pagination.KEY: int},
        operation_id="list_import_lines",
        summary="What becomes, or became, of the rows: by outcome and by words",
        responses=problems(404),
    )
    async def lines(
        self,
        request: Request,
        session: NamedDependency[Session],
        import_id: FromPath[UUID],
        outcome: Outcome = None,
        q: Words = None,
        cursor: After = None,
        limit: Limit = 50,
    ) -> Response[schemas.ImportRows]:
        """In the order of the list; kept for 90 days."""
        found = await queries.rows(
            session,
            actor=actor_of(request),
            import_id=import_id,
            outcome=outcome,
            q=q,
            cursor=cursor,
            limit=limit,
            locale=locale_of(request),
        )
        return answer(request, found)

    @post(
        "/{import_id:uuid}/apply",
        opt={"permission": IMPORT},
        operation_id="apply_import",
        summary="Take the list in as it was shown, all of it or nothing",
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def apply(
        self,
        request: Request,
        db: NamedDependency[Database],
        import_id: FromPath[UUID],
        data: JSONBody[schemas.Application],
    ) -> Response[schemas.Import]:
        """409 `import_changed` where it would come to something else by now: the preview is made anew."""
        actor, locale = actor_of(request), locale_of(request)
        found = await service.apply(db, actor=actor, import_id=import_id, digest=data.digest, locale=locale)
        return tagged(found)

    @get(
        "/{import_id:uuid}/report",
        opt={"permission": IMPORT, "other_media_types": (XLSX,)},
        operation_id="download_import_report",
        summary="What became of every row, as CSV or XLSX",
        media_type="text/csv",
        responses=problems(404),
    )
    async def report(
        self,
        request: Request,
        session: NamedDependency[Session],
        import_id: FromPath[UUID],
        format_: Format = "csv",
    ) -> Response[bytes]:
        """A line for each remark and each change, and one for each row without any."""
        locale = locale_of(request)
        run = await runs.seen(session, import_id=import_id, actor=actor_of(request))
        rows = await queries.every_row(session, run=run, locale=locale)
        as_xlsx = format_ == "xlsx"
        content = await asyncio.to_thread(report_of, run.source, rows, as_xlsx=as_xlsx, locale=locale)
        return download(content, f"{run.source}-report.{format_}", XLSX if as_xlsx else CSV)
