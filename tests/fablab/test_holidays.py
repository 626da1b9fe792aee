"""Public holidays: suggested from the calendar of the region's country, decided once, remembered."""

import threading
from datetime import date

import pytest

from ecosystem.kernel.words import Words
from ecosystem.places import holidays
from ecosystem.places.models import Closure, HolidayDecision, Region
from tests.fablab.test_http_reservations import wish
from tests.fablab.world import at


def test_neighbouring_days_are_one_suggestion_in_both_languages():
    items = {item.starts_on: item for item in holidays.of_year("VN", None, 2026).items}
    tet = items[date(2026, 2, 16)]
    assert (tet.ends_on, tet.name, tet.key) == (
        date(2026, 2, 20),
        Words("Tết Nguyên Đán", "Lunar New Year"),
        "VN:2026-02-16",
    )
    assert items[date(2026, 4, 30)].ends_on == date(2026, 5, 1)
    assert holidays.of_year("VN", None, 2026).worked_on == [date(2026, 8, 22)]


def test_dates_within_names_begin_with_the_day_in_both_languages():
    (alone,) = (item for item in holidays.of_year("VN", None, 2018).items if item.starts_on.month == 12)
    assert alone.name == Words(
        "Ngày nghỉ (thay cho ngày 05/01/2019)", "Day off (substituted from 05/01/2019)"
    )
    names = [item.name.en for item in holidays.of_year("VN", None, 2026).items]
    assert names[-2:] == ["National Day", "Vietnam Cultural Day"]


def test_a_region_names_its_country_and_part_of_it():
    assert holidays.of_year(None, None, 2026).items == ()
    assert holidays.of_year("ZZ", None, 2026).items == ()
    bavaria = {item.starts_on for item in holidays.of_year("DE", "BY", 2026).items}
    berlin = {item.starts_on for item in holidays.of_year("DE", "BE", 2026).items}
    assert date(2026, 1, 6) in bavaria - berlin


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["29 Tết", "Tết", "Mùng hai Tết"], "Tết"),
        (["Victory Day", "Labour Day"], "Victory Day, Labour Day"),
        (["National Day", "National Day"], "National Day"),
        (["Day off (substituted from 22/08/2026)", "National Day"], "National Day"),
        (["Day off (substituted from 05/01/2019)"], "Day off (substituted from 05/01/2019)"),
    ],
)
def test_names_of_neighbouring_days_are_told_once(names, expected):
    assert holidays.shortened(names) == expected


class Lab:
    def __init__(self, world, web) -> None:
        self.world, self.web = world, web

    async def build(self):
        async def work(session):
            (await session.get_one(Region, self.world.region_id)).country = "VN"

        await self.world.database.transact(work)
        self.site = await self.world.site()
        self.machine = await self.world.machine(self.site, await self.world.category(horizon_days=60))
        self.lab = await self.web(await self.world.person("Lan", ("lab", "site", self.site)))
        self.manager = await self.web(
            await self.world.person("Hà", ("manager", "region", self.world.region_id))
        )
        return self

    async def listed(self, client=None, *, year=2027, region=False):
        scope = ("region", self.world.region_id) if region else ("site", self.site)
        query = f"scope_kind={scope[0]}&scope_id={scope[1]}&year={year}"
        answer = await (client or self.lab).get(f"/api/holidays?{query}")
        assert answer.status_code == 200, answer.text
        return {item["key"]: item for item in answer.json()["items"]}

    def deciding(self, key, decision, **more):
        return {"key": key, "scope_kind": "site", "scope_id": str(self.site), "decision": decision, **more}

    async def decide(self, key, decision, client=None, **more):
        body = self.deciding(key, decision, **more)
        return await (client or self.lab).post("/api/holidays/decisions", json=body)


@pytest.fixture
async def lab(world, web):
    return await Lab(world, web).build()


async def test_the_calendar_is_loaded_beside_the_loop_that_answers(lab, monkeypatch):
    seen, of_year = [], holidays.of_year

    def noted(*args):
        seen.append(threading.get_ident())
        return of_year(*args)

    monkeypatch.setattr(holidays, "of_year", noted)
    first = next(iter(await lab.listed()))
    assert (await lab.decide(first, "refused")).status_code == 201
    assert len(seen) == 2
    assert threading.get_ident() not in seen


