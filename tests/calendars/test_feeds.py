"""Feeds over HTTP: conditional reading, what a change does to the bytes, who gets them, and how they end."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import icalendar
import pytest
from msgspec.structs import replace

from ecosystem.calendars import building, checks, publishing, service
from ecosystem.calendars.publishing import Entry, Face
from ecosystem.identity import tokens
from ecosystem.kernel import clock as kernel_clock
from ecosystem.kernel.db import raw
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.words import Words
from tests.applications import application
from tests.fablab.world import NOW, World

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NASTY = 'Cắt, khắc; "thử" \\ 🎓\nVí dụ\r\nATTENDEE:mailto:x@y ' + "ệ" * 300


@pytest.fixture
async def lab(database, settings):
    """A site with a machine, on Friday 20 November 2026, 09:00 in Vietnam."""
    with kernel_clock.frozen(NOW):
        world: Any = await World(database).build()
        world.at = await world.site()
        world.laser = await world.machine(world.at, await world.category())
        world.binh = await world.person()
        world.app = application(settings, database)
        yield world


@pytest.fixture
async def web(lab):
    """Clients of the application, of nobody or of a person."""
    made = []

    async def client(actor=None):
        headers = {}
        if actor is not None:
            issued = await lab.database.transact(
                lambda s: tokens.create_token(s, person_id=actor.person_id, label="thử")
            )
            headers["authorization"] = f"Bearer {issued.secret}"
        transport = httpx.ASGITransport(lab.app, raise_app_exceptions=False)
        made.append(httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers))
        return made[-1]

    yield client
    for one in made:
        await one.aclose()


def entry(lab, number=1, **changes) -> Entry:
    start = NOW + number * HOUR
    made = Entry(
        source="reservation",
        subject_id=new_id(),
        starts_at=start,
        ends_at=start + HOUR,
        zone="Asia/Ho_Chi_Minh",
        faces=[
            Face(
                scope="person",
                key=lab.binh.person_id,
                summary=Words(f"Máy cắt số {number}", f"Cutter {number}"),
                location=Words("Phòng Laser, Xưởng", "Laser room, Lab"),
                path="/cua-toi",
            ),
            Face(scope="machine", key=lab.laser, summary=Words("Bận", "Busy")),
        ],
    )
    return replace(made, **changes)


@pytest.fixture
def publish(lab):
    async def publish(*entries):
        await lab.database.transact(lambda s: publishing.publish(s, entries))

    return publish


@pytest.fixture
async def mine(lab, web):
    """One's own feed: its address on this server."""
    owner = await web(lab.binh)
    made = await owner.post("/api/feeds", json={"scope": "person", "label": "Điện thoại"})
    assert made.status_code == 201
    return made.json()["url"].removeprefix("http://testserver")


def read(answer) -> Any:
    return icalendar.Calendar.from_ical(answer.content)


def events(answer) -> dict[str, Any]:
    return {str(event["UID"]).split("@")[0]: event for event in read(answer).walk("VEVENT")}


async def machine_feed(client, lab) -> Any:
    [found] = (await client.get("/api/feeds/public", params={"key": str(lab.laser)})).json()["items"]
    return found["url"].removeprefix("http://testserver")


async def test_a_feed_is_sent_as_calendar_programs_want_it(lab, web, publish, mine):
    await publish(entry(lab, 1), entry(lab, 2))
    reader = await web()
    answer = await reader.get(mine)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'inline; filename="lich-cua-toi.ics"'
    assert answer.headers["cache-control"] == "private, no-cache"
    assert (answer.headers["referrer-policy"], answer.headers["x-robots-tag"]) == ("no-referrer", "noindex")
    assert answer.headers["content-encoding"] == "gzip"
    head = await reader.head(mine)
    names = ("etag", "last-modified", "content-type", "content-length", "cache-control", "vary")
    assert {name: head.headers[name] for name in names} == {name: answer.headers[name] for name in names}
    assert (head.status_code, head.content) == (200, b"")
    plain = await reader.get(mine, headers={"accept-encoding": "identity"})
    assert plain.content == answer.content
    assert plain.headers["etag"] != answer.headers["etag"]
    assert [code for code, holds, _ in checks.found(answer.content) if not holds] == []


