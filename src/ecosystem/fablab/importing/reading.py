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
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

DELIMITERS = ",;\t|"
MOST_BYTES = 50 * 2**20
# Of a workbook, which is packed and may claim any size: bytes unpacked, rows, cells with the empty ones.
MOST_UNPACKED = 200 * 2**20
MOST_ROWS = 100_000
MOST_CELLS = 5_000_000
_TEXT_FORMULA = re.compile(r'^="(.*)"$', re.DOTALL)
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
# What openpyxl raises at the parts of a workbook that are not as they should be.
_BROKEN = (
    *(BadZipFile, InvalidFileException, ParseError, zlib.error, EOFError),
    *(LookupError, RuntimeError, TypeError, ValueError),
)
# How MongoDB's extended JSON wraps what plain JSON has no type for.
_WRAPPED = (
    "$oid",
    "$numberLong",
    "$numberInt",
    "$numberDouble",
    "$numberDecimal",
    "$date",
    "$uuid",
    "$symbol",
)


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
    """The rows of a file and the names of its columns, in their order."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read(path: Path, *, items: str = "") -> Table:
    """Read a file by its ending; `items` is the dotted path of the list in a JSON document.

    Raises UnreadableFileError when nothing can be made of the file.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFileError(f"{path.name}: larger than {MOST_BYTES // 2**20} MB")
        kind = path.suffix.lower()
        if kind in {".xlsx", ".xlsm"}:
            return _from_grid(_xlsx(path))
        if kind in {".json", ".jsonl", ".ndjson"}:
            return _from_json(decoded(path.read_bytes()), items, path.name)
        return _from_grid(_csv(decoded(path.read_bytes())))
    except OSError as error:
        raise UnreadableFileError(f"{path.name}: {error.strerror or error}") from None
    except RecursionError:
        raise UnreadableFileError(f"{path.name}: nested too deeply") from None


def decoded(content: bytes) -> str:
    """Text of UTF-8 or UTF-16 with a byte order mark, of UTF-8 without, else of Windows-1258; in NFC."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1258", errors="replace")
    return normalize("NFC", text)


def cell(value: Any) -> Any:
    """A cell as it is worked with: text squeezed and in NFC, formula errors and NaN as None.

    Extended JSON is unwrapped, Excel's ="00123" read as text; dates become ISO text.
    """
    if isinstance(value, str):
        unwrapped = _TEXT_FORMULA.match(value.strip())
        text = " ".join(normalize("NFC", unwrapped[1] if unwrapped else value).split()).strip("\ufeff\u200b")
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


def _xlsx(path: Path) -> list[list[Any]]:
    # A file of our own: openpyxl leaves its own open where a workbook is broken.
    with path.open("rb") as file:
        try:
            unpacked = sum(part.file_size for part in ZipFile(file).infolist())
            if unpacked > MOST_UNPACKED:
                raise ValueError(f"it unpacks to {unpacked // 2**20} MB")
            book = load_workbook(file, read_only=True, data_only=True)
            return _grid_of(book.worksheets[0]) if book.worksheets else []
        except _BROKEN as error:
            raise UnreadableFileError(f"{path.name}: no readable XLSX workbook ({error})") from None


def _grid_of(sheet: Any) -> list[list[Any]]:
    """The rows of a sheet, blank ones too; raises ValueError where it would fill the memory."""
    # The size that a sheet claims makes every row that wide, whatever is in it.
    sheet.reset_dimensions()
    grid: list[list[Any]] = []
    cells = 0
    for row in sheet.iter_rows(values_only=True):
        cells += len(row)
        if len(grid) == MOST_ROWS or cells > MOST_CELLS:
            raise ValueError(f"more than {MOST_ROWS} rows or {MOST_CELLS} cells; is one far from the others?")
        grid.append(list(row))
    return grid


def _csv(text: str) -> list[list[Any]]:
    csv.field_size_limit(MOST_BYTES)
    text = text.replace("\x00", "")
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=lambda sign: len(next(csv.reader([head], delimiter=sign), [])))
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise UnreadableFileError(f"no readable CSV ({error})") from None


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
    names: list[str] = []
    for number in range(width):
        value = line[number] if number < len(line) else None
        name = base = str(value) if value is not None else f"column {number + 1}"
        count = 1
        while name in names:
            count += 1
            name = f"{base} ({count})"
        names.append(name)
    return tuple(names)


def _from_json(text: str, items: str, name: str) -> Table:
    found = _document(text, name)
    for part in filter(None, items.split(".")):
        found = found.get(part) if isinstance(found, dict) else None
    if not items and isinstance(found, dict):
        found = found.get("items") if isinstance(found.get("items"), list) else [found]
    if not isinstance(found, list):
        raise UnreadableFileError(f"{name}: no list of rows" + (f" at {items!r}" if items else ""))
    rows = tuple(
        Row(number, {str(key): cell(value) for key, value in entry.items()})
        if isinstance(entry, dict)
        else Row(number, broken=True)
        for number, entry in enumerate(found, start=1)
    )
    return Table(tuple(_ordered(key for row in rows for key in row.cells)), rows)


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
