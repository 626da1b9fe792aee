"""What several bookings could move to, read at once: as one by one, in as many statements for many."""

import pytest

from ecosystem.fablab import alternatives, moves
from ecosystem.fablab.context import Asked
from ecosystem.fablab.rules import Wish
from ecosystem.kernel import hooks
from ecosystem.timetable import wanted
from tests.fablab.test_http_reservations import wish
from tests.fablab.world import WITH_LUNCH, at, counts_as_statement, watch


class Region:
    """Two sites with other hours and clocks, machines and a pool of two categories, and who booked them."""

    def __init__(self, world, web) -> None:
        self.world, self.web = world, web

    async def build(self):
        world = self.world
        self.site, self.far = await world.site(), await world.site("xa", WITH_LUNCH, zone="Asia/Tokyo")
        trained = await world.qualification()
        self.lasers = await world.category(buffer_after_minutes=15, quota_minutes_per_day=180)
        self.mills = await world.category(
            "cnc", qualification_id=trained, horizon_days=800, raster_minutes=60
        )
        self.first, self.second, self.away = [
            await world.machine(site, self.lasers) for site in (self.site, self.site, self.far)
        ]
        self.pool = await world.machine(self.site, self.lasers, units=2, buffer_before_minutes=30)
        self.adults = await world.machine(self.far, self.lasers, min_age=18)
        await world.machine(self.site, self.lasers, state="out_of_order")
        self.mill, self.free_mill, self.far_mill = [
            await world.machine(site, self.mills, **rules)
            for site, rules in ((self.site, {}), (self.site, {"min_minutes": 120}), (self.far, {}))
        ]
        self.people = [
            await world.person("Lê Văn Bình"),
            await world.person("Trần Thị Hoa", born=at("2014-01-01T00:00").date()),
            await world.person("Phạm Thợ"),
        ]
        for person, until in zip(self.people, (None, None, at("2026-12-01T12:00")), strict=True):
            await world.grant(person, trained, until=until)
        self.clients = [await self.web(person) for person in self.people]
        return self

    async def book(self, who, machine, start, end):
        answer = await self.clients[who].post("/api/reservations", json=wish(machine, start, end))
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def asked(self, ids):
        async with self.world.database.read() as session:
            found = await hooks.occupants["reservation"].describe(session, ids)
        assert len(found) == len(ids)
        return found


@pytest.fixture
async def region(world, web):
    return await Region(world, web).build()


async def booked(region):
    """Bookings of several people, machines and sites, in each other's way, and two years apart."""
    book = region.book
    return [
        await book(0, region.first, "09:00", "10:00"),
        await book(1, region.first, "10:15", "11:15"),
        await book(0, region.second, "10:00", "11:00"),
        await book(2, region.pool, "09:00", "11:30"),
        await book(1, region.away, "13:00", "14:00"),
        await book(2, region.adults, "2026-11-24T09:00", "2026-11-24T10:00"),
        await book(0, region.mill, "2026-11-23T09:00", "2026-11-23T11:00"),
        await book(2, region.mill, "2026-12-01T10:00", "2026-12-01T12:00"),
        await book(1, region.mill, "2028-11-02T09:00", "2028-11-02T11:00"),
        await book(0, region.far_mill, "2027-06-10T11:00", "2027-06-10T12:00"),
    ]


async def test_what_many_could_move_to_is_what_each_could_alone(region):
    touched = await region.asked(await booked(region))
    await region.world.closure("resource", region.first, at("08:00"), at("20:00"))
    await region.world.closure("site", region.far, at("2027-06-01T00:00"), at("2027-06-12T00:00"))
    asked = [
        Asked(Wish(one.starts_at, one.ends_at), one.resource_id, one.person_id, one.subject_id)
        for one in touched
    ]
    # A wish for two, and one that was never bookable: in the past, too long, and of nobody.
    asked += [
        Asked(
            Wish(asked[0].wish.starts_at, asked[0].wish.ends_at, 2), region.pool, region.people[0].person_id
        ),
        Asked(Wish(at("2026-01-01T09:00"), at("2026-01-02T09:10")), region.first, None),
    ]
    async with region.world.database.read() as session:
        together = await moves.find_each(session, asked)
        alone = [
            await alternatives.find(
                session,
                wish=one.wish,
                resource_id=one.resource_id,
                person_id=one.person_id,
                moving=one.moving,
            )
            for one in asked
        ]
    assert together == [one.alternatives for one in alone]
    whys = {offer.why for offers in together for offer in offers}
    assert whys == {"same_later", "same_earlier", "other_machine", "other_site"}
    assert all(together)
    assert max(one.starts_at for one in touched) - min(one.starts_at for one in touched) > wanted.WIDEST


async def test_a_preview_takes_as_many_statements_for_twelve_bookings_as_for_one(region):
    staff = await region.web(await region.world.person("Trần Thị Lan", ("lab", "site", region.site)))
    seen = watch(region.world.database)

    async def previewed(start, end):
        body = {
            "scope_kind": "site",
            "scope_id": str(region.site),
            "starts_at": at(start).isoformat(),
            "ends_at": at(end).isoformat(),
            "reason": {"vi": "Bảo trì", "en": "Maintenance"},
        }
        seen.clear()
        answer = await staff.post("/api/closures/impact", json=body)
        assert answer.status_code == 200, answer.text
        said = [query for query in seen if counts_as_statement(query) and "api_token" not in query]
        return answer.json()["items"], len(said)

    for day in range(23, 27):
        for who, machine in enumerate((region.first, region.second, region.mill)):
            start, end = (f"2026-11-{day}T{hour:02}:00" for hour in (9 + who, 10 + who))
            await region.book(who, machine, start, end)
    one, few = await previewed("2026-11-23T09:00", "2026-11-23T09:30")
    many, more = await previewed("2026-11-23T09:00", "2026-11-26T12:00")
    assert (len(one), len(many)) == (1, 12)
    assert all(item["proposals"] for item in many)
    assert more == few
