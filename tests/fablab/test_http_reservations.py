"""Reservations over HTTP: statuses, refusals with what is free instead, and how many statements it takes."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import icalendar

from ecosystem.fablab.models import Reservation
from ecosystem.kernel import clock, pagination
from ecosystem.kernel.pagination import Cursor
from ecosystem.timetable.models import Occupancy
from tests.fablab.world import NOW, at, counts_as_statement, watch


def wish(resource_id, start, end, **fields):
    return {
        "resource_id": str(resource_id),
        "starts_at": at(start).isoformat(),
        "ends_at": at(end).isoformat(),
        **fields,
    }


def codes(answer):
    return [reason["code"] for reason in answer.json()["reasons"]]


async def test_book_read_move_and_cancel(world, web, laser):
    binh = await web(await world.person())
    made = await binh.post("/api/reservations", json=wish(laser, "09:00", "10:00"))
    assert (made.status_code, made.headers["etag"]) == (201, '"v1"')
    body = made.json()
    assert body["price"] == {"amount": 60_000, "currency": "VND"}
    assert body["resource"]["room"]["name"] == {"vi": "Phòng Laser", "en": "Laser room"}
    here = f"/api/reservations/{body['id']}"
    assert (await binh.get(here)).json() == body
    listed = (await binh.get("/api/reservations")).json()
    assert listed == {"items": [body], "next_cursor": None}
    stale = await binh.patch(here, json={"ends_at": at("10:30").isoformat()}, headers={"if-match": '"v7"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "version_moved")
    moved = await binh.patch(
        here, json={"ends_at": at("10:30").isoformat()}, headers={"if-match": made.headers["etag"]}
    )
    assert (moved.status_code, moved.headers["etag"]) == (200, '"v2"')
    assert (moved.json()["ends_at"], moved.json()["price"]["amount"]) == ("2026-11-21T03:30:00Z", 90_000)
    gone = await binh.delete(here)
    assert (gone.status_code, gone.json()["state"], gone.json()["cancel_by"]) == (200, "cancelled", None)
    assert (await binh.get("/api/reservations")).json()["items"] == []
    past = (await binh.get("/api/reservations?scope=past")).json()
    assert [item["id"] for item in past["items"]] == [body["id"]]


async def test_a_taken_time_is_409_and_says_what_is_free(world, web, laser):
    site = await world.site("khac")
    twin = await world.machine(site, world.lasers, "Máy Trotec")
    binh, mai = await web(await world.person()), await web(await world.person("Mai"))
    assert (await mai.post("/api/reservations", json=wish(laser, "10:00", "11:00"))).status_code == 201
    answer = await binh.post("/api/reservations", json=wish(laser, "10:30", "11:30"))
    assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert codes(answer) == ["slot_taken"]
    assert answer.json()["reasons"][0]["message"] == "Giờ này đã có người đặt."
    assert answer.json()["next_free"] == "2026-11-21T06:00:00Z"
    offered = [(a["why"], a["resource_id"], a["starts_at"]) for a in answer.json()["alternatives"]]
    assert offered == [
        ("same_later", str(laser), "2026-11-21T06:00:00Z"),
        ("same_later", str(laser), "2026-11-22T03:30:00Z"),
        ("same_later", str(laser), "2026-11-23T03:30:00Z"),
        ("same_earlier", str(laser), "2026-11-21T01:45:00Z"),
        ("other_site", str(twin), "2026-11-21T03:30:00Z"),
    ]
    english = await binh.post(
        "/api/reservations", json=wish(laser, "10:30", "11:30"), headers={"accept-language": "en"}
    )
    assert english.json()["reasons"][0]["message"] == "Somebody has already booked this time."
    for offer in answer.json()["alternatives"]:
        taken = await binh.post(
            "/api/reservations/quote",
            json={name: offer[name] for name in ("resource_id", "starts_at", "ends_at")},
        )
        assert taken.json()["reasons"] == [], offer


async def test_other_rules_are_422_with_all_reasons_and_the_time_among_them(world, web, laser):
    binh, mai = await web(await world.person()), await web(await world.person("Mai"))
    await mai.post("/api/reservations", json=wish(laser, "09:00", "10:00"))
    answer = await binh.post("/api/reservations", json=wish(laser, "09:05", "09:20"))
    assert (answer.status_code, answer.json()["code"]) == (422, "refused")
    assert codes(answer) == ["too_short", "off_raster", "slot_taken"]
    assert answer.json()["alternatives"][0]["starts_at"] == "2026-11-21T03:15:00Z"
    assert await world.count(Reservation) == 1


async def test_a_refusal_offers_only_what_this_person_could_book(world, web):
    site, other = await world.site(), await world.site("khac")
    safety = await world.qualification()
    category = await world.category()
    laser = await world.machine(site, category, "A")
    await world.machine(site, category, "B", qualification_id=safety)
    open_to_all = await world.machine(other, category, "C")
    await world.machine(other, category, "D", state="out_of_order")
    await world.machine(other, category, "E", roles=["founder"])
    binh, mai = await web(await world.person()), await web(await world.person("Mai"))
    await mai.post("/api/reservations", json=wish(laser, "09:00", "10:00"))
    answer = await binh.post("/api/reservations", json=wish(laser, "09:00", "10:00"))
    elsewhere = [a["resource_id"] for a in answer.json()["alternatives"] if a["why"].startswith("other")]
    assert elsewhere == [str(open_to_all)]


async def test_not_qualified_is_422_with_the_quiz_that_helps(world, web):
    site = await world.site()
    safety = await world.qualification()
    quiz = await world.quiz(safety)
    laser = await world.machine(site, await world.category(qualification_id=safety))
    answer = await (await web(await world.person())).post(
        "/api/reservations", json=wish(laser, "09:00", "10:00")
    )
    assert (answer.status_code, codes(answer)) == (422, ["not_qualified"])
    [reason] = answer.json()["reasons"]
    assert reason["message"] == "Bạn cần có chứng nhận “An toàn laser” để đặt máy này."
    assert reason["params"]["quiz_id"] == str(quiz)
    assert answer.json()["alternatives"] == []


async def test_a_quote_takes_nothing_and_answers_everybody(world, web, laser):
    nobody, binh = await web(), await web(await world.person())
    for client in (nobody, binh):
        answer = await client.post("/api/reservations/quote", json=wish(laser, "09:00", "10:30"))
        assert answer.status_code == 200
        assert answer.json() == {
            "price": {"amount": 90_000, "currency": "VND"},
            "decide_by": None,
            "reasons": [],
            "alternatives": [],
            "qualification": None,
        }
    lunch = await nobody.post("/api/reservations/quote", json=wish(laser, "11:30", "13:30"))
    assert codes(lunch) == ["outside_hours"]
    assert lunch.json()["alternatives"][0]["starts_at"] == "2026-11-21T06:00:00Z"
    assert await world.count(Reservation) + await world.count(Occupancy) == 0


async def test_the_same_key_books_once(world, web, laser):
    binh = await web(await world.person())
    key = {"idempotency-key": "k-1"}
    first = await binh.post("/api/reservations", json=wish(laser, "09:00", "10:00"), headers=key)
    again = await binh.post("/api/reservations", json=wish(laser, "09:00", "10:00"), headers=key)
    other = await binh.post("/api/reservations", json=wish(laser, "13:00", "14:00"), headers=key)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.content == first.content
    assert await world.count(Reservation) == 1


async def test_broken_bodies_name_every_fault_and_store_nothing(world, web, laser):
    binh = await web(await world.person())
    answer = await binh.post(
        "/api/reservations",
        json={"resource_id": "x", "starts_at": "2026-11-21T09:00:00", "units": "two", "colour": "red"},
    )
    assert answer.status_code == 400
    assert sorted((error["field"], error["code"]) for error in answer.json()["errors"]) == [
        ("colour", "unknown_field"),
        ("ends_at", "missing"),
        ("resource_id", "invalid"),
        ("starts_at", "naive_datetime"),
        ("units", "wrong_type"),
    ]
    for start, end in [("10:00", "10:00"), ("10:00", "09:00")]:
        backwards = await binh.post("/api/reservations", json=wish(laser, start, end))
        assert (backwards.status_code, backwards.json()["errors"][0]["field"]) == (400, "ends_at")
    assert await world.count(Reservation) == 0


async def test_forged_ids(world, web, laser):
    binh, mai = await world.person(), await world.person("Mai")
    as_binh, as_mai = await web(binh), await web(mai)
    made = (await as_binh.post("/api/reservations", json=wish(laser, "09:00", "10:00"))).json()
    here = f"/api/reservations/{made['id']}"
    statuses = [
        (await as_mai.get(here)).status_code,
        (await as_mai.get(f"{here}.ics")).status_code,
        (await as_mai.patch(here, json={"units": 1})).status_code,
        (await as_mai.delete(here)).status_code,
        (await as_mai.get(f"/api/reservations/{uuid4()}")).status_code,
        (await as_mai.post("/api/reservations", json=wish(uuid4(), "09:00", "10:00"))).status_code,
        (
            await as_mai.post(
                "/api/reservations",
                json=wish(laser, "13:00", "14:00", for_person_id=str(binh.person_id), reason="x"),
            )
        ).status_code,
        (await (await web()).get(here)).status_code,
    ]
    assert statuses == [404, 404, 404, 404, 404, 404, 403, 401]
    assert (await as_mai.get("/api/reservations")).json()["items"] == []
    assert await world.count(Reservation, state="confirmed", version=1) == 1


async def test_the_calendar_event_follows_the_booking(database, world, web, laser):
    async with database.driver() as driver:
        instance = await driver.fetchval("SELECT id FROM calendar_instance")
    binh = await web(await world.person())
    made = (await binh.post("/api/reservations", json=wish(laser, "09:00", "10:00"))).json()
    here = f"/api/reservations/{made['id']}"

    async def event():
        answer = await binh.get(f"{here}.ics")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        found: Any = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]
        read = {name: str(found[name]) for name in ("UID", "SEQUENCE", "STATUS", "LOCATION")}
        return {**read, "DTSTART": found["DTSTART"].dt, "DTSTAMP": found["DTSTAMP"].dt}

    same = {"UID": f"{made['id']}@{instance}", "LOCATION": "Phòng Laser, Xưởng xuong, Thủ Đức"}
    assert await event() == {
        **same, "SEQUENCE": "0", "STATUS": "CONFIRMED", "DTSTART": at("09:00"), "DTSTAMP": NOW
    }  # fmt: skip
    later = at("2026-11-20T12:00")
    clock.freeze(later)
    await binh.patch(here, json={"starts_at": at("09:15").isoformat()})
    moved = {**same, "DTSTART": at("09:15"), "DTSTAMP": later}
    assert await event() == {**moved, "SEQUENCE": "1", "STATUS": "CONFIRMED"}
    await binh.delete(here)
    assert await event() == {**moved, "SEQUENCE": "2", "STATUS": "CANCELLED"}


async def test_pages_of_ones_own_bookings(world, web, laser):
    binh = await web(await world.person())
    for hour in (8, 10, 13, 15):
        made = await binh.post("/api/reservations", json=wish(laser, f"{hour:02}:00", f"{hour + 1:02}:00"))
        assert made.status_code == 201
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await binh.get(f"/api/reservations?limit=3{cursor and '&cursor=' + cursor}")).json()
        seen += [item["starts_at"][11:13] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == ["01", "03", "06", "08"]
    # Whatever the cursor is wrong by, it is named along with all else.
    for wrong in (
        "xx",
        pagination.encode(Cursor("a name", uuid4())),
        pagination.encode(Cursor("2026-11-21", uuid4())),
    ):
        answer = await binh.get("/api/reservations", params={"cursor": wrong, "limit": 0, "scope": "soon"})
        assert answer.status_code == 400
        assert {error["field"] for error in answer.json()["errors"]} == {"cursor", "limit", "scope"}
        assert (await binh.get("/api/reservations", params={"cursor": wrong})).status_code == 400


async def test_a_booking_takes_twelve_statements_at_most(world, web, laser):
    binh = await web(await world.person())
    await binh.post("/api/reservations", json=wish(laser, "08:00", "09:00"))
    seen = watch(world.database)
    assert (await binh.post("/api/reservations", json=wish(laser, "10:00", "11:00"))).status_code == 201
    counted = [query for query in seen if counts_as_statement(query)]
    authentication = [query for query in counted if "api_token" in query]
    assert len(authentication) == 1
    assert len(counted) - len(authentication) <= 12, "\n".join(counted)
    assert any("INSERT INTO occupancy" in query for query in counted)  # the log sees the driver's own


async def test_the_clock_of_europe(world, web):
    site = await world.site("paris", zone="Europe/Paris")
    machine = await world.machine(site, await world.category(price_per_hour=100))
    binh = await web(await world.person())
    clock.freeze(datetime(2026, 10, 20, tzinfo=UTC))
    night = await binh.post(
        "/api/reservations",
        json={
            "resource_id": str(machine),
            "starts_at": "2026-10-25T01:30:00+02:00",
            "ends_at": "2026-10-25T03:30:00+01:00",
        },
    )
    assert (night.status_code, night.json()["price"]["amount"]) == (201, 300)
    assert (night.json()["starts_at"], night.json()["ends_at"]) == (
        "2026-10-24T23:30:00Z",
        "2026-10-25T02:30:00Z",
    )
