"""Files of every kind and encoding become the same rows; what can't be read says so."""

import json
from datetime import date
from itertools import pairwise
from unicodedata import normalize
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from ecosystem.transfer.tables.encoding import decoded
from ecosystem.transfer.tables.reading import Limits, UnreadableFileError, cell, read, table_of

HEADING = ["Mã", "Tên thiết bị", "Số lượng", "Phòng"]
ROWS = [["M-01", "Máy cắt laser 60W", "2", "Xưởng chính"], ["M-02", "Máy hàn", "1", "Phòng điện tử"]]
TONES = "\u0300\u0301\u0303\u0309\u0323"
EXPECTED = [dict(zip(HEADING, row, strict=True)) for row in ROWS]


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def as_csv(delimiter=","):
    return "\r\n".join(delimiter.join(row) for row in [HEADING, *ROWS]) + "\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiter_and_encoding_are_found_out(tmp_path, delimiter, encoding):
    table = read(written(tmp_path, "list.csv", as_csv(delimiter).encode(encoding)))
    assert [row.cells for row in table.rows] == EXPECTED
    assert [row.number for row in table.rows] == [2, 3]


def in_windows_1258(text):
    """As a Vietnamese Windows writes it: tones that have no letter of their own are marks behind it."""
    content = b""
    for char in text:
        try:
            content += char.encode("cp1258")
        except UnicodeEncodeError:
            marks = normalize("NFD", char)
            tone = next(mark for mark in marks if mark in TONES)
            content += normalize("NFC", marks.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return content


def test_windows_1258_with_its_marks_reads_as_the_same_text(tmp_path):
    content = in_windows_1258(as_csv())
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert [row.cells for row in read(written(tmp_path, "list.csv", content)).rows] == EXPECTED


def test_blank_rows_inside_are_rows_and_those_at_the_end_are_not(tmp_path):
    table = read(written(tmp_path, "list.csv", b"\nname,qty\na,1\n , \nb,2\n,\n\n"))
    assert [(row.number, row.cells) for row in table.rows] == [
        (3, {"name": "a", "qty": "1"}),
        (4, {"name": None, "qty": None}),
        (5, {"name": "b", "qty": "2"}),
    ]


def test_repeated_and_missing_headings_get_names_and_long_rows_lose_nothing(tmp_path):
    table = read(written(tmp_path, "list.csv", b"name,,name\na,b,c,d\n"))
    assert table.rows[0].cells == {"name": "a", "column 2": "b", "name (2)": "c", "column 4": "d"}


def test_many_headings_of_one_name_are_as_many_columns(tmp_path):
    table = read(written(tmp_path, "list.csv", b"x," * 20_000 + b"\n" + b"1," * 20_000 + b"\n"))
    assert (len(table.columns), table.columns[19_999]) == (20_001, "x (20000)")


def test_blank_lines_and_bare_values_count_before_they_fill_the_memory():
    few = Limits(rows=100, cells=1000)
    with pytest.raises(UnreadableFileError, match="more than 1000 cells"):
        table_of("list.csv", b"name\na\n" + b"\n" * 1000, limits=few)
    with pytest.raises(UnreadableFileError, match="more than 100 rows"):
        table_of("list.json", b"[" + b"0," * 100 + b"0]", limits=few)


def test_xlsx_gives_values_numbers_dates_and_no_formula_errors(tmp_path):
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["name", "qty", "bought", "note"])
    sheet.append([" Máy\u00a0 in  ", 2.0, date(2024, 5, 1), "#REF!"])
    sheet.append([None, None, None, None])
    path = tmp_path / "list.xlsx"
    book.save(path)
    table = read(path)
    assert [row.cells for row in table.rows] == [
        {"name": "Máy in", "qty": 2, "bought": "2024-05-01T00:00:00", "note": None}
    ]


@pytest.mark.parametrize(
    "document", [[{"a": 1}, {"b": 2}], {"items": [{"a": 1}, {"b": 2}]}], ids=["list", "items"]
)
def test_json_lists_and_lists_inside(tmp_path, document):
    table = read(written(tmp_path, "list.json", json.dumps(document).encode()))
    assert table.columns == ("a", "b")
    assert [row.cells for row in table.rows] == [{"a": 1}, {"b": 2}]


def test_a_list_at_a_dotted_path(tmp_path):
    path = written(tmp_path, "list.json", b'{"data": {"tools": [{"a": 1}, 7]}}')
    assert [(row.cells, row.broken) for row in read(path, items="data.tools").rows] == [
        ({"a": 1}, False),
        ({}, True),
    ]
    with pytest.raises(UnreadableFileError, match=r"data\.machines"):
        read(path, items="data.machines")