async def test_the_same_bytes_until_something_changes(lab, web, publish, mine):
    await publish(entry(lab))
    reader = await web()
    first = await reader.get(mine)
    kernel_clock.freeze(NOW + timedelta(seconds=2))
    second = await reader.get(mine)
    assert (second.content, second.headers["etag"]) == (first.content, first.headers["etag"])
    tag, date = first.headers["etag"], first.headers["last-modified"]
    future = "Fri, 01 Jan 2100 00:00:00 GMT"
    for given in ({"if-none-match": tag}, {"if-none-match": f'"x", {tag}'}, {"if-none-match": "*"},
                  {"if-none-match": f"W/{tag}"}, {"if-modified-since": date}):  # fmt: skip
        answer = await reader.get(mine, headers=given)
        assert (answer.status_code, answer.content) == (304, b""), given
        assert answer.headers["etag"] == tag
    for given in ({"if-none-match": '"x"', "if-modified-since": future}, {"if-modified-since": "not a date"},
                  {"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"}):  # fmt: skip
        assert (await reader.get(mine, headers=given)).status_code == 200, given


async def test_a_move_touches_its_own_entry_only(lab, web, publish, mine):
    one, other = entry(lab, 1), entry(lab, 2)
    await publish(one, other)
    reader = await web()
    before = await reader.get(mine)
    kernel_clock.freeze(NOW + HOUR)
    await publish(replace(one, starts_at=one.starts_at + DAY, ends_at=one.ends_at + DAY))
    after = await reader.get(mine)
    was, now = events(before), events(after)
    assert set(was) == set(now)
    uid, still = str(one.subject_id), str(other.subject_id)
    assert (was[uid]["SEQUENCE"], now[uid]["SEQUENCE"]) == (0, 1)
    assert now[uid]["LAST-MODIFIED"].dt > was[uid]["LAST-MODIFIED"].dt
    assert now[uid]["DTSTART"].dt == was[uid]["DTSTART"].dt + DAY
    assert was[still].to_ical() == now[still].to_ical()
    assert after.headers["etag"] != before.headers["etag"]


async def test_what_is_taken_out_makes_a_later_revision(lab, web, publish, mine):
    one, last = entry(lab, 1), entry(lab, 2)
    await publish(one, last)
    reader = await web()
    before = await reader.get(mine)
    await lab.database.transact(
        lambda s: publishing.unpublish(s, source="reservation", subject_ids=[last.subject_id])
    )
    after = await reader.get(mine)
    assert set(events(after)) == {str(one.subject_id)}
    dates = [parsedate_to_datetime(answer.headers["last-modified"]) for answer in (before, after)]
    assert dates[1] > dates[0]
    assert after.headers["etag"] != before.headers["etag"]


async def test_cancelled_and_restored(lab, web, publish, mine):
    one = entry(lab)
    await publish(one)
    reader = await web()
    seen = []
    for status in ("confirmed", "cancelled", "confirmed"):
        await publish(replace(one, status=status))
        [event] = events(await reader.get(mine)).values()
        seen.append((str(event["STATUS"]), event["SEQUENCE"], str(event["SUMMARY"]), str(event["TRANSP"])))
    assert seen == [
        ("CONFIRMED", 0, "Máy cắt số 1", "OPAQUE"),
        ("CANCELLED", 1, "HỦY: Máy cắt số 1", "TRANSPARENT"),
        ("CONFIRMED", 2, "Máy cắt số 1", "OPAQUE"),
    ]


