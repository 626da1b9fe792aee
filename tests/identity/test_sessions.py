"""Signing in and out over HTTP, the cookie, the CSRF token, one's sessions."""

import asyncio
from datetime import timedelta
from hashlib import sha256
from http.cookies import SimpleCookie
from typing import Any

import httpx
import msgspec
import pytest
from argon2 import PasswordHasher

from ecosystem.app import create_app
from ecosystem.identity import jobs
from ecosystem.identity.passwords import outdated
from tests.people import MAI, OTHER, PASSWORD, enter, sign_in
from tests.support import sql

COOKIE = "ecosystem_session"
WRONG = {"email": MAI, "password": "wrong horse battery"}
RIGHT = {"email": MAI, "password": PASSWORD}


def problem(answer):
    assert answer.headers["content-type"].startswith("application/problem+json")
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(("demo", "status"), [(True, 201), (False, 401)])
async def test_demo_people_sign_in_in_demo_mode_only(settings, database, demo, status):
    await enter(database, "admin@demo.example", "admin")
    app: Any = create_app(msgspec.structs.replace(settings, demo=demo))
    transport = httpx.ASGITransport(app)
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        body = {"email": " Admin@Demo.example", "password": PASSWORD}
        assert (await client.post("/api/session", json=body)).status_code == status


def sessions(database_url):
    return sql(database_url, "SELECT * FROM login_session ORDER BY id")


async def test_sign_in_answers_me_and_sets_the_cookie(client, database, database_url, clock):
    person = await enter(database, MAI, "student", "lab")
    answer = await client.post(
        "/api/session",
        json={"email": " MAI@lab.example", "password": PASSWORD},
        headers={"user-agent": "x" * 900},
    )
    assert answer.status_code == 201
    me = answer.json()
    token = me.pop("csrf_token")
    assert me == {
        "id": str(person.id),
        "full_name": "Lê Thị Mai",
        "email": MAI,
        "locale": "vi",
        "zone": "Asia/Ho_Chi_Minh",
        "roles": [
            {"role": "student", "scope_kind": "organisation", "scope_id": str(OTHER), "scope_name": None},
            {"role": "lab", "scope_kind": "site", "scope_id": str(OTHER), "scope_name": None},
        ],
        "permissions": [
            "account:manage",
            "audit:read",
            "catalogue:manage",
            "classes:plan",
            "classes:teach",
            "data:export",
            "data:import",
            "family:manage",
            "invitations:send",
            "people:read",
            "places:manage",
            "qualifications:grant",
            "qualifications:read",
            "quiz:take",
            "reservations:create",
            "reservations:manage",
            "reservations:read",
            "roles:give",
            "statistics:read",
            "tokens:manage",
        ],
        "second_factor_due_at": None,
        "version": 1,
    }
    assert answer.headers["etag"] == '"v1"'
    assert answer.headers["cache-control"] == "no-store"
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"], cookie["domain"]) == (
        True,
        "lax",
        "/",
        "",
        "",
    )
    (row,) = sessions(database_url)
    assert row["secret_hash"] == sha256(cookie.value.encode()).digest()
    assert len(cookie.value) == 43
    assert (row["csrf_token"], row["user_agent"]) == (token, "x" * 300)
    answer = await client.get("/api/session")
    assert answer.json() == {"person": me, "csrf_token": token}


async def test_cookie_is_host_bound_and_secure_where_the_address_is_https(settings, database):
    await enter(database)
    app: Any = create_app(msgspec.structs.replace(settings, given_base_url="https://eco.example"))
    transport = httpx.ASGITransport(app)
    async with (
        app.lifespan(),
        httpx.AsyncClient(transport=transport, base_url="https://eco.example") as client,
    ):
        answer = await client.post("/api/session", json=RIGHT)
        header = answer.headers["set-cookie"]
        assert header.startswith("__Host-ecosystem_session=")
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(header.split("; "))
        assert "Domain" not in header
        assert (await client.get("/api/session")).json()["person"]["email"] == MAI


