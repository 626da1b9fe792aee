"""Organisations, their codes, domains and requests: who joins how, and who sees whom."""

import asyncio
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from ecosystem.directory.rules import domain_fault, is_minor, new_code, normal_code, shown_code
from ecosystem.identity.rules import CODES_PER_ACCOUNT
from tests.directory.world import World
from tests.identity.test_joining import problem
from tests.people import sign_in
from tests.support import sql

MAI, LOAN, ADMIN = "mai@lab.example", "loan@lab.example", "admin@lab.example"
EXPIRES = "2026-12-31T17:00:00Z"


@pytest.fixture
async def world(database, clock):
    world = await World(database).build()
    world.ids["mai"] = await world.person(MAI, name="Lê Thị Mai")
    world.ids["loan"] = await world.person(LOAN, "manager", "org-a", name="Huỳnh Kim Loan")
    world.ids["admin"] = await world.person(ADMIN, "admin", name="Bùi Đức Thịnh")
    return world


async def make_code(client: httpx.AsyncClient, world: World, **changes: Any) -> dict[str, Any]:
    csrf = await sign_in(client, LOAN)
    body = {"organisation_id": str(world.ids["org-a"]), "label": "K17", "approval": False} | changes
    answer = await client.post("/api/join-codes", json={"expires_at": EXPIRES} | body, headers=csrf)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def join(client: httpx.AsyncClient, code: str, email: str = MAI) -> httpx.Response:
    csrf = await sign_in(client, email)
    return await client.post("/api/my/organisations", json={"code": code}, headers=csrf)


def test_codes_are_read_however_they_are_typed() -> None:
    code = new_code()
    assert len(code) == 8
    assert not set(code) & set("01OIL")
    assert normal_code(f" {shown_code(code).lower()} ") == code
    assert normal_code("abcd – efgh") == "ABCDEFGH"


@pytest.mark.parametrize(
    ("domain", "code"),
    [
        ("truong.edu.vn", None),
        ("k12.truong.edu.vn", None),
        ("gmail.com", "domain_anybodys"),
        ("edu.vn", "domain_anybodys"),
        ("truong", "domain"),
        ("truong..vn", "domain"),
        ("-truong.vn", "domain"),
        ("trường.vn", "domain"),
        ("a" * 64 + ".vn", "domain"),
    ],
)
def test_domains_that_tell_who_belongs(domain: str, code: str | None) -> None:
    assert domain_fault(domain) == code


def test_minors_are_those_under_eighteen() -> None:
    assert is_minor(None, date(2026, 11, 21)) is None
    assert is_minor(date(2008, 11, 22), date(2026, 11, 21)) is True
    assert is_minor(date(2008, 11, 21), date(2026, 11, 21)) is False


async def test_code_makes_a_member_at_once_and_counts(client, world, database_url):
    code = await make_code(client, world, max_uses=1)
    answer = await join(client, code["code"].lower())
    assert answer.json() == {
        "organisation_id": str(world.ids["org-a"]),
        "name": {"vi": "Trường A", "en": "School A"},
        "member": True,
    }
    assert problem(await join(client, code["code"])) == (404, "code_spent")
    csrf = await sign_in(client, LOAN)
    (listed,) = (await client.get("/api/join-codes")).json()["items"]
    assert (listed["uses"], listed["state"], listed["code"]) == (1, "used_up", code["code"])
    members = f"/api/organisations/{world.ids['org-a']}/members"
    (member,) = (await client.get(members)).json()["items"]
    assert (member["full_name"], member["since"]) == ("Lê Thị Mai", "2026-11-21")
    path = f"{members}/{member['person_id']}/end"
    assert (await client.post(path, json={"reason": "Đã nghỉ"}, headers=csrf)).status_code == 204
    assert (await client.post(path, json={}, headers=csrf)).status_code == 404
    assert (await client.get(members)).json()["items"] == []
    again = await make_code(client, world)
    assert (await join(client, again["code"])).json()["member"] is True
    assert problem(await join(client, again["code"])) == (409, "already_member")
    assert sql(database_url, "SELECT sum(uses) FROM join_code")[0][0] == 2


async def test_codes_come_in_pages_of_which_none_is_lost(client, world):
    made = [await make_code(client, world, label=f"K{number}") for number in range(5)]
    found, path = [], f"/api/join-codes?organisation={world.ids['org-a']}&limit=2"
    after = ""
    for size in (2, 2, 1):
        page = (await client.get(path + after)).json()
        assert len(page["items"]) == size
        found += page["items"]
        after = f"&cursor={page['next_cursor']}"
    assert page["next_cursor"] is None
    assert [code["label"] for code in found] == [code["label"] for code in reversed(made)]
    assert problem(await client.get(f"{path}&cursor=none")) == (400, "malformed")


