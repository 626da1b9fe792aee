"""Each command, run as a person runs it: what it prints, how it ends, what it says when it can't."""

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from ecosystem.kernel.postgres import Cluster
from tests.support import PATIENCE, ROOT, Server, environment, eventually, free_port, sql

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """`run("token", "create", ...)` on the test's own database."""

    def run(*arguments: str, given: str = "", **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "ecosystem", *arguments],
            env=environment(tmp_path, **{"DATABASE_URL": database_url, **variables}),
            cwd=ROOT,
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE * 2,
            check=False,
        )

    return run


def test_help_lists_every_command_with_a_sentence(run):
    lines = run("--help").stdout.partition("Commands:")[2].strip().splitlines()
    said = {line.split()[0]: line.split()[1:] for line in lines if line.startswith("  ") or line == lines[0]}
    assert {"serve", "migrate", "demo", "import", "worker", "user", "token", "doctor", "openapi"} <= set(said)
    assert all(words for words in said.values())


def test_a_bad_variable_is_one_line_without_a_traceback(run):
    ended = run("doctor", PORT="eight")
    assert ended.returncode == 1
    assert ended.stderr == "Error: ECOSYSTEM_PORT='eight': a whole number from 1 to 65535 is wanted\n"


def test_migrate_twice_does_nothing_the_second_time(run, empty_database_url):
    first = run("migrate", DATABASE_URL=empty_database_url)
    assert first.stdout.startswith("applied 0001")
    assert run("migrate", DATABASE_URL=empty_database_url).stdout.startswith("nothing to do")


def test_commands_on_an_empty_database_ask_for_the_migration(run, empty_database_url):
    ended = run("token", "create", "--user", "an@lab.example", DATABASE_URL=empty_database_url)
    assert ended.returncode == 1
    assert "run `ecosystem migrate` first" in ended.stderr


def test_token_is_all_that_is_printed_and_opens_the_door(run, servers):
    password = "chín con voi đi chợ\n"
    created = run(
        "user", "create", "--email", "an@lab.example", "--name", "An", "--password-stdin", given=password
    )
    assert (created.returncode, created.stderr) == (0, "")
    printed = run("token", "create", "--user", "an@lab.example").stdout
    assert printed.count("\n") == 1
    token = printed.strip()
    [server] = servers(1)
    signed_in = httpx.get(f"{server.url}/api/session", headers={"Authorization": f"Bearer {token}"})
    assert signed_in.json()["person"]["email"] == "an@lab.example"
    wrong = httpx.get(f"{server.url}/api/tokens", headers={"Authorization": f"Bearer {token}x"})
    assert wrong.status_code == 401


def test_a_person_has_the_date_of_birth_that_rules_of_age_ask_for(run, database_url):
    enter = ("user", "create", "--email", "an@lab.example", "--name", "An", "--password-stdin", "--born")
    bad = run(*enter, "31/12/2008", given="chín con voi đi chợ\n")
    assert (bad.returncode, sql(database_url, "SELECT FROM person")) == (2, [])
    assert run(*enter, "2008-12-31", given="chín con voi đi chợ\n").returncode == 0
    assert [row["born"] for row in sql(database_url, "SELECT birth_date::text AS born FROM person")] == [
        "2008-12-31"
    ]


def test_token_for_nobody_is_refused(run):
    ended = run("token", "create", "--user", "nobody@lab.example")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "no person with the address nobody@lab.example" in ended.stderr


def test_doctor_is_content_with_a_migrated_database(run, tmp_path):
    (tmp_path / "index.html").write_text("<!doctype html>")
    ended = run("doctor", WEB_DIST=str(tmp_path))
    assert ended.returncode == 0, ended.stdout
    assert {line.split()[0] for line in ended.stdout.splitlines()} == {"ok"}


def test_doctor_misses_the_constraint_that_forbids_double_booking(run, database_url, tmp_path):
    (tmp_path / "index.html").write_text("<!doctype html>")
    [name] = sql(
        database_url,
        "SELECT conname FROM pg_constraint WHERE conrelid = 'occupancy'::regclass AND contype = 'x'",
    )
    sql(database_url, f"ALTER TABLE occupancy DROP CONSTRAINT {name[0]}")
    ended = run("doctor", WEB_DIST=str(tmp_path), PROT="8000")
    assert ended.returncode == 1
    wrong = [line for line in ended.stdout.splitlines() if line.startswith("WRONG")]
    assert [line.split()[1] for line in wrong] == ["settings:", "constraints:"]
    assert name[0] in wrong[1]
    assert "ECOSYSTEM_PROT" in wrong[0]


def test_doctor_says_that_the_database_is_away(run, tmp_path):
    ended = run("doctor", DATABASE_URL=f"postgresql://who@127.0.0.1:{free_port()}/none")
    assert ended.returncode == 1
    assert any(line.startswith("WRONG  database:") for line in ended.stdout.splitlines())


