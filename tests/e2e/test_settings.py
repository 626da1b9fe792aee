"""The settings by screen: who sees which section."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e


def test_a_lab_role_sees_its_sections_and_students_none(visitor: Callable[..., Visitor]) -> None:
    page = visitor(who="lab").goto("/cai-dat")
    expect(page.get_by_role("main").get_by_role("link", name="Máy và kho máy")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Loại máy và quy định")).to_have_count(0)
    page = visitor(who="student").goto("/cai-dat/nhat-ky")
    expect(page.get_by_text("Phần này dành cho nhân viên")).to_be_visible()


def test_who_runs_an_organisation_is_offered_its_sites_alone(visitor: Callable[..., Visitor]) -> None:
    window = visitor(who="manager")
    for address in ("/hom-nay", "/thong-ke", "/cai-dat/gio-mo-cua"):
        page = window.goto(address)
        site = page.get_by_role("combobox", name="Cơ sở").first
        expect(site).to_have_value(re.compile("EIU"))
        site.click()
        expect(page.get_by_role("option").first).to_be_visible()
        assert all("EIU" in name for name in page.get_by_role("option").all_inner_texts())
        expect(page.get_by_role("alert")).to_have_count(0)
    page = window.goto("/cai-dat/nang-luc")
    expect(page.get_by_role("heading", level=1, name="Chứng nhận và trắc nghiệm")).to_be_visible()
    expect(page.get_by_role("button", name="Thêm chứng nhận")).to_have_count(0)
    expect(page.get_by_role("link", name="Bộ mẫu")).to_have_count(0)
