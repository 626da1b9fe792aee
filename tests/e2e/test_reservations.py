"""My bookings: moving, cancelling with its consequence spelled out, and the calendar file."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import expect

from tests.e2e.region import Region
from tests.e2e.visitor import Visitor, span

pytestmark = pytest.mark.e2e
HOUR = timedelta(hours=1)
Windows = Callable[..., Visitor]


def test_moved_put_into_a_calendar_and_cancelled(visitor: Windows, region: Region, tmp_path: Path) -> None:
    name, at = region.free(9, minutes=120, category="printer3d", after="15:00")
    region.book("founder", name, at, 60)
    window = visitor(who="founder")
    page = window.goto("/cua-toi")
    item = page.get_by_role("listitem").filter(has_text=name).filter(has_text=span(at, at + HOUR))
    item.get_by_role("button", name="Chuyển hoặc huỷ").click()
    form = page.get_by_role("dialog", name=name)
    form.get_by_role("combobox", name="Bắt đầu").click()
    later = at + HOUR
    page.get_by_role("option", name=f"{later:%H:%M}", exact=True).click()
    form.get_by_role("button", name="Chuyển giờ").click()
    moved = page.get_by_role("alert").filter(has_text=f"Đã chuyển {name} sang")
    expect(moved).to_contain_text(span(later, later + HOUR))
    item = page.get_by_role("listitem").filter(has_text=name).filter(has_text=span(later, later + HOUR))
    expect(item).to_have_count(1)

    with page.expect_download() as download:
        item.get_by_role("link", name="Thêm vào lịch").click()
    download.value.save_as(tmp_path / "booking.ics")
    calendar = icalendar.Calendar.from_ical((tmp_path / "booking.ics").read_bytes())
    [event] = calendar.events
    assert (event.start, event.end) == (later, later + HOUR)
    assert name in str(event["SUMMARY"])

    item.get_by_role("button", name="Chuyển hoặc huỷ").click()
    form.get_by_role("button", name="Huỷ đặt").click()
    expect(form).to_contain_text(f"{span(later, later + HOUR)} sẽ mở lại cho người khác đặt")
    expect(form).to_contain_text("Bạn tự huỷ được đến")
    form.get_by_role("button", name="Huỷ lượt đặt").click()
    expect(page.get_by_role("alert").filter(has_text=f"Đã huỷ {name}")).to_be_visible()
    expect(item).to_have_count(0)
    page.get_by_text("Đã qua", exact=True).click()
    expect(item).to_contain_text("Đã huỷ")
    assert region.is_free(name, at, 120)


def test_moved_on_the_timeline_without_dragging(visitor: Windows, region: Region) -> None:
    name, at = region.free(10, minutes=120, category="printer3d")
    region.book("founder", name, at, 60)
    window = visitor(who="founder")
    page = window.goto(f"/lich?day={at:%Y-%m-%d}&category=printer3d")
    lane = window.lane(name)
    expect(lane).to_have_accessible_name(f"{name}: bận Bạn {span(at, at + HOUR)}")
    window.drag(name, at + HOUR / 2, at + HOUR * 3 / 2)
    later = at + HOUR
    expect(lane).to_have_accessible_name(f"{name}: bận Bạn {span(later, later + HOUR)}")
    lane.focus()
    window.press_until("ArrowRight", lambda: window.said(f"{at + HOUR:%H:%M}, của bạn"))
    page.keyboard.press("m")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    earlier = later - HOUR / 2
    expect(lane).to_have_accessible_name(f"{name}: bận Bạn {span(earlier, earlier + HOUR)}")
