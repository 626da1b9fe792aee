"""The commands that take in lists which exist elsewhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ecosystem.cli import using
from ecosystem.transfer import importing
from ecosystem.transfer.importing.fields import Kind

_THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)
_REST = """Every row is accounted for: taken, updated, unchanged, skipped by the mapping, or refused with
    the reason. Importing the same file again changes nothing. Without a mapping the headings are guessed
    from, and the guess is shown. Exit code 1 when a row was refused."""
_WHAT = {
    "resources": "Import machines, rooms and kits from FILE (CSV, XLSX or JSON).",
    "people": "Import people from FILE (CSV, XLSX or JSON); nobody is given a password.",
    "organisations": "Import organisations from FILE (CSV, XLSX or JSON).",
    "hours": "Import opening hours from FILE (CSV, XLSX or JSON); the days it names are replaced.",
    "closures": "Import closures from FILE (CSV, XLSX or JSON); one that touches bookings is refused.",
}


@click.group(name="import")
def import_group() -> None:
    """Take in lists that exist elsewhere."""


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """What every kind of list can be told."""
    options = [
        click.argument("file", type=_THERE),
        click.option("--mapping", type=_THERE, help="TOML or JSON file that says which column means what."),
        click.option(
            "--save-mapping", type=_NEW, help="Write the mapping that was used, to be edited and used again."
        ),
        click.option("--sheet", help="Name of the sheet of a workbook; the first without."),
        click.option(
            "--source", help="Name of the list; with a row's reference it makes the row known again."
        ),
        click.option("--dry-run", is_flag=True, help="Only report, change nothing."),
        click.option(
            "--report", "report_file", type=_NEW, help="Write every row and remark to this JSON or CSV file."
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _command(kind: Kind) -> click.Command:
    def take(**given: Any) -> None:
        _take(kind, **given)

    take.__doc__ = f"{_WHAT[kind.name]}\n\n    {_REST}"
    command = _options(take)
    if any(field.name == "site" for field in kind.fields):
        command = click.option("--site", help="Slug of the site for rows that name none.")(command)
    for name, choices in kind.options.items():
        told = "Send new people with an address a letter to set their password." if name == "login" else ""
        command = click.option(f"--{name}", type=click.Choice(list(choices)), help=told)(command)
    return click.command(name=kind.name)(command)


def _take(
    kind: Kind,
    *,
    file: Path,
    mapping: Path | None,
    save_mapping: Path | None,
    report_file: Path | None,
    dry_run: bool,
    source: str | None,
    sheet: str | None,
    site: str | None = None,
    **options: str | None,
) -> None:
    try:
        outcome = using.with_database(
            using.settings(),
            lambda database: importing.import_list(
                database,
                kind,
                path=file,
                mapping_path=mapping,
                site=site,
                dry_run=dry_run,
                source=source,
                sheet=sheet,
                options={name: value for name, value in options.items() if value},
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


for _kind in importing.KINDS.values():
    import_group.add_command(_command(_kind))