async def test_times_words_and_zone_are_read_back(lab, web, publish, mine):
    whole = entry(
        lab,
        3,
        starts_at=datetime(2026, 12, 1, 17, tzinfo=UTC),
        ends_at=datetime(2026, 12, 3, 17, tzinfo=UTC),
        all_day=True,
    )
    odd = entry(lab, 4)
    odd = replace(
        odd, faces=[replace(odd.faces[0], summary=Words(NASTY, NASTY), description=Words(NASTY, NASTY))]
    )
    makeup = entry(lab, 5, instead_of=odd.subject_id)
    await publish(entry(lab, 1), whole, odd, makeup)
    answer = await (await web()).get(mine)
    calendar, found = read(answer), events(answer)
    assert calendar.get("UID") is None
    [told] = calendar.walk("VTIMEZONE")
    assert str(told["TZID"]) == str(calendar["X-WR-TIMEZONE"]) == "Asia/Ho_Chi_Minh"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n" in answer.content
    assert str(calendar["METHOD"]) == "PUBLISH"
    start = found[str(odd.subject_id)]["DTSTART"]
    assert (start.dt.astimezone(UTC), start.params["TZID"]) == (NOW + 4 * HOUR, "Asia/Ho_Chi_Minh")
    # Of line breaks there is one kind, and what no text may hold is left out.
    assert str(found[str(odd.subject_id)]["SUMMARY"]) == NASTY.replace("\r\n", "\n")
    assert found[str(odd.subject_id)].get("ATTENDEE") is None
    event = found[str(whole.subject_id)]
    assert [f"{event[name].dt:%Y-%m-%d}" for name in ("DTSTART", "DTEND")] == ["2026-12-02", "2026-12-04"]
    assert str(found[str(makeup.subject_id)]["RELATED-TO"]).split("@")[0] == str(odd.subject_id)
    for line in answer.content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


async def test_a_zone_whose_clocks_change_is_told_right(lab, web, publish, mine):
    summer = entry(lab, zone="Europe/Amsterdam", starts_at=datetime(2027, 6, 1, 8, tzinfo=UTC),
                   ends_at=datetime(2027, 6, 1, 9, tzinfo=UTC))  # fmt: skip
    winter = entry(lab, zone="Europe/Amsterdam", starts_at=datetime(2026, 12, 1, 8, tzinfo=UTC),
                   ends_at=datetime(2026, 12, 1, 9, tzinfo=UTC))  # fmt: skip
    twice = entry(lab, zone="Europe/Amsterdam", starts_at=datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
                  ends_at=datetime(2027, 10, 31, 3, tzinfo=UTC))  # fmt: skip
    await publish(summer, winter)
    answer = await (await web()).get(mine)
    found = events(answer)
    assert f"{found[str(summer.subject_id)]['DTSTART'].dt:%H:%M}" == "10:00"
    assert f"{found[str(winter.subject_id)]['DTSTART'].dt:%H:%M}" == "09:00"
    assert b"TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST" in answer.content
    kernel_clock.freeze(datetime(2027, 9, 1, tzinfo=UTC))
    await publish(twice)
    assert (
        b"DTSTART:20271031T013000Z\r\nDTEND;TZID=Europe/Amsterdam:20271031T040000"
        in (await (await web()).get(mine)).content
    )


async def test_the_window_rolls_and_an_empty_feed_says_so_quietly(lab, web, publish, mine):
    reader = await web()
    empty = await reader.get(mine)
    [event] = read(empty).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["TRANSP"])) == ("Chưa có gì trong lịch này", "TRANSPARENT")
    one = entry(lab)
    await publish(one)
    assert set(events(await reader.get(mine))) == {str(one.subject_id)}
    kernel_clock.freeze(NOW + 92 * DAY)
    rolled = await reader.get(mine)
    assert rolled.content == empty.content
    assert rolled.headers["last-modified"] > empty.headers["last-modified"]


async def test_one_uid_everywhere_and_once_in_each(lab, web, publish, mine):
    one = entry(lab)
    await publish(one)
    reader = await web()
    own, machine = await reader.get(mine), await reader.get(await machine_feed(reader, lab))
    uids = {str(event["UID"]) for answer in (own, machine) for event in read(answer).walk("VEVENT")}
    assert len(uids) == 1
    [event] = read(machine).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["CLASS"])) == ("Bận", "PUBLIC")
    english = await reader.get((await machine_feed(reader, lab)).replace(".ics", ".en.ics"))
    assert [str(event["SUMMARY"]) for event in read(english).walk("VEVENT")] == ["Busy"]
    assert machine.headers["cache-control"] == "public, max-age=300"


