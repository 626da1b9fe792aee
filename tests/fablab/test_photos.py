"""Photos over HTTP: of machines for everybody, of faults for staff; versions, roles, trail, no leftovers."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image

from ecosystem.fablab import jobs, pages
from ecosystem.fablab.models import Listing
from ecosystem.kernel import clock, pictures
from ecosystem.kernel.models import StoredFile
from tests.fablab.test_editing import last
from tests.fablab.world import NOW

V1, V2, V3 = ({"if-match": f'"v{version}"'} for version in (1, 2, 3))
BOMB_SIZE = (8000, 7000)


def picture(colour: str = "red", kind: str = "JPEG", size: tuple[int, int] = (1000, 500)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def size_of(answer) -> tuple[int, int]:
    return Image.open(io.BytesIO(answer.content)).size


class Place:
    """Two machines at a site, its staff, another site's, and somebody without a role."""

    def __init__(self, world, web) -> None:
        self.world, self.web = world, web

    async def build(self):
        world, web = self.world, self.web
        self.site = await world.site()
        category = await world.category()
        self.machine = await world.machine(self.site, category)
        self.second = await world.machine(self.site, category, "Máy khác")
        self.path = f"/api/resources/{self.machine}/photo"
        self.lan = await web(await world.person("Lan", ("lab", "site", self.site)))
        self.other = await web(await world.person("Hà", ("manager", "site", await world.site("khac"))))
        self.binh = await web(await world.person("Bình"))
        self.nobody = await web()
        return self

    async def shown(self):
        return (await self.nobody.get(f"/api/resources/{self.machine}")).json()

    async def files(self):
        return await self.world.count(StoredFile)

    async def reported(self):
        """A fault that Bình has reported."""
        body = {"resource_id": str(self.machine), "reason": "Kẹt trục"}
        answer = await self.binh.post("/api/fault-reports", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()


@pytest.fixture
async def place(world, web):
    return await Place(world, web).build()


async def test_a_machine_is_given_a_photo_that_everybody_sees(place):
    given = await place.lan.put(place.path, content=picture(), headers=V1)
    assert given.status_code == 200, given.text
    assert (given.headers["etag"], given.json()["version"]) == ('"v2"', 2)
    url = given.json()["photo_url"]
    assert (await place.shown())["photo_url"] == url
    cards = (await place.nobody.get("/api/resources")).json()["items"]
    assert {card["name"]: card["photo_url"] for card in cards} == {"Máy Epilog": url, "Máy khác": None}
    large, small = await place.nobody.get(url), await place.nobody.get(f"{url}/small")
    assert (large.status_code, size_of(large), size_of(small)) == (200, (1000, 500), (480, 240))
    assert large.headers["etag"] != small.headers["etag"]
    kept = {name: large.headers[name] for name in ("content-type", "cache-control", "content-disposition")}
    assert kept == {
        "content-type": "image/jpeg",
        "cache-control": "public, max-age=31536000, immutable",
        "content-disposition": 'inline; filename="photo.jpg"',
    }
    assert large.headers["x-content-type-options"] == "nosniff"
    again = await place.nobody.get(url, headers={"if-none-match": large.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_link_to_the_machine_shows_its_photo(place, world):
    url = (await place.lan.put(place.path, content=picture(), headers=V1)).json()["photo_url"]
    async with world.database.read() as session:
        heads = [
            await pages.machine(session, {"id": str(one)}, "vi") for one in (place.machine, place.second)
        ]
    assert [head and head.image for head in heads] == [url, "/preview.png"]


async def test_another_photo_takes_its_place_and_the_first_is_gone(place):
    first = (await place.lan.put(place.path, content=picture(), headers=V1)).json()["photo_url"]
    second = (await place.lan.put(place.path, content=picture("blue"), headers=V2)).json()["photo_url"]
    assert first != second
    assert (await place.nobody.get(first)).status_code == 404
    assert (await place.nobody.get(f"{second}/small")).status_code == 200
    assert await place.files() == 1
    taken = await place.lan.delete(place.path, headers=V3)
    assert (taken.status_code, taken.json()["photo_url"], taken.json()["version"]) == (200, None, 4)
    assert (await place.nobody.get(second)).status_code == 404
    assert (await place.files(), (await place.shown())["photo_url"]) == (0, None)


async def test_a_copy_takes_a_photo_of_its_own_along(place, world):
    first = (await place.lan.put(place.path, content=picture(), headers=V1)).json()["photo_url"]
    async with world.database.read() as session:
        category = (await session.get_one(Listing, place.machine)).category_id
    body = {"name": "Bản sao", "site_id": str(place.site), "category_id": str(category)}
    made = await place.lan.post("/api/resources", json={**body, "photo_of": str(place.machine)})
    assert made.status_code == 201, made.text
    copied = made.json()["photo_url"]
    assert copied.startswith("/media/")
    assert copied != first
    both = [await place.nobody.get(url) for url in (first, copied)]
    assert both[0].content == both[1].content
    # One's end is not the other's.
    await place.lan.delete(place.path, headers=V2)
    assert [(await place.nobody.get(url)).status_code for url in (first, copied)] == [404, 200]
    without = await place.lan.post("/api/resources", json={**body, "photo_of": str(place.second)})
    assert (without.status_code, without.json()["photo_url"]) == (201, None)
    unknown = await place.lan.post("/api/resources", json={**body, "photo_of": str(uuid4())})
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (400, "photo_of")
    assert await place.files() == 1


async def test_photos_of_faults_go_some_time_after_their_end(place, world):
    faults = [await place.reported() for _ in range(3)]
    for fault in faults:
        path = f"/api/outages/{fault['id']}/photo"
        assert (await place.lan.put(path, content=picture(), headers=V1)).status_code == 200
    machine = await place.lan.put(place.path, content=picture(), headers=V1)
    for fault, ended in ((faults[0], NOW), (faults[1], NOW + timedelta(days=1))):
        with clock.frozen(ended):
            await place.lan.post(f"/api/outages/{fault['id']}/end")

    async def left():
        listed = (await place.lan.get("/api/outages")).json()["items"]
        return [next(one["photo_url"] is not None for one in listed if one["id"] == f["id"]) for f in faults]

    assert await left() == [True, True, True]
    with clock.frozen(NOW + timedelta(days=90, hours=1)):
        await jobs.daily(90)(world.database)
        assert await left() == [False, True, True]
        assert await jobs.forget_photos(world.database, days=90) == 0
    with clock.frozen(NOW + timedelta(days=900)):
        assert await jobs.forget_photos(world.database, days=90) == 1
    # What is still open keeps its photo, and so do machines.
    assert await left() == [False, False, True]
    assert (await place.nobody.get(machine.json()["photo_url"])).status_code == 200
    assert await place.files() == 2


async def test_the_trail_tells_each_change_of_a_photo(place):
    url = (await place.lan.put(place.path, content=picture(), headers=V1)).json()["photo_url"]
    photo = url.removeprefix("/media/")
    assert (await last(place.lan, place.machine))["changes"] == [
        {"field": "photo_id", "before": None, "after": photo}
    ]
    await place.lan.delete(place.path, headers=V2)
    entry = await last(place.lan, place.machine)
    assert entry["changes"] == [{"field": "photo_id", "before": photo, "after": None}]
    assert entry["actor"]["full_name"] == "Lan"


async def test_a_photo_takes_the_place_of_an_address_from_a_list(place, world):
    async def name_one(session):
        (await session.get(Listing, place.machine)).photo_url = "https://example.org/a.jpg"

    await world.database.transact(name_one)
    assert (await place.shown())["photo_url"] == "https://example.org/a.jpg"
    url = (await place.lan.put(place.path, content=picture(), headers=V1)).json()["photo_url"]
    assert url.startswith("/media/")
    await place.lan.delete(place.path, headers=V2)
    assert (await place.shown())["photo_url"] is None


async def test_only_staff_of_the_site_change_the_photo_of_a_machine(place):
    for client, status in ((place.nobody, 401), (place.binh, 403), (place.other, 404)):
        answer = await client.put(place.path, content=picture(), headers=V1)
        assert answer.status_code == status
        assert (await client.delete(place.path, headers=V1)).status_code == status
    gone = await place.lan.put(f"/api/resources/{uuid4()}/photo", content=picture(), headers=V1)
    assert gone.status_code == 404
    assert await place.files() == 0


async def test_a_photo_is_set_against_the_version_that_was_read(place):
    assert (await place.lan.put(place.path, content=picture())).status_code == 428
    assert (await place.lan.delete(place.path)).status_code == 428
    assert (await place.lan.put(place.path, content=picture(), headers=V2)).status_code == 412
    assert (await place.lan.put(place.path, content=picture(), headers=V1)).status_code == 200
    assert (await place.lan.delete(place.path, headers=V1)).status_code == 412
    assert await place.files() == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_picture"),
        (b"this text is named photo.jpg", "not_a_picture"),
        (picture()[:300], "not_a_picture"),
        (picture(kind="GIF"), "not_a_picture"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heic_picture"),
        (picture(kind="PNG", size=BOMB_SIZE), "too_many_pixels"),
    ],
)
async def test_what_is_no_picture_is_refused_in_words(place, content, code):
    headers = {**V1, "content-type": "image/jpeg", "accept-language": "en"}
    answer = await place.lan.put(place.path, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["title"]
    assert (await place.files(), (await place.shown())["photo_url"]) == (0, None)


async def test_what_is_too_large_is_told_how_large_it_may_be(place):
    content = b"\xff" * (pictures.MOST_BYTES + 1)
    for path in (place.path, f"/api/outages/{(await place.reported())['id']}/photo"):
        answer = await place.lan.put(path, content=content, headers={**V1, "accept-language": "en"})
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert answer.json()["title"] == "The body is too large (10 MB at most)"


async def test_a_photo_of_a_fault_is_for_staff_and_who_reported_it(place):
    fault = await place.reported()
    assert fault["photo_url"] is None
    path = f"/api/outages/{fault['id']}/photo"
    for client, status in ((place.nobody, 401), (place.other, 404)):
        assert (await client.put(path, content=picture(), headers=V1)).status_code == status
    given = await place.binh.put(path, content=picture(kind="WEBP"), headers=V1)
    assert (given.status_code, given.headers["etag"]) == (200, '"v2"')
    url = given.json()["photo_url"]
    day = (await place.lan.get("/api/day", params={"site": "xuong"})).json()
    assert [one["photo_url"] for one in day["outages"]] == [url]
    stranger = await place.web(await place.world.person("An"))
    for client, status in (
        (place.nobody, 401), (stranger, 404), (place.other, 404), (place.lan, 200), (place.binh, 200),
    ):  # fmt: skip
        for address in (url, f"{url}/small"):
            assert (await client.get(address)).status_code == status
    seen = await place.lan.get(url)
    assert (seen.headers["cache-control"], size_of(seen)) == ("private, no-cache", (1000, 500))
    again = await place.lan.get(url, headers={"if-none-match": seen.headers["etag"]})
    assert again.status_code == 304
    # Nor by the address of public files, to anybody.
    photo = url.rsplit("/", 1)[1]
    for client in (place.nobody, place.lan):
        assert (await client.get(f"/media/{photo}")).status_code == 404


async def test_a_photo_is_not_read_through_another_fault_or_machine(place):
    mine = await place.reported()
    given = await place.lan.put(f"/api/outages/{mine['id']}/photo", content=picture(), headers=V1)
    photo = given.json()["photo_url"].rsplit("/", 1)[1]
    stranger = await place.web(await place.world.person("An"))
    body = {"resource_id": str(place.second), "reason": "Khác"}
    own = (await stranger.post("/api/fault-reports", json=body)).json()
    assert (await stranger.get(f"/api/outages/{own['id']}/photo/{photo}")).status_code == 404
    public = (await place.lan.put(place.path, content=picture(), headers=V1)).json()["photo_url"]
    through = f"/api/outages/{own['id']}/photo/{public.rsplit('/', 1)[1]}"
    assert (await stranger.get(through)).status_code == 404


async def test_the_photo_of_a_fault_is_replaced_removed_and_told(place):
    fault = await place.reported()
    path = f"/api/outages/{fault['id']}/photo"
    first = (await place.lan.put(path, content=picture(), headers=V1)).json()["photo_url"]
    assert (await place.binh.put(path, content=picture(), headers=V1)).status_code == 412
    second = (await place.lan.put(path, content=picture("blue"), headers=V2)).json()["photo_url"]
    assert (await place.lan.get(first)).status_code == 404
    assert await place.files() == 1
    entry = await last(place.lan, fault["id"])
    assert (entry["action"], entry["changes"]) == (
        "outage.photo_changed", [{"field": "photo_url", "before": first, "after": second}],
    )  # fmt: skip
    removed = await place.lan.delete(path, headers=V3)
    assert (removed.status_code, removed.json()["photo_url"]) == (200, None)
    assert await place.files() == 0


async def test_what_is_mended_keeps_its_photo(place):
    fault = await place.reported()
    path = f"/api/outages/{fault['id']}/photo"
    url = (await place.binh.put(path, content=picture(), headers=V1)).json()["photo_url"]
    confirmed = await place.lan.post(
        f"/api/outages/{fault['id']}/confirm", json={"safety": False}, headers=V2
    )
    assert (confirmed.status_code, confirmed.json()["photo_url"]) == (200, url)
    ended = await place.lan.post(f"/api/outages/{fault['id']}/end", headers=V3)
    assert ended.json()["photo_url"] == url
    for answer in (await place.lan.put(path, content=picture()), await place.lan.delete(path)):
        assert (answer.status_code, answer.json()["code"]) == (409, "fault_settled")
    history = (await place.lan.get("/api/outages")).json()["items"]
    assert [one["photo_url"] for one in history] == [url]
    assert (await place.lan.get(url)).status_code == 200
