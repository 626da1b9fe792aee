"""The letter box of the demo region."""

from typing import Annotated, Any

from litestar import Response, get
from litestar.params import QueryParameter

from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.http import Request
from ecosystem.kernel.openapi import problems
from ecosystem.notifications import queries
from ecosystem.notifications.rules import CALENDAR_FILE
from ecosystem.notifications.schemas import DemoLetters
from ecosystem.settings import Settings

LetterId = Annotated[str, QueryParameter(description="a letter of the list", min_length=1, max_length=200)]


@get(
    "/api/demo/mail",
    opt={"permission": "public"},
    operation_id="list_demo_mail",
    summary="The letters of the demo region",
    tags=["notifications"],
    sync_to_thread=True,
    responses=problems(404),
)
def demo_mail(request: Request) -> Response[DemoLetters]:
    """Everybody's letters for everybody to read: in demo mode only, not found otherwise."""
    settings: Settings = request.app.state.settings
    if not settings.demo:
        raise NotFound
    items = queries.letters_in(settings.var / "mail", settings.base_url)
    return Response(DemoLetters(items=items), headers={"cache-control": "no-store"})


@get(
    "/api/demo/mail/calendar",
    opt={"permission": "public"},
    operation_id="download_demo_calendar",
    summary="The calendar file that a letter of the demo region carries",
    tags=["notifications"],
    media_type="text/calendar",
    sync_to_thread=True,
    responses=problems(404),
)
def demo_calendar(request: Request, letter: LetterId) -> Response[bytes]:
    """In demo mode only, not found otherwise."""
    settings: Settings = request.app.state.settings
    found = queries.calendar_in(settings.var / "mail", letter) if settings.demo else None
    if found is None:
        raise NotFound
    headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="{CALENDAR_FILE}"'}
    return Response(found, media_type="text/calendar", headers=headers)


ROUTES: list[Any] = [demo_mail, demo_calendar]
