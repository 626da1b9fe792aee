"""Lists that go out: whose rows are in them, as which file, without formulas, and noted."""

import csv
import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select

from ecosystem.directory.service import create_person
from ecosystem.kernel.models import AuditEntry
from ecosystem.kernel.sheets import csv_of, harmless, xlsx_of
from ecosystem.qualifications import models
from ecosystem.transfer.exporting.qualifications import EVIDENCE
from tests.transfer.lists import as_csv, bring, through

PEOPLE = ("Mã", "Họ tên", "Email", "Điện thoại", "Ngày sinh")

SIGNS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
async def places(world):
    """Two sites with a machine and a booking each, their staff, and whoever runs the region."""
    here, there = await world.site("xuong-a"), await world.site("xuong-b")
    category = await world.category()
    return {
        "here": await world.person("Lê Xưởng A", ("lab", "site", here)),
        "there": await world.person("Phạm Xưởng B", ("lab", "site", there)),
        "manager": await world.person("Trần Quản Lý", ("manager", "region", world.region_id)),
        "adult": await world.person("Nguyễn Lớn"),
        "child": await world.person("Lê Bé", born=date(2012, 1, 1)),
        "nobody": await world.person("Khách"),
        "machine": {
            "xuong-a": await world.machine(here, category, "=cmd|' /C calc'!A0"),
            "xuong-b": await world.machine(there, category, "Máy của B"),
        },
    }


async def book(client, machine, hour):
    answer = await client.post(
        "/api/reservations",
        json={
            "resource_id": str(machine),
            "starts_at": f"2026-11-23T{hour:02}:00:00Z",
            "ends_at": f"2026-11-23T{hour + 1:02}:00:00Z",
        },
    )
    assert answer.status_code == 201, answer.text


async def taken(client, name, format_="csv", **filters):
    answer = await client.post("/api/exports", json={"list": name, "format": format_, **filters})
    assert answer.status_code == 200, answer.text
    if format_ == "csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return answer


async def test_a_lab_exports_its_own_bookings_and_no_childs_address(world, places, web):
    await book(await web(places["adult"]), places["machine"]["xuong-a"], 2)
    await book(await web(places["child"]), places["machine"]["xuong-a"], 4)
    await book(await web(places["adult"]), places["machine"]["xuong-b"], 2)
    here, there = await web(places["here"]), await web(places["there"])
    rows = await taken(here, "reservations")
    assert [(row["Person"], row["Email"], row["Starts"]) for row in rows] == [
        ("Nguyễn Lớn", f"{places['adult'].person_id}@thu.example", "2026-11-23 09:00"),
        ("Lê Bé", "", "2026-11-23 11:00"),
    ]
    assert [row["Machine"] for row in await taken(there, "reservations")] == ["Máy của B"]
    other = await there.post(
        "/api/exports", json={"list": "reservations", "format": "csv", "site": "xuong-a"}
    )
    assert other.status_code == 404
    both = await taken(await web(places["manager"]), "reservations")
    assert len(both) == 3
    late = await taken(await web(places["manager"]), "reservations", site="xuong-a", since="2026-11-24")
    assert late == []


async def test_what_is_offered_is_what_one_may_see(world, places, web):
    async def names(who):
        answer = await (await web(places[who])).get("/api/exports")
        return (
            {each["name"] for each in answer.json()["items"]}
            if answer.status_code == 200
            else answer.status_code
        )

    of_lab = {
        *("reservations", "resources", "outages", "categories", "imports", "people", "invitations"),
        *("holders", "qualifications", "qualification_catalogue", "sites", "rooms", "hours", "closures"),
    }
    of_region = {"organisations", "join_codes", "membership_requests", "audit"}
    assert await names("here") == of_lab
    assert await names("manager") == of_lab | of_region
    assert await names("nobody") == 403
    lab = await web(places["here"])
    for name in of_region:
        answer = await lab.post("/api/exports", json={"list": name, "format": "csv"})
        assert answer.status_code == 404, name


async def test_people_leave_without_dates_of_birth_and_children_without_addresses(world, places, web):
    rows = {row["Full name"]: row for row in await taken(await web(places["manager"]), "people")}
    assert rows["Nguyễn Lớn"]["Email"].endswith("@thu.example")
    assert rows["Lê Bé"]["Email"] == ""
    assert not any("2012" in value for value in rows["Lê Bé"].values())
    assert rows["Lê Xưởng A"]["Roles"] == "Lab staff"


