"""Scoring a quiz, when it may be tried again, and until when a qualification holds: pure functions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from ecosystem.kernel.words import Words

# A qualification that runs out may be renewed by quiz this long before.
RENEWAL = timedelta(days=30)
# Whoever was answering while a quiz was edited has this long to send what they read.
READING = timedelta(hours=2)


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to choose."""

    id: str
    text: Words
    correct: bool = False


class Question(Struct, frozen=True, forbid_unknown_fields=True):
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


def content_faults(questions: Sequence[Question]) -> list[Fault]:
    """Everything that keeps these questions from being a quiz, each with the path of its field."""
    found = _repeated("questions", [question.id for question in questions])
    for number, question in enumerate(questions):
        path = f"questions[{number}]"
        right = sum(choice.correct for choice in question.choices)
        wrong = {
            f"{path}.text": "no_text" if _empty(question.text) else None,
            f"{path}.choices": "few_choices"
            if len(question.choices) < 2
            else "none_right"
            if right == 0
            else "several_right"
            if right > 1 and not question.many
            else None,
        }
        found += [Fault(field, code) for field, code in wrong.items() if code]
        found += [
            Fault(f"{path}.choices[{place}].text", "no_text")
            for place, choice in enumerate(question.choices)
            if _empty(choice.text)
        ]
        found += _repeated(f"{path}.choices", [choice.id for choice in question.choices])
    return found


def _repeated(path: str, ids: Sequence[str]) -> list[Fault]:
    return [
        Fault(f"{path}[{place}].id", "twice_there")
        for place, id_ in enumerate(ids)
        if not id_ or id_ in ids[:place]
    ]


def _empty(text: Words) -> bool:
    return not (text.vi.strip() or text.en.strip())


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
