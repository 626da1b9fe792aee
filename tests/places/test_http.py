"""The region, its sites and closures over HTTP."""

from datetime import date, time
from typing import Any
from uuid import UUID

import httpx
import pytest

from ecosystem.directory.models import Organisation, Person
from ecosystem.identity import service as identity
from ecosystem.identity.service import RoleAt
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from tests.conftest import Clock
from tests.people import token_for
from tests.support import sql
from tests.timetable.test_service import book
from tests.timetable.world import BOTH, NOW, World, at, claim

DAY_HOURS = [(day, *hours) for day in range(1, 8) for hours in ((time(8), time(12)), (time(13), time(17)))]


@pytest.fixture
async def world(database: Database) -> World:
    world = World(database)
    await world.region()
    return world


def iso(moment: Any) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


async def test_the_region_says_what_it_is(client: httpx.AsyncClient, world: World, clock: Clock) -> None:
    answer = await client.get("/api/region")
    assert answer.status_code == 200
    assert answer.json() == {
        "id": str(world.region_id),
        "name": BOTH,
        "tagline": BOTH,
        "zone": "Asia/Ho_Chi_Minh",
        "currency": "VND",
        "locale": "vi",
        "locales": ["vi", "en"],
        "demo": False,
        "now": iso(NOW),
    }


