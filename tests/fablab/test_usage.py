"""Checking in and out, and those who do not come: what is used is a fact beside what is claimed."""

import asyncio

import pytest

from ecosystem.fablab import jobs, lapsing, service, usage
from ecosystem.fablab.models import Reservation
from ecosystem.fablab.schemas import ReservationIn
from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound, Refused, VersionMoved
from ecosystem.kernel.models import AuditEntry
from ecosystem.qualifications.models import QualificationGrant
from ecosystem.timetable.models import Occupancy, Resource
from tests.fablab.test_http_reservations import codes, wish
from tests.fablab.world import NOW, at


class Lab:
    """A machine with a grace of 15 minutes, its staff, and somebody who books it."""

    def __init__(self, world) -> None:
        self.world = world

    async def build(self, **rules):
        world = self.world
        self.site = await world.site()
        self.category = await world.category(no_show_grace_minutes=15, buffer_after_minutes=10, **rules)
        self.machine = await world.machine(self.site, self.category)
        self.staff = await world.person("Trần Thị Lan", ("lab", "site", self.site))
        self.binh = await world.person()
        return self

    async def reserve(self, start, end, actor=None, resource=None, **fields):
        wanted = ReservationIn(resource or self.machine, at(start), at(end), **fields)
        return await self.world.database.transact(
            lambda s: service.reserve(s, actor=actor or self.binh, wanted=wanted)
        )

    async def enter(self, reservation, actor=None, **more):
        return await self.world.database.transact(
            lambda s: usage.enter(s, actor=actor or self.staff, reservation_id=reservation.id, **more)
        )

    async def leave(self, reservation, actor=None, **more):
        return await self.world.database.transact(
            lambda s: usage.leave(s, actor=actor or self.staff, reservation_id=reservation.id, **more)
        )


@pytest.fixture
async def lab(world):
    return await Lab(world).build()


async def test_checking_in_pins_the_units_and_a_second_tap_changes_nothing(lab):
    made = await lab.reserve("09:00", "10:00")
    assert made.no_show_at == at("09:15")
    with clock.frozen(at("08:50")):
        used = await lab.enter(made)
        assert (used.state, used.checked_in_at, used.version) == ("in_use", at("08:50"), 2)
        assert (used.no_show_at, used.can_move, used.can_cancel, used.can_check_out) == (
            None,
            False,
            False,
            True,
        )
        assert (await lab.enter(made)).version == 2
    assert await lab.world.count(Occupancy, subject_id=made.id, pinned=True) == 1
    assert await lab.world.count(AuditEntry, subject_id=made.id, action="reservation.checked_in") == 1


async def test_only_staff_of_the_site_check_in(lab):
    made = await lab.reserve("09:00", "10:00")
    elsewhere = await lab.world.person("Hà", ("lab", "site", await lab.world.site("khac")))
    with clock.frozen(at("09:00")):
        for actor in (lab.binh, elsewhere):
            with pytest.raises(NotFound):
                await lab.enter(made, actor)
            with pytest.raises(NotFound):
                await lab.leave(made, actor)
        with pytest.raises(VersionMoved):
            await lab.enter(made, version=7)
    assert await lab.world.count(Reservation, checked_in_at=None) == 1


async def test_refused_at_the_door_with_all_reasons(lab):
    safety = await lab.world.qualification()
    strict = await lab.world.machine(lab.site, lab.category, "Máy lớn", qualification_id=safety)
    held = await lab.world.grant(lab.binh, safety)
    made = await lab.reserve("09:00", "10:00", resource=strict)

    async def spoil(session):
        grant = await session.get_one(QualificationGrant, held)
        grant.revoked_at = NOW
        (await session.get_one(Resource, strict)).state = "out_of_order"

    await lab.world.database.transact(spoil)
    with clock.frozen(at("08:00")), pytest.raises(Refused) as caught:
        await lab.enter(made)
    assert [reason.code for reason in caught.value.reasons] == [
        "too_early",
        "out_of_order",
        "qualification_lapsed",
    ]
    await lab.world.database.transact(lambda s: service.cancel(s, actor=lab.binh, reservation_id=made.id))
    with clock.frozen(at("09:00")), pytest.raises(Refused) as caught:
        await lab.enter(made)
    assert caught.value.reasons[0].code == "cancelled"
    assert await lab.world.count(Occupancy, pinned=True) == 0


async def test_leaving_early_frees_the_rest_behind_its_buffer(lab):
    made, mai = await lab.reserve("09:00", "11:00"), await lab.world.person("Mai")
    with pytest.raises(Refused):
        await lab.leave(made)
    with clock.frozen(at("09:00")):
        await lab.enter(made)
    with clock.frozen(at("09:35")):
        left = await lab.leave(made)
        assert (left.state, left.checked_out_at, left.ends_at) == ("done", at("09:35"), at("11:00"))
        assert (await lab.leave(made)).version == left.version
        with pytest.raises(Refused) as caught:
            await lab.enter(made)
        assert [reason.code for reason in caught.value.reasons] == ["checked_out"]
        await lab.reserve("09:45", "10:45", mai)
    assert await lab.world.count(Occupancy, subject_id=made.id, state="confirmed") == 1


