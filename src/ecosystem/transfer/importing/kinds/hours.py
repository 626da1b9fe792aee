"""Opening hours from a list: weekly stretches and dated exceptions of sites.

A weekday or date that a list names for a site is replaced by what it says; others stay as they are.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct, convert, field
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from ecosystem.kernel.db import Session
from ecosystem.kernel.intervals import Interval, zone
from ecosystem.kernel.words import Words
from ecosystem.places.locks import lock_sites
from ecosystem.places.models import OpeningException, OpeningRule, Site
from ecosystem.places.rules import Dated, Hours, Weekly, fits_opening, opening
from ecosystem.places.service import write_dated, write_weekly
from ecosystem.timetable.models import Occupancy, Resource
from ecosystem.transfer.importing.fields import Context, Kind
from ecosystem.transfer.importing.kinds.hours_rules import FIELDS, Draft, Stretch, draft
from ecosystem.transfer.importing.kinds.sites import MANAGE_PLACES, Sites
from ecosystem.transfer.importing.remarks import Remark, remark
from ecosystem.transfer.importing.report import Change, Outcome
from ecosystem.transfer.importing.rules import Reading, refuse, settle

Key = int | date
"""A weekday, or a date."""


class _OfSite(Struct):
    """What a list says of one site: its rows, and by weekday or date the stretches with their rows."""

    site: Site
    readings: list[Reading] = field(default_factory=list)
    said: dict[Key, list[tuple[Weekly, int]]] = field(default_factory=dict)


class _Hours:
    """The hours of the sites that a list names."""

    def __init__(self, session: Session, context: Context, sites: Sites) -> None:
        self.session = session
        self.context = context
        self.sites = sites
        self.made: dict[str, list[str]] = {}

    async def take(self, readings: Sequence[Reading]) -> None:
        """Replace the days that are named, site by site; or refuse rows."""
        found: dict[UUID, _OfSite] = {}
        for reading in readings:
            if reading.draft is None:
                continue
            site = self.sites.of(reading.draft.site)
            if isinstance(site, Remark):
                refuse(reading, site)
                continue
            of_site = found.setdefault(site.id, _OfSite(site))
            if _collect(of_site, reading):
                of_site.readings.append(reading)
        await lock_sites(self.session, found)
        for of_site in sorted(found.values(), key=lambda each: each.site.id):
            if of_site.readings:
                await self._take(of_site)

    async def _take(self, of_site: _OfSite) -> None:
        before = await self._stored(of_site.site.id)
        after = _replaced(before, of_site)
        met = await self._met(of_site.site, before, after)
        changed = {key for key in of_site.said if _shown(before, key) != _shown(after, key)}
        for reading in of_site.readings:
            if met and any(key in changed for key in _keys(reading.draft)):
                refuse(reading, remark("bookings_touched", None, None, count=met))
        if met:
            # What is left of the list changes nothing.
            changed = set()
        for reading in of_site.readings:
            if reading.draft is not None:
                _settle(reading, before, after, changed)
        await self._write(of_site, after, changed)

    async def _stored(self, site_id: UUID) -> Hours:
        rules = await self.session.scalars(
            select(OpeningRule)
            .where(OpeningRule.owner_id == site_id)
            .order_by(OpeningRule.weekday, OpeningRule.opens)
        )
        exceptions = await self.session.scalars(
            select(OpeningException)
            .where(OpeningException.owner_id == site_id)
            .order_by(OpeningException.on_date, OpeningException.opens)
        )
        return Hours(
            weekly=[convert(row, Weekly, from_attributes=True) for row in rules],
            dated=[convert(row, Dated, from_attributes=True) for row in exceptions],
        )

    async def _met(self, site: Site, before: Hours, after: Hours) -> int:
        """How many bookings to come lie within the old hours and not within the new ones."""
        rows = await self.session.scalars(
            select(Occupancy.during)
            .join(Resource, Resource.id == Occupancy.resource_id)
            .where(
                Resource.site_id == site.id,
                Occupancy.state == "confirmed",
                Occupancy.during.op("&&")(Range(self.context.now, None)),
                ~select(OpeningRule.id).where(OpeningRule.owner_id == Resource.id).exists(),
            )
        )
        tz = zone(site.zone)
        spans = [Interval(span.lower, span.upper) for span in rows if span.lower and span.upper]
        return sum(
            fits_opening(opening(before, tz, span), span) and not fits_opening(opening(after, tz, span), span)
            for span in spans
        )

    async def _write(self, of_site: _OfSite, after: Hours, changed: set[Key]) -> None:
        actor, site_id = self.context.actor, of_site.site.id
        if any(isinstance(key, int) for key in changed):
            await write_weekly(
                self.session, actor=actor, owner_kind="site", owner_id=site_id, weekly=after.weekly
            )
        notes = {reading.draft.on: reading.draft.note for reading in of_site.readings if reading.draft}
        for on in sorted(key for key in changed if isinstance(key, date)):
            note = notes.get(on)
            await write_dated(
                self.session,
                actor=actor,
                owner_kind="site",
                owner_id=site_id,
                dated=[item for item in after.dated if item.on_date == on],
                note=Words(note, note) if note else None,
            )


def _keys(draft: Draft) -> tuple[Key, ...]:
    return (draft.on,) if draft.on else draft.weekdays


def _collect(of_site: _OfSite, reading: Reading) -> bool:
    """Add what a row says; False where it says the same as, or overlaps, what a row before it said."""
    draft: Draft = reading.draft
    for key in _keys(draft):
        for weekly, row in of_site.said.get(key, []):
            same_time = _in_force_together(weekly, draft)
            if same_time and (weekly.opens, weekly.closes) in draft.stretches:
                refuse(reading, remark("duplicate_row", None, draft.name, row=row))
                return False
            if same_time and any(_overlap((weekly.opens, weekly.closes), each) for each in draft.stretches):
                refuse(reading, remark("hours_overlap", None, draft.name, row=row))
                return False
    for key in _keys(draft):
        weekday = key if isinstance(key, int) else key.isoweekday()
        of_site.said.setdefault(key, []).extend(
            (Weekly(weekday, opens, closes, draft.valid_from, draft.valid_until), reading.line.row)
            for opens, closes in draft.stretches
        )
    return True


def _in_force_together(weekly: Weekly, draft: Draft) -> bool:
    begins = max(weekly.valid_from or date.min, draft.valid_from or date.min)
    ends = min(weekly.valid_until or date.max, draft.valid_until or date.max)
    return begins <= ends


def _overlap(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches share time; one that closes at or before it opens ends on the next day."""

    def minutes(stretch: Stretch) -> tuple[int, int]:
        start, end = (at.hour * 60 + at.minute for at in stretch)
        return start, end if end > start else end + 24 * 60

    (start, end), (begin, finish) = minutes(one), minutes(other)
    return start < finish and begin < end


