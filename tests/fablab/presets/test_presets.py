"""Presets: what they bring, once; whatever is there stays as it is."""

import asyncio
import re
from uuid import UUID

import pytest
from msgspec import convert
from sqlalchemy import select, text

from ecosystem.fablab.models import Category
from ecosystem.fablab.presets import library, plan
from ecosystem.fablab.rules import BookingRules
from ecosystem.kernel.models import AuditEntry
from ecosystem.places.models import OpeningRule, Room
from ecosystem.qualifications.models import Qualification, Quiz
from ecosystem.qualifications.rules import Question, content_faults
from tests.support import ROOT

LOCAL = re.compile(r"Bình Dương|Becamex|EIU|BIIC|Thủ Đức|Hồ Chí Minh", re.IGNORECASE)
COUNTED = (Category, Qualification, Quiz, Room, OpeningRule, AuditEntry)


@pytest.fixture
async def admin(world, web):
    """The region's administrator."""
    return await web(await world.person("Hoa", ("admin", "region", world.region_id)))


async def rows(world) -> list[int]:
    return [await world.count(table) for table in COUNTED]


@pytest.mark.parametrize("preset", library.presets(), ids=lambda preset: preset.slug)
async def test_it_makes_what_it_says_and_a_second_time_nothing(world, admin, preset):
    site = await world.site(hours=[])
    here = f"/api/presets/{preset.slug}"
    planned = (await admin.get(f"{here}?site={site}")).json()
    assert planned["missing"] == len(planned["parts"]) > 0
    made = await admin.post(f"{here}/applications", json={"site_id": str(site)})
    assert made.status_code == 201, made.text
    assert made.json()["made"] == planned["parts"]
    assert (await rows(world))[:5] == [
        len(preset.categories),
        len(plan.asked(preset)),
        len(plan.asked(preset)),
        len(preset.rooms),
        len(preset.weekly()),
    ]
    assert await world.count(AuditEntry, action="preset.applied", subject_id=site) == 1
    before = await rows(world)
    again = await admin.post(f"{here}/applications", json={"site_id": str(site)})
    assert (again.status_code, again.json()["made"]) == (201, [])
    assert await rows(world) == before
    assert (await admin.get(f"{here}?site={site}")).json()["missing"] == 0


async def test_what_is_there_stays_as_it_is(world, admin):
    site = await world.site()  # with hours of its own
    room = await world.room(site)  # called Phòng Laser
    laser = await world.category("laser", max_minutes=45)
    made = await admin.post("/api/presets/university-fablab/applications", json={"site_id": str(site)})
    kinds = [(part["kind"], part["key"]) for part in made.json()["made"]]
    assert ("category", "laser") not in kinds
    assert ("hours", "hours") not in kinds
    assert ("room", "phong laser") not in kinds
    assert ("room", "phong in 3d") in kinds
    async with world.database.read() as session:
        kept = await session.get_one(Category, laser)
        assert (kept.rules, kept.version, kept.qualification_id) == ({"max_minutes": 45}, 1, None)
        assert room in list(await session.scalars(select(Room.id)))
    # Everything is edited afterwards like anything else.
    shown = (await admin.get("/api/qualifications")).json()["items"]
    resin = next(item for item in shown if item["code"] == "resin-safety")
    changed = await admin.patch(
        f"/api/qualifications/{resin['id']}", json={"valid_days": 10}, headers={"if-match": "*"}
    )
    assert (changed.status_code, changed.json()["valid_days"]) == (200, 10)


async def test_two_at_once_make_it_once(world, admin):
    site = await world.site(hours=[])
    answers = await asyncio.gather(
        *(admin.post("/api/presets/all/applications", json={"site_id": str(site)}) for _ in range(6))
    )
    assert [answer.status_code for answer in answers] == [201] * 6
    assert sorted(len(answer.json()["made"]) > 0 for answer in answers) == [False] * 5 + [True]
    assert await world.count(Category) == len(library.categories())


async def test_a_failure_on_the_way_leaves_nothing(world, admin):
    site = await world.site(hours=[])
    await world.database.transact(
        lambda session: session.execute(text("ALTER TABLE room ADD CONSTRAINT tiny CHECK (capacity < 5)"))
    )
    before = await rows(world)
    failed = await admin.post("/api/presets/all/applications", json={"site_id": str(site)})
    assert failed.status_code >= 400
    assert await rows(world) == before


async def test_only_the_region_applies_them(world, web):
    site = await world.site()
    house = await world.organisation()
    head = await web(await world.person("Hà", ("manager", "organisation", house)))
    assert (await head.get(f"/api/presets/all?site={site}")).status_code == 403
    answer = await head.post("/api/presets/all/applications", json={"site_id": str(site)})
    assert answer.status_code == 403
    assert await world.count(Category) == 0
    admin = await web(await world.person("Hoa", ("admin", "region", world.region_id)))
    assert (await admin.get(f"/api/presets/none?site={site}")).status_code == 404
    assert (await admin.get(f"/api/presets/all?site={UUID(int=0)}")).status_code == 404
    assert len((await admin.get("/api/presets")).json()["items"]) == 4


def test_the_library_is_whole_and_names_no_place():
    codes = {found.code for found in library.qualifications()}
    slugs = [category.slug for category in library.categories()]
    assert len(set(slugs)) == len(slugs)
    assert {category.qualification for category in library.categories()} - {None} <= codes
    for found in library.qualifications():
        assert content_faults(convert(found.quiz.questions, list[Question])) == []
    for preset in library.presets():
        assert set(preset.categories) <= set(slugs)
        assert set(preset.rules) <= set(preset.categories)
        for category in plan.brought(preset):
            convert(preset.rules_of(category, "VND"), BookingRules)
            assert "price_per_hour" not in preset.rules_of(category, "EUR")
    folder = ROOT / "src" / "ecosystem" / "fablab" / "presets"
    named = [path.name for path in folder.rglob("*.json") if LOCAL.search(path.read_text(encoding="utf-8"))]
    assert named == []
