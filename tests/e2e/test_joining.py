"""A newcomer signs up, confirms by letter, books; somebody who forgot a password gets back in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.newcomer import PASSWORD, follow_letter, join, sign_in
from tests.e2e.region import Region
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e
Windows = Callable[..., Visitor]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_sign_up_to_the_first_booking(visitor: Windows, region: Region, size: str) -> None:
    email = f"lan-{size}@truong.example"
    window = visitor(size=size)
    page = window.goto("/dang-nhap")
    page.get_by_role("main").get_by_role("link", name="Đăng ký").click()
    expect(page.get_by_role("heading", level=1, name="Đăng ký")).to_be_focused()

    page.get_by_label("Họ và tên").fill("Trần Thị Lan")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Ngày sinh").fill("2001-05-04")
    page.get_by_label("Mật khẩu", exact=True).fill("matkhau123")
    page.get_by_role("main").get_by_role("button", name="Đăng ký").click()
    expect(page.get_by_text("quá phổ biến nên dễ bị đoán")).to_be_visible()
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng ký").click()
    expect(page.get_by_text(f"Thư đã được gửi tới {email}.")).to_be_visible()

    follow_letter(page, email, "Xác nhận địa chỉ email của bạn")
    link = page.url
    page.get_by_role("main").get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_role("heading", level=1, name="Tài khoản đã sẵn sàng")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Đăng nhập").click()
    sign_in(page, email, PASSWORD)
    expect(page.get_by_role("button", name="Trần Thị Lan")).to_be_visible()

    name, at = region.free(6, minutes=60, category="printer3d")
    machine = region.machine(name)
    page = window.goto(
        f"/lich?day={at:%Y-%m-%d}&resource={machine['id']}"
        f"&starts_at={at:%Y-%m-%dT%H:%M:%S}%2B07:00&ends_at={at:%Y-%m-%d}T{at.hour + 1:02}:00:00%2B07:00"
    )
    page.get_by_role("dialog").get_by_role("button", name="Đặt máy", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text=f"Đã đặt {name}")).to_be_visible()

    page.goto(link)
    page.get_by_role("main").get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_role("alert")).to_contain_text("đã dùng hoặc đã hết hạn")


def test_a_forgotten_password(visitor: Windows, region: Region) -> None:
    window, email = visitor(), "quen-mat-khau@truong.example"
    join(window, email)
    page = window.page
    page.get_by_role("link", name="Quên mật khẩu").click()
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Gửi thư").click()
    follow_letter(page, email, "Đặt mật khẩu mới")
    page.get_by_label("Mật khẩu mới").fill("ngắn")
    page.get_by_role("button", name="Lưu mật khẩu").click()
    expect(page.get_by_text("cần ít nhất 10 ký tự")).to_be_visible()
    page.get_by_label("Mật khẩu mới").fill(f"{PASSWORD} mới")
    page.get_by_role("button", name="Lưu mật khẩu").click()
    page.get_by_role("main").get_by_role("link", name="Đăng nhập").click()
    sign_in(page, email, f"{PASSWORD} mới")
    expect(page.get_by_role("button", name="Đăng nhập")).to_have_count(0)
