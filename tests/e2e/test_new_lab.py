"""A new lab from nothing, in the browser alone: set-up page, preset, machine, first booking."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import SIZES
from tests.e2e.test_every_page import overflow, violations
from tests.support import Server, environment

pytestmark = pytest.mark.e2e
# A Wednesday morning in Vietnam.
NOW = datetime(2026, 11, 25, 2, 40, tzinfo=UTC)
PASSWORD = "mưa rơi ngoài hiên"


@pytest.fixture
def empty(database_url: str, tmp_path) -> Iterator[Server]:
    """An installation with nothing in it, as `ecosystem serve` starts it."""
    env = environment(tmp_path / "var", DATABASE_URL=database_url, FROZEN_NOW=NOW.isoformat())
    server = Server(env, tmp_path / "server.log").wait()
    yield server
    server.kill()


@pytest.fixture
def window(browser: Browser, empty: Server) -> Iterator[Callable[[str], Page]]:
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
def test_an_empty_installation_says_what_to_do(window: Callable[[str], Page], empty: Server, size: str):
    page = window(size)
    page.goto("/may")
    expect(page.get_by_role("heading", level=1, name="Thiết lập hệ thống")).to_be_visible()
    expect(page.get_by_text("Bạn mở liên kết mà máy chủ in ra")).to_be_visible()
    assert [*violations(page), *overflow(page)] == []
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1, name="Set up")).to_be_visible()


def test_from_nothing_to_presets(window: Callable[[str], Page], empty: Server):
    page = window("desktop")
    link = re.search(r"(/thiet-lap#\S+)", empty.output)
    assert link is not None, empty.output
    set_up(page, link[1])
    expect(page.get_by_role("heading", level=1, name="Bộ mẫu")).to_be_visible()
    page.get_by_role("radio", name=re.compile("^Phòng lab trường học")).check()
    page.get_by_role("button", name=re.compile("^Thêm .* mục còn thiếu")).click()
    expect(page.get_by_role("status").filter(has_text="Đã thêm")).to_be_visible()
    expect(page.get_by_text("Mọi thứ của bộ mẫu này đã có.")).to_be_visible()
    # The link has done its work.
    page.goto(link[1])
    expect(page.get_by_text("Hệ thống đã được thiết lập")).to_be_visible()
