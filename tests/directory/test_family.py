"""Families: entering children, consent with its proof, second guardians, and who sees nothing."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.directory.family import rules
from ecosystem.directory.rules import is_minor
from ecosystem.kernel import hooks
from tests.directory.world import World
from tests.identity.test_joining import problem
from tests.people import sign_in
from tests.support import sql

LAM, MY, ADMIN, LOAN = "lam@lab.example", "my@lab.example", "admin@lab.example", "loan@lab.example"
HAN = {"full_name": "Phạm Gia Hân", "birth_date": "2017-03-14", "kind": "parent", "grade": 4}
TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))


@given(DAYS, DAYS)
def test_majority_is_the_first_day_of_not_being_a_minor(born: date, day: date) -> None:
    of_age = rules.majority_of(born)
    assert is_minor(born, of_age) is False
    assert is_minor(born, of_age - timedelta(days=1)) is True
    if day >= born:
        assert (rules.age_on(born, day) >= 18) == (day >= of_age)


@given(DAYS, st.integers(0, 12_000))
def test_age_grows_by_one_each_year(born: date, days: int) -> None:
    day = born + timedelta(days=days)
    assert 0 <= rules.age_on(born, day + timedelta(days=1)) - rules.age_on(born, day) <= 1
    assert rules.age_on(born, day) * 365.2425 <= days + 1.5


@pytest.mark.parametrize(
    ("number", "fits"),
    [("0901 234 567", True), ("+84 (0) 274-382", True), ("113", False), ("gọi mẹ", False), ("", False)],
)
def test_numbers_that_somebody_can_call(number: str, fits: bool) -> None:
    assert (rules.normal_phone(number) is not None) == fits


@pytest.fixture
async def world(database, clock):
    world = await World(database).build()
    world.ids["lam"] = await world.person(LAM, "guardian", name="Phạm Văn Lâm")
    world.ids["my"] = await world.person(MY, name="Đỗ Thị My")
    world.ids["admin"] = await world.person(ADMIN, "admin", name="Bùi Đức Thịnh")
    world.ids["loan"] = await world.person(LOAN, "manager", name="Huỳnh Kim Loan")
    return world


class Kept:
    """A feature that keeps something of children, and notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []

    async def withdrawn(self, session, *, actor, child_id, purpose):
        self.told.append(("withdrawn", purpose))

    async def changed(self, session, *, child_id):
        self.told.append(("changed",))

    async def data_of(self, session, *, child_id):
        return {"classes": ["one"]}


@pytest.fixture
def kept(monkeypatch):
    kept = Kept()
    monkeypatch.setattr(hooks, "keepers", [kept])
    return kept


async def add(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await client.post("/api/children", json=HAN | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def agree(
    client: httpx.AsyncClient, child: dict[str, Any], purpose: str, **changes: Any
) -> httpx.Response:
    said = {"purpose": purpose, "text_version": 1, "language": "vi", "child_assents": True}
    return await client.post(f"/api/children/{child['id']}/consents", json=said | changes)


@asynccontextmanager
async def as_person(client: httpx.AsyncClient, email: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=client._transport, base_url="http://testserver") as other:
        other.headers.update(await sign_in(other, email))
        yield other


@pytest.fixture
async def lam(client, world):
    async with as_person(client, LAM) as lam:
        yield lam


@pytest.fixture
async def my(client, world):
    async with as_person(client, MY) as my:
        yield my


def link_in(database_url: str) -> str:
    """The secret of the newest invitation."""
    body = sql(
        database_url, "SELECT body FROM notice WHERE key LIKE 'guardian-invitation:%' ORDER BY id DESC"
    )
    found = re.search(r"/gia-dinh/moi/([\w-]+)", body[0][0])
    assert found is not None
    assert HAN["full_name"] not in body[0][0]
    return found[1]


async def test_a_child_is_entered_with_nothing_consented_to(lam, world, database_url):
    school = str(world.ids["org-a"])
    child = await add(lam, school_id=school)
    assert (child["age"], child["of_age_on"], child["assent_wanted"]) == (9, "2035-03-14", True)
    assert child["school"] == {"id": school, "name": {"vi": "Trường A", "en": "School A"}}
    assert (child["consents"], child["care"], child["alias"]) == ([], None, None)
    assert [one["me"] for one in child["guardians"]] == [True]
    assert (await lam.get("/api/children")).json()["items"] == [child]
    assert problem(await lam.post("/api/children", json=HAN | {"full_name": "pham gia  hân"})) == (
        409,
        "child_there",
    )
    entered = sql(database_url, "SELECT email FROM person WHERE full_name = 'Phạm Gia Hân'")
    assert [row[0] for row in entered] == [None]
    (said,) = sql(database_url, "SELECT string_agg(coalesce(after::text, ''), '') FROM audit_entry")
    assert "Hân" not in said[0]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"birth_date": "2008-11-21"}, ["birth_date"]),
        ({"birth_date": "2026-11-22", "full_name": " "}, ["full_name", "birth_date"]),
        ({"school_id": "01970000-0000-7000-8000-000000000009"}, ["school_id"]),
    ],
)
async def test_what_is_wrong_with_a_child_is_named(lam, changes, fields):
    answer = await lam.post("/api/children", json=HAN | changes)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (400, fields)


