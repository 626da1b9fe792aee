"""What an entry of the audit says, field by field: pure, on plain JSON."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from ecosystem.reports.audit.schemas import Change

_LANGUAGES = frozenset({"vi", "en"})


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Change]:
    """The fields that differ, in the order they were written; nested ones as `rules.min_minutes`.

    Of what is new or gone, the fields that say something.
    """
    old, new = dict(_fields(before or {})), dict(_fields(after or {}))
    both = before is not None and after is not None
    names = [*old, *(name for name in new if name not in old)]
    return [
        Change(name, old.get(name), new.get(name))
        for name in names
        if (name in new or not both or _nested(name)) and old.get(name) != new.get(name)
    ]


def _fields(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Leaves with their path; a text in both languages is one leaf, and an empty one says nothing."""
    for name, item in value.items():
        if isinstance(item, Mapping) and not (item.keys() <= _LANGUAGES and item):
            yield from _fields(item, f"{path}{name}.")
        else:
            yield f"{path}{name}", None if item in ("", [], {"vi": "", "en": ""}) else item


def _nested(name: str) -> bool:
    """Whether a field stands in a mapping, where being left out means being taken out."""
    return "." in name


def ids_in(value: Any) -> Iterator[UUID]:
    """Every id that stands anywhere in a value."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from ids_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from ids_in(item)
    elif isinstance(value, str) and len(value) == 36:
        try:
            yield UUID(value)
        except ValueError:
            return
