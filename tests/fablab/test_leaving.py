"""Bookings whose machine is retired, moves to another site or has fewer units: decided on with the change."""

import asyncio

import pytest
from sqlalchemy import select, update

from ecosystem.fablab import usage
from ecosystem.kernel import clock
from ecosystem.timetable.models import Occupancy
from tests.fablab.test_http_reservations import wish
from tests.fablab.test_occupant import Lab, notices
from tests.fablab.world import at

V1 = {"if-match": '"v1"'}
RETIRED = {"retired": True}


@pytest.fixture
async def lab(world, web):
    return await Lab(world, web).build()


async def preview(lab, change, **headers):
    answer = await lab.staff.post(f"/api/resources/{lab.machine}/impact", json=change, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def save(lab, change, impact=None):
    return await lab.staff.patch(
        f"/api/resources/{lab.machine}", json={**change, "impact": impact}, headers=V1
    )


async def state_of(lab):
    return (await lab.staff.get(f"/api/resource-settings/{lab.machine}")).json()["state"]


async def test_a_retired_machine_moves_one_and_cancels_another_with_a_letter_each(lab):
    moved, off = await lab.book("09:00", "10:00"), await lab.book("10:00", "11:00")
    await lab.book("10:00", "11:00", machine=lab.other)
    seen = await preview(lab, RETIRED)
    assert [(one["reservation_id"], one["default"]) for one in seen["items"]] == [
        (moved["id"], "move"),
        (off["id"], "cancel"),
    ]
    assert seen["may_keep"] is False
    # Nothing is offered on the machine itself, which is out of use in the preview too.
    offers = [offer["resource_id"] for one in seen["items"] for offer in one["proposals"]]
    assert offers
    assert set(offers) == {str(lab.other)}
    assert await state_of(lab) == "in_order"
    to = {name: seen["items"][0]["proposals"][0][name] for name in ("resource_id", "starts_at", "ends_at")}
    rows = [{"reservation_id": moved["id"], "decision": "move", "move_to": to}]
    done = await save(lab, RETIRED, {"digest": seen["digest"], "decision": "cancel", "rows": rows})
    assert (done.status_code, done.json()["state"]) == (200, "retired"), done.text
    assert sorted(await lab.states(), key=str) == sorted(
        [(lab.other, "confirmed"), (lab.machine, "cancelled"), (lab.other, "confirmed")], key=str
    )
    assert sorted((letter.facts["event"], letter.facts["why"]) for letter in await notices(lab.world)) == [
        ("cancelled", "Máy Epilog ngừng sử dụng."),
        ("moved", "Máy Epilog ngừng sử dụng."),
    ]


async def test_undecided_it_stays_in_use_and_the_list_comes_with_the_refusal(lab):
    booked = await lab.book("09:00", "10:00")
    refused = await save(lab, RETIRED)
    assert (refused.status_code, refused.json()["code"]) == (409, "impact")
    assert [one["reservation_id"] for one in refused.json()["items"]] == [booked["id"]]
    assert refused.json()["may_keep"] is False
    assert (await state_of(lab), await notices(lab.world)) == ("in_order", [])


async def test_nobody_is_kept_on_a_machine_that_is_gone(lab):
    booked = await lab.book("09:00", "10:00")
    seen = await preview(lab, RETIRED)
    kept = [{"reservation_id": booked["id"], "decision": "keep"}]
    refused = await save(lab, RETIRED, {"digest": seen["digest"], "decision": "keep", "rows": kept})
    assert [error["field"] for error in refused.json()["errors"]] == [
        "impact.decision",
        "impact.rows[0].decision",
    ]
    assert (refused.status_code, await state_of(lab)) == (400, "in_order")


async def test_whoever_is_at_the_machine_is_waited_for(lab):
    booked = await lab.book("09:00", "10:00")
    with clock.frozen(at("09:00")):
        await lab.world.database.transact(
            lambda s: usage.enter(s, actor=lab.actor, reservation_id=booked["id"])
        )
        path = f"/api/resources/{lab.machine}"
        for answer in (await save(lab, RETIRED), await lab.staff.post(f"{path}/impact", json=RETIRED)):
            assert (answer.status_code, answer.json()["code"]) == (409, "occupied")
            assert [one["subject_id"] for one in answer.json()["touched"]] == [booked["id"]]
        await lab.world.database.transact(
            lambda s: usage.leave(s, actor=lab.actor, reservation_id=booked["id"])
        )
        assert (await save(lab, RETIRED)).status_code == 200


async def test_a_booking_between_preview_and_retirement_brings_the_new_list(lab):
    await lab.book("09:00", "10:00")
    seen = await preview(lab, RETIRED)
    newcomer = await lab.book("11:00", "12:00")
    refused = await save(lab, RETIRED, {"digest": seen["digest"], "decision": "cancel"})
    assert (refused.status_code, refused.json()["code"]) == (409, "impact_changed")
    assert refused.json()["items"][1]["reservation_id"] == newcomer["id"]
    assert await state_of(lab) == "in_order"
    again = await save(lab, RETIRED, {"digest": refused.json()["digest"], "decision": "cancel"})
    assert again.status_code == 200
    assert [state for _, state in await lab.states()] == ["cancelled", "cancelled"]
    assert len(await notices(lab.world)) == 2


async def test_bookings_that_race_with_retirement_are_on_its_list_or_refused(lab):
    """Whichever comes first under the lock: nobody ends up with a booking on a machine that is gone."""
    people = [await lab.web(await lab.world.person(f"Người {n}")) for n in range(6)]
    seen = await preview(lab, RETIRED)
    booked = [
        person.post("/api/reservations", json=wish(lab.machine, f"{9 + n:02}:00", f"{10 + n:02}:00"))
        for n, person in enumerate(people)
    ]
    retired, *answers = await asyncio.gather(save(lab, RETIRED, {"digest": seen["digest"]}), *booked)
    made = [answer for answer in answers if answer.status_code == 201]
    if retired.status_code == 200:
        assert made == []
        assert await lab.states() == []
    else:
        assert retired.json()["code"] == "impact_changed"
        assert await state_of(lab) == "in_order"
        assert len(await lab.states()) == len(made) == 6


async def test_at_another_site_bookings_may_stand(lab):
    booked = await lab.book("09:00", "10:00")
    site = await lab.world.site("khac")
    manager = await lab.web(await lab.world.person("Hà", ("manager", "region", lab.world.region_id)))
    lab.staff = manager
    moving = {"site_id": str(site)}
    seen = await preview(lab, moving)
    assert ([one["reservation_id"] for one in seen["items"]], seen["may_keep"]) == ([booked["id"]], True)
    done = await save(lab, moving, {"digest": seen["digest"], "decision": "keep"})
    assert (done.status_code, done.json()["site"]["id"]) == (200, str(site)), done.text
    assert [(letter.facts["event"], letter.facts["why"]) for letter in await notices(lab.world)] == [
        ("kept", "Máy Epilog chuyển sang Xưởng khac.")
    ]


async def units(lab):
    async with lab.world.database.read() as session:
        rows = await session.execute(
            select(Occupancy.unit)
            .where(Occupancy.resource_id == lab.machine, Occupancy.state != "released")
            .order_by(Occupancy.unit)
        )
        return [row.unit for row in rows]


async def test_fewer_units_are_no_matter_where_everybody_still_fits(lab):
    lab.machine = await lab.world.machine(lab.site, lab.category, "Máy in", units=3)
    times = [("09:00", "12:00"), ("09:00", "10:00"), ("10:00", "11:00"), ("09:00", "10:00")]
    first = [await lab.book(*when) for when in times]
    await (await lab.web(lab.person)).delete(f"/api/reservations/{first[3]['id']}")
    await lab.world.database.transact(lambda s: s.execute(SCATTER))
    assert await units(lab) == [1, 2, 3]
    assert (await save(lab, {"units": 2})).status_code == 200
    assert (await units(lab))[-1] == 2
    assert await notices(lab.world) != []
    assert [letter.facts["event"] for letter in await notices(lab.world)] == ["cancelled"]


# The booking in the middle goes to the third unit, where a pool that was full once may leave it.
MIDDLE = select(Occupancy.id).where(Occupancy.unit == 2).order_by(Occupancy.during.desc()).limit(1)
SCATTER = update(Occupancy).where(Occupancy.id.in_(MIDDLE)).values(unit=3)


async def test_with_fewer_units_whoever_booked_last_gives_way(lab):
    lab.machine = await lab.world.machine(lab.site, lab.category, "Máy in", units=3)
    for name in ("An", "Bình", "Chi"):
        await lab.book("09:00", "10:00", name=name)
    seen = await preview(lab, {"units": 2})
    assert [one["person"]["full_name"] for one in seen["items"]] == ["Chi"]
    assert (await save(lab, {"units": 2})).json()["code"] == "impact"
    assert await units(lab) == [1, 2, 3]
    kept = await save(lab, {"units": 2}, {"digest": seen["digest"], "decision": "keep"})
    assert kept.status_code == 400
    done = await save(lab, {"units": 2}, {"digest": seen["digest"], "decision": "cancel"})
    assert (done.status_code, done.json()["units"]) == (200, 2), done.text
    assert await units(lab) == [1, 2]
    assert [(letter.facts["event"], letter.facts["why"]) for letter in await notices(lab.world)] == [
        ("cancelled", "Máy in chỉ còn 2 chiếc.")
    ]
    later = await lab.staff.post("/api/reservations", json=wish(lab.machine, "09:00", "10:00"))
    assert later.status_code == 409


async def test_other_changes_leave_bookings_alone(lab):
    await lab.book("09:00", "10:00")
    change = {"name": "Máy khác", "units": 4, "rules": {"max_minutes": 60}}
    assert (await preview(lab, change, **V1))["items"] == []
    assert (await save(lab, change)).status_code == 200
    assert ([state for _, state in await lab.states()], await notices(lab.world)) == (["confirmed"], [])


async def test_only_staff_of_the_site_look_ahead(lab):
    await lab.book("09:00", "10:00")
    elsewhere = await lab.web(await lab.world.person("Hà", ("lab", "site", await lab.world.site("khac"))))
    for client, status in ((await lab.web(lab.person), 403), (elsewhere, 404)):
        answer = await client.post(f"/api/resources/{lab.machine}/impact", json=RETIRED)
        assert answer.status_code == status
