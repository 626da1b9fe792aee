"""Machines, rooms and kits from a list: rows make, change or leave resources."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from ecosystem.fablab.models import Category, Listing
from ecosystem.kernel import audit
from ecosystem.kernel.db import Session
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, sort_key
from ecosystem.kernel.words import Words
from ecosystem.places.models import Room
from ecosystem.timetable.models import Occupancy, Resource
from ecosystem.transfer.importing.fields import Context, Kind
from ecosystem.transfer.importing.kinds.resource_places import Place, Places
from ecosystem.transfer.importing.kinds.resource_rules import FIELDS, OTHER, Draft, draft
from ecosystem.transfer.importing.remarks import Remark, remark
from ecosystem.transfer.importing.report import Change, Outcome
from ecosystem.transfer.importing.rules import Reading, refuse, settle
from ecosystem.transfer.many import among

# Kept for search and order only, and not told to people.
_SILENT = frozenset({"search_key", "sort_key"})
_SHOWN_AS = {"room_id": "room", "site_id": "site", "category_id": "category"}


class _Resources:
    """The resources that came from the list before, while its rows are taken."""

    def __init__(self, session: Session, context: Context, places: Places) -> None:
        self.session = session
        self.context = context
        self.places = places
        self.known: dict[str, tuple[Resource, Listing]] = {}
        self.booked: dict[UUID, int] = {}
        self.names: dict[UUID | None, str] = {}
        self.entries: list[tuple[Any, ...]] = []

    @property
    def made(self) -> dict[str, list[str]]:
        """Rooms and categories that the list made."""
        return {"rooms": self.places.new_rooms, "categories": self.places.new_categories}

    async def take(self, readings: Sequence[Reading]) -> None:
        """Make, change, leave or refuse every row."""
        # Rooms lock their site, and sites come before resources.
        goes = [await self.places.of(reading.draft) if reading.draft else None for reading in readings]
        await self._begin()
        new: list[tuple[Resource, Listing]] = []
        for reading, place in zip(readings, goes, strict=True):
            if isinstance(place, Remark):
                refuse(reading, place)
            elif reading.draft is not None and place is not None:
                made = self._take(reading, reading.draft, place)
                new += [made] if made else []
        # First the one, then the other: without a relationship the session can't know the order.
        self.session.add_all(resource for resource, _ in new)
        await self.session.flush()
        self.session.add_all(listing for _, listing in new)
        await self.session.flush()
        await audit.record_all(self.session, self.entries)

    async def _begin(self) -> None:
        """Lock what came from the list before, in the order of ids as everybody does."""
        rows = await self.session.execute(
            select(Resource, Listing)
            .join(Listing, Listing.resource_id == Resource.id)
            .where(Listing.external_source == self.context.source)
            .order_by(Resource.id)
            .with_for_update(key_share=True, of=Resource)
        )
        self.known = {str(listing.external_ref): (resource, listing) for resource, listing in rows}
        units = await self.session.execute(
            select(Occupancy.resource_id, func.max(Occupancy.unit))
            .where(
                among(Occupancy.resource_id, [resource.id for resource, _ in self.known.values()]),
                Occupancy.state != "released",
                func.upper(Occupancy.during) > self.context.now,
            )
            .group_by(Occupancy.resource_id)
        )
        self.booked = {row[0]: row[1] for row in units}
        for model in (Room, Category):
            named = await self.session.execute(select(model.id, model.name))
            self.names |= {id_: name["vi"] for id_, name in named}
        self.names |= {site.id: site.name["vi"] for site in self.places.sites.by_id.values()}

    def _take(self, reading: Reading, draft: Draft, place: Place) -> tuple[Resource, Listing] | None:
        known = self.known.get(str(draft.ref))
        if known is None:
            return self._make(reading, draft, place)
        if known[0].site_id not in self.places.sites.by_id:
            # Another lab's machine of a list of the same name.
            refuse(reading, remark("unknown_site", None, draft.site))
        elif draft.units < (highest := self.booked.get(known[0].id, 0)):
            refuse(reading, remark("units_in_use", None, draft.units, unit=highest))
        else:
            self._change(reading, known, draft, place)
        return None

    def _make(self, reading: Reading, draft: Draft, place: Place) -> tuple[Resource, Listing]:
        rule = self.context.mapping.categories.get(place.category.slug)
        columns = {"state": "in_order", **_of_resource(draft, place)}
        resource = Resource(id=new_id(), version=1, created_at=self.context.now, **columns)
        said = _of_listing(draft, place)
        blank = {"description": {"vi": "", "en": ""}, "risk": rule.risk if rule else "low"}
        listing = Listing(
            resource_id=resource.id,
            rules={},
            external_source=self.context.source,
            external_ref=draft.ref,
            **{**blank, **said},
        )
        self._note("resource.imported", resource.id, None, columns)
        settle(reading, Outcome.TAKEN, self._told({}, {**columns, **said}))
        return resource, listing

    def _change(self, reading: Reading, known: tuple[Resource, Listing], draft: Draft, place: Place) -> None:
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
            self._note("resource.changed", resource.id, before, after)
        settle(reading, Outcome.UPDATED if after else Outcome.UNCHANGED, self._told(before, after))

    def _told(self, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
        """What changes, as people read it."""
        return [
            Change(_SHOWN_AS.get(name, name), self._shown(before.get(name)), self._shown(value))
            for name, value in after.items()
            if name not in _SILENT and (value is not None or before.get(name) is not None)
        ]

    def _shown(self, value: Any) -> Any:
        if isinstance(value, UUID):
            return self.names.get(value, "")
        return value["vi"] if isinstance(value, dict) else value

    def _note(self, action: str, resource_id: UUID, before: Any, after: Any) -> None:
        self.entries.append(
            audit.entry(
                actor=self.context.actor,
                action=action,
                subject_kind="resource",
                subject_id=resource_id,
                before=before,
                after=after,
                reason=f"import of {self.context.source}",
            )
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


async def _begin(session: Session, context: Context) -> _Resources:
    return _Resources(session, context, await Places.known(session, context))


RESOURCES = Kind(
    name="resources",
    label=Words("Máy, phòng và bộ dụng cụ", "Machines, rooms and kits"),
    fields=FIELDS,
    draft=draft,
    begin=_begin,
    guessed={"defaults": {"category": "other"}, "categories": {"other": OTHER}},
)