async def test_nobody_is_signed_in_without_a_cookie_and_no_statement_is_run(client, database_url):
    answer = await client.get("/api/session")
    assert (answer.status_code, answer.json()) == (200, {"person": None, "csrf_token": None})


async def test_session_is_not_fixed_by_a_cookie_that_was_there(client, database, database_url):
    await enter(database)
    client.cookies.set(COOKIE, "attackerchosen", domain="testserver")
    await sign_in(client)
    secrets = [cookie.value for cookie in client.cookies.jar if cookie.value]
    assert "attackerchosen" not in [row["secret_hash"] for row in sessions(database_url)]
    assert (await client.get("/api/session", headers={"cookie": f"{COOKIE}=attackerchosen"})).json()[
        "person"
    ] is None
    assert sha256(b"attackerchosen").digest() not in [row["secret_hash"] for row in sessions(database_url)]
    assert secrets


async def test_each_sign_in_makes_a_new_session_and_ends_the_one_it_replaces(client, database, database_url):
    await enter(database)
    csrf = await sign_in(client)
    before = client.cookies[COOKIE]
    again = await sign_in(client)
    after = client.cookies[COOKIE]
    assert before != after
    assert csrf != again
    first, second = sessions(database_url)
    assert (first["revoked_at"] is None, second["revoked_at"] is None) == (False, True)
    answer = await client.get("/api/me", headers={"cookie": f"{COOKIE}={before}"})
    assert problem(answer) == (401, "not_authenticated")


async def test_wrong_password_and_unknown_account_are_told_the_same(client, database, database_url):
    person = await enter(database)
    gone = await enter(database, "gone@lab.example", name="Đã nghỉ")
    sql(database_url, f"UPDATE person SET deactivated_at = now() WHERE id = '{gone.id}'")
    pupil = await enter(database, "pupil@lab.example", name="Em bé")
    sql(database_url, f"DELETE FROM credential WHERE person_id = '{pupil.id}'")
    answers = [
        await client.post("/api/session", json=tried)
        for tried in (
            WRONG,
            {"email": "nobody@lab.example", "password": PASSWORD},
            {"email": "gone@lab.example", "password": PASSWORD},
            {"email": "pupil@lab.example", "password": PASSWORD},
            {"email": "not an address", "password": PASSWORD},
            {"email": f"{MAI}\x00", "password": PASSWORD},
            {"email": "%", "password": PASSWORD},
        )
    ]
    documents = []
    for answer in answers:
        document = answer.json()
        document.pop("request_id")
        documents.append((answer.status_code, document))
        assert "set-cookie" not in answer.headers
        assert person.full_name not in answer.text
    assert documents[0][1]["code"] == "wrong_credentials"
    assert documents == [(401, documents[0][1])] * len(answers)
    assert sessions(database_url) == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"email", "password"}),
        ({"email": 1, "password": None}, {"email", "password"}),
        ({"email": "", "password": "", "remember": True}, {"email", "password", "remember"}),
        ({"email": "a" * 255, "password": "a" * 1025}, {"email", "password"}),
    ],
)
async def test_malformed_sign_in_names_every_field(client, body, fields):
    answer = await client.post("/api/session", json=body)
    assert problem(answer) == (400, "malformed")
    assert {error["field"] for error in answer.json()["errors"]} == fields


async def test_account_is_closed_to_guessing_for_a_while(client, database, clock):
    await enter(database)
    codes = [(await client.post("/api/session", json=WRONG)).status_code for _ in range(12)]
    assert codes == [401] * 10 + [429] * 2
    answer = await client.post("/api/session", json=RIGHT, headers={"accept-language": "en"})
    assert problem(answer) == (429, "too_many_tries")
    assert answer.headers["retry-after"] == "900"
    assert answer.json()["detail"] == "That was too many tries. Please try again in 15 min."
    clock.advance(timedelta(minutes=15))
    await sign_in(client)


