"""Tables as files for spreadsheets: CSV and XLSX with real dates and numbers, and no formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell = str | int | float | bool | date | datetime | None

# What a spreadsheet takes for the beginning of a formula, in any width that it knows.
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_TEXT = 32_767  # characters in a cell of XLSX
_WIDEST = 60


class Sheet(NamedTuple):
    """A table with its name and headings."""

    title: str
    heading: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(SIGNS) or text.lstrip(" ").startswith(SIGNS) else text


def csv_of(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Vietnamese; times as they are on the wall."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(text) for text in heading])
    writer.writerows([_as_text(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_of(title: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet."""
    return workbook_of([Sheet(title, heading, rows)])


def workbook_of(sheets: Iterable[Sheet]) -> bytes:
    """A workbook: dates are dates, numbers numbers, text text; the headings stay in sight.

    Datetimes are naive, in the zone they are to be read in.
    """
    book = Workbook(write_only=True)
    for each in sheets:
        _add(book, each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add(book: Workbook, given: Sheet) -> None:
    sheet = book.create_sheet(_sheet_name(given.title))
    sheet.freeze_panes = "A2"
    heading, kept = given.heading, [list(row) for row in given.rows]
    for number, name in enumerate(heading):
        longest = max([len(name), *(len(_as_text(row[number])) for row in kept[:500])])
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(longest + 2, _WIDEST)
    sheet.append([_heading(sheet, name) for name in heading])
    for row in kept:
        sheet.append([_cell(sheet, value) for value in row])
    if heading:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heading))}{len(kept) + 1}"


def _heading(sheet: Any, name: str) -> Any:
    cell = _cell(sheet, name)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Cell) -> Any:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, "")
        # Text whatever it begins with: openpyxl would make a formula of "=1+1".
        cell.value = _shown(value)
        cell.data_type = "s"
        if value.startswith(SIGNS):
            cell.quotePrefix = True
        return cell
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, datetime.combine(value, time()))
        cell.number_format = "yyyy-mm-dd"
        return cell
    return WriteOnlyCell(sheet, value)


def _as_text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, str):
        return harmless(value.replace("\x00", ""))
    return str(value)


def _shown(text: str) -> str:
    """What XML can hold: no control characters but tab and line ends."""
    kept = "".join(char for char in text if char in "\t\n\r" or ord(char) >= 32)
    return kept[:MOST_TEXT]


def _sheet_name(title: str) -> str:
    """A name that XLSX takes for a sheet."""
    return "".join(" " if char in "[]:*?/\\" else char for char in title)[:31] or "1"
