"""The change log: every field from what to what, and nobody reads of sites that are not theirs."""

from typing import Any

import pytest

from ecosystem.fablab import service
from ecosystem.fablab.schemas import ReservationIn
from ecosystem.kernel import audit
from ecosystem.reports.audit.rules import changes
from ecosystem.reports.audit.schemas import Change
from tests.fablab.conftest import web, world  # noqa: F401 -- fixtures
from tests.fablab.world import at, words


def test_only_what_differs_is_a_change():
    before = {"name": words("Cũ"), "units": 2, "rules": {"min_minutes": 30, "chain": True}, "note": None}
    after = {"name": words("Mới"), "units": 2, "rules": {"min_minutes": 60}, "note": None}
    assert changes(before, after) == [
        Change("name", words("Cũ"), words("Mới")),
        Change("rules.min_minutes", 30, 60),
        Change("rules.chain", True, None),
    ]


def test_a_partial_entry_tells_of_what_it_names_only():
    assert changes({"a": 1, "b": 2}, {"b": 3}) == [Change("b", 2, 3)]


def test_what_is_new_tells_what_it_says():
    after: dict[str, Any] = {
        "name": words("Máy"),
        "note": None,
        "text": {"vi": "", "en": ""},
        "roles": [],
        "units": 0,
    }
    assert changes(None, after) == [Change("name", None, words("Máy")), Change("units", None, 0)]
    assert changes({"name": "Máy"}, None) == [Change("name", "Máy", None)]
    assert changes(None, None) == []


@pytest.fixture
async def two_sites(world):  # noqa: F811
    """A change at each of two sites, a booking at the first, and one of the whole region."""
    one, other = await world.site("mot"), await world.site("hai")
    machine = await world.machine(one, await world.category())
    manager = await world.person("Phạm Thị Hà", ("manager", "region", world.region_id))
    binh = await world.person()

    async def change(kind, subject_id, **said):
        await world.database.transact(
            lambda s: audit.record(
                s, actor=manager, action=f"{kind}.changed", subject_kind=kind, subject_id=subject_id, **said
            )
        )

    await change("site", one, before={"address": "Cũ"}, after={"address": "Mới"})
    await change("site", other, before={"address": "Xưa"}, after={"address": "Nay"})
    await change("category", world.region_id, before={}, after={"qualification_id": str(one)})
    await change("room", other, before={"site_id": str(one), "name": words("Phòng")}, after=None)
    await world.database.transact(
        lambda s: service.reserve(s, actor=binh, wanted=ReservationIn(machine, at("09:00"), at("10:00")))
    )
    return one, other, manager


async def actions(client, **query):
    answer = await client.get("/api/audit", params=query)
    assert answer.status_code == 200, answer.text
    # The asker's own token is the newest entry; it belongs to no test.
    found = [item["action"] for item in answer.json()["items"]]
    return [action for action in found if action != "token.created"]


async def test_a_manager_reads_everything_the_newest_first(web, two_sites):  # noqa: F811
    one, _, manager = two_sites
    client = await web(manager)
    assert await actions(client) == [
        "reservation.created",
        "room.changed",
        "category.changed",
        "site.changed",
        "site.changed",
    ]
    answer = await client.get("/api/audit", params={"subject_id": str(one)})
    found = answer.json()["items"][0]
    assert found["actor"]["full_name"] == "Phạm Thị Hà"
    assert found["subject"] == {"kind": "site", "id": str(one), "name": words("Xưởng mot", "Lab mot")}
    assert found["changes"] == [{"field": "address", "before": "Cũ", "after": "Mới"}]


async def test_ids_in_a_change_have_names(web, two_sites):  # noqa: F811
    one, _, manager = two_sites
    answer = await (await web(manager)).get("/api/audit", params={"subject_kind": "category"})
    assert answer.json()["names"][str(one)] == words("Xưởng mot", "Lab mot")


async def test_a_lab_role_reads_of_its_site_only(web, world, two_sites):  # noqa: F811
    one, other, _ = two_sites
    mine = await web(await world.person("Một", ("lab", "site", one)))
    theirs = await web(await world.person("Hai", ("lab", "site", other)))
    assert await actions(mine) == ["reservation.created", "room.changed", "site.changed"]
    assert await actions(theirs) == ["site.changed"]
    assert await actions(theirs, subject_id=str(one)) == []


async def test_an_organisation_reads_of_its_sites(web, world):  # noqa: F811
    organisation = await world.organisation()
    site = await world.site("truong", organisation_id=organisation)
    await world.site("khac")
    manager = await world.person("Hà", ("manager", "organisation", organisation))
    await world.database.transact(
        lambda s: audit.record(s, actor=manager, action="site.changed", subject_kind="site", subject_id=site)
    )
    other = await world.person("Lan", ("manager", "organisation", world.region_id))
    assert await actions(await web(manager)) == ["site.changed"]
    assert await actions(await web(other)) == []


async def test_students_are_refused_and_nobody_asked_to_sign_in(web, world):  # noqa: F811
    assert (await (await web(await world.person())).get("/api/audit")).status_code == 403
    assert (await (await web()).get("/api/audit")).status_code == 401


async def test_the_log_is_filtered_and_paged(web, two_sites):  # noqa: F811
    *_, manager = two_sites
    client = await web(manager)
    assert await actions(client, subject_kind="site") == ["site.changed"] * 2
    assert await actions(client, actor="thi ha") == [
        "room.changed", "category.changed", "site.changed", "site.changed",
    ]  # fmt: skip
    assert await actions(client, actor=str(manager.person_id)) == await actions(client, actor="ha pham")
    assert await actions(client, actor="khong co ai") == []
    assert await actions(client, since="2026-11-21T00:00:00+07:00") == []
    assert len(await actions(client, until="2026-11-21T00:00:00+07:00")) == 5
    seen, cursor = [], None
    for _ in range(3):
        page = (
            await client.get("/api/audit", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        ).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert cursor is None
    assert len(set(seen)) == len(seen) == 6