async def test_right_password_opens_the_account_again_but_not_the_address(client, database, clock):
    await enter(database)
    codes = []
    for _ in range(6):
        codes += [(await client.post("/api/session", json=WRONG)).status_code for _ in range(9)]
        codes.append((await client.post("/api/session", json=RIGHT)).status_code)
    # 9 wrong ones stay counted of each round; the 51st try to be counted is one too many.
    assert codes == ([401] * 9 + [201]) * 5 + [401] * 5 + [429] * 5


async def test_class_signs_in_from_one_address(client, database, clock):
    await enter(database)
    assert [(await client.post("/api/session", json=RIGHT)).status_code for _ in range(60)] == [201] * 60


async def test_other_sites_cannot_sign_a_browser_in(client, database, database_url):
    await enter(database)
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://evil.testserver"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
    ):
        assert problem(await client.post("/api/session", json=RIGHT, headers=headers)) == (403, "cross_site")
    assert sessions(database_url) == []
    ours = {"sec-fetch-site": "same-origin", "origin": "http://testserver"}
    assert (await client.post("/api/session", json=RIGHT, headers=ours)).status_code == 201


async def test_unsafe_request_by_cookie_needs_the_csrf_token(client, database, database_url):
    await enter(database)
    csrf = await sign_in(client)
    for headers in ({}, {"x-csrf-token": ""}, {"x-csrf-token": "wrong"}, {"x-csrf-token": "đ"}):
        raw = {name: value.encode() for name, value in headers.items()}
        for method, path in (("PATCH", "/api/me"), ("DELETE", "/api/session"), ("POST", "/api/tokens")):
            answer = await client.request(method, path, json={"full_name": "Hacked"}, headers=raw)
            assert problem(answer) == (403, "csrf")
    assert sql(database_url, "SELECT full_name FROM person")[0][0] == "Lê Thị Mai"
    answer = await client.patch("/api/me", json={"full_name": "Mai"}, headers=csrf)
    assert answer.status_code == 200


async def test_sign_out_ends_the_session_and_takes_the_cookie_away(client, database):
    await enter(database)
    csrf = await sign_in(client)
    kept = client.cookies[COOKIE]
    answer = await client.delete("/api/session", headers=csrf)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert COOKIE not in client.cookies
    answer = await client.get("/api/session", headers={"cookie": f"{COOKIE}={kept}"})
    assert answer.json() == {"person": None, "csrf_token": None}
    assert (await client.delete("/api/session")).status_code == 204


async def test_session_slides_for_thirty_days_and_ends_after_ninety(client, database, database_url, clock):
    await enter(database)
    await sign_in(client)
    kept = {"cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    client.cookies.clear()

    async def alive():
        return (await client.get("/api/me", headers=kept)).status_code == 200

    for _ in range(3):
        clock.advance(timedelta(days=29))
        assert await alive()
    clock.advance(timedelta(days=2, hours=23))
    assert await alive()
    clock.advance(timedelta(hours=1))
    assert not await alive()


async def test_unused_session_ends_after_thirty_days(client, database, clock):
    await enter(database)
    await sign_in(client)
    clock.advance(timedelta(days=30))
    assert problem(await client.get("/api/me")) == (401, "not_authenticated")


async def test_use_is_noted_at_most_every_five_minutes(client, database, database_url, clock):
    await enter(database)
    await sign_in(client)
    start = sessions(database_url)[0]["last_seen_at"]
    noted = []
    for _ in range(6):
        clock.advance(timedelta(minutes=2))
        await client.get("/api/me")
        noted.append((sessions(database_url)[0]["last_seen_at"] - start) // timedelta(minutes=1))
    assert noted == [0, 0, 6, 6, 6, 12]


async def test_locked_session_row_does_not_hold_up_a_read(client, database, database_url, clock):
    """The note of use comes after the answer; a lock on the row delays nobody's page."""
    await enter(database)
    await sign_in(client)
    clock.advance(timedelta(minutes=6))
    answered = asyncio.Event()

    async def watch(message):
        if message["type"] == "http.response.body":
            answered.set()

    transport = client._transport
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/api/me",
        "raw_path": b"/api/me",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"testserver"), (b"cookie", f"{COOKIE}={client.cookies[COOKIE]}".encode())],
        "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
    }

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async with database.engine.begin() as other:
        await other.exec_driver_sql("SELECT 1 FROM login_session FOR UPDATE")
        task = asyncio.create_task(transport.app(scope, receive, watch))
        await asyncio.wait_for(answered.wait(), 20)
        assert not task.done()
    await asyncio.wait_for(task, 20)
    assert sessions(database_url)[0]["last_seen_at"] > sessions(database_url)[0]["created_at"]


