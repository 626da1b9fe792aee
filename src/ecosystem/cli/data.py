"""Commands about data and the processes around it: migrate, demo, import, worker, openapi."""

import asyncio
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

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

    The eight demo people sign in with one password that everyone knows: never do this to a real database.
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


@click.group(name="import")
def import_group() -> None:
    """Take in lists that exist elsewhere."""


@import_group.command(name="resources")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON file that says which column means what; without it the columns' names decide.",
)
@click.option("--site", help="Slug of the site for rows that name none.")
@click.option("--dry-run", is_flag=True, help="Only report, change nothing.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what became of every row to this CSV file.",
)
def import_resources(
    file: Path, mapping: Path | None, site: str | None, dry_run: bool, report: Path | None
) -> None:
    """Import machines, rooms and kits from FILE (CSV, XLSX or JSON).

    Every row is accounted for: created, changed, unchanged, or refused with the reason. Importing the same
    file again changes nothing. Exit code 1 when a row was refused.
    """
    from ecosystem.fablab import importing  # noqa: PLC0415 - slow import

    using.with_database(
        using.settings(),
        lambda database: importing.import_resources(
            database, file=file, mapping=mapping, site=site, dry_run=dry_run, report=report
        ),
    )


@click.command()
def openapi() -> None:
    """Print the OpenAPI document of the HTTP interface, as JSON."""
    from ecosystem.app import create_app  # noqa: PLC0415 - slow import

    settings = using.settings()
    app = create_app(msgspec.structs.replace(settings, database_url="postgresql+asyncpg:///none"))
    schema: dict[str, Any] = app.openapi_schema.to_schema()
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True))
