"""The OpenAPI document: committed as it is served, and complete for every operation."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ecosystem.app import create_app
from ecosystem.kernel import openapi
from ecosystem.kernel.asgi import handlers_of
from ecosystem.kernel.http import undeclared
from ecosystem.kernel.problems import MEDIA_TYPE
from tests.support import ROOT

SNAPSHOT = ROOT / "frontend" / "openapi.json"
UNSAFE = {"post", "put", "patch", "delete"}


@pytest.fixture
def app(settings):
    return create_app(settings)


@pytest.fixture
def document(app) -> dict[str, Any]:
    return openapi.document(app)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def test_every_route_declares_its_permission(app):
    assert undeclared(handlers_of(app)) == []


def test_the_committed_document_is_the_one_that_is_served(document):
    # When this fails: make openapi
    assert json.loads(SNAPSHOT.read_text(encoding="utf-8")) == document


async def test_the_document_is_served(client, document):
    answer = await client.get("/api/schema")
    assert answer.json() == document
    assert document["openapi"].startswith("3.1")


def test_every_operation_has_a_summary_and_a_name_of_its_own(document):
    found = list(operations(document))
    names = [operation["operationId"] for _, _, operation in found]
    assert sorted(names) == sorted(set(names))
    assert [name for name in names if not name.replace("_", "").islower()] == []
    assert [path for path, _, operation in found if not operation.get("summary")] == []


def test_every_answer_has_a_shape_and_an_example(document):
    bare = []
    for path, method, operation in operations(document):
        for status, answer in operation["responses"].items():
            for media_type, content in answer.get("content", {}).items():
                shaped = media_type != "application/json" or content.get("schema")
                if not shaped or ("example" not in content and "examples" not in content):
                    bare.append(f"{method} {path} {status} {media_type}")
            if status not in ("204", "304") and not answer.get("content"):
                bare.append(f"{method} {path} {status}")
    assert bare == []


def test_every_body_has_an_example(document):
    bare = [
        f"{method} {path}"
        for path, method, operation in operations(document)
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items()
        if not isinstance(content.get("example"), dict if media_type == "application/json" else str)
    ]
    assert bare == []


def test_errors_are_problems(document):
    wrong = [
        f"{method} {path} {status}"
        for path, method, operation in operations(document)
        for status, answer in operation["responses"].items()
        if int(status) >= 400 and set(answer["content"]) != {MEDIA_TYPE} and path != "/health/ready"
    ]
    assert wrong == []


def test_what_follows_from_a_route_is_declared(document):
    for path, method, operation in operations(document):
        if not path.startswith("/api/"):
            continue
        statuses = set(operation["responses"])
        assert {"401", "503"} <= statuses, path
        if method in UNSAFE:
            assert {"400", "403"} <= statuses, f"{method} {path}"
        if "{" in path:
            assert "404" in statuses, f"{method} {path}"
        if "x-permission" in operation:
            assert "403" in statuses, f"{method} {path}"


def test_bodies_refuse_unknown_fields(document):
    schemas = document["components"]["schemas"]
    open_ones = []
    for path, method, operation in operations(document):
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            if media_type != "application/json":
                continue
            name = content["schema"]["$ref"].rsplit("/", 1)[1]
            if schemas[name].get("additionalProperties") is not False:
                open_ones.append(f"{method} {path} {name}")
    assert open_ones == []


async def test_the_documentation_needs_nothing_from_outside(client, document):
    page = await client.get("/api/docs")
    assert page.status_code == 200
    assert "'unsafe-inline'" not in page.headers["content-security-policy"]
    outside = [word for word in ("src=", "http-equiv", "@import", "url(", "<script") if word in page.text]
    assert outside == []
    for path, _, operation in operations(document):
        assert path in page.text
        assert f'id="{operation["operationId"]}"' in page.text
