"""The catalogue, the timeline and availability over HTTP, and that their statements do not grow with rows."""

from datetime import timedelta

import pytest

from ecosystem.fablab import service
from ecosystem.fablab.schemas import ReservationIn
from ecosystem.kernel import clock
from tests.fablab.world import NOW, WITH_LUNCH, at, counts_as_statement, watch

DAY = {"from": "2026-11-21T00:00:00+07:00", "to": "2026-11-22T00:00:00+07:00"}
LIMIT = 3  # statements of a read, authentication not counted


async def book(world, actor, resource_id, start, end, **fields):
    wanted = ReservationIn(resource_id, at(start), at(end), **fields)
    return await world.database.transact(lambda s: service.reserve(s, actor=actor, wanted=wanted))


def names(answer):
    return [item["name"] for item in answer.json()["items"]]


@pytest.fixture
async def lab(world):
    """Two sites, three categories, five machines and a retired one."""
    world.open, world.day = await world.site("mo"), await world.site("ngay", hours=WITH_LUNCH)
    world.safety = await world.qualification()
    world.quiz_id = await world.quiz(world.safety)
    world.laser = await world.category("laser", qualification_id=world.safety, notice_minutes=60)
    world.printer = await world.category("in-3d", horizon_days=1, price_per_hour=20_000)
    world.first = await world.machine(world.open, world.laser, "Đầu cắt Đỏ")
    world.second = await world.machine(world.day, world.laser, "Ánh sáng")
    world.third = await world.machine(world.day, world.printer, "Ăn khớp")
    world.pool = await world.machine(world.open, world.printer, "Bộ máy in", units=3)
    world.broken = await world.machine(world.open, world.printer, "Cũ kỹ", state="out_of_order")
    await world.machine(world.open, world.printer, "Zzz", state="retired")
    return world


async def test_cards_in_vietnamese_order_with_what_is_free_now(lab, web):
    nobody = await web()
    found = await nobody.get("/api/resources")
    # a before ă before â, c before d before đ.
    assert names(found) == ["Ánh sáng", "Ăn khớp", "Bộ máy in", "Cũ kỹ", "Đầu cắt Đỏ"]
    cards = {item["name"]: item for item in found.json()["items"]}
    assert {name: (card["free_now"], card["free_until"]) for name, card in cards.items()} == {
        "Ánh sáng": (True, "2026-11-20T05:00:00Z"),
        "Ăn khớp": (True, "2026-11-20T05:00:00Z"),
        "Bộ máy in": (True, (NOW + timedelta(days=7)).isoformat().replace("+00:00", "Z")),
        "Cũ kỹ": (False, None),
        "Đầu cắt Đỏ": (True, (NOW + timedelta(days=7)).isoformat().replace("+00:00", "Z")),
    }
    assert cards["Ánh sáng"]["qualification"] == {
        "id": str(lab.safety),
        "name": {"vi": "An toàn laser", "en": "Laser safety"},
        "held": None,
        "quiz_id": str(lab.quiz_id),
    }
    assert cards["Bộ máy in"]["price_per_hour"] == {"amount": 20_000, "currency": "VND"}


async def test_a_busy_machine_says_when_it_is_free_next(lab, web):
    binh = await lab.person()
    await book(lab, binh, lab.third, "2026-11-20T09:00", "2026-11-20T11:45")
    found = (await (await web()).get(f"/api/resources/{lab.third}")).json()
    # The quarter of an hour before lunch is shorter than any booking.
    assert (found["free_now"], found["next_free_at"]) == (False, "2026-11-20T06:00:00Z")
    assert found["rules"]["horizon_days"] == 1
    assert found["description"] == {"vi": "Mô tả", "en": "Mô tả"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=anh sang", ["Ánh sáng"]),
        ("q=DO cat", ["Đầu cắt Đỏ"]),
        ("q=may cat ngay", ["Ánh sáng", "Ăn khớp"]),  # words of category and site count
        ("q=100%25", []),
        ("site=ngay", ["Ánh sáng", "Ăn khớp"]),
        ("category=laser&site=mo", ["Đầu cắt Đỏ"]),
        ("kind=room", []),
        ("site=nowhere", []),
        ("free_at=2026-11-20T11:30:00%2B07:00&free_minutes=60", ["Bộ máy in", "Đầu cắt Đỏ"]),
    ],
)
async def test_filters(lab, web, query, expected):
    assert names(await (await web()).get(f"/api/resources?{query}")) == expected


async def test_pages_neither_skip_nor_double(lab, web):
    nobody = await web()
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await nobody.get(f"/api/resources?limit=2{cursor and '&cursor=' + cursor}")
        seen += names(page)
        cursor = page.json()["next_cursor"]
    assert seen == ["Ánh sáng", "Ăn khớp", "Bộ máy in", "Cũ kỹ", "Đầu cắt Đỏ"]
    assert (await nobody.get("/api/resources?limit=0")).status_code == 400
    assert (await nobody.get(f"/api/resources/{lab.open}")).status_code == 404


