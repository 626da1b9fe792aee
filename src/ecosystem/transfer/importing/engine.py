"""The import itself: every row of a list makes, changes or leaves something, in one transaction."""

import asyncio
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import func, select

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session
from ecosystem.transfer.importing import mapping as mappings
from ecosystem.transfer.importing.fields import Context, Kind
from ecosystem.transfer.importing.mapping import Mapping, MappingError
from ecosystem.transfer.importing.report import Report
from ecosystem.transfer.importing.rules import understand
from ecosystem.transfer.tables.reading import Manner, Table, read


class Undone(Exception):  # noqa: N818 - no error: a dry run ends here
    """Rolls a dry run back."""


async def import_list(
    database: Database,
    kind: Kind,
    *,
    path: Path,
    mapping_path: Path | None = None,
    site: str | None = None,
    dry_run: bool = False,
    source: str | None = None,
    options: dict[str, str] | None = None,
    sheet: str | None = None,
) -> Report:
    """Take in a file from the command line; the same file again changes nothing.

    `mapping_path` says which column means what, without it the headings are guessed from; `site` is the
    slug of the site for rows that name none; `source` tells lists apart whose references may be equal
    (the mapping's, else the file's name). Raises UnreadableFileError, MappingError.
    """
    given = mappings.load(mapping_path, kind) if mapping_path else None
    table = read(path, manner=Manner(items=given.items if given else "", sheet=sheet))
    mapping = given or mappings.guess(table, kind, source=source or path.stem)
    if kind.required not in mapping.columns:
        there = ", ".join(table.columns) or "none"
        raise MappingError(
            f"no column looks like a {kind.required}, so a mapping is needed; columns: {there}"
        )
    if options:
        mapping = replace(mapping, options={**mapping.options, **options})
    name = source or mapping.source or path.stem
    report = Report(kind.name, path.name, name, dry_run, mapping, given is None, [])

    async def work(session: Session) -> None:
        done = await run(session, kind, table, mapping, actor=None, source=name, site=site)
        report.lines, report.made = done.lines, done.made
        if dry_run:
            raise Undone

    with suppress(Undone):
        await database.transact(work)
    return report


async def run(
    session: Session,
    kind: Kind,
    table: Table,
    mapping: Mapping,
    *,
    actor: Actor | None,
    source: str,
    site: str | None,
    file: str = "",
) -> Report:
    """Take the rows of a table in, within the session's transaction; the report names every one of them.

    Raises MappingError where the mapping names what is not there.
    """
    # Two imports of one list would both find it new.
    key = func.hashtext(f"import {kind.name} {source}")
    await session.execute(select(func.pg_advisory_xact_lock(key)))
    # Beside the loop: other requests go on while a long list is read.
    readings = await asyncio.to_thread(understand, table.rows, mapping, kind)
    context = Context(actor=actor, now=clock.now(), mapping=mapping, source=source, site=site)
    writer = await kind.begin(session, context)
    await writer.take(readings)
    lines = [reading.line for reading in readings]
    return Report(kind.name, file, source, False, mapping, False, lines, writer.made)
