"""A series is previewed and made: every date with its reason, then all of it or nothing."""

from ecosystem.classes.models import ClassSeries, ClassSession
from ecosystem.kernel.ids import new_id
from ecosystem.timetable.models import Occupancy, Resource
from tests.classes.school import day, instant, made
from tests.fablab.world import at, counts_as_statement, watch


def on(rows, state):
    return [row["on"] for row in rows if row["state"] == state]


async def closed(school, date, reason="Ngày Văn hóa"):
    await school.world.closure(
        "region", school.world.region_id, at(f"{date}T00:00"), at(f"{date}T23:59"), reason
    )


async def test_a_preview_lists_every_date_and_leaves_no_trace(school, web):
    await closed(school, "2026-11-24")
    client = await web(school.planner)
    answer = await client.post("/api/classes/preview", json=school.plan())
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["kept"], body["skipped"], body["clashes"]) == (15, 1, 0)
    first = body["rows"][0]
    assert (first["on"], first["state"], first["reasons"][0]["code"]) == ("2026-11-24", "skipped", "holiday")
    assert first["reasons"][0]["name"]["vi"] == "Ngày Văn hóa"
    assert await school.world.count(Resource) == 0


async def test_a_series_takes_room_and_teacher_and_leaves_out_what_is_closed(school, web):
    await closed(school, "2026-11-24")
    found = await made(await web(school.planner), school.plan())
    assert len(found["dates"]) == 15
    assert found["dates"][0]["starts_at"] == instant("2026-11-27T18:00")
    assert [one["number"] for one in found["dates"]] == list(range(1, 16))
    assert (found["slug"], found["places_left"], found["fee"]["amount"]) == ("robot-nhap-mon", 20, 600_000)
    assert await school.world.count(Occupancy, purpose="class_session", state="confirmed") == 30


async def test_a_clash_needs_its_decision_and_takes_the_other_room(school, web):
    client = await web(school.planner)
    await made(client, school.plan())
    await made(client, school.plan(
        room_id=school.other_room_id, teacher_ids=[school.second.person_id],
        weekly=[], dates=[{"on": "2026-12-22", "starts": "08:00", "ends": "09:00"}],
    ))  # fmt: skip
    plan = school.plan(
        teacher_ids=[school.second.person_id], weekly=[], starts_on=None,
        dates=[{"on": "2026-11-27", "starts": "19:00", "ends": "20:00"}],
    )  # fmt: skip
    preview = (await client.post("/api/classes/preview", json=plan)).json()
    (row,) = preview["rows"]
    assert [(r["code"], r["name"]["vi"]) for r in row["reasons"]] == [("room", "Phòng A")]
    offers = {one["kind"]: one for one in row["alternatives"]}
    assert offers["other_room"]["room_id"] == str(school.other_room_id)
    assert day(offers["later"]["starts_at"]).isoformat() == "2027-01-22"  # every Friday before is its own

    undecided = await client.post("/api/classes", json={**plan, "digest": preview["digest"]})
    assert (undecided.status_code, undecided.json()["code"]) == (409, "dates_undecided")
    instead = {key: offers["other_room"][key] for key in ("starts_at", "ends_at", "room_id")}
    decisions = [{"starts_at": row["starts_at"], "decision": "take", "instead": instead}]
    body = {**plan, "digest": preview["digest"], "decisions": decisions}
    answer = await client.post("/api/classes", json=body)
    assert answer.status_code == 201, answer.text
    (session,) = answer.json()["dates"]
    assert session["room"]["id"] == str(school.other_room_id)


