"""Quizzes and grants over HTTP."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from ecosystem.kernel import clock
from ecosystem.kernel.models import AuditEntry
from ecosystem.qualifications.models import QualificationGrant, QuizAttempt
from tests.fablab.world import NOW, RIGHT, at

WRONG = {"glasses": ["no"], "fire": ["stop", "call"]}


async def test_a_newcomer_is_a_quiz_away_from_the_machine(world, web):
    site, safety = await world.site(), await world.qualification()
    quiz = await world.quiz(safety)
    laser = await world.machine(site, await world.category(qualification_id=safety))
    binh = await web(await world.person())
    wish = {
        "resource_id": str(laser),
        "starts_at": at("09:00").isoformat(),
        "ends_at": at("10:00").isoformat(),
    }
    assert (await binh.post("/api/reservations", json=wish)).status_code == 422
    shown = await binh.get(f"/api/quizzes/{quiz}")
    assert "correct" not in shown.text
    assert "explanation" not in shown.text
    assert "Luôn đeo kính" not in shown.text
    assert (shown.json()["retry_at"], shown.json()["passed"]) == (None, False)
    assert [len(question["choices"]) for question in shown.json()["questions"]] == [2, 3]
    passed = await binh.post(f"/api/quizzes/{quiz}/attempts", json={"answers": RIGHT})
    assert passed.status_code == 201
    assert passed.json() == {
        "score": 100,
        "passed": True,
        "pass_mark": 100,
        "wrong": [],
        "explanations": {},
        "retry_at": None,
        "expires_at": (NOW + timedelta(days=365)).isoformat().replace("+00:00", "Z"),
    }
    assert (await binh.post("/api/reservations", json=wish)).status_code == 201
    [held] = (await binh.get("/api/my/qualifications")).json()["items"]
    assert (held["evidence"], held["state"]) == ("quiz", "valid")
    assert (await binh.get(f"/api/quizzes/{quiz}")).json()["passed"] is True
    assert await world.count(AuditEntry, action="qualification.granted") == 1


async def test_who_fails_hears_why_and_tries_again_a_day_later(world, web):
    safety = await world.qualification()
    quiz = await world.quiz(safety)
    binh = await web(await world.person())
    failed = await binh.post(f"/api/quizzes/{quiz}/attempts", json={"answers": WRONG})
    assert failed.json() == {
        "score": 50,
        "passed": False,
        "pass_mark": 100,
        "wrong": ["glasses"],
        "explanations": {"glasses": {"vi": "Luôn đeo kính.", "en": "Always wear glasses."}},
        "retry_at": "2026-11-21T02:00:00Z",
        "expires_at": None,
    }
    soon = await binh.post(f"/api/quizzes/{quiz}/attempts", json={"answers": RIGHT})
    assert (soon.status_code, soon.json()["reasons"][0]["code"]) == (422, "too_early")
    assert soon.json()["retry_at"] == "2026-11-21T02:00:00Z"
    clock.freeze(NOW + timedelta(days=1))
    again = await binh.post(f"/api/quizzes/{quiz}/attempts", json={"answers": RIGHT})
    assert again.json()["passed"] is True
    enough = await binh.post(f"/api/quizzes/{quiz}/attempts", json={"answers": RIGHT})
    assert enough.json()["reasons"][0]["code"] == "already_held"
    assert await world.count(QualificationGrant) == 1


async def test_every_bad_answer_is_named_and_counts_for_nothing(world, web):
    quiz = await world.quiz(await world.qualification())
    binh = await web(await world.person())
    answer = await binh.post(
        f"/api/quizzes/{quiz}/attempts", json={"answers": {"glasses": ["yes", "no"], "x": ["y"]}}
    )
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("answers.x", "unknown_question"),
        ("answers.glasses", "one_only"),
        ("answers.fire", "unanswered"),
    ]
    assert (await binh.get(f"/api/quizzes/{uuid4()}")).status_code == 404
    assert (await (await web()).get(f"/api/quizzes/{quiz}")).status_code == 401
    assert await world.count(QuizAttempt) == 0


async def test_of_two_attempts_at_once_one_counts(world, web):
    quiz = await world.quiz(await world.qualification())
    binh = await web(await world.person())
    answers = await asyncio.gather(
        *(binh.post(f"/api/quizzes/{quiz}/attempts", json={"answers": WRONG}) for _ in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422, 422, 422]
    assert await world.count(QuizAttempt) == 1


async def test_staff_grant_at_their_site_and_revoke(world, web):
    site, elsewhere = await world.site(), await world.site("khac")
    safety = await world.qualification()
    laser = await world.machine(site, await world.category(qualification_id=safety))
    binh = await world.person()
    lab = await web(await world.person("Lan", ("lab", "site", site)))
    as_binh = await web(binh)
    given = {
        "person_id": str(binh.person_id),
        "qualification_id": str(safety),
        "site_id": str(site),
        "note": "Đã hướng dẫn",
    }
    statuses = [
        (await as_binh.post("/api/qualification-grants", json=given)).status_code,
        (await lab.post("/api/qualification-grants", json={**given, "site_id": str(elsewhere)})).status_code,
        (await lab.post("/api/qualification-grants", json={**given, "site_id": str(uuid4())})).status_code,
    ]
    assert statuses == [403, 403, 403]
    bad = await lab.post(
        "/api/qualification-grants",
        json={
            **given,
            "person_id": str(uuid4()),
            "qualification_id": str(uuid4()),
            "expires_at": NOW.isoformat(),
        },
    )
    assert (bad.status_code, [error["field"] for error in bad.json()["errors"]]) == (
        422,
        ["person_id", "qualification_id", "expires_at"],
    )
    assert await world.count(QualificationGrant) == 0
    made = await lab.post("/api/qualification-grants", json=given)
    assert (made.status_code, made.json()["evidence"]) == (201, "staff")
    [held] = (await as_binh.get("/api/my/qualifications")).json()["items"]
    assert held["given_by"] == "Lan"
    wish = {
        "resource_id": str(laser),
        "starts_at": at("09:00").isoformat(),
        "ends_at": at("10:00").isoformat(),
    }
    assert (await as_binh.post("/api/reservations", json=wish)).status_code == 201
    here = f"/api/qualification-grants/{made.json()['id']}/revoke"
    revoked = await lab.post(here, json={"reason": "Làm ẩu"})
    assert (revoked.status_code, revoked.json()["revoked_at"]) == (200, "2026-11-20T02:00:00Z")
    assert (await lab.post(here, json={"reason": "Làm ẩu"})).status_code == 422
    assert (await as_binh.post(here, json={"reason": "x"})).status_code == 403
    later = {**wish, "starts_at": at("11:00").isoformat(), "ends_at": at("12:00").isoformat()}
    assert (await as_binh.post("/api/reservations", json=later)).status_code == 422
    [held] = (await as_binh.get("/api/my/qualifications")).json()["items"]
    assert held["state"] == "revoked"
    assert await world.count(AuditEntry, action="qualification.revoked", reason="Làm ẩu") == 1
