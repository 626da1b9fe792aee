"""Bookings, outages and closures in calendars: which feeds show them, as what, and how they count."""

from datetime import date, timedelta

import pytest

from ecosystem.calendars import closures as calendar_closures
from ecosystem.fablab import entries, jobs, lapsing, outages, usage
from ecosystem.fablab.editing import machines
from ecosystem.fablab.schemas import OutageIn
from ecosystem.fablab.schemas.editing import ResourcePatch
from ecosystem.kernel.db import raw
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.words import Words
from ecosystem.timetable import closures
from tests.fablab.test_approvals import Lab
from tests.fablab.test_service import cancel, move, reserve
from tests.fablab.world import NOW, at

_ALL = """
SELECT e.source, e.subject_id, e.starts_at, e.ends_at, e.status, e.all_day, e.sequence, f.scope, f.key,
    f.said->'summary'->>'vi' AS summary, f.said->'location'->>'vi' AS location, f.dropped_at
FROM calendar_entry e LEFT JOIN calendar_face f USING (subject_id)
WHERE $1::uuid IS NULL OR e.subject_id = $1 ORDER BY f.scope, f.key"""


@pytest.fixture
async def lab(world):
    """A site with a room and a machine in it."""
    world.at = await world.site()
    world.in_room = await world.room(world.at)
    world.laser = await world.machine(world.at, await world.category(), room_id=world.in_room)
    world.lan = await world.person("Trần Thị Lan", ("lab", "site", world.at))
    return world


async def shown(world, subject_id=None):
    async with world.database.read() as session:
        return await (await raw(session)).fetch(_ALL, subject_id)


async def test_who_sees_what_of_a_booking(lab):
    binh = await lab.person()
    made = await reserve(lab, binh, lab.laser, "09:00", "10:00")
    rows = await shown(lab, made.id)
    assert [(row["scope"], row["key"], row["summary"], row["location"]) for row in rows] == [
        ("machine", lab.laser, "Bận", "Phòng Laser, Xưởng xuong"),
        ("person", binh.person_id, "Máy Epilog", "Phòng Laser, Xưởng xuong, Thủ Đức"),
        ("room", lab.in_room, "Bận", "Máy Epilog, Phòng Laser, Xưởng xuong"),
        ("site_staff", lab.at, "Máy Epilog · Nguyễn Văn Bình", "Phòng Laser, Xưởng xuong"),
    ]
    assert {(row["status"], row["sequence"], row["all_day"]) for row in rows} == {("confirmed", 0, False)}


async def test_a_minor_has_no_name_in_a_calendar(lab):
    an = await lab.person("Lê Bảo An", born=date(2012, 5, 1))
    made = await reserve(lab, an, lab.laser, "09:00", "10:00")
    said = {row["scope"]: row["summary"] for row in await shown(lab, made.id)}
    assert said["site_staff"] == "Máy Epilog · người dưới 18 tuổi"
    async with lab.database.read() as session:
        found = await (await raw(session)).fetchval("SELECT string_agg(said::text, '') FROM calendar_face")
    assert "Máy Epilog" in found
    assert "Bảo An" not in found


async def test_a_booking_that_moves_and_ends_counts_up_and_leaves_its_machine(lab):
    binh, other = await lab.person(), await lab.machine(lab.at, await lab.category("khac"))
    made = await reserve(lab, binh, lab.laser, "09:00", "10:00")
    await move(lab, binh, made, resource_id=other)
    rows = await shown(lab, made.id)
    assert [(row["scope"], row["key"]) for row in rows] == [
        ("machine", other),
        ("person", binh.person_id),
        ("site_staff", lab.at),
    ]
    assert {row["sequence"] for row in rows} == {1}
    await cancel(lab, binh, made)
    assert {(row["status"], row["sequence"]) for row in await shown(lab, made.id)} == {("cancelled", 2)}


async def test_use_and_no_show_are_told_too(lab, clock):
    binh = await lab.person()
    used, missed = [
        await reserve(lab, binh, lab.laser, *when) for when in (("09:00", "11:00"), ("14:00", "15:00"))
    ]
    clock.at(at("09:00"))
    await lab.database.transact(lambda s: usage.enter(s, actor=lab.lan, reservation_id=used.id))
    assert {row["sequence"] for row in await shown(lab, used.id)} == {0}
    clock.at(at("09:30"))
    await lab.database.transact(lambda s: usage.leave(s, actor=lab.lan, reservation_id=used.id))
    assert {(row["ends_at"], row["status"]) for row in await shown(lab, used.id)} == {
        (at("09:30"), "confirmed")
    }
    clock.at(at("16:00"))
    await lab.database.transact(
        lambda s: lapsing.release(
            s, lapse=lapsing.NO_SHOW, reservation_id=missed.id, resource_id=lab.laser, now=at("16:00")
        )
    )
    assert {row["status"] for row in await shown(lab, missed.id)} == {"confirmed"}


