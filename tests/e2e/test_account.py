"""The person's own things: language, signing out, other devices, access for programs."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.newcomer import NAME, PASSWORD, join, sign_in
from tests.e2e.region import Region
from tests.e2e.test_every_page import overflow, violations
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e
Windows = Callable[..., Visitor]


def test_the_language_changes_and_the_page_stays(visitor: Windows) -> None:
    window = visitor(who="manager")
    page = window.goto("/may?q=laser")
    address = page.url
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Machines & rooms")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == address
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Machines & rooms")
    # It is the person's now: a new window in a Vietnamese browser speaks English to them.
    other = visitor(who="manager").goto("/tai-khoan")
    expect(other.get_by_role("heading", level=1)).to_have_text("Account")
    other.get_by_role("button", name="Tiếng Việt").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Tài khoản")


def test_signed_out_is_signed_out(visitor: Windows, region: Region) -> None:
    window = visitor()
    window.sign_in("admin", anew=True)
    page = window.goto("/tai-khoan")
    kept = {cookie["name"]: cookie["value"] for cookie in window.context.cookies()}
    page.get_by_role("button", name="Tài khoản của Bùi Đức Thịnh").click()
    page.get_by_role("menuitem", name="Đăng xuất").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Đăng nhập")).to_be_visible()
    expect(page.get_by_text("Bùi Đức Thịnh")).to_have_count(0)
    # Who kept a copy of the cookie has nothing.
    assert httpx.get(f"{region.url}/api/session", cookies=kept).json()["person"] is None


def test_another_device_is_signed_out_from_here(visitor: Windows) -> None:
    here, there, email = visitor(), visitor(), "hai-may@truong.example"
    join(here, email)
    there.goto("/dang-nhap")
    for window in (here, there):
        sign_in(window.page, email)
        expect(window.page.get_by_role("button", name=f"Tài khoản của {NAME}")).to_be_visible()
    page = here.goto("/tai-khoan")
    devices = page.get_by_role("listitem").filter(has_text="Dùng gần nhất")
    expect(devices).to_have_count(2)
    expect(devices.filter(has_text="Thiết bị này")).to_have_count(1)
    devices.get_by_role("button", name="Đăng xuất").click()
    expect(devices).to_have_count(1)
    there.goto("/cua-toi")
    expect(there.page.get_by_text("Bạn cần đăng nhập trước.")).to_be_visible()
    here.goto("/cua-toi")
    expect(page.get_by_role("button", name=f"Tài khoản của {NAME}")).to_be_visible()


def test_a_token_is_shown_once_works_and_is_revoked(visitor: Windows, region: Region) -> None:
    page = visitor(who="teacher").goto("/tai-khoan")
    page.get_by_role("button", name="Tạo mã").click()
    form = page.get_by_role("dialog", name="Tạo mã truy cập")
    form.get_by_label("Tên để nhớ").fill("Bảng ở cửa xưởng")
    form.get_by_label("Xem lịch đặt của bạn").check()
    form.get_by_role("button", name="Tạo mã").click()
    expect(form.get_by_role("status")).to_contain_text("Mã chỉ hiện một lần")
    secret = form.get_by_role("code").inner_text()
    form.get_by_role("button", name="Đóng").last.click()

    def ask(path: str) -> int:
        return httpx.get(region.url + path, headers={"Authorization": f"Bearer {secret}"}).status_code

    assert (ask("/api/reservations"), ask("/api/tokens")) == (200, 403)
    page.reload()
    row = page.get_by_role("listitem").filter(has_text="Bảng ở cửa xưởng")
    expect(row).to_contain_text("Xem lịch đặt của bạn")
    assert secret not in page.content()
    row.get_by_role("button", name="Thu hồi").click()
    confirm = page.get_by_role("dialog", name="Thu hồi “Bảng ở cửa xưởng”")
    expect(confirm).to_contain_text("sẽ mất quyền truy cập ngay")
    confirm.get_by_role("button", name="Thu hồi").click()
    expect(row).to_have_count(0)
    assert ask("/api/reservations") == 401


def test_an_account_is_closed_by_its_owner(visitor: Windows) -> None:
    window, email = visitor(size="phone"), "khong-dung-nua@truong.example"
    join(window, email)
    sign_in(window.page, email)
    expect(window.page.get_by_role("heading", level=1)).not_to_have_text("Đăng nhập")
    page = window.goto("/tai-khoan")
    page.get_by_role("button", name="Đóng tài khoản").click()
    dialog = page.get_by_role("dialog", name="Đóng tài khoản của bạn?")
    expect(dialog.get_by_text("Bạn không có lượt đặt nào sắp tới.")).to_be_visible()
    assert violations(page) == []
    assert overflow(page) == []
    for password in ("sai mật khẩu rồi", PASSWORD):
        dialog.get_by_label("Mật khẩu", exact=True).fill(password)
        dialog.get_by_role("button", name="Đóng tài khoản").click()
        if password != PASSWORD:
            expect(dialog.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("Tài khoản của bạn đã được đóng.")).to_be_visible()
    window.goto("/dang-nhap")
    sign_in(page, email)
    expect(page.get_by_text("Email hoặc mật khẩu chưa đúng")).to_be_visible()
