"""Every page, both languages, both sizes: axe finds nothing, nothing overflows, the console is silent."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import SCREENSHOTS, SIZES, Visitor
from tests.support import ROOT, Server

pytestmark = pytest.mark.e2e
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

PUBLIC = [
    "/",
    "/may",
    "/may/{machine}",
    "/lich",
    "/lich?view=week",
    "/tim-gio",
    "/dang-nhap",
    "/nang-luc",
    "/khong-co",
]
SIGNED_IN = [
    "/",
    "/may/{machine}",
    "/lich",
    "/tim-gio",
    "/cua-toi",
    "/nang-luc",
    "/trac-nghiem/{quiz}",
    "/tai-khoan",
]


def filled(path: str, region: Server) -> str:
    """The path with a laser cutter's id and its quiz's."""
    if "{" not in path:
        return path
    answer = httpx.get(f"{region.url}/api/resources", params={"limit": 200}).json()["items"]
    asked = next(item for item in answer if item["qualification"] and item["qualification"]["quiz_id"])
    return path.format(machine=asked["id"], quiz=asked["qualification"]["quiz_id"])


def violations(page: Page) -> list[str]:
    """What axe has against the page, a line each. Run through the protocol, so our CSP stays as it is."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    found = page.evaluate("tags => axe.run(document, {runOnly: tags}).then(r => r.violations)", TAGS)
    return [f"{v['id']}: {[node['html'][:160] for node in v['nodes']][:4]}" for v in found]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def look(window: Visitor, path: str, name: str, region: Server) -> None:
    page = window.goto(filled(path, region))
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=False)
    assert violations(page) == []
    assert overflow(page) == 0


def slug(path: str) -> str:
    return path.strip("/").translate(str.maketrans("/?={}", "-----")) or "home"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_page_signed_out(
    visitor: Callable[..., Visitor], region: Server, path: str, language: str, size: str
) -> None:
    look(visitor(size=size, language=language), path, f"out-{slug(path)}-{language}-{size}", region)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", SIGNED_IN)
def test_page_signed_in(
    visitor: Callable[..., Visitor], region: Server, path: str, language: str, size: str
) -> None:
    window = visitor(size=size, language=language, who="student")
    look(window, path, f"in-{slug(path)}-{language}-{size}", region)


@pytest.mark.parametrize("size", SIZES)
def test_dark_page(visitor: Callable[..., Visitor], region: Server, size: str) -> None:
    window = visitor(size=size, who="student")
    window.page.emulate_media(color_scheme="dark")
    look(window, "/lich", f"dark-lich-{size}", region)
