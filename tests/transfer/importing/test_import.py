"""The whole way: a dirty list into a fresh region, and again, and changed, and tried without writing."""

import csv
import json
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range

from ecosystem.fablab.models import Category, Listing
from ecosystem.kernel.db import Base
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.models import AuditEntry
from ecosystem.kernel.words import Words
from ecosystem.places.models import Room
from ecosystem.places.service import RegionFields, SiteFields, create_region, create_site
from ecosystem.qualifications.models import Qualification
from ecosystem.timetable.models import Occupancy, Resource
from ecosystem.transfer.importing import (
    KINDS,
    MappingError,
    Outcome,
    as_text,
    import_list,
    save_mapping,
    save_report,
)
from ecosystem.transfer.importing.mapping import CategoryRule, Mapping, UnitsRule

MAPPING = Mapping(
    source="kho",
    columns={
        "ref": "Mã",
        "name": "Tên",
        "units": "SL",
        "room": "Phòng",
        "kind": "Loại",
        "description": "Ghi chú",
    },
    defaults={"category": "tools"},
    values={"kind": {"M": "skip: material"}},
    units=UnitsRule(negative="one"),
    categories={
        "lasers": CategoryRule(Words("Laser", "Lasers"), icon="laser", words=("laser",), risk="high"),
        "tools": CategoryRule(Words("Dụng cụ", "Tools")),
    },
)
HEADING = ["Mã", "Tên", "SL", "Phòng", "Loại", "Ghi chú"]
ROWS = [
    ["1", "Máy cắt laser", "1", "Xưởng", "máy", "60W"],
    ["2", "  Mỏ  hàn ", "-3", "Xưởng", "máy", ""],
    ["3", "Mỏ hàn", "6", "", "máy", ""],
    ["4", "Keo", "20", "Kho", "M", ""],
    ["5", "", "1", "Kho", "máy", ""],
    ["", "", "", "", "", ""],
    ["7", "Dây", "250 ft", "Kho", "máy", ""],
    ["1", "Máy khác", "1", "Kho", "máy", ""],
    ["9", "=HYPERLINK(1)", "1", "XUONG", "máy", ""],
]
COUNTS = {"taken": 4, "updated": 0, "unchanged": 0, "skipped": 2, "refused": 3}


async def import_resources(database, **given):
    return await import_list(database, KINDS["resources"], **given)


@pytest.fixture
async def fresh(database):
    """A region with one site and nothing in it."""

    async def work(session):
        name = Words("Xưởng", "Workshop")
        region = await create_region(
            session, actor=None, fields=RegionFields(slug="r", name=name, tagline=Words("", ""))
        )
        for slug in ("xuong-a", "xuong-b"):
            fields = SiteFields(
                slug=slug, kind="fablab", name=Words(slug, slug), description=name, address=""
            )
            await create_site(session, actor=None, region_id=region.id, fields=fields)

    await database.transact(work)
    return database


@pytest.fixture
def mapping_path(tmp_path):
    path = tmp_path / "mapping.toml"
    save_mapping(MAPPING, path)
    return path


def in_csv(tmp_path, rows=ROWS):
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([HEADING, *rows])
    return path


def in_xlsx(tmp_path):
    book = Workbook()
    sheet = book.worksheets[0]
    for row in [HEADING, *ROWS]:
        sheet.append([None if text == "" else text for text in row])
    # Text, or the spreadsheet would take one for a formula.
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                cell.data_type = "s"
    path = tmp_path / "list.xlsx"
    book.save(path)
    return path


def in_json(tmp_path):
    entries = [dict(zip(HEADING, row, strict=True)) for row in ROWS]
    path = tmp_path / "list.json"
    path.write_text(json.dumps({"items": entries}), encoding="utf-8")
    return path


