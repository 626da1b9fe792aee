"""Setting up qualifications and quizzes: versions of a quiz, who asks for what, who holds it."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from ecosystem.fablab.models import Category
from ecosystem.kernel import clock
from ecosystem.kernel.models import AuditEntry
from ecosystem.qualifications.models import Qualification, Quiz, QuizAttempt, QuizVersion
from tests.fablab.world import NOW, QUESTIONS, RIGHT, at

TEXT = {"vi": "Luật mới", "en": "New rule"}
HARDER = [
    *QUESTIONS,
    {
        "id": "alone",
        "text": {"vi": "Để máy chạy một mình?", "en": "Leave it alone?"},
        "many": False,
        "choices": [
            {"id": "yes", "text": {"vi": "Có", "en": "Yes"}, "correct": False},
            {"id": "no", "text": {"vi": "Không", "en": "No"}, "correct": True},
        ],
        "explanation": {"vi": "Không bao giờ.", "en": "Never."},
    },
]


@pytest.fixture
async def admin(world, web):
    """The region's administrator."""
    return await web(await world.person("Hoa", ("admin", "region", world.region_id)))


async def test_a_qualification_is_made_changed_and_taken_away(world, admin):
    laser, saw = await world.category("laser"), await world.category("cua")
    wanted = {"name": {"vi": "An toàn mộc", "en": ""}, "valid_days": 200, "categories": ["laser", "cua"]}
    made = await admin.post("/api/qualifications", json=wanted)
    assert made.status_code == 201, made.text
    assert (made.json()["code"], made.json()["categories"], made.json()["holders"]) == (
        "an-toan-moc",
        ["cua", "laser"],
        0,
    )
    here = f"/api/qualifications/{made.json()['id']}"
    assert (await admin.post("/api/qualifications", json=wanted)).json()["code"] == "code_taken"
    read = await admin.get(here)
    assert read.headers["etag"] == '"v1"'
    changed = await admin.patch(
        here, json={"valid_days": None, "categories": ["cua"]}, headers={"if-match": '"v1"'}
    )
    assert (changed.status_code, changed.json()["valid_days"], changed.json()["categories"]) == (
        200,
        None,
        ["cua"],
    )
    late = await admin.patch(here, json={"valid_days": 3}, headers={"if-match": '"v1"'})
    assert late.status_code == 412
    used = await admin.delete(here)
    assert (used.status_code, used.json()["code"], used.json()["reasons"][0]["code"]) == (
        409,
        "in_use",
        "categories",
    )
    assert (await admin.patch(here, json={"categories": []})).status_code == 428
    await admin.patch(here, json={"categories": []}, headers={"if-match": "*"})
    assert (await admin.delete(here)).status_code == 204
    assert await world.count(Qualification) == 0
    async with world.database.read() as session:
        asked = await session.scalars(select(Category.qualification_id))
        assert list(asked) == [None, None]
    assert await world.count(AuditEntry, action="category.changed", subject_id=laser) == 2
    assert await world.count(AuditEntry, action="category.changed", subject_id=saw) == 2


async def test_what_cannot_be_kept_names_every_fault(world, admin):
    safety = await world.qualification()
    await world.category("laser")
    nameless = await admin.post("/api/qualifications", json={"name": {"vi": " ", "en": ""}})
    assert [error["field"] for error in nameless.json()["errors"]] == ["name"]
    unknown = await admin.post(
        "/api/qualifications", json={"name": TEXT, "categories": ["laser", "không có"]}
    )
    assert (unknown.status_code, [error["field"] for error in unknown.json()["errors"]]) == (
        400,
        ["categories[1]"],
    )
    assert await world.count(Qualification) == 1
    questions: list[Any] = QUESTIONS
    one, two = questions
    bad = [
        {**one, "choices": [{**choice, "correct": True} for choice in one["choices"]]},
        {**two, "text": {"vi": "", "en": " "}, "choices": two["choices"][:1]},
        {**one, "choices": [{**choice, "correct": False} for choice in one["choices"]]},
    ]
    quiz = {"qualification_id": str(safety), "title": {"vi": "", "en": ""}, "intro": TEXT, "questions": bad}
    refused = await admin.post("/api/quizzes", json=quiz)
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [
        ("title", "no_text"),
        ("questions[2].id", "twice_there"),
        ("questions[0].choices", "several_right"),
        ("questions[1].text", "no_text"),
        ("questions[1].choices", "few_choices"),
        ("questions[2].choices", "none_right"),
    ]
    assert await world.count(Quiz) == 0


