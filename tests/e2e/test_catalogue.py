"""Finding a machine: without diacritics, by filters that stay in the address, and when nothing fits."""

from collections.abc import Callable
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e
Windows = Callable[..., Visitor]


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_found_without_diacritics_and_filtered_by_the_address(visitor: Windows, size: str) -> None:
    page = visitor(size=size).goto("/may")
    # Slowly: the address changes between the letters, and the field keeps the focus.
    page.get_by_label("Tìm theo tên").press_sequentially("may cat", delay=250)
    names = page.get_by_role("article").get_by_role("heading")
    # Six cutters, and three machines of the categories "Cắt decal …" and "Cắt và khắc laser".
    expect(page.get_by_role("status").filter(has_text="máy và phòng")).to_have_text("9 máy và phòng")
    assert sum(name.startswith("Máy cắt ") for name in names.all_inner_texts()) == 6
    page.get_by_role("combobox", name="Cơ sở").click()
    page.get_by_role("option", name="Trung tâm BIIC").click()
    expect(names).to_have_text(["Máy cắt decal Cricut Maker 3", "Máy cắt laser CO₂ 60W BIIC"])
    assert parse_qs(urlsplit(page.url).query) == {"q": ["may cat"], "site": ["biic"]}

    page.reload()
    expect(names).to_have_text(["Máy cắt decal Cricut Maker 3", "Máy cắt laser CO₂ 60W BIIC"])
    expect(page.get_by_label("Tìm theo tên")).to_have_value("may cat")
    expect(page.get_by_role("combobox", name="Cơ sở")).to_have_value("Trung tâm BIIC")


def test_nothing_found_says_so_and_leads_back(visitor: Windows) -> None:
    page = visitor().goto("/may?q=tau-vu-tru")
    expect(page.get_by_text("Không có máy nào khớp với bộ lọc")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)
    page.get_by_role("button", name="Xoá bộ lọc").click()
    expect(page.get_by_role("article")).to_have_count(50)
    expect(page.get_by_label("Tìm theo tên")).to_have_value("")
    page.get_by_role("button", name="Xem thêm").click()
    there = page.request.get(urljoin(page.url, "/api/resources?limit=200")).json()["items"]
    assert len(there) > 50
    expect(page.get_by_role("article")).to_have_count(len(there))
