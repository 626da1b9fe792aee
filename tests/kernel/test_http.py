"""The edge: who may call, CSRF, headers, request ids, logs, compression, health, documentation."""

import json
import re

import httpx
import pytest
from litestar import get, post
from litestar.exceptions import ImproperlyConfiguredException
from sqlalchemy import text

from ecosystem.kernel import health, logs
from ecosystem.kernel.asgi import assemble
from ecosystem.kernel.db import Database
from ecosystem.kernel.http import Request, client_address, locale_of
from ecosystem.settings import Settings
from tests.kernel.conftest import PERSON, Serve


@get("/open", opt={"permission": "public"})
async def open_route(request: Request) -> dict[str, str | None]:
    return {"person": str(request.user.person_id) if request.user else None, "locale": locale_of(request)}


@get("/mine", opt={"permission": "signed_in"})
async def mine() -> str:
    return "mine"


@post("/desk", opt={"permission": "desk:use"})
async def desk() -> str:
    return "desk"


@get("/address", opt={"permission": "public"})
async def address(request: Request) -> str:
    return client_address(request)


@get("/long", opt={"permission": "public"})
async def long() -> list[int]:
    return list(range(1000))


@pytest.mark.parametrize(
    ("person", "statuses"),
    [(None, [200, 401, 401]), ("nothing", [200, 200, 403]), ("desk:use", [200, 200, 201])],
)
async def test_a_route_lets_in_whom_it_says(serve: Serve, person: str | None, statuses: list[int]):
    headers = {"x-person": f"{PERSON} {person}"} if person else {}
    async with serve(open_route, mine, desk) as client:
        answers = [
            await client.get("/open", headers=headers),
            await client.get("/mine", headers=headers),
            await client.post("/desk", headers=headers),
        ]
    assert [answer.status_code for answer in answers] == statuses


async def test_options_are_told_to_everybody(serve: Serve):
    async with serve(mine, desk) as client:
        answer = await client.options("/mine")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, OPTIONS")


@pytest.mark.parametrize(
    ("token", "status"), [(None, 403), ("other-token", 403), ("thé-token", 403), ("the-token", 201)]
)
async def test_a_cookie_needs_its_csrf_token(serve: Serve, token: str | None, status: int):
    headers = {"x-person": f"{PERSON} desk:use", "x-cookie": "yes"}
    if token:
        headers["x-csrf-token"] = token.encode().decode("latin-1")
    async with serve(desk, mine) as client:
        answer = await client.post("/desk", headers=httpx.Headers(headers, encoding="latin-1"))
        safe = await client.get("/mine", headers={"x-person": str(PERSON), "x-cookie": "yes"})
    assert answer.status_code == status
    assert safe.status_code == 200
    if status == 403:
        assert answer.json()["code"] == "csrf"


def test_a_route_without_a_permission_stops_the_start(settings: Settings, database_url: str):
    @get("/forgotten")
    async def forgotten() -> str:
        return "x"

    with pytest.raises(ImproperlyConfiguredException, match=r"forgotten"):
        assemble(settings, Database.from_url(database_url), api=[forgotten])


