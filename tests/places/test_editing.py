"""Sites and rooms over HTTP as staff set them up: scope, versions, every bad field, the trail."""

import asyncio

import pytest
from sqlalchemy import select

from ecosystem.places.locks import lock_sites
from ecosystem.places.models import Closure, Room
from tests.fablab.conftest import web, world  # noqa: F401 -- fixtures
from tests.fablab.world import words
from tests.support import in_line

HALL = {"name": words("Xưởng Bến Tre"), "kind": "fablab", "address": "12 Hùng Vương"}


@pytest.fixture
async def manager(web, world):  # noqa: F811
    return await web(await world.person("Hà", ("manager", "region", world.region_id)))


async def last(client, subject_id):
    answer = await client.get("/api/audit", params={"subject_id": str(subject_id)})
    return answer.json()["items"][0]


async def test_a_site_is_added_changed_and_told_of(manager):
    made = await manager.post("/api/sites", json={**HALL, "latitude": 10.24, "longitude": 106.37})
    assert made.status_code == 201, made.text
    site = made.json()
    assert (site["slug"], site["zone"], site["version"]) == ("xuong-ben-tre", "Asia/Ho_Chi_Minh", 1)
    again = await manager.post("/api/sites", json=HALL)
    assert again.json()["slug"] == "xuong-ben-tre-2"

    changed = await manager.patch(
        f"/api/sites/{site['id']}", json={"contact": " 0275 123 "}, headers={"if-match": '"v1"'}
    )
    assert (changed.status_code, changed.json()["contact"], changed.headers["etag"]) == (
        200,
        "0275 123",
        '"v2"',
    )
    entry = await last(manager, site["id"])
    assert (entry["action"], entry["changes"]) == (
        "site.changed",
        [{"field": "contact", "before": None, "after": "0275 123"}],
    )


