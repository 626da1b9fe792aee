"""Categories, rules and machines as staff set them up: all problems named, scope, versions, the trail."""

import asyncio

import pytest

from ecosystem.fablab import service
from ecosystem.fablab.editing import categories
from ecosystem.fablab.rules import BookingRules
from ecosystem.fablab.rules.coherence import contradictions
from ecosystem.fablab.schemas import ReservationIn
from ecosystem.fablab.schemas.editing import CategoryPatch
from ecosystem.kernel.errors import Refused
from tests.fablab.world import at, words

V1 = {"if-match": '"v1"'}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, []),
        ({"min_minutes": 120, "max_minutes": 60}, [("max_minutes", "below_shortest")]),
        (
            {"raster_minutes": 7},
            [
                ("raster_minutes", "divides_no_day"),
                ("min_minutes", "off_raster"),
                ("max_minutes", "off_raster"),
            ],
        ),
        ({"min_minutes": 20, "max_minutes": 60, "raster_minutes": 30}, [("min_minutes", "off_raster")]),
        ({"quota_minutes_per_day": 15}, [("quota_minutes_per_day", "below_shortest")]),
        ({"quota_minutes_per_day": 30, "quota_minutes_per_week": 30}, []),
        (
            {"quota_minutes_per_day": 240, "quota_minutes_per_week": 120},
            [("quota_minutes_per_week", "below_day")],
        ),
        ({"notice_minutes": 1439, "horizon_days": 0}, []),
        ({"notice_minutes": 1440, "horizon_days": 0}, [("notice_minutes", "beyond_horizon")]),
        ({"no_show_grace_minutes": 240}, [("no_show_grace_minutes", "beyond_longest")]),
        ({"approval_over_minutes": 240}, []),
        (
            {"approval": "longer", "approval_over_minutes": 240},
            [("approval_over_minutes", "never_asked")],
        ),
    ],
)
def test_rules_that_contradict_one_another_are_found(rules, expected):
    assert [(found.name, found.code) for found in contradictions(BookingRules(**rules))] == expected


@pytest.fixture
async def manager(web, world):
    return await web(await world.person("Hà", ("manager", "region", world.region_id)))


def fields(answer) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def last(client, subject_id):
    answer = await client.get("/api/audit", params={"subject_id": str(subject_id)})
    entry = answer.json()["items"][0]
    # The database keeps the fields of an entry in an order of its own.
    return {**entry, "changes": sorted(entry["changes"], key=lambda change: change["field"])}


async def test_a_category_is_added_with_its_rules(manager):
    answer = await manager.post(
        "/api/categories",
        json={"name": words("Máy tiện"), "icon": "cnc", "rules": {"min_minutes": 60, "raster_minutes": 15}},
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["slug"], made["machine_count"], made["version"]) == ("may-tien", 0, 1)
    assert (made["rules"]["min_minutes"], made["rules"]["max_minutes"]) == (60, 240)
    assert (await last(manager, made["id"]))["action"] == "category.created"
    gone = await manager.delete(f"/api/categories/{made['id']}", headers=V1)
    assert gone.status_code == 204
    assert (await manager.get(f"/api/categories/{made['id']}")).status_code == 404


async def test_every_bad_rule_is_named(manager, world):
    path = f"/api/categories/{await world.category()}"
    wrong = {"min_minutes": 0, "chain": "no", "nonsense": 1, "max_minutes": 10**9}
    assert sorted(fields(await manager.patch(path, json={"rules": wrong}, headers=V1))) == [
        ("rules.chain", "wrong_type"),
        ("rules.max_minutes", "out_of_bounds"),
        ("rules.min_minutes", "out_of_bounds"),
        ("rules.nonsense", "unknown_field"),
    ]
    crossed = {"min_minutes": 300, "quota_minutes_per_day": 60, "raster_minutes": 45}
    assert fields(await manager.patch(path, json={"rules": crossed}, headers=V1)) == [
        ("rules.max_minutes", "below_shortest"),
        ("rules.min_minutes", "off_raster"),
        ("rules.max_minutes", "off_raster"),
        ("rules.quota_minutes_per_day", "below_shortest"),
    ]
    unknown = {"roles": ["student", "wizard"], "organisation_ids": [str(world.region_id)]}
    assert fields(await manager.patch(path, json={"rules": unknown}, headers=V1)) == [
        ("rules.roles[1]", "invalid_choice"),
        ("rules.organisation_ids[0]", "unknown_reference"),
    ]
    assert (await manager.get(path)).json()["version"] == 1


