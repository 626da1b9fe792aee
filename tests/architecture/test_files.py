"""What is committed and built: no addresses in lock files or pages, every page known to the server."""

import re
import tomllib
from pathlib import Path

import pytest

from ecosystem import app as application
from ecosystem.kernel import web
from tests.support import ROOT

ADDRESS = re.compile(rb"https?://[^\s\"'`)<>\\]+")
# Names of vocabularies and licences, which nothing is ever fetched from.
NAMES = (b"http://www.w3.org/", b"https://www.w3.org/", b"http://localhost", b"http://127.0.0.1")
LOCKS = sorted([*ROOT.glob("requirements/*.txt"), ROOT / "frontend" / "package-lock.json"])
DIST = ROOT / "frontend" / "dist"
FETCHES = re.compile(
    rb"""(?:src|href)=["']https?://|url\(["']?https?://|@import\s+["'](?:url\()?https?://|fetch\(["']https?://"""
)


def test_there_are_lock_files():
    assert [path.name for path in LOCKS if path.stat().st_size == 0] == []
    assert len(LOCKS) >= 3


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock_files_hold_no_addresses(path: Path):
    lines = path.read_bytes().splitlines()
    # What a package says of its funding is a sentence of its author's, not a place to fetch from.
    found = [line.strip() for line in lines if ADDRESS.search(line) and b'"url"' not in line]
    assert found == []


def test_the_wheel_asks_for_every_package_that_the_lock_has():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {*project["dependencies"], *project["optional-dependencies"]["embedded"]}
    lines = (ROOT / "requirements" / "main.in").read_text("utf-8").splitlines()
    assert asked == {line for line in lines if line and not line.startswith("#")}


def test_the_built_pages_fetch_nothing_from_outside():
    if not (DIST / "index.html").exists():
        pytest.fail("the front end is not built: make build, or npm run build in frontend")
    files = [
        path for path in DIST.rglob("*") if path.suffix in (".html", ".js", ".css", ".svg", ".webmanifest")
    ]
    assert {
        path.name: FETCHES.findall(path.read_bytes()) for path in files if FETCHES.search(path.read_bytes())
    } == {}


def test_every_page_of_the_front_end_has_a_head_on_the_server():
    files = (ROOT / "frontend" / "src" / "app" / "routes").glob("*.ts")
    paths = [path for file in files for path in re.findall(r"path: '(/[^']*)'", file.read_text("utf-8"))]
    assert len(paths) >= len(application.TITLES)
    unknown = [
        path
        for path in paths
        if not any(pattern.fullmatch(path.replace("$", "")) for pattern, *_ in web._pages)
    ]
    assert unknown == []
