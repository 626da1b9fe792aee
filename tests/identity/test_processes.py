"""What holds over server processes: limits, sessions, revocation."""

import asyncio
from collections import Counter

import httpx

from ecosystem.identity.rules import LETTERS_PER_ACCOUNT, TRIES_PER_ACCOUNT
from tests.people import MAI, PASSWORD, enter
from tests.support import sql


async def test_guesses_at_two_processes_count_as_one(servers, database, database_url):
    await enter(database)
    # Stopped, or the window could end in the middle.
    urls = [server.url for server in servers(2, FROZEN_NOW="2026-11-21T02:00:00+00:00")]
    async with httpx.AsyncClient(timeout=60) as client:

        async def guess(number):
            body = {"email": MAI, "password": f"wrong guess {number}"}
            return (await client.post(f"{urls[number % 2]}/api/session", json=body)).status_code

        codes = Counter(await asyncio.gather(*(guess(number) for number in range(30))))
    assert codes == {401: TRIES_PER_ACCOUNT, 429: 30 - TRIES_PER_ACCOUNT}
    assert sql(database_url, "SELECT count(*) FROM login_session")[0][0] == 0


async def test_letters_asked_for_at_two_processes_count_as_one(servers, database, database_url):
    await enter(database)
    urls = [server.url for server in servers(2, FROZEN_NOW="2026-11-21T02:00:00+00:00", WORKER_EMBEDDED="0")]
    async with httpx.AsyncClient(timeout=60) as client:

        async def ask(number):
            answer = await client.post(f"{urls[number % 2]}/api/password-resets", json={"email": MAI})
            return answer.status_code

        codes = Counter(await asyncio.gather(*(ask(number) for number in range(20))))
    assert codes == {202: LETTERS_PER_ACCOUNT, 429: 20 - LETTERS_PER_ACCOUNT}
    assert sql(database_url, "SELECT count(*) FROM notice")[0][0] == LETTERS_PER_ACCOUNT


async def test_session_of_one_process_is_known_and_ended_by_the_other(servers, database):
    await enter(database)
    one, two = (server.url for server in servers(2))
    async with httpx.AsyncClient(timeout=60) as client:
        answer = await client.post(f"{one}/api/session", json={"email": MAI, "password": PASSWORD})
        csrf = {"x-csrf-token": answer.json()["csrf_token"]}
        cookies = {"ecosystem_session": answer.cookies["ecosystem_session"]}
    async with httpx.AsyncClient(timeout=60, cookies=cookies) as client:
        assert (await client.get(f"{two}/api/me")).json()["email"] == MAI
        assert (await client.delete(f"{two}/api/session", headers=csrf)).status_code == 204
        client.cookies.set("ecosystem_session", cookies["ecosystem_session"])
        assert (await client.get(f"{one}/api/me")).status_code == 401