async def test_without_a_region_there_is_none(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/region")).status_code == 404
    assert (await client.get("/api/sites")).json() == {"items": [], "next_cursor": None}


async def test_a_site_says_whether_it_is_open_and_until_when(
    client: httpx.AsyncClient, world: World, clock: Clock
) -> None:
    day = await world.site(DAY_HOURS, slug="day")
    await world.site(slug="always")
    shut = await world.site(DAY_HOURS, slug="shut")
    await world.closure("site", shut, Interval(at(0), at(10)))
    await world.exception("site", day, date(2026, 11, 24))

    async def sites(hours: float, days: int = 0) -> dict[str, tuple[bool, str | None, str | None]]:
        clock.at(at(hours, days))
        items = (await client.get("/api/sites")).json()["items"]
        return {item["slug"]: (item["open_now"], item["opens_at"], item["closes_at"]) for item in items}

    always = (True, None, None)
    assert await sites(9) == {
        "day": (True, None, iso(at(12))),
        "shut": (False, iso(at(10)), None),
        "always": always,
    }
    lunch = (False, iso(at(13)), None)
    assert await sites(12) == {"day": lunch, "shut": lunch, "always": always}
    # Tuesday is an exception without hours, so Monday's evening waits for Wednesday.
    assert await sites(17) == {
        "day": (False, iso(at(8, 2)), None),
        "shut": (False, iso(at(8, 1)), None),
        "always": always,
    }


async def test_a_site_shows_its_hours_its_closures_and_who_runs_it(
    client: httpx.AsyncClient, world: World, clock: Clock
) -> None:
    organisation_id = new_id()
    await world.add(
        Organisation(
            id=organisation_id,
            slug="o",
            name=BOTH,
            sector="academia",
            search_key="",
            created_at=NOW,
            version=1,
        )
    )
    site = await world.site([(1, time(22), time(2))], organisation_id=organisation_id)
    await world.hours("site", site, [(2, time(8), time(9))], valid_until=date(2026, 11, 1))
    await world.closure("region", world.region_id, Interval(at(0), at(10)))
    await world.closure("site", site, Interval(at(0, 60), at(10, 60)))
    [item] = (await client.get("/api/sites")).json()["items"]
    assert item["organisation"] == {"id": str(organisation_id), "name": BOTH, "sector": "academia"}
    assert item["hours"] == [{"weekday": 1, "opens": "22:00", "closes": "02:00"}]
    assert item["closures"] == [{"starts_at": iso(at(0)), "ends_at": iso(at(10)), "reason": BOTH}]


async def holder(database: Database, *roles: RoleAt, email: str) -> dict[str, str]:
    async def work(session: Session) -> Person:
        return await identity.create_person_with_password(
            session, email=email, full_name="Lê An", password="correct horse battery", roles=list(roles)
        )

    return await token_for(database, await database.transact(work))


def closing(scope_kind: str, scope_id: UUID, start: float = 9, end: float = 10) -> dict[str, Any]:
    return {
        "scope_kind": scope_kind,
        "scope_id": str(scope_id),
        "starts_at": iso(at(start)),
        "ends_at": iso(at(end)),
        "reason": {"vi": "Bảo trì", "en": "Maintenance"},
    }


async def test_a_closure_is_added_replayed_refused_and_removed(
    client: httpx.AsyncClient, database: Database, database_url: str, world: World
) -> None:
    site = await world.site()
    machine = await world.resource(site)
    lab = await holder(database, RoleAt("lab", "site", site), email="lab@a.example")
    key = {**lab, "idempotency-key": "once"}
    made = await client.post("/api/closures", json=closing("site", site), headers=key)
    assert made.status_code == 201, made.text
    assert made.json() == {"id": made.json()["id"], "version": 1, **closing("site", site)}
    again = await client.post("/api/closures", json=closing("site", site), headers=key)
    assert again.json() == made.json()
    assert sql(database_url, "SELECT count(*) FROM closure")[0][0] == 1

    subject_id = new_id()
    await book(database, claim(machine, 11, 12), subject_id=subject_id)
    refused = await client.post("/api/closures", json=closing("resource", machine, 11, 13), headers=lab)
    assert refused.status_code == 409
    problem = refused.json()
    assert (problem["code"], [one["reservation_id"] for one in problem["items"]]) == (
        "impact",
        [str(subject_id)],
    )

    address = f"/api/closures/{made.json()['id']}"
    assert (await client.delete(address, headers=lab)).status_code == 204
    assert (await client.delete(address, headers=lab)).status_code == 404
    assert sql(database_url, "SELECT count(*) FROM closure")[0][0] == 0


async def test_closing_is_for_those_in_charge_of_the_place(
    client: httpx.AsyncClient, database: Database, database_url: str, world: World
) -> None:
    site, elsewhere = await world.site(), await world.site()
    nobody = await client.post("/api/closures", json=closing("site", site))
    student = await holder(database, email="student@a.example")
    stranger = await holder(database, RoleAt("lab", "site", elsewhere), email="lab@a.example")
    refused = [nobody] + [
        await client.post("/api/closures", json=closing(kind, scope_id), headers=who)
        for who, kind, scope_id in (
            (student, "site", site),
            (stranger, "site", site),
            (stranger, "region", world.region_id),
        )
    ]
    assert [answer.status_code for answer in refused] == [401, 403, 404, 404]
    closure = await world.closure("site", site, Interval(at(9), at(10)))
    assert (await client.delete(f"/api/closures/{closure}", headers=stranger)).status_code == 404
    assert sql(database_url, "SELECT count(*) FROM closure")[0][0] == 1


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"ends_at": iso(at(9))}, {"ends_at"}),
        ({"ends_at": iso(at(8))}, {"ends_at"}),
        ({"ends_at": "9999-12-31T00:00:00Z"}, {"ends_at"}),
        ({"starts_at": "2026-11-23T09:00:00", "scope_kind": "town"}, {"starts_at", "scope_kind"}),
        ({"colour": "red", "reason": {"vi": "", "en": "x"}}, {"colour", "reason.vi"}),
    ],
)
async def test_a_bad_closure_names_every_fault_and_stores_nothing(
    client: httpx.AsyncClient,
    database: Database,
    database_url: str,
    world: World,
    change: dict[str, Any],
    fields: set[str],
) -> None:
    site = await world.site()
    lab = await holder(database, RoleAt("lab", "site", site), email="lab@a.example")
    answer = await client.post("/api/closures", json={**closing("site", site), **change}, headers=lab)
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == fields
    assert sql(database_url, "SELECT count(*) FROM closure")[0][0] == 0
