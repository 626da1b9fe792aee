"""What one sees is what one takes away: each list's file beside its screen, for whoever may see what."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from ecosystem.fablab.rules import BookingRules
from ecosystem.kernel.ids import new_id
from ecosystem.places.models import Room
from ecosystem.transfer.exporting.catalogue import RULES
from tests.fablab.world import NOW, counts_as_statement, watch, words
from tests.transfer.lists import as_csv, bring
from tests.transfer.test_exports import taken

# The list, its address, what tells a row of the answer and the column of the file that says the same.
SCREENS = {
    "people": ("/api/people", "full_name", "Full name"),
    "organisations": ("/api/organisations", "slug", "Short name"),
    "invitations": ("/api/invitations", "email", "Email"),
    "join_codes": ("/api/join-codes", "code", "Code"),
    "membership_requests": ("/api/membership-requests", "full_name", "Full name"),
    "imports": ("/api/imports", "file_name", "File"),
    "holders": ("/api/qualification-grants", "full_name", "Full name"),
    "categories": ("/api/categories", "slug", "Short name"),
    "resources": ("/api/resource-settings", "name", "Name"),
}


async def posted(client, path, **body):
    answer = await client.post(path, json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


@pytest.fixture
async def region(world, web):
    """Two schools that run a site each, with all that their screens list: nothing of one is the other's."""
    everyone = {"manager": await world.person("Trần Quản Lý", ("manager", "region", world.region_id))}
    laser = await world.qualification()
    await world.quiz(laser)
    category = await world.category(qualification_id=laser, min_age=16, roles=["student", "lab"])
    await world.category("in-3d", price_per_hour=20000)
    for side in ("alpha", "omega"):
        school = await world.organisation(f"truong-{side}")
        site = await world.site(f"xuong-{side}", organisation_id=school)
        await world.add(Room(id=new_id(), site_id=site, name=words(f"=Phòng {side}"), floor="2", capacity=12))
        await world.machine(site, category, f"Máy {side}")
        lab = await world.person(f"Lê Xưởng {side}", ("lab", "site", site), organisation_id=school)
        head = await world.person(f"Phạm Trưởng {side}", ("manager", "organisation", school))
        pupil = await world.person(f"Nguyễn Em {side}", born=date(2012, 1, 1))
        everyone |= {f"lab-{side}": lab, f"head-{side}": head, f"pupil-{side}": pupil}
        await world.grant(pupil, laser, until=NOW + timedelta(days=10))
        await world.grant(lab, laser, revoked=NOW - timedelta(hours=1))
        client = await web(head)
        for number, approval in enumerate((True, False)):
            code = await posted(
                client,
                "/api/join-codes",
                organisation_id=str(school),
                label=f"=Lớp {number}",
                approval=approval,
                expires_at="2026-12-31T17:00:00Z",
            )
            if approval:
                await posted(await web(pupil), "/api/my/organisations", code=code["code"])
        for name in ("moi", "hai"):
            await posted(
                client,
                "/api/invitations",
                email=f"{name}-{side}@truong.example",
                scope_kind="organisation",
                scope_id=str(school),
            )
        await bring(client, as_csv(), name=f"{side}-2.csv")
        staff = await web(lab)
        await posted(
            staff,
            "/api/invitations",
            email=f"tro-giang-{side}@truong.example",
            scope_kind="site",
            scope_id=str(site),
            role="student",
        )
        await bring(staff, as_csv(), name=f"{side}.csv")
    return everyone


async def seen(client, name, **query):
    path, field, _ = SCREENS[name]
    answer = await client.get(path, params={"limit": 100, **query} if name not in _WHOLE else query)
    return [row[field] for row in answer.json()["items"]] if answer.status_code == 200 else None


_WHOLE = {"organisations", "imports", "categories"}


async def test_the_file_has_the_rows_of_the_screen(region, web):
    of_everybody = {"people", "invitations", "imports", "holders", "categories", "resources"}
    of_members = {"organisations", "join_codes", "membership_requests"}
    for who, expected in (
        ("lab-alpha", of_everybody),
        ("head-alpha", of_everybody | of_members),
        ("manager", of_everybody | of_members),
    ):
        client = await web(region[who])
        offered = {each["name"] for each in (await client.get("/api/exports")).json()["items"]}
        for name, (_, _, column) in SCREENS.items():
            listed = await seen(client, name)
            assert (listed is not None) == (name in offered) == (name in expected), (who, name)
            if listed is not None:
                told = [row[column] for row in await taken(client, name)]
                # Machines are in the order of their sites in the file.
                assert sorted(told) == sorted(listed), (who, name)
                assert told, (who, name)


async def test_nothing_of_the_other_school_is_in_a_file(region, web):
    for who in ("lab-alpha", "head-alpha"):
        client = await web(region[who])
        for name in (each["name"] for each in (await client.get("/api/exports")).json()["items"]):
            # Where sites are, and who may use what, is known at every site.
            if name in {"sites", "holders"}:
                continue
            rows = await taken(client, name)
            said = " ".join(value for row in rows for value in row.values())
            assert "omega" not in said, name
    teacher = await web(region["pupil-alpha"])
    assert (
        await teacher.post("/api/exports", json={"list": "join_codes", "format": "csv"})
    ).status_code == 403


