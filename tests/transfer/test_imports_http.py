"""Import over HTTP: bring, map, preview, apply, report; whose list it is, and what changed in between."""

import csv
import io
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from ecosystem.kernel import pagination
from ecosystem.kernel.db import Base
from ecosystem.kernel.models import AuditEntry
from ecosystem.kernel.pagination import Cursor
from ecosystem.timetable.models import Resource
from ecosystem.transfer.models import ImportRun
from tests.transfer.lists import ANY, MACHINES, as_csv, bring, through

COUNTS = {"taken": 3, "updated": 0, "unchanged": 0, "skipped": 1, "refused": 2}


@pytest.fixture
async def places(world):
    """Two sites, the staff of each, and whoever runs the region."""
    here, there = await world.site("xuong-a"), await world.site("xuong-b")
    return {
        "manager": await world.person("Trần Quản Lý", ("manager", "region", world.region_id)),
        "here": await world.person("Lê Xưởng A", ("lab", "site", here)),
        "there": await world.person("Phạm Xưởng B", ("lab", "site", there)),
        "nobody": await world.person("Khách"),
    }


async def sizes(database):
    async with database.read() as session:
        return {
            table.name: await session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
            if not table.name.startswith(("import_", "api_token"))
        }


async def test_a_list_is_brought_mapped_previewed_applied_and_reported(world, places, web):
    client = await web(places["manager"])
    made = await bring(client, site="xuong-a")
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["state"], body["rows"], body["site"]["slug"]) == ("draft", 6, "xuong-a")
    reading = body["reading"]
    assert (reading["encoding"], reading["delimiter"], reading["ready"]) == ("utf-8", ",", True)
    assert {c["name"]: c["field"] for c in reading["columns"]} == {
        "Mã": "ref",
        "Tên máy": "name",
        "Số lượng": "units",
        "Phòng": "room",
        "Kiểu": "kind",
    }
    assert reading["columns"][1]["samples"] == ["Máy cắt laser", "Máy in 3D", "Keo dán", "=HYPERLINK(1)"]
    assert [(v["given"], v["count"], v["means"]) for v in reading["values"]] == [
        ("máy", 4, "machine"),
        ("vật tư", 1, None),
    ]
    url = f"/api/imports/{body['id']}"
    before = await sizes(world.database)
    tried = (await client.post(f"{url}/preview")).json()
    assert tried["counts"] == COUNTS
    assert sum(tried["counts"].values()) == tried["rows"] == 6
    assert tried["made"] == {"rooms": ["Xưởng", "Kho"], "categories": ["other"]}
    assert await sizes(world.database) == before
    lines = (await client.get(f"{url}/lines")).json()
    assert [
        (line["row"], line["outcome"], [r["code"] for r in line["remarks"]]) for line in lines["items"]
    ] == [
        (2, "taken", []),
        (3, "taken", []),
        (4, "refused", ["no_name"]),
        (5, "refused", ["unknown_kind"]),
        (6, "skipped", ["blank"]),
        (7, "taken", []),
    ]
    applied = await client.post(f"{url}/apply", json={"digest": tried["digest"]})
    assert applied.status_code == 200, applied.text
    assert (applied.json()["state"], applied.json()["counts"]) == ("applied", COUNTS)
    assert applied.json()["reading"] is None
    async with world.database.read() as session:
        names = await session.scalars(select(Resource.name).order_by(Resource.name))
        assert list(names) == ["=HYPERLINK(1)", "Máy cắt laser", "Máy in 3D"]
        entry = await session.scalar(select(AuditEntry).where(AuditEntry.action == "import.applied"))
        assert (entry.actor_id, entry.after["counts"]) == (places["manager"].person_id, COUNTS)
        assert await session.scalar(select(ImportRun.content)) is None
    history = (await client.get("/api/imports")).json()["items"]
    assert [(run["file_name"], run["counts"], run["applied_by"]["full_name"]) for run in history] == [
        ("list.csv", COUNTS, "Trần Quản Lý")
    ]


async def test_a_second_run_changes_nothing_and_a_corrected_one_says_what(world, places, web):
    client = await web(places["manager"])
    await through(client, site="xuong-a")
    before = await sizes(world.database)
    again, _ = await through(client, site="xuong-a")
    assert again["counts"] == {**COUNTS, "taken": 0, "unchanged": 3}
    assert {**await sizes(world.database), "audit_entry": before["audit_entry"]} == before
    rows = [MACHINES[0], ("1", "Máy cắt laser CO₂", "2", "Kho", "máy"), *MACHINES[2:]]
    tried, applied = await through(client, as_csv(rows), site="xuong-a")
    assert tried["counts"] == applied["counts"] == {**COUNTS, "taken": 0, "updated": 1, "unchanged": 2}
    lines = (await client.get(f"/api/imports/{applied['id']}/lines?outcome=updated")).json()
    assert lines["total"] == 1
    assert [(c["label"], c["before"], c["after"]) for c in lines["items"][0]["changes"]] == [
        ("Room", "Xưởng", "Kho"),
        ("Name", "Máy cắt laser", "Máy cắt laser CO₂"),
        ("Quantity", 1, 2),
    ]


