"""Enrolment: who may, in which order, what is offered to whom, and what nobody else sees."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.classes.enrolment import jobs, rules
from ecosystem.classes.enrolment.rules import Applicant, Offer, Party, Room
from tests.classes.lessons import a_child, a_class
from tests.directory.test_family import LAM, MY, as_person
from tests.directory.world import World
from tests.identity.test_joining import problem
from tests.support import sql

DAY = date(2026, 12, 5)
NOW = datetime.fromisoformat("2026-11-21T02:00:00+00:00")
SCHOOLS = [UUID(int=number) for number in range(1, 4)]
SCHOOL = st.sampled_from([None, *SCHOOLS])


@st.composite
def rooms(draw: Any) -> Room:
    capacity = draw(st.integers(1, 12))
    kept = draw(st.dictionaries(st.sampled_from(SCHOOLS), st.integers(1, 4), max_size=3))
    if sum(kept.values()) > capacity:
        kept = {}
    taken = {school: draw(st.integers(0, places)) for school, places in kept.items()}
    taken[None] = draw(st.integers(0, capacity - sum(kept.values())))
    return Room(capacity, kept, taken)


@given(rooms(), st.lists(st.tuples(st.lists(SCHOOL, min_size=1, max_size=4), st.booleans()), max_size=8))
def test_promotion_never_overbooks_and_passes_nobody(
    room: Room, waiting: list[tuple[list[Any], bool]]
) -> None:
    parties = [Party(uuid4(), tuple(schools), fit) for schools, fit in waiting]
    chosen = dict(rules.promoted(room, parties))
    taken = dict(room.taken)
    for places in chosen.values():
        for place in places:
            taken[place] = taken.get(place, 0) + 1
    assert sum(taken.values()) <= room.capacity
    assert all(taken.get(school, 0) <= places for school, places in room.kept.items())
    assert taken.get(None, 0) <= room.capacity - sum(room.kept.values())
    assert all(party.fit for party in parties if party.order_id in chosen)
    # Whoever could go and was passed was passed by kept places only, of schools that none of them goes to.
    for number, party in enumerate(parties):
        if party.fit and party.order_id not in chosen:
            later = [one for one in parties[number + 1 :] if one.order_id in chosen]
            used = {place for one in later for place in chosen[one.order_id]}
            assert None not in used
            assert not used & set(party.schools)


@given(st.integers(0, 6), st.integers(0, 17))
def test_age_counts_on_the_first_day(years: int, days: int) -> None:
    born = date(2026 - 7 - years, 12, 5) + timedelta(days=days)
    offer = Offer(published=True, audience="pupils", first_day=DAY, starts_at=None, age_from=7, age_to=12)
    who = Applicant(person_id=uuid4(), born=born, child=True, minor=True, consented=True, assented=True)
    age = 7 + years - (1 if days > 0 else 0)
    codes = [one.code for one in rules.refusals(who, offer, NOW, NOW.date())]
    assert codes == ([] if 7 <= age <= 12 else ["too_young" if age < 7 else "too_old"])


def test_all_that_stands_against_it_is_named() -> None:
    offer = Offer(
        published=False,
        audience="teachers",
        first_day=DAY,
        starts_at=NOW,
        age_from=20,
        grade_from=6,
        prerequisites=frozenset({uuid4()}),
    )
    who = Applicant(person_id=uuid4(), born=date(2016, 3, 14), child=True, minor=True, grade=5, alive=True)
    assert [one.code for one in rules.refusals(who, offer, NOW, NOW.date())] == [
        "not_open",
        "begun",
        "enrolled_already",
        "not_for_pupils",
        "consent_missing",
        "prerequisite",
        "too_young",
        "other_grade",
    ]


@pytest.fixture
async def world(database, clock):
    world = await World(database).build()
    world.ids["lam"] = await world.person(LAM, name="Phạm Văn Lâm")
    world.ids["my"] = await world.person(MY, name="Đỗ Thị My")
    return world


@pytest.fixture
async def lam(client, world):
    async with as_person(client, LAM) as lam:
        yield lam


@pytest.fixture
async def my(client, world):
    async with as_person(client, MY) as my:
        yield my


async def enrol(
    client: httpx.AsyncClient, series: UUID, *children: UUID, waiting: bool = False
) -> httpx.Response:
    body = {"series_id": str(series), "person_ids": [str(child) for child in children], "waiting": waiting}
    return await client.post("/api/enrolments", json=body)


def states(answer: httpx.Response) -> list[str]:
    assert answer.is_success, answer.text
    return [item["state"] for item in answer.json()["items"]]


def letters(database_url: str) -> list[tuple[str, str]]:
    rows = sql(
        database_url,
        "SELECT recipient_address, facts ->> 'event' FROM notice WHERE template = 'enrolment' ORDER BY id",
    )
    return [(row[0], row[1]) for row in rows]


async def test_siblings_are_enrolled_together_or_wait_together(lam, my, world, database_url):
    series = await a_class(world, capacity=3, fee_amount=200_000, fee_currency="VND")
    an, binh = [await a_child(world, world.ids["lam"], name) for name in ("An", "Bình")]
    chi, dung = [await a_child(world, world.ids["my"], name) for name in ("Chi", "Dũng")]
    quoted = await lam.post(
        "/api/enrolments/quote", json={"series_id": str(series), "person_ids": [str(an), str(binh)]}
    )
    assert quoted.json() == {
        "price": {"amount": 400_000, "currency": "VND"},
        "reasons": [],
        "places_left": 3,
        "outcome": "enrolled",
    }
    first = await enrol(lam, series, an, binh)
    assert states(first) == ["enrolled", "enrolled"]
    assert {item["paid_state"] for item in first.json()["items"]} == {"to_pay_at_desk"}
    assert problem(await enrol(my, series, chi, dung)) == (409, "class_full")
    assert states(await enrol(my, series, chi, dung, waiting=True)) == ["waiting", "waiting"]
    # A smaller order does not pass those who wait.
    emil = await a_child(world, world.ids["lam"], "Em")
    assert states(await enrol(lam, series, emil, waiting=True)) == ["waiting"]
    gone = await lam.post(f"/api/enrolments/{first.json()['items'][0]['id']}/withdraw")
    assert gone.is_success
    mine = (await my.get("/api/enrolments")).json()["items"]
    assert {item["state"] for item in mine} == {"offered"}
    assert {item["offer_expires_at"] for item in mine} == {"2026-11-23T02:00:00Z"}
    taken = await my.post(f"/api/enrolments/{mine[0]['id']}/accept")
    assert states(taken) == ["enrolled", "enrolled"]
    assert letters(database_url) == [
        (LAM, "enrolled"),
        (MY, "waiting"),
        (LAM, "waiting"),
        (LAM, "withdrawn"),
        (MY, "offered"),
        (MY, "enrolled"),
    ]
    assert sql(database_url, "SELECT count(*) FROM enrolment WHERE state = 'enrolled'")[0][0] == 3


async def test_every_reason_is_named_for_every_child(lam, world):
    series = await a_class(world, age_from=11, grade_from=6)
    an = await a_child(world, world.ids["lam"], "An", consented=False)
    binh = await a_child(world, world.ids["lam"], "Bình", born=date(2014, 1, 1), grade=7)
    answer = await lam.post(
        "/api/enrolments",
        json={"series_id": str(series), "person_ids": [str(an), str(binh)]},
        headers={"accept-language": "en"},
    )
    assert problem(answer) == (422, "not_eligible")
    assert [(one["code"], one["params"]["person_id"]) for one in answer.json()["reasons"]] == [
        ("consent_missing", str(an)),
        ("too_young", str(an)),
        ("other_grade", str(an)),
    ]
    assert answer.json()["reasons"][1]["message"].startswith("On the first day An is 10")
    assert states(await enrol(lam, series, binh)) == ["enrolled"]
    assert problem(await enrol(lam, series, binh)) == (422, "not_eligible")


async def test_other_families_are_not_there(lam, my, world):
    series = await a_class(world)
    an = await a_child(world, world.ids["lam"], "An")
    assert problem(await enrol(my, series, an)) == (404, "not_found")
    mine = (await enrol(lam, series, an)).json()["items"][0]
    assert (await my.get("/api/enrolments")).json()["items"] == []
    for verb in ("withdraw", "accept"):
        assert problem(await my.post(f"/api/enrolments/{mine['id']}/{verb}")) == (404, "not_found")
    draft = await a_class(world, state="draft")
    assert problem(await enrol(lam, draft, an)) == (404, "not_found")


async def test_places_kept_for_a_school_are_given_to_its_pupils(lam, world):
    school = world.ids["org-a"]
    series = await a_class(world, capacity=3, kept={school: 2})
    others = [await a_child(world, world.ids["lam"], f"Khác {number}") for number in range(2)]
    own = [await a_child(world, world.ids["lam"], f"Nhà {number}", school=school) for number in range(3)]
    assert states(await enrol(lam, series, others[0])) == ["enrolled"]
    assert states(await enrol(lam, series, others[1], waiting=True)) == ["waiting"]
    # Those who wait can't have a kept place, so its pupils pass them.
    assert states(await enrol(lam, series, *own[:2])) == ["enrolled", "enrolled"]
    assert states(await enrol(lam, series, own[2], waiting=True)) == ["waiting"]


async def test_an_offer_that_nobody_takes_goes_to_the_next_who_may(
    lam, my, world, database, clock, database_url
):
    series = await a_class(world, capacity=1)
    an, binh, chi = [await a_child(world, world.ids["lam"], name) for name in ("An", "Bình", "Chi")]
    dung = await a_child(world, world.ids["my"], "Dũng")
    first = (await enrol(lam, series, an)).json()["items"][0]
    second = (await enrol(lam, series, binh, waiting=True)).json()["items"][0]
    await enrol(lam, series, chi, waiting=True)
    await enrol(my, series, dung, waiting=True)
    await lam.post(f"/api/enrolments/{first['id']}/withdraw")
    # Chi may not be enrolled when her turn comes: she is skipped and keeps her place in the list.
    sql(database_url, f"UPDATE child SET grade = NULL WHERE person_id = '{chi}'")
    sql(database_url, "UPDATE course SET grade_from = 1")
    await jobs.sweep(database)
    assert [row[0] for row in sql(database_url, "SELECT state FROM enrolment ORDER BY number")] == [
        "withdrawn",
        "offered",
        "waiting",
        "waiting",
    ]
    clock.advance(timedelta(hours=48))
    await jobs.sweep(database)
    await jobs.sweep(database)
    assert [row[0] for row in sql(database_url, "SELECT state FROM enrolment ORDER BY number")] == [
        "withdrawn",
        "expired",
        "waiting",
        "offered",
    ]
    async with as_person(lam, LAM) as later:
        assert problem(await later.post(f"/api/enrolments/{second['id']}/accept")) == (409, "offer_over")


async def test_withdrawn_consent_ends_every_enrolment_and_offers_the_place(lam, my, world, database_url):
    series = await a_class(world, capacity=1)
    an = await a_child(world, world.ids["lam"], "An")
    dung = await a_child(world, world.ids["my"], "Dũng")
    await enrol(lam, series, an)
    await enrol(my, series, dung, waiting=True)
    (consent,) = (await lam.get(f"/api/children/{an}")).json()["consents"]
    assert (await lam.post(f"/api/children/{an}/consents/{consent['id']}/withdraw")).is_success
    assert [item["state"] for item in (await lam.get("/api/enrolments")).json()["items"]] == ["withdrawn"]
    assert [item["state"] for item in (await my.get("/api/enrolments")).json()["items"]] == ["offered"]
    exported = (await lam.get(f"/api/children/{an}/export")).json()
    assert [one["state"] for one in exported["features"]["enrolments"]] == ["withdrawn"]


async def test_a_teacher_enrols_for_a_training_and_a_minor_does_not(lam, my, world, database_url):
    series = await a_class(world, audience="teachers")
    sql(database_url, f"UPDATE person SET birth_date = '2010-01-01' WHERE email = '{MY}'")
    assert states(await enrol(lam, series, world.ids["lam"])) == ["enrolled"]
    answer = await enrol(my, series, world.ids["my"])
    assert [one["code"] for one in answer.json()["reasons"]] == ["guardian_needed"]