async def test_left_out_is_left_out_and_nothing_left_is_refused(school, web):
    client = await web(school.planner)
    plan = school.plan(
        weekly=[], starts_on=None, dates=[{"on": "2026-11-27", "starts": "19:00", "ends": "20:00"}]
    )
    preview = (await client.post("/api/classes/preview", json=plan)).json()
    decisions = [{"starts_at": preview["rows"][0]["starts_at"], "decision": "leave_out"}]
    body = {**plan, "digest": preview["digest"], "decisions": decisions}
    answer = await client.post("/api/classes", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_dates")
    assert await school.world.count(ClassSeries) == 0


async def test_what_changed_meanwhile_is_a_conflict_with_the_new_list(school, web):
    client = await web(school.planner)
    digest = (await client.post("/api/classes/preview", json=school.plan())).json()["digest"]
    await closed(school, "2026-12-01")
    answer = await client.post("/api/classes", json={**school.plan(), "digest": digest})
    body = answer.json()
    assert (answer.status_code, body["code"]) == (409, "dates_changed")
    assert on(body["preview"]["rows"], "skipped") == ["2026-12-01"]
    assert await school.world.count(ClassSession) == 0


async def test_the_same_key_makes_one_series(school, web):
    client = await web(school.planner)
    digest = (await client.post("/api/classes/preview", json=school.plan())).json()["digest"]
    body, key = {**school.plan(), "digest": digest}, {"idempotency-key": "once"}
    first = await client.post("/api/classes", json=body, headers=key)
    again = await client.post("/api/classes", json=body, headers=key)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert await school.world.count(ClassSeries) == 1


async def test_a_teacher_is_one_person_wherever_the_class_is(school, web):
    client = await web(school.planner)
    await made(client, school.plan())
    elsewhere = await school.world.site("khac", organisation_id=school.organisation_id)
    online = school.plan(site_id=elsewhere, room_id=None, mode="online", term_id=None, ends_on="2026-12-31")
    rows = (await client.post("/api/classes/preview", json=online)).json()["rows"]
    assert {r["code"] for row in rows for r in row["reasons"]} == {"teacher"}


async def test_a_closed_hour_and_a_machine_in_use_are_named(school, web):
    kind = await school.world.category("kit")
    pool = await school.world.machine(school.site_id, kind, "Bộ robot", units=3)
    client = await web(school.planner)
    more = {"resources": [{"resource_id": str(pool), "units": 2}], "weekly": [], "starts_on": None}
    dates = [{"on": "2026-11-27", "starts": "18:00", "ends": "19:00"}]
    await made(client, school.plan(**more, dates=dates))
    plan = school.plan(
        **more, room_id=school.other_room_id, teacher_ids=[school.second.person_id],
        dates=[*dates, {"on": "2026-11-29", "starts": "18:00", "ends": "19:00"}],
    )  # fmt: skip
    rows = (await client.post("/api/classes/preview", json=plan)).json()["rows"]
    assert [[r["code"] for r in row["reasons"]] for row in rows] == [["machine"], ["hours"]]
    assert rows[0]["reasons"][0]["name"]["vi"] == "Bộ robot"


async def test_every_bad_field_is_named(school, web):
    client = await web(school.planner)
    plan = school.plan(course_id=new_id(), teacher_ids=[school.planner.person_id, new_id()], room_id=None)
    answer = await client.post("/api/classes/preview", json=plan)
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == ["course_id", "teacher_ids[1]", "room_id"]
    plan = school.plan(weekly=[{"weekday": 2, "starts": "19:00", "ends": "18:00"}])
    answer = await client.post("/api/classes/preview", json=plan)
    assert [one["field"] for one in answer.json()["errors"]] == ["weekly[0].ends"]


async def test_somebody_elses_site_is_closed_to_a_planner(school, web):
    other = await school.world.site("la", organisation_id=await school.world.organisation("khac"))
    plan = school.plan(site_id=other, room_id=None, mode="online")
    answer = await (await web(school.planner)).post("/api/classes/preview", json=plan)
    assert answer.status_code == 403


async def test_a_machine_asks_for_a_teacher_who_is_qualified(school, web):
    asked = await school.world.qualification()
    kind = await school.world.category("laser", qualification_id=asked)
    laser = await school.world.machine(school.site_id, kind)
    client = await web(school.planner)
    plan = school.plan(resources=[{"resource_id": str(laser)}])
    digest = (await client.post("/api/classes/preview", json=plan)).json()["digest"]
    answer = await client.post("/api/classes", json={**plan, "digest": digest})
    assert (answer.status_code, answer.json()["code"]) == (422, "unqualified")
    await school.world.grant(school.teacher, asked)
    answer = await client.post("/api/classes", json={**plan, "digest": digest})
    assert answer.status_code == 201, answer.text


async def test_statements_do_not_grow_with_the_dates(school, web):
    client = await web(school.planner)
    few = school.plan(starts_on="2027-01-05")
    dates = [{"on": "2026-11-24", "starts": "08:00", "ends": "09:00"}]
    await made(client, school.plan(weekly=[], dates=dates, starts_on=None))
    seen = watch(school.world.database)
    counts = []
    for plan in (few, school.plan()):
        seen.clear()
        assert (await client.post("/api/classes/preview", json=plan)).status_code == 200
        counts.append(len([query for query in seen if counts_as_statement(query)]))
    assert counts[0] == counts[1] <= 12
    numbers = []
    others = [{"weekday": day, "starts": "18:00", "ends": "19:30"} for day in (1, 4)]
    for plan in (few, school.plan(weekly=others)):
        preview = (await client.post("/api/classes/preview", json=plan)).json()
        seen.clear()
        body = {**plan, "digest": preview["digest"]}
        assert (await client.post("/api/classes", json=body)).status_code == 201
        numbers.append(len([query for query in seen if counts_as_statement(query)]))
    assert numbers[0] == numbers[1] <= 30