async def test_what_changes_between_preview_and_apply_is_found(world, places, web):
    client = await web(places["manager"])
    first = (await bring(client, site="xuong-a")).json()
    tried = (await client.post(f"/api/imports/{first['id']}/preview")).json()
    # Somebody else is quicker with the same list.
    await through(await web(places["manager"]), site="xuong-a")
    late = await client.post(f"/api/imports/{first['id']}/apply", json={"digest": tried["digest"]})
    assert (late.status_code, late.json()["code"]) == (409, "import_changed")
    fresh = (await client.get(f"/api/imports/{first['id']}")).json()
    assert fresh["counts"] == {**COUNTS, "taken": 0, "unchanged": 3}
    assert fresh["digest"] != tried["digest"]
    done = await client.post(f"/api/imports/{first['id']}/apply", json={"digest": fresh["digest"]})
    assert done.status_code == 200
    twice = await client.post(f"/api/imports/{first['id']}/apply", json={"digest": fresh["digest"]})
    assert (twice.status_code, twice.json()["code"]) == (409, "import_applied")


async def test_columns_words_and_defaults_are_said_by_menu(world, places, web):
    client = await web(places["manager"])
    rows = [("A", "B", "C"), ("M1", "Máy tiện", "T"), ("M2", "Dầu", "M"), ("M3", "Máy phay", "T")]
    made = (await bring(client, as_csv(rows))).json()
    assert made["reading"]["ready"] is False
    url = f"/api/imports/{made['id']}"
    early = await client.post(f"{url}/preview")
    assert (early.status_code, early.json()["code"]) == (422, "bad_mapping")
    changed = await client.patch(
        url,
        json={"columns": {"A": "ref", "B": "name", "C": "kind"}, "site": "xuong-b"},
        headers={"if-match": f'"v{made["version"]}"'},
    )
    assert [v["means"] for v in changed.json()["reading"]["values"]] == [None, None]
    stale = await client.patch(url, json={"source": "x"}, headers={"if-match": f'"v{made["version"]}"'})
    assert stale.status_code == 412
    meant = await client.patch(
        url,
        json={"values": {"kind": {"T": "machine", "M": "skip"}}, "source": "xưởng"},
        headers={"if-match": changed.headers["etag"]},
    )
    unread = await client.patch(url, json={"source": "x"})
    assert (unread.status_code, unread.json()["code"]) == (428, "version_wanted")
    assert [v["means"] for v in meant.json()["reading"]["values"]] == ["machine", "skip"]
    tried = (await client.post(f"{url}/preview")).json()
    assert tried["counts"] == {"taken": 2, "updated": 0, "unchanged": 0, "skipped": 1, "refused": 0}
    # The mapping is the file that the command line takes, and comes back the same.
    toml = (await client.get(f"{url}/mapping")).text
    other = (await bring(client, as_csv(rows), site="xuong-b")).json()
    again = await client.patch(f"/api/imports/{other['id']}", json={"mapping": toml}, headers=ANY)
    assert again.status_code == 200, again.text
    repeated = (await client.post(f"/api/imports/{other['id']}/preview")).json()
    assert repeated["counts"] == tried["counts"]
    for wrong in (
        {"columns": {"Z": "name"}},
        {"columns": {"A": "nothing"}},
        {"values": {"kind": {"T": "spaceship"}}},
        {"mapping": "columns = 3"},
        {"options": {"login": "letter"}},
    ):
        answer = await client.patch(url, json=wrong, headers=ANY)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_mapping"), wrong


async def test_rows_are_found_by_outcome_and_words_page_by_page(world, places, web):
    client = await web(places["manager"])
    rows = [("name",), *((f"Máy số {n}",) for n in range(120))]
    tried, _ = await through(client, as_csv(rows), site="xuong-a")
    url = f"/api/imports/{tried['id']}/lines"
    found = (await client.get(url, params={"q": "may so 11", "limit": 200})).json()
    assert {line["name"] for line in found["items"]} == {"Máy số 11", *(f"Máy số 11{n}" for n in range(10))}
    seen, cursor = [], None
    while True:
        page = (await client.get(url, params={"limit": 50, **({"cursor": cursor} if cursor else {})})).json()
        assert page["total"] == 120
        seen += [line["row"] for line in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == list(range(2, 122))
    answer = await client.get(url, params={"cursor": pagination.encode(Cursor("a name", uuid4()))})
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["cursor"])