async def test_a_change_of_rules_is_told_field_by_field(manager, world):
    category = await world.category()
    answer = await manager.patch(
        f"/api/categories/{category}", json={"rules": {"max_minutes": 120, "min_age": 16}}, headers=V1
    )
    assert answer.json()["rules"]["max_minutes"] == 120
    assert (await last(manager, category))["changes"] == [
        {"field": "rules.max_minutes", "before": 240, "after": 120},
        {"field": "rules.min_age", "before": None, "after": 16},
    ]


async def test_the_second_of_two_who_edit_one_rule_is_told(manager, world):
    path = f"/api/categories/{await world.category()}"
    first = await manager.patch(path, json={"rules": {"max_minutes": 120}}, headers=V1)
    second = await manager.patch(path, json={"rules": {"max_minutes": 180}}, headers=V1)
    assert (first.status_code, second.status_code) == (200, 412)
    assert (await manager.get(path)).json()["rules"]["max_minutes"] == 120
    assert (await manager.patch(path, json={"rules": {}})).status_code == 428


async def test_rules_that_a_machine_contradicts_name_it(manager, world):
    category = await world.category()
    await world.machine(await world.site(), category, "Máy nhỏ", max_minutes=60)
    answer = await manager.patch(
        f"/api/categories/{category}", json={"rules": {"min_minutes": 120}}, headers=V1
    )
    assert fields(answer) == [("rules.max_minutes", "of_machine")]
    assert "Máy nhỏ" in answer.json()["errors"][0]["message"]


async def test_a_category_in_use_stays_and_says_by_what(manager, world):
    category = await world.category()
    machine = await world.machine(await world.site(), category, "Máy Epilog")
    answer = await manager.delete(f"/api/categories/{category}", headers=V1)
    assert (answer.status_code, answer.json()["items"]) == (409, [{"id": str(machine), "name": "Máy Epilog"}])


async def test_categories_are_for_roles_at_the_region(web, world):
    category, site = await world.category(), await world.site()
    lab = await web(await world.person("Lan", ("lab", "site", site)))
    path = f"/api/categories/{category}"
    assert (await lab.patch(path, json={"position": 3}, headers=V1)).status_code == 403
    assert (await lab.delete(path, headers=V1)).status_code == 403
    assert (await lab.post("/api/categories", json={"name": words("Máy")})).status_code == 403


async def test_a_machine_is_added_found_and_changed(manager, world):
    site, category = await world.site(), await world.category(max_minutes=120)
    made = await manager.post(
        "/api/resources",
        json={
            "name": "  Máy   tiện ", "site_id": str(site), "category_id": str(category), "units": 3,
            "asset_number": "TS-001", "manual_url": "https://example.org/a", "rules": {"min_minutes": 60},
        },
    )  # fmt: skip
    assert made.status_code == 201, made.text
    machine = made.json()
    assert (machine["name"], machine["own_rules"], machine["category_rules"]["max_minutes"]) == (
        "Máy tiện", {"min_minutes": 60}, 120,
    )  # fmt: skip
    for asked in ("may tien", "ts-001", "xuong"):
        found = (await manager.get("/api/resource-settings", params={"q": asked})).json()["items"]
        assert [line["name"] for line in found] == ["Máy tiện"]
    assert (await manager.get("/api/resource-settings", params={"q": "robot"})).json()["items"] == []
    path = f"/api/resources/{machine['id']}"
    changed = await manager.patch(
        path, json={"inherited": ["min_minutes"], "rules": {"chain": False}, "units": 2}, headers=V1
    )
    assert (changed.json()["own_rules"], changed.json()["units"]) == ({"chain": False}, 2)
    assert (await last(manager, machine["id"]))["changes"] == [
        {"field": "rules.chain", "before": None, "after": False},
        {"field": "rules.min_minutes", "before": 60, "after": None},
        {"field": "units", "before": 3, "after": 2},
    ]
    assert (await manager.patch(path, json={"units": 4}, headers=V1)).status_code == 412
    assert (await manager.get(path)).json()["units"] == 2


