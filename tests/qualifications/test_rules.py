"""Scoring and timing of quizzes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from ecosystem.qualifications.rules import (
    Fault,
    Question,
    expiry,
    faults,
    needless,
    retry_at,
    scored,
)
from tests.fablab.world import QUESTIONS, RIGHT

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
QUIZ = convert(QUESTIONS, list[Question])


def test_every_bad_answer_is_named():
    answers = {"glasses": ["yes", "no"], "fire": ["stop", "stop", "run"], "colour": ["red"]}
    assert faults(QUIZ, answers) == [
        Fault("answers.colour", "unknown_question"),
        Fault("answers.glasses", "one_only"),
        Fault("answers.fire", "twice"),
        Fault("answers.fire[2]", "unknown_choice"),
    ]
    assert faults(QUIZ, {"glasses": []}) == [
        Fault("answers.glasses", "unanswered"),
        Fault("answers.fire", "unanswered"),
    ]
    assert faults(QUIZ, RIGHT) == []


def test_a_question_counts_when_exactly_the_right_choices_are_made():
    assert scored(QUIZ, RIGHT).score == 100
    half = scored(QUIZ, {"glasses": ["yes"], "fire": ["stop"]})
    assert (half.score, half.wrong) == (50, ("fire",))
    assert scored(QUIZ, {"glasses": ["yes"], "fire": ["stop", "call", "film"]}).score == 50


@given(st.sets(st.sampled_from(["stop", "call", "film"])), st.sampled_from(["yes", "no"]))
def test_law_full_marks_mean_nothing_wrong(fire, glasses):
    found = scored(QUIZ, {"fire": sorted(fire), "glasses": [glasses]})
    assert (found.score == 100) == (found.wrong == ())
    assert found.score == 100 - 50 * len(found.wrong)


def test_when_again_and_until_when():
    day = timedelta(days=1)
    assert retry_at(None, retry_minutes=1440, now=NOW) is None
    assert retry_at(NOW, retry_minutes=1440, now=NOW) == NOW + day
    assert retry_at(NOW - day, retry_minutes=1440, now=NOW) is None
    assert expiry(granted_at=NOW, valid_days=365) == NOW + 365 * day
    assert expiry(granted_at=NOW, valid_days=None) is None
    assert needless(held=True, held_until=None, now=NOW)
    assert needless(held=True, held_until=NOW + 31 * day, now=NOW)
    assert not needless(held=True, held_until=NOW + 30 * day, now=NOW)
    assert not needless(held=False, held_until=None, now=NOW)
