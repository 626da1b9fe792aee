"""Who gives which role where: never what is not below one's own, nor beyond one's place."""

from uuid import UUID

import pytest

from ecosystem.directory import grants, policy
from ecosystem.directory.errors import LastAdministrator, OwnAccount
from ecosystem.directory.models import ROLES
from ecosystem.directory.policy import Place
from ecosystem.directory.roles import GIVES, PERMISSIONS
from ecosystem.kernel.actor import HeldRole
from tests.directory.world import World
from tests.people import sign_in
from tests.support import sql

REGION, ORG_A, ORG_B, SITE_A, SITE_B = (UUID(int=number) for number in range(1, 6))
PLACES = {
    "region": Place("region", REGION),
    "org-a": Place("organisation", ORG_A, ORG_A),
    "org-b": Place("organisation", ORG_B, ORG_B),
    "site-a": Place("site", SITE_A, ORG_A),
    "site-b": Place("site", SITE_B, ORG_B),
}
GUESTS = {"teacher", "mentor", "founder", "student"}
# Giver, where he holds his role, where he wants to give one: what he may give there.
CASES: list[tuple[str, str, str, set[str]]] = [
    ("admin", "region", "region", set(ROLES) - {"lab"}),
    ("admin", "region", "org-b", GUESTS | {"guardian", "manager"}),
    ("admin", "region", "site-b", GUESTS | {"guardian", "lab"}),
    ("manager", "region", "region", GUESTS | {"guardian"}),
    ("manager", "region", "site-a", GUESTS | {"guardian", "lab"}),
    ("manager", "org-a", "org-a", GUESTS | {"guardian"}),
    ("manager", "org-a", "site-a", GUESTS | {"guardian", "lab"}),
    ("manager", "org-a", "org-b", set()),
    ("manager", "org-a", "site-b", set()),
    ("manager", "org-a", "region", set()),
    ("lab", "site-a", "site-a", GUESTS),
    ("lab", "site-a", "site-b", set()),
    ("lab", "site-a", "org-a", set()),
    ("lab", "site-a", "region", set()),
    ("teacher", "org-a", "org-a", set()),
    ("mentor", "region", "org-a", set()),
    ("student", "org-a", "org-a", set()),
]


@pytest.mark.parametrize(("role", "held", "place", "givable"), CASES)
def test_roles_given_at_a_place(role: str, held: str, place: str, givable: set[str]) -> None:
    at = PLACES[held]
    giver = HeldRole(role, at.kind, at.id, PERMISSIONS[role])
    assert policy.givable([giver], PLACES[place]) == givable


def test_nobody_but_an_administrator_gives_more_than_he_holds() -> None:
    for role, given in GIVES.items():
        for other in given:
            assert PERMISSIONS[other] - {"members:invite", "invitations:send"} <= PERMISSIONS[role]
    assert [role for role, given in GIVES.items() if role in given] == ["admin"]


def test_membership_is_offered_by_those_of_the_organisation() -> None:
    def may(role: str, held: str, place: str) -> bool:
        at = PLACES[held]
        return policy.may_invite([HeldRole(role, at.kind, at.id, PERMISSIONS[role])], PLACES[place], None)

    assert may("teacher", "org-a", "org-a")
    assert may("manager", "org-a", "org-a")
    assert may("admin", "region", "org-b")
    assert not may("teacher", "org-a", "org-b")
    assert not may("lab", "site-a", "org-a")
    assert not may("student", "org-a", "org-a")
    assert not may("manager", "org-a", "site-a")


@pytest.fixture
async def world(database, clock):
    return await World(database).build()


async def test_giving_and_withdrawing_over_http(client, world, database_url):
    mai = await world.person("mai@lab.example", "student", "org-a")
    stranger = await world.person("xa@lab.example", "student", "org-b", name="Người Xa")
    await world.person("loan@lab.example", "manager", "org-a", name="Loan")
    csrf = await sign_in(client, "loan@lab.example")

    async def give(person: UUID, role: str, place: str):
        kind, id_ = world.at(place)
        body = {"person_id": str(person), "role": role, "scope_kind": kind, "scope_id": str(id_)}
        answer = await client.post("/api/roles", json=body, headers=csrf)
        return answer.status_code, answer.json().get("code", answer.json().get("id"))

    status, grant_id = await give(mai, "lab", "site-a")
    assert status == 201
    assert await give(mai, "lab", "site-b") == (403, "forbidden")
    assert await give(mai, "manager", "org-a") == (403, "forbidden")
    assert await give(mai, "admin", "region") == (403, "forbidden")
    assert await give(mai, "lab", "org-a") == (422, "role_not_there")
    assert await give(stranger, "teacher", "org-a") == (404, "not_found")
    places = (await client.get("/api/roles")).json()["items"]
    assert {place["name"]["vi"]: len(place["roles"]) for place in places} == {"Trường A": 5, "Xưởng A": 6}

    foreign = sql(database_url, f"SELECT id FROM role_grant WHERE person_id = '{stranger}'")[0]["id"]
    assert (await client.delete(f"/api/roles/{foreign}", headers=csrf)).status_code == 403
    assert (await client.delete(f"/api/roles/{grant_id}", headers=csrf)).status_code == 204
    assert (await client.delete(f"/api/roles/{grant_id}", headers=csrf)).status_code == 404
    trail = sql(database_url, f"SELECT action, after FROM audit_entry WHERE subject_id = '{mai}' ORDER BY id")
    assert [row["action"] for row in trail][-2:] == ["role.granted", "role.revoked"]


