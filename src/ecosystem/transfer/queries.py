"""Reads of imports: kinds, the history, the rows of one."""

from uuid import UUID

from msgspec import convert
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import defer

from ecosystem.directory.policy import reach
from ecosystem.kernel import pagination
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.pagination import Cursor
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.places.models import Site
from ecosystem.transfer import policy, runs, schemas
from ecosystem.transfer.importing.fields import Kind
from ecosystem.transfer.importing.kinds import KINDS
from ecosystem.transfer.importing.remarks import Remark
from ecosystem.transfer.models import ImportLine, ImportRun

_HISTORY = 100
_WEEKDAYS = (
    Words("Thứ hai", "Monday"),
    Words("Thứ ba", "Tuesday"),
    Words("Thứ tư", "Wednesday"),
    Words("Thứ năm", "Thursday"),
    Words("Thứ sáu", "Friday"),
    Words("Thứ bảy", "Saturday"),
    Words("Chủ nhật", "Sunday"),
)


async def kinds(session: Session, *, actor: Actor, locale: str) -> list[schemas.ImportKind]:
    """The kinds of lists that the actor may take in."""
    region_id = await runs.region_of(session)
    sites = list(await session.scalars(select(Site).order_by(Site.slug)))
    return [
        schemas.ImportKind(
            name,  # type: ignore[arg-type]
            kind.label.to(locale),
            [runs.field_of(each, locale) for each in kind.fields],
            [
                schemas.Choice(site.slug, site.name.get(locale, site.slug))
                for site in sites
                if actor.may(policy.NEEDED[name], site_id=site.id, organisation_id=site.organisation_id)
            ],
        )
        for name, kind in KINDS.items()
        if policy.may_import(actor, name, region_id=region_id)
    ]


async def history(
    session: Session, *, actor: Actor, locale: str, limit: int = _HISTORY
) -> list[schemas.ImportSummary]:
    """The latest imports that the actor may see."""
    rows = await session.scalars(
        select(ImportRun)
        .where(_seen(actor, await runs.region_of(session)))
        .options(defer(ImportRun.content, raiseload=True))
        .order_by(ImportRun.created_at.desc(), ImportRun.id.desc())
        .limit(limit)
    )
    found = list(rows)
    names, sites = await runs.names_of(session, found), await runs.sites_of(session, found)
    return [schemas.ImportSummary(**runs.summary(run, names, sites, locale)) for run in found]


def _seen(actor: Actor, region_id: UUID | None) -> ColumnElement[bool]:
    """What `policy.sees` says of one import, as a condition."""
    kinds = [kind for kind in KINDS if policy.may_import(actor, kind, region_id=region_id)]
    held = reach(actor, policy.IMPORT)
    whose = or_(ImportRun.created_by_id == actor.person_id, ImportRun.site_id.in_(held.site_ids))
    if region_id is not None and held.everywhere:
        whose = true()
    return and_(ImportRun.kind.in_(kinds), whose)


async def rows(
    session: Session,
    *,
    actor: Actor,
    import_id: UUID,
    outcome: str | None,
    q: str | None,
    cursor: str | None,
    limit: int,
    locale: str,
) -> schemas.ImportRows:
    """What becomes, or became, of the rows of an import, by their place. Raises NotFound, Malformed."""
    run = await runs.seen(session, import_id=import_id, actor=actor)
    last = pagination.decode(cursor, locale=locale, key=int)
    asked = _asked(import_id, outcome, q)
    total = await session.scalar(select(func.count()).select_from(asked.subquery()))
    if last is not None:
        asked = asked.where(ImportLine.position > int(last.key))
    found = list(await session.scalars(asked.order_by(ImportLine.position).limit(limit + 1)))
    page = pagination.page(found, limit, lambda line: Cursor(str(line.position), import_id))
    items = [row(KINDS[run.kind], line, locale) for line in page.items]
    return schemas.ImportRows(items, total or 0, page.next_cursor)


async def every_row(session: Session, *, run: ImportRun, locale: str) -> list[schemas.ImportRow]:
    """All rows of an import, by their place."""
    found = await session.scalars(_asked(run.id, None, None).order_by(ImportLine.position))
    return [row(KINDS[run.kind], line, locale) for line in found]


def _asked(import_id: UUID, outcome: str | None, q: str | None) -> Select[ImportLine]:
    asked = select(ImportLine).where(ImportLine.import_id == import_id)
    if outcome:
        asked = asked.where(ImportLine.outcome == outcome)
    for word in search_key(q or "").split():
        asked = asked.where(ImportLine.search_key.contains(word, autoescape=True))
    return asked


def row(kind: Kind, line: ImportLine, locale: str) -> schemas.ImportRow:
    """A line as people read it."""
    remarks = convert(line.remarks, list[Remark])
    return schemas.ImportRow(
        row=line.row,
        outcome=line.outcome,  # type: ignore[arg-type]
        ref=line.ref,
        name=line.name,
        remarks=[schemas.ImportRemark(r.code, r.to(locale), r.column, r.value) for r in remarks],
        changes=[
            schemas.ImportChange(
                change["field"],
                label_of(kind, change["field"], locale),
                _told(kind, change["field"], change["before"], locale),
                _told(kind, change["field"], change["after"], locale),
            )
            for change in line.changes
        ],
    )


def label_of(kind: Kind, name: str, locale: str) -> str:
    """What a field is called; a weekday or a date by itself."""
    if name.startswith("weekday_"):
        return _WEEKDAYS[int(name.removeprefix("weekday_")) - 1].to(locale)
    return next((each.label.to(locale) for each in kind.fields if each.name == name), name)


def _told(kind: Kind, name: str, value: object, locale: str) -> object:
    """A value as people read it: known words are named."""
    field = next((each for each in kind.fields if each.name == name), None)
    if field is not None and isinstance(value, str) and value in field.meanings:
        return field.meanings[value].to(locale)
    return value
