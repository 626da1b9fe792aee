"""When the server fails or is gone: the page says so with what helps, and goes on afterwards."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.region import Region
from tests.e2e.visitor import Visitor
from tests.support import sql

pytestmark = pytest.mark.e2e
Windows = Callable[..., Visitor]


@pytest.fixture(scope="module")
def fragile(new_region: Callable[..., Any]) -> Iterator[Region]:
    with new_region() as region:
        yield region


def test_a_failure_names_the_id_that_the_log_has(visitor: Windows, fragile: Region) -> None:
    window = visitor(region=fragile)
    page = window.goto("/")
    sql(fragile.database_url, "ALTER TABLE listing RENAME TO listing_away")
    page.get_by_role("navigation").get_by_role("link", name="Máy & phòng").first.click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Có lỗi ở phía chúng tôi.", timeout=15_000)
    told = alert.inner_text().rsplit("Mã lỗi: ", 1)[1].strip()
    failed = [json.loads(line) for line in fragile.server.output.splitlines() if told in line]
    assert "listing" in json.dumps(failed)

    sql(fragile.database_url, "ALTER TABLE listing_away RENAME TO listing")
    page.reload()
    expect(page.get_by_role("article").first).to_be_visible()
    assert all("500 (Internal Server Error)" in complaint for complaint in window.complaints)
    window.complaints.clear()


def test_without_a_server_and_with_it_again(visitor: Windows, fragile: Region) -> None:
    window = visitor(who="student", region=fragile)
    page = window.goto("/")
    with fragile.away():
        page.get_by_role("navigation").get_by_role("link", name="Lịch", exact=True).first.click()
        told = page.get_by_role("heading", name="Chưa kết nối được máy chủ")
        expect(told).to_be_visible(timeout=15_000)
        page.get_by_role("button", name="Thử lại").click()
        expect(told).to_be_visible()
    page.get_by_role("button", name="Thử lại").click()
    expect(page.get_by_role("gridcell").first).to_be_visible()
    assert all(re.search("ERR_|Failed to fetch|offline", complaint) for complaint in window.complaints)
    window.complaints.clear()


def test_the_connection_goes_and_comes(visitor: Windows, fragile: Region) -> None:
    window = visitor(who="student", region=fragile)
    page = window.goto("/lich")
    window.context.set_offline(True)
    expect(page.get_by_text("Bạn đang mất kết nối.")).to_be_visible()
    window.context.set_offline(False)
    expect(page.get_by_text("Bạn đang mất kết nối.")).to_have_count(0)
    window.complaints.clear()