FILTERS: list[tuple[str, dict[str, Any], dict[str, str], int]] = [
    ("people", {"q": "pham"}, {"q": "pham"}, 2),
    ("people", {"role": "lab"}, {"role": "lab"}, 2),
    ("people", {"active": False}, {"state": "closed"}, 0),
    ("people", {"organisation": "truong-alpha"}, {"organisation": "truong-alpha"}, 1),
    ("organisations", {"q": "alpha"}, {"q": "alpha"}, 1),
    (
        "invitations",
        {"state": "open", "scope": "truong-alpha"},
        {"state": "open", "organisation": "truong-alpha"},
        2,
    ),
    ("join_codes", {"organisation": "truong-omega"}, {"organisation": "truong-omega"}, 2),
    ("membership_requests", {"state": "approved"}, {"state": "approved"}, 0),
    ("holders", {"state": "ended"}, {"state": "ended"}, 2),
    ("holders", {"state": "expiring", "q": "em alpha"}, {"state": "expiring", "q": "em alpha"}, 1),
    ("resources", {"q": "may omega"}, {"q": "may omega", "state": "in_use"}, 1),
]


async def test_the_filter_of_the_screen_goes_along(region, web):
    client = await web(region["manager"])
    ids = {each["slug"]: each["id"] for each in (await client.get("/api/organisations")).json()["items"]}
    for name, query, filters, count in FILTERS:
        listed = await seen(client, name, **{key: ids.get(value, value) for key, value in query.items()})
        rows = await taken(client, name, **filters)
        assert [row[SCREENS[name][2]] for row in rows] == listed, (name, query)
        assert len(rows) == count, (name, query)
        by_id = {key: ids.get(value, value) for key, value in filters.items()}
        assert await taken(client, name, **by_id) == rows, (name, query)


async def test_the_change_log_is_filtered_by_kind_and_person(region, web):
    client = await web(region["manager"])
    rows = await taken(client, "audit", kind="organisation", by="truong alpha")
    assert {(row["Kind"], row["Who"]) for row in rows} == {("organisation", "Phạm Trưởng alpha")}
    assert len(rows) == 2
    assert await taken(client, "audit", by=str(region["lab-omega"].person_id), kind="organisation") == []


async def test_no_list_tells_the_address_of_a_child(region, web):
    client = await web(region["manager"])
    email = f"{region['pupil-alpha'].person_id}@thu.example"
    site = (await client.get("/api/sites")).json()["items"][0]["id"]
    await posted(
        client, "/api/invitations", email=email.upper(), scope_kind="site", scope_id=site, role="student"
    )
    for name in ("people", "holders", "membership_requests", "invitations"):
        rows = await taken(client, name)
        assert not [row for row in rows if email in row["Email"].lower()], name
        assert any(row["Email"] == "" for row in rows), name


async def test_categories_leave_with_all_of_their_rules(region, web):
    assert tuple(sorted(RULES)) == tuple(sorted(BookingRules.__struct_fields__))
    printers, laser = await taken(await web(region["lab-alpha"]), "categories")
    assert (laser["Shortest booking (min)"], laser["Minimum age"]) == ("30", "16")
    assert laser["Roles that may book"] == "Student; Lab staff"
    assert (laser["Qualification asked for"], laser["Machines"]) == ("Laser safety", "2")
    assert (printers["Price per hour"], printers["Currency"]) == ("20000", "VND")
    assert (laser["Price per hour"], laser["Quota per day (min)"], laser["Currency"]) == ("", "", "")


async def test_rooms_and_quizzes_leave_as_they_are(region, web):
    client = await web(region["lab-alpha"])
    (room,) = await taken(client, "rooms")
    assert list(room.values()) == ["xuong-alpha", "'=Phòng alpha", "'=Phòng alpha", "2", "12", "yes"]
    book = load_workbook(io.BytesIO((await taken(client, "rooms", "xlsx", site="xuong-alpha")).content))
    cells = book.worksheets[0][2]
    assert [(cell.value, cell.data_type) for cell in cells[1:5:3]] == [("=Phòng alpha", "s"), (12, "n")]
    (laser,) = await taken(client, "qualification_catalogue")
    assert (laser["Quiz"], laser["Questions"], laser["Pass mark (%)"]) == ("Quiz", "2", "100")
    assert laser["Asked for by"] == "laser"


async def test_closures_that_are_over_and_those_ahead(world, region, web):
    client = await web(region["manager"])
    for reason, days in (("Đã qua", -9), ("Sắp tới", 9)):
        start = NOW + timedelta(days=days)
        await world.closure("region", world.region_id, start, start + timedelta(days=1), reason)
    for state, told in (("ahead", "Sắp tới"), ("past", "Đã qua")):
        assert [row["Reason"] for row in await taken(client, "closures", state=state)] == [told]
    assert len(await taken(client, "closures")) == 2


async def test_a_list_is_read_in_as_many_statements_however_long_it_is(world, region, web):
    client = await web(region["manager"])
    names = [each["name"] for each in (await client.get("/api/exports")).json()["items"]]
    statements = watch(world.database)

    async def counted():
        found = {}
        for name in names:
            statements.clear()
            await taken(client, name)
            found[name] = len([query for query in statements if counts_as_statement(query)])
        return found

    first = await counted()
    for number in range(12):
        school = await world.organisation(f"them-{number}")
        site = await world.site(f"them-{number}", organisation_id=school)
        await world.room(site)
        machine = await world.machine(site, await world.category(f"them-{number}"), f"Máy {number}")
        await world.person(f"Người {number}", ("lab", "site", site), organisation_id=school)
        await world.closure("resource", machine, NOW, NOW + timedelta(days=1))
        await bring(client, as_csv(), name=f"{number}.csv")
    assert await counted() == first
    assert max(first.values()) < 15, first
