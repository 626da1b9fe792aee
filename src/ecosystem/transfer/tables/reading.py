"""Files as rows of cells: CSV of any delimiter and usual encoding, XLSX, JSON as MongoDB writes it too."""

import csv
import io
import json
import math
import re
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from unicodedata import normalize
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from msgspec import Struct, field
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ecosystem.transfer.tables.encoding import decoded

DELIMITERS = ",;\t|"
_TEXT_FORMULA = re.compile(r'^="(.*)"$', re.DOTALL)
# A sign that an exported list carries so that no spreadsheet takes the text for a formula.
_GUARDED = re.compile(r"^'(?=[=+\-@\t\r])")
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
# What openpyxl raises at the parts of a workbook that are not as they should be.
_BROKEN = (
    *(BadZipFile, InvalidFileException, ParseError, zlib.error, EOFError),
    *(LookupError, RuntimeError, TypeError, ValueError),
)
# How MongoDB's extended JSON wraps what plain JSON has no type for.
_WRAPPED = (
    *("$oid", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal"),
    *("$date", "$uuid", "$symbol"),
)


class Limits(Struct, frozen=True):
    """How much of a file is taken: bytes packed and unpacked, rows, cells with the empty ones.

    A workbook is packed and may claim any size.
    """

    bytes: int = 50 * 2**20
    unpacked: int = 200 * 2**20
    rows: int = 100_000
    cells: int = 5_000_000


class Manner(Struct, frozen=True):
    """How a file is to be read, where it is not to be guessed.

    `items` is the dotted path of the list in a JSON document, `sheet` the name of one of a workbook.
    """

    items: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


class UnreadableFileError(ValueError):
    """The file as a whole can't be read; the text says why, for whoever handed it in."""


class Row(Struct, frozen=True):
    """One row: its number in the file as a person counts (a heading is row 1), and its cells.

    A row that is no list of cells at all (a bare value in JSON) has none and says so.
    """

    number: int
    cells: dict[str, Any] = field(default_factory=dict)
    broken: bool = False


class Table(Struct, frozen=True):
    """The rows of a file and the names of its columns, in their order; and how it was read.

    Columns of values inside values (JSON) are named by their dotted path.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    sheet: str | None = None


def read(path: Path, *, items: str = "", manner: Manner | None = None) -> Table:
    """Read a file by its ending; `items` is the dotted path of the list in a JSON document.

    Raises UnreadableFileError when nothing can be made of the file.
    """
    limits = Limits()
    try:
        if path.stat().st_size > limits.bytes:
            raise UnreadableFileError(f"{path.name}: larger than {limits.bytes // 2**20} MB")
        return table_of(path.name, path.read_bytes(), manner or Manner(items=items), limits=limits)
    except OSError as error:
        raise UnreadableFileError(f"{path.name}: {error.strerror or error}") from None


def table_of(name: str, content: bytes, manner: Manner = Manner(), *, limits: Limits = Limits()) -> Table:  # noqa: B008
    """The table in the bytes of a file, by the ending of its name. Raises UnreadableFileError."""
    if len(content) > limits.bytes:
        raise UnreadableFileError(f"{name}: larger than {limits.bytes // 2**20} MB")
    ending = Path(name).suffix.lower()
    try:
        if ending in {".xlsx", ".xlsm"}:
            return _from_xlsx(name, content, manner, limits)
        text, encoding = decoded(content, manner.encoding)
        if ending in {".json", ".jsonl", ".ndjson"}:
            table = _from_json(text, manner.items, name, limits)
        else:
            delimiter = manner.delimiter or _delimiter(text)
            table = replace(_from_grid(_csv(name, text, delimiter, limits)), delimiter=delimiter)
    except RecursionError:
        raise UnreadableFileError(f"{name}: nested too deeply") from None
    _refuse_many(name, len(table.rows), limits)
    return replace(table, encoding=encoding)


def _refuse_many(name: str, rows: int, limits: Limits) -> None:
    if rows > limits.rows:
        raise UnreadableFileError(f"{name}: more than {limits.rows} rows")


def cell(value: Any) -> Any:
    """A cell as it is worked with: text squeezed and in NFC, formula errors and NaN as None.

    Extended JSON is unwrapped, Excel's ="00123" read as text; dates become ISO text.
    """
    if isinstance(value, str):
        unwrapped = _TEXT_FORMULA.match(value.strip())
        bare = _GUARDED.sub("", unwrapped[1] if unwrapped else value)
        text = " ".join(normalize("NFC", bare).split()).strip("\ufeff\u200b")
        return None if not text or text in _ERRORS else text
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return _unwrapped(value)
    if isinstance(value, list):
        return [cell(part) for part in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def _unwrapped(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        (name, inner), *_ = value.items()
        if name in {"$numberLong", "$numberInt"}:
            return _whole(inner)
        if name in _WRAPPED:
            return cell(inner)
    return {str(name): cell(part) for name, part in value.items()}


def _whole(text: Any) -> Any:
    try:
        return int(text)
    except (TypeError, ValueError):
        return cell(text)


def _from_xlsx(name: str, content: bytes, manner: Manner, limits: Limits) -> Table:
    # A file of our own: openpyxl leaves its own open where a workbook is broken.
    with io.BytesIO(content) as file:
        try:
            unpacked = sum(part.file_size for part in ZipFile(file).infolist())
            if unpacked > limits.unpacked:
                raise ValueError(f"it unpacks to {unpacked // 2**20} MB")
            book = load_workbook(file, read_only=True, data_only=True)
            sheets = tuple(sheet.title for sheet in book.worksheets)
            if not sheets:
                return Table((), ())
            chosen = manner.sheet if manner.sheet in sheets else sheets[0]
            grid = _grid_of(book.worksheets[sheets.index(chosen)], limits)
        except _BROKEN as error:
            raise UnreadableFileError(f"{name}: no readable XLSX workbook ({error})") from None
    return replace(_from_grid(grid), sheets=sheets, sheet=chosen)


def _grid_of(sheet: Any, limits: Limits) -> list[list[Any]]:
    """The rows of a sheet, blank ones too; raises ValueError where it would fill the memory."""
    # The size that a sheet claims makes every row that wide, whatever is in it.
    sheet.reset_dimensions()
    grid: list[list[Any]] = []
    cells = 0
    for row in sheet.iter_rows(values_only=True):
        cells += len(row)
        if len(grid) == limits.rows or cells > limits.cells:
            told = f"more than {limits.rows} rows or {limits.cells} cells"
            raise ValueError(f"{told}; is one far from the others?")
        grid.append(list(row))
    return grid


def _delimiter(text: str) -> str:
    """The sign that cuts the heading into most cells."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda sign: len(next(csv.reader([head], delimiter=sign), [])))


def _csv(name: str, text: str, delimiter: str, limits: Limits) -> list[list[Any]]:
    csv.field_size_limit(limits.bytes)
    file = io.StringIO(text.replace("\x00", ""), newline="")
    grid: list[list[Any]] = []
    cells = 0
    try:
        for row in csv.reader(file, delimiter=delimiter):
            # A blank line takes as much memory as a cell.
            cells += max(1, len(row))
            if cells > limits.cells:
                raise UnreadableFileError(f"{name}: more than {limits.cells} cells")
            grid.append(list(row))
    except csv.Error as error:
        raise UnreadableFileError(f"{name}: no readable CSV ({error})") from None
    return grid


def _from_grid(grid: Sequence[Sequence[Any]]) -> Table:
    """The first row that is not blank is the heading; blank rows at the end do not exist."""
    lines = [[cell(value) for value in row] for row in grid]
    while lines and not any(value is not None for value in lines[-1]):
        lines.pop()
    first = next((n for n, line in enumerate(lines) if any(value is not None for value in line)), None)
    if first is None:
        return Table((), ())
    names = _headings(lines[first], max(len(line) for line in lines))
    rows = tuple(
        Row(number, dict(zip(names, line, strict=False)))
        for number, line in enumerate(lines[first + 1 :], start=first + 2)
    )
    return Table(names, rows)


def _headings(line: Sequence[Any], width: int) -> tuple[str, ...]:
    """Names of the columns; empty ones get their number, repeated ones a count."""
    # In the order of the columns; with how often each was wanted, so that many of one name cost no more.
    names: dict[str, int] = {}
    for number in range(width):
        value = line[number] if number < len(line) else None
        name = base = str(value) if value is not None else f"column {number + 1}"
        while name in names:
            names[base] += 1
            name = f"{base} ({names[base]})"
        names[name] = 1
    return tuple(names)


def _from_json(text: str, items: str, name: str, limits: Limits) -> Table:
    found = _document(text, name)
    for part in filter(None, items.split(".")):
        found = found.get(part) if isinstance(found, dict) else None
    if not items and isinstance(found, dict):
        found = found.get("items") if isinstance(found.get("items"), list) else [found]
    if not isinstance(found, list):
        raise UnreadableFileError(f"{name}: no list of rows" + (f" at {items!r}" if items else ""))
    _refuse_many(name, len(found), limits)
    rows = tuple(
        Row(number, {str(key): cell(value) for key, value in entry.items()})
        if isinstance(entry, dict)
        else Row(number, broken=True)
        for number, entry in enumerate(found, start=1)
    )
    return Table(tuple(_ordered(path for row in rows for path in _paths(row.cells))), rows)


def _paths(cells: dict[str, Any], before: str = "") -> Iterable[str]:
    """The names of the cells; those of values inside values as dotted paths."""
    for key, value in cells.items():
        if isinstance(value, dict) and value:
            yield from _paths(value, f"{before}{key}.")
        else:
            yield f"{before}{key}"


def _document(text: str, name: str) -> Any:
    """One JSON document, or one a line as MongoDB exports it."""
    try:
        return json.loads(text)
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            return [json.loads(line) for line in lines]
        except ValueError:
            raise UnreadableFileError(f"{name}: no readable JSON ({error})") from None


def _ordered(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
