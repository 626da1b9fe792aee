"""The built front end: heads per page, nonces, what may be kept, and what is not a page."""

import asyncio
import gzip
import os
import re
import threading
from pathlib import Path

import pytest
from litestar import get

from ecosystem.kernel import web
from ecosystem.kernel.db import Session
from ecosystem.kernel.web import Meta
from ecosystem.kernel.words import Words
from tests.kernel.conftest import Serve

INDEX = """<!doctype html><html lang="__LANG__"><head><title>__TITLE__</title>
<meta property="csp-nonce" nonce="__CSP_NONCE__"><meta name="description" content="__DESCRIPTION__">
<meta property="og:url" content="__URL__"><meta property="og:image" content="__IMAGE__"></head></html>"""
SCRIPT = b"console.log('a');\n" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text(INDEX)
    (dist / "favicon.svg").write_text("<svg/>")
    (dist / "assets" / "index-abc.js").write_bytes(SCRIPT)
    (dist / "assets" / ".secret").write_text("x")
    (tmp_path / "outside.txt").write_text("secret")
    return dist


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_pages", [])

    async def machine(session: Session, params: dict[str, str], locale: str) -> Meta | None:
        if params["id"] == "broken":
            raise RuntimeError
        if params["id"] == "gone":
            return None
        return Meta(f'<{params["id"]}> __URL__ "{locale}"', "a machine")

    web.page_title("/", Words("Trang đầu", "Home"), Words("Xin chào", "Hello"))
    web.page_meta("/may/{id}", machine)


async def test_each_page_has_its_own_head(serve: Serve, folder: Path):
    async with serve(plain=web.routes(folder, "https://lab.example.org")) as client:
        home = await client.get("/", headers={"accept-language": "en-GB,en"})
        machine = await client.get("/may/7", headers={"cookie": f"{web.LANGUAGE_COOKIE}=en"})
    assert home.status_code == 200
    assert "<title>Home</title>" in home.text
    assert '<html lang="en">' in home.text
    assert 'content="https://lab.example.org/"' in home.text
    assert "<title>&lt;7&gt; __URL__ &quot;en&quot;</title>" in machine.text
    assert 'content="https://lab.example.org/may/7"' in machine.text
    assert 'content="https://lab.example.org/preview.png"' in machine.text


async def test_the_nonce_is_fresh_and_the_same_in_page_and_policy(serve: Serve, folder: Path):
    async with serve(plain=web.routes(folder, "http://testserver")) as client:
        pages = [await client.get("/") for _ in range(2)]
    nonces = [re.search('nonce="([^"]+)"', page.text) for page in pages]
    found = [nonce.group(1) for nonce in nonces if nonce]
    assert len(set(found)) == 2
    for page, nonce in zip(pages, found, strict=True):
        policy = page.headers["content-security-policy"]
        assert f"style-src 'self' 'nonce-{nonce}'" in policy
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"


async def test_assets_are_kept_for_ever_and_compressed(serve: Serve, folder: Path):
    async with serve(plain=web.routes(folder, "http://testserver")) as client:
        small = await client.get("/assets/index-abc.js", headers={"accept-encoding": "gzip"})
        plain = await client.get("/assets/index-abc.js", headers={"accept-encoding": "identity"})
        again = await client.get("/assets/index-abc.js", headers={"if-none-match": small.headers["etag"]})
    assert small.headers["cache-control"] == plain.headers["cache-control"] == web._IMMUTABLE
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) == len(gzip.compress(SCRIPT, 9))
    assert small.content == plain.content == SCRIPT
    assert plain.headers["content-type"].startswith("text/javascript")
    assert (again.status_code, again.content) == (304, b"")


async def test_other_files_are_asked_for_again(serve: Serve, folder: Path):
    async with serve(plain=web.routes(folder, "http://testserver")) as client:
        icon = await client.get("/favicon.svg")
        again = await client.get("/favicon.svg", headers={"if-none-match": icon.headers["etag"]})
    assert (icon.status_code, icon.text) == (200, "<svg/>")
    assert icon.headers["cache-control"] == "public, no-cache"
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/assets/nothing.js",
        "/assets/.secret",
        "/assets/%2e%2e/%2e%2e/outside.txt",
        "/assets/..%2f..%2foutside.txt",
        "/assets/x/%2e%2e/index-abc.js",
        "/assets/%00.js",
        "/api/nothing",
        "/api/nothing/at/all",
        "/ical/x.ics",
        "/media/x.jpg",
    ],
)
async def test_what_is_not_there_is_a_problem(serve: Serve, folder: Path, path: str):
    async with serve(plain=web.routes(folder, "http://testserver")) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text


async def test_others_are_answered_while_a_file_is_read(serve: Serve, folder: Path):
    """A pipe is a file that cannot be read to its end before somebody has written it."""
    slow = folder / "assets" / "slow.js"
    os.mkfifo(slow)
    answered = threading.Event()

    def write() -> bool:
        first = answered.wait(20)
        slow.write_bytes(SCRIPT)
        return first

    async with serve(plain=web.routes(folder, "http://testserver")) as client:
        writing = asyncio.create_task(asyncio.to_thread(write))
        reading = asyncio.create_task(client.get("/assets/slow.js"))
        await asyncio.sleep(0.05)
        other = await client.get("/assets/index-abc.js")
        answered.set()
        assert (await writing, other.status_code) == (True, 200)
        assert (await reading).content == SCRIPT


async def test_a_file_has_one_name_so_that_what_is_kept_stays_small(folder: Path):
    build = web.Build(folder)
    for name in ("favicon.svg", "./favicon.svg", "x/../favicon.svg", "assets//../favicon.svg", "\0.svg"):
        await build.file(name)
    assert list(build._files) == ["favicon.svg"]


async def test_an_unknown_address_of_the_api_is_not_found_for_every_method(serve: Serve, folder: Path):
    @get("/api/things", opt={"permission": "public"})
    async def things() -> list[int]:
        return []

    async with serve(things, plain=web.routes(folder, "http://testserver")) as client:
        unknown = await client.post("/api/nothing", json={})
        wrong = await client.post("/api/things", json={})
        known = await client.get("/api/things")
    assert (unknown.status_code, wrong.status_code, known.status_code) == (404, 405, 200)
    assert wrong.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("path", "status"), [("/may/gone", 404), ("/no-such-page", 404), ("/may/broken", 200)]
)
async def test_a_page_without_a_head_of_its_own_still_appears(
    serve: Serve, folder: Path, path: str, status: int
):
    async with serve(plain=web.routes(folder, "http://testserver")) as client:
        answer = await client.get(path)
    assert answer.status_code == status
    assert "<title>Ecosystem</title>" in answer.text


async def test_head_is_get_without_a_body(serve: Serve, folder: Path):
    async with serve(plain=web.routes(folder, "http://testserver")) as client:
        head = await client.head("/assets/index-abc.js", headers={"accept-encoding": "identity"})
        page = await client.head("/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(SCRIPT))
    assert (page.status_code, page.content) == (200, b"")


async def test_without_a_build_the_page_says_what_to_do(serve: Serve, tmp_path: Path):
    async with serve(plain=web.routes(tmp_path / "nothing", "http://testserver")) as client:
        answer = await client.get("/")
    assert answer.status_code == 503
    assert "make run" in answer.text
