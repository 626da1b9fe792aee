"""One person's browser window: what they see, what they do with their hands, what goes wrong."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Response

from tests.e2e.region import PASSWORD, Region

# A press of the mouse, a tap of a finger or a key that chooses. What a press sets off is not counted again.
_COUNTER = """
window.actions = [];
addEventListener('pointerup', event => actions.push(event.pointerType), true);
addEventListener('keydown', event => ['Enter', ' '].includes(event.key) && actions.push(event.key), true);
"""
# Where an hour stands on the ruler of the day's grid, in pixels from the left of the window.
_HOURS = """
grid => Object.fromEntries([...grid.querySelectorAll('[role=columnheader] span')].map(
    hour => [hour.textContent, hour.getBoundingClientRect().left]))
"""


class Visitor:
    """A window of the browser; `complaints` holds every error, warning and CSP violation heard in it."""

    def __init__(self, context: BrowserContext, region: Region) -> None:
        self.context, self.region = context, region
        self.page: Page = context.new_page()
        self.page.clock.set_fixed_time(region.now)
        self.page.add_init_script(_COUNTER)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        # The browser reports refused requests (401, 409, 422) as errors; those are answers, not faults.
        if (
            message.type in ("error", "warning")
            and "the server responded with a status of 4" not in message.text
        ):
            self.complaints.append(f"{message.type}: {message.text}")

    def goto(self, path: str) -> Page:
        """Open a page of the product and wait until it rests."""
        self.page.goto(self.region.url + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the page's heading stands and nothing is loading."""
        self.page.locator("h1").first.wait_for()
        self.page.locator("[aria-busy=true], .mantine-Skeleton-root").first.wait_for(state="detached")
        self.page.evaluate("document.fonts.ready")

    def sign_in(self, who: str, *, anew: bool = False) -> None:
        """Be this demo person, as after signing in; `anew` in a session that no other window has."""
        if anew:
            body = {"email": f"{who}@demo.example", "password": PASSWORD}
            headers = {"Origin": self.region.url}
            answer = self.context.request.post(f"{self.region.url}/api/session", data=body, headers=headers)
            assert answer.status == 201, answer.text()
            return
        cookies = self.region.cookies(who)
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.region.url} for name, value in cookies.items()]
        )

    def actions(self) -> list[str]:
        """What was pressed since the page was opened: mouse, touch, Enter or the space bar."""
        found: list[str] = self.page.evaluate("actions")
        return found

    def answers(self) -> Callable[[], list[str]]:
        """From now on keep what the API answers to this page; the result tells all bodies so far."""
        kept: list[Response] = []

        def keep(response: Response) -> None:
            # The stream of live hints has no end to wait for.
            if "/api/" in response.url and "/api/live" not in response.url:
                kept.append(response)

        self.page.on("response", keep)
        return lambda: [response.text() for response in kept]

    def said(self, text: str) -> bool:
        """Whether the page has just announced this to those who don't see it."""
        return self.page.get_by_role("status").filter(has_text=text).count() == 1

    def press_until(self, key: str, reached: Callable[[], bool]) -> None:
        """Press a key again and again until it has led there."""
        for _ in range(120):
            if reached():
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} does not lead there")

    def lane(self, name: str) -> Locator:
        """A machine's lane on the day's grid; its accessible name says what is taken."""
        return self.page.get_by_role("gridcell", name=re.compile(f"^{re.escape(name)}:"))

    def drag(self, name: str, starts_at: datetime, ends_at: datetime) -> None:
        """Draw a stretch of time on a machine's lane with the mouse."""
        lane = self.lane(name)
        lane.scroll_into_view_if_needed()
        box = lane.bounding_box()
        assert box is not None
        first, last = (self.across(moment) for moment in (starts_at, ends_at))
        middle = box["y"] + box["height"] / 2
        mouse = self.page.mouse
        # Within the first and the last step of the raster: the ends snap outwards.
        mouse.move(first + 2, middle)
        mouse.down()
        mouse.move((first + last) / 2, middle, steps=4)
        mouse.move(last - 2, middle, steps=4)
        mouse.up()

    def across(self, moment: datetime) -> float:
        """Where a time of the shown day stands, in pixels from the left of the window."""
        at: dict[str, float] = self.page.get_by_role("grid").evaluate(_HOURS)
        hours = sorted((int(text[:2]), left) for text, left in at.items() if text.endswith(":00"))
        (early, left), (late, right) = hours[0], hours[-1]
        return left + (moment.hour + moment.minute / 60 - early) * (right - left) / (late - early)


def span(starts_at: datetime, ends_at: datetime) -> str:
    """A stretch of one day as pages write it: 14:00–16:00."""
    return f"{starts_at:%H:%M}–{ends_at:%H:%M}"
