"""Rows of the catalogue's statements as structs; texts that repeat from row to row are read once."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Any, Protocol

import msgspec

from ecosystem.fablab import schemas
from ecosystem.fablab.rules import BookingRules, effective
from ecosystem.kernel import files
from ecosystem.kernel.money import Money
from ecosystem.kernel.words import Words

QUOTAS = frozenset({"quota_minutes_per_day", "quota_minutes_per_week"})

_words = msgspec.json.Decoder(Words)
_fields = msgspec.json.Decoder(dict[str, Any])


class Row(Protocol):
    """A row as the driver hands it out, or a mapping like it."""

    def __getitem__(self, name: str, /) -> Any:
        """The value of a column."""

    def keys(self) -> Iterable[str]:
        """The names of the columns."""


@lru_cache(maxsize=20_000)
def words(text: str) -> Words:
    """A bilingual text as the driver hands it out: JSON."""
    return _words.decode(text)


def json(value: dict[str, str]) -> str:
    """A bilingual text as the driver wants it."""
    return msgspec.json.encode(value).decode()


@lru_cache(maxsize=20_000)
def rules(category: str, own: str) -> BookingRules:
    """The rules in force, from the JSON of the category's and the machine's."""
    return effective(_fields.decode(category), _fields.decode(own))


@lru_cache(maxsize=20_000)
def machine_quotas(own: str) -> frozenset[str]:
    """The quota fields that the machine sets itself."""
    return QUOTAS & _fields.decode(own).keys()


def rules_of(row: Row) -> BookingRules:
    """The rules in force of a row with `category_rules` and `own_rules`."""
    return rules(row["category_rules"], row["own_rules"])


def buffers(rules: BookingRules) -> tuple[timedelta, timedelta]:
    """The time kept free before and after a booking."""
    return timedelta(minutes=rules.buffer_before_minutes), timedelta(minutes=rules.buffer_after_minutes)


def money(amount: int | None, currency: str | None) -> Money | None:
    """An amount with its currency, or nothing."""
    return None if amount is None or currency is None else Money(amount, currency)


def site(row: Row) -> schemas.SiteRef:
    """The site of a row."""
    return schemas.SiteRef(row["site_id"], row["site_slug"], words(row["site_name"]))


def room(row: Row) -> schemas.RoomRef | None:
    """The room of a row, if it has one."""
    return schemas.RoomRef(row["room_id"], words(row["room_name"])) if row["room_id"] else None


def photo(row: Row) -> str | None:
    """Where the photo of a machine is read: the one that staff gave it, else what a list named."""
    given: str | None = row["photo_url"]
    return files.address(row["photo_id"]) if row["photo_id"] else given


def category(row: Row) -> schemas.CategoryRef:
    """The category of a row."""
    return schemas.CategoryRef(
        row["category_id"], row["category_slug"], words(row["category_name"]), row["icon"]
    )


def need(row: Row) -> schemas.QualificationNeed | None:
    """The qualification that a row asks for, and whether the asker holds it."""
    if row["qualification_id"] is None:
        return None
    return schemas.QualificationNeed(
        row["qualification_id"], words(row["qualification_name"]), row["held"], row["quiz_id"]
    )


def common(row: Row) -> dict[str, Any]:
    """What cards and rows of the timeline share."""
    return {
        "id": row["id"],
        "kind": row["kind"],
        "name": row["name"],
        "category": category(row),
        "site": site(row),
        "room": room(row),
        "risk": row["risk"],
        "state": row["state"],
        "units": row["units"],
        "qualification": need(row),
        "price_per_hour": money(rules_of(row).price_per_hour, row["currency"]),
        "zone": row["zone"],
    }