async def test_deactivated_person_is_signed_out(client, database, database_url):
    person = await enter(database)
    await sign_in(client)
    sql(database_url, f"UPDATE person SET deactivated_at = now() WHERE id = '{person.id}'")
    assert problem(await client.get("/api/me")) == (401, "not_authenticated")
    assert (await client.get("/api/session")).json()["person"] is None


async def test_role_counts_until_it_ends(client, database, database_url, clock):
    await enter(database, MAI, "admin")
    end = clock.advance(timedelta(hours=1))
    sql(database_url, f"UPDATE role_grant SET until = '{end.isoformat()}'")
    clock.advance(timedelta(minutes=-1))
    await sign_in(client)
    assert "people:manage" in (await client.get("/api/me")).json()["permissions"]
    clock.advance(timedelta(minutes=1))
    me = (await client.get("/api/me")).json()
    assert me["roles"] == []
    assert "people:manage" not in me["permissions"]


async def test_sessions_are_ones_own_and_live_only(client, database, database_url, clock):
    await enter(database)
    await enter(database, "lan@lab.example", name="Lan")
    await sign_in(client, "lan@lab.example")
    client.cookies.clear()
    await sign_in(client)  # ends unused, below
    client.cookies.clear()
    clock.advance(timedelta(days=29))
    await sign_in(client)
    client.cookies.clear()
    clock.advance(timedelta(days=1))
    csrf = await sign_in(client)
    items = (await client.get("/api/sessions")).json()["items"]
    rows = sessions(database_url)
    assert [(item["id"], item["current"]) for item in items] == [
        (str(rows[3]["id"]), True),
        (str(rows[2]["id"]), False),
    ]
    assert items[0]["user_agent"].startswith("python-httpx")
    assert set(items[0]) == {
        "id",
        "created_at",
        "last_seen_at",
        "expires_at",
        "address",
        "user_agent",
        "current",
    }

    assert (await client.delete(f"/api/sessions/{items[1]['id']}", headers=csrf)).status_code == 204
    assert len((await client.get("/api/sessions")).json()["items"]) == 1
    for ended in (items[1]["id"], str(rows[1]["id"]), str(rows[0]["id"]), str(OTHER)):
        answer = await client.delete(f"/api/sessions/{ended}", headers=csrf)
        assert problem(answer) == (404, "not_found")
    assert rows[0]["revoked_at"] is None


async def test_old_hash_is_renewed_at_sign_in(client, database, database_url):
    person = await enter(database)
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    sql(database_url, f"UPDATE credential SET password_hash = '{old}' WHERE person_id = '{person.id}'")
    await sign_in(client)
    stored = sql(database_url, "SELECT password_hash FROM credential")[0][0]
    assert stored != old
    assert not outdated(stored)
    await sign_in(client)


async def test_sweep_removes_what_is_over_and_nothing_else(client, database, database_url, clock):
    await enter(database)
    await sign_in(client)
    client.cookies.clear()
    clock.advance(timedelta(days=40))
    await sign_in(client)
    client.cookies.clear()
    clock.advance(timedelta(days=21))
    await sign_in(client)
    for _ in range(2):
        await database.transact(jobs.sweep)
        assert len(sessions(database_url)) == 2
        assert sql(database_url, "SELECT count(*) FROM rate_counter")[0][0] == 1