def _replaced(before: Hours, of_site: _OfSite) -> Hours:
    said = of_site.said
    weekly = [rule for rule in before.weekly if rule.weekday not in said]
    dated = [item for item in before.dated if item.on_date not in said]
    for key, stretches in said.items():
        if isinstance(key, int):
            weekly += [rule for rule, _ in stretches]
        elif stretches:
            dated += [Dated(key, rule.opens, rule.closes) for rule, _ in stretches]
        else:
            dated.append(Dated(key))
    return Hours(
        weekly=sorted(weekly, key=lambda rule: (rule.weekday, rule.opens)),
        dated=sorted(dated, key=lambda item: (item.on_date, item.opens is not None, str(item.opens))),
    )


def _shown(hours: Hours, key: Key) -> str | None:
    """The stretches of a weekday or date as people read them; None where nothing speaks of it."""
    if isinstance(key, int):
        rules = [rule for rule in hours.weekly if rule.weekday == key]
        return ", ".join(_span(rule.opens, rule.closes) + _validity(rule) for rule in rules) or None
    dated = [item for item in hours.dated if item.on_date == key]
    return ", ".join(_span(i.opens, i.closes) if i.opens and i.closes else "×" for i in dated) or None


def _span(opens: object, closes: object) -> str:
    return f"{opens:%H:%M}–{closes:%H:%M}"


def _validity(rule: Weekly) -> str:
    if rule.valid_from is None and rule.valid_until is None:
        return ""
    return f" ({rule.valid_from or '…'} – {rule.valid_until or '…'})"


def _settle(reading: Reading, before: Hours, after: Hours, changed: set[Key]) -> None:
    changes = [
        Change(
            f"weekday_{key}" if isinstance(key, int) else key.isoformat(),
            _shown(before, key),
            _shown(after, key),
        )
        for key in _keys(reading.draft)
        if key in changed
    ]
    if not changes:
        settle(reading, Outcome.UNCHANGED)
    else:
        replaced = any(change.before is not None for change in changes)
        settle(reading, Outcome.UPDATED if replaced else Outcome.TAKEN, changes)


async def _begin(session: Session, context: Context) -> _Hours:
    return _Hours(session, context, await Sites.known(session, context, MANAGE_PLACES))


HOURS = Kind(
    name="hours",
    label=Words("Giờ mở cửa", "Opening hours"),
    fields=FIELDS,
    draft=draft,
    begin=_begin,
    keyed=False,
)
