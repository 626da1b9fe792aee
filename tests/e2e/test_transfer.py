"""Staff bring a list, see what it will change, take it in, keep the report, and find the machine."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SIZES
from tests.e2e.test_every_page import SCREENSHOTS, overflow, violations
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e
# As a makerspace exports its stock: tools and materials in one list, -3 where nobody counts.
STOCK = [
    {"uuid": "a1", "name": "Máy khắc Trotec Speedy", "role": "T", "quantity": 1, "location_room": "Main"},
    {"uuid": "a2", "name": "Mỏ hàn Hakko", "role": "T", "quantity": 6, "location_room": "Electronics"},
    {"uuid": "a3", "name": "Dây cáp xanh", "role": "M", "quantity": -3, "location_room": "Cage"},
    {"uuid": "a4", "name": "", "role": "T", "quantity": 1, "location_room": "Main"},
    {"uuid": "a1", "name": "Máy ghi hai lần", "role": "T", "quantity": 1, "location_room": "Main"},
]


def bring(page: Page, path: Path) -> None:
    page.get_by_role("combobox", name="Địa điểm mặc định").click()
    page.get_by_role("option").first.click()
    page.get_by_label("Tệp danh sách").set_input_files(path)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_role("heading", level=1, name=path.name)).to_be_visible()


def chosen(page: Page, label: str, option: str) -> None:
    field = page.get_by_role("combobox", name=label, exact=True)
    field.click()
    page.get_by_role("option", name=option, exact=True).click()
    expect(field).to_have_value(option)


def test_a_list_is_brought_mapped_previewed_applied_and_its_machine_found(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    window = visitor(size="desktop", who="admin")
    path = tmp_path / "kho-xuong.json"
    path.write_text(json.dumps(STOCK), encoding="utf-8")
    page = window.goto("/cai-dat/nhap")
    bring(page, path)
    # The role is nothing that anybody could guess.
    chosen(page, "Cột role là", "Loại")
    chosen(page, "“T” ở Loại nghĩa là", "Máy")
    chosen(page, "“M” ở Loại nghĩa là", "Bỏ qua các hàng này")
    page.get_by_role("button", name="Xem trước").click()
    sums = page.get_by_role("group", name="Lọc theo kết quả")
    expect(sums.get_by_role("button")).to_have_text(
        ["2Mới", "0Thay đổi", "0Không đổi", "1Bỏ qua", "2Từ chối"]
    )
    expect(page.get_by_text("Tổng cộng 5 hàng, không sót hàng nào.")).to_be_visible()
    sums.get_by_role("button", name="Từ chối").click()
    rows = page.get_by_role("main").locator("ol").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("thiếu tên dùng được")
    expect(rows.last).to_contain_text("trùng mã với hàng 1")
    page.screenshot(path=SCREENSHOTS / "import-preview.png", full_page=True)
    assert [*violations(page), *overflow(page)] == []
    page.get_by_role("button", name="Nhập 2 hàng").click()
    expect(page.get_by_role("heading", level=2, name="Kết quả")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "import-applied.png", full_page=True)
    assert [*violations(page), *overflow(page)] == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải báo cáo CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == 5
    window.goto("/may?q=trotec")
    expect(page.get_by_role("link", name="Máy khắc Trotec Speedy")).to_be_visible()
    assert window.complaints == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_lists_in_and_out(
    visitor: Callable[..., Visitor], tmp_path: Path, language: str, size: str
) -> None:
    window = visitor(size=size, language=language, who="admin")
    for name in ("nhap", "xuat"):
        page = window.goto(f"/cai-dat/{name}")
        page.locator("h2").nth(1).wait_for()
        page.screenshot(path=SCREENSHOTS / f"{language}-{size}-in" / f"settings-{name}.png", full_page=True)
        assert [*violations(page), *overflow(page), *window.complaints] == []
    page = window.goto("/cai-dat/nhap")
    path = tmp_path / "danh-sach.csv"
    path.write_text("Mã,Tên máy,Số lượng,Kiểu\n1,Máy bào,1,máy\n2,Gỗ,4,vật tư\n", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Đọc tệp" if language == "vi" else "Read the file").click()
    page.get_by_role("heading", level=1, name=path.name).wait_for()
    window.settle()
    page.screenshot(path=SCREENSHOTS / f"{language}-{size}-in" / "settings-nhap-cot.png", full_page=True)
    assert [*violations(page), *overflow(page), *window.complaints] == []


def test_a_list_is_taken_away_as_a_file(visitor: Callable[..., Visitor]) -> None:
    window = visitor(size="phone", who="admin")
    page = window.goto("/cai-dat/xuat")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải Máy và thiết bị dạng CSV").click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    names = [row["Tên"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    assert "Máy cắt laser CO₂ 60W" in names
    assert download.value.suggested_filename == "resources-2026-11-25.csv"
