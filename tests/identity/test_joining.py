"""Signing up and a new password by letter: once, for the owner of the address, silent to all others."""

import asyncio
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from ecosystem.directory import organisations
from ecosystem.directory import service as directory
from ecosystem.identity import jobs
from ecosystem.identity.passwords import common_passwords
from ecosystem.identity.rules import LETTERS_PER_ACCOUNT, MIN_PASSWORD
from ecosystem.kernel.words import Words
from tests.people import MAI, PASSWORD, enter, sign_in, token_for
from tests.support import sql

LAN = {
    "email": "Lan@Truong.example",
    "full_name": " Trần  Thị Lan ",
    "password": "mưa rơi ngoài hiên",
    "locale": "vi",
    "birth_date": "2001-05-04",
}
NEW = "một câu hoàn toàn khác"


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def letters(database_url: str) -> list[tuple[str, str]]:
    """Address and subject of every letter, the oldest first."""
    rows = sql(database_url, "SELECT recipient_address, subject FROM notice ORDER BY id")
    return [(row[0], row[1]) for row in rows]


def secret_of(database_url: str) -> str:
    """What stands at the end of the newest letter's link."""
    body = sql(database_url, "SELECT body FROM notice ORDER BY id DESC LIMIT 1")[0]["body"]
    found = re.findall(r"^http://testserver/(?:xac-nhan|dat-lai)/(\S+)$", body, re.MULTILINE)
    return str(found[0])


async def signed_up(client: httpx.AsyncClient, database_url: str, **changes: Any) -> str:
    answer = await client.post("/api/sign-ups", json=LAN | changes)
    assert answer.status_code == 202, answer.text
    return secret_of(database_url)


async def asked(client: httpx.AsyncClient, database_url: str, email: str = MAI) -> str:
    answer = await client.post("/api/password-resets", json={"email": email})
    assert answer.status_code == 202, answer.text
    return secret_of(database_url)


async def test_from_sign_up_to_signing_in(client, database_url, clock):
    answer = await client.post("/api/sign-ups", json=LAN)
    assert (answer.status_code, answer.json()) == (202, {"email": "lan@truong.example"})
    assert answer.headers["cache-control"] == "no-store"
    assert letters(database_url) == [("lan@truong.example", "Xác nhận địa chỉ email của bạn")]
    assert sql(database_url, "SELECT count(*) FROM person")[0][0] == 0
    credentials = {"email": LAN["email"], "password": LAN["password"]}
    assert problem(await client.post("/api/session", json=credentials)) == (401, "wrong_credentials")

    answer = await client.post("/api/sign-ups/confirm", json={"token": secret_of(database_url)})
    assert (answer.status_code, answer.json()) == (
        200,
        {"email": "lan@truong.example", "organisations": [], "requested": []},
    )
    (person,) = sql(database_url, "SELECT full_name, email, locale, birth_date FROM person")
    assert tuple(person) == ("Trần Thị Lan", "lan@truong.example", "vi", date(2001, 5, 4))
    answer = await client.post("/api/session", json=credentials)
    assert answer.status_code == 201
    assert answer.json()["roles"] == []
    assert "reservations:create" in answer.json()["permissions"]


async def test_letter_repeats_nothing_that_a_stranger_typed(client, database_url):
    await signed_up(client, database_url, full_name="Mua ngay tại http://evil.example")
    (row,) = sql(database_url, "SELECT * FROM notice")
    assert "evil" not in "".join(str(value) for value in row.values())
    assert (row["recipient_name"], row["confidential"]) == ("", True)


async def test_every_bad_field_is_named_at_once(client, database_url):
    bad = {
        "email": "nobody",
        "full_name": "  ",
        "password": "ngắn",
        "locale": "fr",
        "birth_date": "1850-01-01",
    }
    answer = await client.post("/api/sign-ups", json=bad, headers={"accept-language": "en"})
    assert problem(answer) == (400, "malformed")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("full_name", "name"),
        ("email", "email"),
        ("locale", "locale"),
        ("password", "password_short"),
        ("birth_date", "birth_date"),
    ]
    assert letters(database_url) == []


@pytest.mark.parametrize("password", ["password123", "MatKhau123456", "1234567890", LAN["email"].upper()])
async def test_password_that_is_guessed_first_is_refused(client, password):
    answer = await client.post("/api/sign-ups", json=LAN | {"password": password})
    assert problem(answer) == (400, "malformed")
    assert {error["field"] for error in answer.json()["errors"]} == {"password"}


def test_common_passwords_are_written_as_they_are_compared():
    common = common_passwords()
    assert len(common) >= 200
    assert [word for word in common if word != word.casefold() or len(word) < MIN_PASSWORD] == []


