"""A new lab from nothing, by screens alone: set-up, preset, machine, hours, a letter, the first booking."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import SIZES
from tests.e2e.test_every_page import overflow, violations
from tests.e2e.test_qualification import fill_in
from tests.support import Server, environment, eventually

pytestmark = pytest.mark.e2e
# A Wednesday morning in Vietnam.
NOW = datetime(2026, 11, 25, 2, 40, tzinfo=UTC)
PASSWORD = "mưa rơi ngoài hiên"
MACHINE = "Máy cắt laser đầu tiên"
EMAIL = "lan@truong.example"


@pytest.fixture
def empty(database_url: str, tmp_path: Path) -> Iterator[Server]:
    """An installation with nothing in it, as `ecosystem serve` starts it."""
    env = environment(tmp_path / "var", DATABASE_URL=database_url, FROZEN_NOW=NOW.isoformat())
    server = Server(env, tmp_path / "server.log").wait()
    yield server
    server.kill()


@pytest.fixture
def window(browser: Browser, empty: Server) -> Iterator[Callable[..., Page]]:
    """`window(size)`: a fresh window; errors heard in it fail the test."""
    heard: list[str] = []
    contexts = []

    def open_window(size: str = "desktop") -> Page:
        context = browser.new_context(
            base_url=empty.url,
            viewport=SIZES[size],  # type: ignore[arg-type]
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on(
            "console",
            lambda message: (
                heard.append(message.text)
                if message.type in ("error", "warning") and "status of 4" not in message.text
                else None
            ),
        )
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert heard == []


def set_up(page: Page, link: str) -> None:
    """Fill in the set-up page that the printed link leads to."""
    page.goto(link)
    for label, text in {
        "Tên vùng": "Vùng Thử Nghiệm",
        "Tên tổ chức": "Trường Đại học Thử",
        "Tên cơ sở": "Xưởng Đầu Tiên",
        "Họ và tên": "Lê Thị Mai",
        "Email": "mai@truong.example",
        "Mật khẩu": PASSWORD,
    }.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Thiết lập và đi tiếp").click()


@pytest.mark.parametrize("size", SIZES)
def test_an_empty_installation_says_what_to_do(window: Callable[..., Page], size: str) -> None:
    page = window(size)
    page.goto("/may")
    expect(page.get_by_role("heading", level=1, name="Thiết lập hệ thống")).to_be_visible()
    expect(page.get_by_text("Bạn mở liên kết mà máy chủ in ra")).to_be_visible()
    assert [*violations(page), *overflow(page)] == []
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1, name="Set up")).to_be_visible()


def apply_school_lab(page: Page) -> None:
    """The preset that the set-up leads to: what is missing is made, once."""
    expect(page.get_by_role("heading", level=1, name="Bộ mẫu")).to_be_visible()
    page.get_by_role("radio", name=re.compile("^Phòng lab trường học")).check()
    page.get_by_role("button", name=re.compile("^Thêm .* mục còn thiếu")).click()
    expect(page.get_by_role("status").filter(has_text="Đã thêm")).to_be_visible()
    expect(page.get_by_text("Mọi thứ của bộ mẫu này đã có.")).to_be_visible()


def choose(page: Page, label: str, option: str) -> None:
    """Take an option of a field that offers some."""
    field = page.get_by_role("combobox", name=label, exact=True)
    field.click()
    page.get_by_role("option", name=option, exact=True).click()
    expect(field).to_have_value(option)


def section(page: Page, name: str) -> None:
    """Go to a section of the settings by the list at the left."""
    page.get_by_role("navigation", name="Các phần cài đặt").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def add_machine(page: Page) -> None:
    """The first laser cutter, by the form that the preset leads to."""
    page.get_by_role("status").get_by_role("link", name="Thêm máy").click()
    expect(page.get_by_role("heading", level=1, name="Máy mới")).to_be_visible()
    page.get_by_role("textbox", name="Tên", exact=True).fill(MACHINE)
    choose(page, "Loại máy", "Cắt và khắc laser")
    expect(page.get_by_role("combobox", name="Cơ sở", exact=True)).to_have_value("Xưởng Đầu Tiên")
    page.get_by_role("main").get_by_role("button", name="Thêm máy").click()
    expect(page.get_by_role("heading", level=1, name=MACHINE)).to_be_visible()


def open_earlier(page: Page) -> None:
    """The lab opens at six on workdays, where the preset says half past seven."""
    section(page, "Giờ mở cửa")
    monday = page.get_by_role("group", name="Thứ Hai").first
    expect(monday.get_by_role("combobox", name="Mở")).to_have_value("07:30")
    monday.get_by_role("combobox", name="Mở").click()
    page.get_by_role("option", name="06:00", exact=True).click()
    page.get_by_role("button", name="Sao chép Thứ Hai sang ngày khác").click()
    page.get_by_role("menuitem", name="Thứ Hai đến thứ Sáu").click()
    page.get_by_role("main").get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="Đã lưu giờ mở cửa.")).to_be_visible()
    friday = page.get_by_role("group", name="Thứ Sáu").first
    expect(friday.get_by_role("combobox", name="Mở")).to_have_value("06:00")


def invite(page: Page) -> None:
    """A letter to somebody who is to be a member of the organisation."""
    section(page, "Người và vai trò")
    page.get_by_role("button", name="Mời bằng email").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Email người được mời").fill(EMAIL)
    dialog.get_by_role("combobox", name="Nơi giữ vai trò").click()
    page.get_by_role("option", name="Trường Đại học Thử", exact=True).click()
    dialog.get_by_role("combobox", name="Mời làm").click()
    page.get_by_role("option", name="Thành viên", exact=True).click()
    dialog.get_by_role("button", name="Gửi lời mời").click()
    expect(dialog.get_by_text(f"Đã gửi lời mời đến {EMAIL}.")).to_be_visible()
    dialog.get_by_role("button", name="Đóng", exact=True).last.click()
    expect(page.get_by_role("listitem").filter(has_text=EMAIL)).to_contain_text("Đang chờ")


def accept(page: Page, var: Path) -> None:
    """The one who was invited follows the letter's link, and is in with a password chosen."""
    page.goto(eventually("the letter", lambda: invitation(var)))
    expect(
        page.get_by_text("Lê Thị Mai mời bạn trở thành thành viên của Trường Đại học Thử.")
    ).to_be_visible()
    page.get_by_label("Họ và tên").fill("Trần Thị Lan")
    page.get_by_label("Ngày sinh").fill("2001-05-04")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Tạo tài khoản và nhận lời mời").click()
    expect(page.get_by_role("heading", level=1, name="Bạn đã nhận lời mời")).to_be_visible()


