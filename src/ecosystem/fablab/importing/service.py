"""The import itself: every row of a list makes, changes or leaves a resource, in one transaction."""

from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from ecosystem.fablab.importing import mapping as mappings
from ecosystem.fablab.importing.mapping import Mapping, MappingError
from ecosystem.fablab.importing.places import Place, Places
from ecosystem.fablab.importing.reading import read
from ecosystem.fablab.importing.report import Outcome, Remark, Report
from ecosystem.fablab.importing.rules import Draft, Reading, refuse, remark, understand
from ecosystem.fablab.models import Listing
from ecosystem.kernel import audit, clock
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, sort_key
from ecosystem.timetable.models import Occupancy, Resource


class _Undone(Exception):  # noqa: N818 - no error: a dry run ends here
    """Rolls a dry run back."""


async def import_resources(
    database: Database,
    *,
    path: Path,
    mapping_path: Path | None = None,
    site: str | None = None,
    dry_run: bool = False,
    source: str | None = None,
) -> Report:
    """Import machines, rooms and kits from a file; the same file again changes nothing.

    `mapping_path` says which column means what, without it the headings are guessed from; `site` is the
    slug of the site for rows that name none; `source` tells lists apart whose references may be equal
    (the mapping's, else the file's name). Raises UnreadableFileError, MappingError.
    """
    given = mappings.load(mapping_path) if mapping_path else None
    table = read(path, items=given.items if given else "")
    mapping = given or mappings.guess(table, source=source or path.stem)
    if "name" not in mapping.columns:
        there = ", ".join(table.columns) or "none"
        raise MappingError(f"no column looks like a name, so a mapping is needed; columns: {there}")
    report = Report(path.name, source or mapping.source or path.stem, dry_run, mapping, given is None, [])

    async def work(session: Session) -> None:
        # Two imports of one list would both find it new.
        key = func.hashtext(f"import {report.source}")
        await session.execute(select(func.pg_advisory_xact_lock(key)))
        readings = understand(table.rows, mapping)
        places = await Places.known(session, mapping, site=site)
        # Rooms lock their site, and sites come before resources.
        goes = [await places.of(reading.draft) if reading.draft else None for reading in readings]
        importer = await _Importer.begin(session, mapping, report.source)
        for reading, place in zip(readings, goes, strict=True):
            if isinstance(place, Remark):
                refuse(reading, place)
            elif reading.draft is not None and place is not None:
                await importer.take(reading, reading.draft, place)
        report.lines = [reading.line for reading in readings]
        report.rooms_created, report.categories_created = places.new_rooms, places.new_categories
        if dry_run:
            raise _Undone

    with suppress(_Undone):
        await database.transact(work)
    return report


class _Importer:
    """The resources that came from the list before, while its rows are taken one by one."""

    def __init__(self, session: Session, mapping: Mapping, source: str) -> None:
        self.session = session
        self.mapping = mapping
        self.source = source
        self.now = clock.now()
        self.known: dict[str, tuple[Resource, Listing]] = {}
        self.booked: dict[UUID, int] = {}

    @classmethod
    async def begin(cls, session: Session, mapping: Mapping, source: str) -> "_Importer":
        """Lock what came from the list before, in the order of ids as everybody does."""
        self = cls(session, mapping, source)
        rows = await session.execute(
            select(Resource, Listing)
            .join(Listing, Listing.resource_id == Resource.id)
            .where(Listing.external_source == source)
            .order_by(Resource.id)
            .with_for_update(key_share=True, of=Resource)
        )
        self.known = {str(listing.external_ref): (resource, listing) for resource, listing in rows}
        units = await session.execute(
            select(Occupancy.resource_id, func.max(Occupancy.unit))
            .where(
                Occupancy.resource_id.in_([resource.id for resource, _ in self.known.values()]),
                Occupancy.state != "released",
                func.upper(Occupancy.during) > self.now,
            )
            .group_by(Occupancy.resource_id)
        )
        self.booked = {row[0]: row[1] for row in units}
        return self

    async def take(self, reading: Reading, draft: Draft, place: Place) -> None:
        """Make, change or leave the resource of one row; or refuse the row."""
        known = self.known.get(str(draft.ref))
        if known is None:
            await self._make(draft, place)
            return
        highest = self.booked.get(known[0].id, 0)
        if draft.units < highest:
            message = f"unit {highest} is booked, so there can't be fewer"
            refuse(reading, remark("units_in_use", message, None, draft.units))
            return
        changed = await self._change(known, draft, place)
        reading.line.outcome = Outcome.UPDATED if changed else Outcome.UNCHANGED

    async def _make(self, draft: Draft, place: Place) -> None:
        rule = self.mapping.categories.get(place.category.slug)
        columns = {"state": "in_order", **_of_resource(draft, place)}
        resource = Resource(id=new_id(), version=1, created_at=self.now, **columns)
        blank = {"description": {"vi": "", "en": ""}, "risk": rule.risk if rule else "low"}
        listing = Listing(
            resource_id=resource.id,
            rules={},
            external_source=self.source,
            external_ref=draft.ref,
            **{**blank, **_of_listing(draft, place)},
        )
        # One after the other: without a relationship the session can't know the order.
        for row in (resource, listing):
            self.session.add(row)
            await self.session.flush()
        await self._note("resource.imported", resource.id, None, columns)

    async def _change(self, known: tuple[Resource, Listing], draft: Draft, place: Place) -> bool:
        resource, listing = known
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        rows: tuple[tuple[Resource | Listing, dict[str, Any]], ...] = (
            (resource, _of_resource(draft, place)),
            (listing, _of_listing(draft, place)),
        )
        for row, columns in rows:
            for name, value in columns.items():
                if getattr(row, name) != value:
                    before[name], after[name] = getattr(row, name), value
                    setattr(row, name, value)
        if after:
            resource.version += 1
            await self.session.flush()
            await self._note("resource.changed", resource.id, before, after)
        return bool(after)

    async def _note(self, action: str, resource_id: UUID, before: Any, after: Any) -> None:
        await audit.record(
            self.session,
            actor=None,
            action=action,
            subject_kind="resource",
            subject_id=resource_id,
            before=before,
            after=after,
            reason=f"import of {self.source}",
        )


def _of_resource(draft: Draft, place: Place) -> dict[str, Any]:
    """What a draft sets of a resource; what it does not speak of is not in it."""
    columns: dict[str, Any] = {
        "site_id": place.site_id,
        "room_id": place.room_id,
        "kind": draft.kind,
        "name": draft.name,
        "units": draft.units,
        "search_key": search_key(draft.name),
        "sort_key": sort_key(draft.name),
    }
    if draft.state is not None:
        columns["state"] = draft.state
    if draft.state_note is not None:
        columns["state_note"] = {"vi": draft.state_note, "en": draft.state_note}
    return columns


def _of_listing(draft: Draft, place: Place) -> dict[str, Any]:
    """What a draft sets of a listing; what it does not speak of is not in it."""
    columns = {
        "category_id": place.category.id,
        "description": {"vi": draft.description, "en": draft.description} if draft.description else None,
        "risk": draft.risk,
        "manual_url": draft.manual_url,
        "photo_url": draft.photo_url,
    }
    return {name: value for name, value in columns.items() if value is not None}
