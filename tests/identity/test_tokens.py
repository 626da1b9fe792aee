"""API tokens over HTTP: made, used, narrowed, revoked."""

from datetime import timedelta
from hashlib import sha256

import pytest

from ecosystem.directory.roles import EVERYBODY, held_by
from ecosystem.identity import tokens
from tests.people import MAI, OTHER, enter, sign_in, token_for
from tests.support import sql

BODY = {"label": "  Màn hình  ở xưởng ", "scopes": ["reservations:read", "account:manage"]}


def problem(answer):
    assert answer.headers["content-type"].startswith("application/problem+json")
    return answer.status_code, answer.json()["code"]


def bearer(token):
    return {"authorization": f"Bearer {token}"}


async def test_token_is_shown_once_and_stored_as_its_hash(client, database, database_url, clock):
    await enter(database)
    csrf = await sign_in(client)
    answer = await client.post("/api/tokens", json={**BODY, "expires_days": 30}, headers=csrf)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    secret = made.pop("token")
    assert secret.startswith("eco_")
    assert len(secret) == 47
    assert made == {
        "id": made["id"],
        "label": "Màn hình ở xưởng",
        "scopes": ["account:manage", "reservations:read"],
        "created_at": "2026-11-21T02:00:00Z",
        "last_used_at": None,
        "expires_at": "2026-12-21T02:00:00Z",
    }
    listed = await client.get("/api/tokens")
    assert listed.json() == {"items": [made], "next_cursor": None}
    (row,) = sql(database_url, "SELECT secret_hash FROM api_token")
    assert row["secret_hash"] == sha256(secret.encode()).digest()
    after = sql(database_url, "SELECT after FROM audit_entry WHERE action = 'token.created'")[0]["after"]
    assert secret not in after


async def test_token_works_everywhere_without_cookie_or_csrf(client, database, database_url):
    person = await enter(database)
    headers = await token_for(database, person, scopes=["account:manage"])
    answer = await client.patch("/api/me", json={"locale": "en"}, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["permissions"] == ["account:manage"]
    session = (await client.get("/api/session", headers=headers)).json()
    assert (session["person"]["email"], session["csrf_token"]) == (MAI, None)
    sql(database_url, "UPDATE person SET deactivated_at = now()")
    assert problem(await client.get("/api/me", headers=headers)) == (401, "invalid_token")


async def test_token_does_only_what_its_scopes_say(client, database):
    person = await enter(database, MAI, "admin")
    headers = await token_for(database, person, scopes=["reservations:read"])
    for method, path, body in (
        ("GET", "/api/me", None),
        ("PATCH", "/api/me", {"locale": "en"}),
        ("GET", "/api/sessions", None),
        ("GET", "/api/tokens", None),
        ("POST", "/api/tokens", BODY),
        ("DELETE", f"/api/tokens/{OTHER}", None),
        ("DELETE", f"/api/sessions/{OTHER}", None),
    ):
        answer = await client.request(method, path, json=body, headers=headers)
        assert problem(answer) == (403, "forbidden"), path


async def test_token_cannot_make_a_stronger_one(client, database, database_url):
    person = await enter(database, MAI, "admin")
    headers = await token_for(database, person, scopes=["tokens:manage", "quiz:take"])
    scopes = ["quiz:take", "people:manage", "account:manage"]
    answer = await client.post("/api/tokens", json={"label": "x", "scopes": scopes}, headers=headers)
    assert problem(answer) == (422, "scopes_refused")
    assert [(reason["code"], reason["params"]) for reason in answer.json()["reasons"]] == [
        ("scope_not_held", {"scope": "account:manage"}),
        ("scope_not_held", {"scope": "people:manage"}),
    ]
    assert len(sql(database_url, "SELECT 1 FROM api_token")) == 1
    answer = await client.post("/api/tokens", json={"label": "x", "scopes": ["quiz:take"]}, headers=headers)
    assert answer.status_code == 201


async def test_token_cannot_make_one_that_outlives_it(client, database, clock):
    await enter(database)
    body = {"label": "x", "scopes": ["tokens:manage"], "expires_days": 2}
    made = (await client.post("/api/tokens", json=body, headers=await sign_in(client))).json()
    client.cookies.clear()
    headers = {"authorization": f"Bearer {made['token']}"}
    ends = []
    for days in (None, 30, 1):
        answer = await client.post("/api/tokens", json={**body, "expires_days": days}, headers=headers)
        ends.append(answer.json()["expires_at"])
    assert ends == [made["expires_at"], made["expires_at"], "2026-11-22T02:00:00Z"]


async def test_scopes_that_do_not_exist_or_are_not_held_are_all_named(client, database, database_url):
    await enter(database, MAI, "student")
    csrf = await sign_in(client)
    scopes = ["quiz:take", "people:manage", "fly:moon", "reservations:manage"]
    headers = {**csrf, "accept-language": "en"}
    answer = await client.post("/api/tokens", json={"label": "x", "scopes": scopes}, headers=headers)
    assert problem(answer) == (422, "scopes_refused")
    assert [(reason["code"], reason["message"]) for reason in answer.json()["reasons"]] == [
        ("unknown_scope", "There is no scope “fly:moon”"),
        ("scope_not_held", "You do not hold “people:manage” yourself, so a token cannot have it"),
        ("scope_not_held", "You do not hold “reservations:manage” yourself, so a token cannot have it"),
    ]
    assert sql(database_url, "SELECT 1 FROM api_token") == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"label", "scopes"}),
        ({"label": "  ", "scopes": [], "expires_days": 0}, {"label", "scopes", "expires_days"}),
        ({"label": 1, "scopes": "all", "colour": "red"}, {"label", "scopes", "colour"}),
        (
            {"label": "x", "scopes": [1, "quiz:take", None], "expires_days": 1e9},
            {"scopes[0]", "scopes[2]", "expires_days"},
        ),
    ],
)
async def test_malformed_token_names_every_field(client, database, body, fields):
    await enter(database)
    csrf = await sign_in(client)
    answer = await client.post("/api/tokens", json=body, headers=csrf)
    assert problem(answer) == (400, "malformed")
    assert {error["field"] for error in answer.json()["errors"]} == fields


