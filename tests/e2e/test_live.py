"""What others do appears by itself, and tells no more than that the time is taken."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.region import Region
from tests.e2e.visitor import Visitor, span

pytestmark = pytest.mark.e2e
HOUR = timedelta(hours=1)
Windows = Callable[..., Visitor]


def overheard(window: Visitor) -> list[str]:
    """Every hint that the window's live stream receives from now on."""
    hints: list[str] = []
    protocol = window.context.new_cdp_session(window.page)
    protocol.send("Network.enable")
    protocol.on("Network.eventSourceMessageReceived", lambda event: hints.append(event["data"]))
    return hints


@pytest.mark.parametrize("who", [None, "student"])
def test_a_booking_of_somebody_else_appears_as_busy_only(
    visitor: Windows, region: Region, who: str | None
) -> None:
    name, at = region.free(7, minutes=60, category="printer3d")
    window = visitor(who=who)
    answers, hints = window.answers(), overheard(window)
    page = window.goto(f"/lich?day={at:%Y-%m-%d}&category=printer3d")
    taken = re.compile(rf"{at:%H:%M}–")
    expect(window.lane(name)).not_to_have_accessible_name(taken)
    page.evaluate("window.loadedOnce = true")

    made = region.book("founder", name, at, 60)
    expect(window.lane(name)).to_have_accessible_name(taken)
    assert page.evaluate("window.loadedOnce") is True
    said = [page.content(), *answers(), *hints]
    assert len(hints) == 1
    assert sum(made["resource"]["id"] in text for text in said) > 1
    hidden = ["Trần Quốc Bảo", "Quốc Bảo", "founder", made["id"], made["person"]["id"]]
    assert [secret for secret in hidden for text in said if secret in text] == []

    region.cancel("founder", made)
    expect(window.lane(name)).not_to_have_accessible_name(taken)


def test_own_bookings_of_another_window_appear_as_own(visitor: Windows, region: Region) -> None:
    name, at = region.free(8, minutes=60, category="printer3d")
    window = visitor(who="founder")
    window.goto(f"/lich?day={at:%Y-%m-%d}&category=printer3d")
    made = region.book("founder", name, at, 60)
    expect(window.lane(name)).to_have_accessible_name(re.compile(f"Bạn {span(at, at + HOUR)}"))
    region.cancel("founder", made)
    expect(window.lane(name)).not_to_have_accessible_name(re.compile("Bạn"))