def test_openapi_is_a_document_and_needs_no_database(run):
    ended = run("openapi", DATABASE_URL="")
    assert json.loads(ended.stdout)["openapi"].startswith("3.1")


def test_a_taken_port_is_said_in_a_line_with_the_remedy(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run("serve", "--port", str(port))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert f"port {port}" in ended.stderr
    assert "ECOSYSTEM_PORT=" in ended.stderr


@pytest.fixture
def var() -> Iterator[Path]:
    """A var directory for an embedded database."""
    place = Path(tempfile.mkdtemp(prefix="ecosystem-faults-"))
    place.chmod(0o711)
    yield place
    subprocess.run(["rm", "-rf", str((place / "postgres").resolve()), str(place)], check=True)


def test_serve_from_nothing_and_a_second_copy_beside_it(var):
    first = Server(environment(var), var / "log").wait()
    try:
        assert httpx.get(f"{first.url}/health/ready").json()["status"] == "ok"
        second = Server(environment(var), var / "log2")
        assert second.process.wait(PATIENCE) == 1
        assert second.output.count("\n") == 1
        assert f"already running at {first.url}" in second.output
        # Other commands work beside it, and leave its database running.
        migrate = [sys.executable, "-m", "ecosystem", "migrate"]
        subprocess.run(migrate, env=environment(var), cwd=ROOT, check=True, capture_output=True)
        assert httpx.get(f"{first.url}/health/ready").json()["status"] == "ok"
    finally:
        assert first.stop() == 0, first.output
    assert Cluster(var)._all_gone()


def test_workers_leave_with_a_killed_parent(database_url, tmp_path):
    env = environment(tmp_path, DATABASE_URL=database_url)
    first = Server(env, tmp_path / "log", "--workers", "2").wait()
    first.process.kill()
    first.process.wait(PATIENCE)

    def refused() -> bool:
        try:
            httpx.get(f"{first.url}/health/live", timeout=2)
        except httpx.ConnectError:
            return True
        except httpx.TransportError:
            pass
        return False

    try:
        eventually("the port's return", refused)
    finally:
        first.kill()


def test_a_region_and_a_site_of_a_fresh_installation(run, empty_database_url):
    def fresh(*arguments):
        return run(*arguments, DATABASE_URL=empty_database_url)

    # The region brings the tables along, so it comes first.
    made = fresh("region", "create", "binh-duong", "--name-vi", "Bình Dương", "--currency", "vnd")
    assert made.stdout == "region binh-duong is there; next: ecosystem site create --help\n"
    second = fresh("region", "create", "other", "--name-vi", "Khác")
    assert (second.returncode, second.stderr) == (1, "Error: there is a region already\n")

    hours = ("--hours", "mon-tue 08:00-12:00", "--hours", "Sun 22:00-02:00")
    site = ("site", "create", "lab", "--name-vi", "Xưởng", "--name-en", "Lab", "--address", "1 Hùng Vương")
    assert fresh(*site, *hours).stdout == "site lab is there\n"
    again = fresh(*site)
    assert (again.returncode, again.stderr) == (1, "Error: there is a site lab already\n")

    [region] = sql(empty_database_url, "SELECT slug, name ->> 'en' AS en, zone, currency FROM region")
    assert tuple(region) == ("binh-duong", "Bình Dương", "Asia/Ho_Chi_Minh", "VND")
    [stored] = sql(empty_database_url, "SELECT slug, name ->> 'en' AS en, zone, address, kind FROM site")
    assert tuple(stored) == ("lab", "Lab", "Asia/Ho_Chi_Minh", "1 Hùng Vương", "fablab")
    week = sql(
        empty_database_url, "SELECT weekday, opens::text, closes::text FROM opening_rule ORDER BY 1, 2"
    )
    assert [tuple(day) for day in week] == [
        (1, "08:00:00", "12:00:00"),
        (2, "08:00:00", "12:00:00"),
        (7, "22:00:00", "02:00:00"),
    ]


def test_a_site_needs_a_region(run, empty_database_url):
    run("migrate", DATABASE_URL=empty_database_url)
    ended = run("site", "create", "lab", "--name-vi", "Xưởng", DATABASE_URL=empty_database_url)
    assert ended.returncode == 1
    assert ended.stderr == "Error: there is no region yet: ecosystem region create --help\n"


@pytest.mark.parametrize(
    "hours", ["08:00-12:00", "fri-mon 08:00-12:00", "xyz 08:00-12:00", "mon 25:00-26:00"]
)
def test_hours_that_cannot_be_read_make_no_site(run, database_url, hours):
    ended = run("site", "create", "lab", "--name-vi", "Xưởng", "--hours", hours)
    assert ended.returncode == 2
    assert f"{hours!r}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert sql(database_url, "SELECT count(*) AS made FROM site WHERE slug = 'lab'")[0]["made"] == 0
