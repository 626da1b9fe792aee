"""Out of order: reported by anybody, said by staff, and what follows for bookings and check-ins."""

from uuid import UUID

import pytest

from ecosystem.fablab import errors, outages, service, usage
from ecosystem.fablab.models import Outage, Reservation
from ecosystem.fablab.rules import BookingRules, Context, Wish, judge
from ecosystem.fablab.schemas import Confirmation, FaultIn, OutageIn, ReservationIn
from ecosystem.kernel import clock
from ecosystem.kernel.errors import Malformed, NotFound, Refused, VersionMoved
from ecosystem.kernel.models import AuditEntry
from ecosystem.timetable.models import Resource
from tests.fablab.test_http_reservations import codes, wish
from tests.fablab.world import NOW, ZONE, at


@pytest.mark.parametrize(
    ("state", "back_at", "expected"),
    [
        ("in_order", None, []),
        ("out_of_order", None, ["out_of_order"]),
        ("out_of_order", at("09:01"), ["out_of_order_until"]),
        ("out_of_order", at("09:00"), []),
        ("retired", at("08:00"), ["retired"]),
    ],
)
def test_a_machine_takes_bookings_from_its_expected_return(state, back_at, expected):
    context = Context(
        now=NOW, zone=ZONE, resource_id=UUID(int=1), rules=BookingRules(), state=state, back_at=back_at
    )
    found = judge(Wish(at("09:00"), at("10:00")), context)
    assert [breach.code for breach in found] == expected


class Lab:
    """A machine, its staff, and somebody who books it."""

    def __init__(self, world) -> None:
        self.world = world

    async def build(self):
        world = self.world
        self.site = await world.site()
        self.machine = await world.machine(self.site, await world.category())
        self.staff = await world.person("Trần Thị Lan", ("lab", "site", self.site))
        self.binh = await world.person()
        return self

    async def do(self, verb, **given):
        return await self.world.database.transact(lambda s: verb(s, **given))

    async def reserve(self, start, end):
        return await self.do(
            service.reserve, actor=self.binh, wanted=ReservationIn(self.machine, at(start), at(end))
        )

    async def start(self, *, actor=None, back=None, safety=False):
        wanted = OutageIn(self.machine, "Hỏng ống laser", safety, at(back) if back else None)
        return await self.do(outages.start, actor=actor or self.staff, wanted=wanted)

    async def machine_row(self):
        async with self.world.database.read() as session:
            return await session.get_one(Resource, self.machine)


@pytest.fixture
async def lab(world):
    return await Lab(world).build()


async def refused(awaitable):
    with pytest.raises(Refused) as caught:
        await awaitable
    return [reason.code for reason in caught.value.reasons]


async def test_bookings_in_the_way_are_named_and_new_ones_wait_for_the_return(lab):
    early, late = await lab.reserve("09:00", "10:00"), await lab.reserve("15:00", "16:00")
    started = await lab.start(back="14:00")
    assert [(one.subject_id, one.person_name) for one in started.touched] == [(early.id, "Nguyễn Văn Bình")]
    assert (await lab.machine_row()).state == "out_of_order"
    assert (await lab.machine_row()).state_note == {"vi": "Hỏng ống laser", "en": "Hỏng ống laser"}
    assert await refused(lab.reserve("13:00", "14:00")) == ["out_of_order_until"]
    await lab.reserve("14:00", "15:00")
    with clock.frozen(at("09:00")):
        assert await refused(lab.do(usage.enter, actor=lab.staff, reservation_id=early.id)) == [
            "out_of_order_until"
        ]
    with clock.frozen(at("15:00")):
        used = await lab.do(usage.enter, actor=lab.staff, reservation_id=late.id)
    assert used.state == "in_use"


