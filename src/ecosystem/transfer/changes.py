"""How a list is read, changed as somebody says: pure functions."""

from msgspec import UNSET
from msgspec.structs import replace

from ecosystem.transfer import schemas
from ecosystem.transfer.errors import BadMapping
from ecosystem.transfer.importing.fields import Kind
from ecosystem.transfer.importing.mapping import SKIP, Mapping, MappingError, parsed
from ecosystem.transfer.tables.reading import Manner, Table


def changed_manner(manner: Manner, changes: schemas.ImportChanges) -> Manner:
    """The manner with what is given."""
    return Manner(
        items=manner.items,
        encoding=manner.encoding if changes.encoding is UNSET else changes.encoding,
        delimiter=manner.delimiter if changes.delimiter is UNSET else changes.delimiter,
        sheet=manner.sheet if changes.sheet is UNSET else changes.sheet,
    )


def changed_mapping(mapping: Mapping, changes: schemas.ImportChanges, kind: Kind, table: Table) -> Mapping:
    """The mapping with what is given. Raises BadMapping naming what can't be."""
    if changes.mapping is not UNSET:
        mapping = _whole(changes.mapping, kind)
    if changes.columns is not UNSET:
        mapping = replace(mapping, columns=_columns(mapping, changes.columns, kind, table))
    if changes.values is not UNSET:
        mapping = replace(mapping, values=_values(mapping, changes.values, kind))
    if changes.defaults is not UNSET:
        given = {**mapping.defaults, **changes.defaults}
        unknown = [name for name in changes.defaults if not _has(kind, name)]
        _refuse([f"defaults.{name}" for name in unknown])
        mapping = replace(mapping, defaults={name: value for name, value in given.items() if value})
    if changes.options is not UNSET:
        wrong = [n for n, value in changes.options.items() if value not in kind.options.get(n, ())]
        _refuse([f"options.{name}" for name in wrong])
        mapping = replace(mapping, options={**mapping.options, **changes.options})
    return mapping


def _whole(text: str, kind: Kind) -> Mapping:
    try:
        return parsed(text.encode(), kind, name="mapping.toml")
    except MappingError as error:
        raise BadMapping(str(error)) from None


def _columns(
    mapping: Mapping, given: dict[str, str | None], kind: Kind, table: Table
) -> dict[str, str | tuple[str, ...]]:
    """Columns by field: a column is taken for one field, and a field that takes one column for the last."""
    chosen: dict[str, list[str]] = {
        name: [named] if isinstance(named, str) else list(named) for name, named in mapping.columns.items()
    }
    known = {*table.columns, *(column for named in chosen.values() for column in named)}
    _refuse([f"columns.{column}" for column in given if column not in known])
    _refuse([name for name in given.values() if name is not None and not _has(kind, name)])
    for column, name in given.items():
        for named in chosen.values():
            if column in named:
                named.remove(column)
        if name is not None:
            chosen[name] = [*chosen.get(name, []), column] if kind.field(name).several else [column]
    order = {column: place for place, column in enumerate(table.columns)}
    found: dict[str, str | tuple[str, ...]] = {}
    for name, named in chosen.items():
        named.sort(key=lambda column: order.get(column, len(order)))
        if named:
            found[name] = tuple(named) if kind.field(name).several and len(named) > 1 else named[0]
    return found


def _values(mapping: Mapping, given: dict[str, dict[str, str]], kind: Kind) -> dict[str, dict[str, str]]:
    found = {name: dict(words) for name, words in mapping.values.items()}
    for name, words in given.items():
        meanings = kind.field(name).meanings if _has(kind, name) else {}
        _refuse(
            [f"values.{name}.{word}" for word, meant in words.items() if meant not in {*meanings, "skip"}]
        )
        told = {word: SKIP if meant == "skip" else meant for word, meant in words.items()}
        found[name] = {**found.get(name, {}), **told}
    return found


def _has(kind: Kind, name: str) -> bool:
    return any(each.name == name for each in kind.fields)


def _refuse(wrong: list[str]) -> None:
    if wrong:
        raise BadMapping(", ".join(wrong))