async def test_who_is_under_age_is_no_guardian(lam, world, database_url):
    sql(database_url, "UPDATE person SET birth_date = '2010-01-01' WHERE email = 'lam@lab.example'")
    assert problem(await lam.post("/api/children", json=HAN)) == (422, "guardian_minor")


async def test_one_child_entered_twice_at_once_is_there_once(lam, database_url):
    answers = await asyncio.gather(*(lam.post("/api/children", json=HAN) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert sql(database_url, "SELECT count(*) FROM child")[0][0] == 1


async def test_the_same_child_of_another_family_is_told_to_the_first_only(lam, my, database_url):
    first = await add(lam)
    second = await add(my)
    assert first["id"] != second["id"]
    assert [len((await one.get("/api/children")).json()["items"]) for one in (lam, my)] == [1, 1]
    letters = sql(database_url, "SELECT recipient_address, body FROM notice WHERE key LIKE 'child-twin:%'")
    assert [letter[0] for letter in letters] == [LAM]
    assert "Hân" not in letters[0][1]
    assert "My" not in letters[0][1]


async def test_consent_is_proved(lam, kept, database_url):
    child = await add(lam)
    assert problem(await agree(lam, child, "enrolment", child_assents=False)) == (422, "assent_missing")
    assert problem(await agree(lam, child, "enrolment", text_version=2)) == (409, "text_moved")
    answer = await agree(lam, child, "enrolment")
    (given,) = answer.json()["consents"]
    assert (given["purpose"], given["text_version"], given["given_by"]) == ("enrolment", 1, "Phạm Văn Lâm")
    assert given["child_assent_at"] == given["given_at"] == "2026-11-21T02:00:00Z"
    assert problem(await agree(lam, child, "enrolment")) == (409, "consent_there")
    (row,) = sql(database_url, "SELECT channel, language, child_age, evidence::text FROM consent")
    assert tuple(row)[:3] == ("web", "vi", 9)
    assert re.search(r'"address_hash": "[0-9a-f]{64}"', row[3])
    assert kept.told == []


async def test_a_child_under_seven_need_not_agree(lam, database_url):
    small = await add(lam, birth_date="2019-11-22", full_name="Phạm Gia An")
    assert small["assent_wanted"] is False
    assert (await agree(lam, small, "photos", child_assents=False)).status_code == 201
    seven = await add(lam, birth_date="2019-11-21", full_name="Phạm Gia Bảo")
    assert problem(await agree(lam, seven, "photos", child_assents=False)) == (422, "assent_missing")


async def test_a_newer_text_leaves_what_was_given_and_says_so(lam, database_url):
    child = await add(lam)
    await agree(lam, child, "photos")
    sql(
        database_url, """INSERT INTO consent_text VALUES ('photos', 2, '{"vi": "Mới", "en": "New"}', now())"""
    )
    (given,) = (await lam.get(f"/api/children/{child['id']}")).json()["consents"]
    assert (given["text_version"], given["newer_text"]) == (1, True)
    texts = (await lam.get("/api/consent-texts")).json()["items"]
    assert [(one["purpose"], one["version"]) for one in texts] == [
        ("enrolment", 1),
        ("photos", 2),
        ("emergency_data", 1),
        ("calendar_alias", 1),
    ]


CARE = {"contact_name": "Phạm Văn Lâm", "contact_phone": "0901 234 567", "allergy_note": "Đậu phộng"}


async def test_withdrawal_empties_what_rested_on_it(lam, kept, database_url):
    child = await add(lam)
    path, match = f"/api/children/{child['id']}", {"if-match": '"v1"'}
    assert problem(await lam.put(f"{path}/care", json=CARE, headers=match)) == (422, "consent_missing")
    assert problem(await lam.patch(path, json={"alias": "Na"}, headers=match)) == (422, "consent_missing")
    for purpose in ("emergency_data", "calendar_alias"):
        assert (await agree(lam, child, purpose)).status_code == 201
    assert problem(await lam.put(f"{path}/care", json=CARE)) == (428, "version_wanted")
    kept_care = await lam.put(f"{path}/care", json=CARE, headers=match)
    assert kept_care.json()["care"]["allergy_note"] == "Đậu phộng"
    assert problem(await lam.patch(path, json={"alias": "Na"}, headers=match)) == (412, "version_moved")
    match = {"if-match": '"v2"'}
    assert problem(await lam.patch(path, json={"alias": "PHẠM gia Hân"}, headers=match)) == (
        422,
        "alias_tells_name",
    )
    named = (await lam.patch(path, json={"alias": "Bé Na"}, headers=match)).json()
    assert (named["alias"], named["version"]) == ("Bé Na", 3)
    for consent in named["consents"]:
        gone = await lam.post(f"{path}/consents/{consent['id']}/withdraw")
        assert gone.status_code == 200
        assert (await lam.post(f"{path}/consents/{consent['id']}/withdraw")).json() == gone.json()
    last = gone.json()
    assert (last["alias"], last["care"], last["consents"]) == (None, None, [])
    assert sql(database_url, "SELECT count(*) FROM child_care")[0][0] == 0
    # Told once each, however often it was asked.
    assert kept.told == [
        ("changed",),
        ("changed",),
        ("withdrawn", "emergency_data"),
        ("withdrawn", "calendar_alias"),
    ]
    assert (await agree(lam, child, "calendar_alias")).status_code == 201


async def test_a_feature_that_cannot_end_keeps_the_consent(lam, kept, monkeypatch, database_url):
    child = await add(lam)
    (consent,) = (await agree(lam, child, "enrolment")).json()["consents"]

    async def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(kept, "withdrawn", fails)
    path = f"/api/children/{child['id']}/consents/{consent['id']}/withdraw"
    assert (await lam.post(path)).status_code == 500
    assert [row[0] for row in sql(database_url, "SELECT withdrawn_at FROM consent")] == [None]


async def test_other_people_see_nothing_of_a_child(lam, my, client, world):
    child = await add(lam)
    (consent,) = (await agree(lam, child, "photos")).json()["consents"]
    path = f"/api/children/{child['id']}"
    asked = [
        ("GET", path, None),
        ("PATCH", path, {"grade": 5}),
        ("DELETE", path, None),
        ("PUT", f"{path}/care", CARE),
        ("GET", f"{path}/export", None),
        ("POST", f"{path}/leave", None),
        ("POST", f"{path}/consents", {"purpose": "enrolment", "text_version": 1, "language": "vi",
                                      "child_assents": True}),
        ("POST", f"{path}/consents/{consent['id']}/withdraw", None),
        ("POST", f"{path}/guardian-invitations", {"email": MY, "kind": "parent"}),
    ]  # fmt: skip
    async with as_person(client, ADMIN) as admin, as_person(client, LOAN) as loan:
        for other in (my, admin, loan):
            for method, where, body in asked:
                answer = await other.request(method, where, json=body, headers={"if-match": '"v1"'})
                assert answer.status_code == 404, (method, where)
            assert (await other.get("/api/children")).json()["items"] == []
        for staff in (admin, loan):
            found = [
                (await staff.get("/api/people", params={"q": "han"})).text,
                (await staff.get("/api/people/search", params={"q": "han"})).text,
                (await staff.get("/api/audit")).text,
                (await staff.get(f"/api/people/{child['id']}")).text,
            ]
            assert not [text for text in found if "Hân" in text]
        listed = await admin.post("/api/exports", json={"list": "people", "format": "csv"})
        assert "Bùi Đức Thịnh" in listed.text
        assert "Hân" not in listed.text
    assert (await lam.get(path)).status_code == 200


async def test_a_second_guardian_joins_by_invitation(lam, my, client, database_url, kept):
    child = await add(lam)
    path = f"/api/children/{child['id']}"
    invited = await lam.post(
        f"{path}/guardian-invitations", json={"email": " My@Lab.example", "kind": "parent"}
    )
    assert [one["email"] for one in invited.json()["invitations"]] == [MY]
    secret = {"token": link_in(database_url)}
    assert problem(await lam.post("/api/guardian-invitations/accept", json=secret)) == (422, "other_address")
    told = (await my.post("/api/guardian-invitations/read", json=secret)).json()
    assert (told["child_name"], told["invited_by"]) == ("Phạm Gia Hân", "Phạm Văn Lâm")
    answers = await asyncio.gather(
        *(my.post("/api/guardian-invitations/accept", json=secret) for _ in range(3))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422]
    (mine,) = (await my.get("/api/children")).json()["items"]
    assert [(one["full_name"], one["me"]) for one in mine["guardians"]] == [
        ("Phạm Văn Lâm", False),
        ("Đỗ Thị My", True),
    ]
    again = await lam.post(f"{path}/guardian-invitations", json={"email": MY, "kind": "parent"})
    assert problem(again) == (409, "guardian_there")
    # Either may withdraw what the other gave, and one may leave, not both.
    (consent,) = (await agree(lam, child, "photos")).json()["consents"]
    assert (await my.post(f"{path}/consents/{consent['id']}/withdraw")).status_code == 200
    leaving = await asyncio.gather(lam.post(f"{path}/leave"), my.post(f"{path}/leave"))
    assert sorted(answer.status_code for answer in leaving) == [204, 422]
    assert sum([len((await one.get("/api/children")).json()["items"]) for one in (lam, my)]) == 1


async def test_an_invitation_taken_back_opens_nothing(lam, my, database_url, clock):
    child = await add(lam)
    path = f"/api/children/{child['id']}/guardian-invitations"
    asked = (await lam.post(path, json={"email": MY, "kind": "parent"})).json()["invitations"][0]
    first = link_in(database_url)
    await lam.post(path, json={"email": MY, "kind": "legal_guardian"})
    second = link_in(database_url)
    read = "/api/guardian-invitations/read"
    assert problem(await my.post(read, json={"token": first})) == (422, "link_spent")
    assert (await my.post(read, json={"token": second})).json()["kind"] == "legal_guardian"
    assert (await lam.delete(f"{path}/{asked['id']}")).status_code == 204
    assert problem(await my.post(read, json={"token": second})) == (422, "link_spent")
    await lam.post(path, json={"email": MY, "kind": "parent"})
    clock.advance(timedelta(days=14))
    async with as_person(lam, MY) as later:
        late = await later.post(read, json={"token": link_in(database_url)})
    assert problem(late) == (422, "link_spent")


async def test_an_export_holds_everything_with_its_proof(lam, kept):
    child = await add(lam)
    (consent,) = (await agree(lam, child, "photos", language="en")).json()["consents"]
    await lam.post(f"/api/children/{child['id']}/consents/{consent['id']}/withdraw")
    answer = await lam.get(f"/api/children/{child['id']}/export")
    assert f'filename="child-{child["id"]}.json"' in answer.headers["content-disposition"]
    kept_of = answer.json()
    assert kept_of["person"]["full_name"] == "Phạm Gia Hân"
    (proof,) = kept_of["consents"]
    assert proof["text"].startswith("I agree")
    assert proof["withdrawn_at"] == "2026-11-21T02:00:00Z"
    assert kept_of["features"] == {"classes": ["one"]}


async def test_erasure_forgets_the_child_and_keeps_the_proof(lam, kept, database_url):
    answer = await lam.post("/api/children", json=HAN, headers={"idempotency-key": "add-1"})
    child = answer.json()
    await agree(lam, child, "emergency_data")
    await lam.put(f"/api/children/{child['id']}/care", json=CARE, headers={"if-match": '"v1"'})
    path = f"/api/children/{child['id']}"
    assert (await lam.delete(path)).status_code == 204
    assert kept.told == [("withdrawn", "emergency_data"), ("changed",)]
    assert (await lam.get(path)).status_code == 404
    assert (await lam.delete(path)).status_code == 404
    everything = str(
        [
            sql(database_url, f"SELECT t::text FROM {table} t")
            for table in ("person", "child", "child_care", "notice", "audit_entry", "idempotency_key")
        ]
    )
    assert not [word for word in ("Gia Hân", "gia han", "2017-03-14", "Đậu phộng") if word in everything]
    assert sql(database_url, "SELECT key FROM idempotency_key") == []
    assert sql(database_url, "SELECT count(*) FROM consent WHERE withdrawn_at IS NOT NULL")[0][0] == 1
    assert (await add(lam))["id"] != child["id"]


async def test_at_eighteen_nobody_answers_any_more(lam, clock, database_url):
    child = await add(lam, birth_date="2008-11-22")
    assert child["of_age_on"] == "2026-11-22"
    clock.advance(timedelta(hours=23))
    assert (await lam.get("/api/children")).json()["items"] == []
    assert (await lam.get(f"/api/children/{child['id']}")).status_code == 404
