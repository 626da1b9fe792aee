"""Invited by letter, joined by code, a second factor: each from the first step to its effect."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ecosystem.identity import totp
from tests.e2e.newcomer import NAME, PASSWORD, join, sign_in
from tests.e2e.region import Region
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e
Windows = Callable[..., Visitor]
EIU = "Trường Đại học Quốc tế Miền Đông"


def open_organisation(window: Visitor) -> Page:
    """The page of the manager's organisation, by the way that people take."""
    page = window.goto("/cai-dat/to-chuc")
    page.get_by_role("link", name=EIU).click()
    expect(page.get_by_role("heading", level=1, name=EIU)).to_be_visible()
    return page


def invite(page: Page, email: str) -> None:
    page.get_by_role("button", name="Mời bằng email").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Email người được mời").fill(email)
    dialog.get_by_role("button", name="Gửi lời mời").click()
    expect(dialog.get_by_text(f"Đã gửi lời mời đến {email}.")).to_be_visible()
    dialog.get_by_role("button", name="Đóng", exact=True).last.click()


def open_letter(page: Page, region: Region, email: str) -> None:
    page.goto(f"{region.url}/thu-mau")
    letter = page.get_by_role("listitem").filter(has_text=email).filter(has_text="Lời mời tham gia").first
    letter.get_by_role("link", name="Mở liên kết trong thư").click()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_an_invitation_to_a_member(visitor: Windows, region: Region, size: str) -> None:
    email = f"duoc-moi-{size}@truong.example"
    manager = visitor(size=size, who="manager")
    page = open_organisation(manager)
    invite(page, email)
    expect(page.get_by_role("listitem").filter(has_text=email)).to_contain_text("Đang chờ")

    guest = visitor(size=size)
    page = guest.page
    open_letter(page, region, email)
    expect(page.get_by_text(f"mời bạn trở thành thành viên của {EIU}.")).to_be_visible()
    link = page.url
    page.get_by_label("Họ và tên").fill(NAME)
    page.get_by_label("Mật khẩu", exact=True).fill("ngắn")
    page.get_by_role("button", name="Tạo tài khoản và nhận lời mời").click()
    expect(page.get_by_text("cần ít nhất 10 ký tự")).to_be_visible()
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Tạo tài khoản và nhận lời mời").click()
    expect(page.get_by_role("heading", level=1, name="Bạn đã nhận lời mời")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Tài khoản của tôi").click()
    expect(page.get_by_role("button", name=f"Rời tổ chức {EIU}")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", level=1, name="Liên kết này không dùng được nữa")).to_be_visible()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_a_code_to_an_approved_member(visitor: Windows, region: Region, size: str) -> None:
    window, email = visitor(size=size), f"co-ma-{size}@truong.example"
    join(window, email)
    page = window.page
    sign_in(page, email)
    expect(page.get_by_role("button", name="Đăng nhập")).to_have_count(0)
    page = window.goto("/tai-khoan")
    page.get_by_label("Mã tham gia").fill("ABCD-EFGH")
    page.get_by_role("button", name="Tham gia", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="Mã này không dùng được")).to_be_visible()
    page.get_by_label("Mã tham gia").fill("demo 2345")
    page.get_by_role("button", name="Tham gia", exact=True).click()
    expect(page.get_by_text(f"Đã gửi yêu cầu đến {EIU}.")).to_be_visible()

    manager = visitor(size=size, who="manager")
    staff = open_organisation(manager)
    waiting = staff.get_by_role("listitem").filter(has_text=email)
    waiting.get_by_role("button", name=re.compile("^Duyệt")).click()
    expect(staff.get_by_text(f"Đã duyệt {NAME}.")).to_be_visible()
    expect(waiting.get_by_role("button", name=re.compile("^Duyệt"))).to_have_count(0)

    page = window.goto("/tai-khoan")
    page.get_by_role("button", name=f"Rời tổ chức {EIU}").click()
    page.get_by_role("dialog").get_by_role("button", name="Rời tổ chức").click()
    expect(page.get_by_text("Bạn chưa thuộc tổ chức nào.")).to_be_visible()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_second_factor_is_set_up_and_asked_for(visitor: Windows, region: Region, size: str) -> None:
    window, email = visitor(size=size), f"hai-buoc-{size}@truong.example"
    join(window, email)
    page = window.page
    sign_in(page, email)
    expect(page.get_by_role("button", name="Đăng nhập")).to_have_count(0)
    page = window.goto("/tai-khoan")
    page.get_by_role("button", name="Bật xác thực hai bước").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Tiếp tục").click()
    expect(dialog.get_by_role("img", name="Mã QR cho ứng dụng xác thực")).to_be_visible()
    secret = (dialog.locator("code").text_content() or "").replace(" ", "")
    dialog.get_by_label("Mã 6 số").fill("000000")
    dialog.get_by_role("button", name="Xác nhận và bật").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Mã không đúng")
    dialog.get_by_label("Mã 6 số").fill(totp.code_at(secret, region.now))
    dialog.get_by_role("button", name="Xác nhận và bật").click()
    codes = dialog.get_by_role("list", name="Mã dự phòng của bạn").get_by_role("listitem")
    expect(codes).to_have_count(10)
    recovery = codes.first.text_content() or ""
    dialog.get_by_role("button", name="Tôi đã cất các mã").click()
    expect(page.get_by_text("Còn 10 mã dự phòng")).to_be_visible()

    other = visitor(size=size)
    page = other.goto("/dang-nhap")
    sign_in(page, email)
    expect(page.get_by_role("heading", level=1, name="Bước thứ hai")).to_be_visible()
    # The region's clock stands still: the code that set it up was used, so it is refused now.
    page.get_by_label("Mã 6 số hoặc mã dự phòng").fill(totp.code_at(secret, region.now))
    page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("đã dùng")
    page.get_by_label("Mã 6 số hoặc mã dự phòng").fill(recovery)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("button", name="Đăng nhập")).to_have_count(0)
