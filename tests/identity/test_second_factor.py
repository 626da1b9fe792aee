"""The second factor: set up with a code, asked for at sign-in, each code once, grace for staff."""

import asyncio
import re
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from ecosystem.identity import totp
from ecosystem.identity.rules import FACTORS_PER_ACCOUNT
from ecosystem.identity.sealing import Unsealable, Vault
from ecosystem.kernel import clock as kernel_clock
from tests.directory.world import World
from tests.identity.test_joining import Watch, problem
from tests.people import PASSWORD, sign_in, token_for
from tests.support import sql

LAB = "lab@lab.example"


@pytest.fixture
async def world(database, clock):
    world = await World(database).build()
    await world.person(LAB, "lab", "site-a", name="Võ Thành Đạt")
    return world


def code_of(secret: str) -> str:
    return totp.code_at(secret, kernel_clock.now())


async def set_up(client: httpx.AsyncClient, csrf: dict[str, str]) -> tuple[str, list[str]]:
    """The key and the recovery codes of a second factor of whoever is signed in."""
    answer = await client.post("/api/second-factor", json={"password": PASSWORD}, headers=csrf)
    assert answer.status_code == 200, answer.text
    secret = answer.json()["secret"]
    answer = await client.post("/api/second-factor/confirm", json={"code": code_of(secret)}, headers=csrf)
    assert answer.status_code == 200, answer.text
    return secret, answer.json()["codes"]