async def test_the_report_comes_as_csv_and_xlsx_in_the_readers_language_without_formulas(world, places, web):
    client = await web(places["manager"], locale="vi")
    _, applied = await through(client, site="xuong-a")
    url = f"/api/imports/{applied['id']}/report"
    answer = await client.get(url)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [int(row["Hàng"]) for row in rows] == [2, 3, 4, 5, 6, 7]
    assert [row["Kết quả"] for row in rows] == ["Mới", "Mới", "Từ chối", "Từ chối", "Bỏ qua", "Mới"]
    assert rows[5]["Tên"] == "'=HYPERLINK(1)"
    assert rows[2]["Nhận xét"] == "thiếu tên dùng được"
    workbook = await client.get(url, params={"format": "xlsx"})
    book = load_workbook(io.BytesIO(workbook.content))
    sheet = book.worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [2, 3, 4, 5, 6, 7]
    cell = sheet["D7"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)


async def test_a_lab_takes_in_only_what_is_its_own(world, places, web):
    here, there = await web(places["here"]), await web(places["there"])
    assert {k["name"] for k in (await here.get("/api/import-kinds")).json()["items"]} == {
        "resources",
        "hours",
        "closures",
    }
    assert (await bring(here, kind="people")).status_code == 403
    assert (await bring(here, site="xuong-b")).status_code == 404
    category = await world.category("other")
    assert category
    # Rows that name another's site are told what a site that does not exist is told.
    rows = [("name", "site"), ("Máy A", "xuong-a"), ("Máy B", "xuong-b"), ("Máy C", "xuong-z")]
    tried, applied = await through(here, as_csv(rows))
    assert tried["counts"]["taken"] == 1
    lines = (await here.get(f"/api/imports/{applied['id']}/lines?outcome=refused")).json()["items"]
    assert [[r["code"] for r in line["remarks"]] for line in lines] == [["unknown_site"]] * 2
    # Another lab neither sees the list nor changes its machines by one of the same name.
    for method, path in (
        ("GET", ""),
        ("GET", "/lines"),
        ("GET", "/report"),
        ("GET", "/mapping"),
        ("DELETE", ""),
    ):
        answer = await there.request(method, f"/api/imports/{applied['id']}{path}")
        assert answer.status_code == 404, path
    assert (await there.get("/api/imports")).json()["items"] == []
    stolen, _ = await through(there, as_csv([("name", "site"), ("Máy A", "xuong-b")]))
    assert stolen["counts"]["refused"] == 1


async def test_a_lab_makes_no_categories(world, places, web):
    tried, _ = await through(await web(places["here"]))
    assert tried["counts"] == {"taken": 0, "updated": 0, "unchanged": 0, "skipped": 1, "refused": 5}


async def test_files_that_are_none_say_so(world, places, web):
    client = await web(places["manager"])
    for name, content in (
        ("list.xlsx", b"PK\x03\x04 nothing"),
        ("list.json", b"{"),
        ("x.csv", b"\x00" * (10 * 2**20 + 1)),
    ):
        answer = await bring(client, content, name=name)
        assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_file"), name
    large = await bring(client, b"x" * (11 * 2**20))
    assert large.status_code == 413
    assert large.json()["title"] == "The body is too large (10 MB at most)"
    assert (await client.get("/api/imports")).json()["items"] == []
    empty = (await bring(client, b"")).json()
    assert (empty["rows"], empty["reading"]["ready"]) == (0, False)


async def test_sheets_and_encodings_are_chosen(world, places, web):
    client = await web(places["manager"])
    content = "Tên máy,Số lượng\nMáy tiện,1\n".encode("utf-16")
    made = (await bring(client, content, site="xuong-a")).json()
    assert made["reading"]["encoding"] == "utf-16"
    assert made["reading"]["columns"][0]["samples"] == ["Máy tiện"]
    western = (await bring(client, "Name,Qty\nCafé müller,1\n".encode("cp1252"))).json()
    assert western["reading"]["columns"][0]["samples"] == ["Café müller"]
    other = await client.patch(f"/api/imports/{western['id']}", json={"encoding": "utf-8"}, headers=ANY)
    assert "\ufffd" in other.json()["reading"]["columns"][0]["samples"][0]