async def test_a_withdrawn_address_empties_calendars_and_then_is_gone(lab, web, publish):
    await publish(entry(lab, 1), entry(lab, 2))
    owner, reader = await web(lab.binh), await web()
    made = [
        (await owner.post("/api/feeds", json={"scope": "person", "label": label})).json()
        for label in ("Điện thoại", "Máy tính")
    ]
    first, second = (one["url"].removeprefix("http://testserver") for one in made)
    before = await reader.get(first)
    assert (await owner.delete(f"/api/feeds/{made[0]['id']}")).status_code == 204
    notice = await reader.get(first, headers={"if-none-match": before.headers["etag"]})
    [event] = read(notice).walk("VEVENT")
    assert (notice.status_code, str(event["SUMMARY"])) == (200, "Liên kết lịch đã bị thu hồi")
    again = await reader.get(first, headers={"if-none-match": notice.headers["etag"]})
    assert again.status_code == 304
    assert len(events(await reader.get(second))) == 2
    kernel_clock.freeze(NOW + 31 * DAY)
    gone, unknown = await reader.get(first), await reader.get("/ical/f/" + "x" * 43 + ".ics")
    assert (gone.status_code, gone.content) == (410, b"")
    assert (unknown.status_code, unknown.content) == (404, b"")


async def test_rotating_gives_another_address_and_names_the_program(lab, web, publish, mine):
    await publish(entry(lab))
    owner, reader = await web(lab.binh), await web()
    await reader.get(mine, headers={"user-agent": "Google-Calendar-Importer"})
    [listed] = (await owner.get("/api/feeds")).json()["items"]
    while listed["last_client"] is None:
        # It is noted behind the answer.
        await asyncio.sleep(0.01)
        [listed] = (await owner.get("/api/feeds")).json()["items"]
    assert (listed["label"], listed["last_client"]) == ("Điện thoại", "Google Calendar")
    assert listed["last_fetch_at"] is not None
    assert "url" not in listed
    rotated = (await owner.post(f"/api/feeds/{listed['id']}/rotate")).json()
    assert rotated["url"].removeprefix("http://testserver") != mine
    assert [str(e["SUMMARY"]) for e in read(await reader.get(mine)).walk("VEVENT")] == [
        "Liên kết lịch đã bị thu hồi"
    ]
    assert len(events(await reader.get(rotated["url"]))) == 1
    checked = (await owner.get(f"/api/feeds/{rotated['id']}/check")).json()
    assert (checked["ok"], checked["entries"]) == (True, 1)


async def test_staff_read_their_site_as_long_as_they_run_it(lab, web, publish):
    lan = await lab.person("Trần Thị Lan", ("lab", "site", lab.at))
    staff, stranger = await web(lan), await web(lab.binh)
    one = entry(lab)
    await publish(replace(one, faces=[Face(scope="site_staff", key=lab.at, summary=Words("Bình", "Bình"))]))
    assert (
        await stranger.post("/api/feeds", json={"scope": f"site_staff:{lab.at}", "label": "x"})
    ).status_code == 404
    offers = (await staff.get("/api/feeds")).json()["offers"]
    assert [offer["scope"] for offer in offers] == ["person", f"site_staff:{lab.at}"]
    made = (await staff.post("/api/feeds", json={"scope": "site_staff:xuong", "label": "x"})).json()
    reader = await web()
    assert len(events(await reader.get(made["url"]))) == 1

    async def withdraw(session):
        await (await raw(session)).execute("DELETE FROM role_grant WHERE person_id = $1", lan.person_id)

    await lab.database.transact(withdraw)
    [event] = read(await reader.get(made["url"])).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Liên kết lịch đã bị thu hồi"
    await lab.database.transact(service.sweep)
    [kept] = (await staff.get("/api/feeds")).json()["items"]
    assert kept["revoked_at"] is not None


