"""The OpenAPI 3.1 document: what Litestar finds, completed and made exact.

Added here: problems as `application/problem+json` with one shared schema, the answers that follow from
a route itself (401, 403, 404 ...), who may call it, `additionalProperties: false` where unknown fields
are refused, and an example for every body and answer.
"""

import re
from importlib.metadata import version
from typing import Any

import msgspec
from litestar import Litestar, Request, Router
from litestar._openapi.schema_generation.plugins.struct import StructSchemaPlugin
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import Schema
from litestar.routes import HTTPRoute
from litestar.typing import FieldDefinition

from ecosystem.kernel.examples import example_of
from ecosystem.kernel.http import PUBLIC, SIGNED_IN
from ecosystem.kernel.problems import MEDIA_TYPE, ProblemDocument

_SAID = {
    400: "Malformed: every bad field is named",
    401: "Nobody is signed in",
    403: "The role does not allow it, or the CSRF token is missing",
    404: "It does not exist, or not for this person",
    409: "It collides with something that happened at the same time",
    412: "It has changed since it was read",
    413: "The body is too large",
    422: "A rule stands against it; all reasons are listed",
    428: "If-Match is missing",
    429: "Too many tries; Retry-After says when again",
    503: "Not available at the moment",
}
_PAGE = re.compile(r"Page_[a-z_.]+\.([A-Za-z]+)_")
_PROBLEM = {"$ref": "#/components/schemas/ProblemDocument"}
_BINARY = {"type": "string", "format": "binary"}
_SECURITY = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "ecosystem_session",
        "description": "Set by `POST /api/session`. Unsafe methods also need the header X-CSRF-Token.",
    },
    "token": {"type": "http", "scheme": "bearer", "description": "A token from the profile page."},
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request sent again with the same key has its effect once.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    "example": "3f0c2c1e-reservation",
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag that the change is made against.",
    "schema": {"type": "string"},
    "example": '"v1"',
}


_TEXTS = {
    "text/csv": "Tên,Số lượng\r\nMáy cắt laser,1\r\n",
    "application/toml": '[columns]\nname = "Tên máy"\n',
    "text/event-stream": 'event: hint\ndata: {"resource_id": "01934c2e-7d3a-7000-8000-0a1b2c3d4e5f", '
    '"dates": ["2026-11-21"]}\n\n',
    "text/calendar": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Laser cutter\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n",
}


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The `responses=` of a route for the problems it may answer, such as `problems(409, 422)`.

    What follows from the route itself (400, 401, 403, 413, 503, 404 for a path with an id) comes by itself.
    """
    return {
        status: ResponseSpec(
            ProblemDocument, generate_examples=False, description=_SAID[status], media_type=MediaType.JSON
        )
        for status in statuses
    }


class ExactStructs(StructSchemaPlugin):
    """Says in the schema that a struct refuses unknown fields."""

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:
        """The struct's schema."""
        schema = super().to_openapi_schema(field_definition, schema_creator)
        kind = field_definition.origin or field_definition.annotation
        if kind.__struct_config__.forbid_unknown_fields:
            schema.additional_properties = False
        return schema


