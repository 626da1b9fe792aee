"""Days on which nothing is open: the pages say so, say why, and say when it opens again."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.region import Region
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e
# The first day of the year of the Horse, 09:00 in Vietnam.
TET = datetime(2026, 2, 17, 2, 0, tzinfo=UTC)
Windows = Callable[..., Visitor]


@pytest.fixture(scope="module")
def tet(new_region: Callable[..., Any]) -> Iterator[Region]:
    with new_region(TET) as region:
        yield region


def test_a_sunday(visitor: Windows, region: Region) -> None:
    window = visitor()
    page = window.goto("/lich?day=2026-11-29&site=eiu-fablab")
    lanes = page.get_by_role("gridcell")
    assert lanes.count() > 10
    closed = page.get_by_role("gridcell", name=re.compile("không mở cửa|đã ngừng sử dụng"))
    expect(closed).to_have_count(lanes.count())
    notice = page.get_by_role("status").filter(has_text="Ngày này tất cả đều đóng cửa")
    expect(notice.get_by_text("Ngày này nằm ngoài giờ mở cửa.")).to_be_visible()
    expect(notice.get_by_text(re.compile(r"^Mở lại lúc 0\d:\d\d, Thứ (Hai|Ba), "))).to_be_visible()
    window.press_until("Tab", lambda: page.evaluate("document.activeElement.matches('[role=gridcell]')"))
    page.keyboard.press("Enter")
    assert window.said("đóng cửa, chưa chọn được")


def test_the_holiday_says_its_name(visitor: Windows) -> None:
    page = visitor(size="phone").goto("/lich?day=2026-11-24")
    expect(page.get_by_text("Không mở cửa").first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Đặt "))).to_have_count(0)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_closed_day_leads_to_the_next_open_one(visitor: Windows, tet: Region, size: str) -> None:
    window = visitor(size=size, region=tet, language="en")
    page = window.goto("/lich?site=eiu-fablab")
    notice = page.get_by_role("status").filter(has_text="Everything is closed on this day")
    expect(notice.get_by_text(re.compile("^Reason: .*Lunar New Year"))).to_be_visible()
    told = notice.get_by_text(re.compile("^Opens again at")).inner_text()
    notice.get_by_role("button", name=re.compile("^Show ")).click()
    expect(notice).to_have_count(0)
    opened = re.search(r"day=2026-(\d\d)-(\d\d)", page.url)
    assert opened is not None
    assert told.endswith(f"{opened[2]}/{opened[1]}.")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_tet(visitor: Windows, tet: Region, size: str) -> None:
    window = visitor(size=size, who="student", region=tet)
    page = window.goto("/")
    expect(page.get_by_text("Lúc này các cơ sở đang đóng cửa")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Mở lại T\d \d\d/\d\d \d\d:\d\d"))).to_have_count(8)
    expect(page.get_by_text("Lúc này không có máy nào trống")).to_be_visible()
    window.goto("/may")
    status = page.get_by_role("article").filter(has_text=re.compile(r"Trống từ (T\d|CN) \d\d/\d\d \d\d:\d\d"))
    expect(status.first).to_be_visible()
    expect(page.get_by_text("Trống đến")).to_have_count(0)
    window.goto("/lich")
    if size == "desktop":
        expect(page.locator("[data-label='Nghỉ: Tết Nguyên đán']").first).to_be_visible()
    else:
        expect(page.get_by_text("Không mở cửa").first).to_be_visible()
    window.goto("/tim-gio")
    expect(page.get_by_text("Ngày này không còn máy nào trống quanh giờ đó")).to_be_visible()
