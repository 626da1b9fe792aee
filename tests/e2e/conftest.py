"""A demo region on a stopped clock, served as people get it, and a browser that forgives nothing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Playwright

from ecosystem.kernel.postgres import Cluster
from ecosystem.kernel.postgres.locks import FileLock
from tests.e2e.region import ZONE, Region
from tests.e2e.visitor import Visitor
from tests.support import PATIENCE, ROOT, environment, sql

# A Wednesday morning in Vietnam, 09:40, with every place open; the day before was a public holiday.
NOW = datetime(2026, 11, 25, 2, 40, tzinfo=UTC)
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


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
def new_region(
    cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Any]:
    """`new_region(now)` serves a demo region of its own; as a context manager it is gone afterwards."""

    @contextmanager
    def make(now: datetime = NOW) -> Iterator[Region]:
        source = _demo(cluster, template, now)
        name, var = f"e2e_{uuid4().hex}", tmp_path_factory.mktemp("region")
        sql(cluster.url("postgres"), f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
        region = Region(cluster.url(name), var, now)
        try:
            yield region
        finally:
            region.server.kill()
            sql(cluster.url("postgres"), f"DROP DATABASE {name} WITH (FORCE)")

    return make


@pytest.fixture(scope="session")
def region(new_region: Callable[..., Any]) -> Iterator[Region]:
    """The region that the tests of one worker share: each looks for time of its own in it."""
    with new_region() as region:
        yield region


@pytest.fixture
def visitor(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """`visitor(size="phone", language="en", who="student")`: a fresh window; complaints fail the test."""
    opened: list[Visitor] = []

    def open_window(
        *, size: str = "desktop", language: str = "vi", who: str | None = None, region: Region | None = None
    ) -> Visitor:
        context = contexts.enter_context(
            browser.new_context(
                viewport=SIZES[size],  # type: ignore[arg-type]
                locale="vi-VN" if language == "vi" else "en-GB",
                timezone_id=ZONE.key,
                has_touch=size == "phone",
                is_mobile=size == "phone",
                reduced_motion="reduce",
            )
        )
        context.set_default_timeout(15_000)
        window = Visitor(context, region or request.getfixturevalue("region"))
        if language == "en":
            # Chosen on this device: it counts before the person's own language, which is Vietnamese.
            window.page.add_init_script("localStorage.setItem('lang', 'en')")
        if who:
            window.sign_in(who)
        opened.append(window)
        return window

    with ExitStack() as contexts:
        yield open_window
    assert [complaint for window in opened for complaint in window.complaints] == []


def _demo(cluster: Cluster, template: str, now: datetime) -> str:
    """The name of the database with the demo around a day; made once per run, then copied."""
    day = now.astimezone(ZONE).date().isoformat()
    name = f"demo_{day.replace('-', '')}"
    lock = FileLock(cluster.var / "demo.lock")
    lock.wait(PATIENCE * 2)
    try:
        if not sql(cluster.url("postgres"), f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            draft = f"{name}_draft"
            sql(cluster.url("postgres"), f"CREATE DATABASE {draft} TEMPLATE {template} STRATEGY FILE_COPY")
            subprocess.run(
                [sys.executable, "-m", "ecosystem", "demo", "--at", day],
                env=environment(
                    cluster.var, DATABASE_URL=cluster.url(draft), DEMO="1", FROZEN_NOW=now.isoformat()
                ),
                cwd=ROOT,
                check=True,
            )
            sql(cluster.url("postgres"), f"ALTER DATABASE {draft} RENAME TO {name}")
    finally:
        lock.drop()
    return name
