"""The letter box of the demo region."""

from typing import Any

from litestar import Response, get

from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.http import Request
from ecosystem.kernel.openapi import problems
from ecosystem.notifications import queries
from ecosystem.notifications.schemas import DemoLetters
from ecosystem.settings import Settings


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


ROUTES: list[Any] = [demo_mail]
