"""From a row of cells to what it says of a resource, or to all the reasons why not: pure functions."""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Cells
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ecosystem.fablab.importing.cells import as_text, at, holds, whole, words
from ecosystem.fablab.importing.mapping import SKIP, Choice, Mapping
from ecosystem.fablab.importing.reading import Row
from ecosystem.fablab.importing.report import Line, Outcome, Remark
from ecosystem.kernel.text import search_key

MOST_UNITS = 10_000
MOST_NAME = 200
MOST_TEXT = 4000
SHOWN = 80

# What lists say, in either language, for the words that the product knows.
KNOWN: dict[str, dict[str, str]] = {
    "kind": {
        **dict.fromkeys(("machine", "may", "tool", "thiet bi"), "machine"),
        **dict.fromkeys(("room", "phong"), "room"),
        **dict.fromkeys(("kit", "bo kit", "bo"), "kit"),
        "booth": "booth",
    },
    "risk": {
        **dict.fromkeys(("low", "thap"), "low"),
        **dict.fromkeys(("medium", "trung binh", "vua"), "medium"),
        **dict.fromkeys(("high", "cao"), "high"),
    },
    "state": {
        **dict.fromkeys(("in order", "in_order", "ok", "good", "tot", "hoat dong", "dang dung"), "in_order"),
        **dict.fromkeys(("out of order", "out_of_order", "broken", "hong", "hu", "bao tri"), "out_of_order"),
        **dict.fromkeys(("retired", "thanh ly", "ngung dung"), "retired"),
    },
}


class Draft(Struct, frozen=True):
    """What a row says of a resource; None is left as it is, or at its default when it is new."""

    ref: str | None
    name: str
    kind: str
    units: int
    category: str
    room: str | None = None
    site: str | None = None
    description: str | None = None
    risk: str | None = None
    state: str | None = None
    state_note: str | None = None
    manual_url: str | None = None
    photo_url: str | None = None


class Reading(Struct):
    """A row as it was understood: its line in the report, and a draft unless it was left out."""

    line: Line
    draft: Draft | None = None


class _Row:
    """One row under a mapping, collecting remarks as its fields are asked for."""

    def __init__(self, cells: Cells[str, Any], mapping: Mapping) -> None:
        self.cells = cells
        self.mapping = mapping
        self.skipped: list[Remark] = []
        self.refused: list[Remark] = []
        self.warnings: list[Remark] = []

    def text(self, name: str, *, most: int = MOST_NAME) -> str | None:
        """The text of a field: its columns joined, else its default, translated by the mapping."""
        column = self.column(name)
        found = " · ".join(as_text(value) for value in self.cells_of(name) if value is not None) or None
        if found is None and name in self.mapping.defaults:
            found = str(self.mapping.defaults[name])
        elif found is not None:
            found = self._translated(name, column, found)
        if found is not None and len(found) > most:
            self.refused.append(remark("too_long", f"longer than {most} characters", column, found))
            return None
        if found is not None and any(not char.isprintable() for char in found):
            self.refused.append(
                remark("control_character", "holds a character that can't be shown", column, found)
            )
            return None
        return found

    def word(self, name: str) -> str | None:
        """A field with a few known words; anything else is refused."""
        found = self.text(name)
        if found is None:
            return None
        known = KNOWN[name].get(search_key(found))
        if known is None:
            message = f"{name} is none of {', '.join(dict.fromkeys(KNOWN[name].values()))}"
            self.refused.append(remark(f"unknown_{name}", message, self.column(name), found))
        return known

    def address(self, name: str) -> str | None:
        """A web address."""
        found = self.text(name, most=MOST_TEXT)
        if found is not None and not re.match(r"(https?://|/)[^\s]+$", found):
            self.warnings.append(
                remark("not_an_address", "left out, no web address", self.column(name), found)
            )
            return None
        return found

    def units(self) -> int:
        """How many there are, by the mapping's rules for what counts nothing."""
        given = next(iter(self.cells_of("units")), None)
        if given is None:
            default = self.mapping.defaults.get("units")
            if isinstance(default, int):
                return min(max(default, 1), MOST_UNITS)
            return self._instead("missing", self.mapping.units.missing, None)
        number = whole(given)
        if number is None:
            return self._instead("text", self.mapping.units.text, given)
        if number == 0:
            return self._instead("zero", self.mapping.units.zero, given)
        if number < 0:
            return self._instead("negative", self.mapping.units.negative, given)
        if number > MOST_UNITS:
            message = f"more than {MOST_UNITS} units"
            self.refused.append(remark("units_too_many", message, self.column("units"), given))
            return 1
        return number

    def _instead(self, kind: str, choice: Choice, given: Any) -> int:
        column = self.column("units")
        if choice == "one":
            # Without a column for quantities nothing is odd about a row that has none.
            if column is not None:
                self.warnings.append(remark(f"units_{kind}", "taken as one unit", column, given))
        elif choice == "skip":
            self.skipped.append(
                remark(f"units_{kind}", f"quantity is {kind}, left out by the mapping", column, given)
            )
        else:
            self.refused.append(remark(f"units_{kind}", f"quantity is {kind}", column, given))
        return 1

    def category(self, told: str) -> str | None:
        """The category that a column names, else the first whose words the text has, else the default."""
        named = self.text("category") if self.cells_of("category") else None
        if named is not None:
            return named
        tokens = words(told)
        for slug, rule in self.mapping.categories.items():
            if any(holds(tokens, word) for word in rule.words):
                return slug
        default = self.mapping.defaults.get("category")
        return str(default) if default is not None else None

    def filtered(self) -> None:
        """Skip what the mapping's filters leave out; warn of lists where one value belongs."""
        for rule in self.mapping.filters:
            value = at(self.cells, rule.column)
            shown = None if value is None else as_text(value)
            if (rule.absent and shown is None) or (shown is not None and shown in rule.values):
                self.skipped.append(remark("filtered", rule.reason, rule.column, value))
        for column in self.mapping.single:
            value = at(self.cells, column)
            if isinstance(value, list) or (isinstance(value, str) and re.search(r"[,;|]", value)):
                self.warnings.append(remark("several_values", "several values in one cell", column, value))

    def _translated(self, name: str, column: str | None, found: str) -> str | None:
        for given, meant in self.mapping.values.get(name, {}).items():
            if search_key(given) == search_key(found):
                if meant.startswith(SKIP):
                    why = meant.removeprefix(SKIP).strip() or "left out by the mapping"
                    self.skipped.append(remark("by_mapping", why, column, found))
                    return None
                return meant
        return found

    def _columns(self, name: str) -> tuple[str, ...]:
        named = self.mapping.columns.get(name, ())
        return (named,) if isinstance(named, str) else tuple(named)

    def column(self, name: str) -> str | None:
        """The columns of a field, as they are shown."""
        return " + ".join(self._columns(name)) or None

    def cells_of(self, name: str) -> list[Any]:
        """The cells of a field that hold something."""
        found = [at(self.cells, column) for column in self._columns(name)]
        return [value for value in found if value is not None]