async def tables(database):
    async with database.read() as session:
        return {
            table.name: await session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.parametrize("write", [in_csv, in_xlsx, in_json])
async def test_every_format_gives_the_same_and_a_second_run_changes_nothing(
    fresh, tmp_path, mapping_path, write
):
    path = write(tmp_path)
    report = await import_resources(fresh, path=path, mapping_path=mapping_path, site="xuong-a")
    assert report.counts == COUNTS
    assert sum(report.counts.values()) == report.rows == len(ROWS)
    assert report.made["rooms"] == ["Xưởng"]
    assert report.made["categories"] == ["lasers", "tools"]
    before = await tables(fresh)
    again = await import_resources(fresh, path=path, mapping_path=mapping_path, site="xuong-a")
    assert again.counts == {**COUNTS, "taken": 0, "unchanged": 4}
    assert await tables(fresh) == before
    assert again.made == {"rooms": [], "categories": []}


async def test_what_is_written_is_what_the_list_says(fresh, tmp_path, mapping_path):
    await import_resources(fresh, path=in_csv(tmp_path), mapping_path=mapping_path, site="xuong-a")
    async with fresh.read() as session:
        rows = await session.execute(
            select(
                Listing.external_ref, Resource.name, Resource.units, Room.name, Category.slug, Listing.risk
            )
            .join(Resource, Resource.id == Listing.resource_id)
            .join(Room, Room.id == Resource.room_id, isouter=True)
            .join(Category, Category.id == Listing.category_id)
            .order_by(Listing.external_ref)
        )
        room = {"vi": "Xưởng", "en": "Xưởng"}
        assert [tuple(row) for row in rows] == [
            ("1", "Máy cắt laser", 1, room, "lasers", "high"),
            ("2", "Mỏ hàn", 1, room, "tools", "low"),
            ("3", "Mỏ hàn", 6, None, "tools", "low"),
            ("9", "=HYPERLINK(1)", 1, room, "tools", "low"),
        ]
        audited = await session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject_kind == "resource")
        )
        assert list(audited) == ["resource.imported"] * 4


async def test_reasons_name_their_rows(fresh, tmp_path, mapping_path):
    report = await import_resources(fresh, path=in_csv(tmp_path), mapping_path=mapping_path, site="xuong-a")
    told = {line.row: (line.outcome.value, [r.code for r in line.remarks]) for line in report.lines}
    assert told == {
        2: ("taken", []),
        3: ("taken", ["units_negative"]),
        4: ("taken", ["no_room", "duplicate_name"]),
        5: ("skipped", ["by_mapping"]),
        6: ("refused", ["no_name"]),
        7: ("skipped", ["blank"]),
        8: ("refused", ["units_text"]),
        9: ("refused", ["duplicate_ref"]),
        10: ("taken", []),
    }
    text = as_text(report)
    assert "row 8: Dây: quantity is text" in text
    assert "row 6: 5: no usable name" in text


async def test_a_dry_run_reports_the_same_and_writes_nothing(fresh, tmp_path, mapping_path):
    before = await tables(fresh)
    report = await import_resources(
        fresh, path=in_csv(tmp_path), mapping_path=mapping_path, site="xuong-a", dry_run=True
    )
    assert report.counts == COUNTS
    assert "nothing was written" in as_text(report)
    assert await tables(fresh) == before


async def test_a_changed_row_is_updated_and_what_the_list_does_not_say_is_left(fresh, tmp_path, mapping_path):
    await import_resources(fresh, path=in_csv(tmp_path), mapping_path=mapping_path, site="xuong-a")

    async def by_hand(session):
        resource = await session.scalar(select(Resource).where(Resource.name == "Máy cắt laser"))
        resource.state = "out_of_order"

    await fresh.transact(by_hand)
    rows = [["1", "Máy cắt laser CO₂", "2", "Xưởng", "máy", "60W"], *ROWS[1:]]
    report = await import_resources(
        fresh, path=in_csv(tmp_path, rows), mapping_path=mapping_path, site="xuong-a"
    )
    assert report.counts == {**COUNTS, "taken": 0, "updated": 1, "unchanged": 3}
    async with fresh.read() as session:
        row = await session.scalar(select(Resource).where(Resource.name == "Máy cắt laser CO₂"))
        assert (row.units, row.state, row.version) == (2, "out_of_order", 2)
        entry = await session.scalar(select(AuditEntry).where(AuditEntry.action == "resource.changed"))
        assert (entry.before["units"], entry.after["units"]) == (1, 2)


async def test_units_that_are_booked_are_not_taken_away(fresh, tmp_path, mapping_path):
    await import_resources(fresh, path=in_csv(tmp_path), mapping_path=mapping_path, site="xuong-a")

    async def book(session):
        resource = await session.scalar(select(Resource).where(Resource.units == 6))
        start = datetime.now(UTC) + timedelta(days=1)
        during = Range(start, start + timedelta(hours=1), bounds="[)")
        session.add(
            Occupancy(
                id=new_id(),
                resource_id=resource.id,
                unit=5,
                during=during,
                blocked=during,
                state="confirmed",
                purpose="reservation",
                subject_id=new_id(),
                created_at=start,
            )
        )

    await fresh.transact(book)

    async def with_units(units):
        rows = [*ROWS[:2], ["3", "Mỏ hàn", units, "", "máy", ""], *ROWS[3:]]
        return await import_resources(
            fresh, path=in_csv(tmp_path, rows), mapping_path=mapping_path, site="xuong-a"
        )

    fewer = await with_units("4")
    assert [remark.code for remark in fewer.lines[2].remarks] == ["units_in_use"]
    assert fewer.lines[2].outcome == Outcome.REFUSED
    assert (await with_units("5")).lines[2].outcome == Outcome.UPDATED


