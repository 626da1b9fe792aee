"""The first start: a link that works once, also for two at the same moment, and never after."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select

from ecosystem.directory.models import Organisation, Person, RoleGrant
from ecosystem.founding import service
from ecosystem.founding.models import SetupLink
from ecosystem.places.models import Region, Site
from tests.applications import application

WANTED = {
    "region_name": {"vi": "Vùng Thử Nghiệm", "en": ""},
    "organisation_name": {"vi": "Trường Đại học Thử", "en": "Trial University"},
    "site_name": {"vi": "Xưởng Đầu Tiên", "en": ""},
    "full_name": "Lê Thị Mai",
    "email": "Mai@truong.example",
    "password": "correct horse battery",
}


@pytest.fixture
async def client(settings, database):
    """A client of the application on this test's database."""
    transport = httpx.ASGITransport(application(settings, database), raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def counted(database, *tables) -> list[int]:
    async with database.read() as session:
        return [await session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


async def test_the_link_makes_everything_and_leads_on(client, database, clock):
    secret = await database.transact(service.issue)
    assert (await client.get("/api/setup")).json() == {"open": True}
    made = await client.post("/api/setup", json={**WANTED, "token": secret})
    assert made.status_code == 201, made.text
    assert (made.json()["email"], made.json()["site_slug"]) == ("mai@truong.example", "xuong-dau-tien")
    assert (await client.get("/api/setup")).json() == {"open": False}
    region = (await client.get("/api/region")).json()
    async with database.read() as session:
        assert await session.scalar(select(Region.country)) == "VN"
    assert (region["name"], region["zone"], region["currency"]) == (
        {"vi": "Vùng Thử Nghiệm", "en": "Vùng Thử Nghiệm"},
        "Asia/Ho_Chi_Minh",
        "VND",
    )
    signed = await client.post(
        "/api/session", json={"email": "mai@truong.example", "password": WANTED["password"]}
    )
    assert signed.status_code == 201
    assert "qualifications:manage" in signed.json()["permissions"]
    assert await counted(database, Region, Organisation, Site, Person, RoleGrant, SetupLink) == [1] * 5 + [0]


async def test_of_twenty_who_follow_the_link_at_once_one_founds(client, database, clock):
    secret = await database.transact(service.issue)
    answers = await asyncio.gather(
        *(
            client.post("/api/setup", json={**WANTED, "token": secret, "email": f"a{n}@truong.example"})
            for n in range(20)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"already_founded"}
    assert await counted(database, Region, Site, Person) == [1, 1, 1]


async def test_links_that_do_nothing(client, database, clock):
    first = await database.transact(service.issue)
    second = await database.transact(service.issue)
    for token in (first, "made up"):
        answer = await client.post("/api/setup", json={**WANTED, "token": token})
        assert (answer.status_code, answer.json()["code"]) == (422, "setup_link_spent")
    clock.advance(timedelta(hours=24))
    late = await client.post("/api/setup", json={**WANTED, "token": second})
    assert late.status_code == 422
    assert await counted(database, Region, Person) == [0, 0]


async def test_every_bad_field_is_named_and_the_link_stays_good(client, database, clock):
    secret = await database.transact(service.issue)
    bad = {"zone": "Asia/Nowhere", "email": "mai", "password": "short", "site_name": {"vi": " ", "en": ""}}
    refused = await client.post("/api/setup", json={**WANTED, **bad, "token": secret})
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (
        400,
        ["site_name", "email", "zone", "password"],
    )
    assert await counted(database, Region, Person) == [0, 0]
    assert (await client.post("/api/setup", json={**WANTED, "token": secret})).status_code == 201


async def test_no_link_is_made_for_an_installation_that_has_its_region(client, database, clock):
    secret = await database.transact(service.issue)
    await client.post("/api/setup", json={**WANTED, "token": secret})
    assert await database.transact(service.issue) is None
    again = await client.post("/api/setup", json={**WANTED, "token": secret})
    assert (again.status_code, again.json()["code"]) == (409, "already_founded")


async def test_another_site_cannot_use_the_link(client, database, clock):
    secret = await database.transact(service.issue)
    foreign = await client.post(
        "/api/setup", json={**WANTED, "token": secret}, headers={"sec-fetch-site": "cross-site"}
    )
    assert (foreign.status_code, foreign.json()["code"]) == (403, "cross_site")


def test_the_server_prints_the_link_until_there_is_a_region(servers):
    [server] = servers(1)
    link = re.search(rf"{server.url}/thiet-lap#(\S+)", server.output)
    assert link, server.output
    made = httpx.post(f"{server.url}/api/setup", json={**WANTED, "token": link[1]}, timeout=30)
    assert made.status_code == 201, made.text
    server.stop()
    [again] = servers(1)
    assert "/thiet-lap" not in again.output
