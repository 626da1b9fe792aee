"""What authentication costs the database, and how it takes a database that went away."""

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from asyncpg import ConnectionDoesNotExistError
from sqlalchemy import event

from ecosystem.identity import sessions
from ecosystem.identity.middleware import Authentication, BrowserSession
from ecosystem.kernel.actor import Actor
from tests.people import MAI, OTHER, PASSWORD, enter, token_for
from tests.support import sql


class Route:
    """As much of a route handler as authentication looks at."""

    def __init__(self, **opt):
        self.opt = opt


@asynccontextmanager
async def statements(database):
    """Every statement that the driver sends, on every connection opened from here on."""
    seen = []

    def connected(adapted, _):
        adapted.driver_connection.add_query_logger(lambda record: seen.append(record.query.strip()))

    event.listen(database.engine.sync_engine, "connect", connected)
    yield seen
    await asyncio.sleep(0)  # the driver reports in the loop's next turn
    event.remove(database.engine.sync_engine, "connect", connected)


async def ask(database, *headers, opt=None):
    """The scope as the route sees it."""
    scope = {
        "type": "http",
        "headers": headers,
        "route_handler": Route(**(opt or {})),
        "user": None,
        "auth": None,
    }
    reached = []

    async def next_app(scope, receive, send):
        reached.append(dict(scope))

    authentication: Any = Authentication(database, base_url="http://testserver")
    await authentication.handle(scope, None, None, next_app)
    (seen,) = reached
    return seen


async def signed_in(database) -> str:
    browser = sessions.Browser(address=None, user_agent=None)
    return (await sessions.sign_in(database, email=MAI, password=PASSWORD, browser=browser)).secret


@pytest.fixture
async def cookie(database):
    await enter(database, MAI, "lab", "student")
    secret = await signed_in(database)
    return (b"cookie", f"theme=dark; ecosystem_session={secret}; x=y".encode())


async def test_who_brings_nothing_costs_no_statement(database, cookie):
    await database.dispose()
    async with statements(database) as seen:
        for headers in ([], [(b"cookie", b"theme=dark")], [(b"cookie", b"ecosystem_session=" + b"x" * 5000)]):
            assert (await ask(database, *headers))["user"] is None
    assert seen == []
    assert database.engine.pool.checkedin() == 0


async def test_session_costs_one_statement_and_no_transaction(database, cookie, clock):
    await ask(database, cookie)
    await database.dispose()
    async with statements(database) as seen:
        scope = await ask(database, cookie)
    actor = scope["user"]
    assert isinstance(actor, Actor)
    assert {(held.role, held.scope_kind, held.scope_id) for held in actor.roles} == {
        ("lab", "site", OTHER),
        ("student", "organisation", OTHER),
    }
    assert isinstance(scope["auth"], BrowserSession)
    ours = [query for query in seen if "login_session" in query]
    assert len(ours) == 1
    assert not [query for query in seen if query.startswith(("BEGIN", "ROLLBACK", "COMMIT"))], seen


async def test_route_that_checks_the_origin_itself_is_not_asked_for_a_csrf_token(database, cookie):
    scope = await ask(database, cookie, opt={"csrf": False})
    assert scope["user"] is not None
    assert scope["auth"] is None


async def test_header_wins_over_the_cookie(database, cookie):
    lan = await enter(database, "lan@lab.example", name="Lan")
    headers = await token_for(database, lan, scopes=["quiz:take"])
    scope = await ask(database, cookie, (b"authorization", headers["authorization"].encode()))
    assert (scope["user"].full_name, scope["user"].scopes, scope["auth"]) == ("Lan", {"quiz:take"}, None)


async def test_membership_counts_on_its_days(database, database_url, clock):
    person = await enter(database)
    secret = await signed_in(database)
    for name, since, until in (
        ("now", "2026-01-01", "2026-11-21"),
        ("ever", "2026-11-21", None),
        ("past", "2026-01-01", "2026-11-20"),
        ("soon", "2026-11-22", None),
    ):
        end = f"'{until}'" if until else "NULL"
        sql(
            database_url,
            "INSERT INTO organisation (id, slug, name, sector, search_key, version, created_at) "
            f"VALUES (gen_random_uuid(), '{name}', '{{}}', 'state', '', 1, now())",
            "INSERT INTO membership (id, person_id, organisation_id, since, until) "
            f"SELECT gen_random_uuid(), '{person.id}', id, '{since}', {end} "
            f"FROM organisation WHERE slug = '{name}'",
        )
    scope = await ask(database, (b"cookie", f"ecosystem_session={secret}".encode()))
    wanted = sql(database_url, "SELECT id FROM organisation WHERE slug IN ('now', 'ever')")
    assert scope["user"].organisation_ids == {row["id"] for row in wanted}


async def test_connections_that_died_in_the_pool_are_replaced(database, database_url, cookie):
    assert (await ask(database, cookie))["user"] is not None
    killed = sql(
        database_url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ecosystem' "
        "AND datname = current_database()",
    )
    assert killed
    # The end of a connection may be noticed only by the one statement that was sent into it.
    with suppress(ConnectionDoesNotExistError):
        await ask(database, cookie)
    for _ in range(3):
        assert (await ask(database, cookie))["user"] is not None
