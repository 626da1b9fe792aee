"""Invitations by letter: silent about accounts, once, and never more than the sender may give."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from ecosystem.identity.rules import INVITATIONS_PER_ACCOUNT
from ecosystem.kernel.db import Session
from tests.directory.world import World
from tests.identity.test_joining import Watch, problem
from tests.people import PASSWORD, sign_in
from tests.support import in_line, sql

LAN = "lan@moi.example"
NEW = "mưa rơi ngoài hiên"


@pytest.fixture
async def world(database, clock):
    world = await World(database).build()
    await world.person("loan@lab.example", "manager", "org-a", name="Huỳnh Kim Loan")
    return world


@pytest.fixture
async def csrf(client, world):
    return await sign_in(client, "loan@lab.example")


def wanted(world: World, place: str = "org-a", role: str | None = None, email: str = LAN) -> dict[str, Any]:
    kind, id_ = world.at(place)
    return {"email": email, "role": role, "scope_kind": kind, "scope_id": str(id_)}


def secret_of(database_url: str) -> str:
    """What stands at the end of the newest invitation's link."""
    row = sql(database_url, "SELECT body FROM notice WHERE key LIKE 'invitation:%' ORDER BY id DESC LIMIT 1")[
        0
    ]
    return str(re.findall(r"^http://testserver/moi/(\S+)$", row["body"], re.MULTILINE)[0])


