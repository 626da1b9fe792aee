"""A new lab from nothing, in the browser alone: set-up page, preset, machine, first booking."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import SIZES
from tests.e2e.newcomer import sign_in
from tests.e2e.test_every_page import overflow, violations
from tests.e2e.test_qualification import fill_in
from tests.support import Server, environment, eventually

pytestmark = pytest.mark.e2e
# A Wednesday morning in Vietnam.
NOW = datetime(2026, 11, 25, 2, 40, tzinfo=UTC)
PASSWORD = "mưa rơi ngoài hiên"


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


def add_machine(page: Page) -> str:
    """The first laser cutter, from within the page; answers its id."""
    made = page.evaluate(
        """async () => {
            const read = async (path) => (await fetch(path)).json();
            const { csrf_token } = await read('/api/session');
            const [site] = (await read('/api/sites')).items;
            const laser = (await read('/api/categories')).items.find(({ slug }) => slug === 'laser');
            const answer = await fetch('/api/resources', {
                method: 'POST',
                headers: { 'content-type': 'application/json', 'x-csrf-token': csrf_token },
                body: JSON.stringify(
                    { name: 'Máy cắt laser đầu tiên', site_id: site.id, category_id: laser.id }),
            });
            return answer.json();
        }"""
    )
    return str(made["id"])


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


def join(page: Page, var: Path) -> None:
    """A newcomer signs up, follows the letter's link and signs in."""
    page.goto("/dang-ky")
    page.get_by_label("Họ và tên").fill("Trần Thị Lan")
    page.get_by_label("Email").fill("lan@truong.example")
    page.get_by_label("Ngày sinh").fill("2001-05-04")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng ký").click()
    expect(page.get_by_text("Thư đã được gửi tới lan@truong.example.")).to_be_visible()
    page.goto(eventually("the letter", lambda: confirmation(var)))
    page.get_by_role("main").get_by_role("button", name="Xác nhận").click()
    page.get_by_role("main").get_by_role("link", name="Đăng nhập").click()
    sign_in(page, "lan@truong.example", PASSWORD)
    expect(page.get_by_role("button", name=re.compile("Trần Thị Lan"))).to_be_visible()


def confirmation(var: Path) -> str | None:
    """The link of the letter that has come, if one has."""
    for file in var.rglob("*.eml"):
        letter = message_from_bytes(file.read_bytes(), policy=default)
        body = letter.get_body(("plain",))
        found = re.search(r"/xac-nhan/\S+", body.get_content()) if body else None
        if found:
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
    machine = add_machine(admin)

    newcomer = window()
    join(newcomer, tmp_path / "var")
    wish = f"/lich?resource={machine}&starts_at=2026-11-26T02:00:00Z&ends_at=2026-11-26T03:00:00Z"
    newcomer.goto(wish)
    form = newcomer.get_by_role("dialog", name="Đặt máy")
    form.get_by_role("link", name="Học và làm bài trắc nghiệm").click()
    fill_in(newcomer, right=True)
    newcomer.get_by_role("link", name="Đặt máy ngay").click()
    form.get_by_role("button", name="Đặt máy").click()
    expect(newcomer.get_by_role("alert").filter(has_text="Đã đặt Máy cắt laser đầu tiên")).to_be_visible()
    newcomer.goto("/cua-toi")
    expect(newcomer.get_by_role("main").get_by_text("Máy cắt laser đầu tiên").first).to_be_visible()
    # The link has done its work.
    admin.goto(link[0])
    expect(admin.get_by_text("Hệ thống đã được thiết lập")).to_be_visible()
