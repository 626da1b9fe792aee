"""What a change does to bookings: found, decided, carried out in one transaction, told once each."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ecosystem.fablab import service, usage
from ecosystem.fablab.models import Reservation
from ecosystem.fablab.schemas import ReservationIn
from ecosystem.kernel import clock
from ecosystem.notifications.models import Notice
from ecosystem.places.models import Closure
from tests.fablab.test_http_reservations import wish
from tests.fablab.world import at


class Lab:
    """Two machines of a kind at one site, its staff, and people who have booked the first."""

    def __init__(self, world, web) -> None:
        self.world, self.web = world, web

    async def build(self, **rules):
        world = self.world
        self.site = await world.site()
        self.category = await world.category(**rules)
        self.machine = await world.machine(self.site, self.category)
        self.other = await world.machine(self.site, self.category)
        self.spare = self.machine
        self.actor = await world.person("Trần Thị Lan", ("lab", "site", self.site))
        self.staff = await self.web(self.actor)
        return self

    async def book(self, start, end, *, name="Lê Văn Bình", machine=None):
        self.person = await self.world.person(name)
        client = await self.web(self.person)
        answer = await client.post("/api/reservations", json=wish(machine or self.machine, start, end))
        assert answer.status_code == 201, answer.text
        return answer.json()

    def closing(self, start="09:00", end="16:00", **more):
        return {
            "scope_kind": "resource",
            "scope_id": str(self.machine),
            "starts_at": at(start).isoformat(),
            "ends_at": at(end).isoformat(),
            "reason": {"vi": "Bảo trì", "en": "Maintenance"},
            **more,
        }

    async def preview(self, **more):
        answer = await self.staff.post("/api/closures/impact", json=self.closing(**more))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def close(self, impact=None, **more):
        return await self.staff.post("/api/closures", json=self.closing(**more, impact=impact))

    async def states(self):
        async with self.world.database.read() as session:
            rows = await session.execute(
                select(Reservation.resource_id, Reservation.state).order_by(Reservation.starts_at)
            )
            return [tuple(row) for row in rows]


@pytest.fixture
async def lab(world, web):
    return await Lab(world, web).build()


async def notices(world):
    async with world.database.read() as session:
        found = await session.scalars(select(Notice).order_by(Notice.created_at, Notice.id))
        return [letter for letter in found if letter.facts["event"] != "booked"]


async def test_a_preview_lists_who_is_touched_and_where_each_could_go_and_changes_nothing(lab):
    late = await lab.book("10:00", "11:00")
    early = await lab.book("09:00", "09:45", name="Trần Thị Hoa")
    gone = await lab.book("14:00", "15:00")
    await (await lab.web(lab.person)).delete(f"/api/reservations/{gone['id']}")
    seen = await lab.preview()
    assert [(one["reservation_id"], one["person"]["full_name"], one["default"]) for one in seen["items"]] == [
        (early["id"], "Trần Thị Hoa", "move"),
        (late["id"], "Lê Văn Bình", "move"),
    ]
    first = seen["items"][0]["proposals"][0]
    assert (first["resource_id"], first["why"], first["starts_at"]) == (
        str(lab.other),
        "other_machine",
        early["starts_at"],
    )
    # Nothing is offered inside the closure that does not exist yet.
    start, end = at("09:00").isoformat()[:19], at("16:00").isoformat()[:19]
    same = [one for item in seen["items"] for one in item["proposals"] if one["why"].startswith("same")]
    assert same
    assert [one for one in same if start < one["ends_at"][:19] and one["starts_at"][:19] < end] == []
    assert await lab.world.count(Closure) == 0
    assert (await lab.preview())["digest"] == seen["digest"]


async def test_two_are_never_first_offered_the_same_place(lab):
    lab.machine = await lab.world.machine(lab.site, lab.category, units=2)
    await lab.world.closure("resource", lab.spare, at("08:00"), at("20:00"))
    await lab.book("09:00", "10:00")
    await lab.book("09:00", "10:00")
    seen = await lab.preview()
    firsts = [(one["proposals"][0]["resource_id"], one["proposals"][0]["starts_at"]) for one in seen["items"]]
    assert firsts[0] == (str(lab.other), seen["items"][0]["starts_at"])
    assert firsts[0] != firsts[1]
    assert [one["default"] for one in seen["items"]] == ["move", "cancel"]


async def test_undecided_bookings_refuse_the_change_and_come_with_the_list(lab):
    booked = await lab.book("09:00", "10:00")
    refused = await lab.close()
    assert (refused.status_code, refused.json()["code"]) == (409, "impact")
    assert [one["reservation_id"] for one in refused.json()["items"]] == [booked["id"]]
    assert await lab.world.count(Closure) == 0
    assert await notices(lab.world) == []


async def test_rows_are_kept_moved_and_cancelled_at_once_with_a_letter_each(lab):
    moved, kept = await lab.book("09:00", "10:00"), await lab.book("10:00", "11:00")
    await lab.book("12:00", "13:00")
    seen = await lab.preview()
    to = {name: seen["items"][0]["proposals"][0][name] for name in ("resource_id", "starts_at", "ends_at")}
    rows = [
        {"reservation_id": moved["id"], "decision": "move", "move_to": to},
        {"reservation_id": kept["id"], "decision": "keep"},
    ]
    done = await lab.close({"digest": seen["digest"], "decision": "cancel", "rows": rows})
    assert done.status_code == 201, done.text
    assert await lab.states() == [
        (lab.other, "confirmed"),
        (lab.machine, "confirmed"),
        (lab.machine, "cancelled"),
    ]
    assert await lab.world.count(Closure) == 1
    letters = await notices(lab.world)
    assert len(letters) == 3
    assert sorted((letter.facts["event"], letter.facts["why"]) for letter in letters) == [
        ("cancelled", "Bảo trì"),
        ("kept", "Bảo trì"),
        ("moved", "Bảo trì"),
    ]
    assert len({letter.key for letter in letters}) == 3


async def test_a_booking_made_after_the_preview_brings_the_new_list(lab):
    await lab.book("09:00", "10:00")
    seen = await lab.preview()
    newcomer = await lab.book("11:00", "12:00")
    refused = await lab.close({"digest": seen["digest"], "decision": "cancel"})
    assert (refused.status_code, refused.json()["code"]) == (409, "impact_changed")
    assert refused.json()["items"][1]["reservation_id"] == newcomer["id"]
    again = await lab.close({"digest": refused.json()["digest"], "decision": "cancel"})
    assert again.status_code == 201
    assert [state for _, state in await lab.states()] == ["cancelled", "cancelled"]
    assert len(await notices(lab.world)) == 2


async def test_a_moved_or_cancelled_booking_changes_the_digest(lab):
    booked = await lab.book("09:00", "10:00")
    owner = await lab.web(lab.person)
    first = (await lab.preview())["digest"]
    await owner.patch(f"/api/reservations/{booked['id']}", json={"ends_at": at("09:45").isoformat()})
    second = (await lab.preview())["digest"]
    await owner.delete(f"/api/reservations/{booked['id']}")
    third = await lab.preview()
    assert len({first, second, third["digest"]}) == 3
    assert third["items"] == []


async def test_a_move_that_does_not_fit_names_its_row_and_undoes_everything(lab):
    stays, hindered = await lab.book("09:00", "10:00"), await lab.book("10:00", "11:00")
    await lab.book("10:00", "11:00", machine=lab.other)
    seen = await lab.preview()
    to = {
        "resource_id": str(lab.other),
        "starts_at": at("10:00").isoformat(),
        "ends_at": at("11:00").isoformat(),
    }
    rows = [{"reservation_id": hindered["id"], "decision": "move", "move_to": to}]
    refused = await lab.close({"digest": seen["digest"], "decision": "cancel", "rows": rows})
    assert (refused.status_code, refused.json()["code"]) == (422, "move_unfit")
    assert refused.json()["reservation_id"] == hindered["id"]
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["slot_taken"]
    assert [state for _, state in await lab.states()] == ["confirmed"] * 3
    assert await lab.world.count(Closure) == 0
    assert await notices(lab.world) == []
    into_the_closure = {**to, "resource_id": str(lab.machine), "starts_at": at("12:00").isoformat(),
                        "ends_at": at("13:00").isoformat()}  # fmt: skip
    rows = [{"reservation_id": stays["id"], "decision": "move", "move_to": into_the_closure}]
    refused = await lab.close({"digest": seen["digest"], "decision": "cancel", "rows": rows})
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["closed"]


async def test_somebody_at_the_machine_stays_whatever_holds_for_all(lab):
    booked = await lab.book("09:00", "10:00")
    with clock.frozen(at("09:00")):
        await lab.world.database.transact(
            lambda s: usage.enter(s, actor=lab.actor, reservation_id=booked["id"])
        )
        seen = await lab.preview()
        assert [(one["fixed"], one["default"], one["proposals"]) for one in seen["items"]] == [
            (True, "keep", [])
        ]
        thrown_out = [{"reservation_id": booked["id"], "decision": "cancel"}]
        refused = await lab.close({"digest": seen["digest"], "rows": thrown_out})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (
            400,
            "impact.rows[0].decision",
        )
        assert (await lab.close({"digest": seen["digest"], "decision": "cancel"})).status_code == 201
    assert [state for _, state in await lab.states()] == ["confirmed"]
    assert await notices(lab.world) == []


async def test_rows_that_fit_no_booking_are_named(lab):
    booked = await lab.book("09:00", "10:00")
    seen = await lab.preview()
    stranger = {"reservation_id": str(lab.machine), "decision": "keep"}
    bare = {"reservation_id": booked["id"], "decision": "move"}
    refused = await lab.close({"digest": seen["digest"], "rows": [stranger, bare]})
    assert refused.status_code == 400
    assert [fault["field"] for fault in refused.json()["errors"]] == [
        "impact.rows[0].reservation_id",
        "impact.rows[1].move_to",
    ]


async def test_a_longer_closure_touches_only_what_it_newly_reaches(lab):
    kept = await lab.book("10:00", "11:00")
    seen = await lab.preview(end="12:00")
    closure = (await lab.close({"digest": seen["digest"], "decision": "keep"}, end="12:00")).json()
    later = await lab.book("13:00", "14:00")
    address = f"/api/closures/{closure['id']}"
    shown = await lab.staff.get(address)
    assert (shown.headers["etag"], shown.json()["can_edit"]) == ('"v1"', True)
    change = {"ends_at": at("15:00").isoformat()}
    listed = (await lab.staff.post(f"{address}/impact", json=change)).json()
    assert [one["reservation_id"] for one in listed["items"]] == [later["id"]]
    body = {**change, "impact": {"digest": listed["digest"], "decision": "cancel"}}
    assert (await lab.staff.patch(address, json=change)).status_code == 428
    current = {"if-match": '"v1"'}
    assert (await lab.staff.patch(address, json=change, headers=current)).status_code == 409
    changed = await lab.staff.patch(address, json=body, headers=current)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert (await lab.staff.patch(address, json=change, headers=current)).status_code == 412
    backwards = await lab.staff.patch(
        address, json={"ends_at": at("08:00").isoformat()}, headers={"if-match": "*"}
    )
    assert (backwards.status_code, backwards.json()["errors"][0]["field"]) == (400, "ends_at")
    states = dict(zip([kept["id"], later["id"]], [state for _, state in await lab.states()], strict=True))
    assert states == {kept["id"]: "confirmed", later["id"]: "cancelled"}
    listed = (await lab.staff.get("/api/closures?site=xuong")).json()["items"]
    assert [(one["id"], one["scope_kind"], one["can_edit"]) for one in listed] == [
        (closure["id"], "resource", True)
    ]


async def test_only_those_who_run_the_place_look_ahead(lab):
    await lab.book("09:00", "10:00")
    elsewhere = await lab.web(await lab.world.person("Hà", ("lab", "site", await lab.world.site("khac"))))
    student = await lab.web(lab.person)
    for client, status in ((student, 403), (elsewhere, 404)):
        for path, body in (("/api/closures/impact", lab.closing()), ("/api/closures", lab.closing())):
            assert (await client.post(path, json=body)).status_code == status
    assert (await elsewhere.get("/api/closures?site=xuong")).status_code == 404


async def test_an_outage_offers_where_to_go_and_tells_each_once(lab):
    times = ("2026-11-20T09:30", "2026-11-20T10:30")
    soon, beside = await lab.book(*times), await lab.book(*times, machine=lab.other)
    body = {"resource_id": str(lab.machine), "reason": "Hỏng ống laser"}
    seen = (await lab.staff.post("/api/outages/impact", json=body)).json()
    assert [one["reservation_id"] for one in seen["items"]] == [soon["id"]]
    assert beside["id"] not in str(seen)
    # The other machine is taken at that time, so the booking is called off rather than put elsewhere.
    assert seen["items"][0]["default"] == "cancel"
    given = {"digest": seen["digest"], "decision": "cancel"}
    started = await lab.staff.post("/api/outages", json={**body, "impact": given})
    assert started.status_code == 201, started.text
    letters = await notices(lab.world)
    assert ["Hỏng ống laser" in letter.facts["why"] for letter in letters] == [True]
    assert [state for _, state in await lab.states()].count("cancelled") == 1


async def test_an_outage_is_a_fact_undecided_bookings_stay_and_people_are_told(lab):
    await lab.book("09:30", "10:30")
    body = {"resource_id": str(lab.machine), "reason": "Hỏng ống laser"}
    assert (await lab.staff.post("/api/outages", json=body)).status_code == 201
    assert [state for _, state in await lab.states()] == ["confirmed"]
    assert len(await notices(lab.world)) == 1


async def test_where_nobody_knows_the_return_later_days_are_suggested_to_stay(lab):
    day = timedelta(days=1)
    person = await lab.world.person()
    for start in (at("2026-11-20T09:30"), at("2026-11-20T09:30") + day):
        wanted = ReservationIn(lab.machine, start, start + timedelta(hours=1))
        await lab.world.database.transact(lambda s, w=wanted: service.reserve(s, actor=person, wanted=w))
    body = {"resource_id": str(lab.machine), "reason": "Kẹt trục"}
    seen = (await lab.staff.post("/api/outages/impact", json=body)).json()
    assert [one["default"] for one in seen["items"]] == ["move", "keep"]


async def test_a_withdrawn_qualification_touches_what_rests_on_it_alone(lab):
    qualification = await lab.world.qualification()
    category = await lab.world.category("cnc", qualification_id=qualification)
    lab.machine = await lab.world.machine(lab.site, category)
    person = await lab.world.person("Lê Văn Bình")
    first = await lab.world.grant(person, qualification)
    await (await lab.web(person)).post("/api/reservations", json=wish(lab.machine, "09:00", "10:00"))
    # Another grant carries only the booking that ends before it does.
    await lab.world.grant(person, qualification, until=at("12:00"))
    resting = wish(lab.machine, "13:00", "14:00")
    resting = (await (await lab.web(person)).post("/api/reservations", json=resting)).json()
    address = f"/api/qualification-grants/{first}/revoke"
    seen = (await lab.staff.post(f"{address}/impact", json={"reason": "Dùng sai quy trình"})).json()
    assert [(one["reservation_id"], one["default"]) for one in seen["items"]] == [(resting["id"], "cancel")]
    stale = {"reason": "Dùng sai quy trình", "impact": {"digest": "of another list", "decision": "cancel"}}
    assert (await lab.staff.post(address, json=stale)).json()["code"] == "impact_changed"
    body = {"reason": "Dùng sai quy trình", "impact": {"digest": seen["digest"], "decision": "cancel"}}
    assert (await lab.staff.post(address, json=body)).status_code == 200
    assert [state for _, state in await lab.states()] == ["confirmed", "cancelled"]
    assert ["An toàn laser" in letter.facts["why"] for letter in await notices(lab.world)] == [True]


async def test_what_is_booked_at_another_site_is_not_this_ones_to_change(lab):
    qualification = await lab.world.qualification()
    elsewhere = await lab.world.machine(
        await lab.world.site("khac"), await lab.world.category("cnc", qualification_id=qualification)
    )
    person = await lab.world.person("Lê Văn Bình")
    address = f"/api/qualification-grants/{await lab.world.grant(person, qualification)}/revoke"
    there = wish(elsewhere, "13:00", "14:00")
    there = (await (await lab.web(person)).post("/api/reservations", json=there)).json()
    body = {"reason": "Dùng sai quy trình"}
    seen = (await lab.staff.post(f"{address}/impact", json=body)).json()
    assert [(one["reservation_id"], one["default"], one["fixed"]) for one in seen["items"]] == [
        (there["id"], "keep", True)
    ]
    row = {"reservation_id": there["id"], "decision": "cancel"}
    tried = await lab.staff.post(address, json=body | {"impact": {"digest": seen["digest"], "rows": [row]}})
    assert tried.status_code == 400
    done = body | {"impact": {"digest": seen["digest"], "decision": "cancel"}}
    assert (await lab.staff.post(address, json=done)).status_code == 200
    assert [state for _, state in await lab.states()] == ["confirmed"]
