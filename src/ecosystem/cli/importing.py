"""The command that takes in lists which exist elsewhere."""

from pathlib import Path

import click

from ecosystem.cli import using
from ecosystem.fablab import importing

_THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)


@click.group(name="import")
def import_group() -> None:
    """Take in lists that exist elsewhere."""


@import_group.command(name="resources")
@click.argument("file", type=_THERE)
@click.option("--mapping", type=_THERE, help="TOML or JSON file that says which column means what.")
@click.option(
    "--save-mapping", type=_NEW, help="Write the mapping that was used, to be edited and used again."
)
@click.option("--site", help="Slug of the site for rows that name none.")
@click.option("--source", help="Name of the list; with a row's reference it makes the row known again.")
@click.option("--dry-run", is_flag=True, help="Only report, change nothing.")
@click.option(
    "--report", "report_file", type=_NEW, help="Write every row and remark to this JSON or CSV file."
)
def import_resources(
    file: Path,
    mapping: Path | None,
    save_mapping: Path | None,
    site: str | None,
    source: str | None,
    dry_run: bool,
    report_file: Path | None,
) -> None:
    """Import machines, rooms and kits from FILE (CSV, XLSX or JSON).

    Every row is accounted for: taken, updated, unchanged, skipped by the mapping, or refused with the
    reason. Importing the same file again changes nothing. Without a mapping the headings are guessed
    from, and the guess is shown. Exit code 1 when a row was refused.
    """
    try:
        outcome = using.with_database(
            using.settings(),
            lambda database: importing.import_resources(
                database, path=file, mapping_path=mapping, site=site, dry_run=dry_run, source=source
            ),
        )
    except (importing.MappingError, importing.UnreadableFileError) as error:
        raise click.ClickException(str(error)) from None
    if outcome.guessed:
        click.echo("guessed from the headings (--save-mapping FILE keeps it):\n")
        click.echo(importing.as_toml(outcome.mapping))
    click.echo(importing.as_text(outcome))
    if save_mapping:
        importing.save_mapping(outcome.mapping, save_mapping)
    if report_file:
        importing.save_report(outcome, report_file)
    if outcome.count(importing.Outcome.REFUSED):
        raise SystemExit(1)
