"""The API's documentation as one page, written from the OpenAPI document; it needs nothing from outside."""

import html
import secrets
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec
from litestar import Response, get

from ecosystem.kernel import openapi
from ecosystem.kernel.http import Request

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}
body{color:#1d2433;background:#fff}
h2{margin-top:2.5rem;text-transform:capitalize}summary{cursor:pointer;padding:.4rem 0}
details{border-top:1px solid #d5d9e0}details details{border:0;margin-left:1rem}
code,pre{font:14px/1.4 ui-monospace,monospace}pre{background:#f2f4f7;padding:.75rem;overflow-x:auto}
.method{display:inline-block;min-width:4.5rem;font-weight:700;text-transform:uppercase}
table{border-collapse:collapse}td,th{text-align:left;padding:.15rem .75rem .15rem 0;vertical-align:top}
@media (prefers-color-scheme:dark){body{background:#14171d;color:#e6e9ef}pre{background:#1f242d}
details{border-color:#39404d}a{color:#8ab4ff}}
"""
_NONCE = "__CSP_NONCE__"


@get("/api/docs", opt={"permission": "public"}, include_in_schema=False)
async def read_docs(request: Request) -> Response[str]:
    """Every operation with its parameters, examples and errors."""
    nonce = secrets.token_urlsafe(16)
    request.scope["csp_nonce"] = nonce  # type: ignore[typeddict-unknown-key]  # read by the edge
    state = request.app.state
    if "docs" not in state:
        state["docs"] = "".join(_page(openapi.document(request.app), _NONCE))
    return Response(
        state["docs"].replace(_NONCE, nonce),
        media_type="text/html",
        headers={"cache-control": "no-store"},
    )


def _page(document: dict[str, Any], nonce: str) -> Iterator[str]:
    title = _safe(f"{document['info']['title']} {document['info']['version']}")
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}: API</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<style nonce="{nonce}">{_STYLE}</style></head><body><main><h1>{title}</h1>'
    yield '<p>Machine-readable: <a href="/api/schema">/api/schema</a> (OpenAPI 3.1). Sign in with '
    yield "<code>POST /api/session</code> (cookie; unsafe methods need <code>X-CSRF-Token</code>) or send "
    yield "<code>Authorization: Bearer …</code> with a token from the profile page.</p>"
    operations = [
        (next(iter(operation.get("tags", ["other"]))), path, method, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict)
    ]
    for tag, group in groupby(sorted(operations, key=lambda one: one[0]), key=lambda one: one[0]):
        yield f"<h2>{_safe(tag)}</h2>"
        for _, path, method, operation in group:
            yield from _operation(path, method, operation)
    yield "</main></body></html>"


def _operation(path: str, method: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f'<details id="{_safe(operation["operationId"])}"><summary>'
    yield f'<span class="method">{_safe(method)}</span> '
    yield f"<code>{_safe(path)}</code> {_safe(operation.get('summary', ''))}</summary>"
    yield f"<p>{_safe(operation.get('description', ''))}</p>"
    permission = operation.get("x-permission")
    if permission:
        yield f"<p>Permission: <code>{_safe(permission)}</code></p>"
    if parameters := operation.get("parameters"):
        yield "<table><tr><th>Parameter</th><th>In</th><th></th></tr>"
        for one in parameters:
            needed = "required" if one.get("required") else ""
            yield f"<tr><td><code>{_safe(one['name'])}</code></td>"
            yield f"<td>{_safe(one['in'])}</td><td>{needed}</td></tr>"
        yield "</table>"
    if body := operation.get("requestBody"):
        yield from _content("Body", body)
    for status, answer in operation["responses"].items():
        yield from _content(f"{status} {answer.get('description', '')}", answer)
    yield "</details>"


def _content(title: str, body: dict[str, Any]) -> Iterator[str]:
    yield f"<details><summary>{_safe(title)}</summary>"
    for media_type, content in body.get("content", {}).items():
        example = msgspec.json.format(msgspec.json.encode(content.get("example")), indent=2).decode()
        yield f"<p><code>{_safe(media_type)}</code></p><pre>{_safe(example)}</pre>"
    yield "</details>"


def _safe(text: str) -> str:
    return html.escape(str(text), quote=True)


ROUTES: list[Any] = [read_docs]
