"""Changes of staff that meet bookings, by screen: each is shown what it touches and decides on it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.region import Region
from tests.e2e.test_closing import booked, choose, reservation, row
from tests.e2e.test_every_page import overflow, violations
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e
Windows = Callable[..., Visitor]


@pytest.fixture(scope="module")
def own(new_region: Callable[..., Any]) -> Iterator[Region]:
    """A region that is changed without harm to other tests."""
    with new_region() as region:
        yield region


def test_a_machine_is_retired_with_its_bookings(visitor: Windows, own: Region) -> None:
    name, (moved, off) = booked(own, "student", "teacher")
    people = [reservation(own, one)["person"]["full_name"] for one in (moved, off)]
    window = visitor(who="admin", region=own)
    page = window.goto(f"/cai-dat/may/{own.machine(name)['id']}")
    page.get_by_role("button", name="Ngừng sử dụng", exact=True).click()
    dialog = page.get_by_role("dialog", name="Ngừng sử dụng")
    expect(row(dialog, people[0]).first).to_be_visible()
    expect(dialog.get_by_text("Giữ", exact=True)).to_have_count(0)
    dialog.get_by_role("group", name="Tất cả:").get_by_role("button", name="Hủy").click()
    choose(dialog, people[0], "Chuyển")
    assert [*violations(page), *overflow(page)] == []
    dialog.get_by_role("button", name="Ngừng sử dụng", exact=True).click()
    expect(page.get_by_role("button", name="Dùng lại", exact=True)).to_be_visible()
    assert (reservation(own, moved)["state"], reservation(own, off)["state"]) == ("confirmed", "cancelled")
    assert reservation(own, moved)["resource"]["name"] != name


def test_a_closed_account_gives_its_bookings_back(visitor: Windows, own: Region) -> None:
    name, (lost,) = booked(own, "founder")
    person = reservation(own, lost)["person"]
    window = visitor(size="phone", language="en", who="admin", region=own)
    page = window.goto(f"/cai-dat/nguoi/{person['id']}")
    page.get_by_role("button", name="Close the account").tap()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem").filter(has_text=name).first).to_be_visible()
    assert [*violations(page), *overflow(page)] == []
    dialog.get_by_role("button", name="Close the account").tap()
    expect(page.get_by_role("button", name="Open the account again")).to_be_visible()
    assert reservation(own, lost)["state"] == "cancelled"


def test_a_withdrawn_qualification_cancels_what_rests_on_it(visitor: Windows, own: Region) -> None:
    """By phone, in English."""
    name, lost = rests(own, "teacher")
    with own.client("admin") as client:
        wanted = client.get(f"/api/resources/{own.machine(name)['id']}").json()["qualification"]["id"]
    who = reservation(own, lost)["person"]["full_name"]
    window = visitor(size="phone", language="en", who="admin", region=own)
    page = window.goto(f"/cai-dat/nang-luc/{wanted}?tab=holders")
    page.get_by_label("Search by name").fill(who)
    page.get_by_role("button", name=f"Withdraw : {who}").tap()
    dialog = page.get_by_role("dialog")
    expect(row(dialog, name).first).to_be_visible()
    choose(dialog, name, "Cancel")
    dialog.get_by_label("Reason").fill("Used it without the guard")
    assert [*violations(page), *overflow(page)] == []
    dialog.get_by_role("button", name="Withdraw", exact=True).tap()
    expect(dialog).to_have_count(0)
    assert reservation(own, lost)["state"] == "cancelled"


def rests(region: Region, who: str) -> tuple[str, str]:
    """A booking of this person tomorrow on a laser cutter, which asks for a qualification."""
    name, at = region.free(1, minutes=60, category="laser", after="13:00")
    machine = region.machine(name)
    with region.client(who) as client:
        times = {"starts_at": at.isoformat(), "ends_at": at.replace(hour=at.hour + 1).isoformat()}
        answer = client.post("/api/reservations", json={"resource_id": machine["id"], **times})
    assert answer.status_code == 201, answer.text
    return name, answer.json()["id"]


def test_holidays_are_accepted_moved_and_refused(visitor: Windows, own: Region) -> None:
    window = visitor(who="admin", region=own)
    page = window.goto("/cai-dat/gio-mo-cua?part=holidays")
    page.get_by_label("Năm").fill("2028")
    for verb in ("Đóng cửa", "Dời ngày", "Vẫn mở"):
        waiting = page.get_by_role("button", name=re.compile(f"^{verb}: ")).first
        label = waiting.get_attribute("aria-label") or ""
        waiting.click()
        holiday = label.removeprefix(f"{verb}: ").rsplit(", ", 1)[0]
        form = page.get_by_role("dialog", name=holiday)
        if verb == "Dời ngày":
            form.get_by_label("Từ ngày").click()
            page.locator("table button:enabled").last.click()
        assert [*violations(page), *overflow(page)] == []
        form.get_by_role("button", name=verb, exact=True).click()
        expect(form).to_have_count(0)
        expect(page.get_by_role("button", name=label, exact=True)).to_have_count(0)


def test_other_weekly_hours_ask_about_what_is_booked(visitor: Windows, own: Region) -> None:
    name, (lost,) = booked(own, "mentor")
    machine = own.machine(name)
    window = visitor(size="phone", language="en", who="admin", region=own)
    page = window.goto(f"/cai-dat/gio-mo-cua?site={machine['site']['slug']}&machine={machine['id']}")
    page.get_by_role("button", name="Add hours: Monday").tap()
    touched = page.get_by_role("region", name="Bookings that this touches")
    expect(touched.get_by_role("listitem").first).to_be_visible()
    touched.scroll_into_view_if_needed()
    touched.get_by_role("group", name="All of them:").get_by_role("button", name="Cancel").tap()
    assert [*violations(page), *overflow(page)] == []
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_role("alert").filter(has_text="The hours are saved")).to_be_visible()
    assert reservation(own, lost)["state"] == "cancelled"
