"""The statistics of a site: equal to a count by hand, for its staff only, refusals counted once."""

import io
import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from ecosystem.fablab import words as fablab_words
from ecosystem.fablab.models import RefusalCount, Reservation
from ecosystem.kernel.ids import new_id
from ecosystem.reports import queries
from ecosystem.reports.rules import Days
from ecosystem.reports.words import REFUSALS
from tests.fablab.world import NOW, WITH_LUNCH, at, counts_as_statement, watch

HOUR = timedelta(hours=1)
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)
# Refusals of a booking that is being made; the others stand against changing or using one.
AFTERWARDS = {
    "too_late_to_cancel",
    "started",
    "ended",
    "cancelled",
    "no_show",
    "checked_out",
    "not_checked_in",
    "too_early",
    "qualification_lapsed",
    "pending",
    "refused",
    "expired",
    "not_waiting",
}


def booking(rng: random.Random, resources: dict[UUID, int], people: list[UUID], tz: ZoneInfo) -> Reservation:
    """Any booking of three weeks around the period, in any state."""
    resource_id, units = rng.choice(sorted(resources.items()))
    begins = datetime.combine(MONDAY - timedelta(days=9), time(), tz).astimezone(UTC)
    starts_at = begins + timedelta(minutes=5 * rng.randrange(12 * 24 * 22))
    ends_at = starts_at + timedelta(minutes=5 * rng.randrange(1, 12 * 30))
    state = rng.choice(["confirmed"] * 5 + ["cancelled", "no_show", "refused", "expired", "pending"])
    # One that waits counts once the time to answer it is over, swept or not.
    decide_by = NOW + HOUR * rng.choice([-1, 0, 1]) if state in ("refused", "expired", "pending") else None
    entered = left = None
    if state == "confirmed" and rng.random() < 0.6:
        entered = starts_at + timedelta(minutes=rng.randrange(-15, 20))
        left = entered + timedelta(seconds=rng.randrange(60, 30 * 3600)) if rng.random() < 0.8 else None
    return Reservation(
        id=new_id(), resource_id=resource_id, person_id=(who := rng.choice(people)), made_by_id=who,
        starts_at=starts_at, ends_at=ends_at, units=rng.randint(1, units), state=state, created_at=starts_at,
        checked_in_at=entered, checked_out_at=left, decide_by=decide_by,
    )  # fmt: skip


def seconds(start: datetime, end: datetime, span: tuple[datetime, datetime]) -> float:
    """What of a stretch lies in a span."""
    return max(0.0, (min(end, span[1]) - max(start, span[0])).total_seconds())


