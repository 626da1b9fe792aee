"""A qualification that is newly asked for: bookings of people without it are decided on with the change."""

import asyncio
from datetime import timedelta

import pytest

from ecosystem.fablab import usage
from ecosystem.kernel import clock
from ecosystem.kernel.errors import Refused
from tests.fablab.test_http_reservations import wish
from tests.fablab.test_occupant import Lab, notices
from tests.fablab.world import at

V1 = {"if-match": '"v1"'}
WHY = "Từ nay phải có chứng nhận “An toàn laser” mới nhận được máy."


class Asking(Lab):
    """The lab with a qualification that nothing asks for yet, and the three ways to ask for it."""

    async def build(self, **rules):
        await super().build(**rules)
        self.need = await self.world.qualification()
        self.manager = await self.web(
            await self.world.person("Hà", ("admin", "region", self.world.region_id))
        )
        slugs = (await self.manager.get("/api/categories")).json()["items"]
        (self.slug,) = [one["slug"] for one in slugs if one["id"] == str(self.category)]
        return self

    def way(self, name):
        asked = {"qualification_id": str(self.need)}
        return {
            "category": (f"/api/categories/{self.category}", asked),
            "machine": (f"/api/resources/{self.machine}", asked),
            "qualification": (f"/api/qualifications/{self.need}", {"categories": [self.slug]}),
        }[name]

    async def look(self, name):
        path, body = self.way(name)
        answer = await self.manager.post(f"{path}/impact", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ask(self, name, impact=None):
        path, body = self.way(name)
        return await self.manager.patch(path, json={**body, "impact": impact}, headers=V1)

    async def asked(self):
        card = (await self.manager.get(f"/api/resources/{self.machine}")).json()
        return card["qualification"] is not None

    async def qualified(self, name, start, end, *, until=None):
        booked = await self.book(start, end, name=name)
        await self.world.grant(self.person, self.need, until=until)
        return booked


@pytest.fixture
async def lab(world, web):
    return await Asking(world, web).build()


@pytest.mark.parametrize("way", ["category", "machine", "qualification"])
async def test_whoever_lacks_it_is_decided_on_along_with_asking(lab, way):
    kept = await lab.book("09:00", "10:00")
    off = await lab.book("10:00", "11:00", name="Trần Thị Hoa")
    await lab.qualified("Phạm Minh", "11:00", "12:00")
    short = await lab.qualified("Vũ Đức", "13:00", "14:00", until=at("13:30"))
    touched = [kept["id"], off["id"], short["id"]]
    seen = await lab.look(way)
    assert [(one["reservation_id"], one["default"]) for one in seen["items"]] == [
        (id_, "keep") for id_ in touched
    ]
    assert (seen["may_keep"], await lab.asked(), await notices(lab.world)) == (True, False, [])

    refused = await lab.ask(way)
    assert (refused.status_code, refused.json()["code"]) == (409, "impact")
    assert [one["reservation_id"] for one in refused.json()["items"]] == touched
    assert (await lab.asked(), await notices(lab.world)) == (False, [])

    rows = [{"reservation_id": off["id"], "decision": "cancel"}]
    done = await lab.ask(way, {"digest": seen["digest"], "decision": "keep", "rows": rows})
    assert done.status_code == 200, done.text
    assert (await lab.asked(), [state for _, state in await lab.states()]) == (
        True,
        ["confirmed", "cancelled", "confirmed", "confirmed"],
    )
    told = [(letter.facts["event"], letter.facts["why"]) for letter in await notices(lab.world)]
    assert sorted(told) == [("cancelled", WHY), ("kept", WHY), ("kept", WHY)]
    # What is asked for already touches nobody again.
    path, body = lab.way(way)
    again = await lab.manager.patch(path, json=body, headers={"if-match": "*"})
    assert again.status_code == 200


async def test_a_booking_between_preview_and_asking_brings_the_new_list(lab):
    await lab.book("09:00", "10:00")
    seen = await lab.look("category")
    newcomer = await lab.book("11:00", "12:00", machine=lab.other)
    refused = await lab.ask("category", {"digest": seen["digest"], "decision": "keep"})
    assert (refused.status_code, refused.json()["code"]) == (409, "impact_changed")
    assert refused.json()["items"][1]["reservation_id"] == newcomer["id"]
    assert not await lab.asked()


async def test_a_machine_that_asks_for_something_itself_is_not_touched_by_its_category(lab):
    other = await lab.world.qualification("khac")
    own = {"qualification_id": str(other)}
    assert (await lab.manager.patch(f"/api/resources/{lab.machine}", json=own, headers=V1)).status_code == 200
    lab.person = await lab.world.person("Lê Văn Bình")
    await lab.world.grant(lab.person, other)
    client = await lab.web(lab.person)
    booked = await client.post("/api/reservations", json=wish(lab.machine, "09:00", "10:00"))
    assert booked.status_code == 201, booked.text
    assert (await lab.look("category"))["items"] == []
    # Giving its own up it takes over the category's, which the person does not hold.
    assert (await lab.ask("category")).status_code == 200
    path = f"/api/resources/{lab.machine}"
    seen = await lab.manager.post(f"{path}/impact", json={"qualification_id": None})
    assert [one["reservation_id"] for one in seen.json()["items"]] == [booked.json()["id"]]


async def test_a_new_qualification_is_asked_of_nobody_unseen(lab):
    booked = await lab.book("09:00", "10:00")
    new = {"name": {"vi": "An toàn mới", "en": "New"}, "categories": [lab.slug]}
    seen = (await lab.manager.post("/api/qualifications/impact", json=new)).json()
    assert [one["reservation_id"] for one in seen["items"]] == [booked["id"]]
    assert (await lab.manager.post("/api/qualifications", json=new)).json()["code"] == "impact"
    decided = {"digest": seen["digest"], "decision": "cancel"}
    made = await lab.manager.post("/api/qualifications", json={**new, "impact": decided})
    assert made.status_code == 201, made.text
    assert [state for _, state in await lab.states()] == ["cancelled"]


async def test_who_is_kept_may_still_earn_it_and_checks_in_only_then(lab):
    booked = await lab.book("09:00", "10:00")
    seen = await lab.look("category")
    await lab.ask("category", {"digest": seen["digest"], "decision": "keep"})

    async def enter():
        await lab.world.database.transact(
            lambda s: usage.enter(s, actor=lab.actor, reservation_id=booked["id"])
        )

    with clock.frozen(at("09:00")):
        with pytest.raises(Refused):
            await enter()
        await lab.world.grant(lab.person, lab.need)
        await enter()
    assert [state for _, state in await lab.states()] == ["confirmed"]


async def test_bookings_that_race_with_asking_are_on_its_list_or_refused(lab):
    """Whichever comes first under the locks: nobody stands without it unseen."""
    people = [await lab.web(await lab.world.person(f"Người {n}")) for n in range(6)]
    wishes = [wish(lab.machine, f"{9 + n:02}:00", f"{10 + n:02}:00") for n in range(6)]
    booking = zip(people, wishes, strict=True)
    answers = await asyncio.gather(
        *(client.post("/api/reservations", json=one) for client, one in list(booking)[:3]),
        lab.ask("category"),
        *(c.post("/api/reservations", json=one) for c, one in zip(people[3:], wishes[3:], strict=True)),
    )
    asked, booked = answers.pop(3), [answer for answer in answers if answer.status_code == 201]
    assert {answer.status_code for answer in answers} <= {201, 422}
    if asked.status_code == 200:
        assert booked == []
    else:
        assert (asked.json()["code"], await lab.asked()) == ("impact", False)


async def test_an_hour_of_the_past_is_not_touched(lab):
    await lab.book("09:00", "10:00")
    with clock.frozen(at("10:00") + timedelta(minutes=1)):
        assert (await lab.ask("category")).status_code == 200