async def test_a_role_ends_in_the_future(client, world, database_url):
    mai = await world.person("mai@lab.example", "student", "org-a")
    await world.person("loan@lab.example", "manager", "org-a", name="Loan")
    csrf = await sign_in(client, "loan@lab.example")
    kind, id_ = world.at("site-a")
    body = {"person_id": str(mai), "role": "lab", "scope_kind": kind, "scope_id": str(id_)}
    for until in ("2026-11-21T01:59:59Z", "2026-11-21T09:00:00+07:00"):  # now is 09:00 there
        answer = await client.post("/api/roles", json={**body, "until": until}, headers=csrf)
        assert (answer.status_code, [fault["field"] for fault in answer.json()["errors"]]) == (400, ["until"])
    (held,) = sql(database_url, f"SELECT role FROM role_grant WHERE person_id = '{mai}'")
    assert held["role"] == "student"
    ahead = {**body, "until": "2026-11-21T09:00:01+07:00"}
    assert (await client.post("/api/roles", json=ahead, headers=csrf)).status_code == 201


async def test_the_last_administrator_stays(world, client, database_url):
    admin = await world.person("admin@lab.example", "admin")
    csrf = await sign_in(client, "admin@lab.example")
    (own,) = sql(database_url, f"SELECT id FROM role_grant WHERE person_id = '{admin}'")
    answer = await client.delete(f"/api/roles/{own['id']}", headers=csrf)
    assert (answer.status_code, answer.json()["code"]) == (422, LastAdministrator.code)
    second = await world.person("second@lab.example", "admin")
    path, edit = f"/api/people/{second}", {**csrf, "if-match": '"v1"'}
    assert (await client.patch(path, json={"active": False}, headers=edit)).status_code == 200
    answer = await client.delete(f"/api/roles/{own['id']}", headers=csrf)
    assert (answer.status_code, answer.json()["code"]) == (422, LastAdministrator.code)
    answer = await client.patch(f"/api/people/{admin}", json={"active": False}, headers=edit)
    assert (answer.status_code, answer.json()["code"]) == (422, OwnAccount.code)
    edit = {**csrf, "if-match": '"v2"'}
    assert (await client.patch(path, json={"active": True}, headers=edit)).status_code == 200
    assert (await client.delete(f"/api/roles/{own['id']}", headers=csrf)).status_code == 204


async def test_a_grant_that_ends_is_no_reason_to_let_the_last_one_go(world, database, database_url):
    first = await world.person("a@lab.example", "admin")
    second = await world.person("b@lab.example", "admin")

    async def keep(session):
        assert await grants.administers(session, first)
        await grants.keep_an_administrator(session, but=first)

    await database.transact(keep)
    sql(database_url, f"UPDATE role_grant SET until = '2026-12-01' WHERE person_id = '{second}'")
    with pytest.raises(LastAdministrator):
        await database.transact(keep)


async def test_an_administrator_for_a_while_does_not_close_the_last_one_for_good(world, client, database_url):
    first = await world.person("a@lab.example", "admin")
    second = await world.person("b@lab.example", "admin")
    sql(database_url, f"UPDATE role_grant SET until = '2026-12-01' WHERE person_id = '{first}'")
    csrf = await sign_in(client, "a@lab.example")
    path, edit = f"/api/people/{second}", {**csrf, "if-match": '"v1"'}
    answer = await client.patch(path, json={"active": False}, headers=edit)
    assert (answer.status_code, answer.json()["code"]) == (422, LastAdministrator.code)
    sql(database_url, "UPDATE role_grant SET until = NULL")
    assert (await client.patch(path, json={"active": False}, headers=edit)).status_code == 200