def test_one_document_a_line_as_mongoexport_writes(tmp_path):
    path = written(
        tmp_path, "list.json", b'{"_id":{"$oid":"64a"}}\n{"_id":{"$oid":"64b"},"n":{"$numberLong":"-3"}}\n'
    )
    assert [row.cells for row in read(path).rows] == [{"_id": "64a"}, {"_id": "64b", "n": -3}]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ({"$numberLong": "618000000000"}, 618000000000),
        ({"$numberInt": "7"}, 7),
        ({"$numberDouble": "1.5"}, "1.5"),
        ({"$date": {"$numberLong": "1700000000000"}}, 1700000000000),
        ('="00123"', "00123"),
        ("#N/A", None),
        (" \u200b ", None),
        ("Ho\u0300a", "Hòa"),
        (float("nan"), None),
        (3.0, 3),
        (True, True),
    ],
)
def test_cells_are_made_plain(raw, clean):
    assert cell(raw) == clean


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.json", b"{"),
        ("list.json", b'"text"'),
        ("list.json", b"[" * 100_000),
        ("list.json", b'[{"a":' + b"[" * 900 + b"]" * 900 + b"}]"),
        ("list.xlsx", b"PK no workbook"),
        ("list.xlsx", b""),
    ],
)
def test_what_is_no_list_is_unreadable_and_says_which_file(tmp_path, name, content):
    with pytest.raises(UnreadableFileError, match=name):
        read(written(tmp_path, name, content))


def sheet(tmp_path, body):
    """A workbook whose first sheet is this XML."""
    whole, changed = tmp_path / "whole.xlsx", tmp_path / "list.xlsx"
    Workbook().save(whole)
    with ZipFile(whole) as source, ZipFile(changed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            own = name == "xl/worksheets/sheet1.xml"
            target.writestr(name, body if own else source.read(name))
    return changed


NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ENTITIES = '<!ENTITY o SYSTEM "file:///etc/hostname"><!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghij")
)


def worksheet(*cells, claim=""):
    """The XML of a sheet with these (row, column, text)."""
    rows = "".join(
        f'<row r="{row}"><c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for row, column, text in cells
    )
    return f'<worksheet xmlns="{NAMESPACE}">{claim}<sheetData>{rows}</sheetData></worksheet>'


@pytest.mark.parametrize(
    "body",
    [
        "<worksheet",
        f"<!DOCTYPE x [{ENTITIES}]>{worksheet((1, 'A', '&j;'))}",
        f"<!DOCTYPE x [{ENTITIES}]>{worksheet((1, 'A', '&o;'))}",
        worksheet((99_999_999_999, "A", "x")),
        worksheet(*((row, "XFD", "x") for row in range(1, 400))),
    ],
    ids=["broken", "laughs", "outside", "far", "wide"],
)
def test_a_workbook_made_to_harm_is_unreadable(tmp_path, body):
    with pytest.raises(UnreadableFileError, match=r"list\.xlsx"):
        read(sheet(tmp_path, body))


def test_a_workbook_that_unpacks_to_much_more_is_not_unpacked(tmp_path):
    path = sheet(tmp_path, f"<worksheet>{' ' * 100_000}</worksheet>")
    with pytest.raises(UnreadableFileError, match="unpacks"):
        table_of(path.name, path.read_bytes(), limits=Limits(unpacked=100_000))


def test_the_size_that_a_sheet_claims_is_not_believed(tmp_path):
    claim = '<dimension ref="A1:XFD1048576"/>'
    path = sheet(tmp_path, worksheet((1, "A", "name"), (2000, "A", "Máy hàn"), claim=claim))
    table = read(path)
    assert table.columns == ("name",)
    assert (len(table.rows), table.rows[-1].number, table.rows[-1].cells) == (1999, 2000, {"name": "Máy hàn"})


def test_a_missing_file_is_unreadable(tmp_path):
    with pytest.raises(UnreadableFileError, match="No such file"):
        read(tmp_path / "none.csv")


@given(st.binary(max_size=300), st.sampled_from(["list.csv", "list.json", "list.xlsx"]))
def test_any_bytes_are_rows_or_unreadable(tmp_path_factory, content, name):
    path = written(tmp_path_factory.mktemp("any"), name, content)
    try:
        table = read(path)
    except UnreadableFileError:
        return
    known = {*table.columns, *(name.split(".")[0] for name in table.columns)}
    assert all(set(row.cells) <= known for row in table.rows)


def test_a_byte_that_means_nothing_does_not_stop_the_file():
    # 0xC3 alone is broken UTF-8; 0xD2 means a tone, 0xFF a letter.
    assert decoded(b"x\xc3\xd2\xff")[0].startswith("x")
