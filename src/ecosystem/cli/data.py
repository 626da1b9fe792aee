"""Commands about data and the processes around it: migrate, demo, worker, openapi."""

import asyncio
import json
from datetime import date, datetime

import click
import msgspec

from ecosystem.cli import using
from ecosystem.kernel import migrations


@click.command()
def migrate() -> None:
    """Bring the database up to date. Safe to run at any time, also twice at once."""
    with using.database_address(using.settings()) as url:
        applied = asyncio.run(migrations.upgrade(url))
    click.echo(f"applied {', '.join(applied)}" if applied else "nothing to do, the database is up to date")


@click.command()
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="The day the demo region lives around; today.")
def demo(at: datetime | None) -> None:
    """Fill an empty database with the demo region: places, machines, invented people, some weeks of bookings.

    The eight demo people sign in with one password that everyone knows, while ECOSYSTEM_DEMO=1: never do
    this to a real database.
    """
    from ecosystem.sandbox import demo as sandbox  # noqa: PLC0415 - slow import

    day: date | None = at.date() if at else None
    summary = using.with_database(
        using.settings(), lambda database: sandbox.load(database, at=day), migrate=True
    )
    click.echo(str(summary))


@click.command()
def worker() -> None:
    """Run background jobs (mail, reminders, sweeps) until Ctrl-C; run as many as you like.

    A single server runs them itself, unless ECOSYSTEM_WORKER_EMBEDDED=0.
    """
    from ecosystem import app  # noqa: PLC0415 - slow import

    settings = using.settings()
    with using.database_address(settings, watched=True) as url:
        asyncio.run(app.run_worker(msgspec.structs.replace(settings, database_url=url)))


@click.command()
def openapi() -> None:
    """Print the OpenAPI document of the HTTP interface, as JSON."""
    from ecosystem.app import create_app  # noqa: PLC0415 - slow import
    from ecosystem.kernel.openapi import document  # noqa: PLC0415 - slow import

    settings = using.settings()
    app = create_app(msgspec.structs.replace(settings, database_url="postgresql+asyncpg:///none"))
    click.echo(json.dumps(document(app), indent=2, ensure_ascii=False, sort_keys=True))
