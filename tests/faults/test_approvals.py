"""Answers, lapses and letters of bookings, raced and killed: one outcome, one letter."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from ecosystem.app import create_app
from ecosystem.fablab import approvals, jobs, lapsing, service
from ecosystem.fablab.schemas import Decision, Reservation, ReservationIn
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database
from ecosystem.kernel.errors import Problem
from ecosystem.settings import Settings
from tests.fablab.world import World, at
from tests.faults.test_letters import Workers, all_sent, mail, workers  # noqa: F401 -- fixtures
from tests.faults.world import day_at, scale
from tests.notifications.world import MailServer
from tests.support import sql

pytestmark = [pytest.mark.faults, pytest.mark.anyio]
_EVENTS = "SELECT facts->>'event' AS event, facts->>'reservation_id' AS id FROM notice"


class Region:
    """A machine whose bookings wait, staff, and people who ask."""

    async def build(self, database: Database) -> "Region":
        self.world = await World(database).build()
        site = await self.world.site()
        category = await self.world.category(approval="always", horizon_days=60)
        self.machine = await self.world.machine(site, category)
        self.lan = await self.world.person("Trần Thị Lan", ("lab", "site", site))
        return self

    async def ask(self, actor: Actor, number: int, first: datetime | None = None) -> Reservation:
        start = (first or at("2026-11-21T00:00")) + number * timedelta(hours=1)
        wanted = ReservationIn(self.machine, start, start + timedelta(minutes=30))
        return await self.world.database.transact(lambda s: service.reserve(s, actor=actor, wanted=wanted))


@pytest.fixture
async def region(database: Database, settings: Settings) -> Region:
    create_app(settings, database)
    with clock.frozen(at("2026-11-20T09:00")):
        return await Region().build(database)


async def test_many_workers_release_each_request_once(
    region: Region, database: Database, database_url: str
) -> None:
    count = scale(60, 12)
    with clock.frozen(at("2026-11-20T09:00")):
        binh = await region.world.person()
        made = [await region.ask(binh, number) for number in range(count)]
    with clock.frozen(at("2026-11-28T00:00")):
        released = await asyncio.gather(*(jobs.release_undecided(database) for _ in range(5)))
    assert sum(released) == count
    told = Counter((row["event"], row["id"]) for row in sql(database_url, _EVENTS))
    assert {str(one.id): told["expired", str(one.id)] for one in made} == {str(one.id): 1 for one in made}
    assert sql(database_url, "SELECT count(*) FROM occupancy WHERE state <> 'released'")[0][0] == 0


async def test_an_approval_a_refusal_a_cancellation_and_a_lapse_race(
    region: Region, database: Database, database_url: str
) -> None:
    outcomes: Counter[str] = Counter()
    for number in range(scale(60, 12)):
        with clock.frozen(at("2026-11-20T09:00")):
            made = await region.ask(await region.world.person(), number)
        tries: list[Callable[..., object]] = [
            lambda s, m=made: approvals.decide(
                s, actor=region.lan, reservation_id=m.id, decision=Decision(approve=True), version=1
            ),
            lambda s, m=made: approvals.decide(
                s,
                actor=region.lan,
                reservation_id=m.id,
                decision=Decision(approve=False, reason="x"),
                version=1,
            ),
            lambda s, m=made: service.cancel(s, actor=region.lan, reservation_id=m.id, version=1),
            lambda s, m=made: lapsing.release(
                s,
                lapse=lapsing.UNDECIDED,
                reservation_id=m.id,
                resource_id=region.machine,
                now=at("2027-01-01T00:00"),
            ),
        ]
        with clock.frozen(at("2026-11-20T09:00")):
            order = tries[number % 4 :] + tries[: number % 4]
            done = await asyncio.gather(*(database.transact(one) for one in order), return_exceptions=True)  # type: ignore[arg-type]
        assert all(isinstance(one, Problem) for one in done if isinstance(one, BaseException)), done
        rows = sql(database_url, f"{_EVENTS} WHERE facts->>'reservation_id' = '{made.id}'")
        final = [row["event"] for row in rows if row["event"] not in ("waiting", "asked")]
        assert len(final) == 1, final
        outcomes[final[0]] += 1
    assert len(outcomes) > 1, outcomes


async def test_letters_of_bookings_survive_kills_with_one_message_id_each(
    region: Region,
    database: Database,
    database_url: str,
    mail: MailServer,  # noqa: F811
    workers: Callable[..., Workers],  # noqa: F811
) -> None:
    running = workers(SMTP_URL=mail.url)
    kills = iter(range(scale(6, 2)))

    def harm(_: object) -> str:
        if next(kills, None) is not None:
            running.kill()
            running.start()
        return "250 kept"

    mail.answer = harm
    # By the clock that the workers have: what nobody answers must not lapse meanwhile.
    binh = await region.world.person()
    for number in range(4):
        await region.ask(binh, number, day_at(0, days=20))
    running.start()
    await all_sent(database_url)
    seen = Counter(str(message["Message-ID"]) for message in mail.received)
    stored = sql(database_url, "SELECT message_id, tries FROM notice")
    assert set(seen) == {row["message_id"] for row in stored}
    assert len(stored) == 8
    assert {row["tries"] for row in stored} == {1}
    assert next(kills, None) is None
    assert all(len(list(message.iter_attachments())) <= 1 for message in mail.received)
