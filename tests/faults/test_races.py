"""Many clients at once on two server processes and one database: no violation, ever, and always a winner."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

import httpx
import pytest

from ecosystem.kernel.db import Database
from tests.faults.world import World, day_at, overlaps, scale
from tests.support import Server

pytestmark = [pytest.mark.faults, pytest.mark.anyio]
Start = Callable[..., list[Server]]
# An answer that takes longer counts as none: nobody waits five seconds to hear of a refusal.
LONGEST = httpx.Timeout(30, read=5)


class Clients:
    """One HTTP client a server process; calls go round."""

    def __init__(self, servers: list[Server]) -> None:
        limits = httpx.Limits(max_connections=200)
        self._clients = [
            httpx.AsyncClient(base_url=one.url, timeout=LONGEST, limits=limits) for one in servers
        ]
        self._next = cycle(self._clients)

    async def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        return await next(self._next).request(method, path, **options)

    async def book(
        self,
        headers: dict[str, str],
        resource: UUID,
        start: datetime,
        minutes: int,
        units: int = 1,
        **more: Any,
    ) -> httpx.Response:
        body = {
            "resource_id": str(resource),
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(minutes=minutes)).isoformat(),
            "units": units,
        }
        return await self.call("POST", "/api/reservations", json=body, headers={**headers, **more})

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()


@pytest.fixture
async def clients(servers: Start, database: Database):
    clients = Clients(servers(2))
    yield clients
    await clients.close()


async def together(calls: list[Coroutine[Any, Any, httpx.Response]]) -> list[httpx.Response]:
    return list(await asyncio.gather(*calls))


def statuses(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


async def test_one_slot_hundred_clients_one_winner(clients: Clients, database: Database) -> None:
    world = await World(database).build()
    machine, people = await world.machine(), await world.people(100)
    for number in range(scale(5, 1)):
        start = day_at(9, days=3 + number)
        answers = await together([clients.book(one, machine, start, 60) for one in people])
        assert statuses(answers) == {201: 1, 409: 99}
        refused = [answer.json() for answer in answers if answer.status_code == 409]
        assert {problem["code"] for problem in refused} == {"slot_taken"}
        assert all(problem["next_free"] for problem in refused)
    assert len(await world.live(machine)) == scale(5, 1)


async def test_partial_overlaps_leave_no_overlap(clients: Clients, database: Database) -> None:
    world = await World(database).build(buffer_after_minutes=15)
    machine, people = await world.machine(), await world.people(100)
    starts = [day_at(10), day_at(10, 30)]
    answers = await together([clients.book(one, machine, starts[n % 2], 60) for n, one in enumerate(people)])
    assert statuses(answers) == {201: 1, 409: 99}
    rows = await world.live(machine)
    assert len(rows) == 1
    assert overlaps(rows) == 0


async def test_random_stretches_accepted_exactly_when_stored(clients: Clients, database: Database) -> None:
    world = await World(database).build(buffer_before_minutes=15, buffer_after_minutes=30)
    machines, people = [await world.machine(f"Máy {n}") for n in range(3)], await world.people(40)
    chance = random.Random(20261121)
    answers: list[httpx.Response] = []
    # A hundred at a time, or those at the end of the queue would wait for longer than anybody may.
    for _ in range(scale(6, 2)):
        answers += await together(
            [
                clients.book(
                    chance.choice(people),
                    chance.choice(machines),
                    day_at(8, 15 * chance.randrange(40)),
                    15 * chance.randint(2, 8),
                )
                for _ in range(100)
            ]
        )
    assert set(statuses(answers)) == {201, 409}
    rows = await world.live(*machines)
    assert len(rows) == statuses(answers)[201]
    assert overlaps(rows) == 0


async def test_move_against_booking_one_wins_and_the_loser_keeps_what_it_had(
    clients: Clients, database: Database
) -> None:
    world = await World(database).build()
    machine, (mover, booker) = await world.machine(), await world.people(2)
    winners: Counter[str] = Counter()
    for number in range(scale(40, 10)):
        day = 2 + number
        old, new = day_at(9, days=day), day_at(14, days=day)
        first = await clients.book(mover, machine, old, 60)
        path = f"/api/reservations/{first.json()['id']}"
        body = {"starts_at": new.isoformat(), "ends_at": (new + timedelta(hours=1)).isoformat()}
        headers = {**mover, "If-Match": first.headers["etag"]}
        moved, booked = await together(
            [clients.call("PATCH", path, json=body, headers=headers), clients.book(booker, machine, new, 60)]
        )
        assert {moved.status_code, booked.status_code} in ({200, 409}, {409, 201}), (moved.text, booked.text)
        mine = (await clients.call("GET", path, headers=mover)).json()
        expected = new if moved.status_code == 200 else old
        assert datetime.fromisoformat(mine["starts_at"]) == expected
        winners["move" if moved.status_code == 200 else "book"] += 1
    assert overlaps(await world.live(machine)) == 0
    assert winners.total() == scale(40, 10)


async def test_closure_against_booking_never_both_live(clients: Clients, database: Database) -> None:
    world = await World(database).build()
    machine, people = await world.machine(), await world.people(4)
    manager = (await world.people(1, role="admin"))[0]
    for number in range(scale(40, 10)):
        start = day_at(9, days=2 + number)
        closure = {
            "scope_kind": "site",
            "scope_id": str(world.site_id),
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(hours=3)).isoformat(),
            "reason": {"vi": "Bảo trì điện", "en": "Power works"},
        }
        calls = [clients.book(one, machine, start, 60) for one in people]
        calls.insert(number % 5, clients.call("POST", "/api/closures", json=closure, headers=manager))
        answers = await together(calls)
        closed = answers.pop(number % 5)
        booked = statuses(answers)[201]
        assert (closed.status_code, booked) in ((201, 0), (409, 1)), (closed.text, [a.text for a in answers])


async def test_quota_race_over_two_machines_keeps_the_quota(clients: Clients, database: Database) -> None:
    world = await World(database).build(quota_minutes_per_week=240)
    machines = [await world.machine("A"), await world.machine("B")]
    for person in await world.people(scale(30, 8)):
        answers = await together([clients.book(person, machine, day_at(9), 180) for machine in machines])
        assert statuses(answers) == {201: 1, 422: 1}, [answer.text for answer in answers]
        refused = next(answer.json() for answer in answers if answer.status_code == 422)
        assert [reason["code"] for reason in refused["reasons"]] == ["quota_week"]
        won = next(answer.json() for answer in answers if answer.status_code == 201)
        cancelled = await clients.call("DELETE", f"/api/reservations/{won['id']}", headers=person)
        assert cancelled.status_code == 200
    assert await world.live(*machines) == []


async def test_one_idempotency_key_a_hundred_times_books_once(clients: Clients, database: Database) -> None:
    world = await World(database).build()
    machine, (person,) = await world.machine(units=100), await world.people(1)
    key: dict[str, Any] = {"Idempotency-Key": "once-and-only-once"}
    answers = await together([clients.book(person, machine, day_at(9), 60, **key) for _ in range(100)])
    assert set(statuses(answers)) <= {201, 409}
    assert {a.json()["code"] for a in answers if a.status_code == 409} <= {"in_flight"}
    assert len({a.json()["id"] for a in answers if a.status_code == 201}) == 1
    again = await clients.book(person, machine, day_at(9), 60, **key)
    assert again.status_code == 201
    assert len(await world.live(machine)) == 1
    other = await clients.book(person, machine, day_at(9), 90, **key)
    assert other.status_code == 422
    assert len(await world.live(machine)) == 1


async def test_pool_two_classes_want_twelve_of_twenty_one_gets_them(
    clients: Clients, database: Database
) -> None:
    world = await World(database).build()
    pool, people = await world.machine("Máy tính", units=20), await world.people(2)
    for number in range(scale(20, 5)):
        start = day_at(9, days=2 + number)
        answers = await together([clients.book(one, pool, start, 90, units=12) for one in people])
        assert statuses(answers) == {201: 1, 409: 1}
        assert next(a.json()["available"] for a in answers if a.status_code == 409) == 8
    assert len(await world.live(pool)) == 12 * scale(20, 5)


async def test_overlapping_chains_refused_only_when_demand_exceeds_capacity(
    clients: Clients, database: Database
) -> None:
    """Three units, stretches of every shape: they fit whenever no moment wants more than three."""
    world = await World(database).build()
    pool, people = await world.machine("Bàn hàn", units=3), await world.people(12)
    chance = random.Random(7)
    wanted = [(15 * chance.randrange(32), 15 * chance.randint(2, 10)) for _ in range(scale(240, 80))]
    accepted: list[tuple[int, int]] = []
    for offset in range(0, len(wanted), 4):
        batch = wanted[offset : offset + 4]
        answers = await together(
            [clients.book(chance.choice(people), pool, day_at(8, start), length) for start, length in batch]
        )
        won = [stretch for stretch, answer in zip(batch, answers, strict=True) if answer.status_code == 201]
        lost = [stretch for stretch, answer in zip(batch, answers, strict=True) if answer.status_code == 409]
        assert len(won) + len(lost) == len(batch)
        accepted += won
        for start, length in lost:
            assert densest([*accepted, (start, length)], start, start + length) > 3
    rows = await world.live(pool)
    assert len(rows) == len(accepted)
    assert overlaps(rows) == 0


def densest(stretches: list[tuple[int, int]], low: int, high: int) -> int:
    """The most stretches that share one moment within [low, high)."""
    return max(
        sum(1 for start, length in stretches if start <= moment < start + length)
        for moment in range(low, high, 15)
    )