async def test_what_was_used_is_cleaned_before_somebody_else_comes(lab):
    made, mai = await lab.reserve("09:00", "11:00"), await lab.world.person("Mai")
    with clock.frozen(at("09:00")):
        await lab.enter(made)
    with clock.frozen(at("09:36")):
        await lab.leave(made)
        with pytest.raises(Refused) as caught:
            await lab.reserve("09:45", "10:15", mai)
        await lab.reserve("10:00", "10:30", mai)
    assert [reason.code for reason in caught.value.reasons] == ["slot_taken"]


async def test_leaving_before_the_start_frees_everything(lab):
    made, mai = await lab.reserve("09:00", "10:00"), await lab.world.person("Mai")
    with clock.frozen(at("08:50")):
        await lab.enter(made)
        await lab.leave(made)
    assert await lab.world.count(Occupancy, subject_id=made.id, state="released") == 1
    await lab.reserve("09:00", "10:00", mai)


async def test_time_that_was_not_used_does_not_count_towards_a_quota(world):
    lab = await Lab(world).build(quota_minutes_per_day=120)
    made = await lab.reserve("09:00", "11:00")
    with clock.frozen(at("09:00")):
        await lab.enter(made)
    with clock.frozen(at("09:30")):
        await lab.leave(made)
        await lab.reserve("14:00", "15:30")
        with pytest.raises(Refused) as caught:
            await lab.reserve("16:00", "16:30")
    assert [reason.code for reason in caught.value.reasons] == ["quota_day"]


async def test_missed_ticks_are_made_up_for_once(lab):
    late = [await lab.reserve(f"{hour:02}:00", f"{hour:02}:30") for hour in (9, 10, 11)]
    other = await lab.reserve("12:00", "12:30")
    with clock.frozen(at("10:00")):
        assert await jobs.release_no_shows(lab.world.database) == 1
        await lab.enter(late[1])
    # The worker was away for two hours: what was due at 11:15 is done now, what is in use is left alone.
    with clock.frozen(at("12:10")):
        runs = await asyncio.gather(*(jobs.release_no_shows(lab.world.database) for _ in range(2)))
        assert sorted(runs) == [0, 1]
        assert await jobs.release_no_shows(lab.world.database) == 0
        assert (await lab.enter(other)).state == "in_use"
    assert await lab.world.count(Reservation, state="no_show") == 2
    assert await lab.world.count(AuditEntry, action="reservation.no_show", actor_id=None) == 2
    assert await lab.world.count(Occupancy, state="released") == 2


async def test_what_was_taken_up_since_it_was_found_overdue_is_left_alone(lab):
    """Between the job's look and its turn at the lock somebody has checked in; or it is not due yet."""
    there, gone = await lab.reserve("09:00", "11:00"), await lab.reserve("12:00", "13:00")
    with clock.frozen(at("09:15")):
        await lab.enter(there)
    for made, now in ((there, "09:20"), (gone, "12:10")):
        with clock.frozen(at(now)):
            released = await lab.world.database.transact(
                lambda s, made=made: lapsing.release(
                    s,
                    lapse=lapsing.NO_SHOW,
                    reservation_id=made.id,
                    resource_id=lab.machine,
                    now=clock.now(),
                )
            )
        assert released is False
    assert await lab.world.count(Reservation, state="confirmed") == 2
    assert await lab.world.count(Occupancy, state="confirmed") == 2


async def test_freed_time_can_be_booked_and_the_late_one_is_told(lab, web):
    made = await lab.reserve("09:00", "11:00")
    with clock.frozen(at("09:15")):
        await jobs.release_no_shows(lab.world.database)
        mai, staff = await web(await lab.world.person("Mai")), await web(lab.staff)
        answer = await mai.post("/api/reservations", json=wish(lab.machine, "09:30", "10:30"))
        assert answer.status_code == 201
        refused = await staff.post(f"/api/reservations/{made.id}/check-in")
    assert (refused.status_code, codes(refused)) == (422, ["no_show"])
    mine = (await (await web(lab.binh)).get("/api/reservations?scope=past")).json()["items"]
    assert [(one["id"], one["state"]) for one in mine] == [(str(made.id), "no_show")]


async def test_check_in_and_out_over_http(lab, web):
    made = await lab.reserve("09:00", "10:00")
    staff, here = await web(lab.staff), f"/api/reservations/{made.id}"
    with clock.frozen(at("09:00")):
        used = await staff.post(f"{here}/check-in", headers={"if-match": '"v1"'})
        assert (used.status_code, used.headers["etag"], used.json()["state"]) == (200, '"v2"', "in_use")
        late = await staff.post(f"{here}/check-out", headers={"if-match": '"v1"'})
        assert (late.status_code, late.json()["code"]) == (412, "version_moved")
        assert (await staff.post(f"{here}/check-out")).json()["state"] == "done"
        assert (await (await web(lab.binh)).post(f"{here}/check-in")).status_code == 403