async def test_every_bad_field_of_a_machine_is_named(manager, world):
    site, other = await world.site(), await world.site("khac")
    answer = await manager.post(
        "/api/resources",
        json={
            "name": " ", "site_id": str(site), "category_id": str(world.region_id), "manual_url": "ftp:/x",
            "room_id": str(await world.room(other)), "qualification_id": str(world.region_id),
            "rules": {"min_minutes": -1},
        },
    )  # fmt: skip
    assert fields(answer) == [
        ("name", "blank"),
        ("manual_url", "invalid"),
        ("category_id", "unknown_reference"),
        ("room_id", "unknown_reference"),
        ("qualification_id", "unknown_reference"),
        ("rules.min_minutes", "out_of_bounds"),
    ]


async def test_staff_set_up_machines_of_their_own_site_only(web, world):
    own, other, category = await world.site("minh"), await world.site("khac"), await world.category()
    mine, theirs = await world.machine(own, category), await world.machine(other, category, "Máy khác")
    lab = await web(await world.person("Lan", ("lab", "site", own)))
    listed = (await lab.get("/api/resource-settings")).json()["items"]
    assert [line["id"] for line in listed] == [str(mine)]
    assert (await lab.get(f"/api/resource-settings/{theirs}")).status_code == 404
    assert (await lab.patch(f"/api/resources/{theirs}", json={"units": 2}, headers=V1)).status_code == 404
    move = {"site_id": str(other)}
    assert (await lab.patch(f"/api/resources/{mine}", json=move, headers=V1)).status_code == 404
    new = {"name": "Máy", "site_id": str(other), "category_id": str(category)}
    assert (await lab.post("/api/resources", json=new)).status_code == 404
    assert (await lab.patch(f"/api/resources/{mine}", json={"units": 2}, headers=V1)).status_code == 200


async def test_out_of_use_and_back_says_nothing_of_faults(manager, world):
    site, category = await world.site(), await world.category()
    path = f"/api/resources/{await world.machine(site, category, state='out_of_order')}"
    assert (await manager.patch(path, json={"retired": False}, headers=V1)).json()["state"] == "out_of_order"
    gone = await manager.patch(path, json={"retired": True}, headers={"if-match": '"v2"'})
    assert gone.json()["state"] == "retired"
    assert (await manager.get("/api/resource-settings")).json()["items"] == []
    found = (await manager.get("/api/resource-settings", params={"state": "retired"})).json()["items"]
    assert len(found) == 1
    back = await manager.patch(path, json={"retired": False}, headers={"if-match": '"v3"'})
    assert back.json()["state"] == "in_order"


