"""The OpenAPI 3.1 document: what Litestar finds, completed and made exact."""

from importlib.metadata import version
from typing import Any

import msgspec
from litestar import Request, Router
from litestar.enums import MediaType
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.plugins import OpenAPIRenderPlugin

from ecosystem.kernel.problems import ProblemDocument

_SAID = {
    400: "Malformed: every bad field is named",
    401: "Nobody is signed in",
    403: "The role does not allow it, or the CSRF token is wrong",
    404: "It does not exist, or not for this person",
    409: "It collides with something that happened at the same time",
    412: "It has changed since it was read",
    413: "The body is too large",
    422: "A rule stands against it; all reasons are listed",
    429: "Too many tries",
    503: "Not available at the moment",
}


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The `responses=` of a route for the problems it may answer, such as `problems(409, 422)`.

    What follows from the route itself (400, 401, 403, 404, 413, 503) is added to the document anyway.
    """
    return {
        status: ResponseSpec(
            ProblemDocument, generate_examples=False, description=_SAID[status], media_type=MediaType.JSON
        )
        for status in statuses
    }


class _Exact(OpenAPIRenderPlugin):
    """Serves the finished document as JSON."""

    def __init__(self) -> None:
        super().__init__(path=["/", "/openapi.json"], media_type=MediaType.JSON)
        self._rendered: bytes | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        if self._rendered is None:
            self._rendered = msgspec.json.encode(openapi_schema)
        return self._rendered


def config() -> OpenAPIConfig:
    """The configuration of one application."""
    return OpenAPIConfig(
        title="Ecosystem",
        version=version("ecosystem"),
        render_plugins=[_Exact()],
        openapi_router=Router(
            "/api/schema", route_handlers=[], opt={"permission": "public"}, include_in_schema=False
        ),
    )


ROUTES: list[Any] = []
