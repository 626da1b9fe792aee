"""A closure over reservations is refused and tells its staff whose they are; nobody else hears a name."""

from tests.fablab.test_http_reservations import wish
from tests.fablab.world import at


async def test_a_refused_closure_names_the_reservations_in_its_way(world, web, laser):
    lan, binh = await web(await world.person("Trần Thị Lan")), await web(await world.person("Lê Văn Bình"))
    late = (await binh.post("/api/reservations", json=wish(laser, "10:00", "11:00"))).json()
    early = (await lan.post("/api/reservations", json=wish(laser, "09:00", "09:45"))).json()
    gone = (await lan.post("/api/reservations", json=wish(laser, "14:00", "15:00"))).json()
    await lan.delete(f"/api/reservations/{gone['id']}")
    staff = await web(await world.person("Phạm Quản Lý", ("admin", "region", world.region_id)))
    closure = {
        "scope_kind": "resource",
        "scope_id": str(laser),
        "starts_at": at("09:00").isoformat(),
        "ends_at": at("16:00").isoformat(),
        "reason": {"vi": "Bảo trì", "en": "Maintenance"},
    }
    refused = await staff.post("/api/closures", json=closure)
    assert refused.status_code == 409
    assert [
        (one["subject_id"], one["resource_name"], one["starts_at"], one["person_name"])
        for one in refused.json()["touched"]
    ] == [
        (early["id"], early["resource"]["name"], early["starts_at"], "Trần Thị Lan"),
        (late["id"], late["resource"]["name"], late["starts_at"], "Lê Văn Bình"),
    ]
    assert (await lan.post("/api/closures", json=closure)).status_code == 403
