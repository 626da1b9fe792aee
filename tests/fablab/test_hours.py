"""Opening hours as one set: looked ahead at, faults named, versions, and the bookings they touch."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.intervals import Interval, zone
from ecosystem.places.rules import Hours, Weekly, collisions, length, opening
from ecosystem.timetable.hours_rules import faults_of
from tests.fablab.test_http_reservations import wish
from tests.fablab.world import WITH_LUNCH, World, at
from tests.timetable.world import HO_CHI_MINH, MONDAY

TODAY = date(2026, 11, 20)
ANY = {"if-match": "*"}
WEEK = [
    {"weekday": day, "opens": opens, "closes": closes}
    for day in range(1, 6)
    for opens, closes in (("08:00", "12:00"), ("13:00", "17:00"))
]


def weekly(*rules):
    return [
        Weekly(day, time.fromisoformat(opens), time.fromisoformat(closes)) for day, opens, closes in rules
    ]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([(1, "08:00", "12:00"), (1, "12:00", "17:00")], []),
        ([(1, "08:00", "12:01"), (1, "12:00", "17:00")], [(0, 1)]),
        ([(1, "22:00", "02:00"), (2, "01:00", "03:00")], [(0, 1)]),
        ([(7, "22:00", "02:00"), (1, "01:00", "03:00")], [(0, 1)]),
        ([(7, "22:00", "02:00"), (1, "02:00", "03:00")], []),
        ([(1, "00:00", "00:00"), (2, "00:00", "00:00")], []),
        ([(3, "00:00", "00:00"), (3, "09:00", "10:00")], [(0, 1)]),
    ],
)
def test_stretches_that_share_time_are_found_over_midnight_and_over_the_week(rules, expected):
    assert collisions(weekly(*rules)) == expected
    assert collisions(list(reversed(weekly(*rules)))) == expected


def test_stretches_of_other_seasons_do_not_meet():
    summer = Weekly(1, time(8), time(12), valid_until=date(2026, 8, 31))
    winter = Weekly(1, time(9), time(12), valid_from=date(2026, 9, 1))
    assert collisions([summer, winter]) == []
    assert collisions([summer, Weekly(1, time(9), time(12), valid_from=date(2026, 8, 31))]) == [(0, 1)]


_TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
_RULES = st.lists(st.builds(Weekly, st.integers(1, 7), _TIMES, _TIMES), max_size=5)


@given(_RULES)
def test_without_collisions_the_open_time_is_the_sum_of_the_stretches(rules):
    inner = Interval(MONDAY + timedelta(days=7), MONDAY + timedelta(days=14))
    spans = opening(Hours(weekly=rules), zone(HO_CHI_MINH), inner)
    total = sum(span.seconds for span in spans) // 60
    wanted = sum(length(rule.opens, rule.closes) for rule in rules)
    assert (total == wanted) == (collisions(rules) == [])


def test_every_fault_is_named_by_its_field():
    bad = Hours(
        weekly=[
            Weekly(1, time(8), time(12)),
            Weekly(1, time(11), time(13), valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 1)),
            Weekly(1, time(11), time(13)),
        ],
    )
    found = [(fault.field, fault.code) for fault in faults_of(bad, today=TODAY, locale="en")]
    assert found == [("weekly[1].valid_until", "ends_before_start"), ("weekly[2].opens", "overlap")]


@pytest.fixture
async def lab(world: World, web):
    site = await world.site(hours=WITH_LUNCH)
    machine = await world.machine(site, await world.category())
    staff = await web(await world.person("Trần Thị Lan", ("lab", "site", site)))
    return site, machine, staff


async def booked(world, web, machine, start, end):
    client = await web(await world.person())
    answer = await client.post("/api/reservations", json=wish(machine, start, end))
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_hours_are_set_under_their_version(lab):
    site, machine, staff = lab
    address = f"/api/sites/{site}/hours"
    first = await staff.get(address)
    assert (first.headers["etag"], first.json()["version"], first.json()["dated"]) == ('"v1"', 1, [])
    swap = {"on_date": "2026-11-28", "opens": "08:00", "closes": "17:00",
            "note": {"vi": "Làm bù", "en": "Worked in exchange"}}  # fmt: skip
    shut = {"on_date": "2026-12-01", "opens": None, "closes": None, "note": None}
    body = {"weekly": WEEK, "dated": [swap, shut]}
    done = await staff.patch(address, json=body, headers={"if-match": '"v1"'})
    assert (done.status_code, done.headers["etag"]) == (200, '"v2"'), done.text
    assert done.json()["dated"] == [swap, shut]
    assert [(rule["weekday"], rule["opens"]) for rule in done.json()["weekly"][:3]] == [
        (1, "08:00"), (1, "13:00"), (2, "08:00"),
    ]  # fmt: skip
    assert (await staff.patch(address, json=body, headers={"if-match": '"v1"'})).status_code == 412
    # What is left out stays as it is.
    assert (await staff.patch(address, json={"dated": []}, headers=ANY)).json()["weekly"] == done.json()[
        "weekly"
    ]
    own = f"/api/resources/{machine}/hours"
    assert (await staff.get(own)).json()["weekly"] == []
    assert (await staff.patch(own, json={"weekly": WEEK[:2]})).status_code == 428
    assert (await staff.patch(own, json={"weekly": WEEK[:2]}, headers=ANY)).status_code == 200


async def test_bad_times_are_named_and_nothing_is_stored(lab):
    site, _, staff = lab
    address = f"/api/sites/{site}/hours"
    overlapping = [*WEEK, {"weekday": 1, "opens": "11:00", "closes": "14:00"}]
    dated = [
        {"on_date": "2026-11-01"},
        {"on_date": "2026-12-01"},
        {"on_date": "2026-12-01", "opens": "08:00", "closes": "09:00"},
        {"on_date": "2026-12-02", "opens": "08:00"},
    ]
    for path in ("", "/impact", "/preview"):
        body = {"weekly": overlapping, "dated": dated}
        send = staff.patch if path == "" else staff.post
        refused = await send(address + path, json=body, headers=ANY)
        assert refused.status_code == 400
        assert [(fault["field"], fault["code"]) for fault in refused.json()["errors"]] == [
            ("weekly[10].opens", "overlap"),
            ("weekly[10].opens", "overlap"),
            ("dated[0].on_date", "past"),
            ("dated[2].on_date", "open_and_closed"),
            ("dated[3].closes", "half"),
        ]
    unreadable = await staff.patch(
        address, json={"weekly": [{"weekday": 8, "opens": "24:00", "closes": "x"}]}, headers=ANY
    )
    assert {fault["field"] for fault in unreadable.json()["errors"]} == {
        "weekly[0].weekday", "weekly[0].opens", "weekly[0].closes",
    }  # fmt: skip
    assert (await staff.get(address)).json()["version"] == 1


async def test_the_coming_weeks_show_nights_exceptions_and_closures(lab, world):
    site, _, staff = lab
    await world.closure("site", site, at("2026-11-25T10:00"), at("2026-11-26T00:00"))
    night = [{"weekday": 2, "opens": "22:00", "closes": "02:00"}]
    body = {"weekly": night, "dated": [{"on_date": "2026-11-27", "opens": "08:00", "closes": "09:00"}]}
    shown = (await staff.post(f"/api/sites/{site}/hours/preview", json=body)).json()["days"]
    assert (shown[0]["on_date"], len(shown)) == ("2026-11-16", 35)
    days = {day["on_date"]: day for day in shown}
    assert days["2026-11-24"]["open"] == [
        {"starts_at": "2026-11-24T15:00:00Z", "ends_at": "2026-11-24T19:00:00Z"}
    ]
    assert (days["2026-11-25"]["open"], len(days["2026-11-25"]["closures"])) == ([], 1)
    assert (days["2026-11-27"]["exception"], len(days["2026-11-27"]["open"])) == (True, 1)
    assert days["2026-11-26"] == {"on_date": "2026-11-26", "open": [], "exception": False, "closures": []}


async def test_other_hours_touch_only_what_they_newly_leave_out(lab, world, web):
    site, machine, staff = lab
    morning = await booked(world, web, machine, "08:00", "09:00")
    await booked(world, web, machine, "13:00", "14:00")
    address = f"/api/sites/{site}/hours"
    later = {"weekly": [{"weekday": day, "opens": "09:00", "closes": "18:00"} for day in range(1, 8)]}
    seen = (await staff.post(f"{address}/impact", json=later)).json()
    assert [one["reservation_id"] for one in seen["items"]] == [morning]
    refused = await staff.patch(address, json=later, headers=ANY)
    assert (refused.status_code, refused.json()["code"]) == (409, "impact")
    kept = {"digest": seen["digest"], "decision": "keep"}
    assert (await staff.patch(address, json={**later, "impact": kept}, headers=ANY)).status_code == 200
    # It lay outside before already: another change does not ask about it again.
    still = {"weekly": [{"weekday": day, "opens": "09:30", "closes": "18:00"} for day in range(1, 8)]}
    assert (await staff.post(f"{address}/impact", json=still)).json()["items"] == []


async def test_a_machine_with_hours_of_its_own_is_not_touched_by_its_site(lab, world, web):
    site, machine, staff = lab
    own = [{"weekday": day, "opens": "08:00", "closes": "10:00"} for day in range(1, 8)]
    assert (
        await staff.patch(f"/api/resources/{machine}/hours", json={"weekly": own}, headers=ANY)
    ).status_code == 200
    early = await booked(world, web, machine, "08:00", "09:00")
    shut: dict[str, object] = {"weekly": []}
    assert (await staff.post(f"/api/sites/{site}/hours/impact", json=shut)).json()["items"] == []
    day_off = {"dated": [{"on_date": "2026-11-21"}]}
    seen = (await staff.post(f"/api/resources/{machine}/hours/impact", json=day_off)).json()
    assert [one["reservation_id"] for one in seen["items"]] == [early]


async def test_hours_are_for_those_who_run_the_place(lab, world, web):
    site, machine, _ = lab
    elsewhere = await web(await world.person("Hà", ("lab", "site", await world.site("khac"))))
    for owner in (f"sites/{site}", f"resources/{machine}"):
        assert (await elsewhere.get(f"/api/{owner}/hours")).status_code == 404
        assert (
            await elsewhere.patch(f"/api/{owner}/hours", json={"weekly": []}, headers=ANY)
        ).status_code == 404
        assert (await elsewhere.post(f"/api/{owner}/hours/preview", json={})).status_code == 404
