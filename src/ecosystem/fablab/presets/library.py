"""The library of presets as data: `library/*.json` read into plain structs. Nothing in it is local."""

from datetime import time
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.json import decode

from ecosystem.kernel.words import Words
from ecosystem.places.rules import Weekly

T = TypeVar("T")
# Prices in the library are of this currency; elsewhere they would mean something else.
CURRENCY = "VND"


class Category(Struct, forbid_unknown_fields=True):
    """A kind of machine with its booking rules, and the code of the qualification it asks for."""

    slug: str
    name: Words
    description: Words
    icon: str
    qualification: str | None
    rules: dict[str, Any]


class Quiz(Struct, forbid_unknown_fields=True):
    """A safety quiz; the questions have the shape that `qualifications.models.Quiz` stores."""

    title: Words
    intro: Words
    pass_mark: int
    retry_minutes: int
    questions: list[Any]


class Qualification(Struct, forbid_unknown_fields=True):
    """Something to be earned, and the quiz that gives it."""

    code: str
    name: Words
    description: Words
    valid_days: int
    quiz: Quiz


class Hours(Struct, forbid_unknown_fields=True):
    """The same opening on some weekdays, 1 being Monday."""

    days: list[int]
    opens: time
    closes: time


class Room(Struct, forbid_unknown_fields=True):
    """An example of a room."""

    name: Words
    floor: str | None
    capacity: int | None


class Preset(Struct, forbid_unknown_fields=True):
    """What a kind of site begins with; `rules` replace single rules of its categories."""

    slug: str
    name: Words
    description: Words
    categories: list[str]
    rules: dict[str, dict[str, Any]]
    hours: list[Hours]
    rooms: list[Room]

    def weekly(self) -> list[Weekly]:
        """Its opening hours, rule by rule."""
        return [Weekly(day, span.opens, span.closes) for span in self.hours for day in span.days]

    def rules_of(self, category: Category, currency: str) -> dict[str, Any]:
        """The rules that a category begins with here; a price only in the library's currency."""
        merged = {**category.rules, **self.rules.get(category.slug, {})}
        dropped = set() if currency == CURRENCY else {"price_per_hour"}
        return {name: value for name, value in merged.items() if name not in dropped and value is not None}


@cache
def categories() -> tuple[Category, ...]:
    """Every category, in the order of the catalogue."""
    return tuple(_decode("categories.json", list[Category]))


@cache
def qualifications() -> tuple[Qualification, ...]:
    """Every qualification with its quiz, by code."""
    found = (files(__package__) / "library" / "qualifications").iterdir()
    read = [decode(file.read_bytes(), type=Qualification) for file in found]
    return tuple(sorted(read, key=lambda asked: asked.code))


@cache
def presets() -> tuple[Preset, ...]:
    """Every preset."""
    return tuple(_decode("presets.json", list[Preset]))


def _decode(name: str, shape: type[T]) -> T:
    return decode((files(__package__) / "library" / name).read_bytes(), type=shape)