async def test_code_is_not_used_more_often_than_it_may(client, world, database_url):
    code = await make_code(client, world, max_uses=3)
    clients = []
    for number in range(8):
        email = f"p{number}@lab.example"
        await world.person(email, name=f"Người {number}")
        other = httpx.AsyncClient(transport=client._transport, base_url="http://testserver")
        other.headers.update(await sign_in(other, email))
        clients.append(other)
    answers = await asyncio.gather(
        *(one.post("/api/my/organisations", json={"code": code["code"]}) for one in clients)
    )
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [404] * 5
    assert sql(database_url, "SELECT count(*) FROM membership")[0][0] == 3
    for one in clients:
        await one.aclose()


async def test_one_person_joining_side_by_side_uses_a_code_once(client, world, database_url):
    code = await make_code(client, world)
    csrf = await sign_in(client, MAI)
    answers = await asyncio.gather(
        *(client.post("/api/my/organisations", json={"code": code["code"]}, headers=csrf) for _ in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    assert sql(database_url, "SELECT uses FROM join_code")[0][0] == 1


async def test_codes_that_do_not_work_are_told_the_same(client, world, clock):
    revoked, ended = await make_code(client, world), await make_code(client, world)
    csrf = await sign_in(client, LOAN)
    assert (await client.delete(f"/api/join-codes/{revoked['id']}", headers=csrf)).status_code == 204
    clock.advance(timedelta(days=45))
    told = {(await join(client, code)).text for code in (revoked["code"], ended["code"], "ABCD-EFGH")}
    assert len({text.split('"request_id"')[0] for text in told}) == 1
    assert "code_spent" in told.pop()


async def test_guesses_at_codes_are_limited(client, world):
    csrf = await sign_in(client, MAI)
    found = []
    for number in range(CODES_PER_ACCOUNT + 1):
        body = {"code": f"ABCD-EFG{number}"}
        found.append((await client.post("/api/my/organisations", json=body, headers=csrf)).status_code)
    assert found == [404] * CODES_PER_ACCOUNT + [429]


async def test_request_is_approved_or_refused_once_with_a_letter(client, world, database_url):
    code = await make_code(client, world, approval=True)
    assert (await join(client, code["code"])).json()["member"] is False
    assert (await join(client, code["code"])).json()["member"] is False
    (mine,) = (await client.get("/api/my/organisations")).json()["items"]
    assert mine["request_id"] is not None
    assert sql(database_url, "SELECT uses FROM join_code")[0][0] == 1

    csrf = await sign_in(client, LOAN)
    (asked,) = (await client.get("/api/membership-requests?state=pending")).json()["items"]
    assert (asked["full_name"], asked["source"]) == ("Lê Thị Mai", "code")
    path = f"/api/membership-requests/{asked['id']}/decision"
    answer = await client.post(path, json={"approve": False, "reason": " "}, headers=csrf)
    assert [error["field"] for error in answer.json()["errors"]] == ["reason"]
    bodies = [{"approve": True}, {"approve": False, "reason": "Không thuộc lớp này"}] * 3
    answers = await asyncio.gather(*(client.post(path, json=body, headers=csrf) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    state = next(answer.json()["state"] for answer in answers if answer.status_code == 200)
    members = sql(database_url, "SELECT count(*) FROM membership")[0][0]
    assert members == (state == "approved")
    (letter,) = sql(database_url, "SELECT recipient_address, body FROM notice")
    assert letter["recipient_address"] == MAI
    assert ("Không thuộc lớp này" in letter["body"]) == (state == "refused")


async def test_request_is_taken_back_by_its_owner_only(client, world):
    code = await make_code(client, world, approval=True)
    await join(client, code["code"])
    (mine,) = (await client.get("/api/my/organisations")).json()["items"]
    path = f"/api/my/organisations/requests/{mine['request_id']}"
    csrf = await sign_in(client, LOAN)
    assert (await client.delete(path, headers=csrf)).status_code == 404
    csrf = await sign_in(client, MAI)
    assert (await client.delete(path, headers=csrf)).status_code == 204
    assert (await client.get("/api/my/organisations")).json()["items"] == []
    csrf = await sign_in(client, LOAN)
    answer = await client.post(
        f"/api/membership-requests/{mine['request_id']}/decision", json={"approve": True}, headers=csrf
    )
    assert problem(answer) == (409, "already_decided")


async def test_confirmed_address_asks_where_its_organisation_wants_to_be_asked(client, world, database_url):
    csrf = await sign_in(client, ADMIN)
    path = f"/api/organisations/{world.ids['org-a']}"
    edit = csrf | {"if-match": (await client.get(path)).headers["etag"]}
    answer = await client.patch(path, json={"domain_joining": "approval"}, headers=edit)
    assert answer.status_code == 200
    client.cookies.clear()
    body = {"email": "lan@a.example", "full_name": "Lan", "password": "mưa rơi ngoài hiên"}
    await client.post("/api/sign-ups", json=body)
    letter = sql(database_url, "SELECT body FROM notice ORDER BY id DESC LIMIT 1")[0]["body"]
    token = letter.split("/xac-nhan/")[1].split()[0]
    answer = await client.post("/api/sign-ups/confirm", json={"token": token})
    assert (answer.json()["organisations"], answer.json()["requested"]) == (
        [],
        [{"vi": "Trường A", "en": "School A"}],
    )
    assert sql(database_url, "SELECT source FROM membership_request")[0]["source"] == "domain"


async def test_leaving(client, world, database_url):
    code = await make_code(client, world)
    await join(client, code["code"])
    csrf = await sign_in(client, MAI)
    path = f"/api/my/organisations/{world.ids['org-a']}"
    assert (await client.delete(path, headers=csrf)).status_code == 204
    assert (await client.delete(path, headers=csrf)).status_code == 404
    assert (await client.get("/api/my/organisations")).json()["items"] == []
    actions = [row["action"] for row in sql(database_url, "SELECT action FROM audit_entry ORDER BY id")]
    assert actions[-1] == "membership.ended"


async def test_organisation_is_entered_changed_and_deleted_by_the_region(client, world):
    csrf = await sign_in(client, ADMIN)
    body = {
        "name": {"vi": "Trường Mới", "en": "New School"},
        "sector": "academia",
        "domains": ["@Moi.edu.vn"],
    }
    made = (await client.post("/api/organisations", json=body, headers=csrf)).json()
    assert (made["slug"], made["domains"]) == ("truong-moi", ["moi.edu.vn"])
    path = f"/api/organisations/{made['id']}"
    bad = {"domains": ["gmail.com", "x"], "website": "ftp://x", "name": {"vi": " ", "en": "X"}}
    edit = csrf | {"if-match": '"v1"'}
    answer = await client.patch(path, json=bad, headers=edit)
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("name.vi", "name"),
        ("domains[0]", "domain_anybodys"),
        ("domains[1]", "domain"),
        ("website", "website"),
    ]
    longest = "https://truong.edu.vn/".ljust(200, "x")
    answer = await client.patch(path, json={"website": longest + "x"}, headers=edit)
    assert [error["field"] for error in answer.json()["errors"]] == ["website"]
    assert (await client.patch(path, json={"sector": "state"}, headers=csrf)).status_code == 428
    answer = await client.patch(path, json={"sector": "state"}, headers=edit)
    assert (answer.json()["sector"], answer.headers["etag"]) == ("state", '"v2"')
    assert (await client.patch(path, json={"sector": "academia"}, headers=edit)).status_code == 412
    taken = await client.post("/api/organisations", json=body, headers=csrf)
    assert problem(taken) == (409, "slug_taken")
    used = await client.delete(f"/api/organisations/{world.ids['org-a']}", headers=csrf)
    assert problem(used) == (409, "in_use")
    assert [reason["code"] for reason in used.json()["reasons"]] == ["roles", "sites"]
    assert (await client.delete(path, headers=csrf)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_manager_of_an_organisation_reaches_no_further(client, world):
    csrf = await sign_in(client, LOAN)
    own, other = (f"/api/organisations/{world.ids[place]}" for place in ("org-a", "org-b"))
    edit = csrf | {"if-match": '"v1"'}
    listed = (await client.get("/api/organisations")).json()["items"]
    assert [one["name"]["vi"] for one in listed] == ["Trường A"]
    assert (await client.get(own)).json()["may"] == [
        "members:invite",
        "members:manage",
        "organisations:manage",
    ]
    assert (await client.get(other)).status_code == 404
    assert (await client.patch(other, json={"website": None}, headers=edit)).status_code == 404
    assert (await client.get(f"{other}/members")).status_code == 404
    assert (await client.patch(own, json={"domains": ["x.vn"]}, headers=edit)).status_code == 403
    assert (await client.patch(own, json={"website": "https://a.example"}, headers=edit)).status_code == 200
    body = {"organisation_id": str(world.ids["org-b"]), "label": "x", "approval": False}
    answer = await client.post("/api/join-codes", json=body | {"expires_at": EXPIRES}, headers=csrf)
    assert answer.status_code == 404
    new = {"name": {"vi": "X", "en": "X"}, "sector": "state"}
    assert (await client.post("/api/organisations", json=new, headers=csrf)).status_code == 403
    for moment in ("2026-11-20T00:00:00Z", "2028-01-01T00:00:00Z"):
        late = body | {"organisation_id": str(world.ids["org-a"]), "expires_at": moment}
        answer = await client.post("/api/join-codes", json=late, headers=csrf)
        assert [error["field"] for error in answer.json()["errors"]] == ["expires_at"]


async def test_people_are_seen_by_those_who_answer_for_them(client, world, database_url):
    code = await make_code(client, world)
    await join(client, code["code"])
    sql(database_url, f"UPDATE person SET birth_date = '2010-05-04' WHERE email = '{MAI}'")
    await world.person("dat@lab.example", "lab", "site-a", name="Võ Thành Đạt")
    await world.person("nga@lab.example", "manager", "org-b", name="Nguyễn Thị Nga")
    seen = {}
    for email in (ADMIN, LOAN, "dat@lab.example", "nga@lab.example"):
        await sign_in(client, email)
        items = (await client.get("/api/people")).json()["items"]
        answer = await client.get(f"/api/people/{world.ids['mai']}")
        told = (answer.json()["minor"], answer.json()["birth_date"]) if answer.status_code == 200 else None
        seen[email] = ([one["full_name"] for one in items], told)
    everybody = ["Bùi Đức Thịnh", "Huỳnh Kim Loan", "Lê Thị Mai", "Nguyễn Thị Nga", "Võ Thành Đạt"]
    assert seen == {
        ADMIN: (everybody, (True, "2010-05-04")),
        LOAN: (["Huỳnh Kim Loan", "Lê Thị Mai", "Võ Thành Đạt"], (True, "2010-05-04")),
        "dat@lab.example": (["Lê Thị Mai", "Võ Thành Đạt"], (True, None)),
        "nga@lab.example": (["Nguyễn Thị Nga"], None),
    }


async def test_people_are_found_and_paged_without_diacritics(client, world):
    await sign_in(client, ADMIN)

    async def names(query: str) -> list[str]:
        return [one["full_name"] for one in (await client.get(f"/api/people?{query}")).json()["items"]]

    assert await names("q=mai le") == ["Lê Thị Mai"]
    assert await names("q=loan@lab") == ["Huỳnh Kim Loan"]
    assert await names("role=admin") == ["Bùi Đức Thịnh"]
    assert await names("active=false") == []
    first = (await client.get("/api/people?limit=2")).json()
    rest = (await client.get(f"/api/people?limit=2&cursor={first['next_cursor']}")).json()
    assert [one["full_name"] for one in first["items"] + rest["items"]] == await names("")
    assert rest["next_cursor"] is None


async def test_name_is_corrected_and_account_closed_by_administrators(client, world):
    csrf = await sign_in(client, ADMIN)
    path = f"/api/people/{world.ids['mai']}"
    edit = csrf | {"if-match": '"v1"'}
    body = {"full_name": "Lê Thị Mái", "active": False, "reason": "Nhầm người"}
    answer = await client.patch(path, json=body, headers=edit)
    assert (answer.json()["full_name"], answer.json()["active"]) == ("Lê Thị Mái", False)
    assert (await client.patch(path, json=body, headers=edit)).status_code == 412
    answer = await client.post("/api/session", json={"email": MAI, "password": "correct horse battery"})
    assert problem(answer) == (401, "wrong_credentials")


async def test_account_that_is_opened_again_asks_for_the_password(client, world, database_url):
    csrf = await sign_in(client, MAI)
    body = {"label": "x", "scopes": ["reservations:read"]}
    token = (await client.post("/api/tokens", json=body, headers=csrf)).json()["token"]
    kept = dict(client.cookies)
    client.cookies.clear()
    csrf = await sign_in(client, ADMIN)
    path = f"/api/people/{world.ids['mai']}"
    for version, active in (("v1", False), ("v2", True)):
        edit = csrf | {"if-match": f'"{version}"'}
        answer = await client.patch(path, json={"active": active}, headers=edit)
        assert answer.json()["active"] is active
    client.cookies.clear()
    client.cookies.update(kept)
    assert (await client.get("/api/session")).json()["person"] is None
    client.cookies.clear()
    bearer = {"authorization": f"Bearer {token}"}
    assert (await client.get("/api/my/organisations", headers=bearer)).status_code == 401
    await sign_in(client, MAI)
