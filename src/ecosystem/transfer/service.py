"""Writes of imports: a list is brought, read as somebody says, tried, and taken in as it was shown.

Trying does everything and rolls it back. Taking in does it again in one transaction, and only where it
comes to the same: what changed in between is found by the digest of the outcome.
"""

from contextlib import suppress
from datetime import timedelta
from hashlib import blake2b
from pathlib import PurePath
from uuid import UUID

import msgspec
from msgspec import UNSET, convert, to_builtins
from msgspec.structs import replace
from sqlalchemy import delete, select, update

from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session, raw
from ecosystem.kernel.errors import Forbidden, NotFound, VersionMoved
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, squeeze
from ecosystem.places.models import Site
from ecosystem.transfer import policy, runs, schemas
from ecosystem.transfer.changes import changed_manner, changed_mapping
from ecosystem.transfer.errors import BadMapping, ImportApplied, ImportChanged
from ecosystem.transfer.importing import engine
from ecosystem.transfer.importing.engine import Undone
from ecosystem.transfer.importing.kinds import KINDS
from ecosystem.transfer.importing.mapping import MappingError, guess
from ecosystem.transfer.importing.report import Line, Report
from ecosystem.transfer.models import ImportLine, ImportRun
from ecosystem.transfer.tables.reading import Manner, Table

DRAFTS_LAST = timedelta(days=7)
LINES_LAST = timedelta(days=90)

_LINE = """
INSERT INTO import_line (import_id, position, row, outcome, ref, name, remarks, changes, search_key)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9)
"""


async def bring(db: Database, *, actor: Actor, given: schemas.NewImport, locale: str) -> schemas.Import:
    """Keep a file that somebody wants to take in, with a first guess at what its columns mean.

    Raises Forbidden where such lists are not the actor's to take in, NotFound for another's site, Unreadable.
    """
    kind = KINDS[given.kind]
    async with db.read() as session:
        if not policy.may_import(actor, given.kind, region_id=await runs.region_of(session)):
            raise Forbidden
    name = PurePath(squeeze(given.file_name).replace("\\", "/")).name or "list.csv"
    found = await runs.read(name, given.content, Manner())
    source = PurePath(name).stem[:200]

    async def work(session: Session) -> schemas.Import:
        site = await _site(session, actor, given.kind, given.site)
        run = ImportRun(
            id=new_id(),
            kind=given.kind,
            state="draft",
            file_name=name,
            content=given.content,
            manner=to_builtins(Manner()),
            mapping=to_builtins(guess(found, kind, source=source)),
            source=source,
            site_id=site.id if site else None,
            rows=len(found.rows),
            created_by_id=actor.person_id,
            created_at=clock.now(),
            version=1,
        )
        session.add(run)
        await session.flush()
        return await runs.shown(session, run, locale=locale, given=found)

    return await db.transact(work)


async def change(
    db: Database,
    *,
    actor: Actor,
    import_id: UUID,
    changes: schemas.ImportChanges,
    version: int | None,
    locale: str,
) -> schemas.Import:
    """Read the list another way; what was shown of it counts no longer.

    Raises NotFound, VersionMoved, ImportApplied, BadMapping, Unreadable.
    """

    async def work(session: Session) -> schemas.Import:
        run = await _open(session, actor, import_id, version)
        if changes.site is not UNSET:
            site = await _site(session, actor, run.kind, changes.site)
            run.site_id = site.id if site else None
        before = convert(run.manner, Manner)
        manner = changed_manner(before, changes)
        run.manner = to_builtins(manner)
        mapping = runs.mapping_of(run)
        found = await runs.table(run, mapping)
        if manner != before:
            # Other columns may stand there now.
            mapping = guess(found, KINDS[run.kind], source=run.source)
        mapping = changed_mapping(mapping, changes, KINDS[run.kind], found)
        if mapping.items != manner.items:
            found = await runs.table(run, mapping)
        run.mapping = to_builtins(mapping)
        if changes.source is not UNSET:
            run.source = squeeze(changes.source)
        elif changes.mapping is not UNSET and mapping.source:
            run.source = mapping.source[:200]
        run.rows = len(found.rows)
        run.state, run.counts, run.made, run.digest = "draft", None, None, None
        run.version += 1
        await session.execute(delete(ImportLine).where(ImportLine.import_id == run.id))
        await session.flush()
        return await runs.shown(session, run, locale=locale, given=found)

    return await db.transact(work)


async def preview(
    db: Database, *, actor: Actor, import_id: UUID, version: int | None, locale: str
) -> schemas.Import:
    """Try the import and keep what would become of every row; nothing else is written.

    Raises NotFound, VersionMoved, ImportApplied, BadMapping, Unreadable.
    """
    async with db.read() as session:
        run = await _open(session, actor, import_id, version, lock=False)
        found = await runs.table(run, runs.mapping_of(run))
    report: Report | None = None

    async def attempt(session: Session) -> None:
        nonlocal report
        report = await _take(session, actor, run, found)
        raise Undone

    with suppress(Undone):
        await db.transact(attempt)

    async def keep(session: Session) -> schemas.Import:
        row = await _open(session, actor, import_id, run.version)
        if report is None:
            raise NotFound
        await _store(session, row, report)
        row.state, row.digest = "previewed", _digest(report.lines)
        row.version += 1
        await session.flush()
        return await runs.shown(session, row, locale=locale, given=found)

    return await db.transact(keep)


