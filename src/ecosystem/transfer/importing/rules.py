"""From rows of cells to what they say, or to all the reasons why not: pure functions."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ecosystem.kernel.text import search_key
from ecosystem.transfer.importing.fields import Kind
from ecosystem.transfer.importing.mapping import Mapping
from ecosystem.transfer.importing.remarks import Remark, remark
from ecosystem.transfer.importing.report import Change, Line, Outcome
from ecosystem.transfer.importing.rows import RowReader
from ecosystem.transfer.tables.reading import Row


class Reading(Struct):
    """A row as it was understood: its line in the report, and a draft unless it was left out.

    A draft is the struct of its kind, with at least `ref` and `name`.
    """

    line: Line
    draft: Any = None


def understand(rows: Iterable[Row], mapping: Mapping, kind: Kind) -> list[Reading]:
    """Read every row; a reference that comes twice is refused, a missing one is made from the name."""
    readings = [interpret(row, mapping, kind) for row in rows]
    if not kind.keyed:
        return readings
    named: dict[str, int] = {}
    first: dict[str, Line] = {}
    for reading in readings:
        draft, line = reading.draft, reading.line
        if draft is None:
            continue
        key = search_key(draft.name)
        named[key] = named.get(key, 0) + 1
        if named[key] > 1:
            line.remarks.append(remark("duplicate_name"))
        if draft.ref is None:
            if "ref" in mapping.columns:
                line.remarks.append(remark("no_ref"))
            line.ref = f"name:{key}#{named[key]}"
            reading.draft = draft = replace(draft, ref=line.ref)
        ref = str(draft.ref)
        if ref in first:
            code = "duplicate_email" if ref.startswith("email:") else "duplicate_ref"
            refuse(reading, remark(code, None, ref.removeprefix("email:"), row=first[ref].row))
        first.setdefault(ref, line)
    return readings


def refuse(reading: Reading, reason: Remark) -> None:
    """Refuse a row that read well by itself; its warnings give way to the reason."""
    reading.draft = None
    reading.line.outcome = Outcome.REFUSED
    reading.line.remarks = [reason]
    reading.line.changes = []


def settle(reading: Reading, outcome: Outcome, changes: list[Change] | None = None) -> None:
    """Note what becomes of a row that is taken."""
    reading.line.outcome = outcome
    reading.line.changes = changes or []


def interpret(row: Row, mapping: Mapping, kind: Kind) -> Reading:
    """Read one row; every reason against it is found, not only the first."""
    if row.broken:
        return _left_out(row, Outcome.REFUSED, [remark("not_a_row")])
    if all(value is None for value in row.cells.values()):
        return _left_out(row, Outcome.SKIPPED, [remark("blank")])
    asked = RowReader(row.cells, mapping, kind)
    asked.filtered()
    draft = kind.draft(asked)
    if asked.skipped:
        return _left_out(row, Outcome.SKIPPED, asked.skipped, draft)
    if asked.refused:
        return _left_out(row, Outcome.REFUSED, asked.refused, draft)
    return Reading(Line(row.number, Outcome.TAKEN, draft.ref, draft.name, asked.warnings), draft)


def _left_out(row: Row, outcome: Outcome, remarks: list[Remark], draft: Any = None) -> Reading:
    ref, name = (draft.ref, draft.name or None) if draft else (None, None)
    return Reading(Line(row.number, outcome, ref, name, remarks))