def understand(rows: Iterable[Row], mapping: Mapping) -> list[Reading]:
    """Read every row; a reference that comes twice is refused, a missing one is made from the name."""
    readings = [interpret(row, mapping) for row in rows]
    named: dict[str, int] = {}
    first: dict[str, Line] = {}
    for reading in readings:
        draft, line = reading.draft, reading.line
        if draft is None:
            continue
        key = search_key(draft.name)
        named[key] = named.get(key, 0) + 1
        if named[key] > 1:
            line.remarks.append(remark("duplicate_name", "the list has the name before, both are kept"))
        if draft.ref is None:
            if "ref" in mapping.columns:
                line.remarks.append(remark("no_ref", "no reference, known again by its name"))
            line.ref = f"name:{key}#{named[key]}"
            reading.draft = draft = replace(draft, ref=line.ref)
        ref = str(draft.ref)
        if ref in first:
            message = f"row {first[ref].row} has the same reference"
            refuse(reading, remark("duplicate_ref", message, None, ref))
        first.setdefault(ref, line)
    return readings


def refuse(reading: Reading, reason: Remark) -> None:
    """Refuse a row that read well by itself; its warnings give way to the reason."""
    reading.draft = None
    reading.line.outcome = Outcome.REFUSED
    reading.line.remarks = [reason]


def interpret(row: Row, mapping: Mapping) -> Reading:
    """Read one row; every reason against it is found, not only the first."""
    if row.broken:
        return _left_out(row, Outcome.REFUSED, [remark("not_a_row", "no set of named cells")])
    if all(value is None for value in row.cells.values()):
        return _left_out(row, Outcome.SKIPPED, [remark("blank", "the row is empty")])
    asked = _Row(row.cells, mapping)
    asked.filtered()
    draft = _draft(asked)
    if asked.skipped:
        return _left_out(row, Outcome.SKIPPED, asked.skipped, draft)
    if asked.refused:
        return _left_out(row, Outcome.REFUSED, asked.refused, draft)
    return Reading(Line(row.number, Outcome.TAKEN, draft.ref, draft.name, asked.warnings), draft)


def _draft(asked: "_Row") -> Draft:
    """What the row says; where something stands against it, the remarks tell."""
    ref, name = asked.text("ref"), asked.text("name")
    if name is None:
        asked.refused.append(remark("no_name", "no usable name", asked.column("name")))
    elif not isinstance(asked.cells_of("name")[0] if asked.cells_of("name") else "", str):
        asked.warnings.append(remark("name_no_text", "the name is no text", asked.column("name"), name))
    described = asked.text("description", most=MOST_TEXT)
    category = asked.category(" ".join(filter(None, (name, described))))
    if category is None:
        asked.refused.append(remark("no_category", "no category, and the mapping has no default"))
    room = asked.text("room")
    if room is None and "room" in asked.mapping.columns:
        asked.warnings.append(remark("no_room", "no room given", asked.column("room")))
    return Draft(
        ref=ref,
        name=name or "",
        kind=asked.word("kind") or "machine",
        units=asked.units(),
        category=category or "",
        room=room,
        site=asked.text("site"),
        description=described,
        risk=asked.word("risk"),
        state=asked.word("state"),
        state_note=asked.text("state_note", most=MOST_TEXT),
        manual_url=asked.address("manual_url"),
        photo_url=asked.address("photo_url"),
    )


def _left_out(row: Row, outcome: Outcome, remarks: list[Remark], draft: Draft | None = None) -> Reading:
    ref, name = (draft.ref, draft.name or None) if draft else (None, None)
    return Reading(Line(row.number, outcome, ref, name, remarks))


def remark(code: str, message: str, column: str | None = None, value: Any = None) -> Remark:
    """A remark with the value as it may be shown."""
    shown = None if value is None else as_text(value)
    return Remark(
        code, message, column, shown if shown is None or len(shown) <= SHOWN else shown[:SHOWN] + "…"
    )