async def test_who_was_answering_is_judged_by_what_they_read(world, web, admin):
    safety = await world.qualification()
    made = await admin.post(
        "/api/quizzes",
        json={"qualification_id": str(safety), "title": TEXT, "intro": TEXT, "pass_mark": 100,
              "retry_minutes": 0, "questions": QUESTIONS},
    )  # fmt: skip
    assert (made.status_code, made.json()["version"]) == (201, 1)
    quiz = made.json()["id"]
    binh, an = await web(await world.person()), await web(await world.person("An"))
    seen = (await binh.get(f"/api/quizzes/{quiz}")).json()
    content = f"/api/quizzes/{quiz}/content"
    edited = await admin.patch(content, json={"questions": HARDER}, headers={"if-match": '"v1"'})
    assert (edited.status_code, edited.json()["version"]) == (200, 2)
    # An read the new one: the old answers leave a question open. Bình is judged by the old one.
    latest = (await an.get(f"/api/quizzes/{quiz}")).json()
    assert (latest["version"], len(latest["questions"])) == (2, 3)
    missing = await an.post(f"/api/quizzes/{quiz}/attempts", json={"answers": RIGHT})
    assert [error["field"] for error in missing.json()["errors"]] == ["answers.alone"]
    passed = await binh.post(
        f"/api/quizzes/{quiz}/attempts", json={"answers": RIGHT, "version": seen["version"]}
    )
    assert (passed.status_code, passed.json()["passed"], passed.json()["score"]) == (201, True, 100)
    assert await world.count(QuizAttempt, quiz_version=1) == 1
    # What was read too long ago counts no more.
    clock.freeze(NOW + timedelta(hours=2))
    late = await an.post(f"/api/quizzes/{quiz}/attempts", json={"answers": RIGHT, "version": 1})
    assert (late.status_code, late.json()["code"]) == (409, "quiz_changed")
    never = await an.post(f"/api/quizzes/{quiz}/attempts", json={"answers": RIGHT, "version": 7})
    assert never.json()["code"] == "quiz_changed"
    async with world.database.read() as session:
        kept = await session.get_one(QuizVersion, (UUID(quiz), 1))
        assert [question["id"] for question in kept.questions] == ["glasses", "fire"]
    assert (await admin.delete(f"/api/quizzes/{quiz}")).json()["reasons"][0]["params"] == {"count": 1}


