"""One row under a mapping: its fields as text, words, dates and addresses, with all remarks collected."""

import re
from collections.abc import Mapping as Cells
from datetime import date, time
from typing import Any

from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.transfer.importing.fields import Kind
from ecosystem.transfer.importing.mapping import SKIP, Mapping
from ecosystem.transfer.importing.remarks import Remark, remark
from ecosystem.transfer.tables import cells as plain
from ecosystem.transfer.tables.cells import as_text, at

MOST_NAME = 200
MOST_TEXT = 4000


class RowReader:
    """One row under a mapping, collecting remarks as its fields are asked for."""

    def __init__(self, cells: Cells[str, Any], mapping: Mapping, kind: Kind) -> None:
        self.cells = cells
        self.mapping = mapping
        self.kind = kind
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
            self.refused.append(remark("too_long", column, found, most=most))
            return None
        if found is not None and any(not char.isprintable() for char in found):
            self.refused.append(remark("control_character", column, found))
            return None
        return found

    def name(self, name: str = "name") -> str:
        """The text that a row is called by; without one the row is refused."""
        found = self.text(name)
        if found is None:
            if not self.skipped:
                self.refused.append(remark("no_name", self.column(name)))
        elif not isinstance(self.cells_of(name)[0] if self.cells_of(name) else "", str):
            self.warnings.append(remark("name_no_text", self.column(name), name))
        return found or ""

    def word(self, name: str) -> str | None:
        """A field with a few known words; anything else is refused."""
        found = self.text(name)
        if found is None:
            return None
        field = self.kind.field(name)
        key = search_key(found)
        known = key if key in field.meanings else field.known.get(key)
        if known is None:
            told = Words(
                *(", ".join(label.to(to) for label in field.meanings.values()) for to in ("vi", "en"))
            )
            self.refused.append(remark(f"unknown_{name}", self.column(name), found, known=told))
        return known

    def address(self, name: str) -> str | None:
        """A web address."""
        found = self.text(name, most=MOST_TEXT)
        if found is not None and not re.match(r"(https?://|/)[^\s]+$", found):
            self.warnings.append(remark("not_an_address", self.column(name), found))
            return None
        return found

    def day(self, name: str) -> date | None:
        """A date; what is none is refused."""
        given = self.given(name)
        if given is None:
            return None
        found = plain.day(given)
        if found is None:
            self.refused.append(remark("bad_date", self.column(name), given))
        return found

    def clock(self, name: str) -> time | None:
        """A time of day; what is none is refused."""
        given = self.given(name)
        if given is None:
            return None
        found = plain.clock(given)
        if found is None:
            self.refused.append(remark("bad_time", self.column(name), given))
        return found

    def moment(self, name: str) -> tuple[date, time | None] | None:
        """A date with or without a time of day; what is none is refused."""
        given = self.given(name)
        if given is None:
            return None
        found = plain.moment(given)
        if found is None:
            self.refused.append(remark("bad_date", self.column(name), given))
        return found

    def given(self, name: str) -> Any:
        """The first cell of a field that holds something, else its default."""
        found = next(iter(self.cells_of(name)), self.mapping.defaults.get(name))
        return self._translated(name, self.column(name), found) if isinstance(found, str) else found

    def filtered(self) -> None:
        """Skip what the mapping's filters leave out; warn of lists where one value belongs."""
        for rule in self.mapping.filters:
            value = at(self.cells, rule.column)
            shown = None if value is None else as_text(value)
            if (rule.absent and shown is None) or (shown is not None and shown in rule.values):
                self.skipped.append(remark("filtered", rule.column, value, why=rule.reason))
        for column in self.mapping.single:
            value = at(self.cells, column)
            if isinstance(value, list) or (isinstance(value, str) and re.search(r"[,;|]", value)):
                self.warnings.append(remark("several_values", column, value))

    def column(self, name: str) -> str | None:
        """The columns of a field, as they are shown."""
        return " + ".join(self._columns(name)) or None

    def cells_of(self, name: str) -> list[Any]:
        """The cells of a field that hold something."""
        found = [at(self.cells, column) for column in self._columns(name)]
        return [value for value in found if value is not None]

    def _columns(self, name: str) -> tuple[str, ...]:
        named = self.mapping.columns.get(name, ())
        return (named,) if isinstance(named, str) else tuple(named)

    def _translated(self, name: str, column: str | None, found: str) -> str | None:
        for given, meant in self.mapping.values.get(name, {}).items():
            if search_key(given) == search_key(found):
                if meant.startswith(SKIP):
                    why: Any = meant.removeprefix(SKIP).strip() or _BY_MAPPING
                    self.skipped.append(remark("by_mapping", column, found, why=why))
                    return None
                return meant
        return found


_BY_MAPPING = Words("cách ghép cột bỏ qua giá trị này", "left out by the mapping")