async def test_what_is_decided_is_not_suggested_again(lab):
    before = await lab.listed()
    assert {item["decision"] for item in before.values()} == {None}
    assert (await lab.decide("VN:2027-01-01", "refused")).status_code == 201
    again = await lab.decide("VN:2027-01-01", "accepted")
    assert (again.status_code, again.json()["code"]) == (409, "already_decided")
    decided = (await lab.listed())["VN:2027-01-01"]
    assert (decided["decision"], decided["decided_by"], decided["closed"]) == ("refused", "Lan", False)
    assert await lab.world.count(Closure) == 0
    address = f"/api/holidays/decisions/{decided['decision_id']}"
    stranger = await lab.web(await lab.world.person("X", ("lab", "site", await lab.world.site("khac"))))
    assert (await stranger.delete(address)).status_code == 404
    assert (await lab.lab.delete(address)).status_code == 204
    assert (await lab.listed())["VN:2027-01-01"]["decision"] is None


async def test_accepted_it_closes_whole_local_days_and_moved_other_ones(lab):
    accepted = (await lab.decide("VN:2027-04-30", "accepted")).json()
    assert (await lab.listed())["VN:2027-04-30"]["closed"]
    listed = (await lab.lab.get("/api/closures?site=xuong")).json()["items"]
    assert [(one["id"], one["starts_at"], one["ends_at"]) for one in listed] == [
        (accepted["closure_id"], "2027-04-29T17:00:00Z", "2027-05-01T17:00:00Z")
    ]
    missing = await lab.decide("VN:2027-01-01", "moved", starts_on="2027-01-02")
    assert [fault["field"] for fault in missing.json()["errors"]] == ["ends_on"]
    moved = await lab.decide("VN:2027-01-01", "moved", starts_on="2027-01-02", ends_on="2027-01-02")
    assert moved.status_code == 201
    listed = (await lab.lab.get("/api/closures?site=xuong")).json()["items"]
    assert listed[0]["starts_at"] == "2027-01-01T17:00:00Z"
    # A closure that is taken away leaves the decision: nobody is asked a second time.
    assert (await lab.lab.delete(f"/api/closures/{accepted['closure_id']}")).status_code == 204
    left = (await lab.listed())["VN:2027-04-30"]
    assert (left["decision"], left["closure_id"], left["closed"]) == ("accepted", None, False)


async def test_a_holiday_over_bookings_asks_about_them(lab):
    binh = await lab.web(await lab.world.person())
    day = ("2027-01-01T09:00", "2027-01-01T10:00")
    made = await binh.post("/api/reservations", json=wish(lab.machine, *day))
    assert made.status_code == 201, made.text
    assert (await lab.decide("VN:2027-01-01", "accepted")).json()["code"] == "impact"
    assert await lab.world.count(HolidayDecision) == 0
    body = lab.deciding("VN:2027-01-01", "accepted")
    seen = (await lab.lab.post("/api/holidays/decisions/impact", json=body)).json()
    impact = {"digest": seen["digest"], "decision": "cancel"}
    assert (await lab.decide("VN:2027-01-01", "accepted", impact=impact)).status_code == 201
    assert await lab.world.count(Closure) == 1
    assert at("2027-01-01T09:00").isoformat()[:19] in made.json()["starts_at"]


async def test_the_region_decides_for_its_sites_and_only_its_managers(lab):
    region = {"scope_kind": "region", "scope_id": str(lab.world.region_id)}
    refused = await lab.decide("VN:2027-01-01", "accepted", **region)
    assert refused.status_code == 404
    assert (await lab.decide("VN:2027-01-01", "accepted", lab.manager, **region)).status_code == 201
    at_site = (await lab.listed())["VN:2027-01-01"]
    assert (at_site["decision"], at_site["decided_for"], at_site["closed"]) == ("accepted", "region", True)
    assert (await lab.decide("VN:1999-13-99", "refused")).status_code == 404
    assert (await lab.decide("VN:2027-01-02", "refused")).status_code == 404
    past = await lab.decide("VN:2026-04-30", "accepted")
    assert (past.status_code, past.json()["errors"][0]["field"]) == (400, "starts_on")
