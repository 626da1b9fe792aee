"""What a page is going to ask, answered inside it: by the same person, as data, and only what succeeds."""

import gzip
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from litestar import get
from litestar.params import FromQuery

from ecosystem.kernel import ahead, web
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.http import Request
from tests.kernel.conftest import PERSON, Serve

INDEX = "<html><head><!--ecosystem:head--></head><body><i>before</i><!--ecosystem:answers--></body></html>"
MANIFEST: dict[str, Any] = {
    "index.html": {"assets": ["a/x-latin-400.woff2", "a/x-vietnamese-400.woff2", "a/x-latin-400.woff"]},
    "src/i18n/vi/index.ts": {"file": "a/vi.js"},
    "src/i18n/en/index.ts": {"file": "a/en.js"},
}


@get("/api/who", opt={"permission": "public"})
async def who(request: Request) -> dict[str, str | None]:
    return {"person": str(request.user.person_id) if request.user else None, "said": "</script><b>&"}


@get("/api/things", opt={"permission": "public"})
async def things(day: FromQuery[str], q: FromQuery[str] = "") -> list[str]:
    return [day, q]


@get("/api/gone", opt={"permission": "public"})
async def gone() -> None:
    raise NotFound


@get("/api/mine", opt={"permission": "signed_in"})
async def mine() -> list[str]:
    return ["mine"]


@get("/api/text", opt={"permission": "public"})
async def text() -> str:
    return "not JSON"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ahead, "_asks", [])
    monkeypatch.setattr(web, "_pages", [])
    (tmp_path / "index.html").write_text(INDEX)
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))

    async def by_day(session: Session, query: Mapping[str, str]) -> list[str]:
        return [f"/api/things?day={query['day']}&q=m%C3%A1y+1"]

    ahead.page_asks(".*", "/api/who", "/api/gone", "/api/mine", "/api/text")
    ahead.page_asks("/lich", "/api/who", asks=by_day)
    return tmp_path


def found(page: str) -> Any:
    match = re.search(r'<i>before</i><script type="application/json" id="answers">(.*?)</script>', page)
    assert match
    return json.loads(match.group(1))


async def ask(serve: Serve, folder: Path, path: str, **headers: str) -> str:
    async with serve(who, things, gone, mine, text, plain=web.routes(folder, "http://testserver")) as client:
        answer = await client.get(path, headers={"accept-encoding": "identity", **headers})
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


async def test_answers_stand_under_their_address(serve: Serve, folder: Path):
    page = await ask(serve, folder, "/lich?day=2026-11-25")
    assert found(page) == {
        "/api/who": {"person": None, "said": "</script><b>&"},
        "/api/things?day=2026-11-25&q=m%C3%A1y+1": ["2026-11-25", "máy 1"],
    }
    # Data never ends the element that it stands in.
    assert page.count("</script>") == 1


async def test_other_pages_ask_less(serve: Serve, folder: Path):
    assert list(found(await ask(serve, folder, "/may"))) == ["/api/who"]


async def test_a_page_whose_question_fails_still_appears(serve: Serve, folder: Path):
    assert list(found(await ask(serve, folder, "/lich"))) == ["/api/who"]


async def test_what_is_too_large_is_left_to_the_page(
    serve: Serve, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ahead, "_LARGEST", 30)
    assert list(found(await ask(serve, folder, "/lich?day=x"))) == ["/api/things?day=x&q=m%C3%A1y+1"]


async def test_they_are_those_of_whoever_asks(serve: Serve, folder: Path, monkeypatch: pytest.MonkeyPatch):
    # The tests' way to say who asks; in the product it is the cookie.
    monkeypatch.setattr(ahead, "_KEPT", (*ahead._KEPT, b"x-person"))
    page = found(await ask(serve, folder, "/", **{"x-person": str(PERSON)}))
    assert page["/api/who"]["person"] == str(PERSON)
    assert page["/api/mine"] == ["mine"]


async def test_the_page_is_sent_in_gzip_and_whole(serve: Serve, folder: Path):
    async with serve(who, gone, mine, text, plain=web.routes(folder, "http://testserver")) as client:
        async with client.stream("GET", "/", headers={"accept-encoding": "gzip"}) as answer:
            raw = b"".join([part async for part in answer.aiter_raw()])
        head = await client.head("/", headers={"accept-encoding": "identity"})
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw).decode().endswith("</body></html>")
    assert (head.status_code, head.content) == (answer.status_code, b"")


async def test_words_and_letters_of_the_language_are_fetched_at_once(serve: Serve, folder: Path):
    vi, en = [await ask(serve, folder, "/", **{"accept-language": one}) for one in ("vi", "en")]
    assert re.findall(r'href="/([^"]+)"', vi) == [
        "a/vi.js",
        "a/x-latin-400.woff2",
        "a/x-vietnamese-400.woff2",
    ]
    assert re.findall(r'href="/([^"]+)"', en) == ["a/en.js", "a/x-latin-400.woff2"]