async def invited(client: httpx.AsyncClient, csrf: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/api/invitations", json=body, headers=csrf)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def signs_up(client: httpx.AsyncClient, secret: str) -> httpx.Response:
    body = {"token": secret, "full_name": "Trần Thị Lan", "password": NEW}
    return await client.post("/api/invitations/sign-up", json=body)


async def test_from_the_letter_to_a_member(client, world, csrf, database_url):
    sent = await invited(client, csrf, wanted(world, email=" Lan@Moi.example "))
    assert (sent["email"], sent["state"], sent["scope_name"]["vi"]) == (LAN, "open", "Trường A")
    (letter,) = sql(database_url, "SELECT * FROM notice")
    assert (letter["recipient_address"], letter["recipient_name"]) == (LAN, "")
    assert letter["confidential"]
    assert "Huỳnh Kim Loan" in letter["body"]
    assert "Trường A" in letter["body"]
    secret = secret_of(database_url)
    client.cookies.clear()

    answer = await client.post("/api/invitations/read", json={"token": secret})
    assert answer.json() | {"expires_at": None} == {
        "email": LAN,
        "role": None,
        "scope_kind": "organisation",
        "scope_name": {"vi": "Trường A", "en": "School A"},
        "invited_by": "Huỳnh Kim Loan",
        "expires_at": None,
        "account": False,
    }
    answer = await signs_up(client, secret)
    assert (answer.status_code, answer.json()["email"]) == (200, LAN)
    assert answer.json()["organisations"] == [{"vi": "Trường A", "en": "School A"}]
    assert problem(await signs_up(client, secret)) == (422, "link_spent")
    answer = await client.post("/api/session", json={"email": LAN, "password": NEW})
    assert answer.status_code == 201
    mine = (await client.get("/api/my/organisations")).json()["items"]
    assert [(one["name"]["vi"], one["since"]) for one in mine] == [("Trường A", "2026-11-21")]
    actions = [row["action"] for row in sql(database_url, "SELECT action FROM audit_entry ORDER BY id")]
    assert actions[-3:] == ["person.created", "membership.set", "invitation.accepted"]


async def test_whoever_is_signed_in_takes_a_role_with_the_invited_account_only(
    client, world, csrf, database_url
):
    lan = await world.person(LAN)
    await world.person("nam@moi.example", name="Nam")
    await invited(client, csrf, wanted(world, "site-a", "lab"))
    secret = secret_of(database_url)
    assert (await client.post("/api/invitations/read", json={"token": secret})).json()["account"] is True
    assert problem(await signs_up(client, secret)) == (422, "account_there")
    body = {"token": secret}
    headers = await sign_in(client, "nam@moi.example")
    answer = await client.post("/api/invitations/accept", json=body, headers=headers)
    assert problem(answer) == (422, "other_address")
    headers = await sign_in(client, LAN)
    assert (await client.post("/api/invitations/accept", json=body, headers=headers)).status_code == 204
    answer = await client.post("/api/invitations/accept", json=body, headers=headers)
    assert problem(answer) == (422, "link_spent")
    rows = sql(database_url, f"SELECT role, scope_kind FROM role_grant WHERE person_id = '{lan}'")
    assert [tuple(row) for row in rows] == [("lab", "site")]
    assert "places:manage" in (await client.get("/api/me")).json()["permissions"]


async def test_link_used_side_by_side_joins_once(client, world, csrf, database_url):
    await invited(client, csrf, wanted(world, role="teacher"))
    secret = secret_of(database_url)
    client.cookies.clear()
    answers = await asyncio.gather(*(signs_up(client, secret) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422, 422, 422]
    counts = (
        "SELECT (SELECT count(*) FROM membership), (SELECT count(*) FROM role_grant WHERE role = 'teacher')"
    )
    assert tuple(sql(database_url, counts)[0]) == (1, 1)
    assert sql(database_url, f"SELECT count(*) FROM person WHERE email = '{LAN}'")[0][0] == 1


async def test_inviting_side_by_side_makes_one_invitation_and_one_letter(
    client, world, csrf, database, database_url
):
    """All of them look while the lock is held elsewhere, so none can have come after another was done."""
    letters = "SELECT count(*) FROM notice WHERE key LIKE 'invitation:%'"
    lock = f"hashtextextended('invitation {LAN} None {world.at('org-a')[1]}', 0)"

    async def send_meanwhile(session: Session) -> list[asyncio.Task[httpx.Response]]:
        await session.execute(text(f"SELECT pg_advisory_xact_lock({lock})"))
        sending = [
            asyncio.create_task(client.post("/api/invitations", json=wanted(world), headers=csrf))
            for _ in range(4)
        ]
        await in_line(database_url, len(sending))
        return sending

    answers = await asyncio.gather(*await database.transact(send_meanwhile))
    assert [answer.status_code for answer in answers] == [201] * 4
    (made,) = sql(database_url, "SELECT id FROM invitation")
    assert {answer.json()["id"] for answer in answers} == {str(made["id"])}
    assert sql(database_url, letters)[0][0] == 1
    assert (await invited(client, csrf, wanted(world)))["id"] == str(made["id"])
    assert sql(database_url, letters)[0][0] == 2


async def test_accepting_side_by_side_gives_once(client, world, csrf, database_url):
    await world.person(LAN)
    await invited(client, csrf, wanted(world))
    body = {"token": secret_of(database_url)}
    headers = await sign_in(client, LAN)
    answers = await asyncio.gather(
        *(client.post("/api/invitations/accept", json=body, headers=headers) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [204, 422, 422, 422, 422]
    taken = "SELECT count(*) FROM audit_entry WHERE action = 'invitation.accepted'"
    assert sql(database_url, taken)[0][0] == 1


async def test_inviting_never_says_whether_there_is_an_account(
    client, world, csrf, database_url, monkeypatch
):
    await world.person(LAN)
    watch = Watch(client, monkeypatch)
    client.headers.update(csrf)

    async def work(email: str):
        status, told, headers, hashes, statements = await watch.work(
            "/api/invitations", wanted(world, email=email)
        )
        told = re.sub(r'"(id|created_at|sent_at|expires_at)":"[^"]*"', "", told)
        headers.pop("etag", None)
        return status, told, headers, hashes, statements

    for email in ("warm@up.example", "warm@upp.example"):
        await work(email)
    known, new = await work(LAN), await work("new@moi.example")
    assert known == new
    assert (new[0], new[3]) == (201, 0)
    assert len(new[4]) > 5
    assert [statement for statement in new[4] if "credential" in statement] == []


CASES = [
    ("loan@lab.example", "site-a", "lab", 201),
    ("loan@lab.example", "site-b", "lab", 403),
    ("loan@lab.example", "org-b", None, 403),
    ("loan@lab.example", "org-a", "manager", 403),
    ("loan@lab.example", "region", "admin", 403),
    ("loan@lab.example", "org-a", "lab", 422),
    ("loan@lab.example", "site-a", None, 403),
    ("lab@lab.example", "site-a", "student", 201),
    ("lab@lab.example", "site-a", "lab", 403),
    ("lab@lab.example", "org-a", None, 403),
    ("teacher@lab.example", "org-a", None, 201),
    ("teacher@lab.example", "org-b", None, 403),
    ("teacher@lab.example", "org-a", "student", 403),
    ("admin@lab.example", "org-b", "manager", 201),
    ("admin@lab.example", "region", "admin", 201),
    ("student@lab.example", "org-a", None, 403),
]


async def test_nobody_invites_beyond_what_he_may_give(client, world, database_url):
    for email, held, where in (
        ("lab@lab.example", "lab", "site-a"),
        ("teacher@lab.example", "teacher", "org-a"),
        ("student@lab.example", "student", "org-a"),
        ("admin@lab.example", "admin", "region"),
    ):
        await world.person(email, held, where)
    found = []
    for number, (sender, place, role, _) in enumerate(CASES):
        headers = await sign_in(client, sender)
        body = wanted(world, place, role, f"somebody{number}@moi.example")
        found.append((await client.post("/api/invitations", json=body, headers=headers)).status_code)
    assert found == [case[3] for case in CASES]
    allowed = sum(case[3] == 201 for case in CASES)
    assert sql(database_url, "SELECT count(*) FROM notice")[0][0] == allowed


async def test_what_the_sender_may_give_is_looked_at_again(client, world, csrf, database_url):
    await invited(client, csrf, wanted(world, "site-a", "lab"))
    secret = secret_of(database_url)
    sql(database_url, "DELETE FROM role_grant WHERE role = 'manager'")
    client.cookies.clear()
    assert problem(await signs_up(client, secret)) == (422, "invitation_void")
    assert sql(database_url, f"SELECT count(*) FROM person WHERE email = '{LAN}'")[0][0] == 0
    assert sql(database_url, "SELECT count(*) FROM role_grant")[0][0] == 0


async def test_somebody_whose_account_was_closed_gives_nothing(client, world, csrf, database_url):
    await invited(client, csrf, wanted(world, "site-a", "lab"))
    secret = secret_of(database_url)
    sql(database_url, "UPDATE person SET deactivated_at = created_at WHERE email = 'loan@lab.example'")
    client.cookies.clear()
    assert problem(await signs_up(client, secret)) == (422, "invitation_void")
    assert sql(database_url, f"SELECT count(*) FROM person WHERE email = '{LAN}'")[0][0] == 0


async def test_resent_revoked_and_expired_links(client, world, csrf, database_url, clock):
    sent = await invited(client, csrf, wanted(world))
    first = secret_of(database_url)
    again = await invited(client, csrf, wanted(world))
    assert again["id"] == sent["id"]
    second = secret_of(database_url)
    path = f"/api/invitations/{sent['id']}"
    assert (await client.post(f"{path}/resend", headers=csrf)).status_code == 200
    third = secret_of(database_url)
    states = [
        (await client.post("/api/invitations/read", json={"token": secret})).status_code
        for secret in (first, second, third)
    ]
    assert states == [422, 422, 200]
    clock.advance(timedelta(days=7))
    assert problem(await client.post("/api/invitations/read", json={"token": third})) == (422, "link_spent")
    assert problem(await signs_up(client, third)) == (422, "link_spent")
    listed = (await client.get("/api/invitations")).json()["items"]
    assert [(one["state"], one["may_resend"]) for one in listed] == [("expired", True)]
    assert (await client.post(f"{path}/resend", headers=csrf)).status_code == 200
    assert (await client.delete(path, headers=csrf)).status_code == 204
    secret = secret_of(database_url)
    assert problem(await client.post("/api/invitations/read", json={"token": secret})) == (422, "link_spent")
    assert problem(await client.post(f"{path}/resend", headers=csrf)) == (422, "link_spent")
    for state, count in (("revoked", 1), ("open", 0), ("expired", 0), ("accepted", 0)):
        assert len((await client.get(f"/api/invitations?state={state}")).json()["items"]) == count


async def test_others_see_no_invitation_that_is_not_theirs(client, world, csrf):
    sent = await invited(client, csrf, wanted(world))
    await world.person("nga@lab.example", "manager", "org-b", name="Nga")
    headers = await sign_in(client, "nga@lab.example")
    assert (await client.get("/api/invitations")).json()["items"] == []
    assert (await client.delete(f"/api/invitations/{sent['id']}", headers=headers)).status_code == 404
    assert (await client.post(f"/api/invitations/{sent['id']}/resend", headers=headers)).status_code == 404


async def test_one_address_is_not_flooded(client, world, csrf, database_url):
    for _ in range(INVITATIONS_PER_ACCOUNT):
        await invited(client, csrf, wanted(world))
    answer = await client.post("/api/invitations", json=wanted(world), headers=csrf)
    assert problem(answer) == (429, "too_many_tries")
    assert sql(database_url, "SELECT count(*) FROM notice")[0][0] == INVITATIONS_PER_ACCOUNT


async def test_somebody_entered_before_without_a_password_gets_one_by_the_link(
    client, world, csrf, database_url
):
    sql(
        database_url,
        "INSERT INTO person (id, full_name, email, locale, zone, search_key, sort_key, version, created_at)"
        f" VALUES (gen_random_uuid(), 'Lan', '{LAN}', 'vi', 'Asia/Ho_Chi_Minh', 'lan', 'lan', 1, now())",
    )
    await invited(client, csrf, wanted(world))
    client.cookies.clear()
    assert (await signs_up(client, secret_of(database_url))).status_code == 200
    assert (await client.post("/api/session", json={"email": LAN, "password": NEW})).status_code == 201
    assert sql(database_url, f"SELECT count(*) FROM person WHERE email = '{LAN}'")[0][0] == 1
    assert PASSWORD != NEW


async def test_every_bad_field_of_an_invited_newcomer_is_named_and_spends_nothing(
    client, world, csrf, database_url
):
    await invited(client, csrf, wanted(world))
    secret = secret_of(database_url)
    client.cookies.clear()
    body = {"token": secret, "full_name": " ", "password": "ngắn", "birth_date": "1850-01-01"}
    answer = await client.post("/api/invitations/sign-up", json=body)
    assert problem(answer) == (400, "malformed")
    assert [error["field"] for error in answer.json()["errors"]] == ["full_name", "password", "birth_date"]
    assert (await signs_up(client, secret)).status_code == 200