class Watch:
    """What a request makes the application do: statements of the database, passwords hashed."""

    def __init__(self, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client, self.statements, self.hashes = client, list[str](), 0
        hashed: Callable[..., str] = PasswordHasher.hash

        def counted(*arguments: Any, **options: Any) -> str:
            self.hashes += 1
            return hashed(*arguments, **options)

        monkeypatch.setattr(PasswordHasher, "hash", counted)
        engine = client._transport.app.state.db.engine.sync_engine  # type: ignore[attr-defined]
        event.listen(engine, "connect", self._follow)
        event.listen(engine, "checkout", self._follow)
        self._followed: set[int] = set()

    def _follow(self, connection: Any, *_: Any) -> None:
        driver = connection.driver_connection
        if id(driver) not in self._followed:
            self._followed.add(id(driver))
            driver.add_query_logger(lambda record: self.statements.append(record.query))

    async def work(self, path: str, body: dict[str, Any]) -> tuple[Any, ...]:
        """Everything that a stranger could tell two requests apart by, but the address itself."""
        self.statements.clear()
        self.hashes = 0
        answer = await self.client.post(path, json=body)
        headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
        told = answer.text.replace(body["email"], "EMAIL")
        headers.pop("content-length", None)
        return answer.status_code, told, headers, self.hashes, list(self.statements)


async def test_sign_up_never_says_whether_there_is_an_account(
    client, database, database_url, clock, monkeypatch
):
    await enter(database)
    watch = Watch(client, monkeypatch)
    for email in ("warm@up.example", MAI):
        await watch.work("/api/sign-ups", LAN | {"email": email})
    new = await watch.work("/api/sign-ups", LAN | {"email": "new@lab.example"})
    known = await watch.work("/api/sign-ups", LAN | {"email": MAI})
    assert new == known
    assert new[0] == 202
    assert new[3] == 1
    assert len(new[4]) > 5
    assert letters(database_url)[-2:] == [
        ("new@lab.example", "Xác nhận địa chỉ email của bạn"),
        (MAI, "Bạn đã có tài khoản"),
    ]


async def test_reset_never_says_whether_there_is_an_account(
    client, database, database_url, clock, monkeypatch
):
    await enter(database)
    watch = Watch(client, monkeypatch)
    for email in ("warm@up.example", MAI):
        await watch.work("/api/password-resets", {"email": email})
    new = await watch.work("/api/password-resets", {"email": "new@lab.example"})
    known = await watch.work("/api/password-resets", {"email": MAI})
    assert new == known
    assert new[0] == 202
    assert len(new[4]) > 5
    assert letters(database_url)[-2:] == [
        ("new@lab.example", "Chưa có tài khoản với địa chỉ này"),
        (MAI, "Đặt mật khẩu mới"),
    ]


async def test_only_hashes_of_secrets_are_stored(client, database, database_url):
    await enter(database)
    secrets = [await signed_up(client, database_url), await asked(client, database_url)]
    sql(database_url, "UPDATE notice SET body = ''")  # as the job does once a letter is sent
    tables = ("sign_up", "password_reset", "notice", "pgqueuer", "audit_entry")
    stored = "".join(
        str(dict(row)) for table in tables for row in sql(database_url, f"SELECT * FROM {table}")
    )
    assert [secret for secret in secrets if secret in stored] == []
    assert len(stored) > 500


async def test_confirming_side_by_side_makes_one_account(client, database_url):
    secret = await signed_up(client, database_url)
    again = await signed_up(client, database_url)
    assert secret != again
    answers = await asyncio.gather(
        *(
            client.post("/api/sign-ups/confirm", json={"token": token})
            for token in [secret, again, secret, again, secret]
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422, 422]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 422} == {"link_spent"}
    assert sql(database_url, "SELECT count(*) FROM person")[0][0] == 1
    assert sql(database_url, "SELECT count(*) FROM sign_up")[0][0] == 0


async def test_link_lasts_a_day(client, database, database_url, clock):
    await enter(database)
    first = await signed_up(client, database_url)
    reset = await asked(client, database_url)
    clock.advance(timedelta(hours=24))
    assert problem(await client.post("/api/sign-ups/confirm", json={"token": first})) == (422, "link_spent")
    body = {"token": reset, "password": NEW}
    assert problem(await client.post("/api/password-resets/confirm", json=body)) == (422, "link_spent")
    clock.advance(timedelta(seconds=1))
    await database.transact(jobs.sweep)
    assert (
        sql(database_url, "SELECT (SELECT count(*) FROM sign_up) + (SELECT count(*) FROM password_reset)")[0][
            0
        ]
        == 0
    )


async def test_address_of_an_organisation_makes_a_member(client, database, database_url, clock):
    async def work(session):
        for slug, domain in [
            ("truong", "Truong.example"),
            ("khoa", "khoa.truong.example"),
            ("xa", "xa.example"),
        ]:
            await organisations.create_organisation(
                session, slug=slug, name=Words(slug, slug), sector="academia", domains=[domain]
            )

    await database.transact(work)
    found = {}
    for email in ("a@truong.example", "b@sv.khoa.truong.example", "c@xtruong.example", "d@example"):
        answer = await client.post("/api/sign-ups", json=LAN | {"email": email})
        if answer.status_code == 202:
            answer = await client.post("/api/sign-ups/confirm", json={"token": secret_of(database_url)})
            found[email] = [name["vi"] for name in answer.json()["organisations"]]
    assert found == {
        "a@truong.example": ["truong"],
        "b@sv.khoa.truong.example": ["khoa"],
        "c@xtruong.example": [],
    }
    rows = sql(database_url, "SELECT since, until FROM membership")
    assert [tuple(row) for row in rows] == [(date(2026, 11, 21), None)] * 2


async def test_new_password_ends_sessions_and_tokens(client, database, database_url):
    person = await enter(database)
    header = await token_for(database, person)
    await sign_in(client)
    secret = await asked(client, database_url)
    answer = await client.post("/api/password-resets/confirm", json={"token": secret, "password": NEW})
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await client.get("/api/session")).json()["person"] is None
    client.cookies.clear()
    assert (await client.get("/api/me", headers=header)).status_code == 401
    old, new = ({"email": MAI, "password": text} for text in (PASSWORD, NEW))
    assert problem(await client.post("/api/session", json=old)) == (401, "wrong_credentials")
    assert (await client.post("/api/session", json=new)).status_code == 201
    assert letters(database_url)[-1] == (MAI, "Mật khẩu của bạn đã được đổi")
    actions = [row["action"] for row in sql(database_url, "SELECT action FROM audit_entry ORDER BY id")]
    assert actions[-1] == "password.reset"