async def test_the_database_away_gives_the_last_bytes(lab, web, publish, mine, monkeypatch):
    await publish(entry(lab))
    reader = await web()
    first = await reader.get(mine)

    def away():
        raise OSError("no database")

    monkeypatch.setattr(lab.database, "driver", away)
    again = await reader.get(mine)
    assert (again.status_code, again.content) == (200, first.content)
    same = await reader.get(mine, headers={"if-none-match": first.headers["etag"]})
    assert same.status_code == 304
    never = await reader.get("/ical/f/" + "y" * 43 + ".ics")
    assert (never.status_code, never.content) == (404, b"")


async def test_a_build_that_fails_gives_the_feed_as_it_was(lab, web, publish, mine, monkeypatch):
    await publish(entry(lab, 1))
    reader = await web()
    first = await reader.get(mine)
    await publish(entry(lab, 2))

    def broken(*_, **__):
        raise ValueError("broken")

    monkeypatch.setattr(building, "_written", broken)
    assert (await reader.get(mine)).content == first.content
    monkeypatch.undo()
    assert len(events(await reader.get(mine))) == 2


async def test_a_fresh_feed_is_one_statement(lab, web, publish, mine, monkeypatch):
    await publish(entry(lab))
    reader = await web()
    tag = (await reader.get(mine)).headers["etag"]
    counted: list[str] = []
    lend = lab.database.driver

    @asynccontextmanager
    async def counting():
        async with lend() as driver:
            with driver.query_logger(lambda record: counted.append(record.query)):
                yield driver

    monkeypatch.setattr(lab.database, "driver", counting)
    await reader.get(mine)
    await reader.get(mine, headers={"if-none-match": tag})
    await asyncio.sleep(0)  # the driver tells of a statement behind it
    assert len(counted) == 2


async def test_public_feeds_are_listed_and_read_as_json_and_csv(lab, web, publish):
    await publish(entry(lab))
    reader = await web()
    listed = (await reader.get("/api/feeds/public")).json()["items"]
    assert {one["kind"] for one in listed} == {"network", "site", "machine"}
    [machine] = [one for one in listed if one["kind"] == "machine"]
    assert machine["slug"].startswith("may-epilog-")
    path = f"/api/feeds/public/machine/{machine['slug']}"
    shown = (await reader.get(path)).json()
    assert [(one["summary"]["vi"], one["status"]) for one in shown["items"]] == [("Bận", "confirmed")]
    assert shown["qr"].startswith("data:image/svg+xml")
    table = (await reader.get(f"{path}/csv")).content.decode("utf-8-sig").splitlines()
    assert table[0].startswith("starts_at,ends_at,")
    assert len(table) == 2
    assert (await reader.get(f"{path}/check")).json()["ok"] is True
    renamed = f"/ical/p/machine/ten-cu-{machine['slug'][-12:]}.ics"
    assert (await reader.get(renamed)).status_code == 200
    for unknown in (
        "/ical/p/machine/khong-co.ics",
        "/ical/p/person/x.ics",
        "/ical/p/site/xuong",
        "/ical/f/x",
    ):
        answer = await reader.get(unknown)
        assert (answer.status_code, answer.content) == (404, b"")


async def test_what_folds_in_the_meantime_is_built_again(lab, web, publish, mine):
    reader = await web()
    await reader.get(mine)
    one = entry(lab)
    await publish(one)
    await lab.database.transact(building.fold)
    assert set(events(await reader.get(mine))) == {str(one.subject_id)}
    async with lab.database.read() as session:
        assert await (await raw(session)).fetchval("SELECT count(*) FROM feed_change") == 0


async def test_nobody_collects_addresses(lab, web, monkeypatch):
    monkeypatch.setattr(service, "AT_MOST", 2)
    owner = await web(lab.binh)
    statuses = [
        (await owner.post("/api/feeds", json={"scope": "person", "label": str(n)})).status_code
        for n in range(3)
    ]
    assert statuses == [201, 201, 422]
    async with lab.database.read() as session:
        rows = await (await raw(session)).fetch("SELECT digest FROM feed_token")
    assert {len(row["digest"]) for row in rows} == {32}
