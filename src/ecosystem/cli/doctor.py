"""`ecosystem doctor`: what an administrator would look at first, each line with what to do about it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
import msgspec
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

import ecosystem.app  # noqa: F401 - knows every feature, so that every table is known here
from ecosystem.cli import using
from ecosystem.kernel import jobs, migrations
from ecosystem.kernel.db import Base, Database
from ecosystem.notifications.gateways import Undelivered
from ecosystem.notifications.office import Office
from ecosystem.settings import Settings, unknown_variables

# Later than this and people notice: a mail, a reminder, a feed.
_LAG = timedelta(minutes=5)


class Finding(msgspec.Struct, frozen=True):
    """One line: what was looked at, how it stands, and the remedy where it is not well."""

    subject: str
    state: str
    remedy: str = ""

    def __str__(self) -> str:
        """The line as it is printed."""
        mark = "ok   " if not self.remedy else "WRONG"
        return f"{mark}  {self.subject}: {self.state}" + (f" -> {self.remedy}" if self.remedy else "")


@click.command()
def doctor() -> None:
    """Say what is well and what is not, and what to do about it. Exit code 1 when something is wrong."""
    settings = using.settings()
    findings = list(_machine(settings))
    with using.database_address(settings) as url:
        findings += asyncio.run(_database(url))
    for finding in findings:
        click.echo(str(finding))
    if any(finding.remedy for finding in findings):
        sys.exit(1)


def _machine(settings: Settings) -> Iterator[Finding]:
    """What can be seen without the database."""
    strange = unknown_variables()
    if strange:
        yield Finding("settings", f"unknown: {', '.join(strange)}", "correct the name or remove the variable")
    else:
        yield Finding("settings", f"var is {settings.var}")
    try:
        yield Finding("zone data", f"there ({ZoneInfo('Asia/Ho_Chi_Minh').key})")
    except ZoneInfoNotFoundError:
        yield Finding("zone data", "missing", "install the package tzdata")
    yield asyncio.run(_mail(settings))
    if (settings.web_dist / "index.html").exists():
        yield Finding("pages", str(settings.web_dist))
    else:
        yield Finding("pages", f"{settings.web_dist} has none", "run `make run`, or set ECOSYSTEM_WEB_DIST")


async def _mail(settings: Settings) -> Finding:
    """Whether letters get out of the house."""
    office = Office(settings)
    if settings.smtp_url is not None and office.domain == "localhost":
        return Finding("mail", f"letters would come from {office.sender}", "set ECOSYSTEM_MAIL_FROM")
    try:
        return Finding("mail", await office.gateway.check())
    except Undelivered as error:
        remedy = "correct ECOSYSTEM_SMTP_URL, or give the var directory to the account of the server"
        return Finding("mail", str(error), remedy)


async def _database(url: str) -> list[Finding]:
    """What the database says about itself."""
    database = Database.from_url(url, pool_size=1)
    try:
        async with database.engine.connect() as connection:
            version = (await connection.execute(text("SHOW server_version"))).scalar_one()
            findings = [Finding("database", f"PostgreSQL {version} answers")]
            for check in _CHECKS:
                findings.append(await check(connection))
                await connection.rollback()
            return findings
    except (OSError, DBAPIError) as error:
        reason = str(error).splitlines()[0]
        return [Finding("database", reason, "start it, or correct ECOSYSTEM_DATABASE_URL")]
    finally:
        await database.dispose()


async def _migrations(connection: AsyncConnection) -> Finding:
    pending = await migrations.pending(connection)
    if pending:
        return Finding("migrations", f"pending: {', '.join(pending)}", "run `ecosystem migrate`")
    return Finding("migrations", f"at {migrations.head()}")


async def _constraints(connection: AsyncConnection) -> Finding:
    """Whether every constraint of the models is in the database and valid."""
    rows = await connection.execute(text("SELECT conname FROM pg_constraint WHERE convalidated"))
    there = set(rows.scalars())
    wanted = {
        str(constraint.name) for table in Base.metadata.tables.values() for constraint in table.constraints
    }
    missing = sorted(wanted - there)
    if missing:
        return Finding("constraints", f"missing: {', '.join(missing)}", "restore them from alembic/versions")
    return Finding("constraints", f"{len(wanted)} are there")


async def _jobs(connection: AsyncConnection) -> Finding:
    """Whether jobs wait for long, and whether some were given up."""
    lag = await jobs.lag(connection)
    if lag.oldest > _LAG.total_seconds():
        return Finding(
            "jobs", f"{lag.due} wait, the oldest for {lag.oldest / 60:.0f} minutes", "run `ecosystem worker`"
        )
    if lag.failed:
        return Finding("jobs", f"{lag.failed} failed and are held", "see the log, docs/operations.md")
    return Finding("jobs", f"{lag.due} wait, none for long")


_CHECKS: tuple[Callable[[AsyncConnection], Awaitable[Finding]], ...] = (_migrations, _constraints, _jobs)