async def test_what_waits_is_tentative_until_it_is_decided(world):
    lab = await Lab(world).build()
    made = await lab.book()
    assert {row["status"] for row in await shown(world, made.id)} == {"tentative"}
    await lab.decide(made)
    assert {(row["status"], row["sequence"]) for row in await shown(world, made.id)} == {("confirmed", 1)}


async def test_an_outage_is_busy_for_all_and_told_to_staff_as_long_as_it_lasts(lab, clock):
    clock.at(at("09:00"))
    wanted = OutageIn(lab.laser, "Hỏng ống laser", False, None)
    started = await lab.database.transact(lambda s: outages.start(s, actor=lab.lan, wanted=wanted))
    rows = await shown(lab, started.id)
    assert {row["scope"]: row["summary"] for row in rows} == {
        "machine": "Bận",
        "room": "Bận",
        "site_staff": "Máy Epilog: hỏng",
    }
    assert {row["ends_at"] for row in rows} == {at("2026-11-22T00:00")}
    clock.at(at("2026-11-23T09:00"))
    await jobs.publish_missing(lab.database)
    assert {row["ends_at"] for row in await shown(lab, started.id)} == {at("2026-11-24T00:00")}
    await lab.database.transact(lambda s: outages.end(s, actor=lab.lan, outage_id=started.id))
    assert {row["ends_at"] for row in await shown(lab, started.id)} == {at("2026-11-23T09:00")}


async def test_closures_stand_in_the_calendars_of_their_place(lab, clock):
    clock.at(NOW)
    day = Interval(at("2026-12-01T00:00"), at("2026-12-03T00:00"))

    async def close(session, kind, key, during):
        return await closures.add_closure(
            session,
            actor=None,
            scope_kind=kind,
            scope_id=key,
            during=during,
            reason=Words("Bảo trì điện", "Power works"),
            now=NOW,
        )

    whole = await lab.database.transact(lambda s: close(s, "region", lab.region_id, day))
    rows = await shown(lab, whole.id)
    assert {(row["scope"], row["key"]) for row in rows} == {
        ("network", lab.region_id),
        ("site", lab.at),
        ("site_staff", lab.at),
    }
    assert {(row["summary"], row["all_day"]) for row in rows} == {("Đóng cửa: Bảo trì điện", True)}
    timed = Interval(at("2026-12-04T08:00"), at("2026-12-04T12:00"))
    one = await lab.database.transact(lambda s: close(s, "resource", lab.laser, timed))
    rows = await shown(lab, one.id)
    assert {row["scope"]: row["summary"] for row in rows} == {
        "machine": "Bận",
        "site_staff": "Đóng cửa: Bảo trì điện",
    }
    assert {row["all_day"] for row in rows} == {False}
    await lab.database.transact(lambda s: closures.remove_closure(s, actor=None, closure_id=one.id))
    assert {(row["status"], row["sequence"]) for row in await shown(lab, one.id)} == {("cancelled", 1)}


async def test_what_was_there_before_the_calendars_comes_into_them_once(lab):
    binh = await lab.person()
    made = await reserve(lab, binh, lab.laser, "09:00", "10:00")
    before = await shown(lab)
    async with lab.database.engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM calendar_entry")
    await jobs.publish_missing(lab.database)
    await lab.database.transact(calendar_closures.publish_missing)
    assert await shown(lab) == before
    await jobs.publish_all(lab.database)
    assert await shown(lab, made.id) == before


async def test_another_name_of_the_machine_reaches_the_calendars(lab, clock):
    clock.at(NOW)
    made = await reserve(lab, await lab.person(), lab.laser, "09:00", "10:00")
    await lab.database.transact(
        lambda s: machines.change(
            s,
            actor=lab.lan,
            resource_id=lab.laser,
            given=ResourcePatch(name="Máy Trotec"),
            version=1,
            now=NOW,
            locale="vi",
        )
    )
    rows = {row["scope"]: row for row in await shown(lab, made.id)}
    assert (rows["person"]["summary"], rows["person"]["sequence"]) == ("Máy Trotec", 1)
    assert timedelta(days=90) == entries.SHOWN_BEFORE
