"""One's own details: read, changed under If-Match, audited; entering a person with a password."""

import pytest

from ecosystem.directory.errors import EmailTaken
from ecosystem.identity import service
from ecosystem.kernel.errors import Malformed
from tests.people import MAI, OTHER, PASSWORD, REGION, enter, sign_in
from tests.support import sql


def problem(answer):
    assert answer.headers["content-type"].startswith("application/problem+json")
    return answer.status_code, answer.json()["code"]


async def test_details_change_under_if_match_and_are_audited(client, database, database_url):
    person = await enter(database)
    await enter(database, "lan@lab.example", name="Lan")
    csrf = await sign_in(client)
    tag = (await client.get("/api/me")).headers["etag"]
    body = {"full_name": " Lê  Mai ", "locale": "en", "zone": "Europe/Amsterdam"}
    answer = await client.patch("/api/me", json=body, headers={**csrf, "if-match": tag})
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"v2"'
    me = answer.json()
    assert (me["full_name"], me["locale"], me["zone"], me["version"]) == (
        "Lê Mai",
        "en",
        "Europe/Amsterdam",
        2,
    )
    assert (await client.get("/api/me")).json() == me
    entry = sql(
        database_url,
        "SELECT actor_id, subject_id, before, after FROM audit_entry WHERE action = 'person.changed'",
    )
    assert [(row["actor_id"], row["subject_id"]) for row in entry] == [(person.id, person.id)]
    names = sql(database_url, "SELECT full_name FROM person ORDER BY id")
    assert [row[0] for row in names] == ["Lê Mai", "Lan"]

    answer = await client.patch("/api/me", json={"full_name": "Cũ"}, headers={**csrf, "if-match": tag})
    assert problem(answer) == (412, "version_moved")
    assert (await client.get("/api/me")).json() == me


async def test_wrong_details_are_all_named_in_the_askers_language(client, database, database_url):
    await enter(database)
    csrf = await sign_in(client)
    body = {"full_name": "", "locale": "fr", "zone": "Asia/Hue"}
    answer = await client.patch("/api/me", json=body, headers={**csrf, "accept-language": "en-GB"})
    assert problem(answer) == (400, "malformed")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("full_name", "name"),
        ("locale", "locale"),
        ("zone", "zone"),
    ]
    assert (
        answer.json()["errors"][2]["message"]
        == "There is no such time zone; one that exists is Asia/Ho_Chi_Minh"
    )
    answer = await client.patch("/api/me", json=body, headers=csrf)
    assert answer.json()["errors"][2]["message"].startswith("Không có múi giờ này")
    assert sql(database_url, "SELECT version FROM person")[0][0] == 1


@pytest.mark.parametrize(
    "body",
    [
        {"email": "other@lab.example"},
        {"roles": ["admin"]},
        {"id": "x", "version": 9},
        {"full_name": None},
        {"zone": 7},
        [],
    ],
)
async def test_nothing_else_can_be_changed(client, database, database_url, body):
    await enter(database)
    csrf = await sign_in(client)
    before = sql(database_url, "SELECT * FROM person")
    assert problem(await client.patch("/api/me", json=body, headers=csrf)) == (400, "malformed")
    assert sql(database_url, "SELECT * FROM person") == before


async def test_language_of_refusals_is_the_persons_unless_asked_otherwise(client, database):
    await enter(database)
    csrf = await sign_in(client)
    await client.patch("/api/me", json={"locale": "en"}, headers=csrf)
    csrf = {**csrf, "accept-language": "fr"}
    answer = await client.patch("/api/me", json={"zone": "Asia/Hue"}, headers=csrf)
    assert answer.json()["errors"][0]["message"].startswith("There is no such time zone")


async def test_weak_password_is_refused_with_all_reasons_and_nobody_is_entered(database, database_url):
    with pytest.raises(Malformed) as refusal:
        await database.transact(
            lambda session: service.create_person_with_password(
                session, email=MAI, full_name="Mai", password="aaa"
            )
        )
    assert [(error.field, error.code) for error in refusal.value.errors] == [
        ("password", "password_short"),
        ("password", "password_one_sign"),
    ]
    assert "at least 10 characters" in refusal.value.errors[0].message
    assert sql(database_url, "SELECT 1 FROM person") == []


async def test_second_person_with_an_address_is_refused_and_nothing_is_left(database, database_url):
    await enter(database, MAI, "student")
    with pytest.raises(EmailTaken):
        await database.transact(
            lambda session: service.create_person_with_password(
                session, email="MAI@lab.example", full_name="Giả", password=PASSWORD
            )
        )
    assert [row[0] for row in sql(database_url, "SELECT full_name FROM person")] == ["Lê Thị Mai"]
    assert len(sql(database_url, "SELECT 1 FROM credential")) == 1


async def test_roles_are_shown_with_the_names_of_their_places(client, database, database_url):
    words = '{"vi": "%s", "en": "%s"}'
    region, lab, team = words % ("Huế", "Hue"), words % ("Xưởng", "Workshop"), words % ("Đội", "Team")
    sql(
        database_url,
        "INSERT INTO region (id, slug, name, tagline, zone, currency, locale, version) "
        f"VALUES ('{REGION}', 'hue', '{region}', '{{}}', 'Asia/Ho_Chi_Minh', 'VND', 'vi', 1)",
        "INSERT INTO site (id, region_id, slug, kind, name, description, address, zone, search_key, version) "
        f"VALUES ('{OTHER}', '{REGION}', 'lab', 'fablab', '{lab}', '{{}}', '', 'Asia/Ho_Chi_Minh', '', 1)",
        "INSERT INTO organisation (id, slug, name, sector, search_key, version, created_at) "
        f"VALUES ('{OTHER}', 'team', '{team}', 'community', '', 1, now())",
    )
    await enter(database, MAI, "admin", "lab", "student", "founder")
    await sign_in(client)
    roles = (await client.get("/api/me")).json()["roles"]
    assert [(held["role"], held["scope_kind"], held["scope_name"]) for held in roles] == [
        ("admin", "region", {"vi": "Huế", "en": "Hue"}),
        ("lab", "site", {"vi": "Xưởng", "en": "Workshop"}),
        ("student", "organisation", {"vi": "Đội", "en": "Team"}),
        ("founder", "programme", None),
    ]
