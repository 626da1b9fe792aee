"""A machine that staff approve: asked for on the phone, approved with one tap, told by letter."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SIZES
from tests.e2e.newcomer import NAME, join, sign_in
from tests.e2e.region import Region
from tests.e2e.test_every_page import overflow, violations
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e
Windows = Callable[..., Visitor]
SCANNER = "Máy quét 3D EinScan Pro HD"


def part(page: Page, name: str):
    return page.get_by_role("region", name=name)


def free_hour(region: Region) -> dict[str, str]:
    """The scanner's first free hour from tomorrow on, as a link into the timeline names it."""
    machine = region.machine(SCANNER)
    with httpx.Client(base_url=region.url) as client:
        window = {"from": "2026-11-26T00:00:00Z", "to": "2026-11-29T00:00:00Z", "resource": machine["id"]}
        [found] = client.get("/api/availability", params={**window, "min_minutes": 60}).json()["items"]
    start = found["free"][0]["starts_at"]
    end = f"{start[:11]}{int(start[11:13]) + 1:02}{start[13:]}"
    return {"resource": machine["id"], "starts_at": start, "ends_at": end}


def test_asked_for_on_the_phone_approved_by_a_tap_and_told_by_letter(
    visitor: Windows, region: Region
) -> None:
    email = "cho-duyet@example.org"
    mine = visitor(size="phone")
    join(mine, email)
    page = mine.page
    sign_in(page, email)
    expect(page.get_by_role("button", name=f"Tài khoản của {NAME}")).to_be_visible()
    wish = free_hour(region)
    page = mine.goto("/lich?" + "&".join(f"{name}={value}" for name, value in wish.items()))
    ask = page.get_by_role("button", name="Gửi yêu cầu đặt")
    expect(ask).to_be_visible()
    expect(page.get_by_text("Nhân viên duyệt trước khi lượt đặt có hiệu lực")).to_be_visible()
    assert [*violations(page), *overflow(page)] == []
    ask.tap()
    expect(page.get_by_text(re.compile(f"Đã gửi yêu cầu đặt {SCANNER}"))).to_be_visible()
    page = mine.goto("/cua-toi")
    expect(page.get_by_text("Chờ duyệt", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile("^Có câu trả lời trước"))).to_be_visible()
    assert [*violations(page), *overflow(page)] == []

    staff = visitor(who="lab")
    desk = staff.goto("/hom-nay?site=eiu-fablab")
    yes = part(desk, "Chờ duyệt").get_by_role("button", name=f"Duyệt: {NAME}, {SCANNER}")
    yes.click()
    expect(yes).to_have_count(0)

    page = mine.goto("/cua-toi")
    expect(page.get_by_text("Đã xác nhận", exact=True)).to_be_visible()
    page = mine.goto("/thu-mau")
    letter = page.get_by_role("listitem").filter(has_text=email).filter(has_text="Đã duyệt: ").first
    # It leaves a moment after the answer.
    expect(letter).to_be_visible()
    href = letter.get_by_role("link", name=re.compile(r"^Tệp lịch đính kèm")).get_attribute("href")
    with httpx.Client(base_url=region.url) as client:
        calendar = client.get(href or "").text
    assert "METHOD:REQUEST" in calendar
    assert "STATUS:CONFIRMED" in calendar
    assert "SEQUENCE:1" in calendar


@pytest.mark.parametrize("size", SIZES)
def test_a_refusal_says_why(visitor: Windows, size: str) -> None:
    page = visitor(size=size, who="lab").goto("/hom-nay?site=eiu-fablab")
    waiting = part(page, "Chờ duyệt")
    expect(waiting).to_be_visible()
    refuse = waiting.get_by_role("button", name=re.compile("^Từ chối: ")).first
    assert (refuse.bounding_box() or {})["height"] >= 44
    refuse.click()
    dialog = page.get_by_role("dialog")
    send = dialog.get_by_role("button", name="Từ chối", exact=True)
    expect(send).to_be_disabled()
    dialog.get_by_label("Lý do từ chối").fill("Máy đang hiệu chuẩn")
    expect(send).to_be_enabled()
    assert [*violations(page), *overflow(page)] == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_letters_are_chosen_in_the_account(visitor: Windows) -> None:
    window = visitor()
    join(window, "chon-thu@example.org")
    sign_in(window.page, "chon-thu@example.org")
    expect(window.page.get_by_role("button", name=f"Tài khoản của {NAME}")).to_be_visible()
    page = window.goto("/tai-khoan")
    box = page.get_by_role("checkbox", name="Thư nhắc trước giờ đặt")
    expect(box).to_be_checked()
    box.uncheck()
    expect(page.get_by_text("Đã lưu").first).to_be_visible()
    page = window.goto("/tai-khoan")
    expect(page.get_by_role("checkbox", name="Thư nhắc trước giờ đặt")).not_to_be_checked()
    assert violations(page) == []
