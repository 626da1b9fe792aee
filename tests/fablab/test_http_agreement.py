"""What is said to be free can be booked: next free times, availability, the filter of the catalogue."""

from datetime import UTC, datetime, timedelta

import pytest

from ecosystem.kernel import clock
from tests.fablab.test_http_reservations import codes, wish
from tests.fablab.world import NOW, at

DAY = {"from": at("00:00").isoformat(), "to": at("2026-11-22T00:00").isoformat()}


async def test_the_next_free_time_obeys_the_rule_against_chains(world, web):
    machine = await world.machine(await world.site(), await world.category(chain=False))
    binh, mai = await web(await world.person()), await web(await world.person("Mai"))
    assert (await mai.post("/api/reservations", json=wish(machine, "09:00", "10:00"))).status_code == 201
    assert (await binh.post("/api/reservations", json=wish(machine, "10:00", "11:00"))).status_code == 201
    refused = await binh.post("/api/reservations", json=wish(machine, "09:15", "09:45"))
    assert (refused.status_code, codes(refused)) == (409, ["slot_taken"])
    # At 11:00 it is free, and would chain on to one's own.
    assert refused.json()["next_free"] == "2026-11-21T04:15:00Z"
    again = await binh.post("/api/reservations", json=wish(machine, "11:15", "11:45"))
    assert again.status_code == 201


async def test_there_is_no_next_free_time_beyond_the_horizon(world, web):
    machine = await world.machine(await world.site(), await world.category(horizon_days=1))
    binh = await web(await world.person())
    for hour in range(12, 24, 4):
        end = f"{hour + 4}:00" if hour < 20 else "2026-11-22T00:00"
        made = await binh.post("/api/reservations", json=wish(machine, f"{hour}:00", end))
        assert made.status_code == 201
    refused = await binh.post("/api/reservations", json=wish(machine, "13:00", "14:00"))
    assert (refused.status_code, refused.json()["next_free"]) == (409, None)


async def test_the_next_free_time_passes_over_a_day_whose_quota_is_used(world, web):
    machine = await world.machine(await world.site(), await world.category(quota_minutes_per_day=120))
    binh, mai = await web(await world.person()), await web(await world.person("Mai"))
    assert (await binh.post("/api/reservations", json=wish(machine, "08:00", "09:00"))).status_code == 201
    moved = await binh.post("/api/reservations", json=wish(machine, "14:00", "15:00"))
    assert (await mai.post("/api/reservations", json=wish(machine, "10:00", "12:00"))).status_code == 201
    here = f"/api/reservations/{moved.json()['id']}"
    longer = {"starts_at": at("10:00").isoformat(), "ends_at": at("11:00").isoformat()}
    assert (await binh.patch(here, json=longer)).json()["next_free"] == "2026-11-21T05:00:00Z"


async def test_availability_keeps_to_the_raster_and_ends_with_the_qualification(world, web):
    safety = await world.qualification()
    machine = await world.machine(
        await world.site(), await world.category(qualification_id=safety, buffer_after_minutes=10)
    )
    binh, mai = await world.person(), await world.person("Mai")
    await world.grant(binh, safety, until=at("12:07"))
    await world.grant(mai, safety)
    taken = await (await web(mai)).post("/api/reservations", json=wish(machine, "09:00", "10:00"))
    assert taken.status_code == 201
    client = await web(binh)
    [found] = (await client.get("/api/availability", params=DAY)).json()["items"]
    assert found["free"] == [
        {"starts_at": "2026-11-20T17:00:00Z", "ends_at": "2026-11-21T01:45:00Z", "units": 1},
        {"starts_at": "2026-11-21T03:15:00Z", "ends_at": "2026-11-21T05:00:00Z", "units": 1},
    ]
    for span in found["free"]:
        end = datetime.fromisoformat(span["ends_at"])
        for start in (datetime.fromisoformat(span["starts_at"]), end - timedelta(minutes=30)):
            body = {"resource_id": str(machine), "starts_at": start.isoformat()}
            body["ends_at"] = (start + timedelta(minutes=30)).isoformat()
            assert (await client.post("/api/reservations/quote", json=body)).json()["reasons"] == []


@pytest.mark.parametrize("asked", ["0", "-1", "44641"])
async def test_availability_for_no_length_is_malformed(world, web, asked):
    await world.machine(await world.site(), await world.category())
    answer = await (await web()).get("/api/availability", params={**DAY, "to": "soon", "min_minutes": asked})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["to", "min_minutes"]
    alone = await (await web()).get("/api/availability", params={**DAY, "min_minutes": asked})
    assert [error["field"] for error in alone.json()["errors"]] == ["min_minutes"]


