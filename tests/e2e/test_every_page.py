"""Every page, both languages, both sizes: axe finds nothing, nothing overflows, the console is silent."""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import SIZES
from tests.e2e.region import Region
from tests.e2e.visitor import Visitor
from tests.support import ROOT

pytestmark = pytest.mark.e2e
AXE = (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENSHOTS = ROOT / "var" / "screenshots"
ASKING = "Máy cắt laser CO₂ 60W"  # asks for a qualification that a quiz gives

SIGNED_OUT = {
    "home": "/",
    "catalogue": "/may",
    "catalogue-empty": "/may?q=khong-co-may-nay",
    "machine": "/may/{machine}",
    "classes": "/lop",
    "class": "/lop/microbit-thcs",
    "day": "/lich",
    "holiday": "/lich?day=2026-11-24",
    "week": "/lich?view=week",
    "time-first": "/tim-gio?category=laser",
    "mine": "/cua-toi",
    "sign-in": "/dang-nhap",
    "qualifications": "/nang-luc",
    "sign-up": "/dang-ky",
    "confirm": "/xac-nhan/no-such-link",
    "forgot": "/quen-mat-khau",
    "reset": "/dat-lai/no-such-link",
    "invitation": "/moi/no-such-link",
    "family": "/gia-dinh",
    "guardian-invitation": "/gia-dinh/moi/no-such-link",
    "public-feeds": "/lich-chung",
    "public-feed": "/lich-chung/machine/{machine}",
    "letters": "/thu-mau",
    "missing": "/khong-co",
}
SIGNED_IN = {
    "home": "/",
    "machine": "/may/{machine}",
    "day": "/lich",
    "selection": "/lich?resource={machine}&starts_at=2026-11-25T08:00:00Z&ends_at=2026-11-25T09:00:00Z",
    "time-first": "/tim-gio?day=2026-11-27&from=14%3A00&to=16%3A00",
    "mine": "/cua-toi",
    "family": "/gia-dinh",
    "qualifications": "/nang-luc",
    "quiz": "/trac-nghiem/{quiz}",
    "account": "/tai-khoan",
    "feeds": "/kenh-lich",
}

SETTINGS = {
    "settings": "/cai-dat",
    "sites": "/cai-dat/dia-diem",
    "site": "/cai-dat/dia-diem/{site}",
    "site-new": "/cai-dat/dia-diem/moi",
    "presets": "/cai-dat/bo-mau?preset=school-lab",
    "hours": "/cai-dat/gio-mo-cua",
    "closures": "/cai-dat/gio-mo-cua?part=closures",
    "holidays": "/cai-dat/gio-mo-cua?part=holidays",
    "categories": "/cai-dat/danh-muc",
    "category": "/cai-dat/danh-muc/{category}",
    "machines": "/cai-dat/may",
    "machine-settings": "/cai-dat/may/{machine}",
    "machine-new": "/cai-dat/may/moi",
    "qualification-settings": "/cai-dat/nang-luc",
    "qualification-details": "/cai-dat/nang-luc/{qualification}",
    "qualification-quiz": "/cai-dat/nang-luc/{qualification}?tab=quiz",
    "qualification-holders": "/cai-dat/nang-luc/{qualification}?tab=holders",
}
STAFF = {
    "today": "/hom-nay",
    "teaching": "/day-hoc",
    "planning": "/xep-lop",
    "new-class": "/xep-lop?part=new",
    "courses": "/xep-lop?part=courses",
    "terms": "/xep-lop?part=terms",
    "statistics": "/thong-ke",
    "set-up": "/thiet-lap",
    "people": "/cai-dat/nguoi",
    "person": "/cai-dat/nguoi/{person}",
    "organisations": "/cai-dat/to-chuc",
    "organisation": "/cai-dat/to-chuc/{organisation}",
    "imports": "/cai-dat/nhap",
    "import": "/cai-dat/nhap/{import}",
    "exports": "/cai-dat/xuat",
    "audit": "/cai-dat/nhat-ky",
}
LISTED = (SIGNED_OUT, SIGNED_IN, SETTINGS, STAFF)
ROUTES = (ROOT / "frontend" / "src" / "app" / "routes").glob("*.ts")


def violations(page: Page) -> list[str]:
    """What axe has against the page, a line each. Run through the protocol, so our CSP stays as it is."""
    page.evaluate(AXE + "; undefined")
    found = page.evaluate("tags => axe.run(document, {runOnly: tags}).then(r => r.violations)", TAGS)
    return [f"{v['id']}: {[node['html'][:160] for node in v['nodes']][:4]}" for v in found]


def overflow(page: Page) -> list[str]:
    """How many pixels the page is wider than its window, when it is."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wider} pixels too wide"] if wider else []


@cache
def ids(region: Region) -> dict[str, str]:
    """What stands in the pages' addresses, of this region; the list to be taken in is brought first."""
    machine = region.machine(ASKING)
    asked = machine["qualification"]
    rows = b64encode("Tên máy,Số lượng\nMáy bào,1\n".encode()).decode()
    with region.client("admin") as client:
        person = client.get("/api/people", params={"q": "student@demo.example"}).json()["items"][0]
        organisation = client.get("/api/organisations", params={"q": "mien dong"}).json()["items"][0]
        list_ = {"kind": "resources", "file_name": "may.csv", "content": rows}
        brought = client.post("/api/imports", json=list_).json()
    return {
        "machine": machine["id"],
        "site": machine["site"]["id"],
        "category": machine["category"]["id"],
        "quiz": asked["quiz_id"],
        "qualification": asked["id"],
        "person": person["id"],
        "organisation": organisation["id"],
        "import": brought["id"],
    }


def test_no_address_is_missing() -> None:
    """Whatever the router knows is looked at below."""
    written = "".join(file.read_text(encoding="utf-8") for file in ROUTES)
    routes = re.findall(r"\bpath: '([^']+)'", written)
    assert len(routes) > 35
    visited = [path.partition("?")[0] for pages in LISTED for path in pages.values()]
    pattern = {route: re.sub(r"\$\w+", "[^/]+", route) for route in routes}
    missing = [route for route in routes if not any(re.fullmatch(pattern[route], path) for path in visited)]
    assert missing == []


def inspect(window: Visitor, pages: Mapping[str, str], folder: str, language: str = "vi") -> None:
    """Visit pages one after the other and take a picture of each; fails with what is wrong, by page."""
    known, wrong = ids(window.region), []
    for name, path in pages.items():
        page = window.goto(path.format(**known))
        page.screenshot(path=SCREENSHOTS / folder / f"{name}.png")
        spoken = page.locator("html").get_attribute("lang")
        found = [*violations(page), *overflow(page), *window.complaints]
        found += [] if spoken == language else [f"speaks {spoken}"]
        wrong += [f"{name}: {fault}" for fault in found]
        window.complaints.clear()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_signed_out(visitor: Callable[..., Visitor], language: str, size: str) -> None:
    window = visitor(size=size, language=language)
    inspect(window, SIGNED_OUT, f"{language}-{size}-out", language)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_signed_in(visitor: Callable[..., Visitor], language: str, size: str) -> None:
    window = visitor(size=size, language=language, who="student")
    inspect(window, SIGNED_IN, f"{language}-{size}-in", language)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("pages", [SETTINGS, STAFF], ids=["settings", "staff"])
def test_pages_of_staff(
    visitor: Callable[..., Visitor], pages: Mapping[str, str], language: str, size: str
) -> None:
    window = visitor(size=size, language=language, who="admin")
    inspect(window, pages, f"{language}-{size}-settings", language)


@pytest.mark.parametrize("size", SIZES)
def test_pages_in_the_dark(visitor: Callable[..., Visitor], region: Region, size: str) -> None:
    window = visitor(size=size, who="student")
    window.page.emulate_media(color_scheme="dark")
    pages = {name: SIGNED_IN[name] for name in ("home", "day", "selection", "mine")}
    inspect(window, pages, f"dark-{size}")