async def test_token_loses_what_its_owner_loses(client, database, database_url):
    person = await enter(database, MAI, "admin")
    headers = await token_for(database, person, scopes=["account:manage", "people:manage"])
    assert (await client.get("/api/me", headers=headers)).json()["permissions"] == [
        "account:manage",
        "people:manage",
    ]
    sql(database_url, "DELETE FROM role_grant")
    assert (await client.get("/api/me", headers=headers)).json()["permissions"] == ["account:manage"]


async def test_expired_revoked_and_foreign_tokens_are_refused(client, database, clock):
    person = await enter(database)
    headers = await token_for(database, person, scopes=["account:manage"])
    csrf = await sign_in(client)
    soon = (await client.post("/api/tokens", json={**BODY, "expires_days": 1}, headers=csrf)).json()
    clock.advance(timedelta(days=1, seconds=-1))
    client.cookies.clear()
    assert (await client.get("/api/me", headers=bearer(soon["token"]))).status_code == 200
    clock.advance(timedelta(seconds=1))
    for token in (
        soon["token"],
        "eco_unknown",
        "eco_" + "x" * 5000,
        "",
        "đ".encode().decode("latin-1"),
        "no prefix",
    ):
        for path in ("/api/me", "/api/session"):
            answer = await client.get(path, headers={"authorization": f"Bearer {token}".encode("latin-1")})
            assert problem(answer) == (401, "invalid_token")
            assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert (await client.get("/api/me", headers=headers)).status_code == 200


async def test_token_is_revoked_by_its_owner_only(client, database, database_url):
    mai = await enter(database)
    lan = await enter(database, "lan@lab.example", "admin", name="Lan")
    hers = await token_for(database, lan, scopes=["account:manage"])
    his = await token_for(database, mai, scopes=["account:manage"])
    rows = sql(database_url, "SELECT id FROM api_token ORDER BY id")
    csrf = await sign_in(client)
    for unseen in (rows[0]["id"], OTHER):
        answer = await client.delete(f"/api/tokens/{unseen}", headers=csrf)
        assert problem(answer) == (404, "not_found")
    assert [item["id"] for item in (await client.get("/api/tokens")).json()["items"]] == [str(rows[1]["id"])]
    assert (await client.delete(f"/api/tokens/{rows[1]['id']}", headers=csrf)).status_code == 204
    assert (await client.delete(f"/api/tokens/{rows[1]['id']}", headers=csrf)).status_code == 404
    assert (await client.get("/api/tokens")).json()["items"] == []
    assert problem(await client.get("/api/me", headers=his)) == (401, "invalid_token")
    assert (await client.get("/api/me", headers=hers)).json()["email"] == "lan@lab.example"


async def test_use_of_a_token_is_noted_at_most_every_five_minutes(client, database, database_url, clock):
    person = await enter(database)
    headers = await token_for(database, person, scopes=["account:manage"])
    noted = []
    for _ in range(4):
        await client.get("/api/me", headers=headers)
        noted.append(sql(database_url, "SELECT last_used_at FROM api_token")[0][0])
        clock.advance(timedelta(minutes=3))
    start = noted[0]
    assert noted == [start, start, start + timedelta(minutes=6), start + timedelta(minutes=6)]


async def test_other_schemes_are_left_to_the_proxy(client, database):
    await enter(database)
    await sign_in(client)
    answer = await client.get("/api/me", headers={"authorization": "Basic bWFpOnNlY3JldA=="})
    assert answer.status_code == 200


async def test_token_of_the_command_line_may_do_all_that_its_owner_may(database):
    person = await enter(database, MAI, "lab")
    issued = await database.transact(
        lambda session: tokens.create_token(session, person_id=person.id, label="command line")
    )
    assert issued.row.scopes == sorted(held_by(frozenset({"lab"})))
    assert issued.row.expires_at is None
    plain = await enter(database, "lan@lab.example", name="Lan")
    issued = await database.transact(
        lambda session: tokens.create_token(session, person_id=plain.id, label="command line")
    )
    assert issued.row.scopes == sorted(EVERYBODY)