def by_hand(rows: list[Reservation], span: tuple[datetime, datetime], tz: ZoneInfo) -> dict[str, Any]:
    """The same figures, one booking after another."""
    machines: dict[UUID, Counter[str]] = {}
    hours: Any = Counter()
    for row in rows:
        found: Any = machines.setdefault(row.resource_id, Counter())
        if span[0] <= row.starts_at < span[1]:
            lapsed = row.state == "pending" and row.decide_by is not None and row.decide_by <= NOW
            found["bookings"] += row.state in ("confirmed", "cancelled", "no_show")
            found["expired" if lapsed else row.state] += 1
        if row.state != "confirmed":
            continue
        ends_at = min(row.ends_at, row.checked_out_at or row.ends_at)
        found["booked"] += seconds(row.starts_at, ends_at, span) * row.units
        if row.checked_in_at and row.checked_out_at:
            found["used"] += seconds(row.checked_in_at, row.checked_out_at, span) * row.units
        hour = row.starts_at.replace(minute=0)
        while hour < ends_at:
            inside = max(hour, row.starts_at), min(hour + HOUR, ends_at)
            local = hour.astimezone(tz)
            if inside[0] < inside[1]:
                hours[local.isoweekday(), local.hour] += seconds(*inside, span) * row.units
            hour += HOUR
    standing = [row for row in rows if row.state == "confirmed"]
    first = {person: min(r.starts_at for r in standing if r.person_id == person) for person in
             {row.person_id for row in standing}}  # fmt: skip
    here = {row.person_id for row in standing if span[0] <= row.starts_at < span[1]}
    return {
        "machines": machines,
        "hours": {key: int(total // 60) for key, total in hours.items() if total > 0},
        "people": len(here),
        "new_people": sum(first[person] >= span[0] for person in here),
    }


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("zone_name", ["Asia/Ho_Chi_Minh", "Europe/Paris"])
async def test_law_the_figures_are_those_of_a_count_by_hand(world, seed, zone_name):
    rng, tz = random.Random(f"{seed} {zone_name}"), ZoneInfo(zone_name)
    site, elsewhere = await world.site(zone=zone_name), await world.site("khac", zone=zone_name)
    category = await world.category()
    here = {await world.machine(site, category, f"Máy {n}", units=n): n for n in (1, 3)}
    there = {await world.machine(elsewhere, category, "Máy nơi khác"): 1}
    staff = await world.person("Lan", ("lab", "site", site))
    people = [(await world.person(f"Người {n}")).person_id for n in range(7)]
    rows = [booking(rng, here, people, tz) for _ in range(60)]
    await world.add(*rows, *(booking(rng, there, people, tz) for _ in range(15)))
    async with world.database.read() as session:
        found = await queries.statistics(session, actor=staff, site=str(site), first=MONDAY, last=SUNDAY)
    start, end = Days(MONDAY, SUNDAY).span(tz)
    now, before = (
        by_hand(rows, (start, end), tz),
        by_hand(rows, Days(MONDAY, SUNDAY).before().span(tz), tz),
    )
    for machine in found.machines:
        counted = now["machines"].get(machine.id, Counter())
        assert (machine.bookings, machine.cancelled, machine.no_shows) == (
            counted["bookings"],
            counted["cancelled"],
            counted["no_show"],
        )
        assert (machine.booked_minutes, machine.used_minutes) == (
            counted["booked"] // 60,
            counted["used"] // 60,
        )
        assert (
            machine.previous_booked_minutes == before["machines"].get(machine.id, Counter())["booked"] // 60
        )
        assert machine.open_minutes == 7 * 24 * 60 * here[machine.id]
    assert {machine.id for machine in found.machines} == set(here)
    assert {(use.weekday, use.hour): use.booked_minutes for use in found.hours if use.booked_minutes} == {
        key: minutes for key, minutes in now["hours"].items() if minutes
    }
    assert {
        (use.weekday, use.hour): use.previous_booked_minutes
        for use in found.hours
        if use.previous_booked_minutes
    } == {key: minutes for key, minutes in before["hours"].items() if minutes}
    assert (found.totals.people, found.totals.new_people) == (now["people"], now["new_people"])
    for totals, counted in ((found.totals, now), (found.previous_totals, before)):
        assert (totals.requests_refused, totals.requests_lapsed) == tuple(
            sum(machine[state] for machine in counted["machines"].values())
            for state in ("refused", "expired")
        )
    assert (found.previous_totals.people, found.previous_totals.new_people) == (
        before["people"],
        before["new_people"],
    )
    assert found.totals.bookings == sum(counted["bookings"] for counted in now["machines"].values())


async def test_opening_counts_without_lunch_and_closures(world):
    site = await world.site(hours=WITH_LUNCH)
    laser = await world.machine(site, await world.category(), units=2)
    await world.closure("site", site, at("2026-11-20T08:00"), at("2026-11-20T12:00"))
    await world.closure("region", world.region_id, at("2026-11-20T10:00"), at("2026-11-20T14:00"))
    staff = await world.person("Lan", ("lab", "site", site))
    async with world.database.read() as session:
        found = await queries.statistics(session, actor=staff, site="xuong", first=MONDAY, last=SUNDAY)
    [machine] = found.machines
    assert (machine.id, machine.open_minutes) == (laser, 2 * 60 * (7 * 8 - 5))
    assert found.totals.open_minutes == machine.open_minutes


async def test_only_staff_of_the_site_see_its_figures_and_nobody_in_them(world, web):
    site, elsewhere = await world.site(), await world.site("khac")
    laser = await world.machine(site, await world.category())
    binh = await world.person("Nguyễn Văn Bình")
    await world.add(
        Reservation(
            id=new_id(), resource_id=laser, person_id=binh.person_id, made_by_id=binh.person_id,
            starts_at=NOW, ends_at=NOW + HOUR, units=1, state="confirmed", created_at=NOW,
        )
    )  # fmt: skip
    url = "/api/statistics?site={}&from=2026-11-16&to=2026-11-22"
    lab = await web(await world.person("Lan", ("lab", "site", site)))
    shown = await lab.get(url.format("xuong"))
    assert (shown.status_code, shown.json()["totals"]["booked_minutes"]) == (200, 60)
    assert "Bình" not in shown.text
    assert str(binh.person_id) not in shown.text
    assert (await lab.get(url.format(elsewhere))).status_code == 404
    assert (await (await web(binh)).get(url.format("xuong"))).status_code == 403
    manager = await web(await world.person("Hoa", ("manager", "region", world.region_id)))
    assert (await manager.get(url.format("khac"))).status_code == 200
    wide = await lab.get("/api/statistics?site=xuong&from=2026-11-22&to=2026-11-16")
    assert (wide.status_code, wide.json()["errors"][0]["field"]) == (400, "to")


async def test_a_refused_booking_counts_once_for_each_reason_and_a_quote_never(world, web):
    site = await world.site(hours=WITH_LUNCH)
    laser = await world.machine(site, await world.category(max_minutes=60))
    web_binh = await web(await world.person())
    wish = {
        "resource_id": str(laser),
        "starts_at": at("11:00").isoformat(),
        "ends_at": at("13:30").isoformat(),
    }
    for _ in range(3):
        assert (await web_binh.post("/api/reservations/quote", json=wish)).status_code == 200
    for _ in range(2):
        refused = await web_binh.post("/api/reservations", json=wish)
        assert [reason["code"] for reason in refused.json()["reasons"]] == ["too_long", "outside_hours"]
    fits = {**wish, "ends_at": at("12:00").isoformat()}
    made = await web_binh.post("/api/reservations", json=fits)
    moved = await web_binh.patch(f"/api/reservations/{made.json()['id']}", json={"ends_at": wish["ends_at"]})
    assert (made.status_code, moved.status_code) == (201, 422)
    taken = await (await web(await world.person("An"))).post("/api/reservations", json=fits)
    assert taken.status_code == 409
    await world.database.dispose()  # waits for what runs in the background
    staff = await world.person("Lan", ("lab", "site", site))
    async with world.database.read() as session:
        found = await queries.statistics(session, actor=staff, site="xuong", first=MONDAY, last=SUNDAY)
    assert [(refusal.code, refusal.count, refusal.previous) for refusal in found.refusals] == [
        ("outside_hours", 2, 0),
        ("too_long", 2, 0),
        ("slot_taken", 1, 0),
    ]
    assert found.totals.refusals == 5
    assert {column.name for column in RefusalCount.__table__.columns} == {
        "site_id",
        "category_id",
        "on_date",
        "code",
        "count",
    }


async def test_the_number_of_statements_does_not_grow(world):
    site = await world.site()
    category = await world.category()
    staff = await world.person("Lan", ("lab", "site", site))
    counts = []
    for number in range(2):
        for machine in range(1 + 4 * number):
            await world.machine(site, category, f"Máy {number} {machine}")
        seen = watch(world.database)
        async with world.database.read() as session:
            await queries.statistics(session, actor=staff, site="xuong", first=MONDAY, last=SUNDAY)
        counts.append(sum(counts_as_statement(query) for query in seen))
    assert counts == [7, 7]


def test_every_reason_has_a_short_name():
    assert set(REFUSALS) == set(fablab_words.REASONS) - AFTERWARDS


async def test_the_workbook_has_the_figures_of_the_screen(world, web):
    site, other = await world.site("xuong"), await world.site("khac")
    category = await world.category()
    laser = await world.machine(site, category, "=Máy laser")
    await world.machine(site, category, "Máy in")
    who = (await world.person("Lan")).person_id
    await world.add(
        *(
            Reservation(
                id=new_id(), resource_id=laser, person_id=who, made_by_id=who, units=1, state=state,
                starts_at=at(f"2026-11-16T{hour:02}:00"), ends_at=at(f"2026-11-16T{hour + 1:02}:20"),
                created_at=NOW,
            )
            for hour, state in ((9, "confirmed"), (13, "cancelled"), (15, "no_show"))
        ),
        RefusalCount(site_id=site, category_id=category, on_date=MONDAY, code="closed", count=3),
    )  # fmt: skip
    client = await web(await world.person("Lê Xưởng", ("lab", "site", site)))
    asked = {"site": "xuong", "from": str(MONDAY), "to": str(SUNDAY)}
    answer = await client.get("/api/statistics/workbook", params=asked, headers={"accept-language": "en"})
    assert "xuong-2026-11-16-2026-11-22.xlsx" in answer.headers["content-disposition"]
    sheets = load_workbook(io.BytesIO(answer.content))
    told = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in sheets}
    assert list(told) == ["Totals", "Machines", "Hours of the week", "Outcomes", "Refusals"]
    assert told["Totals"][0][1:] == ["2026-11-16 – 2026-11-22", "2026-11-09 – 2026-11-15"]
    assert ["Booked (h)", 1.33, 0] in told["Totals"]
    assert told["Machines"][1][:5] == ["=Máy laser", "Laser cutters", 1, 1.33, 0]
    assert sheets["Machines"]["A2"].data_type == "s"
    assert told["Hours of the week"][1:] == [["Monday", "09:00", 1, 0], ["Monday", "10:00", 0.33, 0]]
    assert told["Outcomes"][1:] == [
        ["Kept", 1, 0], ["Cancelled", 1, 0], ["No-shows", 1, 0],
        ["Refused requests", 0, 0], ["Lapsed requests", 0, 0],
    ]  # fmt: skip
    assert told["Refusals"][1:] == [["Closed", 3, 0]]
    shown = (await client.get("/api/statistics", params=asked)).json()
    assert {row[0] for row in told["Machines"][1:]} == {row["name"] for row in shown["machines"]}
    assert (
        await client.get("/api/statistics/workbook", params={**asked, "site": str(other)})
    ).status_code == 404
    wrong = {**asked, "from": "2026-12-01"}
    assert (await client.get("/api/statistics/workbook", params=wrong)).status_code == 400
