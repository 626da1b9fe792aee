"""What became of every row of an import, as a file: one line for each remark or change, and for each row."""

from ecosystem.kernel.sheets import Cell, csv_of, xlsx_of
from ecosystem.kernel.words import Words
from ecosystem.transfer import schemas

HEADING = (
    Words("Hàng", "Row"),
    Words("Kết quả", "Outcome"),
    Words("Mã", "Reference"),
    Words("Tên", "Name"),
    Words("Nhận xét", "Remark"),
    Words("Cột", "Column"),
    Words("Giá trị", "Value"),
    Words("Thay đổi", "Change"),
    Words("Trước", "Before"),
    Words("Sau", "After"),
)
OUTCOMES = {
    "taken": Words("Mới", "New"),
    "updated": Words("Thay đổi", "Changed"),
    "unchanged": Words("Không đổi", "Unchanged"),
    "skipped": Words("Bỏ qua", "Skipped"),
    "refused": Words("Từ chối", "Refused"),
}


def report_of(name: str, rows: list[schemas.ImportRow], *, as_xlsx: bool, locale: str) -> bytes:
    """The report as CSV or XLSX."""
    heading = [words.to(locale) for words in HEADING]
    lines = [line for row in rows for line in _lines(row, locale)]
    return xlsx_of(name, heading, lines) if as_xlsx else csv_of(heading, lines)


def _lines(row: schemas.ImportRow, locale: str) -> list[list[Cell]]:
    base: list[Cell] = [row.row, OUTCOMES[row.outcome].to(locale), row.ref, row.name]
    told: list[list[Cell]] = [
        [*base, remark.message, remark.column, remark.value, None, None, None] for remark in row.remarks
    ]
    # What is new is in the list itself; what changes is worth a line.
    changes = row.changes if row.outcome == "updated" else []
    told += [[*base, None, None, None, each.label, _cell(each.before), _cell(each.after)] for each in changes]
    return told or [[*base, *([None] * 6)]]


def _cell(value: object) -> Cell:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