async def apply(db: Database, *, actor: Actor, import_id: UUID, digest: str, locale: str) -> schemas.Import:
    """Take the list in as it was shown, all of it or nothing; the file is then forgotten.

    Raises NotFound, ImportApplied, and ImportChanged where it would come to something else by now; the
    preview is then made anew.
    """
    async with db.read() as session:
        run = await _open(session, actor, import_id, None, lock=False)
        found = await runs.table(run, runs.mapping_of(run))

    async def work(session: Session) -> schemas.Import:
        row = await _open(session, actor, import_id, run.version)
        if row.digest != digest:
            raise ImportChanged
        report = await _take(session, actor, row, found)
        if _digest(report.lines) != digest:
            raise ImportChanged
        await _store(session, row, report)
        row.state, row.content, row.version = "applied", None, row.version + 1
        row.applied_at, row.applied_by_id = clock.now(), actor.person_id
        await session.flush()
        said = {"kind": row.kind, "file_name": row.file_name, "source": row.source, "counts": row.counts}
        await audit.record(
            session,
            actor=actor,
            action="import.applied",
            subject_kind="import",
            subject_id=row.id,
            after=said,
        )
        return await runs.shown(session, row, locale=locale)

    try:
        return await db.transact(work)
    except (ImportChanged, VersionMoved):
        await preview(db, actor=actor, import_id=import_id, version=None, locale=locale)
        raise ImportChanged from None


async def discard(session: Session, *, actor: Actor, import_id: UUID) -> None:
    """Forget a list that was not taken in. Raises NotFound, ImportApplied."""
    run = await _open(session, actor, import_id, None)
    await session.delete(run)
    await session.flush()


async def sweep(db: Database) -> None:
    """Forget lists that nobody took in, and the rows of those taken in long ago; the sums stay."""

    async def work(session: Session) -> None:
        now = clock.now()
        await session.execute(
            delete(ImportRun).where(ImportRun.state != "applied", ImportRun.created_at < now - DRAFTS_LAST)
        )
        old = select(ImportRun.id).where(ImportRun.applied_at < now - LINES_LAST)
        await session.execute(delete(ImportLine).where(ImportLine.import_id.in_(old)))

    await db.transact(work)


async def _open(
    session: Session, actor: Actor, import_id: UUID, version: int | None, *, lock: bool = True
) -> ImportRun:
    """An import that is not taken in yet. Raises NotFound, VersionMoved, ImportApplied."""
    run = await runs.seen(session, import_id=import_id, actor=actor, lock=lock)
    if run.state == "applied":
        raise ImportApplied
    if version is not None and version != run.version:
        raise VersionMoved
    return run


async def _take(session: Session, actor: Actor, run: ImportRun, found: Table) -> Report:
    site = await session.get(Site, run.site_id) if run.site_id else None
    mapping = runs.mapping_of(run)
    if KINDS[run.kind].required not in mapping.columns:
        label = KINDS[run.kind].field(KINDS[run.kind].required).label
        raise BadMapping(
            label.__class__(vi=f"Chưa chọn cột “{label.vi}”", en=f"No column is “{label.en}” yet")
        )
    try:
        return await engine.run(
            session,
            KINDS[run.kind],
            found,
            replace(mapping, source=run.source),
            actor=actor,
            source=run.source,
            site=site.slug if site else None,
            file=run.file_name,
        )
    except MappingError as error:
        raise BadMapping(str(error)) from None


async def _store(session: Session, run: ImportRun, report: Report) -> None:
    run.counts, run.rows = report.counts, report.rows
    run.made = {name: made for name, made in report.made.items() if made}
    await session.execute(delete(ImportLine).where(ImportLine.import_id == run.id))
    await session.execute(update(ImportRun).where(ImportRun.id == run.id).values(rows=report.rows))
    await (await raw(session)).executemany(
        _LINE, [_row(run.id, position, line) for position, line in enumerate(report.lines)]
    )


def _row(import_id: UUID, position: int, line: Line) -> tuple[object, ...]:
    words = " ".join(filter(None, (line.ref, line.name, *(r.value for r in line.remarks))))
    return (
        import_id,
        position,
        line.row,
        line.outcome.value,
        line.ref,
        line.name,
        msgspec.json.encode(line.remarks).decode().replace("\\u0000", ""),
        msgspec.json.encode(line.changes).decode().replace("\\u0000", ""),
        search_key(words),
    )


def _digest(lines: list[Line]) -> str:
    """What stands for an outcome: the same only where every row comes to the same."""
    return blake2b(msgspec.json.encode(lines), digest_size=16).hexdigest()


async def _site(session: Session, actor: Actor, kind: str, told: str | None) -> Site | None:
    """The site of that slug, where the actor may take such lists in. Raises NotFound."""
    if told is None:
        return None
    site = await session.scalar(select(Site).where(Site.slug == told))
    if site is None or not actor.may(
        policy.NEEDED[kind], site_id=site.id, organisation_id=site.organisation_id
    ):
        raise NotFound
    return site
