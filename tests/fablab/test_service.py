"""Reserving, moving and cancelling on the real database: every rule, and nothing half done."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import msgspec
import pytest

from ecosystem.fablab import service
from ecosystem.fablab.errors import NotForOthers, Unfit
from ecosystem.fablab.models import Reservation
from ecosystem.fablab.queries import reservations
from ecosystem.fablab.schemas import ReservationIn, ReservationPatch
from ecosystem.kernel import clock
from ecosystem.kernel.errors import Malformed, NotFound, Refused, VersionMoved
from ecosystem.kernel.models import AuditEntry
from ecosystem.timetable.models import Occupancy
from tests.fablab.world import NOW, WITH_LUNCH, at


async def reserve(world, actor, resource_id, start, end, **fields):
    wanted = ReservationIn(resource_id, at(start), at(end), **fields)
    return await world.database.transact(lambda s: service.reserve(s, actor=actor, wanted=wanted))


async def move(world, actor, reservation, *, version=None, **changes):
    changes = {name: at(value) if name.endswith("_at") else value for name, value in changes.items()}
    return await world.database.transact(
        lambda s: service.move(
            s,
            actor=actor,
            reservation_id=reservation.id,
            changes=ReservationPatch(**changes),
            version=version,
        )
    )


async def cancel(world, actor, reservation, *, version=None):
    return await world.database.transact(
        lambda s: service.cancel(s, actor=actor, reservation_id=reservation.id, version=version)
    )


async def refused(awaitable):
    with pytest.raises(Refused) as caught:
        await awaitable
    return [reason.code for reason in caught.value.reasons]


@pytest.fixture
async def laser(world):
    """A laser cutter in a site with a lunch gap, for two hours at most."""
    site = await world.site(hours=WITH_LUNCH)
    return await world.machine(site, await world.category(max_minutes=240))


async def test_a_booking_is_stored_with_its_occupancy_and_its_trail(world, laser):
    binh = await world.person()
    made = await reserve(world, binh, laser, "09:00", "10:30")
    assert msgspec.to_builtins(made) == {
        "id": str(made.id),
        "resource": {
            "id": str(laser),
            "name": "Máy Epilog",
            "kind": "machine",
            "site": {
                "id": str(made.resource.site.id),
                "slug": "xuong",
                "name": {"vi": "Xưởng xuong", "en": "Lab xuong"},
            },
            "room": None,
        },
        "person": {"id": str(binh.person_id), "full_name": "Nguyễn Văn Bình"},
        "starts_at": "2026-11-21T02:00:00Z",
        "ends_at": "2026-11-21T03:30:00Z",
        "units": 1,
        "state": "confirmed",
        "price": None,
        "reason": None,
        "version": 1,
        "created_at": "2026-11-20T02:00:00Z",
        "can_move": True,
        "can_cancel": True,
        "cancel_by": "2026-11-21T02:00:00Z",
        "decide_by": None,
        "decision_reason": None,
        "no_show_at": None,
        "checked_in_at": None,
        "checked_out_at": None,
        "can_decide": False,
        "can_check_in": False,
        "can_check_out": False,
    }
    assert await world.count(Occupancy, subject_id=made.id, state="confirmed", purpose="reservation") == 1
    assert await world.count(AuditEntry, subject_id=made.id, action="reservation.created") == 1


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("08:00", "12:00", []),
        ("16:30", "17:30", ["outside_hours"]),
        ("11:30", "13:30", ["outside_hours"]),  # both ends are open, the middle is not
        ("07:30", "08:30", ["outside_hours"]),
        ("03:00", "03:20", ["too_short", "off_raster", "outside_hours"]),
    ],
)
async def test_opening_hours_hold_throughout(world, laser, start, end, expected):
    binh = await world.person()
    if expected:
        assert await refused(reserve(world, binh, laser, start, end)) == expected
    else:
        await reserve(world, binh, laser, start, end)
    assert await world.count(Reservation) == (0 if expected else 1)


async def test_overlapping_windows_are_a_union_and_bookable_once(world):
    site = await world.site(hours=[(6, time(9), time(12)), (6, time(11), time(14))])
    machine = await world.machine(site, await world.category())
    binh = await world.person()
    await reserve(world, binh, machine, "11:00", "12:00")
    assert await refused_conflict(reserve(world, binh, machine, "11:00", "12:00")) == ["slot_taken"]
    await reserve(world, binh, machine, "09:00", "11:00")
    await reserve(world, binh, machine, "12:00", "14:00")


async def refused_conflict(awaitable):
    with pytest.raises(Unfit) as caught:
        await awaitable
    return [reason.code for reason in caught.value.reasons]


async def test_adjoining_bookings_fit_and_buffers_keep_their_distance(world):
    site = await world.site()
    plain = await world.machine(site, await world.category())
    binh = await world.person()
    await reserve(world, binh, plain, "09:00", "10:00")
    await reserve(world, binh, plain, "10:00", "11:00")
    cleaned = await world.machine(site, await world.category("in", buffer_after_minutes=15), "Máy in")
    await reserve(world, binh, cleaned, "09:00", "10:00")
    assert await refused_conflict(reserve(world, binh, cleaned, "10:00", "11:00")) == ["slot_taken"]
    await reserve(world, binh, cleaned, "10:15", "11:15")


async def test_two_buffers_never_share_time(world):
    site = await world.site()
    laser = await world.machine(
        site, await world.category(buffer_before_minutes=10, buffer_after_minutes=30, raster_minutes=5)
    )
    binh = await world.person()
    await reserve(world, binh, laser, "09:00", "10:00")
    assert await refused_conflict(reserve(world, binh, laser, "10:35", "11:35")) == ["slot_taken"]
    await reserve(world, binh, laser, "10:40", "11:40")


async def test_a_buffer_may_leave_the_hours_but_not_enter_a_closure(world):
    site = await world.site(hours=WITH_LUNCH)
    laser = await world.machine(site, await world.category(buffer_after_minutes=30))
    binh = await world.person()
    await reserve(world, binh, laser, "16:00", "17:00")
    await world.closure("site", site, at("10:00"), at("11:00"))
    assert await refused(reserve(world, binh, laser, "09:00", "10:00")) == ["closed"]
    assert await refused(reserve(world, binh, laser, "10:00", "11:00")) == ["closed"]
    await reserve(world, binh, laser, "08:30", "09:30")


async def test_a_night_is_one_booking_and_counts_on_both_days(world):
    site = await world.site()
    laser = await world.machine(site, await world.category(quota_minutes_per_day=120))
    binh = await world.person()
    await reserve(world, binh, laser, "2026-11-21T22:00", "2026-11-22T02:00")
    assert await world.count(Reservation) == 1
    assert await refused(reserve(world, binh, laser, "21:00", "21:30")) == ["quota_day"]
    assert await refused(reserve(world, binh, laser, "2026-11-22T10:00", "2026-11-22T10:30")) == ["quota_day"]
    await reserve(world, binh, laser, "2026-11-23T10:00", "2026-11-23T12:00")


async def test_a_week_ends_on_sunday_night(world):
    site = await world.site()
    laser = await world.machine(site, await world.category(quota_minutes_per_week=60))
    binh = await world.person()
    await reserve(world, binh, laser, "2026-11-22T23:30", "2026-11-23T00:30")
    assert await refused(reserve(world, binh, laser, "2026-11-23T10:00", "2026-11-23T11:00")) == [
        "quota_week"
    ]
    await reserve(world, binh, laser, "2026-11-23T10:00", "2026-11-23T10:30")
    await reserve(world, binh, laser, "2026-11-22T10:00", "2026-11-22T10:30")


async def test_quotas_hold_against_two_requests_at_once_on_different_machines(world):
    site = await world.site()
    category = await world.category(quota_minutes_per_week=240)
    machines = [await world.machine(site, category, f"Máy {n}") for n in range(2)]
    for attempt in range(5):
        person = await world.person(f"Người {attempt}")
        # At different hours, so that nothing but the quota can stand between them.
        hours = [(f"{8 + 4 * n:02}:00", f"{11 + 4 * n:02}:00") for n in range(2)]
        days = [f"2026-11-{23 + attempt}T{start}" for start, _ in hours]
        ends = [f"2026-11-{23 + attempt}T{end}" for _, end in hours]
        done = await asyncio.gather(
            *(
                reserve(world, person, machine, start, end)
                for machine, start, end in zip(machines, days, ends, strict=True)
            ),
            return_exceptions=True,
        )
        failed = [answer for answer in done if isinstance(answer, Unfit)]
        assert [[reason.code for reason in answer.reasons] for answer in failed] == [["quota_week"]]
        assert await world.count(Reservation, person_id=person.person_id) == 1


async def test_chains_are_refused_where_they_are_not_allowed(world):
    site = await world.site()
    strict = await world.machine(site, await world.category(max_minutes=120, chain=False))
    lax = await world.machine(site, await world.category("in", max_minutes=120), "Máy in")
    binh, mai = await world.person(), await world.person("Mai")
    for machine in (strict, lax):
        await reserve(world, binh, machine, "10:00", "12:00")
    assert await refused(reserve(world, binh, strict, "12:00", "14:00")) == ["chain"]
    await reserve(world, mai, strict, "12:00", "14:00")
    await reserve(world, binh, lax, "12:00", "14:00")


async def test_qualification_gates_the_api(world):
    site = await world.site()
    safety = await world.qualification()
    laser = await world.machine(site, await world.category(qualification_id=safety))
    binh, mai, lan, tam = [await world.person(name) for name in ("Bình", "Mai", "Lan", "Tâm")]
    await world.grant(mai, safety, until=at("10:30"))
    await world.grant(lan, safety, until=at("11:00"))
    await world.grant(tam, safety, revoked=NOW)
    assert await refused(reserve(world, binh, laser, "10:00", "11:00")) == ["not_qualified"]
    assert await refused(reserve(world, mai, laser, "10:00", "11:00")) == ["qualification_expires"]
    assert await refused(reserve(world, tam, laser, "10:00", "11:00")) == ["not_qualified"]
    await reserve(world, lan, laser, "10:00", "11:00")
    assert await world.count(Reservation) == 1


async def test_a_machine_may_ask_for_more_than_its_category(world):
    site = await world.site()
    safety = await world.qualification()
    laser = await world.machine(site, await world.category(), qualification_id=safety)
    assert await refused(reserve(world, await world.person(), laser, "10:00", "11:00")) == ["not_qualified"]


async def test_who_may_book(world):
    site = await world.site()
    school, other = await world.organisation(), await world.organisation("khac")
    laser = await world.machine(
        site, await world.category(roles=["founder"], organisation_ids=[str(school)], min_age=16)
    )
    child = await world.person("Bé", born=date(2012, 1, 1), organisation_id=other)
    assert await refused(reserve(world, child, laser, "10:00", "11:00")) == ["role", "organisation", "age"]
    founder = await world.person("An", ("founder", "region", world.region_id), organisation_id=school)
    await reserve(world, founder, laser, "10:00", "11:00")


async def test_states_and_units(world):
    site = await world.site()
    category = await world.category()
    broken = await world.machine(site, category, "Hỏng", state="out_of_order")
    gone = await world.machine(site, category, "Cũ", state="retired")
    pool = await world.machine(site, category, "Laptop", units=3)
    binh = await world.person()
    assert await refused(reserve(world, binh, broken, "10:00", "11:00")) == ["out_of_order"]
    assert await refused(reserve(world, binh, gone, "10:00", "11:00")) == ["retired"]
    assert await refused(reserve(world, binh, pool, "10:00", "11:00", units=4)) == ["units"]
    await reserve(world, binh, pool, "10:00", "11:00", units=2)
    assert await refused_conflict(reserve(world, binh, pool, "10:00", "11:00", units=2)) == ["slot_taken"]
    await reserve(world, binh, pool, "10:00", "11:00", units=1)
    assert await world.count(Occupancy, resource_id=pool) == 3


async def test_a_hundred_at_once_have_one_winner(world, laser):
    people = [await world.person(f"Người {n}") for n in range(20)]
    done = await asyncio.gather(
        *(reserve(world, person, laser, "09:00", "10:00") for person in people * 5), return_exceptions=True
    )
    losers = [answer for answer in done if isinstance(answer, Unfit)]
    assert len(losers) == 99
    assert {reason.code for answer in losers for reason in answer.reasons} == {"slot_taken"}
    assert await world.count(Reservation) == 1
    assert await world.count(Occupancy) == 1


async def test_partial_overlaps_at_once_never_both_stand(world, laser):
    people = [await world.person(f"Người {n}") for n in range(10)]
    wishes = [("10:00", "11:00"), ("10:30", "11:30")]
    done = await asyncio.gather(
        *(reserve(world, person, laser, *wish) for person in people for wish in wishes),
        return_exceptions=True,
    )
    assert sum(not isinstance(answer, Exception) for answer in done) == 1
    assert await world.count(Occupancy, state="confirmed") == 1


async def test_a_move_against_a_new_booking_has_one_winner_and_loses_nothing(world, laser):
    binh, mai = await world.person(), await world.person("Mai")
    for day in range(23, 28):
        old = await reserve(world, binh, laser, f"2026-11-{day}T09:00", f"2026-11-{day}T10:00")
        done = await asyncio.gather(
            move(world, binh, old, starts_at=f"2026-11-{day}T14:00", ends_at=f"2026-11-{day}T15:00"),
            reserve(world, mai, laser, f"2026-11-{day}T14:00", f"2026-11-{day}T15:00"),
            return_exceptions=True,
        )
        assert sum(isinstance(answer, Unfit) for answer in done) == 1
        kept = await world.database.transact(
            lambda s, id_=old.id: reservations.seen(s, reservation_id=id_, actor=binh)
        )
        hour = 9 if isinstance(done[0], Unfit) else 14
        assert kept["starts_at"] == at(f"2026-11-{day}T{hour:02}:00")
        assert await world.count(Occupancy, subject_id=old.id, state="confirmed") == 1


async def test_a_move_keeps_the_rules_of_the_new_machine(world, laser):
    binh = await world.person()
    site = await world.site("khac")
    safety = await world.qualification()
    strict = await world.machine(site, await world.category("cnc", qualification_id=safety), "Máy CNC")
    free = await world.machine(site, await world.category("in", price_per_hour=50_000), "Máy in")
    made = await reserve(world, binh, laser, "09:00", "10:00")
    assert await refused(move(world, binh, made, resource_id=strict)) == ["not_qualified"]
    with pytest.raises(NotFound):
        await move(world, binh, made, resource_id=uuid4())
    assert await world.count(Occupancy, subject_id=made.id, state="confirmed", resource_id=laser) == 1
    moved = await move(world, binh, made, resource_id=free, ends_at="10:30")
    assert (moved.version, moved.resource.id, moved.price.amount) == (2, free, 75_000)
    assert await world.count(Occupancy, subject_id=made.id, state="confirmed", resource_id=free) == 1
    assert await world.count(Occupancy, subject_id=made.id, state="released", resource_id=laser) == 1
    await reserve(world, binh, laser, "09:00", "10:00")  # the old time is free


async def test_a_move_does_not_stand_in_its_own_way(world):
    site = await world.site()
    laser = await world.machine(
        site, await world.category(buffer_after_minutes=30, quota_minutes_per_day=120, chain=False)
    )
    binh = await world.person()
    made = await reserve(world, binh, laser, "09:00", "11:00")
    moved = await move(world, binh, made, starts_at="09:30", ends_at="11:30")
    assert moved.starts_at == at("09:30")


async def test_versions_and_what_has_begun(world, laser):
    binh = await world.person()
    made = await reserve(world, binh, laser, "09:00", "10:00")
    await move(world, binh, made, starts_at="09:30", version=1)
    with pytest.raises(VersionMoved):
        await move(world, binh, made, starts_at="09:00", version=1)
    with pytest.raises(VersionMoved):
        await cancel(world, binh, made, version=1)
    clock.freeze(at("09:30"))
    assert await refused(move(world, binh, made, ends_at="10:30")) == ["started"]
    clock.freeze(at("10:00"))
    assert await refused(move(world, binh, made, ends_at="10:30")) == ["ended"]
    assert await refused(cancel(world, binh, made)) == ["ended"]


async def test_cancelling_frees_the_time_and_only_in_time(world):
    site = await world.site()
    laser = await world.machine(site, await world.category(cancel_notice_minutes=60 * 24))
    binh = await world.person()
    lab = await world.person("Lan", ("lab", "site", site))
    made = await reserve(world, binh, laser, "2026-11-21T09:00", "2026-11-21T10:00")
    other = await reserve(world, binh, laser, "2026-11-21T12:00", "2026-11-21T13:00")
    clock.freeze(at("2026-11-20T10:00"))  # 23 hours before
    assert await refused(cancel(world, binh, made)) == ["too_late_to_cancel"]
    # Nor by moving it out of the window first.
    assert await refused(
        move(world, binh, made, starts_at="2026-11-25T09:00", ends_at="2026-11-25T10:00")
    ) == ["too_late_to_cancel"]
    longer = await move(world, binh, made, ends_at="2026-11-21T11:00")
    assert not longer.can_cancel
    gone = await cancel(world, binh, other)
    assert (gone.state, gone.can_cancel, gone.version) == ("cancelled", False, 2)
    again = await cancel(world, binh, other)
    assert (again.state, again.version) == ("cancelled", 2)
    by_staff = await cancel(world, lab, made)
    assert by_staff.state == "cancelled"
    assert await world.count(Occupancy, state="confirmed") == 0
    await reserve(world, binh, laser, "2026-11-21T09:00", "2026-11-21T10:00")


async def test_others_bookings_do_not_exist_but_for_their_site(world, laser):
    binh, mai = await world.person(), await world.person("Mai")
    site = await world.site("khac")
    stranger = await world.person("Lan", ("lab", "site", site))
    made = await reserve(world, binh, laser, "09:00", "10:00")
    for actor in (mai, stranger):
        with pytest.raises(NotFound):
            await cancel(world, actor, made)
        with pytest.raises(NotFound):
            await move(world, actor, made, starts_at="10:00", ends_at="11:00")
    assert await world.count(Reservation, state="confirmed", version=1) == 1


async def test_staff_book_for_others_with_a_reason_and_within_bounds(world):
    school = await world.organisation()
    site = await world.site(organisation_id=school)
    safety = await world.qualification()
    category = await world.category(notice_minutes=2880, quota_minutes_per_day=30)
    laser = await world.machine(site, category)
    strict = await world.machine(site, category, "Máy lớn", qualification_id=safety)
    binh, mai = await world.person(), await world.person("Mai")
    lab = await world.person("Lan", ("lab", "site", site))
    manager = await world.person("Hà", ("manager", "organisation", school))
    with pytest.raises(NotForOthers):
        await reserve(world, mai, laser, "09:00", "10:00", for_person_id=binh.person_id, reason="vì")
    with pytest.raises(NotForOthers):
        await reserve(world, mai, laser, "09:00", "10:00", for_person_id=uuid4(), reason="vì")
    with pytest.raises(Malformed) as caught:
        await reserve(world, lab, laser, "09:00", "10:00", for_person_id=binh.person_id)
    assert [error.field for error in caught.value.errors] == ["reason"]
    made = await reserve(world, lab, laser, "09:00", "10:00", for_person_id=binh.person_id, reason="Thi")
    assert (made.person.id, made.reason) == (binh.person_id, "Thi")
    await reserve(world, manager, laser, "10:00", "11:00", for_person_id=binh.person_id, reason="Thi")
    assert await refused(
        reserve(world, lab, strict, "09:00", "10:00", for_person_id=binh.person_id, reason="Thi")
    ) == ["not_qualified"]
    assert await refused(
        reserve(world, lab, laser, "11:00", "12:00", for_person_id=uuid4(), reason="Thi")
    ) == ["person_inactive"]
    assert set(await refused(reserve(world, lab, laser, "13:00", "14:00"))) == {"too_soon", "quota_day"}
    assert await world.count(AuditEntry, actor_id=lab.person_id, reason="Thi") == 1


async def test_ends_that_do_not_follow_starts(world, laser):
    binh = await world.person()
    for end in ("09:00", "08:30"):
        with pytest.raises(Malformed) as caught:
            await reserve(world, binh, laser, "09:00", end)
        assert [error.field for error in caught.value.errors] == ["ends_at"]


async def test_the_ends_of_the_calendar(world, laser):
    binh = await world.person()
    last = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    for start, end, codes in [
        (last - timedelta(hours=1), last, ["too_far"]),
        (NOW, last, ["too_long"]),
        (datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 1, 1, tzinfo=UTC), ["in_the_past"]),
    ]:
        wanted = ReservationIn(laser, start, end)
        assert (
            await refused(
                world.database.transact(lambda s, w=wanted: service.reserve(s, actor=binh, wanted=w))
            )
            == codes
        )


async def test_price_is_by_the_hour_and_unit(world):
    site = await world.site()
    pool = await world.machine(site, await world.category(price_per_hour=50_000, raster_minutes=5), units=4)
    made = await reserve(world, await world.person(), pool, "09:00", "09:50", units=2)
    assert msgspec.to_builtins(made.price) == {"amount": 83_333, "currency": "VND"}
