"""Lists that go out."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.downloads import CSV, GEOJSON, XLSX, download
from ecosystem.kernel.http import Request, actor_of, answer, locale_of
from ecosystem.kernel.openapi import problems
from ecosystem.transfer import schemas
from ecosystem.transfer.exporting import service
from ecosystem.transfer.policy import EXPORT

_TYPES = {"csv": CSV, "xlsx": XLSX, "geojson": GEOJSON}


class ExportController(Controller):
    """What may be taken away as a file."""

    path = "/api/exports"
    tags = ["exports"]

    @get(
        "",
        opt={"permission": EXPORT},
        operation_id="list_exports",
        summary="The lists that one may export, with their filters and formats",
    )
    async def offered(self, request: Request, session: NamedDependency[Session]) -> Response[schemas.Exports]:
        """The same permission as the lists themselves."""
        found = await service.offered(session, actor=actor_of(request), locale=locale_of(request))
        return answer(request, schemas.Exports(found))

    @post(
        "",
        opt={"permission": EXPORT, "other_media_types": (XLSX, GEOJSON)},
        operation_id="export_list",
        summary="A list as a file: CSV that spreadsheets read, XLSX with real dates, sites as GeoJSON",
        status_code=200,
        media_type="text/csv",
        responses=problems(404, 422),
    )
    async def export(
        self, request: Request, db: NamedDependency[Database], data: JSONBody[schemas.ExportIn]
    ) -> Response[bytes]:
        """Noted in the audit log. 422 `too_many_rows` beyond 50,000 rows (20,000 in XLSX)."""
        done = await service.export(db, actor=actor_of(request), wanted=data, locale=locale_of(request))
        return download(done.content, done.name, _TYPES[done.format])
