"""Sessions are called off: only those get a new version, their time is free, each hears of it once."""

from uuid import UUID

from sqlalchemy import select

from ecosystem.calendars.models import CalendarEntry
from ecosystem.classes.enrolment.models import Enrolment
from ecosystem.classes.models import ClassSession
from ecosystem.directory.models import Person
from ecosystem.kernel.ids import new_id
from ecosystem.notifications.models import Notice
from ecosystem.timetable.models import Occupancy
from tests.classes.school import instant, made
from tests.fablab.world import NOW


async def states(school):
    async with school.world.database.read() as session:
        found = list(await session.scalars(select(ClassSession).order_by(ClassSession.number)))
    return [(one.state, one.version) for one in found]


async def off(client, session, **body):
    path = f"/api/class-sessions/{session['id']}/cancellation"
    return await client.post(path, json=body, headers={"if-match": '"v1"'})


async def test_a_teacher_calls_off_one_session_and_nothing_else_changes(school, web):
    found = await made(await web(school.planner), school.plan(ends_on="2026-12-04"))
    client = await web(school.teacher)
    first = found["dates"][0]
    answer = await off(client, first, reason="Ốm")
    assert (answer.status_code, answer.json()["state"], answer.json()["note"]) == (200, "cancelled", "Ốm")
    assert await states(school) == [("cancelled", 2), *[("planned", 1)] * 3]
    assert await school.world.count(Occupancy, state="confirmed", purpose="class_session") == 6
    async with school.world.database.read() as session:
        known = {one.subject_id: one for one in await session.scalars(select(CalendarEntry))}
    told = {str(id_): (one.status, one.sequence) for id_, one in known.items()}
    assert told[first["id"]] == ("cancelled", 1)
    assert {told[one["id"]] for one in found["dates"][1:]} == {("confirmed", 0)}
    again = await client.post(
        f"/api/class-sessions/{first['id']}/cancellation", json={}, headers={"if-match": '"v2"'}
    )
    assert (again.status_code, again.json()["code"]) == (409, "not_planned")


async def test_this_and_those_after_it_in_one_letter(school, web):
    client = await web(school.planner)
    found = await made(client, school.plan(ends_on="2026-12-04"))
    before = await school.world.count(Notice)
    answer = await off(client, found["dates"][1], scope="following", reason="Sửa phòng")
    assert answer.status_code == 200, answer.text
    assert [state for state, _ in await states(school)] == ["planned", *["cancelled"] * 3]
    assert await school.world.count(Notice) == before + 1


async def test_who_enrolled_children_hears_of_it_once_and_who_waits_does_not(school, web):
    client = await web(school.planner)
    found = await made(client, school.plan(ends_on="2026-12-04"))
    guardian, waiting = await school.world.person("Phạm Lâm"), await school.world.person("Đỗ My")
    for number, (orders, state) in enumerate(
        [(guardian, "enrolled"), (guardian, "enrolled"), (waiting, "waiting")], start=1
    ):
        child = await school.world.person(f"Bé {number}")
        await school.world.add(
            Enrolment(
                id=new_id(), series_id=UUID(found["id"]), person_id=child.person_id, order_id=new_id(),
                ordered_by_id=orders.person_id, number=number, state=state, paid_state="free",
                entered_at=NOW, changed_at=NOW,
            )
        )  # fmt: skip
    assert (await client.get(f"/api/classes/{found['slug']}")).json()["places_left"] == found["capacity"] - 2
    answer = await off(client, found["dates"][1], scope="following", reason="Sửa phòng")
    assert answer.status_code == 200, answer.text
    async with school.world.database.read() as session:
        notices = list(await session.scalars(select(Notice).where(Notice.key.contains(":cancelled:"))))
        address = (await session.get_one(Person, guardian.person_id)).email
    [told] = [one for one in notices if one.recipient_address == address]
    assert len(notices) == 2  # and the one who teaches
    assert told.subject == "Đã hủy buổi học: Robot nhập môn"
    assert f"/lop/{found['slug']}" in told.body
    assert "Bé" not in told.body


async def test_more_than_one_is_for_those_who_plan_and_others_see_none(school, web):
    found = await made(await web(school.planner), school.plan(ends_on="2026-12-04"))
    first = found["dates"][0]
    assert (await off(await web(school.teacher), first, scope="all")).status_code == 403
    assert (await off(await web(school.second), first)).status_code == 404
    stale = await (await web(school.planner)).post(
        f"/api/class-sessions/{first['id']}/cancellation", json={}, headers={"if-match": '"v9"'}
    )
    assert stale.status_code == 412
    assert {state for state, _ in await states(school)} == {"planned"}


async def test_a_closure_names_the_class_and_calls_it_off(school, web):
    boss = await school.world.person("Bùi Chủ", ("admin", "region", school.world.region_id))
    client = await web(boss)
    found = await made(client, school.plan(ends_on="2026-12-04"))
    body = {
        "scope_kind": "site", "scope_id": str(school.site_id), "reason": {"vi": "Sửa điện", "en": "Repairs"},
        "starts_at": instant("2026-11-24T00:00"), "ends_at": instant("2026-11-25T00:00"),
    }  # fmt: skip
    seen = await client.post("/api/closures/impact", json=body)
    assert seen.status_code == 200, seen.text
    (item,) = seen.json()["items"]
    assert item["reservation_id"] == found["dates"][0]["id"]
    assert item["resource"]["name"].startswith("Lớp Robot nhập môn")
    impact = {"digest": seen.json()["digest"], "decision": "cancel"}
    answer = await client.post("/api/closures", json={**body, "impact": impact})
    assert answer.status_code == 201, answer.text
    assert [state for state, _ in await states(school)] == ["cancelled", *["planned"] * 3]
