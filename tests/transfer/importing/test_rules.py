"""A row and a mapping give a draft or all the reasons why not; every row is accounted for."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.words import Words
from ecosystem.transfer.importing import mapping as mappings
from ecosystem.transfer.importing import rules
from ecosystem.transfer.importing.kinds.resources import RESOURCES
from ecosystem.transfer.importing.mapping import (
    CategoryRule,
    Filter,
    Mapping,
    MappingError,
    UnitsRule,
    as_toml,
    save,
)
from ecosystem.transfer.importing.report import Outcome
from ecosystem.transfer.importing.rows import MOST_NAME
from ecosystem.transfer.tables.cells import at, holds, whole, words
from ecosystem.transfer.tables.reading import Row, Table, cell

MAPPING = Mapping(
    columns={
        "ref": "id",
        "name": "name",
        "units": "qty",
        "room": "where.room",
        "kind": "role",
        "description": ("model", "brand"),
        "state": "state",
        "manual_url": "manual",
    },
    defaults={"category": "other"},
    values={"kind": {"T": "machine", "M": "skip: material"}},
    units=UnitsRule(negative="one", zero="skip", text="refuse"),
    filters=(
        Filter("owner", "lent to us", values=("guest",)),
        Filter("must", "nothing in must", absent=True),
    ),
    categories={
        "laser": CategoryRule(Words("Laser", "Laser"), words=("laser cutter",)),
        "other": CategoryRule(Words("Khác", "Other")),
    },
    single=("codes",),
)


def understand(rows, mapping):
    return rules.understand(rows, mapping, RESOURCES)


def guess(table):
    return mappings.guess(table, RESOURCES)


def load(path):
    return mappings.load(path, RESOURCES)


def one(**cells):
    row = {
        "id": "a",
        "name": "Máy khoan",
        "qty": 1,
        "where": {"room": "Xưởng"},
        "role": "T",
        "must": 1,
    } | cells
    return understand([Row(2, row)], MAPPING)[0]


def codes(reading):
    return [remark.code for remark in reading.line.remarks]


def test_a_clean_row_is_a_draft_without_remarks():
    reading = one(model="X1", brand="Bosch", state="Hỏng")
    assert reading.line.remarks == []
    draft = reading.draft
    assert (draft.ref, draft.name, draft.units, draft.room) == ("a", "Máy khoan", 1, "Xưởng")
    assert (draft.description, draft.state, draft.category, draft.kind) == (
        "X1 · Bosch",
        "out_of_order",
        "other",
        "machine",
    )


@pytest.mark.parametrize(
    ("cells", "outcome", "reasons"),
    [
        ({"role": "M"}, Outcome.SKIPPED, ["by_mapping"]),
        ({"role": "?"}, Outcome.REFUSED, ["unknown_kind"]),
        ({"qty": 0}, Outcome.SKIPPED, ["units_zero"]),
        ({"qty": "nhiều"}, Outcome.REFUSED, ["units_text"]),
        ({"qty": "250 ft"}, Outcome.REFUSED, ["units_text"]),
        ({"qty": 10_001}, Outcome.REFUSED, ["units_too_many"]),
        ({"name": None}, Outcome.REFUSED, ["no_name"]),
        (
            {"name": None, "qty": "x", "state": "?"},
            Outcome.REFUSED,
            ["no_name", "units_text", "unknown_state"],
        ),
        ({"owner": "guest"}, Outcome.SKIPPED, ["filtered"]),
        ({"must": None}, Outcome.SKIPPED, ["filtered"]),
        ({"qty": -3}, Outcome.TAKEN, ["units_negative"]),
        ({"qty": None}, Outcome.TAKEN, ["units_missing"]),
        ({"qty": "2 cái"}, Outcome.TAKEN, []),
        ({"where": None}, Outcome.TAKEN, ["no_room"]),
        ({"name": 3018}, Outcome.TAKEN, ["name_no_text"]),
        ({"codes": "A/1,A/2"}, Outcome.TAKEN, ["several_values"]),
        ({"manual": "see shelf"}, Outcome.TAKEN, ["not_an_address"]),
        ({"id": None}, Outcome.TAKEN, ["no_ref"]),
    ],
)
def test_what_becomes_of_a_row_and_why(cells, outcome, reasons):
    reading = one(**cells)
    assert (reading.line.outcome, codes(reading)) == (outcome, reasons)
    assert (reading.draft is None) == (outcome != Outcome.TAKEN)


def test_too_long_and_unprintable_names_are_refused():
    # Both say what is wrong with the name, and that none is left.
    assert codes(one(name="x" * (MOST_NAME + 1))) == ["too_long", "no_name"]
    assert codes(one(name="a\x07b")) == ["control_character", "no_name"]


def test_a_remark_names_row_column_and_value():
    line = one(qty="nhiều").line
    assert (line.row, line.ref, line.name) == (2, "a", "Máy khoan")
    assert (line.remarks[0].column, line.remarks[0].value) == ("qty", "nhiều")


def test_a_reference_twice_is_refused_and_a_name_twice_is_kept():
    base = {"qty": 1, "where": {"room": "x"}, "role": "T", "must": 1}
    rows = [
        Row(2, {"id": "a", "name": "Mỏ hàn", **base}),
        Row(3, {"id": "b", "name": "mo han", **base}),
        Row(4, {"id": "a", "name": "Kính", **base}),
    ]
    readings = understand(rows, MAPPING)
    assert [reading.line.outcome for reading in readings] == [Outcome.TAKEN, Outcome.TAKEN, Outcome.REFUSED]
    assert codes(readings[1]) == ["duplicate_name"]
    assert codes(readings[2]) == ["duplicate_ref"]
    assert "row 2" in readings[2].line.remarks[0].message


def test_rows_without_reference_are_told_apart_by_name_and_count():
    mapping = Mapping(columns={"name": "n"}, defaults={"category": "other"})
    readings = understand([Row(2, {"n": "Kìm"}), Row(3, {"n": "Kìm"}), Row(4, {"n": "Búa"})], mapping)
    assert [reading.line.ref for reading in readings] == ["name:kim#1", "name:kim#2", "name:bua#1"]


def test_a_category_is_named_or_found_by_its_words_or_the_default():
    assert one(name="Laser cutters, big").draft.category == "laser"
    assert one(name="Cutter for laser paper").draft.category == "other"
    named = Mapping(columns={"name": "n", "category": "c"}, defaults={"category": "other"})
    draft = understand([Row(2, {"n": "a", "c": "in-3d"})], named)[0].draft
    assert draft is not None
    assert draft.category == "in-3d"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (5, 5), ("5", 5), ("-3", -3), ("1.500", 1500), ("1,500", 1500), ("2.0", 2), ("2 cái", 2),
        ("1 kit", 1), ("1.5", None), (1.5, None), ("3D", None), ("", None), (True, None), ("250 ft", None),
        ({"a": 1}, None),
    ],
)  # fmt: skip
def test_quantities_are_read_however_they_are_written(text, number):
    assert whole(text) == number


def test_dots_lead_into_nested_cells_unless_a_column_is_called_so():
    assert at({"a": {"b": 1}}, "a.b") == 1
    assert at({"a.b": 2, "a": {"b": 1}}, "a.b") == 2
    assert at({"a": 3}, "a.b") is None


def test_words_in_a_row_are_found_and_parts_of_words_only_from_their_beginning():
    assert holds(words("Máy Cắt LASER-CO₂"), "may cat")
    assert holds(words("microphones"), "microphone")
    assert not holds(words("telephone"), "phone")
    assert not holds(words("anything"), "")


def test_headings_are_guessed_in_both_languages():
    table = Table(("Mã số", "Tên thiết bị", "Số lượng", "Phòng", "Hãng", "Màu"), ())
    assert guess(table).columns == {
        "ref": "Mã số",
        "name": "Tên thiết bị",
        "units": "Số lượng",
        "room": "Phòng",
        "description": ("Hãng",),
    }
    assert guess(Table(("uuid", "Item", "QTY", "location_room"), ())).columns == {
        "ref": "uuid",
        "name": "Item",
        "units": "QTY",
        "room": "location_room",
    }


@pytest.mark.parametrize("name", ["mapping.toml", "mapping.json"])
def test_a_saved_mapping_reads_back_the_same(tmp_path, name):
    save(MAPPING, tmp_path / name)
    assert load(tmp_path / name) == MAPPING


def test_the_example_mapping_is_valid():
    from tests.support import ROOT  # noqa: PLC0415

    mapping = load(ROOT / "docs" / "examples" / "import-makerspace.toml")
    assert mapping.values["kind"]["M"].startswith("skip:")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("columns = {}", "columns.name"),
        ('[columns]\nname = "a"\nnmae = "b"', "columns.nmae"),
        ('[columns]\nname = "a"\n[units]\nzero = "two"', "units"),
        (
            '[columns]\nname = "a"\n[categories.x]\nname = {vi="a",en="b"}\nrules = {max_minute = 3}',
            "max_minute",
        ),
        ("not toml", "mapping.toml"),
        ("unknown = 1", "unknown"),
    ],
)
def test_a_mapping_that_can_not_be_used_says_why(tmp_path, text, told):
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match=told):
        load(path)


def test_toml_keeps_odd_names(tmp_path):
    odd = Mapping(columns={"name": 'Tên "gọi"\n'}, values={"kind": {"máy": "machine", "a.b": "kit"}})
    (tmp_path / "m.toml").write_text(as_toml(odd), encoding="utf-8")
    assert load(tmp_path / "m.toml") == odd


weird = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from(["T", "M", "-3", "=1+1", "https://x", "\x00", "Ho\u0300a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
columns = st.sampled_from(
    ["id", "name", "qty", "where", "role", "model", "state", "manual", "owner", "must", "codes"]
)


@given(st.lists(st.dictionaries(columns, weird.map(cell), max_size=8), max_size=12))
def test_any_cells_are_read_and_every_row_is_accounted_for(lists):
    rows = [Row(number, cells) for number, cells in enumerate(lists, start=2)]
    readings = understand(rows, MAPPING)
    outcomes = Counter(reading.line.outcome for reading in readings)
    assert [reading.line.row for reading in readings] == [row.number for row in rows]
    assert sum(outcomes[o] for o in (Outcome.TAKEN, Outcome.SKIPPED, Outcome.REFUSED)) == len(rows)
    drafts = [reading.draft for reading in readings if reading.draft]
    assert len(drafts) == outcomes[Outcome.TAKEN]
    assert len({draft.ref for draft in drafts}) == len(drafts)
    for reading in readings:
        if reading.draft is None:
            assert reading.line.remarks
        else:
            assert reading.draft.name.strip()
            assert 1 <= reading.draft.units <= 10_000