async def test_every_answer_carries_the_security_headers_and_a_request_id(serve: Serve):
    async with serve(open_route) as client:
        given = await client.get("/open", headers={"x-request-id": "abc-1"})
        made = [await client.get("/nowhere", headers={"x-request-id": bad}) for bad in ("a b", "x" * 65)]
    assert given.headers["x-request-id"] == "abc-1"
    assert all(re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"]) for answer in made)
    for answer in (given, *made):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" not in answer.headers
    assert made[0].json()["request_id"] == made[0].headers["x-request-id"]


@pytest.mark.parametrize(
    ("accept", "person", "locale"),
    [
        ("en-GB,vi;q=0.5", None, "en"),
        ("fr", None, "vi"),
        (None, str(PERSON), "vi"),
        ("de,en", str(PERSON), "en"),
    ],
)
async def test_the_language_of_an_answer(serve: Serve, accept: str | None, person: str | None, locale: str):
    headers = {} if accept is None else {"accept-language": accept}
    async with serve(open_route, mine) as client:
        client.headers.pop("accept-language", None)
        answer = await client.get("/open", headers=headers | ({"x-person": person} if person else {}))
        refused = await client.get("/mine", headers=headers)
    assert answer.json()["locale"] == locale
    if person is None:
        assert refused.json()["title"] == {"vi": "Vui lòng đăng nhập", "en": "Please sign in"}[locale]


async def test_long_answers_are_compressed_and_short_ones_are_not(serve: Serve):
    async with serve(long, open_route) as client:
        long_one = await client.get("/long", headers={"accept-encoding": "gzip"})
        short = await client.get("/open", headers={"accept-encoding": "gzip"})
        plain = await client.get("/long", headers={"accept-encoding": "identity"})
    assert long_one.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in short.headers
    assert "content-encoding" not in plain.headers
    assert long_one.json() == plain.json() == list(range(1000))


@pytest.mark.parametrize(
    ("forwarded", "trusted", "expected"),
    [
        ("203.0.113.9", "", "127.0.0.1"),
        ("198.51.100.1, 203.0.113.9", "127.0.0.0/8", "203.0.113.9"),
        ("203.0.113.9, 10.0.0.7", "127.0.0.0/8,10.0.0.0/8", "203.0.113.9"),
        ("", "127.0.0.0/8", "127.0.0.1"),
    ],
)
async def test_only_trusted_proxies_say_who_calls(
    database: Database, tmp_path, forwarded: str, trusted: str, expected: str
):
    settings = Settings.from_env({"ECOSYSTEM_TRUSTED_PROXIES": trusted, "ECOSYSTEM_VAR": str(tmp_path)})
    app = assemble(settings, database, api=[address])
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))  # type: ignore[arg-type]
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.get("/address", headers={"x-forwarded-for": forwarded})
    assert answer.text == expected


async def test_a_proxy_that_adds_a_line_of_its_own_is_believed_before_the_caller(
    database: Database, tmp_path
):
    settings = Settings.from_env({"ECOSYSTEM_TRUSTED_PROXIES": "127.0.0.1", "ECOSYSTEM_VAR": str(tmp_path)})
    app = assemble(settings, database, api=[address])
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))  # type: ignore[arg-type]
    forged = [("x-forwarded-for", "198.51.100.1"), ("x-forwarded-for", "203.0.113.9")]
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.get("/address", headers=forged)
    assert answer.text == "203.0.113.9"


async def test_each_request_is_one_line_without_personal_data(
    serve: Serve, capsys: pytest.CaptureFixture[str]
):
    async with serve(open_route, *health.ROUTES) as client:
        capsys.readouterr()
        logs.configure(log_format="json")
        await client.get("/open?q=secret", headers={"x-person": str(PERSON), "x-request-id": "r1"})
        await client.get("/health/live")
        await client.get("/unknown/place")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("GET", "/open", 200),
        ("GET", "(none)", 404),
    ]
    assert (lines[0]["person"], lines[0]["request_id"]) == (str(PERSON), "r1")
    assert not [line for line in lines if "secret" in str(line) or "Hoa" in str(line)]


async def test_health_tells_what_is_wrong(serve: Serve, database: Database):
    async with serve(plain=health.ROUTES) as client:
        alive = await client.get("/health/live")
        ready = await client.get("/health/ready")
        async with database.engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        behind = await client.get("/health/ready")
    assert alive.json() == {"status": "ok"}
    assert (ready.status_code, ready.json()) == (
        200,
        {"status": "ok", "checks": {"database": "ok", "migrations": "ok", "jobs": "ok"}},
    )
    assert (behind.status_code, behind.json()["checks"]["database"]) == (503, "ok")
    assert behind.json()["checks"]["migrations"].startswith("pending: 0002")


async def test_without_a_database_the_process_is_alive_but_not_ready(settings: Settings, tmp_path):
    nowhere = Database.from_url(f"postgresql+asyncpg://x@/x?host={tmp_path}")
    app = assemble(settings, nowhere, api=[], plain=health.ROUTES)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        assert (await client.get("/health/live")).status_code == 200
        ready = await client.get("/health/ready")
    assert (ready.status_code, ready.json()["checks"]["database"]) == (503, "no answer")
    await nowhere.dispose()
