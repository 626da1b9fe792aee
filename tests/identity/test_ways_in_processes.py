"""What holds over server processes: guesses at codes, one use of an invitation and of a code by the clock."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from ecosystem.identity import totp
from ecosystem.identity.rules import CODES_PER_ACCOUNT, FACTORS_PER_ACCOUNT
from ecosystem.kernel import clock as kernel_clock
from tests.directory.world import World
from tests.people import PASSWORD
from tests.support import sql

FROZEN = "2026-11-21T02:00:00+00:00"
LAN, LOAN = "lan@moi.example", "loan@lab.example"


@asynccontextmanager
async def signed_in(url: str, email: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        answer = await client.post("/api/session", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        client.headers["x-csrf-token"] = answer.json()["csrf_token"]
        yield client


async def test_guesses_at_codes_of_organisations_count_as_one(servers, database, database_url, clock):
    world = await World(database).build()
    await world.person(LAN)
    urls = [server.url for server in servers(2, FROZEN_NOW=FROZEN, WORKER_EMBEDDED="0")]
    async with signed_in(urls[0], LAN) as one, signed_in(urls[1], LAN) as two:

        async def guess(number: int) -> int:
            body = {"code": f"ABCD-EF{number:02}"}
            client = one if number % 2 else two
            return (await client.post("/api/my/organisations", json=body)).status_code

        codes = Counter(await asyncio.gather(*(guess(number) for number in range(30))))
    assert codes == {404: CODES_PER_ACCOUNT, 429: 30 - CODES_PER_ACCOUNT}


async def test_invitation_is_taken_once_by_two_processes(servers, database, database_url, clock):
    world = await World(database).build()
    await world.person(LOAN, "manager", "org-a", name="Loan")
    urls = [server.url for server in servers(2, FROZEN_NOW=FROZEN, WORKER_EMBEDDED="0")]
    async with signed_in(urls[0], LOAN) as manager:
        kind, id_ = world.at("org-a")
        body = {"email": LAN, "scope_kind": kind, "scope_id": str(id_)}
        assert (await manager.post("/api/invitations", json=body)).status_code == 201
    letter = sql(database_url, "SELECT body FROM notice WHERE key LIKE 'invitation:%'")[0]["body"]
    token = re.findall(r"/moi/(\S+)$", letter, re.MULTILINE)[0]
    new = {"token": token, "full_name": "Lan", "password": "mưa rơi ngoài hiên"}
    async with httpx.AsyncClient(timeout=60) as client:
        answers = await asyncio.gather(
            *(client.post(f"{urls[number % 2]}/api/invitations/sign-up", json=new) for number in range(8))
        )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 422: 7}
    assert sql(database_url, "SELECT count(*) FROM membership")[0][0] == 1


async def test_code_of_a_second_factor_opens_once_at_two_processes(servers, database, database_url, clock):
    world = await World(database).build()
    await world.person(LAN)
    urls = [server.url for server in servers(2, FROZEN_NOW=FROZEN, WORKER_EMBEDDED="0")]
    now = kernel_clock.now()
    async with signed_in(urls[0], LAN) as owner:
        begun = (await owner.post("/api/second-factor", json={"password": PASSWORD})).json()
        body = {"code": totp.code_at(begun["secret"], now)}
        assert (await owner.post("/api/second-factor/confirm", json=body)).status_code == 200
    # The step before the one that was used is gone as well; the next one is within the drift of clocks.
    sql(database_url, "UPDATE second_factor SET last_step = last_step - 1", "DELETE FROM rate_counter")
    async with httpx.AsyncClient(timeout=60) as client:

        async def step(number: int, code: str) -> int:
            credentials = {"email": LAN, "password": PASSWORD}
            half = await client.post(f"{urls[number % 2]}/api/session", json=credentials)
            body = {"challenge": half.json()["challenge"], "code": code}
            answer = await client.post(f"{urls[(number + 1) % 2]}/api/session/second-factor", json=body)
            return answer.status_code

        tries = [step(number, body["code"]) for number in range(FACTORS_PER_ACCOUNT)]
        assert Counter(await asyncio.gather(*tries)) == {201: 1, 401: FACTORS_PER_ACCOUNT - 1}
        sql(database_url, "DELETE FROM rate_counter")
        tries = [step(number, "000000") for number in range(8)]
        assert Counter(await asyncio.gather(*tries)) == {
            401: FACTORS_PER_ACCOUNT,
            429: 8 - FACTORS_PER_ACCOUNT,
        }