async def test_categories_count_what_is_there(lab, web):
    found = (await (await web()).get("/api/categories")).json()["items"]
    assert [(item["slug"], item["machine_count"], bool(item["qualification"])) for item in found] == [
        ("in-3d", 3, False),
        ("laser", 2, True),
    ]


async def test_the_timeline_shows_others_as_busy_only(lab, web):
    binh, mai = await lab.person(), await lab.person("Mai")
    own = await book(lab, binh, lab.pool, "09:00", "10:00", units=2)
    await book(lab, mai, lab.third, "10:00", "11:00")
    await lab.closure("site", lab.day, at("14:00"), at("15:00"), "Bảo trì")
    answer = await (await web(binh)).get("/api/timeline", params=DAY)
    assert "Mai" not in answer.text
    assert str(mai.person_id) not in answer.text
    rows = {row["resource"]["name"]: row for row in answer.json()["items"]}
    assert list(rows) == ["Ánh sáng", "Ăn khớp", "Bộ máy in", "Cũ kỹ", "Đầu cắt Đỏ"]
    assert rows["Bộ máy in"]["busy"] == [
        {
            "starts_at": "2026-11-21T02:00:00Z",
            "ends_at": "2026-11-21T03:00:00Z",
            "units": 2,
            "mine": True,
            "reservation_id": str(own.id),
            "state": "confirmed",
        }
    ]
    assert rows["Bộ máy in"]["blocked"] == [
        {"starts_at": "2026-11-21T02:00:00Z", "ends_at": "2026-11-21T03:00:00Z", "units": 2}
    ]
    assert rows["Ăn khớp"]["busy"] == [
        {
            "starts_at": "2026-11-21T03:00:00Z",
            "ends_at": "2026-11-21T04:00:00Z",
            "units": 1,
            "mine": False,
            "reservation_id": None,
            "state": "confirmed",
        }
    ]
    assert rows["Ăn khớp"]["open"] == [
        {"starts_at": "2026-11-21T01:00:00Z", "ends_at": "2026-11-21T05:00:00Z"},
        {"starts_at": "2026-11-21T06:00:00Z", "ends_at": "2026-11-21T07:00:00Z"},
        {"starts_at": "2026-11-21T08:00:00Z", "ends_at": "2026-11-21T10:00:00Z"},
    ]
    assert rows["Ăn khớp"]["closures"] == [
        {
            "starts_at": "2026-11-21T07:00:00Z",
            "ends_at": "2026-11-21T08:00:00Z",
            "reason": {"vi": "Bảo trì", "en": "Holiday"},
        }
    ]
    single = await (await web(binh)).get("/api/timeline", params={**DAY, "resource": str(lab.pool)})
    assert single.json()["items"] == [rows["Bộ máy in"]]


async def test_the_timeline_says_how_many_there_are_and_where(lab, web):
    nobody = await web()
    far = await lab.site("bangkok", zone="Asia/Kathmandu")
    await lab.machine(far, lab.printer, "Xa")
    page = (await nobody.get("/api/timeline", params={**DAY, "limit": 2})).json()
    assert (page["total"], len(page["items"])) == (6, 2)
    filtered = (await nobody.get("/api/timeline", params={**DAY, "site": "bangkok"})).json()
    assert (filtered["total"], filtered["items"][0]["resource"]["zone"]) == (1, "Asia/Kathmandu")
    assert (await nobody.get("/api/timeline", params={**DAY, "q": "nothing such"})).json()["total"] == 0


async def test_when_closed_doors_open_again(lab, web):
    nobody = await web()

    async def opens(asked, start="2026-11-21T10:00:00Z"):
        answer = await nobody.get("/api/timeline/next-opening", params={"from": start, **asked})
        return answer.json()["opens_at"]

    assert await opens({}) == "2026-11-21T10:00:00Z"  # one of the sites never closes
    assert await opens({"site": "ngay"}) == "2026-11-22T01:00:00Z"
    await lab.closure("site", lab.day, at("2026-11-22T00:00"), at("2026-11-23T09:00"), "Bảo trì")
    assert await opens({"site": "ngay"}) == "2026-11-23T02:00:00Z"
    assert await opens({"site": "nowhere"}) is None
    assert await opens({}, "9999-12-31T23:00:00Z") is None
    naive = await nobody.get("/api/timeline/next-opening", params={"from": "2026-11-21T10:00:00"})
    assert naive.status_code == 400


