"""An import's row as people see it: its file read again, its columns with samples and guesses."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

from msgspec import convert
from sqlalchemy import select

from ecosystem.directory.models import Person
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.text import search_key
from ecosystem.places.models import Region, Site
from ecosystem.transfer import policy, schemas
from ecosystem.transfer.errors import Unreadable
from ecosystem.transfer.importing.fields import Field, Kind
from ecosystem.transfer.importing.kinds import KINDS
from ecosystem.transfer.importing.mapping import SKIP, Mapping
from ecosystem.transfer.models import ImportRun
from ecosystem.transfer.tables.cells import as_text, at
from ecosystem.transfer.tables.reading import Limits, Manner, Table, UnreadableFileError, table_of

# What is taken over HTTP: what a person can look through, and what fits beside other work.
LIMITS = Limits(bytes=schemas.MOST_BYTES, unpacked=64 * 2**20, rows=10_000, cells=1_000_000)
_SAMPLES = 4
_MOST_VALUES = 30
_SAMPLE = 60


async def region_of(session: Session) -> UUID | None:
    """The region that this installation serves."""
    found: UUID | None = await session.scalar(select(Region.id).limit(1))
    return found


async def seen(session: Session, *, import_id: UUID, actor: Actor, lock: bool = False) -> ImportRun:
    """The row of an import that the actor may see. Raises NotFound."""
    row = await session.get(ImportRun, import_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or not policy.sees(
        actor,
        kind=row.kind,
        created_by_id=row.created_by_id,
        site_id=row.site_id,
        region_id=await region_of(session),
    ):
        raise NotFound
    return row


async def table(run: ImportRun, mapping: Mapping | None = None) -> Table:
    """The file of an import, read beside the loop. Raises Unreadable."""
    manner = convert(run.manner, Manner)
    if mapping is not None and mapping.items != manner.items:
        manner = Manner(mapping.items, manner.encoding, manner.delimiter, manner.sheet)
    return await read(run.file_name, run.content or b"", manner)


async def read(name: str, content: bytes, manner: Manner) -> Table:
    """The table in a file, read beside the loop. Raises Unreadable."""
    try:
        return await asyncio.to_thread(table_of, name, content, manner, limits=LIMITS)
    except UnreadableFileError as error:
        raise Unreadable(str(error)) from None


def mapping_of(run: ImportRun) -> Mapping:
    """The mapping of an import."""
    return convert(run.mapping, Mapping)


async def names_of(session: Session, runs: list[ImportRun]) -> dict[UUID, str]:
    """The names of the people that imports refer to."""
    ids = {id_ for run in runs for id_ in (run.created_by_id, run.applied_by_id) if id_}
    rows = await session.execute(select(Person.id, Person.full_name).where(Person.id.in_(ids)))
    return dict(rows.all())


async def sites_of(session: Session, runs: list[ImportRun]) -> dict[UUID, Site]:
    """The sites of imports."""
    ids = {run.site_id for run in runs if run.site_id}
    return {site.id: site for site in await session.scalars(select(Site).where(Site.id.in_(ids)))}


def summary(run: ImportRun, names: dict[UUID, str], sites: dict[UUID, Site], locale: str) -> dict[str, Any]:
    """The fields of a summary."""
    site = sites.get(run.site_id) if run.site_id else None
    applied = run.applied_by_id
    return {
        "id": run.id,
        "kind": run.kind,
        "state": run.state,
        "file_name": run.file_name,
        "source": run.source,
        "site": schemas.ImportSite(site.slug, site.name[locale]) if site else None,
        "rows": run.rows,
        "counts": run.counts,
        "made": run.made,
        "created_by": schemas.ImportPerson(run.created_by_id, names[run.created_by_id]),
        "created_at": run.created_at,
        "applied_by": schemas.ImportPerson(applied, names[applied]) if applied else None,
        "applied_at": run.applied_at,
        "version": run.version,
    }


async def shown(
    session: Session, run: ImportRun, *, locale: str, given: Table | None = None
) -> schemas.Import:
    """An import with how its file is read."""
    names, sites = await names_of(session, [run]), await sites_of(session, [run])
    reading = None
    if run.content is not None:
        mapping = mapping_of(run)
        found = given or await table(run, mapping)
        reading = reading_of(KINDS[run.kind], found, mapping, locale)
    return schemas.Import(**summary(run, names, sites, locale), digest=run.digest, reading=reading)


def reading_of(kind: Kind, table: Table, mapping: Mapping, locale: str) -> schemas.ImportReading:
    """How a table is read under a mapping: columns with samples, and words that need a meaning."""
    fields = {column: name for name, named in mapping.columns.items() for column in _tuple(named)}
    shown = [*table.columns, *(column for column in fields if column not in table.columns)]
    return schemas.ImportReading(
        encoding=table.encoding,  # type: ignore[arg-type]
        delimiter=table.delimiter,  # type: ignore[arg-type]
        sheets=list(table.sheets),
        sheet=table.sheet,
        columns=[
            schemas.ImportColumn(column, _samples(table, column), fields.get(column)) for column in shown
        ],
        values=[value for each in kind.fields for value in _values(each, table, mapping)],
        defaults={name: str(value) for name, value in mapping.defaults.items()},
        options=dict(mapping.options),
        fields=[field_of(each, locale) for each in kind.fields],
        ready=kind.required in mapping.columns,
    )


def field_of(each: Field, locale: str) -> schemas.ImportField:
    """A field as people see it."""
    return schemas.ImportField(
        name=each.name,
        label=each.label.to(locale),
        required=each.required,
        several=each.several,
        default=each.default,
        choices=[schemas.Choice(value, label.to(locale)) for value, label in each.meanings.items()],
    )


def _tuple(named: str | tuple[str, ...]) -> tuple[str, ...]:
    return (named,) if isinstance(named, str) else tuple(named)


def _samples(table: Table, column: str) -> list[str]:
    """The first different values of a column."""
    found: list[str] = []
    for row in table.rows:
        value = at(row.cells, column)
        text = as_text(value) if value is not None else ""
        if text and text[:_SAMPLE] not in found:
            found.append(text[:_SAMPLE])
            if len(found) == _SAMPLES:
                break
    return found


def _values(each: Field, table: Table, mapping: Mapping) -> list[schemas.ImportValue]:
    """The words that a list writes for a field with known ones, the most frequent first."""
    if not each.meanings or each.name not in mapping.columns:
        return []
    columns = _tuple(mapping.columns[each.name])
    counted: Counter[str] = Counter()
    for row in table.rows:
        given = [as_text(value) for column in columns if (value := at(row.cells, column)) is not None]
        if given:
            counted[" · ".join(given)] += 1
    told = {search_key(word): meant for word, meant in mapping.values.get(each.name, {}).items()}
    return [
        schemas.ImportValue(each.name, word, count, _means(each, word, told))
        for word, count in counted.most_common(_MOST_VALUES)
    ]


def _means(each: Field, word: str, told: dict[str, str]) -> str | None:
    meant = told.get(search_key(word), word)
    if meant.startswith(SKIP):
        return "skip"
    key = search_key(meant)
    return key if key in each.meanings else each.known.get(key)
