"""Closures: who may close what, what stands in the way, and races with bookings."""

import asyncio
from collections import Counter
from uuid import UUID

import pytest

from ecosystem.directory.models import Organisation, Person
from ecosystem.kernel.actor import Actor, HeldRole
from ecosystem.kernel.db import Database
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.words import Words
from ecosystem.places.errors import NoSuchClosure, NoSuchPlace
from ecosystem.places.models import Closure
from ecosystem.timetable import closures, impact
from ecosystem.timetable.errors import Closed, ImpactUndecided
from tests.support import sql
from tests.timetable.test_service import book
from tests.timetable.world import BOTH, NOW, World, claim, span

WHY = Words("Bảo trì", "Maintenance")


@pytest.fixture
async def somebody(world: World) -> UUID:
    person_id = new_id()
    await world.add(
        Person(id=person_id, full_name="Trần Văn Bình", search_key="", sort_key="", created_at=NOW, version=1)
    )
    return person_id


def acting(person_id: UUID, scope_kind: str, scope_id: UUID) -> Actor:
    role = HeldRole("manager", scope_kind, scope_id, frozenset({"places:manage"}))
    return Actor(
        person_id, "Trần Văn Bình", None, "vi", "Asia/Ho_Chi_Minh", None, (role,), frozenset(), frozenset()
    )


async def close(
    database: Database, actor: Actor, scope_kind: str, scope_id: UUID, during: Interval
) -> Closure:
    return await database.transact(
        lambda session: closures.add_closure(
            session, actor=actor, scope_kind=scope_kind, scope_id=scope_id, during=during, reason=WHY, now=NOW
        )
    )


@pytest.mark.parametrize("scope_kind", ["region", "site", "room", "resource"])
async def test_each_scope_closes_its_resources_and_no_others(
    database: Database, world: World, somebody: UUID, scope_kind: str
) -> None:
    site, elsewhere = await world.site(), await world.site()
    room = await world.room(site)
    inside = await world.resource(site, room_id=room)
    beside = await world.resource(site)
    far = await world.resource(elsewhere)
    scope_id = {"region": world.region_id, "site": site, "room": room, "resource": inside}[scope_kind]
    await close(database, acting(somebody, "region", world.region_id), scope_kind, scope_id, span(9, 12))
    closed = {"region": {inside, beside, far}, "site": {inside, beside}}.get(scope_kind, {inside})
    for resource_id in (inside, beside, far):
        if resource_id in closed:
            with pytest.raises(Closed):
                await book(database, claim(resource_id, 11, 13))
        else:
            await book(database, claim(resource_id, 11, 13))
        await book(database, claim(resource_id, 13, 14))


async def test_bookings_stand_in_the_way_and_stay(
    database: Database, database_url: str, world: World, somebody: UUID
) -> None:
    site = await world.site()
    machine = await world.resource(site)
    mine, lapsed = new_id(), new_id()
    await book(database, claim(machine, 9, 10, after=30), subject_id=mine)
    await book(database, claim(machine, 11, 12), subject_id=lapsed, state="held", expires_at=NOW)
    await book(database, claim(machine, 13, 14))
    actor = acting(somebody, "region", world.region_id)
    with pytest.raises(ImpactUndecided):
        await close(database, actor, "site", site, span(10.25, 12.5))
    listed = await impact.preview(
        database,
        lambda session, choice: closures.add_closure(
            session, actor=actor, scope_kind="site", scope_id=site, during=span(10.25, 12.5), reason=WHY,
            now=NOW, choice=choice,
        ),
    )  # fmt: skip
    # No feature answers for it: nobody may move or cancel it.
    assert [(one.reservation_id, one.fixed, one.default) for one in listed.items] == [(mine, True, "keep")]
    assert sql(database_url, "SELECT count(*) FROM closure")[0][0] == 0
    await close(database, actor, "site", site, span(10.5, 13))


