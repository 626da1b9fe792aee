"""An account that closes gives back what its person has booked: seen beforehand, told, and never missed."""

import asyncio

import pytest

from ecosystem.fablab import usage
from ecosystem.identity.models import Credential
from ecosystem.identity.passwords import hash_password
from ecosystem.kernel import clock
from tests.fablab.test_http_reservations import wish
from tests.fablab.test_occupant import Lab, notices
from tests.fablab.world import at
from tests.identity.test_second_factor import set_up
from tests.people import PASSWORD, sign_in

V1 = {"if-match": '"v1"'}
CLOSED = {"active": False, "reason": "Nghỉ học"}


@pytest.fixture
async def lab(world, web):
    lab = await Lab(world, web).build()
    lab.boss = await world.person("Quản trị", ("admin", "region", world.region_id))
    lab.admin = await web(lab.boss)
    return lab


async def closing(lab):
    answer = await lab.admin.get(f"/api/people/{lab.person.person_id}/closing")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def close(lab):
    return await lab.admin.patch(f"/api/people/{lab.person.person_id}", json=CLOSED, headers=V1)


async def test_what_it_would_call_off_is_seen_and_then_called_off(lab):
    other = await lab.book("09:00", "10:00", name="Trần Thị Hoa")
    first = await lab.book("10:00", "11:00")
    person = await lab.web(lab.person)
    second = await person.post("/api/reservations", json=wish(lab.other, "09:00", "10:00"))
    off = await person.post("/api/reservations", json=wish(lab.other, "14:00", "15:00"))
    await person.delete(f"/api/reservations/{off.json()['id']}")
    seen = await closing(lab)
    assert [one["subject_id"] for one in seen["items"]] == [second.json()["id"], first["id"]]
    assert seen["count"] == 2
    before = len(await notices(lab.world))
    answer = await close(lab)
    assert (answer.status_code, answer.json()["active"]) == (200, False), answer.text
    told = (await notices(lab.world))[before:]
    assert [(letter.facts["event"], letter.facts["why"]) for letter in told] == [
        ("cancelled", "Tài khoản của bạn đã bị khoá.")
    ] * 2
    assert (await closing(lab)) == {"count": 0, "items": []}
    assert (await lab.staff.get(f"/api/reservations/{other['id']}")).json()["state"] == "confirmed"
    again = await lab.staff.post("/api/reservations", json=wish(lab.machine, "10:00", "11:00"))
    assert again.status_code == 201


async def test_what_is_in_use_stays_until_it_is_given_back(lab):
    booked = await lab.book("09:00", "10:00")
    with clock.frozen(at("09:00")):
        await lab.world.database.transact(
            lambda s: usage.enter(s, actor=lab.actor, reservation_id=booked["id"])
        )
        assert (await closing(lab))["items"] == []
        assert (await close(lab)).status_code == 200
        shown = (await lab.staff.get(f"/api/reservations/{booked['id']}")).json()
        assert (shown["state"], shown["can_check_out"]) == ("in_use", True)


async def test_bookings_that_race_with_the_closing_are_given_back_or_refused(lab):
    await lab.book("08:00", "09:00")
    person = await lab.web(lab.person)
    wishes = [wish(lab.other, f"{9 + n:02}:00", f"{10 + n:02}:00") for n in range(6)]
    answers = await asyncio.gather(
        *(person.post("/api/reservations", json=one) for one in wishes[:3]),
        close(lab),
        *(person.post("/api/reservations", json=one) for one in wishes[3:]),
    )
    assert answers[3].status_code == 200
    assert {state for _, state in await lab.states()} == {"cancelled"}


async def test_only_those_who_close_accounts_look(lab):
    await lab.book("09:00", "10:00")
    for client in (lab.staff, await lab.web(lab.person)):
        answer = await client.get(f"/api/people/{lab.person.person_id}/closing")
        assert answer.status_code == 403
    assert (await lab.admin.get(f"/api/people/{lab.machine}/closing")).status_code == 404


async def browser(lab, actor):
    """Somebody who has a password, signed in."""
    now = clock.now()
    await lab.world.add(
        Credential(person_id=actor.person_id, password_hash=await hash_password(PASSWORD), changed_at=now)
    )
    client = await lab.web()
    client.headers.update(await sign_in(client, f"{actor.person_id}@thu.example"))
    return client


async def test_closing_ones_own_account_gives_back_what_is_ahead_and_ends_all_that_it_opened(lab):
    booked = await lab.book("09:00", "10:00")
    own, token = await browser(lab, lab.person), await lab.web(lab.person)
    seen = (await own.get("/api/me/closing")).json()
    assert (seen["count"], [one["subject_id"] for one in seen["items"]]) == (1, [booked["id"]])
    refused = await own.post("/api/me/close", json={"password": "a wrong guess"})
    assert (refused.status_code, refused.json()["code"]) == (422, "password_refused")
    assert (await token.post("/api/me/close", json={"password": PASSWORD})).status_code == 403
    assert [state for _, state in await lab.states()] == ["confirmed"]

    closed = await own.post("/api/me/close", json={"password": PASSWORD})
    assert (closed.status_code, "max-age=0" in closed.headers["set-cookie"].lower()) == (204, True)
    assert [state for _, state in await lab.states()] == ["cancelled"]
    assert [(letter.facts["event"], letter.facts["why"]) for letter in await notices(lab.world)] == [
        ("cancelled", "Bạn đã đóng tài khoản của mình.")
    ]
    assert [(await client.get("/api/me")).status_code for client in (own, token)] == [401, 401]
    again = {"email": f"{lab.person.person_id}@thu.example", "password": PASSWORD}
    assert (await own.post("/api/session", json=again)).status_code == 401
    told = (await lab.admin.get("/api/audit", params={"subject_id": str(lab.person.person_id)})).json()[
        "items"
    ]
    assert (told[0]["action"], told[0]["actor"]["id"]) == ("person.closed", str(lab.person.person_id))


async def test_a_second_factor_is_asked_for_where_it_is_on(lab):
    await lab.book("09:00", "10:00")
    own = await browser(lab, lab.person)
    _, recovery = await set_up(own, {})
    for wrong in ({}, {"code": "000000"}):
        refused = await own.post("/api/me/close", json={"password": PASSWORD, **wrong})
        assert (refused.status_code, refused.json()["code"]) == (422, "code_refused")
    assert [state for _, state in await lab.states()] == ["confirmed"]
    closed = await own.post("/api/me/close", json={"password": PASSWORD, "code": recovery[0]})
    assert closed.status_code == 204


async def test_the_last_administrator_stays(lab):
    own = await browser(lab, lab.boss)
    refused = await own.post("/api/me/close", json={"password": PASSWORD})
    assert (refused.status_code, refused.json()["code"]) == (422, "last_administrator")
    await lab.world.person("Người kế nhiệm", ("admin", "region", lab.world.region_id))
    assert (await own.post("/api/me/close", json={"password": PASSWORD})).status_code == 204
