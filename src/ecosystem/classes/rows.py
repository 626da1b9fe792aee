"""Rows of the statements as structs."""

from collections.abc import Sequence
from datetime import date, time
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec import json

from ecosystem.classes.rules import Break, Rule, Swap
from ecosystem.classes.schemas.catalogue import CourseRef
from ecosystem.classes.schemas.shared import (
    ClassRoom,
    ClassSite,
    Material,
    OwnerRef,
    TakenResource,
    TeacherRef,
    Weekly,
)
from ecosystem.kernel.money import Money
from ecosystem.kernel.words import Words

Row = Any
T = TypeVar("T")

_words = json.Decoder(Words)


@lru_cache(maxsize=20_000)
def words(text: str) -> Words:
    """A bilingual text as the driver hands it out: JSON."""
    return _words.decode(text)


def maybe_words(text: str | None) -> Words | None:
    """The same of a text that may be missing."""
    return words(text) if text else None


def listed(text: str | None, kind: type[T]) -> list[T]:
    """A list of structs as the driver hands it out."""
    return json.decode(text, type=list[kind]) if text else []  # type: ignore[valid-type]


def as_json(value: Any) -> str:
    """A value as the driver wants it."""
    return json.encode(value).decode()


def course_ref(row: Row) -> CourseRef:
    """The course of a row."""
    return CourseRef(row["course_id"], words(row["title"]))


def owner(row: Row) -> OwnerRef | None:
    """Whose it is, if not the region's."""
    return OwnerRef(row["owner_id"], words(row["owner_name"])) if row["owner_id"] else None


def site(row: Row) -> ClassSite:
    """The site of a row."""
    return ClassSite(row["site_id"], row["site_slug"], words(row["site_name"]), row["address"], row["zone"])


def room(row: Row) -> ClassRoom | None:
    """The room of a row, if it has one."""
    if not row["room_id"]:
        return None
    return ClassRoom(row["room_id"], words(row["room_name"]), row["room_capacity"])


def fee(row: Row) -> Money | None:
    """What a course costs; nothing where it is free."""
    return None if row["fee_amount"] is None else Money(row["fee_amount"], row["fee_currency"])


def offered(row: Row) -> dict[str, Any]:
    """What a course and a class of it share: for whom, how long, for how much."""
    return {
        "format": row["format"],
        "audience": row["audience"],
        "level": maybe_words(row["level"]),
        "theme": maybe_words(row["theme"]),
        "language": row["language"],
        "age_from": row["age_from"],
        "age_to": row["age_to"],
        "grade_from": row["grade_from"],
        "grade_to": row["grade_to"],
        "hours": row["hours"],
        "fee": fee(row),
        "organisation": owner(row),
    }


def teachers(row: Row) -> list[TeacherRef]:
    """The teachers of a session's row, by name."""
    return [TeacherRef(id_, name) for id_, name in _pairs(row["teachers"])]


def machines(row: Row) -> list[TakenResource]:
    """The machines of a session's row."""
    names = dict(_pairs(row["machines"]))
    return [
        TakenResource(one.resource_id, names.get(one.resource_id, ""), one.units)
        for one in listed(row["resources"], Taken)
    ]


def materials(row: Row) -> list[Material]:
    """What a course hands out."""
    return listed(row["materials"], Material)


def weekly(row: Row) -> list[Weekly]:
    """The weekly rule of a series."""
    return listed(row["weekly"], Weekly)


class Taken(msgspec.Struct, frozen=True):
    """Units of a resource as a series or session keeps them."""

    resource_id: UUID
    units: int = 1


class _BreakRow(msgspec.Struct, frozen=True):
    starts_on: date
    ends_on: date
    name: Words


class _SwapRow(msgspec.Struct, frozen=True):
    worked_on: date
    instead_of: date


def breaks(text: str | None) -> list[Break]:
    """The breaks of a term."""
    return [Break(one.starts_on, one.ends_on, one.name) for one in listed(text, _BreakRow)]


def swaps(text: str | None) -> list[Swap]:
    """The worked days of a term."""
    return [Swap(one.worked_on, one.instead_of) for one in listed(text, _SwapRow)]


def rules(weekly: Sequence[Weekly]) -> list[Rule]:
    """The weekly rule as the generator takes it."""
    return [Rule(one.weekday, time.fromisoformat(one.starts), time.fromisoformat(one.ends)) for one in weekly]


@lru_cache(maxsize=2000)
def _pairs(text: str | None) -> tuple[tuple[UUID, str], ...]:
    return tuple(json.decode(text, type=list[tuple[UUID, str]])) if text else ()
