"""Which column means what: from a TOML or JSON file, or guessed from the headings."""

import json
import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from ecosystem.fablab.rules import effective
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.transfer.importing.fields import Kind
from ecosystem.transfer.tables.reading import Table

SKIP = "skip:"

Choice = Literal["one", "skip", "refuse"]


class MappingError(ValueError):
    """The mapping file can't be used; the text says why."""


class UnitsRule(Struct, frozen=True, forbid_unknown_fields=True):
    """What to do with a quantity that counts nothing: take one, skip the row, or refuse it."""

    negative: Choice = "refuse"
    zero: Choice = "refuse"
    missing: Choice = "one"
    text: Choice = "refuse"


class Filter(Struct, frozen=True, forbid_unknown_fields=True):
    """Rows to leave out: those whose column holds one of the values, or nothing (`absent`)."""

    column: str
    reason: str
    values: tuple[str, ...] = ()
    absent: bool = False


class CategoryRule(Struct, frozen=True, forbid_unknown_fields=True):
    """A category made where it is missing; rows go there whose text has one of the words.

    `qualification` is the code of the one that its machines ask for.
    """

    name: Words
    icon: str = "other"
    words: tuple[str, ...] = ()
    risk: Literal["low", "medium", "high"] = "low"
    rules: dict[str, Any] = field(default_factory=dict)
    qualification: str | None = None


class Mapping(Struct, frozen=True, forbid_unknown_fields=True):
    """How a list is read.

    `columns` names one column for each field, or several whose texts are joined; a dot leads into
    nested values. `values` translates what stands in a field, `skip: why` leaves the row out.
    `rooms` gives rooms their bilingual names. `single` names columns that should hold one value.
    `options` are choices for the list as a whole, such as whether people are sent a letter.
    """

    source: str = ""
    items: str = ""
    options: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    defaults: dict[str, str | int] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    units: UnitsRule = UnitsRule()
    filters: tuple[Filter, ...] = ()
    categories: dict[str, CategoryRule] = field(default_factory=dict)
    rooms: dict[str, Words] = field(default_factory=dict)
    single: tuple[str, ...] = ()


def load(path: Path, kind: Kind) -> Mapping:
    """Read a mapping for lists of that kind from TOML or JSON; raises MappingError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise MappingError(f"{path.name}: {error}") from None
    return parsed(content, kind, name=path.name)


def parsed(content: bytes, kind: Kind, *, name: str) -> Mapping:
    """The mapping in the bytes of a TOML or JSON file of that name; raises MappingError."""
    try:
        text = content.decode("utf-8-sig")
        plain: Any = json.loads(text) if name.lower().endswith(".json") else tomllib.loads(text)
        mapping = msgspec.convert(plain, Mapping)
        for rule in mapping.categories.values():
            effective(rule.rules, {})
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise MappingError(f"{name}: {error}") from None
    if found := faults(mapping, kind):
        raise MappingError(f"{name}: {'; '.join(found)}")
    return mapping


def faults(mapping: Mapping, kind: Kind) -> list[str]:
    """What of a mapping can't be used for lists of that kind."""
    known = [each.name for each in kind.fields]
    found = [f"{part}.{name}" for part, name in _named(mapping) if name not in known]
    said = [f"unknown fields {', '.join(found)}; known are {', '.join(known)}"] if found else []
    said += [
        f"options.{name} = {value!r} is none of {', '.join(kind.options.get(name, ())) or 'none'}"
        for name, value in mapping.options.items()
        if value not in kind.options.get(name, ())
    ]
    if kind.required not in mapping.columns:
        said.append(f"columns.{kind.required} is missing")
    return said


def save(mapping: Mapping, path: Path) -> None:
    """Write a mapping as JSON or, for any other ending, as TOML."""
    if path.suffix.lower() == ".json":
        plain = msgspec.to_builtins(mapping)
        path.write_text(json.dumps(plain, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    else:
        path.write_text(as_toml(mapping), encoding="utf-8")


def guess(table: Table, kind: Kind, *, source: str = "") -> Mapping:
    """What the headings seem to mean; columns that nothing is known of are left alone."""
    keys = {column: _key(column) for column in table.columns}
    columns: dict[str, str | tuple[str, ...]] = {}
    # Fields of one column choose first; what is left may be joined.
    for each in sorted(kind.fields, key=lambda field: field.several):
        taken = set(columns.values())
        found = tuple(
            c for word in each.synonyms for c, key in keys.items() if key == word and c not in taken
        )
        if found:
            columns[each.name] = found if each.several else found[0]
    return Mapping(source=source, columns=columns, **kind.guessed)


def as_toml(mapping: Mapping) -> str:
    """A mapping as TOML, empty parts left out."""
    return "\n".join(_toml_lines(msgspec.to_builtins(mapping), ())) + "\n"


def _toml_lines(table: dict[str, Any], path: tuple[str, ...]) -> list[str]:
    lines: list[str] = []
    parts = {name: value for name, value in table.items() if value not in (None, "", (), [], {})}
    nested = {name: value for name, value in parts.items() if isinstance(value, dict)}
    repeated = {n: v for n, v in parts.items() if isinstance(v, list | tuple) and isinstance(v[0], dict)}
    plain = {n: v for n, v in parts.items() if n not in nested and n not in repeated}
    if path and (plain or not nested):
        lines.append(f"\n[{_toml_path(path)}]")
    lines += [f"{_toml_name(name)} = {_toml_value(value)}" for name, value in plain.items()]
    for name, entries in repeated.items():
        for entry in entries:
            lines.append(f"\n[[{_toml_path((*path, name))}]]")
            lines += [f"{_toml_name(key)} = {_toml_value(value)}" for key, value in entry.items()]
    for name, value in nested.items():
        lines += _toml_lines(value, (*path, name))
    return lines


def _toml_path(path: tuple[str, ...]) -> str:
    return ".".join(_toml_name(part) for part in path)


def _toml_name(name: str) -> str:
    plain = name.replace("_", "").replace("-", "")
    return name if plain.isascii() and plain.isalnum() else _toml_value(name)


def _toml_value(value: Any) -> str:
    # JSON's strings, numbers, booleans and lists of them are TOML's too, but for the sign DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _named(mapping: Mapping) -> list[tuple[str, str]]:
    """Every field that the mapping speaks of, with the part that does."""
    return [
        *(("columns", name) for name in mapping.columns),
        *(("defaults", name) for name in mapping.defaults),
        *(("values", name) for name in mapping.values),
    ]


def _key(heading: str) -> str:
    return " ".join(search_key(heading).replace("_", " ").replace(".", " ").split())
