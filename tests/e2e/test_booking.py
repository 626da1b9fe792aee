"""Booking, by mouse, finger and keyboard; what a page counts is what a person has to do."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.region import PASSWORD, Region
from tests.e2e.visitor import Visitor, span

pytestmark = pytest.mark.e2e
HOUR = timedelta(hours=1)
Windows = Callable[..., Visitor]


def panel(window: Visitor) -> Locator:
    """The form beside a selection."""
    return window.page.get_by_role("dialog", name="Đặt máy")


def test_two_actions_on_a_desktop(visitor: Windows, region: Region) -> None:
    name, at = region.free(1, minutes=60, category="printer3d")
    window = visitor(who="student")
    window.goto(f"/lich?day={at:%Y-%m-%d}")

    window.drag(name, at, at + HOUR)
    expect(panel(window)).to_contain_text(span(at, at + HOUR))
    panel(window).get_by_role("button", name="Đặt máy").click()

    own = re.compile(f"Bạn {span(at, at + HOUR)}")
    expect(window.lane(name)).to_have_accessible_name(own)
    expect(window.page.get_by_role("alert").filter(has_text=f"Đã đặt {name}")).to_be_visible()
    assert window.actions() == ["mouse", "mouse"]
    window.page.reload()
    expect(window.lane(name)).to_have_accessible_name(own)


def test_three_taps_on_a_phone(visitor: Windows, region: Region) -> None:
    name, at = region.free(2, minutes=120, category="printer3d")
    window = visitor(size="phone", who="student")
    page = window.goto(f"/lich?day={at:%Y-%m-%d}&category=printer3d")

    page.get_by_role("button", name=f"Đặt {name}", exact=True).tap()
    slot = page.get_by_role("group", name="Giờ trống").get_by_role("button").first
    expect(slot).to_be_visible()
    booked = slot.inner_text()
    slot.tap()
    page.get_by_role("dialog").get_by_role("button", name="Đặt máy", exact=True).tap()

    expect(page.get_by_text(f"Của bạn {booked}")).to_be_visible()
    assert window.actions() == ["touch", "touch", "touch"]


def test_back_closes_a_form_and_stays_on_the_page(visitor: Windows, region: Region) -> None:
    name, at = region.free(2, minutes=60, category="printer3d", after="17:00")
    region.book("student", name, at, 60)
    page = visitor(size="phone", who="student").goto("/may")
    form = page.get_by_role("dialog")
    ways: dict[str, str | re.Pattern[str]] = {"Lịch": re.compile("^Đặt "), "Của tôi": "Chuyển hoặc huỷ"}
    for page_name, button in ways.items():
        page.get_by_role("navigation").get_by_role("link", name=page_name, exact=True).click()
        page.get_by_role("button", name=button).first.click()
        expect(form).to_be_visible()
        page.go_back()
        expect(form).to_be_hidden()
        expect(page.get_by_role("button", name=button).first).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/lich"))
    page.go_back()
    expect(page).to_have_url(re.compile("/may$"))


def test_the_keyboard_alone_books(visitor: Windows, region: Region) -> None:
    name, at = region.free(6, minutes=180, category="printer3d", after="12:00")
    window = visitor(who="student")
    page = window.goto(f"/lich?day={at:%Y-%m-%d}&category=printer3d")
    keys, lane = page.keyboard, window.lane(name)

    window.press_until("Tab", lambda: page.evaluate("document.activeElement.matches('[role=gridcell]')"))
    window.press_until("ArrowDown", lambda: lane.evaluate("lane => lane === document.activeElement"))
    window.press_until("ArrowRight", lambda: window.said(f"{name}, {at:%H:%M}, trống"))
    said = page.get_by_role("status")
    keys.press("Enter")
    expect(said.filter(has_text=f"{name}, chọn {at:%H:%M}–")).to_have_count(1)
    keys.press("Shift+ArrowRight")
    expect(said.filter(has_text=re.compile(rf"^{at:%H:%M}–\d\d:\d\d, "))).to_have_count(1)
    grown = said.filter(has_text=f"{at:%H:%M}–").inner_text().split(",")[0]
    keys.press("Enter")
    expect(panel(window).get_by_role("button", name="Đặt máy")).to_be_focused()
    keys.press("Enter")

    expect(lane).to_have_accessible_name(re.compile(f"Bạn {grown}"))
    expect(lane).to_be_focused()
    assert window.actions() == ["Enter", "Enter", "Enter"]


def test_the_loser_of_a_race_is_answered_in_place(visitor: Windows, region: Region) -> None:
    name, at = region.free(4, minutes=60, category="printer3d", after="09:00")
    windows = [visitor(who=who) for who in ("student", "founder")]
    for window in windows:
        window.goto(f"/lich?day={at:%Y-%m-%d}&category=printer3d")
        window.drag(name, at, at + HOUR)
        expect(panel(window)).to_contain_text(span(at, at + HOUR))
    for window in windows:
        # Both press within the same tenth of a second, whatever this test's own thread is busy with.
        button = panel(window).get_by_role("button", name="Đặt máy")
        button.evaluate("button => setTimeout(() => button.click(), 200)")

    own = re.compile(f"Bạn {span(at, at + HOUR)}")
    for window in windows:
        window.page.get_by_role("alert").filter(has_text=re.compile("Đã đặt|đã có người đặt")).wait_for()
    won = [bool(own.search(window.lane(name).get_attribute("aria-label") or "")) for window in windows]
    assert sorted(won) == [False, True]
    loser = windows[won.index(False)]
    expect(panel(loser)).to_contain_text("Giờ này đã có người đặt.")
    expect(panel(loser)).to_contain_text(span(at, at + HOUR))
    offers = panel(loser).get_by_role("group", name="Giờ còn trống gần đó").get_by_role("button")
    same = offers.filter(has_text="máy này").first
    offered = re.findall(r"\d\d:\d\d–\d\d:\d\d", same.inner_text())[0]

    same.click()
    expect(panel(loser)).to_contain_text(offered)
    panel(loser).get_by_role("button", name="Đặt máy").click()
    expect(loser.page.get_by_role("alert").filter(has_text=f"Đã đặt {name}")).to_contain_text(offered)


def test_signing_in_comes_back_to_the_selection(visitor: Windows, region: Region) -> None:
    name, at = region.free(5, minutes=60, category="textile")
    window = visitor()
    page = window.goto(f"/lich?day={at:%Y-%m-%d}")

    window.drag(name, at, at + HOUR)
    panel(window).get_by_role("link", name="Đăng nhập để đặt").click()
    page.get_by_label("Email").fill("mentor@demo.example")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()

    expect(panel(window)).to_contain_text(name)
    expect(panel(window)).to_contain_text(span(at, at + HOUR))
    expect(panel(window)).to_be_in_viewport()
    panel(window).get_by_role("button", name="Đặt máy").click()
    expect(window.lane(name)).to_have_accessible_name(re.compile(f"Bạn {span(at, at + HOUR)}"))


def test_time_first(visitor: Windows, region: Region) -> None:
    friday = region.on(9, "14:00")
    window = visitor(who="teacher")
    page = window.goto("/tim-gio")

    page.get_by_label("Ngày", exact=True).click()
    while page.get_by_role("button", name="4 tháng 12 2026").count() == 0:
        page.get_by_role("button", name="Tháng sau").click()
    page.get_by_role("button", name="4 tháng 12 2026").click()
    for field, choice in (("Từ", "14:00"), ("Đến", "16:00"), ("Loại máy", "Cắt và khắc laser")):
        page.get_by_role("combobox", name=field).click()
        page.get_by_role("option", name=choice, exact=True).click()
    wanted = span(friday, friday + 2 * HOUR)
    expect(page.get_by_role("heading", name=f"máy trống Thứ Sáu, 04/12, {wanted}")).to_be_visible()
    found = page.get_by_role("button", name=re.compile(f"^Đặt {wanted}, "))
    assert found.count() > 1
    sites = page.get_by_role("heading", level=3).all_inner_texts()
    assert len(sites) > 1
    name = (found.first.get_attribute("aria-label") or "").removeprefix(f"Đặt {wanted}, ")

    found.first.click()
    page.get_by_role("dialog").get_by_role("button", name="Đặt máy", exact=True).click()
    done = page.get_by_role("alert").filter(has_text=f"Đã đặt {name}: Thứ Sáu, 04/12, {wanted}")
    expect(done).to_be_visible()


def test_another_machine_that_is_offered_takes_over_the_drawer(visitor: Windows, region: Region) -> None:
    name, at = region.free(11, minutes=60, category="printer3d", after="09:00")
    region.book("founder", name, at, 60)
    asked = urlencode(
        {
            "day": f"{at:%Y-%m-%d}",
            "resource": region.machine(name)["id"],
            "starts_at": at.isoformat(),
            "ends_at": (at + HOUR).isoformat(),
        }
    )
    page = visitor(size="phone").goto(f"/lich?{asked}")
    offers = page.get_by_role("dialog", name=f"Đặt {name}").get_by_role("group", name="Giờ còn trống gần đó")
    other = offers.get_by_role("button").filter(has_not_text="máy này").first
    place = other.inner_text().splitlines()[-1]
    other.click()
    form = page.get_by_role("dialog", name=f"Đặt {place.split(',')[0]}")
    expect(form.get_by_text(f"· {span(at, at + HOUR)} (1 giờ)")).to_be_visible()
    expect(form.get_by_role("group", name="Giờ còn trống gần đó")).to_have_count(0)
