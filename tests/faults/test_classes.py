"""Classes planned at once with others and with bookings: one winner each, no double, no deadlock seen."""

import random
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from ecosystem.classes.models import ClassSeries, ClassSession, Course
from ecosystem.identity.models import ApiToken
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.ids import new_id
from ecosystem.places.models import Room
from ecosystem.timetable.models import Occupancy, Standing
from tests.faults.test_races import Clients, clients, statuses, together  # noqa: F401 -- a fixture
from tests.faults.world import ZONE, World, day_at, overlaps, scale

pytestmark = [pytest.mark.faults, pytest.mark.anyio]
FIRST = 8  # days from now on which the first dates lie
REASONS = {"dates_changed", "dates_undecided"}


def _today() -> Any:
    return datetime.now(UTC).astimezone(ZoneInfo(ZONE)).date()


class School(World):
    """A region with rooms, a course, and people who may both plan and teach."""

    async def open(self, rooms: int = 2) -> list[UUID]:
        """Make them; answers the rooms."""
        self.course_id = new_id()
        ids = [new_id() for _ in range(rooms)]
        words = {"vi": "Thử", "en": "Try"}

        async def work(session: Session) -> None:
            session.add_all(Room(id=id_, site_id=self.site_id, name=words, capacity=20) for id_ in ids)
            session.add(
                Course(
                    id=self.course_id, title=words, description=words, format="series", audience="pupils",
                    state="published", language="vi", prerequisites=[], materials=[], search_key="thu",
                    created_at=day_at(0, days=0),
                )
            )  # fmt: skip

        await self.database.transact(work)
        return ids

    def plan(self, room: UUID, teacher: UUID, hour: int = 9, **more: Any) -> dict[str, Any]:
        """Three weekly dates; hours are those of the site, seven ahead of UTC."""
        first = _today() + timedelta(days=FIRST)
        dates = [
            {"on": str(first + timedelta(weeks=n)), "starts": f"{hour:02}:00", "ends": f"{hour + 1:02}:00"}
            for n in range(3)
        ]
        return {
            "course_id": str(self.course_id), "site_id": str(self.site_id), "room_id": str(room),
            "teacher_ids": [str(teacher)], "dates": dates, "capacity": 10, **more,
        }  # fmt: skip

    async def teachers(self, count: int) -> tuple[list[dict[str, str]], list[UUID]]:
        """Administrators with tokens for classes, and who they are."""
        headers = await self.people(count, role="admin")
        hashes = [sha256(one["Authorization"].removeprefix("Bearer ").encode()).digest() for one in headers]
        async with self.database.read() as session:
            found = await session.execute(
                select(ApiToken.secret_hash, ApiToken.person_id).where(ApiToken.secret_hash.in_(hashes))
            )
            known = {one.secret_hash: one.person_id for one in found}
        return headers, [known[secret] for secret in hashes]

    async def standing(self) -> list[UUID]:
        """Whatever stands for rooms and people."""
        async with self.database.read() as session:
            return list(await session.scalars(select(Standing.resource_id)))


async def digest(clients: Clients, who: dict[str, str], plan: dict[str, Any]) -> dict[str, Any]:  # noqa: F811
    """The plan with the digest of what is seen of it now."""
    seen = await clients.call("POST", "/api/classes/preview", json=plan, headers=who)
    assert seen.status_code == 200, seen.text
    return {**plan, "digest": seen.json()["digest"]}


async def test_two_staff_place_two_classes_in_one_room_and_one_wins(
    clients: Clients,  # noqa: F811
    database: Database,
) -> None:
    school = School(database)
    await school.build()
    (room,) = await school.open(1)
    staff, ids = await school.teachers(2)
    for number in range(scale(10, 3)):
        plans = [
            await digest(clients, who, school.plan(room, id_, 8 + number))
            for who, id_ in zip(staff, ids, strict=True)
        ]
        answers = await together(
            [
                clients.call("POST", "/api/classes", json=plan, headers=who)
                for who, plan in zip(staff, plans, strict=True)
            ]
        )
        assert statuses(answers) == {201: 1, 409: 1}
        lost = next(answer.json() for answer in answers if answer.status_code == 409)
        assert lost["code"] == "dates_changed"
        assert {one["code"] for row in lost["preview"]["rows"] for one in row["reasons"]} == {"room"}
    assert overlaps(await school.live(*await school.standing())) == 0


async def test_a_class_and_a_booking_want_one_machine_and_one_is_told_why(
    clients: Clients,  # noqa: F811
    database: Database,
) -> None:
    school = School(database)
    await school.build()
    (room,) = await school.open(1)
    machine = await school.machine()
    staff, ids = await school.teachers(1)
    (student,) = await school.people(1)
    won: Counter[str] = Counter()
    for number in range(scale(12, 4)):
        plan = school.plan(room, ids[0], 8 + number % 12, resources=[{"resource_id": str(machine)}])
        plan["dates"] = [
            {**one, "on": str(_today() + timedelta(days=FIRST + number))} for one in plan["dates"][:1]
        ]
        local = datetime.combine(
            _today() + timedelta(days=FIRST + number), time(8 + number % 12), ZoneInfo(ZONE)
        )
        ready = await digest(clients, staff[0], plan)
        taught, booked = await together(
            [
                clients.call("POST", "/api/classes", json=ready, headers=staff[0]),
                clients.book(student, machine, local, 60),
            ]
        )
        assert sorted([taught.status_code, booked.status_code]) == [201, 409]
        won["class" if taught.status_code == 201 else "booking"] += 1
        if taught.status_code == 409:
            assert {r["code"] for row in taught.json()["preview"]["rows"] for r in row["reasons"]} == {
                "machine"
            }
        else:
            assert booked.json()["code"] == "slot_taken"
    assert won.total() == scale(12, 4)
    assert overlaps(await school.live(machine)) == 0


async def test_many_clients_write_shuffled_series_and_nobody_sees_a_deadlock(
    clients: Clients,  # noqa: F811
    database: Database,
) -> None:
    school = School(database)
    await school.build()
    rooms = await school.open(4)
    staff, ids = await school.teachers(16)
    pool = await school.machine("Kit", units=6)
    chance = random.Random(17)
    for number in range(scale(4, 1)):
        plans = []
        for who in staff:
            team = chance.sample(ids, 2)
            plan = school.plan(
                chance.choice(rooms), team[0], 8 + 2 * number, teacher_ids=[str(id_) for id_ in team],
                resources=[{"resource_id": str(pool), "units": chance.randint(1, 4)}],
            )  # fmt: skip
            chance.shuffle(plan["dates"])
            plans.append(await digest(clients, who, plan))
        answers = await together(
            [
                clients.call("POST", "/api/classes", json=plan, headers=who)
                for who, plan in zip(staff, plans, strict=True)
            ]
        )
        assert set(statuses(answers)) <= {201, 409}
        assert {a.json()["code"] for a in answers if a.status_code == 409} <= REASONS
        assert statuses(answers)[201] >= 1
    assert overlaps(await school.live(pool, *await school.standing())) == 0
    async with database.read() as session:
        series = list(await session.scalars(select(ClassSeries.id)))
        sessions = list(await session.scalars(select(ClassSession)))
        taken = Counter(
            await session.scalars(select(Occupancy.subject_id).where(Occupancy.purpose == "class_session"))
        )
    assert Counter(one.series_id for one in sessions) == dict.fromkeys(series, 3)
    # A room, two teachers and the units of the pool: nothing is taken by halves.
    assert all(taken[one.id] == 3 + one.resources[0]["units"] for one in sessions)
