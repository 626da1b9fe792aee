"""Taking a machine away from people who have booked it: they are shown, decided on and told."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.region import Region
from tests.e2e.test_every_page import overflow, violations
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e
Windows = Callable[..., Visitor]
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def own(new_region: Callable[..., Any]) -> Iterator[Region]:
    """A region whose machines may be closed without harm to other tests."""
    with new_region() as region:
        yield region


def booked(region: Region, *people: str) -> tuple[str, list[str]]:
    """A printer that these people have booked today, an hour each; answers its name and the bookings."""
    name, at = region.free(0, minutes=60 * len(people), category="printer3d", after="13:00")
    machine, made = region.machine(name), []
    with region.client("admin") as client:
        for number, who in enumerate(people):
            asked = {"q": f"{who}@demo.example", "site": machine["site"]["slug"]}
            person = client.get("/api/people/search", params=asked).json()["items"][0]
            body = {
                "resource_id": machine["id"],
                "starts_at": (at + number * HOUR).isoformat(),
                "ends_at": (at + (number + 1) * HOUR).isoformat(),
                "for_person_id": person["id"],
                "reason": "Đặt hộ",
            }
            answer = client.post("/api/reservations", json=body)
            assert answer.status_code == 201, answer.text
            made.append(answer.json()["id"])
    return name, made


def reservation(region: Region, reservation_id: str) -> dict[str, Any]:
    with region.client("admin") as client:
        found: dict[str, Any] = client.get(f"/api/reservations/{reservation_id}").json()
    return found


def row(form: Locator, who: str) -> Locator:
    return form.get_by_role("listitem").filter(has_text=who)


def choose(form: Locator, who: str, decision: str) -> None:
    row(form, who).get_by_text(decision, exact=True).click()


def test_a_closure_moves_one_booking_and_cancels_another(visitor: Windows, own: Region) -> None:
    name, (moved, cancelled) = booked(own, "student", "teacher")
    before, other = reservation(own, moved), reservation(own, cancelled)
    site = own.machine(name)["site"]["slug"]
    window = visitor(who="admin", region=own)
    page = window.goto(f"/cai-dat/gio-mo-cua?site={site}&part=closures")
    page.get_by_role("button", name="Thêm đợt đóng cửa").click()
    form = page.get_by_role("dialog", name="Thêm đợt đóng cửa")
    form.get_by_label("Đóng cửa nơi nào").fill(name)
    page.get_by_role("option", name=name, exact=True).click()
    for label, clock in (("Từ", "13:00"), ("Đến", "20:00")):
        field = form.get_by_role("group", name=label, exact=True).get_by_label("Giờ", exact=True)
        field.fill(clock)
        page.get_by_role("option", name=clock, exact=True).click()
    form.get_by_label("Lý do (mọi người sẽ đọc)").fill("Thay đầu in")
    expect(row(form, before["person"]["full_name"])).to_be_visible()
    form.get_by_role("group", name="Tất cả:").get_by_role("button", name="Hủy").click()
    choose(form, before["person"]["full_name"], "Chuyển")
    expect(form.get_by_label("Chuyển sang")).to_be_visible()
    assert [*violations(page), *overflow(page)] == []
    form.get_by_role("button", name="Đóng cửa", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="lượt đặt được xử lý")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Thay đầu in")).to_be_visible()

    after = reservation(own, moved)
    assert after["state"] == "confirmed"
    assert (after["resource"]["id"], after["starts_at"]) != (before["resource"]["id"], before["starts_at"])
    assert reservation(own, cancelled)["state"] == "cancelled"
    window.goto("/thu-mau")
    for subject, person in (("Đã đổi lượt đặt", before), ("Đã hủy", other)):
        letter = page.get_by_role("listitem").filter(has_text=subject)
        letter = letter.filter(has_text=person["person"]["full_name"])
        expect(letter.first).to_contain_text("Thay đầu in")


def test_a_fault_cancels_what_was_booked_when_staff_say_so(visitor: Windows, own: Region) -> None:
    name, (lost,) = booked(own, "student")
    who = reservation(own, lost)["person"]["full_name"]
    window = visitor(size="phone", who="admin", region=own)
    page = window.goto(f"/hom-nay?site={own.machine(name)['site']['slug']}")
    page.get_by_role("button", name=f"Báo hỏng {name}", exact=True).tap()
    drawer = page.get_by_role("dialog", name=f"Báo hỏng: {name}")
    drawer.get_by_role("button", name="Xem lượt đặt bị ảnh hưởng").tap()
    expect(row(drawer, who).first).to_be_visible()
    choose(drawer, who, "Hủy")
    assert [*violations(page), *overflow(page)] == []
    drawer.get_by_role("button", name="Kẹt cơ khí").tap()
    expect(
        page.get_by_role("alert").filter(has_text=re.compile(f"{re.escape(name)} đã ngừng"))
    ).to_be_visible()
    assert reservation(own, lost)["state"] == "cancelled"
