"""The settings by screen: who sees which section."""

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
