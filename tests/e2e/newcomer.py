"""Somebody who signs up for a test of their own, so that nobody else's account changes under other tests."""

from playwright.sync_api import Page, expect

from tests.e2e.visitor import Visitor

NAME = "Trần Thị Lan"
PASSWORD = "mưa rơi ngoài hiên"


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in the form of `/dang-nhap` and send it."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()


def follow_letter(page: Page, email: str, subject: str) -> None:
    """Open the demo's letter box and the link of the newest letter to an address."""
    page.get_by_role("main").get_by_role("link", name="Mở hộp thư mẫu").click()
    letter = page.get_by_role("listitem").filter(has_text=email).filter(has_text=subject).first
    # It leaves a moment after the page that asked for it.
    letter.get_by_role("link", name="Mở liên kết trong thư").click()


def join(window: Visitor, email: str) -> str:
    """Sign up and confirm; ends on the page to sign in. Answers the address of the letter's link."""
    page = window.goto("/dang-ky")
    page.get_by_label("Họ và tên").fill(NAME)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Ngày sinh").fill("2001-05-04")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng ký").click()
    expect(page.get_by_text(f"Thư đã được gửi tới {email}.")).to_be_visible()
    follow_letter(page, email, "Xác nhận địa chỉ email của bạn")
    link = page.url
    page.get_by_role("main").get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_role("heading", level=1, name="Tài khoản đã sẵn sàng")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Đăng nhập").click()
    return link
