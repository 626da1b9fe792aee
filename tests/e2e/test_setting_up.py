"""Setting a site up by screen: from nothing to a machine that is bookable; two people at one rule."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e


def save(page: Page, name: str = "Lưu") -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_from_a_new_site_to_a_bookable_machine(visitor: Callable[..., Visitor]) -> None:
    window = visitor(who="admin")
    page = window.goto("/cai-dat")
    page.get_by_role("main").get_by_role("link", name="Cơ sở và phòng").click()
    page.get_by_role("link", name="Thêm cơ sở").click()
    page.get_by_label("Tên (tiếng Việt)").fill("Xưởng Ba Tri")
    page.get_by_label("Địa chỉ").fill("Thị trấn Ba Tri")
    page.get_by_label("Toạ độ").fill("https://www.google.com/maps/@10.0433,106.5906,15z")
    save(page, "Thêm cơ sở")
    expect(page.get_by_role("heading", level=1, name="Xưởng Ba Tri")).to_be_visible()
    expect(page.get_by_label("Toạ độ")).to_have_value("10.0433, 106.5906")
    page.get_by_role("button", name="Thêm phòng").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Tên phòng (tiếng Việt)").fill("Phòng tiện")
    drawer.get_by_role("button", name="Thêm phòng").click()
    expect(page.get_by_role("button", name="Sửa Phòng tiện")).to_be_visible()

    page = window.goto("/cai-dat/danh-muc/moi")
    page.get_by_label("Tên (tiếng Việt)").fill("Máy tiện gỗ")
    page.get_by_label("Dài nhất, giờ").fill("0")
    page.get_by_label("Dài nhất, phút").fill("20")
    save(page, "Thêm loại")
    expect(page.get_by_text("Không được ngắn hơn lượt đặt ngắn nhất (30 phút).").first).to_be_visible()
    page.get_by_label("Dài nhất, giờ").fill("2")
    page.get_by_label("Dài nhất, phút").fill("0")
    expect(page.get_by_text("Được đặt từ 30 phút đến 2 giờ, theo bước 15 phút.")).to_be_visible()
    save(page, "Thêm loại")
    expect(page.get_by_role("heading", level=1, name="Máy tiện gỗ")).to_be_visible()

    page = window.goto("/cai-dat/may/moi")
    page.get_by_label("Tên", exact=False).first.fill("Máy tiện Nova")
    choose(page, "Loại máy", "Máy tiện gỗ")
    choose(page, "Cơ sở", "Xưởng Ba Tri")
    choose(page, "Phòng", "Phòng tiện")
    save(page, "Thêm máy")
    expect(page.get_by_role("heading", level=1, name="Máy tiện Nova")).to_be_visible()
    page.get_by_role("link", name="Xem như người dùng").click()
    expect(page.get_by_role("heading", level=1, name="Máy tiện Nova")).to_be_visible()
    window.goto("/may?q=may+tien+nova")
    expect(page.get_by_role("main").get_by_text("Máy tiện Nova")).to_be_visible()


def test_the_second_of_two_at_one_rule_sees_both_and_chooses(visitor: Callable[..., Visitor]) -> None:
    first, second = visitor(who="admin"), visitor(who="admin")
    category = first.region.machine("Cầu tích phân 1,5 m")["category"]["id"]
    pages = [window.goto(f"/cai-dat/danh-muc/{category}") for window in (first, second)]
    for page, hours, days in zip(pages, ("5", "7"), ("20", "28"), strict=True):
        page.get_by_label("Dài nhất, giờ").fill(hours)
        if days != "28":
            page.get_by_label("Được đặt trước tối đa").fill(days)
    save(pages[0])
    expect(pages[0].get_by_role("main").get_by_role("button", name="Lưu", exact=True)).to_be_disabled()
    save(pages[1])
    dialog = pages[1].get_by_role("dialog", name="Vừa có người khác sửa nội dung này")
    expect(dialog.get_by_role("radio", name=re.compile("Bản đang lưu 5 giờ"))).to_be_visible()
    button = dialog.get_by_role("button", name="Lưu bản đã chọn")
    expect(button).to_be_disabled()
    dialog.get_by_role("radio", name=re.compile("Bản của bạn 7 giờ")).check()
    button.click()
    expect(dialog).to_be_hidden()
    expect(pages[1].get_by_label("Dài nhất, giờ")).to_have_value("7")
    # What only the other one changed is kept.
    expect(pages[1].get_by_label("Được đặt trước tối đa")).to_have_value("20 ngày")
    history = pages[1].get_by_role("region", name="Lịch sử thay đổi").get_by_role("listitem").first
    expect(history).to_contain_text("5 giờ")
    expect(history).to_contain_text("7 giờ")


def test_one_box_finds_settings_and_machines_without_diacritics(visitor: Callable[..., Visitor]) -> None:
    page = visitor(who="admin").goto("/cai-dat")
    box = page.get_by_role("main").get_by_label("Tìm trong cài đặt")
    for asked, found in (("han huy", "Hạn huỷ"), ("cancel", "Hạn huỷ"), ("prusa mk4", "Prusa MK4 số 1")):
        box.fill(asked)
        expect(page.get_by_role("option").filter(has_text=found).first).to_be_visible()
    page.get_by_role("option").filter(has_text="Prusa MK4 số 1").click()
    expect(page.get_by_role("heading", level=1, name="Prusa MK4 số 1")).to_be_visible()