async def test_two_lists_with_equal_references_do_not_touch_each_other(fresh, tmp_path, mapping_path):
    path = in_csv(tmp_path)
    for source in ("a", "b"):
        report = await import_resources(
            fresh, path=path, mapping_path=mapping_path, site="xuong-a", source=source
        )
        assert report.counts == COUNTS
    assert (await tables(fresh))["resource"] == 8


async def test_without_a_site_rows_are_refused_where_several_could_be_meant(fresh, tmp_path, mapping_path):
    report = await import_resources(fresh, path=in_csv(tmp_path), mapping_path=mapping_path)
    assert report.counts == {**COUNTS, "taken": 0, "refused": 7}
    assert report.lines[0].remarks[0].code == "no_site"
    with pytest.raises(MappingError, match="xuong-a, xuong-b"):
        await import_resources(fresh, path=in_csv(tmp_path), mapping_path=mapping_path, site="xuong-c")


async def test_a_region_without_sites_says_how_to_make_one(database, tmp_path, mapping_path):
    with pytest.raises(MappingError, match="ecosystem site create"):
        await import_resources(database, path=in_csv(tmp_path), mapping_path=mapping_path)


async def test_headings_alone_are_enough_for_a_plain_list(fresh, tmp_path):
    path = tmp_path / "may.csv"
    path.write_text("Tên thiết bị,Số lượng,Phòng\nMáy in 3D,2,A1\nMáy may,1,A2\n", encoding="utf-8")
    report = await import_resources(fresh, path=path, site="xuong-b")
    assert report.guessed
    assert report.counts == {"taken": 2, "updated": 0, "unchanged": 0, "skipped": 0, "refused": 0}
    save_mapping(report.mapping, tmp_path / "guessed.toml")
    again = await import_resources(fresh, path=path, site="xuong-b", mapping_path=tmp_path / "guessed.toml")
    assert (again.guessed, again.count(Outcome.UNCHANGED)) == (False, 2)


async def test_a_list_without_a_name_column_asks_for_a_mapping(fresh, tmp_path):
    path = tmp_path / "may.csv"
    path.write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(MappingError, match="x, y"):
        await import_resources(fresh, path=path, site="xuong-b")


async def test_the_report_file_holds_every_row_and_no_formula(fresh, tmp_path, mapping_path):
    report = await import_resources(fresh, path=in_csv(tmp_path), mapping_path=mapping_path, site="xuong-a")
    save_report(report, tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {int(line["row"]) for line in lines} == set(range(2, 2 + len(ROWS)))
    assert [line["name"] for line in lines if line["row"] == "10"] == ["'=HYPERLINK(1)"]
    assert [line["value"] for line in lines if line["code"] == "units_negative"] == ["'-3"]
    save_report(report, tmp_path / "report.json")
    plain = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert plain["counts"] == COUNTS
    assert [line["row"] for line in plain["lines"]] == list(range(2, 2 + len(ROWS)))


async def test_category_asks_for_the_qualification_its_rule_names(fresh, tmp_path):
    rule = replace(MAPPING.categories["lasers"], qualification="laser-safety")
    path = tmp_path / "gated.toml"
    save_mapping(replace(MAPPING, categories={**MAPPING.categories, "lasers": rule}), path)
    with pytest.raises(MappingError, match=r"categories\.lasers: no qualification 'laser-safety'"):
        await import_resources(fresh, path=in_csv(tmp_path), mapping_path=path, site="xuong-a")
    code = Qualification(
        id=new_id(), code="laser-safety", name={"vi": "An toàn laser", "en": "Laser safety"}, description={}
    )

    async def work(session):
        session.add(code)

    await fresh.transact(work)
    await import_resources(fresh, path=in_csv(tmp_path), mapping_path=path, site="xuong-a")
    async with fresh.read() as session:
        asked = await session.execute(select(Category.slug, Category.qualification_id))
    assert dict(asked.all()) == {"lasers": code.id, "tools": None}