async def test_only_those_in_charge_may_close(database: Database, world: World, somebody: UUID) -> None:
    ours, theirs = new_id(), new_id()
    for organisation_id in (ours, theirs):
        await world.add(
            Organisation(
                id=organisation_id,
                slug=str(organisation_id),
                name=BOTH,
                sector="state",
                search_key="",
                created_at=NOW,
                version=1,
            )
        )
    site = await world.site(organisation_id=ours)
    machine = await world.resource(site)
    scopes = {"site": site, "resource": machine, "region": world.region_id}
    for actor in (acting(somebody, "organisation", theirs), acting(somebody, "site", await world.site())):
        for scope_kind, scope_id in scopes.items():
            with pytest.raises(NoSuchPlace):
                await close(database, actor, scope_kind, scope_id, span(9, 10))
    for scope_kind in ("region", "site", "room", "resource"):
        with pytest.raises(NoSuchPlace):
            await close(
                database, acting(somebody, "region", world.region_id), scope_kind, new_id(), span(9, 10)
            )
    manager = acting(somebody, "organisation", ours)
    with pytest.raises(NoSuchPlace):
        await close(database, manager, "region", world.region_id, span(9, 10))
    closure = await close(database, manager, "resource", machine, span(9, 10))
    stranger = acting(somebody, "organisation", theirs)

    async def remove(actor: Actor) -> None:
        await database.transact(
            lambda session: closures.remove_closure(session, actor=actor, closure_id=closure.id)
        )

    with pytest.raises(NoSuchClosure):
        await remove(stranger)
    await remove(manager)
    with pytest.raises(NoSuchClosure):
        await remove(manager)
    await book(database, claim(machine, 9, 10))


async def test_adding_and_removing_are_written_down(
    database: Database, database_url: str, world: World, somebody: UUID
) -> None:
    site = await world.site()
    actor = acting(somebody, "site", site)
    closure = await close(database, actor, "site", site, span(9, 10))
    await database.transact(
        lambda session: closures.remove_closure(session, actor=actor, closure_id=closure.id)
    )
    rows = sql(
        database_url,
        "SELECT action, actor_id, before ->> 'starts_at', after ->> 'starts_at' FROM audit_entry ORDER BY id",
    )
    start = "2026-11-23T02:00:00Z"
    assert [row[:] for row in rows] == [
        ("closure.created", somebody, None, start),
        ("closure.deleted", somebody, start, None),
    ]


@pytest.mark.parametrize("scope_kind", ["region", "site", "room", "resource"])
async def test_of_a_closure_and_bookings_at_the_same_time_never_both_live(
    database: Database, database_url: str, world: World, somebody: UUID, scope_kind: str
) -> None:
    site = await world.site()
    room = await world.room(site)
    machines = [await world.resource(site, room_id=room) for _ in range(3)]
    actor = acting(somebody, "region", world.region_id)
    seen: Counter[str] = Counter()
    for day in range(12):
        scope_id = {"region": world.region_id, "site": site, "room": room, "resource": machines[0]}[
            scope_kind
        ]
        bookings = [book(database, claim(machines[n], 9 + n, 10 + n, days=day)) for n in (day % 2 * 2, 1, 0)]
        closing = close(database, actor, scope_kind, scope_id, span(0, 24, days=day))
        tasks = [closing, *bookings] if day % 3 else [*bookings, closing]
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        seen.update(type(answer).__name__ for answer in answers)
    assert set(seen) <= {"Closure", "list", "ImpactUndecided", "Closed", "SlotTaken"}
    both = sql(
        database_url,
        """
        SELECT count(*) FROM closure c JOIN occupancy o ON o.blocked && c.during AND o.state <> 'released'
        JOIN resource r ON r.id = o.resource_id JOIN site s ON s.id = r.site_id
        WHERE c.scope_id IN (r.id, r.room_id, r.site_id, s.region_id)
        """,
    )
    assert both[0][0] == 0
    assert seen["list"] > 0
    assert seen["Closure"] + seen["ImpactUndecided"] == 12