def book(page: Page) -> None:
    """From the welcome to the booking: the machine, its quiz, and the first hour that the lab is open."""
    page.get_by_role("main").get_by_role("link", name="Xem máy đang trống").click()
    page.get_by_role("main").get_by_role("link", name=MACHINE).click()
    page.get_by_role("link", name="Làm bài trắc nghiệm").click()
    fill_in(page, right=True)
    page.get_by_role("link", name="Đặt máy ngay").click()
    page.get_by_role("button", name=re.compile("^06:00–11:30 Đặt T5 26.11")).click()
    form = page.get_by_role("dialog", name="Đặt máy")
    form.get_by_role("button", name="Đặt máy").click()
    expect(page.get_by_role("alert").filter(has_text=f"Đã đặt {MACHINE}")).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="Của tôi").click()
    mine = page.get_by_role("main").get_by_role("listitem").filter(has_text=MACHINE)
    expect(mine).to_contain_text("06:00–07:00")


def invitation(var: Path) -> str | None:
    """The link of the letter that has come, if one has."""
    for file in var.rglob("*.eml"):
        letter = message_from_bytes(file.read_bytes(), policy=default)
        body = letter.get_body(("plain",))
        found = re.search(r"/moi/\S+", body.get_content()) if body else None
        if letter["To"] == EMAIL and found:
            return found[0]
    return None


def test_from_nothing_to_the_first_booking(
    window: Callable[..., Page], empty: Server, tmp_path: Path
) -> None:
    admin = window()
    link = re.search(r"/thiet-lap#\S+", empty.output)
    assert link is not None, empty.output
    set_up(admin, link[0])
    apply_school_lab(admin)
    add_machine(admin)
    open_earlier(admin)
    invite(admin)

    member = window("phone")
    accept(member, tmp_path / "var")
    book(member)
    # Whoever runs the lab sees that the invitation was taken; the link has done its work.
    admin.reload()
    expect(admin.get_by_role("listitem").filter(has_text=EMAIL).last).to_contain_text("Đã nhận")
    admin.goto(link[0])
    expect(admin.get_by_text("Hệ thống đã được thiết lập")).to_be_visible()