async def challenge(client: httpx.AsyncClient, email: str = LAB) -> str:
    """The challenge of a sign-in whose password was right."""
    client.cookies.clear()
    answer = await client.post("/api/session", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 202, answer.text
    assert "set-cookie" not in answer.headers
    return str(answer.json()["challenge"])


async def step(client: httpx.AsyncClient, asked: str, code: str) -> httpx.Response:
    return await client.post("/api/session/second-factor", json={"challenge": asked, "code": code})


async def test_set_up_and_sign_in_in_two_steps(client, world, database_url, clock):
    csrf = await sign_in(client, LAB)
    answer = await client.post("/api/second-factor", json={"password": "wrong guess"}, headers=csrf)
    assert problem(answer) == (422, "password_refused")
    answer = await client.post("/api/second-factor", json={"password": PASSWORD}, headers=csrf)
    begun = answer.json()
    assert begun["uri"].startswith("otpauth://totp/Ecosystem:lab%40lab.example?secret=")
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", begun["qr"]["path"])
    assert (await client.get("/api/second-factor")).json()["on"] is False
    for wrong in ("000000", "１２３４５６", "sáu số"):
        answer = await client.post("/api/second-factor/confirm", json={"code": wrong}, headers=csrf)
        assert problem(answer) == (422, "code_refused")
    body = {"code": f"{code_of(begun['secret'])[:3]} {code_of(begun['secret'])[3:]}"}
    answer = await client.post("/api/second-factor/confirm", json=body, headers=csrf)
    assert len(answer.json()["codes"]) == totp.RECOVERY_CODES
    state = (await client.get("/api/second-factor")).json()
    assert (state["on"], state["recovery_codes_left"]) == (True, 10)

    clock.advance(timedelta(seconds=30))
    asked = await challenge(client)
    assert (await client.get("/api/session")).json()["person"] is None
    answer = await step(client, asked, code_of(begun["secret"]))
    assert (answer.status_code, answer.json()["email"]) == (201, LAB)
    assert (await client.get("/api/me")).status_code == 200
    stored = "".join(
        str(dict(row))
        for table in ("second_factor", "recovery_code", "half_session", "notice", "audit_entry")
        for row in sql(database_url, f"SELECT * FROM {table}")
    )
    assert begun["secret"] not in stored
    assert asked not in stored
    subjects = [row["subject"] for row in sql(database_url, "SELECT subject FROM notice")]
    assert subjects == ["Xác thực hai bước"]


async def test_code_works_once_also_within_its_time(client, world, clock):
    secret, _ = await set_up(client, await sign_in(client, LAB))
    # The code that confirmed it was used, too.
    assert problem(await step(client, await challenge(client), code_of(secret))) == (401, "wrong_code")
    clock.advance(timedelta(seconds=30))
    code = code_of(secret)
    asked = [await challenge(client) for _ in range(4)]
    client.cookies.clear()
    answers = await asyncio.gather(*(step(client, one, code) for one in asked))
    assert sorted(answer.status_code for answer in answers) == [201, 401, 401, 401]
    clock.advance(timedelta(minutes=15))
    assert problem(await step(client, await challenge(client), code)) == (401, "wrong_code")


async def test_clock_may_be_off_by_one_step_but_never_backwards(client, world, clock):
    secret, _ = await set_up(client, await sign_in(client, LAB))
    early = totp.code_at(secret, kernel_clock.now() + timedelta(seconds=30))
    far = totp.code_at(secret, kernel_clock.now() + timedelta(seconds=60))
    assert problem(await step(client, await challenge(client), far)) == (401, "wrong_code")
    assert (await step(client, await challenge(client), early)).status_code == 201
    clock.advance(timedelta(seconds=30))
    assert problem(await step(client, await challenge(client), early)) == (401, "wrong_code")


async def test_recovery_codes_work_once_each_side_by_side(client, world, database_url):
    _, codes = await set_up(client, await sign_in(client, LAB))
    asked = [await challenge(client) for _ in range(4)]
    client.cookies.clear()
    answers = await asyncio.gather(*(step(client, one, codes[0].upper()) for one in asked))
    assert sorted(answer.status_code for answer in answers) == [201, 401, 401, 401]
    assert sql(database_url, "SELECT count(*) FROM recovery_code")[0][0] == 9
    body = sql(database_url, "SELECT body FROM notice ORDER BY id DESC LIMIT 1")[0]["body"]
    assert "Còn lại 9 mã" in body


async def test_wrong_used_and_unknown_are_told_the_same(client, world, monkeypatch, clock):
    await set_up(client, await sign_in(client, LAB))
    clock.advance(timedelta(minutes=15))
    watch = Watch(client, monkeypatch)
    asked = await challenge(client)

    async def work(one: str, code: str) -> tuple[Any, ...]:
        body = {"challenge": one, "code": code, "email": "-"}
        del body["email"]
        answer = await client.post("/api/session/second-factor", json=body)
        return problem(answer), answer.json()["title"], "set-cookie" in answer.headers

    assert await work(asked, "000000") == await work("x" * 43, "000000") == await work(asked, "abcd-efgh")
    assert watch.hashes == 0


async def test_guesses_at_a_code_are_limited_for_the_account(client, world, clock):
    secret, codes = await set_up(client, await sign_in(client, LAB))
    clock.advance(timedelta(minutes=15))
    # A fresh challenge is no fresh start.
    found = [
        (await step(client, await challenge(client), "000000")).status_code
        for _ in range(FACTORS_PER_ACCOUNT + 1)
    ]
    assert found == [401] * FACTORS_PER_ACCOUNT + [429]
    answer = await step(client, await challenge(client), code_of(secret))
    assert problem(answer) == (429, "too_many_tries")
    clock.advance(timedelta(minutes=15))
    assert (await step(client, await challenge(client), codes[3])).status_code == 201


async def test_challenge_lasts_five_minutes_and_ends_with_the_password(client, world, clock, database_url):
    secret, _ = await set_up(client, await sign_in(client, LAB))
    asked = await challenge(client)
    clock.advance(timedelta(minutes=5))
    assert problem(await step(client, asked, code_of(secret))) == (401, "wrong_code")
    asked = await challenge(client)
    await client.post("/api/password-resets", json={"email": LAB})
    body = sql(database_url, "SELECT body FROM notice ORDER BY id DESC LIMIT 1")[0]["body"]
    token = re.findall(r"/dat-lai/(\S+)$", body, re.MULTILINE)[0]
    new = {"token": token, "password": "một câu hoàn toàn khác"}
    assert (await client.post("/api/password-resets/confirm", json=new)).status_code == 204
    assert problem(await step(client, asked, code_of(secret))) == (401, "wrong_code")
    answer = await client.post("/api/session", json={"email": LAB, "password": new["password"]})
    assert answer.status_code == 202


async def test_switching_off_wants_password_and_code(client, world, clock):
    secret, codes = await set_up(client, await sign_in(client, LAB))
    clock.advance(timedelta(seconds=30))
    answer = await step(client, await challenge(client), code_of(secret))
    csrf = {"x-csrf-token": answer.json()["csrf_token"]}

    async def remove(password: str, code: str) -> tuple[int, str]:
        body = {"password": password, "code": code}
        answer = await client.post("/api/second-factor/remove", json=body, headers=csrf)
        return (204, "") if answer.status_code == 204 else problem(answer)

    assert await remove("wrong", codes[0]) == (422, "password_refused")
    assert await remove(PASSWORD, "000000") == (422, "code_refused")
    body = {"password": PASSWORD, "code": codes[0]}
    fresh = await client.post("/api/second-factor/recovery-codes", json=body, headers=csrf)
    assert set(fresh.json()["codes"]).isdisjoint(codes)
    assert await remove(PASSWORD, codes[1]) == (422, "code_refused")
    assert await remove(PASSWORD, fresh.json()["codes"][0]) == (204, "")
    assert await remove(PASSWORD, fresh.json()["codes"][1]) == (409, "second_factor_off")
    client.cookies.clear()
    await sign_in(client, LAB)


async def test_tokens_work_without_it_and_do_not_touch_it(client, world, database, database_url):
    await set_up(client, await sign_in(client, LAB))
    (person,) = sql(database_url, f"SELECT id FROM person WHERE email = '{LAB}'")

    class Owner:
        id = person["id"]

    header = await token_for(database, Owner)  # type: ignore[arg-type]
    client.cookies.clear()
    assert (await client.get("/api/people", headers=header)).status_code == 200
    for path, body in (("", {"password": PASSWORD}), ("/confirm", {"code": "000000"})):
        answer = await client.post(f"/api/second-factor{path}", json=body, headers=header)
        assert answer.status_code == 403


async def test_staff_rest_after_the_grace_until_it_is_set_up(client, world, clock, database_url):
    await world.person("admin@lab.example", "admin")
    await world.person("student@lab.example", "student", "org-a")
    csrf = await sign_in(client, "admin@lab.example")
    path = f"/api/second-factor-rules/region/{world.ids['region']}"
    assert (await client.get(path)).json()["required"] is False
    answer = await client.put(path, json={"required": True, "grace_days": 7}, headers=csrf)
    assert (answer.status_code, answer.json()["staff_count"], answer.json()["without_count"]) == (200, 2, 2)
    csrf = await sign_in(client, LAB)
    me = (await client.get("/api/me")).json()
    assert me["second_factor_due_at"] == "2026-11-28T02:00:00Z"
    assert (await client.get("/api/people")).status_code == 200
    clock.advance(timedelta(days=7))
    assert problem(await client.get("/api/people")) == (403, "second_factor_missing")
    assert "people:read" not in (await client.get("/api/me")).json()["permissions"]
    body = {"label": "x", "scopes": ["people:read"]}
    assert problem(await client.post("/api/tokens", json=body, headers=csrf)) == (422, "scopes_refused")
    assert (await client.get("/api/my/organisations")).status_code == 200
    await set_up(client, csrf)
    assert (await client.get("/api/people")).status_code == 200
    assert (await client.get("/api/me")).json()["second_factor_due_at"] is None
    await sign_in(client, "student@lab.example")
    assert (await client.get("/api/me")).json()["second_factor_due_at"] is None
    entry = sql(database_url, "SELECT before, after FROM audit_entry WHERE action = 'second_factor_rule.set'")
    assert len(entry) == 1


async def test_rule_of_an_organisation_is_for_its_own_staff(client, world, clock):
    await world.person("loan@lab.example", "manager", "org-a", name="Loan")
    await world.person("nga@lab.example", "manager", "org-b", name="Nga")
    csrf = await sign_in(client, "loan@lab.example")
    body = {"required": True, "grace_days": 0}
    for place, status in (("org-b", 404), ("org-a", 200)):
        path = f"/api/second-factor-rules/organisation/{world.ids[place]}"
        assert (await client.put(path, json=body, headers=csrf)).status_code == status
    region = f"/api/second-factor-rules/region/{world.ids['region']}"
    assert (await client.put(region, json=body, headers=csrf)).status_code in (403, 404)
    assert problem(await client.get("/api/people")) == (403, "second_factor_missing")
    await sign_in(client, "nga@lab.example")
    assert (await client.get("/api/people")).status_code == 200


async def test_administrator_takes_off_a_lost_one(client, world, database_url):
    await set_up(client, await sign_in(client, LAB))
    (person,) = sql(database_url, f"SELECT id FROM person WHERE email = '{LAB}'")
    await world.person("admin@lab.example", "admin")
    await world.person("loan@lab.example", "manager", "org-a", name="Loan")
    path = f"/api/people/{person['id']}/second-factor/reset"
    csrf = await sign_in(client, "loan@lab.example")
    assert (await client.post(path, json={}, headers=csrf)).status_code == 403
    csrf = await sign_in(client, "admin@lab.example")
    assert (await client.get(f"/api/people/{person['id']}")).json()["second_factor"] is True
    body = {"reason": "Mất điện thoại"}
    assert (await client.post(path, json=body, headers=csrf)).status_code == 204
    assert (await client.post(path, json=body, headers=csrf)).status_code == 404
    (entry,) = sql(database_url, "SELECT reason FROM audit_entry WHERE action = 'second_factor.reset'")
    assert entry["reason"] == "Mất điện thoại"
    body = sql(database_url, "SELECT body FROM notice ORDER BY id DESC LIMIT 1")[0]["body"]
    assert "Quản trị viên" in body
    await sign_in(client, LAB)


async def test_nobody_takes_off_his_own_without_its_code(client, world):
    admin = await world.person("admin@lab.example", "admin")
    csrf = await sign_in(client, "admin@lab.example")
    await set_up(client, csrf)
    answer = await client.post(f"/api/people/{admin}/second-factor/reset", json={}, headers=csrf)
    assert problem(answer) == (422, "own_second_factor")
    assert (await client.get("/api/second-factor")).json()["on"] is True


def test_sealed_secret_opens_for_its_owner_and_key_only():
    vault, other = Vault("k" * 32), Vault("x" * 32)
    first, second = UUID(int=1), UUID(int=2)
    sealed = vault.seal("JBSWY3DPEHPK3PXP", owner=first)
    assert b"JBSWY" not in sealed
    assert vault.open(sealed, owner=first) == "JBSWY3DPEHPK3PXP"
    assert vault.seal("JBSWY3DPEHPK3PXP", owner=first) != sealed
    for keeper, asker in ((vault, second), (other, first)):
        with pytest.raises(Unsealable):
            keeper.open(sealed, owner=asker)


def test_code_is_that_of_the_standard():
    # RFC 6238, appendix B, in the six digits that apps show.
    secret = b32encode(b"12345678901234567890").decode()
    moments = {59: "287082", 1111111109: "081804", 20000000000: "353130"}
    assert {at: totp.code_at(secret, datetime.fromtimestamp(at, UTC)) for at in moments} == moments
