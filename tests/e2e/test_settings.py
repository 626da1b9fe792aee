"""The settings by screen: every page of them, and who sees which section."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.test_every_page import inspect
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e
PAGES = {
    "settings": "/cai-dat",
    "settings-sites": "/cai-dat/dia-diem",
    "settings-site": "/cai-dat/dia-diem/{site}",
    "settings-site-new": "/cai-dat/dia-diem/moi",
    "settings-categories": "/cai-dat/danh-muc",
    "settings-category": "/cai-dat/danh-muc/{category}",
    "settings-machines": "/cai-dat/may",
    "settings-machine": "/cai-dat/may/{machine}",
    "settings-audit": "/cai-dat/nhat-ky",
}


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_the_settings(visitor: Callable[..., Visitor], language: str, size: str) -> None:
    window = visitor(size=size, language=language, who="admin")
    machine = window.region.machine("Máy cắt laser CO₂ 60W")
    known = {
        "site": machine["site"]["id"],
        "category": machine["category"]["id"],
        "machine": machine["id"],
    }
    pages = {name: path.format(**known) for name, path in PAGES.items()}
    inspect(window, pages, f"{language}-{size}-settings", language)


def test_a_lab_role_sees_its_sections_and_students_none(visitor: Callable[..., Visitor]) -> None:
    page = visitor(who="lab").goto("/cai-dat")
    expect(page.get_by_role("main").get_by_role("link", name="Máy và kho máy")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Loại máy và quy định")).to_have_count(0)
    page = visitor(who="student").goto("/cai-dat/nhat-ky")
    expect(page.get_by_text("Phần này dành cho nhân viên")).to_be_visible()
