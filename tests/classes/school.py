"""A school for tests of classes, and plans for it."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from msgspec import to_builtins

from ecosystem.classes.models import Course, Term
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import new_id
from ecosystem.places.models import Room
from tests.fablab.world import NOW, World, at, words

HOURS = [(day, time(7), time(21)) for day in range(1, 7)]


class School:
    """One site with two rooms that open from Monday to Saturday, two teachers, one who plans."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.course_id, self.term_id = new_id(), new_id()

    async def build(self) -> "School":
        """Make it."""
        world = self.world
        self.organisation_id = await world.organisation()
        self.site_id = await world.site("truong", HOURS, organisation_id=self.organisation_id)
        self.room_id, self.other_room_id = await self.room("Phòng A", 20), await self.room("Phòng B", 30)
        self.planner = await world.person("Lê Quản Lý", ("manager", "organisation", self.organisation_id))
        self.teacher = await self.teaching("Trần Thị Giáo")
        self.second = await self.teaching("Phạm Văn Viên")
        await world.add(
            Course(
                id=self.course_id, organisation_id=self.organisation_id,
                title=words("Robot nhập môn", "Robots"), format="series", audience="pupils",
                description=words("Lắp và lập trình", "Build and program"), state="published",
                language="vi", age_from=11, age_to=15, prerequisites=[],
                materials=[{"name": "Bài 1", "url": "https://example.org/1"}], fee_amount=600_000,
                fee_currency="VND", search_key="robot nhap mon robots", created_at=NOW,
            ),
            Term(
                id=self.term_id, region_id=world.region_id, name=words("Học kỳ 1", "First term"),
                starts_on=date(2026, 9, 7), ends_on=date(2027, 1, 15), breaks=[], swaps=[], created_at=NOW,
            ),
        )  # fmt: skip
        return self

    async def teaching(self, name: str) -> Actor:
        """One more teacher of the school."""
        return await self.world.person(name, ("teacher", "organisation", self.organisation_id))

    async def room(self, name: str, capacity: int) -> UUID:
        """One more room."""
        room_id = new_id()
        await self.world.add(Room(id=room_id, site_id=self.site_id, name=words(name), capacity=capacity))
        return room_id

    def plan(self, **more: Any) -> dict[str, Any]:
        """Tuesdays and Fridays, 18:00 to 19:30, from 24 November on, as a body."""
        plan = {
            "course_id": self.course_id,
            "site_id": self.site_id,
            "term_id": self.term_id,
            "room_id": self.room_id,
            "teacher_ids": [self.teacher.person_id],
            "weekly": [{"weekday": weekday, "starts": "18:00", "ends": "19:30"} for weekday in (2, 5)],
            "starts_on": "2026-11-24",
            "capacity": 20,
        }
        found: dict[str, Any] = to_builtins({**plan, **more})
        return found


async def made(client: Any, plan: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Preview a plan and make it as it is."""
    preview = await client.post("/api/classes/preview", json=plan)
    assert preview.status_code == 200, preview.text
    answer = await client.post("/api/classes", json={**plan, "digest": preview.json()["digest"], **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def instant(text: str) -> str:
    """A local time such as 2026-11-24T18:00 as answers write it."""
    return at(text).isoformat().replace("+00:00", "Z")


def day(starts_at: str) -> date:
    """The local date of an instant of an answer."""
    return datetime.fromisoformat(starts_at).astimezone(at("2026-11-24T00:00").tzinfo).date()
