"""Writes of places: stored, audited, within one's reach, and waiting for bookings under way."""

import asyncio
from datetime import date, time
from uuid import UUID

import pytest
from msgspec.structs import replace

from ecosystem.directory.models import Person
from ecosystem.kernel.actor import Actor, HeldRole
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import VersionMoved
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.words import Words
from ecosystem.places import service
from ecosystem.places.errors import NoSuchPlace, UnknownZone
from ecosystem.places.rules import Dated, Weekly
from ecosystem.places.service import RegionFields, RoomFields, SiteFields
from ecosystem.timetable.locks import hold_locks
from tests.support import in_line, sql
from tests.timetable.world import NOW, World

WORDS = Words("Xưởng", "Workshop")
SITE = SiteFields(slug="a", kind="fablab", name=WORDS, description=WORDS, address="Bến Tre")


@pytest.fixture
async def world(database: Database) -> World:
    world = World(database)
    await world.region()
    await world.add(Person(id=PERSON, full_name="A", search_key="", sort_key="", created_at=NOW, version=1))
    return world


PERSON = new_id()


def acting(scope_kind: str, scope_id: UUID) -> Actor:
    role = HeldRole("manager", scope_kind, scope_id, frozenset({"places:manage"}))
    return Actor(PERSON, "A", None, "vi", "Asia/Ho_Chi_Minh", None, (role,), frozenset(), frozenset())


async def test_a_region_with_a_site_and_a_room_is_made_and_changed(
    database: Database, database_url: str
) -> None:
    fields = RegionFields(slug="r", name=WORDS, tagline=WORDS)

    async def work(session: Session) -> UUID:
        region = await service.create_region(session, actor=None, fields=fields)
        site = await service.create_site(session, actor=None, region_id=region.id, fields=SITE)
        room = await service.create_room(session, actor=None, site_id=site.id, fields=RoomFields(name=WORDS))
        await service.update_region(
            session, actor=None, region_id=region.id, fields=RegionFields(slug="s", name=WORDS, tagline=WORDS)
        )
        await service.update_room(
            session, actor=None, room_id=room.id, fields=RoomFields(name=WORDS, capacity=8), version=1
        )
        return site.id

    site_id = await database.transact(work)
    [row] = sql(
        database_url,
        "SELECT g.slug, g.version, s.id, s.search_key, r.capacity, r.version"
        " FROM region g JOIN site s ON s.region_id = g.id JOIN room r ON r.site_id = s.id",
    )
    assert row[:] == ("s", 2, site_id, "xuong workshop ben tre", 8, 2)
    actions = sql(database_url, "SELECT action FROM audit_entry ORDER BY id")
    assert [item[0] for item in actions] == [
        "region.created",
        "site.created",
        "room.created",
        "region.changed",
        "room.changed",
    ]


async def test_a_change_against_an_old_version_or_out_of_reach_is_refused(
    database: Database, database_url: str, world: World
) -> None:
    site, elsewhere = await world.site(), await world.site()

    async def change(actor: Actor, fields: SiteFields, version: int | None = None) -> None:
        await database.transact(
            lambda session: service.update_site(
                session, actor=actor, site_id=site, fields=fields, version=version
            )
        )

    mine = acting("site", site)
    with pytest.raises(VersionMoved):
        await change(mine, SITE, version=2)
    with pytest.raises(NoSuchPlace):
        await change(acting("site", elsewhere), SITE)
    with pytest.raises(NoSuchPlace):
        await change(mine, replace(SITE, organisation_id=new_id()))
    with pytest.raises(UnknownZone):
        await change(mine, replace(SITE, zone="Asia/Atlantis"))
    assert sql(database_url, "SELECT count(*) FROM audit_entry")[0][0] == 0
    await change(mine, SITE, version=1)
    assert sql(database_url, f"SELECT slug, version FROM site WHERE id = '{site}'")[0][:] == ("a", 2)


async def test_hours_and_exceptions_replace_those_before(
    database: Database, database_url: str, world: World
) -> None:
    site, other = await world.site(), await world.site()
    actor = acting("site", site)
    first, second = date(2026, 11, 23), date(2026, 11, 24)

    async def work(session: Session) -> None:
        await service.set_site_hours(
            session, actor=actor, site_id=site, weekly=[Weekly(1, time(8), time(12))]
        )
        await service.set_site_exception(
            session, actor=actor, site_id=site, dated=[Dated(first), Dated(second, time(8), time(9))]
        )
        await service.set_site_exception(
            session, actor=actor, site_id=site, dated=[Dated(first, time(9), time(10))], note=WORDS
        )

    await database.transact(work)
    rules = sql(database_url, f"SELECT weekday, opens, closes FROM opening_rule WHERE owner_id = '{site}'")
    assert [row[:] for row in rules] == [(1, time(8), time(12))]
    assert len(sql(database_url, f"SELECT 1 FROM opening_rule WHERE owner_id = '{other}'")) == 7
    dated = sql(database_url, "SELECT on_date, opens FROM opening_exception ORDER BY on_date")
    assert [row[:] for row in dated] == [(first, time(9)), (second, time(8))]
    with pytest.raises(NoSuchPlace):
        await database.transact(
            lambda session: service.set_site_hours(session, actor=actor, site_id=other, weekly=[])
        )


async def test_a_change_of_hours_waits_for_a_booking_under_way(
    database: Database, database_url: str, world: World
) -> None:
    site = await world.site()
    machine = await world.resource(site)
    locked, go, order = asyncio.Event(), asyncio.Event(), []

    async def booking(session: Session) -> None:
        await hold_locks(session, resource_ids=[machine])
        locked.set()
        await go.wait()
        order.append("booking")

    async def change(session: Session) -> None:
        await service.set_site_hours(session, actor=None, site_id=site, weekly=[])
        order.append("hours")

    first = asyncio.create_task(database.transact(booking))
    await locked.wait()
    second = asyncio.create_task(database.transact(change))
    await in_line(database_url)
    go.set()
    await asyncio.gather(first, second)
    assert order == ["booking", "hours"]
