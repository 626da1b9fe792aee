"""A machine that asks for a qualification: said before one tries, earned by a quiz, then booked."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from ecosystem.sandbox import data
from tests.e2e.region import Region
from tests.e2e.visitor import Visitor, span

pytestmark = pytest.mark.e2e
Windows = Callable[..., Visitor]


def fill_in(page: Page, *, right: bool) -> None:
    """Answer every question of the laser quiz, rightly or wrongly, and hand it in."""
    quiz = next(each.quiz for each in data.read().qualifications if each.code == "laser-safety")
    assert quiz is not None
    for question in quiz.questions:
        asked = page.get_by_role("group", name=question["text"]["vi"]).or_(
            page.get_by_role("radiogroup", name=question["text"]["vi"])
        )
        chosen = [choice for choice in question["choices"] if choice["correct"] == right]
        for choice in chosen if question["many"] else chosen[:1]:
            asked.get_by_label(choice["text"]["vi"], exact=True).check()
    page.get_by_role("button", name="Nộp bài").click()


def try_to_book(window: Visitor, name: str, at: datetime, until: datetime) -> None:
    """Select time on the laser cutter and follow the way to the quiz."""
    page = window.goto(f"/lich?day={at:%Y-%m-%d}&category=laser")
    window.drag(name, at, until)
    panel = page.get_by_role("dialog", name="Đặt máy")
    expect(panel).to_contain_text("Bạn cần học an toàn máy này trước: An toàn máy laser.")
    expect(panel.get_by_role("button", name="Đặt máy")).to_have_count(0)
    panel.get_by_role("link", name="Học và làm bài trắc nghiệm").click()
    expect(page.get_by_role("heading", level=1, name="Kiểm tra an toàn máy laser")).to_be_visible()


def test_told_before_trying(visitor: Windows) -> None:
    page = visitor(who="guardian").goto("/may?category=laser")
    cards = page.get_by_role("article")
    assert cards.count() > 3
    expect(cards.filter(has_text="Cần: An toàn máy laser")).to_have_count(cards.count())


def test_failed_today_and_told_when_again(visitor: Windows, region: Region) -> None:
    name, at = region.free(6, minutes=60, category="laser")
    window = visitor(who="guardian")
    try_to_book(window, name, at, at + timedelta(hours=1))
    page = window.page
    fill_in(page, right=False)
    expect(page.get_by_role("heading", name="Lần này chưa đạt")).to_be_focused()
    again = "Bạn làm lại được từ T5 26/11 09:40"
    expect(page.get_by_text(again)).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("8 câu chưa đúng"))).to_be_visible()
    page.reload()
    expect(page.get_by_text(again)).to_be_visible()
    expect(page.get_by_role("link", name="Xem máy không cần chứng nhận")).to_be_visible()


def test_passed_and_back_to_the_selection(visitor: Windows, region: Region) -> None:
    name, at = region.free(6, minutes=60, category="laser")
    until = at + timedelta(hours=1)
    window = visitor(who="mentor")
    try_to_book(window, name, at, until)
    page = window.page
    fill_in(page, right=True)
    expect(page.get_by_role("heading", name="Bạn đã đạt và đặt máy được ngay")).to_be_focused()
    page.get_by_role("link", name="Đặt máy ngay").click()

    panel = page.get_by_role("dialog", name="Đặt máy")
    expect(panel).to_contain_text("Bạn đã có: An toàn máy laser")
    expect(panel).to_contain_text(span(at, until))
    panel.get_by_role("button", name="Đặt máy").click()
    expect(window.lane(name)).to_have_accessible_name(re.compile(f"Bạn {span(at, until)}"))
    window.goto("/nang-luc")
    mine = page.get_by_role("listitem").filter(has_text="An toàn máy laser").filter(has_text="Trắc nghiệm")
    expect(mine).to_contain_text("Còn hiệu lực")