async def test_every_bad_field_of_a_site_is_named(manager):
    bad = {
        **HALL, "name": {"vi": " ", "en": "x" * 201}, "address": "  ", "zone": "Nowhere/City",
        "latitude": 10.0, "organisation_id": "01934c2e-7d3a-7000-8000-0a1b2c3d4e5f",
    }  # fmt: skip
    answer = await manager.post("/api/sites", json=bad, headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert sorted((error["field"], error["code"]) for error in answer.json()["errors"]) == [
        ("address", "blank"),
        ("longitude", "missing"),
        ("name.en", "too_long"),
        ("name.vi", "blank"),
        ("organisation_id", "unknown_reference"),
        ("zone", "invalid_choice"),
    ]


async def test_an_edit_says_what_it_was_made_against(manager, world):  # noqa: F811
    path = f"/api/sites/{await world.site()}"
    assert (await manager.patch(path, json={"address": "A"})).status_code == 428
    assert (await manager.patch(path, json={"address": "A"}, headers={"if-match": '"v1"'})).status_code == 200
    lost = await manager.patch(path, json={"address": "B"}, headers={"if-match": '"v1"'})
    assert (lost.status_code, lost.json()["code"]) == (412, "version_moved")
    assert (await manager.get(path)).json()["address"] == "A"


async def test_a_lab_role_sets_up_its_own_site_only(web, world):  # noqa: F811
    own, other = await world.site("minh"), await world.site("khac")
    room = (await world.room(other), "P1")[0]
    lab = await web(await world.person("Lan", ("lab", "site", own)))
    match = {"if-match": '"v1"'}
    assert (await lab.patch(f"/api/sites/{own}", json={"address": "A"}, headers=match)).status_code == 200
    assert (await lab.patch(f"/api/sites/{other}", json={"address": "A"}, headers=match)).status_code == 404
    assert (await lab.patch(f"/api/rooms/{room}", json={"floor": "2"}, headers=match)).status_code == 404
    assert (await lab.delete(f"/api/rooms/{room}", headers=match)).status_code == 404
    new = {"site_id": str(other), "name": words("Phòng")}
    assert (await lab.post("/api/rooms", json=new)).status_code == 404
    assert (await lab.post("/api/rooms", json={**new, "site_id": str(own)})).status_code == 201
    assert (await lab.post("/api/sites", json=HALL)).status_code == 403


async def test_rooms_and_sites_go_out_of_use_once_nothing_stands_in_them(manager, world):  # noqa: F811
    site = await world.site()
    room = await world.room(site)
    machine = await world.machine(site, await world.category(), "Máy Epilog", room_id=room)
    match = {"if-match": '"v1"'}
    for path in (f"/api/rooms/{room}", f"/api/sites/{site}"):
        refused = await manager.patch(path, json={"retired": True}, headers=match)
        assert (refused.status_code, refused.json()["code"]) == (409, "in_use")
        assert refused.json()["items"] == [{"id": str(machine), "name": "Máy Epilog"}]
    assert (await manager.delete(f"/api/rooms/{room}", headers=match)).status_code == 409
    gone = await manager.patch(f"/api/resources/{machine}", json={"retired": True}, headers=match)
    assert gone.status_code == 200, gone.text
    assert (await manager.delete(f"/api/rooms/{room}", headers=match)).status_code == 409
    for path in (f"/api/rooms/{room}", f"/api/sites/{site}"):
        assert (await manager.patch(path, json={"retired": True}, headers=match)).status_code == 200
    assert (await manager.get("/api/sites")).json()["items"] == []
    assert (await manager.get("/api/rooms")).json()["items"] == []
    assert [s["id"] for s in (await manager.get("/api/sites?retired=true")).json()["items"]] == [str(site)]
    back = await manager.patch(f"/api/sites/{site}", json={"retired": False}, headers={"if-match": '"v2"'})
    assert back.json()["retired_at"] is None


async def test_an_empty_room_is_deleted_and_told_of(manager, world):  # noqa: F811
    room = await world.room(await world.site())
    assert (await manager.delete(f"/api/rooms/{room}")).status_code == 428
    assert (await manager.delete(f"/api/rooms/{room}", headers={"if-match": '"v1"'})).status_code == 204
    assert (await manager.get(f"/api/rooms/{room}")).status_code == 404
    entry = await last(manager, room)
    assert entry["action"] == "room.deleted"
    assert {"field": "name", "before": words("Phòng Laser", "Laser room"), "after": None} in entry["changes"]


async def test_the_closures_of_a_room_go_with_it_and_are_told_of(manager, web, world, database):  # noqa: F811
    site = await world.site()
    gone, other = await world.room(site), await world.room(site)
    during = {"starts_at": "2026-12-01T09:00:00+07:00", "ends_at": "2026-12-01T17:00:00+07:00"}
    closed = [
        (await manager.post("/api/closures", json={"scope_kind": kind, "scope_id": str(id_), **body})).json()
        for body in [{"reason": words("Sơn lại"), **during}]
        for kind, id_ in [("room", gone), ("room", other), ("site", site)]
    ]
    assert (await manager.delete(f"/api/rooms/{gone}", headers={"if-match": '"v1"'})).status_code == 204
    async with database.read() as session:
        left = await session.scalars(select(Closure.id).order_by(Closure.id))
        assert [str(id_) for id_ in left] == [one["id"] for one in closed[1:]]
    lab = await web(await world.person("Lan", ("lab", "site", site)))
    entry = await last(lab, closed[0]["id"])
    assert entry["action"] == "closure.deleted"
    assert {"field": "reason", "before": words("Sơn lại"), "after": None} in entry["changes"]


async def test_a_room_that_is_being_taken_away_is_not_closed_any_more(
    manager,
    world,  # noqa: F811
    database,
    database_url,
):
    room = await world.room(await world.site())
    body = {
        "scope_kind": "room",
        "scope_id": str(room),
        "starts_at": "2026-12-01T09:00:00+07:00",
        "ends_at": "2026-12-01T17:00:00+07:00",
        "reason": words("Sơn lại"),
    }

    async def take_away(session):
        found = await session.get_one(Room, room)
        await lock_sites(session, [found.site_id])
        closing = asyncio.create_task(manager.post("/api/closures", json=body))
        await in_line(database_url)
        await session.delete(found)
        return closing

    closing = await database.transact(take_away)
    assert (await closing).status_code == 404
    async with database.read() as session:
        assert list(await session.scalars(select(Closure))) == []
