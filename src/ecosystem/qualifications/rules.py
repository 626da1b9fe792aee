"""Scoring a quiz, when it may be tried again, and until when a qualification holds: pure functions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from ecosystem.kernel.words import Words

# A qualification that runs out may be renewed by quiz this long before.
RENEWAL = timedelta(days=30)


class Choice(Struct, frozen=True):
    """One answer to choose."""

    id: str
    text: Words
    correct: bool = False


class Question(Struct, frozen=True):
    """One question; `many` where several choices may be right."""

    id: str
    text: Words
    choices: tuple[Choice, ...]
    explanation: Words
    many: bool = False


class Score(Struct, frozen=True):
    """The outcome of an attempt: of 100, and which questions were not answered rightly."""

    score: int
    wrong: tuple[str, ...]


class Fault(Struct, frozen=True):
    """One thing wrong with the answers: the path of the field, and what it is."""

    field: str
    code: str


Answers = Mapping[str, Sequence[str]]


def faults(questions: Sequence[Question], answers: Answers) -> list[Fault]:
    """Everything that keeps the answers from being scored, question by question."""
    known = {question.id: question for question in questions}
    found = [Fault(f"answers.{id_}", "unknown_question") for id_ in answers if id_ not in known]
    for id_, question in known.items():
        chosen = answers.get(id_, ())
        choices = {choice.id for choice in question.choices}
        if not chosen:
            found.append(Fault(f"answers.{id_}", "unanswered"))
        if len(chosen) > 1 and not question.many:
            found.append(Fault(f"answers.{id_}", "one_only"))
        if len(set(chosen)) < len(chosen):
            found.append(Fault(f"answers.{id_}", "twice"))
        found += [
            Fault(f"answers.{id_}[{place}]", "unknown_choice")
            for place, choice in enumerate(chosen)
            if choice not in choices
        ]
    return found


def scored(questions: Sequence[Question], answers: Answers) -> Score:
    """A question counts when exactly the right choices were made; whole points, rounded down."""
    wrong = tuple(
        question.id
        for question in questions
        if set(answers.get(question.id, ())) != {choice.id for choice in question.choices if choice.correct}
    )
    return Score((len(questions) - len(wrong)) * 100 // max(1, len(questions)), wrong)


def retry_at(last: datetime | None, *, retry_minutes: int, now: datetime) -> datetime | None:
    """When the quiz may be tried again; None for at once."""
    again = last + timedelta(minutes=retry_minutes) if last else None
    return again if again and again > now else None


def expiry(*, granted_at: datetime, valid_days: int | None) -> datetime | None:
    """Until when a grant holds; None for good."""
    return granted_at + timedelta(days=valid_days) if valid_days else None


def needless(*, held: bool, held_until: datetime | None, now: datetime) -> bool:
    """Whether somebody already holds it for good, or for longer than the time of renewal."""
    return held and (held_until is None or held_until - now > RENEWAL)
