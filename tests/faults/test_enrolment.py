"""Races for places: never more than there are, in the order of entry, never a minor without consent."""

import asyncio
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from ecosystem.app import create_app
from ecosystem.classes.enrolment import service, statements
from ecosystem.classes.enrolment.service import Order
from ecosystem.directory.family import access, consents
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database
from ecosystem.kernel.errors import Problem
from ecosystem.settings import Settings
from tests.classes.lessons import a_child, a_class
from tests.directory.world import World
from tests.fablab.world import at
from tests.faults.world import scale
from tests.support import sql

pytestmark = [pytest.mark.faults, pytest.mark.anyio]
STATES = "SELECT state FROM enrolment ORDER BY number"
NOTHING = "SELECT $1::uuid[]"


class Families:
    """One class, and guardians with a child each."""

    async def build(self, database: Database, *, capacity: int, count: int) -> "Families":
        self.world = await World(database).build()
        self.database = database
        self.series = await a_class(self.world, capacity=capacity)
        self.guardians: list[Actor] = []
        self.children: list[UUID] = []
        for number in range(count):
            id_ = await self.world.person(f"g{number}@lab.example", name=f"Phụ huynh {number}")
            email, zone = f"g{number}@lab.example", "Asia/Ho_Chi_Minh"
            none = frozenset[str]()
            self.guardians.append(Actor(id_, "P", email, "vi", zone, None, (), frozenset[UUID](), none))
            self.children.append(await a_child(self.world, id_, f"Con {number}"))
        return self

    async def enrol(self, number: int) -> str:
        """Enrol one child, or have it wait; what stood against it, or nothing."""
        wanted = Order(series_id=self.series, person_ids=(self.children[number],), waiting=True)
        actor = self.guardians[number]
        try:
            await self.database.transact(partial(service.order, wanted=wanted, actor=actor, locale="vi"))
        except Problem as problem:
            return problem.code
        return ""

    async def withdraw_consent(self, number: int) -> None:
        """What the guardian's page does."""
        (row,) = sql(
            self.database.engine.url.render_as_string(hide_password=False),
            f"SELECT id FROM consent WHERE child_id = '{self.children[number]}'",
        )
        await self.database.transact(
            partial(
                consents.withdraw,
                child_id=self.children[number],
                consent_id=row["id"],
                actor=self.guardians[number],
            )
        )


@pytest.fixture
async def build(database: Database, settings: Settings):
    create_app(settings, database)
    with clock.frozen(at("2026-11-20T09:00")):
        yield partial(Families().build, database)


def told(database_url: str) -> list[str]:
    return [row["state"] for row in sql(database_url, STATES)]


async def test_twenty_for_five_places_are_five_and_fifteen_in_order(build, database_url):
    families = await build(capacity=5, count=20)
    assert set(await asyncio.gather(*(families.enrol(number) for number in range(20)))) == {""}
    assert told(database_url) == ["enrolled"] * 5 + ["waiting"] * 15
    entered = sql(database_url, "SELECT number FROM enrolment ORDER BY number")
    assert [row["number"] for row in entered] == list(range(1, 21))


async def test_without_the_lock_of_the_class_there_are_too_many(build, database_url, monkeypatch):
    """The negative control: the same race with the safeguard taken away."""
    monkeypatch.setattr(statements, "LOCK_SERIES", NOTHING)
    # What else would stop them: the numbers of the list.
    sql(database_url, "ALTER TABLE enrolment DROP CONSTRAINT uq_enrolment_series_id_number")
    families = await build(capacity=5, count=20)
    await asyncio.gather(*(families.enrol(number) for number in range(20)))
    assert told(database_url).count("enrolled") > 5


async def test_many_workers_offer_a_place_once(build, database, database_url):
    families = await build(capacity=1, count=4)
    for number in range(4):
        assert await families.enrol(number) == ""
    sql(database_url, "UPDATE enrolment SET state = 'withdrawn' WHERE state = 'enrolled'")
    offer = partial(service.promote, series_id=families.series)
    assert sum(await asyncio.gather(*(database.transact(offer) for _ in range(6)))) == 1
    assert told(database_url) == ["withdrawn", "offered", "waiting", "waiting"]
    letters = "SELECT count(*) FROM notice WHERE facts ->> 'event' = 'offered'"
    assert sql(database_url, letters)[0][0] == 1
    with clock.frozen(at("2026-11-20T09:00") + timedelta(hours=48)):
        lapse = partial(service.lapse, series_id=families.series)
        assert sum(await asyncio.gather(*(database.transact(lapse) for _ in range(6)))) == 1
    assert told(database_url) == ["withdrawn", "expired", "offered", "waiting"]


async def race(families: Families) -> list[str]:
    """Each child is enrolled and its consent withdrawn in the same moment; who is enrolled afterwards."""
    count = len(families.children)
    both = (one(number) for number in range(count) for one in (families.enrol, families.withdraw_consent))
    await asyncio.gather(*both)
    rows = sql(
        families.database.engine.url.render_as_string(hide_password=False),
        """SELECT e.state FROM enrolment e JOIN consent k ON k.child_id = e.person_id
           WHERE k.withdrawn_at IS NOT NULL AND e.state <> 'withdrawn'""",
    )
    return [row["state"] for row in rows]


async def test_nobody_is_enrolled_whose_consent_was_withdrawn_meanwhile(build, database_url):
    families = await build(capacity=100, count=scale(60, 16))
    assert await race(families) == []
    left = sql(database_url, "SELECT count(*) FROM consent WHERE withdrawn_at IS NULL")
    assert left[0][0] == 0


async def test_without_the_lock_of_the_child_somebody_is(build, monkeypatch):
    """The negative control: consent is looked at, and withdrawn before the enrolment is written."""
    families = await build(capacity=100, count=1)

    async def nothing(*_: object) -> None:
        return None

    looked, gone = asyncio.Event(), asyncio.Event()
    entered = service._enter

    async def later(*arguments: object) -> UUID:
        looked.set()
        await gone.wait()
        return await entered(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "lock_people", nothing)
    monkeypatch.setattr(access, "lock_people", nothing)
    monkeypatch.setattr(service, "_enter", later)
    enrolling = asyncio.create_task(families.enrol(0))
    await looked.wait()
    await families.withdraw_consent(0)
    gone.set()
    assert await enrolling == ""
    rows = sql(
        families.database.engine.url.render_as_string(hide_password=False), "SELECT state FROM enrolment"
    )
    assert [row["state"] for row in rows] == ["enrolled"]