async def test_link_for_a_password_works_once_side_by_side(client, database, database_url):
    await enter(database)
    other = await asked(client, database_url)
    secret = await asked(client, database_url)
    answers = await asyncio.gather(
        *(
            client.post("/api/password-resets/confirm", json={"token": secret, "password": f"{NEW} {number}"})
            for number in range(5)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [204, 422, 422, 422, 422]
    body = {"token": other, "password": NEW}
    assert problem(await client.post("/api/password-resets/confirm", json=body)) == (422, "link_spent")
    changed = [subject for _, subject in letters(database_url) if subject == "Mật khẩu của bạn đã được đổi"]
    assert len(changed) == 1


async def test_refused_password_does_not_spend_the_link(client, database, database_url):
    await enter(database)
    secret = await asked(client, database_url)
    answer = await client.post("/api/password-resets/confirm", json={"token": secret, "password": MAI})
    assert problem(answer) == (400, "malformed")
    assert [error["code"] for error in answer.json()["errors"]] == ["password_is_you"]
    answer = await client.post("/api/password-resets/confirm", json={"token": secret, "password": NEW})
    assert answer.status_code == 204


async def test_somebody_known_without_a_password_gets_in_by_letter(client, database, database_url):
    async def work(session):
        await directory.create_person(session, full_name="Lê Thị Mai", email=MAI)

    await database.transact(work)
    await client.post("/api/sign-ups", json=LAN | {"email": MAI})
    assert letters(database_url) == [(MAI, "Bạn đã có tài khoản")]
    secret = await asked(client, database_url)
    await client.post("/api/password-resets/confirm", json={"token": secret, "password": NEW})
    assert (await client.post("/api/session", json={"email": MAI, "password": NEW})).status_code == 201


async def test_nobody_gets_in_who_was_deactivated(client, database, database_url):
    await enter(database)
    secret = await asked(client, database_url)
    sql(database_url, "UPDATE person SET deactivated_at = '2026-01-01T00:00:00Z'")
    body = {"token": secret, "password": NEW}
    assert problem(await client.post("/api/password-resets/confirm", json=body)) == (422, "link_spent")
    await client.post("/api/password-resets", json={"email": MAI})
    assert letters(database_url)[-1] == (MAI, "Chưa có tài khoản với địa chỉ này")


async def test_letters_to_one_address_are_limited_and_signing_in_is_not_touched(
    client, database, database_url, clock
):
    await enter(database)
    codes = []
    for number in range(LETTERS_PER_ACCOUNT + 2):
        path, body = (
            ("/api/sign-ups", LAN | {"email": MAI})
            if number % 2
            else ("/api/password-resets", {"email": MAI})
        )
        codes.append((await client.post(path, json=body)).status_code)
    assert codes == [202] * LETTERS_PER_ACCOUNT + [429] * 2
    assert len(letters(database_url)) == LETTERS_PER_ACCOUNT
    await sign_in(client)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/sign-ups", LAN),
        ("/api/sign-ups/confirm", {"token": "x"}),
        ("/api/password-resets", {"email": MAI}),
        ("/api/password-resets/confirm", {"token": "x", "password": NEW}),
    ],
)
async def test_another_sites_page_sends_nothing(client, database_url, path, body):
    answer = await client.post(path, json=body, headers={"sec-fetch-site": "cross-site"})
    assert problem(answer) == (403, "cross_site")
    assert letters(database_url) == []
