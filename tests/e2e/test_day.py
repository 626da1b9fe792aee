"""The day of a site, as its staff run it: in by a tap, out of order in two, booked for somebody else."""

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SIZES
from tests.e2e.region import Region
from tests.e2e.test_every_page import SCREENSHOTS, overflow, violations
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e
Windows = Callable[..., Visitor]
SITE = "eiu-fablab"


def walk_in(client: httpx.Client, region: Region, name: str) -> tuple[str, str]:
    """A student's booking on the quarter of an hour that comes next; answers its id and its machine."""
    person = client.get("/api/people/search", params={"q": name, "site": SITE}).json()["items"][0]
    machines = client.get("/api/resources", params={"site": SITE, "category": "printer3d"}).json()["items"]
    start = region.now.replace(minute=0) + timedelta(hours=1)
    for machine in machines:
        body = {
            "resource_id": machine["id"],
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(hours=1)).isoformat(),
            "for_person_id": person["id"],
            "reason": "Đến trực tiếp",
        }
        made = client.post("/api/reservations", json=body)
        if made.status_code == 201:
            return made.json()["id"], machine["name"]
    raise AssertionError("no printer is free in an hour")


def part(page: Page, name: str):
    return page.get_by_role("region", name=name)


def test_in_and_out_by_one_tap_each(visitor: Windows) -> None:
    window = visitor(size="phone", who="lab")
    page = window.goto("/hom-nay")
    late = part(page, "Đến muộn")
    expect(late).to_be_visible()
    button = late.get_by_role("button", name=re.compile("^Nhận máy: ")).first
    assert (button.bounding_box() or {})["height"] >= 44
    who = (button.get_attribute("aria-label") or "").removeprefix("Nhận máy: ")
    button.tap()
    leave = part(page, "Đang dùng").get_by_role("button", name=f"Trả máy: {who}", exact=True)
    expect(leave).to_be_visible()
    assert window.actions() == ["touch"]
    leave.tap()
    expect(leave).to_have_count(0)
    expect(part(page, "Đã xong")).to_contain_text(who.split(", ")[0])
    assert [*violations(page), *overflow(page)] == []


def test_out_of_order_in_two_taps_and_back_by_one(visitor: Windows, region: Region) -> None:
    with region.client("lab") as client:
        _, machine = walk_in(client, region, "student@demo.example")
    window = visitor(size="phone", who="lab")
    page = window.goto(f"/hom-nay?site={SITE}")
    page.get_by_role("button", name=f"Báo hỏng {machine}", exact=True).tap()
    drawer = page.get_by_role("dialog", name=f"Báo hỏng: {machine}")
    expect(drawer).to_be_visible()
    assert violations(page) == []
    drawer.get_by_role("button", name="Kẹt cơ khí").tap()
    expect(page.get_by_role("alert").filter(has_text=f"{machine} đã ngừng")).to_contain_text(
        re.compile("[1-9][0-9]* lượt đặt bị ảnh hưởng")
    )
    assert window.actions() == ["touch", "touch"]
    broken = part(page, "Máy hỏng")
    expect(broken).to_contain_text("Kẹt cơ khí")
    expect(broken).to_contain_text("Dự kiến dùng lại từ 27/11/2026 00:00")
    assert region.machine(machine)["state"] == "out_of_order"
    broken.get_by_role("button", name=f"Dùng lại được {machine}", exact=True).tap()
    expect(page.get_by_role("button", name=f"Báo hỏng {machine}", exact=True)).to_be_visible()
    assert region.machine(machine)["state"] == "in_order"


def test_booked_on_behalf_without_diacritics(visitor: Windows, region: Region) -> None:
    name, at = region.free(0, minutes=60, category="printer3d", after="14:00")
    site = region.machine(name)["site"]["slug"]
    window = visitor(who="admin")
    page = window.goto(f"/hom-nay?site={site}")
    page.get_by_role("button", name="Đặt hộ", exact=True).click()
    form = page.get_by_role("dialog", name="Đặt hộ người khác")
    form.get_by_label("Người dùng").fill("student demo.example")
    page.get_by_role("option", name=re.compile("student@demo.example")).click()
    form.get_by_label("Máy hoặc phòng").fill(name)
    page.get_by_role("option", name=name, exact=True).click()
    for label, moment in (("Bắt đầu", at), ("Kết thúc", at + timedelta(hours=1))):
        field = form.get_by_role("combobox", name=label, exact=True).or_(
            form.get_by_role("textbox", name=label, exact=True)
        )
        field.first.fill(f"{moment:%H:%M}")
        page.get_by_role("option", name=f"{moment:%H:%M}", exact=True).click()
    form.get_by_label("Lý do đặt hộ").fill("Đến trực tiếp")
    form.get_by_role("button", name="Đặt hộ", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text=f"Đã đặt {name} cho")).to_be_visible()
    expect(part(page, "Sắp đến")).to_contain_text("Đến trực tiếp")
    assert [*violations(page), *overflow(page)] == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_in_both_languages_and_sizes(visitor: Windows, language: str, size: str) -> None:
    window = visitor(size=size, who="lab")
    # Chosen on this device, which leaves the person's own setting alone.
    window.page.add_init_script(f"localStorage.setItem('lang', '{language}')")
    page = window.goto("/hom-nay")
    title = {"vi": "Hôm nay", "en": "Today"}[language]
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    (SCREENSHOTS / "staff").mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "staff" / f"today-{language}-{size}.png", full_page=True)
    assert [*violations(page), *overflow(page)] == []


def test_only_for_staff(visitor: Windows) -> None:
    student = visitor(who="student")
    page = student.goto("/hom-nay")
    expect(page.get_by_text("Trang này dành cho nhân viên của cơ sở.")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="Hôm nay")).to_have_count(0)
    lab = visitor(who="lab")
    page = lab.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Hôm nay").click()
    expect(page.get_by_role("heading", level=1, name="Hôm nay")).to_be_visible()