async def test_of_two_who_edit_a_quiz_one_is_told(world, admin):
    quiz = await world.quiz(await world.qualification())
    answers = await asyncio.gather(
        *(
            admin.patch(
                f"/api/quizzes/{quiz}/content", json={"pass_mark": mark}, headers={"if-match": '"v1"'}
            )
            for mark in (50, 60, 70, 80)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    assert await world.count(QuizVersion) == 1
    same = await admin.get(f"/api/quizzes/{quiz}/content")
    unchanged = await admin.patch(
        f"/api/quizzes/{quiz}/content",
        json={"pass_mark": same.json()["pass_mark"]},
        headers={"if-match": "*"},
    )
    assert unchanged.json()["version"] == 2
    assert await world.count(QuizVersion) == 1


async def test_staff_of_a_lab_read_and_the_region_writes(world, web):
    site, safety = await world.site(), await world.qualification()
    quiz = await world.quiz(safety)
    lab = await web(await world.person("Lan", ("lab", "site", site)))
    house = await world.organisation()
    head = await web(await world.person("Hà", ("manager", "organisation", house)))
    assert (await lab.get(f"/api/quizzes/{quiz}/content")).json()["questions"][0]["choices"][0]["correct"]
    assert (await lab.get(f"/api/qualifications/{safety}")).status_code == 200
    content, change = f"/api/quizzes/{quiz}/content", {"json": {"pass_mark": 1}, "headers": {"if-match": "*"}}
    assert (await lab.patch(content, **change)).status_code == 403
    assert (await head.patch(content, **change)).status_code == 403
    assert (await head.post("/api/qualifications", json={"name": TEXT})).status_code == 403
    assert await world.count(QuizVersion) == 0


async def test_holders_by_name_and_those_who_run_out(world, web):
    site, safety = await world.site(), await world.qualification()
    lab = await web(await world.person("Lan", ("lab", "site", site)))
    an, binh, chi, dung = [await world.person(name) for name in ("An", "Bình", "Chi", "Đào Dung")]
    await world.grant(binh, safety, until=NOW + timedelta(days=5))
    await world.grant(an, safety)
    await world.grant(an, safety, until=NOW - timedelta(hours=1))
    await world.grant(chi, safety, until=NOW + timedelta(days=31))
    await world.grant(dung, safety, revoked=NOW)
    url = f"/api/qualification-grants?qualification={safety}"

    async def names(more: str) -> list[str]:
        answer = await lab.get(url + more)
        return [item["full_name"] for item in answer.json()["items"]]

    assert await names("") == ["An", "Bình", "Chi", "Đào Dung"]
    assert await names("&state=valid") == ["An", "Bình", "Chi"]
    assert await names("&state=expiring") == ["Bình"]
    assert await names("&state=ended") == ["Đào Dung"]
    assert await names("&q=dao") == ["Đào Dung"]
    assert await names(f"&person={chi.person_id}") == ["Chi"]
    first = (await lab.get(f"{url}&limit=3")).json()
    second = (await lab.get(f"{url}&limit=3&cursor={first['next_cursor']}")).json()
    assert [item["full_name"] for item in second["items"]] == ["Đào Dung"]
    assert second["next_cursor"] is None
    settings = (await lab.get(f"/api/qualifications/{safety}")).json()
    assert (settings["holders"], settings["expiring"]) == (3, 1)


async def test_a_childs_address_is_for_those_who_run_the_region(world, web):
    site, safety = await world.site(), await world.qualification()
    for name, born in (("An", date(2008, 11, 20)), ("Bé", date(2008, 11, 21)), ("Chi", None)):
        person = await world.person(name, born=born)
        await world.grant(person, safety)
    lab = await web(await world.person("Lan", ("lab", "site", site)))
    head = await web(await world.person("Sếp", ("manager", "region", world.region_id)))

    async def addressed(client, more: str = "") -> list[tuple[str, bool]]:
        items = (await client.get(f"/api/qualification-grants?{more}")).json()["items"]
        return [(item["full_name"], item["email"] is not None) for item in items]

    assert await addressed(lab) == [("An", True), ("Bé", False), ("Chi", True)]
    assert await addressed(head) == [("An", True), ("Bé", True), ("Chi", True)]
    assert await addressed(lab, "q=thu.example") == [("An", True), ("Chi", True)]


async def test_a_grant_on_a_document_and_what_rests_on_it(world, web):
    site, safety = await world.site(), await world.qualification()
    laser = await world.machine(site, await world.category(qualification_id=safety))
    other = await world.machine(site, await world.category("khac"))
    lab = await web(await world.person("Lan", ("lab", "site", site)))
    binh = await world.person()
    given = {
        "person_id": str(binh.person_id),
        "qualification_id": str(safety),
        "site_id": str(site),
        "evidence": "document",
        "note": "Chứng chỉ số 12",
    }
    grant = (await lab.post("/api/qualification-grants", json=given)).json()["id"]
    [holder] = (await lab.get("/api/qualification-grants")).json()["items"]
    assert (holder["evidence"], holder["note"], holder["given_by"]) == ("document", "Chứng chỉ số 12", "Lan")
    as_binh = await web(binh)
    for resource, start in ((laser, "09:00"), (other, "11:00")):
        wish = {
            "resource_id": str(resource),
            "starts_at": at(start).isoformat(),
            "ends_at": (at(start) + timedelta(hours=1)).isoformat(),
        }
        assert (await as_binh.post("/api/reservations", json=wish)).status_code == 201
    look, revoked = f"/api/qualification-grants/{grant}/revoke/impact", {"reason": "Hết hạn"}
    assert [item["resource"]["id"] for item in (await lab.post(look, json=revoked)).json()["items"]] == [
        str(laser)
    ]
    await world.grant(binh, safety)
    assert (await lab.post(look, json=revoked)).json()["items"] == []