async def test_nothing_in_use_comes_to_stand_where_all_is_out_of_use(manager, world):
    """In a room or a site: neither a new machine, nor one from elsewhere, nor one that was retired."""
    site, category = await world.site("cu"), await world.category()
    room = (await manager.post("/api/rooms", json={"site_id": str(site), "name": words("Kho")})).json()["id"]
    retired = await world.machine(site, category, room_id=room, state="retired")
    elsewhere = await world.machine(await world.site("moi"), category)
    new = {"name": "Máy in", "category_id": str(category), "site_id": str(site)}
    back, moved = {"retired": False}, {"site_id": str(site)}
    for path, field, more in (
        (f"/api/rooms/{room}", "room_id", {"room_id": room}),
        (f"/api/sites/{site}", "site_id", {}),
    ):
        assert (await manager.patch(path, json={"retired": True}, headers=V1)).status_code == 200
        tried = [
            await manager.post("/api/resources", json=new | more),
            await manager.patch(f"/api/resources/{elsewhere}", json=moved | more, headers=V1),
            await manager.patch(f"/api/resources/{retired}", json=back, headers=V1),
        ]
        assert all((field, "out_of_use") in fields(answer) for answer in tried)
    renamed = await manager.patch(f"/api/resources/{retired}", json={"name": "Máy cũ"}, headers=V1)
    assert renamed.status_code == 200


async def test_a_machine_and_the_end_of_its_site_at_once_have_one_outcome(manager, world):
    category = await world.category()
    for turn in range(8):
        site = await world.site(f"xuong-{turn}")
        new = {"name": "Máy in", "category_id": str(category), "site_id": str(site)}
        tries = [
            manager.post("/api/resources", json=new),
            manager.patch(f"/api/sites/{site}", json={"retired": True}, headers=V1),
        ]
        answers = await asyncio.gather(*(tries if turn % 2 else reversed(tries)))
        statuses = {answer.request.method: answer.status_code for answer in answers}
        assert (statuses["POST"], statuses["PATCH"]) in {(201, 409), (400, 200)}


async def test_a_booking_against_a_change_of_rules_is_before_or_after_it(world):
    """Whoever waits for the other sees what it did: none is judged by rules that are gone."""
    category = await world.category()
    machine = await world.machine(await world.site(), category)
    manager = await world.person("Hà", ("manager", "region", world.region_id))
    binh = await world.person()
    locked, go_on = asyncio.Event(), asyncio.Event()

    async def shorten(session):
        await categories.change(
            session, actor=manager, category_id=category, version=1, locale="vi",
            given=CategoryPatch(rules={"max_minutes": 60}),
        )  # fmt: skip
        locked.set()
        await go_on.wait()

    async def book(session):
        return await service.reserve(
            session, actor=binh, wanted=ReservationIn(machine, at("09:00"), at("11:00"))
        )

    changing = asyncio.create_task(world.database.transact(shorten))
    await locked.wait()
    booking = asyncio.create_task(world.database.transact(book))
    done, _ = await asyncio.wait({booking}, timeout=0.3)
    assert done == set(), "the booking did not wait for the change of rules"
    go_on.set()
    await changing
    with pytest.raises(Refused) as refused:
        await booking
    assert [reason.code for reason in refused.value.reasons] == ["too_long"]


async def test_a_change_of_rules_waits_for_a_booking_in_flight(world):
    category = await world.category()
    machine = await world.machine(await world.site(), category)
    manager = await world.person("Hà", ("manager", "region", world.region_id))
    binh = await world.person()
    booked, go_on = asyncio.Event(), asyncio.Event()

    async def book(session):
        made = await service.reserve(
            session, actor=binh, wanted=ReservationIn(machine, at("09:00"), at("11:00"))
        )
        booked.set()
        await go_on.wait()
        return made

    async def shorten(session):
        await categories.change(
            session, actor=manager, category_id=category, version=1, locale="vi",
            given=CategoryPatch(rules={"max_minutes": 60}),
        )  # fmt: skip

    booking = asyncio.create_task(world.database.transact(book))
    await booked.wait()
    changing = asyncio.create_task(world.database.transact(shorten))
    done, _ = await asyncio.wait({changing}, timeout=0.3)
    assert done == set(), "the change of rules did not wait for the booking"
    go_on.set()
    assert (await booking).state == "confirmed"
    await changing
