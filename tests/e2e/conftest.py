"""A demo region on a stopped clock, served as people get it, and a browser that forgives nothing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from ecosystem.kernel.postgres import Cluster
from tests.support import ROOT, Server, environment, sql

# A Tuesday morning in Vietnam, 09:40, with every place open.
NOW = datetime(2026, 11, 24, 2, 40, tzinfo=UTC)
PASSWORD = "demo-ecosystem"
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SCREENSHOTS = ROOT / "var" / "screenshots"


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], playwright: Playwright
) -> dict[str, Any]:
    """A Chromium of this machine, else Playwright's own; neither is said in one line."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None and not Path(playwright.chromium.executable_path).exists():
        pytest.fail(
            "no browser: install the package `chromium`, or run `playwright install chromium`", pytrace=False
        )
    flags = ["--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    return {**browser_type_launch_args, "args": flags, **({"executable_path": found} if found else {})}


@pytest.fixture(scope="session")
def region(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo region, made for the stopped day and served over the built front end."""
    name, var = f"e2e_{uuid4().hex}", tmp_path_factory.mktemp("region")
    sql(cluster.url("postgres"), f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    env = environment(
        var, DATABASE_URL=cluster.url(name), DEMO="1", FROZEN_NOW=NOW.isoformat(), LOG_FORMAT="json"
    )
    subprocess.run(
        [sys.executable, "-m", "ecosystem", "demo", "--at", NOW.date().isoformat()],
        env=env,
        cwd=ROOT,
        check=True,
    )
    server = Server(env, var / "server.log").wait()
    yield server
    server.kill()
    sql(cluster.url("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


class Visitor:
    """One person's browser window; what goes wrong in it fails the test."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.page: Page = context.new_page()
        self.page.clock.set_fixed_time(NOW)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        # The browser reports refused requests (409, 422) as errors; those are answers, not faults.
        if (
            message.type in ("error", "warning")
            and "the server responded with a status of 4" not in message.text
        ):
            self.complaints.append(f"{message.type}: {message.text}")

    def goto(self, path: str) -> Page:
        """Open a page of the product and wait until it rests."""
        self.page.goto(self.base + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the page's heading stands and nothing is loading."""
        self.page.locator("h1").first.wait_for()
        self.page.locator("[aria-busy=true], .mantine-Skeleton-root").first.wait_for(state="detached")
        self.page.evaluate("document.fonts.ready")

    def sign_in(self, who: str) -> None:
        """Sign in over the API, as the form does."""
        answer = self.context.request.post(
            f"{self.base}/api/session",
            data={"email": f"{who}@demo.example", "password": PASSWORD},
            headers={"Origin": self.base},
        )
        assert answer.status == 201, answer.text()


@pytest.fixture
def visitor(browser: Browser, region: Server) -> Iterator[Callable[..., Visitor]]:
    """`visitor(size="phone", language="en", who="student")`: a fresh window; complaints fail the test."""
    opened: list[Visitor] = []

    def open_window(*, size: str = "desktop", language: str = "vi", who: str | None = None) -> Visitor:
        context = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            locale="vi-VN" if language == "vi" else "en-GB",
            timezone_id="Asia/Ho_Chi_Minh",
            has_touch=size == "phone",
            is_mobile=size == "phone",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        window = Visitor(context, region.url)
        if who:
            window.sign_in(who)
        opened.append(window)
        return window

    yield open_window
    complaints = [complaint for window in opened for complaint in window.complaints]
    for window in opened:
        window.context.close()
    assert complaints == []