async def test_where_safety_is_at_stake_only_the_end_opens_it_again(lab):
    early, late = await lab.reserve("09:00", "10:00"), await lab.reserve("15:00", "16:00")
    started = await lab.start(back="14:00", safety=True)
    assert [one.subject_id for one in started.touched] == [early.id, late.id]
    assert await refused(lab.reserve("18:00", "19:00")) == ["out_of_order"]
    with clock.frozen(at("15:00")):
        assert await refused(lab.do(usage.enter, actor=lab.staff, reservation_id=late.id)) == ["out_of_order"]
        ended = await lab.do(outages.end, actor=lab.staff, outage_id=started.id)
        assert (ended.ended_at, (await lab.machine_row()).state) == (at("15:00"), "in_order")
        assert (await lab.machine_row()).state_note is None
        assert (await lab.do(outages.end, actor=lab.staff, outage_id=started.id)).version == ended.version
        await lab.do(usage.enter, actor=lab.staff, reservation_id=late.id)
    assert await lab.world.count(Outage) == 1
    assert await lab.world.count(Reservation, state="confirmed") == 2
    assert await lab.world.count(AuditEntry, subject_id=started.id) == 2


async def test_only_staff_of_the_site_say_so_and_only_once(lab):
    elsewhere = await lab.world.person("Hà", ("lab", "site", await lab.world.site("khac")))
    for stranger in (lab.binh, elsewhere):
        with pytest.raises(NotFound):
            await lab.start(actor=stranger)
    started = await lab.start()
    with pytest.raises(errors.AlreadyOut):
        await lab.start()
    for stranger in (lab.binh, elsewhere):
        with pytest.raises(NotFound):
            await lab.do(outages.end, actor=stranger, outage_id=started.id)
    with pytest.raises(VersionMoved):
        await lab.do(outages.end, actor=lab.staff, outage_id=started.id, version=9)
    with pytest.raises(Malformed):
        await lab.start(back="2026-11-19T09:00")
    assert (await lab.machine_row()).state == "out_of_order"


async def test_a_report_changes_nothing_until_staff_confirm_it(lab):
    fault = FaultIn(lab.machine, "Có mùi khét", safety=True)
    first = await lab.do(outages.report, actor=lab.binh, fault=fault)
    second = await lab.do(outages.report, actor=lab.binh, fault=fault)
    assert (first.started_at, (await lab.machine_row()).state) == (None, "in_order")
    said = Confirmation(safety=True)
    confirmed = await lab.do(outages.confirm, actor=lab.staff, outage_id=first.id, said=said)
    assert (confirmed.reason, confirmed.started_at) == ("Có mùi khét", NOW)
    assert confirmed.reported_by.full_name == "Nguyễn Văn Bình"
    with pytest.raises(errors.FaultSettled):
        await lab.do(outages.confirm, actor=lab.staff, outage_id=first.id, said=said)
    with pytest.raises(errors.AlreadyOut):
        await lab.do(outages.confirm, actor=lab.staff, outage_id=second.id, said=said)
    await lab.do(outages.end, actor=lab.staff, outage_id=second.id)
    # What was only reported is dismissed; the machine stays as it is.
    assert (await lab.machine_row()).state == "out_of_order"


async def test_over_http_with_its_history(lab, web):
    staff, binh = await web(lab.staff), await web(lab.binh)
    body = {"resource_id": str(lab.machine), "reason": "Kẹt trục"}
    assert (await binh.post("/api/outages", json=body)).status_code == 403
    assert (await binh.get("/api/outages")).status_code == 403
    reported = await binh.post("/api/fault-reports", json=body)
    assert (reported.status_code, reported.json()["started_at"]) == (201, None)
    started = await staff.post("/api/outages", json=body)
    assert (started.status_code, started.json()["touched"]) == (201, [])
    again = await staff.post("/api/outages", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "already_out_of_order")
    booked = await binh.post("/api/reservations", json=wish(lab.machine, "09:00", "10:00"))
    assert (booked.status_code, codes(booked)) == (422, ["out_of_order"])
    here = f"/api/outages/{started.json()['id']}"
    assert (await staff.post(f"{here}/end")).json()["ended_at"] == "2026-11-20T02:00:00Z"
    history = (await staff.get(f"/api/outages?resource_id={lab.machine}")).json()["items"]
    assert [one["ended_at"] is None for one in history] == [False, True]
    still = (await staff.get("/api/outages?site=xuong&open=true")).json()["items"]
    assert [one["id"] for one in still] == [reported.json()["id"]]
    elsewhere = await web(await lab.world.person("Hà", ("lab", "site", await lab.world.site("khac"))))
    assert (await elsewhere.get("/api/outages?site=xuong")).status_code == 404
    assert (await elsewhere.get("/api/outages")).json()["items"] == []
    assert (await staff.post(f"/api/outages/{reported.json()['id']}/end")).status_code == 200
