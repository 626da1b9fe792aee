"""The day of a site: who stands where, for whom, in how many statements; and the people to book for."""

import pytest

from ecosystem.kernel import clock
from tests.fablab.test_http_reservations import wish
from tests.fablab.world import at, counts_as_statement, watch

PARTS = ("now", "next", "late", "done")


@pytest.fixture
async def site(world):
    world.here = await world.site()
    category = await world.category(no_show_grace_minutes=30, price_per_hour=60_000)
    world.machines = [await world.machine(world.here, category, f"Máy {letter}") for letter in "ABCDE"]
    world.staff = await world.person("Trần Thị Lan", ("lab", "site", world.here))
    return world


async def book(client, machine, start, end):
    answer = await client.post("/api/reservations", json=wish(machine, start, end))
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_now_next_late_and_done(site, web):
    binh, staff = await web(await site.person()), await web(site.staff)
    away = await site.machine(await site.site("khac"), await site.category("khac"), "Máy khác")
    used = await book(binh, site.machines[0], "09:00", "10:00")
    late = await book(binh, site.machines[1], "09:15", "11:00")
    coming = await book(binh, site.machines[2], "14:00", "15:00")
    over = await book(binh, site.machines[3], "08:00", "09:00")
    cancelled = await book(binh, site.machines[4], "09:00", "10:00")
    await book(binh, away, "09:00", "10:00")
    await book(binh, site.machines[4], "2026-11-22T09:00", "2026-11-22T10:00")
    await binh.delete(f"/api/reservations/{cancelled}")
    with clock.frozen(at("08:50")):
        await staff.post(f"/api/reservations/{used}/check-in")
    with clock.frozen(at("09:30")):
        answer = await staff.get("/api/day?site=xuong&date=2026-11-21")
        today = (await staff.get("/api/day?site=xuong")).json()
    day = answer.json()
    assert {part: [one["id"] for one in day[part]] for part in PARTS} == {
        "now": [used],
        "next": [coming],
        "late": [late],
        "done": [over],
    }
    assert today == day
    assert (day["date"], day["at"], day["zone"]) == (
        "2026-11-21",
        "2026-11-21T02:30:00Z",
        "Asia/Ho_Chi_Minh",
    )
    someone = day["late"][0]
    assert (someone["person"]["full_name"], someone["resource"]["name"], someone["price"]["amount"]) == (
        "Nguyễn Văn Bình",
        "Máy B",
        105_000,
    )
    assert (someone["can_check_in"], someone["no_show_at"]) == (True, "2026-11-21T02:45:00Z")
    with clock.frozen(at("10:20")):
        overtime = (await staff.get("/api/day?site=xuong&date=2026-11-21")).json()
    assert [one["id"] for one in overtime["now"]] == [used]
    assert [one["can_check_out"] for one in overtime["now"]] == [True]


async def test_only_for_staff_of_the_site_and_in_four_statements(site, web):
    binh, staff = await web(await site.person()), await web(site.staff)
    other = await web(await site.person("Hà", ("lab", "site", await site.site("khac"))))
    for machine in site.machines:
        await book(binh, machine, "09:00", "10:00")
    assert (await binh.get("/api/day?site=xuong")).status_code == 403
    assert (await other.get("/api/day?site=xuong")).status_code == 404
    assert (await staff.get("/api/day?site=nowhere")).status_code == 404
    await staff.get("/api/day?site=xuong&date=2026-11-21")
    seen = watch(site.database)
    assert len((await staff.get("/api/day?site=xuong&date=2026-11-21")).json()["next"]) == 5
    asked = [query for query in seen if counts_as_statement(query) and "api_token" not in query]
    assert len(asked) == 4, asked


async def test_people_are_found_without_diacritics_by_staff_of_the_site_only(site, web):
    await site.person("Đặng Thị Hoà")
    gone = await site.person("Đặng Hoa")
    async with site.database.engine.begin() as connection:
        await connection.exec_driver_sql(
            f"UPDATE person SET deactivated_at = '2026-01-01Z' WHERE id = '{gone.person_id}'"
        )
    staff, binh = await web(site.staff), await web(await site.person())
    found = (await staff.get("/api/people/search?q=dang hoa&site=xuong")).json()["items"]
    assert [one["full_name"] for one in found] == ["Đặng Thị Hoà"]
    assert (await staff.get("/api/people/search?q=hoa nguyen&site=xuong")).json()["items"] == []
    assert (await staff.get("/api/people/search?q=d&site=xuong")).status_code == 400
    assert (await binh.get("/api/people/search?q=dang&site=xuong")).status_code == 403
    await site.site("khac")
    assert (await staff.get("/api/people/search?q=dang&site=khac")).status_code == 404
