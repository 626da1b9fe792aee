"""Presets over HTTP."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from ecosystem.kernel.words import Words

PartKind = Literal["qualification", "quiz", "category", "hours", "room"]


class PresetPart(Struct, frozen=True):
    """One thing that a preset brings; `there` when the region or the site has it and it stays as it is.

    `about` tells its essence: a category's qualification, a quiz's number of questions, the hours.
    """

    kind: PartKind
    key: str
    name: Words
    about: Words
    there: bool


class PresetSummary(Struct, frozen=True):
    """A preset, as the list shows it."""

    slug: str
    name: Words
    description: Words
    categories: list[Words]
    quizzes: int
    rooms: int


class PresetPlan(Struct, frozen=True):
    """What applying a preset to a site would make, and what is there already."""

    slug: str
    name: Words
    description: Words
    site_id: UUID
    parts: list[PresetPart]
    missing: int


class PresetApplied(Struct, frozen=True):
    """What was made; nothing where everything had been there."""

    slug: str
    site_id: UUID
    made: list[PresetPart]


class ApplyIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The site that a preset is applied to."""

    site_id: UUID