async def test_the_timeline_answers_304_while_nothing_changes(lab, web):
    client, binh = await web(), await lab.person()
    first = await client.get("/api/timeline", params=DAY)
    again = await client.get("/api/timeline", params=DAY, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await book(lab, binh, lab.pool, "09:00", "10:00")
    changed = await client.get("/api/timeline", params=DAY, headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200


async def test_availability_is_for_whoever_asks(lab, web):
    binh, mai = await lab.person(), await lab.person("Mai")
    await lab.grant(mai, lab.safety)
    for client, expected in [
        (await web(), ["Ánh sáng", "Ăn khớp", "Bộ máy in", "Đầu cắt Đỏ"]),
        (await web(binh), ["Ăn khớp", "Bộ máy in"]),
        (await web(mai), ["Ánh sáng", "Ăn khớp", "Bộ máy in", "Đầu cắt Đỏ"]),
    ]:
        assert names(await client.get("/api/availability", params=DAY)) == expected
    await book(lab, binh, lab.third, "08:00", "10:45")
    found = (await (await web()).get("/api/availability", params={**DAY, "site": "ngay"})).json()["items"]
    assert found[1] == {
        "resource_id": str(lab.third),
        "name": "Ăn khớp",
        "site_id": str(lab.day),
        "free": [
            {"starts_at": "2026-11-21T03:45:00Z", "ends_at": "2026-11-21T05:00:00Z", "units": 1},
            {"starts_at": "2026-11-21T06:00:00Z", "ends_at": "2026-11-21T10:00:00Z", "units": 1},
        ],
    }
    longer = await (await web()).get("/api/availability", params={**DAY, "site": "ngay", "min_minutes": 90})
    assert longer.json()["items"][1]["free"] == found[1]["free"][1:]
    # Notice today: the laser asks for an hour's.
    today = {"from": NOW.isoformat(), "to": at("2026-11-20T12:00").isoformat(), "category": "laser"}
    [first, _] = (await (await web()).get("/api/availability", params=today)).json()["items"]
    assert first["free"][0]["starts_at"] == "2026-11-20T03:00:00Z"


@pytest.mark.parametrize("path", ["/api/timeline", "/api/availability", "/api/live"])
async def test_windows_that_are_none(lab, web, path):
    nobody = await web()
    backwards = await nobody.get(path, params={"from": DAY["to"], "to": DAY["from"]})
    naive = await nobody.get(path, params={"from": "2026-11-21T00:00:00", "to": DAY["to"]})
    assert [(answer.status_code, answer.json()["errors"][0]["field"]) for answer in (backwards, naive)] == [
        (400, "to"),
        (400, "from"),
    ]
    if path != "/api/live":
        wide = await nobody.get(path, params={"from": DAY["from"], "to": "9999-12-31T00:00:00Z"})
        assert (wide.status_code, wide.json()["code"]) == (422, "window_too_wide")
        late = await nobody.get(path, params={"from": "9999-12-01T00:00:00Z", "to": "9999-12-31T23:59:59Z"})
        assert late.status_code == 200


async def test_reads_take_three_statements_however_many_rows_there_are(lab, web):
    binh = await lab.person()
    client = await web(binh)
    paths = [
        "/api/resources",
        "/api/resources?free_at=2026-11-21T09:00:00%2B07:00",
        f"/api/resources/{lab.pool}",
        "/api/categories",
        "/api/timeline?from=2026-11-16T00:00:00Z&to=2026-11-23T00:00:00Z",
        "/api/timeline/next-opening?from=2026-11-16T00:00:00Z",
        "/api/availability?from=2026-11-16T00:00:00Z&to=2026-11-23T00:00:00Z",
        "/api/reservations",
        "/api/qualifications",
        "/api/my/qualifications",
    ]
    seen = watch(lab.database)

    async def number():
        found = []
        for path in paths:
            seen.clear()
            answer = await client.get(path)
            assert answer.status_code == 200, answer.text
            said = [query for query in seen if counts_as_statement(query) and "api_token" not in query]
            found.append(len(said))
        return found

    before = await number()
    for hour in range(8, 20):
        machine = await lab.machine(lab.open, lab.printer, f"Máy thêm {hour}")
        await book(lab, binh, machine, f"{hour:02}:00", f"{hour + 1:02}:00")
    assert len((await client.get("/api/reservations")).json()["items"]) == 12
    assert await number() == before
    assert max(before) <= LIMIT
    assert min(before) >= 1


async def test_what_one_is_qualified_for(lab, web):
    binh = await lab.person()
    await lab.grant(binh, lab.safety, until=NOW + timedelta(days=1))
    client = await web(binh)
    [found] = (await client.get("/api/my/qualifications")).json()["items"]
    assert (found["state"], found["evidence"], found["given_by"]) == ("valid", "staff", None)
    assert found["qualification"]["categories"] == ["laser"]
    clock.freeze(NOW + timedelta(days=1))
    [late] = (await client.get("/api/my/qualifications")).json()["items"]
    assert late["state"] == "expired"
    assert (await (await web()).get("/api/my/qualifications")).status_code == 401