async def test_the_change_log_leaves_without_a_childs_address(world, places, web):
    async def enter(session):
        for name, born in (("lon", date(2000, 5, 6)), ("be", date(2012, 1, 1))):
            await create_person(session, full_name=name, email=f"{name}@truong.example", birth_date=born)

    await world.database.transact(enter)
    people = [PEOPLE, ("1", "Bé Ba", "ba@truong.example", "0901234567", "01/02/2013")]
    await through(await web(places["manager"]), as_csv(people), "people")
    people[1] = ("1", "Bé Ba", "ba.moi@truong.example", "0907654321", "03/02/2013")
    await through(await web(places["manager"]), as_csv(people), "people")
    rows = await taken(await web(places["manager"]), "audit")
    told = " ".join(row["Before"] + row["After"] for row in rows if row["Kind"] == "person")
    assert "lon@truong.example" in told
    assert not [said for said in ("be@", "ba@", "ba.moi@", "090", "2013", "birth") if said in told]


def test_every_kind_of_evidence_has_a_name():
    assert set(EVIDENCE) == set(models.EVIDENCE)


async def test_every_list_comes_in_every_format_that_it_offers(world, places, web):
    client = await web(places["manager"])
    await book(await web(places["adult"]), places["machine"]["xuong-a"], 2)
    for each in (await client.get("/api/exports")).json()["items"]:
        rows = await taken(client, each["name"])
        book_ = load_workbook(io.BytesIO((await taken(client, each["name"], "xlsx")).content))
        sheet = book_.worksheets[0]
        assert [cell.value for cell in sheet[1]] == each["columns"]
        # The log has grown by the note of the first.
        assert sheet.max_row - 1 == len(rows) + (each["name"] == "audit")
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


async def test_xlsx_has_real_dates_and_numbers(world, places, web):
    await book(await web(places["adult"]), places["machine"]["xuong-a"], 2)
    answer = await taken(await web(places["here"]), "reservations", "xlsx")
    row = load_workbook(io.BytesIO(answer.content)).worksheets[0][2]
    assert (row[1].value, row[1].data_type) == ("=cmd|' /C calc'!A0", "s")
    assert (row[4].value, row[6].value) == (datetime.fromisoformat("2026-11-23T09:00"), 1)
    assert "attachment" in answer.headers["content-disposition"]


async def test_sites_come_as_geojson(world, places, web):
    body = (await taken(await web(places["here"]), "sites", "geojson")).json()
    assert body["type"] == "FeatureCollection"
    assert [feature["id"] for feature in body["features"]] == ["xuong-a", "xuong-b"]
    assert body["features"][0]["geometry"] is None


async def test_each_export_is_noted_with_filter_and_rows(world, places, web):
    await taken(await web(places["here"]), "resources", site="xuong-a", state="in_order")
    async with world.database.read() as session:
        entry = await session.scalar(select(AuditEntry).where(AuditEntry.action == "export.made"))
    assert entry.actor_id == places["here"].person_id
    assert entry.after == {
        "list": "resources",
        "format": "csv",
        "site": "xuong-a",
        "state": "in_order",
        "rows": 1,
    }


async def test_a_filter_that_a_list_has_not_is_refused(world, places, web):
    client = await web(places["manager"])
    for wrong in (
        {"list": "people", "format": "csv", "state": "x"},
        {"list": "reservations", "format": "geojson"},
        {"list": "reservations", "format": "csv", "state": "nonsense"},
    ):
        assert (await client.post("/api/exports", json=wrong)).status_code == 400, wrong


async def test_what_goes_out_comes_in_again_unchanged(world, places, web):
    client = await web(places["manager"], locale="vi")
    for name in ("hours", "organisations"):
        answer = await client.post("/api/exports", json={"list": name, "format": "csv"})
        made = (await bring(client, answer.content, name)).json()
        assert made["reading"]["ready"], name
        tried = (await client.post(f"/api/imports/{made['id']}/preview")).json()
        assert tried["counts"]["unchanged"] == tried["rows"], name


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    st.lists(
        st.lists(
            st.sampled_from(SIGNS).flatmap(lambda s: texts.map(lambda t: s + t)) | texts,
            min_size=2,
            max_size=2,
        ),
        max_size=5,
    )
)
def test_no_text_becomes_a_formula(rows):
    for line in csv.reader(io.StringIO(csv_of(["a", "b"], rows).decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(SIGNS) for cell in line)
    book = load_workbook(io.BytesIO(xlsx_of("t", ["a", "b"], rows)))
    assert all(
        cell.data_type in {"s", "n", "inlineStr"} for row in book.worksheets[0].iter_rows() for cell in row
    )


@pytest.mark.parametrize("sign", SIGNS)
def test_signs_that_begin_a_formula_are_guarded(sign):
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless(f"x{sign}") == f"x{sign}"
    assert harmless("") == ""