@pytest.mark.parametrize("units", [1, 2])
async def test_a_lapsed_hold_is_free_before_it_is_swept_and_can_be_booked(world, web, units):
    asking = {"approval": "always", "approval_hours": 1}
    machine = await world.machine(await world.site(), await world.category(), units=units, **asking)
    day = {**DAY, "resource": str(machine)}
    binh, mai = await web(await world.person()), await web(await world.person("Mai"))
    body = {**wish(machine, "09:00", "10:00"), "units": units}
    assert (await binh.post("/api/reservations", json=body)).json()["state"] == "pending"

    async def free():
        [found] = (await mai.get("/api/availability", params=day)).json()["items"]
        return [(span["starts_at"], span["ends_at"], span["units"]) for span in found["free"]]

    whole = [("2026-11-20T17:00:00Z", "2026-11-21T17:00:00Z", units)]
    with clock.frozen(NOW + timedelta(minutes=59)):
        assert await free() == [
            ("2026-11-20T17:00:00Z", "2026-11-21T02:00:00Z", units),
            ("2026-11-21T03:00:00Z", "2026-11-21T17:00:00Z", units),
        ]
        assert codes(await mai.post("/api/reservations", json=body)) == ["held"]
    with clock.frozen(NOW + timedelta(minutes=60)):
        assert await free() == whole
        assert (await mai.post("/api/reservations", json=body)).status_code == 201
        assert await free() != whole


@pytest.mark.parametrize(
    ("moment", "minutes", "expected"),
    [
        ("2026-11-20T08:59", 60, []),
        ("2026-11-20T09:00", 60, ["Ngay"]),
        ("2026-11-20T10:00", 60, ["Báo trước", "Ngay"]),
        ("2026-11-21T09:00", 60, ["Báo trước", "Ngay"]),
        # A booking of the first lasts two hours at least, and another begins at 11:00.
        ("2026-11-21T09:15", 60, ["Ngay"]),
        ("2026-11-22T00:00", 60, ["Ngay"]),
    ],
)
async def test_free_at_a_time_at_which_one_may_book(world, web, moment, minutes, expected):
    site, category = await world.site(), await world.category()
    slow = await world.machine(
        site, category, "Báo trước", notice_minutes=60, min_minutes=120, horizon_days=1
    )
    await world.machine(site, category, "Ngay")
    mai = await web(await world.person("Mai"))
    assert (await mai.post("/api/reservations", json=wish(slow, "11:00", "13:00"))).status_code == 201
    clock.freeze(NOW + timedelta(seconds=40))
    found = await (await web()).get(
        "/api/resources", params={"free_at": at(moment).isoformat(), "free_minutes": minutes}
    )
    assert [item["name"] for item in found.json()["items"]] == expected


async def test_lists_answer_304_within_a_minute(world, web):
    await world.machine(await world.site(), await world.category())
    nobody = await web()
    for path in (
        "/api/sites",
        "/api/resources",
        "/api/timeline?from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z",
        "/api/availability?from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z",
    ):
        clock.freeze(NOW)
        first = await nobody.get(path)
        clock.freeze(NOW + timedelta(seconds=20, microseconds=7))
        again = await nobody.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (path, again.status_code) == (path, 304)


async def test_half_past_two_is_no_time_where_clocks_go_forward_over_it(world, web):
    category = await world.category(horizon_days=400)
    paris = await world.machine(await world.site("paris", zone="Europe/Paris"), category)
    clock.freeze(datetime(2027, 3, 20, 8, tzinfo=UTC))
    client = await web(await world.person())

    def asked(start: str, end: str):
        return {"resource_id": str(paris), "starts_at": start, "ends_at": end}

    skipped = asked("2027-03-28T02:30:00+01:00", "2027-03-28T04:30:00+02:00")
    refused = await client.post("/api/reservations", json=skipped, headers={"accept-language": "en"})
    assert (refused.status_code, codes(refused)) == (422, ["no_such_time"])
    assert refused.json()["reasons"][0]["message"] == (
        "There is no 02:30 28/03/2027 here: the clocks go forward over it."
    )
    quoted = await client.post("/api/reservations/quote", json=skipped)
    assert [reason["code"] for reason in quoted.json()["reasons"]] == ["no_such_time"]
    # The same instants from elsewhere: in UTC, and on a clock of India that shows 02:30 that night.
    for start, end, expected in [
        ("2027-03-28T01:30:00Z", "2027-03-28T02:30:00Z", 201),
        ("2027-03-28T02:30:00+05:30", "2027-03-28T03:30:00+05:30", 201),
    ]:
        answer = await client.post("/api/reservations", json=asked(start, end))
        assert answer.status_code == expected, answer.text