class _Exact(OpenAPIRenderPlugin):
    """Serves the finished document as JSON."""

    def __init__(self) -> None:
        super().__init__(path=["/", "/openapi.json"], media_type=MediaType.JSON)
        self._rendered: bytes | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The bytes of the document, made once."""
        if self._rendered is None:
            self._rendered = msgspec.json.encode(document(request.app))
        return self._rendered


def config() -> OpenAPIConfig:
    """The configuration of one application."""
    return OpenAPIConfig(
        title="Ecosystem",
        version=version("ecosystem"),
        summary="The timetable of a region: machines, rooms, classes, mentors and programmes.",
        render_plugins=[_Exact()],
        use_handler_docstrings=True,
        openapi_router=Router(
            "/api/schema", route_handlers=[], opt={"permission": PUBLIC}, include_in_schema=False
        ),
    )


def document(app: Litestar) -> dict[str, Any]:
    """The finished OpenAPI document of an application, in a stable order."""
    text = msgspec.json.encode(app.openapi_schema.to_schema(), enc_hook=str).decode()
    # A page of categories is a CategoryPage, not a Page_ecosystem.fablab.schemas.Category_.
    raw = msgspec.json.decode(_PAGE.sub(r"\1Page", text))
    components = raw.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name, schema in _problem_schemas().items():
        schemas.setdefault(name, schema)
    components["securitySchemes"] = _SECURITY
    handlers = _handlers(app)
    for path, item in raw["paths"].items():
        for method, operation in item.items():
            if isinstance(operation, dict) and "operationId" in operation:
                _complete(operation, handlers[operation["operationId"]], method, "{" in path)
                _exemplify(operation, schemas)
    # Litestar knows whole segments only; the edge makes a segment of the suffix.
    raw["paths"] = dict(sorted((path.replace("/.ics", ".ics"), item) for path, item in raw["paths"].items()))
    components["schemas"] = dict(sorted(schemas.items()))
    raw.pop("servers", None)
    return dict(raw)


def _handlers(app: Litestar) -> dict[str, HTTPRouteHandler]:
    return {
        str(handler.operation_id): handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
    }


def _complete(operation: dict[str, Any], handler: HTTPRouteHandler, method: str, has_id: bool) -> None:
    """Add the answers, headers and security that follow from the route."""
    permission = handler.opt["permission"]
    unsafe = method not in ("get", "head")
    if files := handler.opt.get("body_media_types"):
        content = {media_type: {"schema": _BINARY} for media_type in files}
        operation["requestBody"] = {"required": True, "content": content}
    responses = operation.setdefault("responses", {})
    statuses = {int(status) for status in responses if status.isdigit() and int(status) >= 400}
    statuses |= {*([403] if unsafe else []), *([404] if has_id else [])}
    statuses |= {400} if unsafe or operation.get("parameters") else set()
    statuses |= {413} if "requestBody" in operation else set()
    statuses |= {401} if permission != PUBLIC else set()
    statuses |= {403} if permission not in (PUBLIC, SIGNED_IN) else set()
    # Whoever is looked up may have sent a bad token, and the database may be away.
    statuses |= {401, 503} if len(handler.resolve_middleware()) > 1 else set()
    # A preview has no effect that could be had twice. A key that another body has used is refused.
    keyed = method == "post" and 409 in statuses and not operation["operationId"].startswith("preview_")
    statuses |= {422} if keyed else set()
    for status in sorted(statuses):
        if not _is_own(responses.get(str(status))):
            content = {MEDIA_TYPE: {"schema": _PROBLEM, "example": _problem_example(status)}}
            responses[str(status)] = {"description": _SAID[status], "content": content}
    parameters = operation.setdefault("parameters", [])
    if keyed:
        parameters.append(_IDEMPOTENCY_KEY)
    if 412 in statuses:
        parameters.append(_IF_MATCH)
    if not parameters:
        del operation["parameters"]
    # A file that is answered in other formats than the first as well.
    for media_type in handler.opt.get("other_media_types", ()):
        responses["200"]["content"][media_type] = {"schema": _BINARY}
    alternatives: list[dict[str, list[str]]] = [{"session": []}, {"token": []}]
    operation["security"] = [{}, *alternatives] if permission == PUBLIC else alternatives
    if permission not in (PUBLIC, SIGNED_IN):
        operation["x-permission"] = permission
    operation["responses"] = dict(sorted(responses.items()))


def _is_own(answer: dict[str, Any] | None) -> bool:
    """Whether a route declared an error of a shape of its own, as /health/ready does."""
    contents = (answer or {}).get("content", {}).values()
    shapes = [content.get("schema", {}).get("$ref") for content in contents]
    return any(shape not in (None, _PROBLEM["$ref"]) for shape in shapes)


def _exemplify(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Give every body and every answer an example."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        for media_type, content in body.get("content", {}).items():
            if media_type in _TEXTS:
                content.setdefault("schema", {"type": "string"})
                content["example"] = _TEXTS[media_type]
            elif "example" not in content and "examples" not in content and content.get("schema"):
                content["example"] = example_of(content["schema"], schemas)


def _problem_example(status: int) -> dict[str, Any]:
    codes = {400: "malformed", 401: "not_authenticated", 403: "forbidden", 404: "not_found", 409: "conflict"}
    codes |= {412: "version_moved", 413: "too_large", 422: "refused", 428: "version_wanted"}
    codes |= {429: "too_many", 503: "unavailable"}
    code = codes.get(status, "internal")
    return {"type": f"urn:ecosystem:problem:{code}", "title": _SAID[status], "status": status, "code": code}


def _problem_schemas() -> dict[str, Any]:
    """The schemas of a problem, for a document in which no route declares one."""
    _, components = msgspec.json.schema_components(
        [ProblemDocument], ref_template="#/components/schemas/{name}"
    )
    return dict(components)
