"""Closures from a list: days and stretches in which a site, or the whole region, is closed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from ecosystem.kernel.db import Session
from ecosystem.kernel.intervals import Interval, zone
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.places.models import Closure, Region
from ecosystem.places.rules import instant
from ecosystem.timetable.closures import add_closure, remove_closure
from ecosystem.timetable.errors import ImpactUndecided
from ecosystem.transfer.importing.fields import Context, Field, Kind
from ecosystem.transfer.importing.kinds.sites import MANAGE_PLACES, Sites
from ecosystem.transfer.importing.links import Links
from ecosystem.transfer.importing.mapping import MappingError
from ecosystem.transfer.importing.remarks import Remark, remark
from ecosystem.transfer.importing.report import Change, Outcome
from ecosystem.transfer.importing.rows import RowReader
from ecosystem.transfer.importing.rules import Reading, refuse, settle

_EVERYWHERE = frozenset({"*", "all", "tat ca", "region", "vung", "toan vung", "moi noi", "everywhere"})

FIELDS = (
    Field(name="ref", label=Words("Mã", "Reference"), synonyms=("ref", "id", "ma")),
    Field(
        name="starts",
        label=Words("Từ", "From"),
        required=True,
        synonyms=("starts", "start", "starts at", "from", "tu", "tu ngay", "bat dau", "ngay", "date"),
    ),
    Field(
        name="ends",
        label=Words("Đến hết", "Until"),
        synonyms=("ends", "end", "ends at", "to", "until", "den", "den ngay", "den het", "ket thuc"),
    ),
    Field(
        name="reason",
        label=Words("Lý do", "Reason"),
        synonyms=("reason", "ly do", "ten", "name", "ghi chu", "noi dung", "holiday", "ngay le"),
    ),
    Field(
        name="reason_en",
        label=Words("Lý do tiếng Anh", "Reason in English"),
        synonyms=("reason en", "ly do tieng anh", "english"),
    ),
    Field(
        name="site",
        label=Words("Địa điểm", "Site"),
        default=True,
        synonyms=("site", "co so", "dia diem", "lab", "xuong"),
    ),
)

Moment = tuple[date, time | None]


class Draft(Struct, frozen=True):
    """What a row says; a day without a time is meant whole."""

    ref: str | None
    name: str
    starts: Moment | None
    ends: Moment | None
    reason: str
    reason_en: str
    site: str | None


def draft(asked: RowReader) -> Draft:
    """What the row says; where something stands against it, the remarks tell."""
    starts, ends = asked.moment("starts"), asked.moment("ends")
    if starts is None and not asked.refused:
        asked.refused.append(remark("bad_date", asked.column("starts")))
    if starts and ends and (ends[0] < starts[0] or _reversed(starts, ends)):
        asked.refused.append(remark("ends_before", asked.column("ends"), asked.given("ends")))
    if starts and ends is None and starts[1] is not None:
        asked.refused.append(
            remark("missing", asked.column("ends"), None, field=Words("giờ kết thúc", "end"))
        )
    reason = asked.text("reason") or "Đóng cửa"
    told = asked.text("reason_en") or (reason if asked.cells_of("reason") else "Closed")
    on = starts[0].isoformat() if starts else ""
    return Draft(asked.text("ref"), f"{on} {reason}", starts, ends, reason, told, asked.text("site"))


def _reversed(starts: Moment, ends: Moment) -> bool:
    return starts[0] == ends[0] and starts[1] is not None and ends[1] is not None and ends[1] <= starts[1]


class _Closures:
    """The closures there are, while the rows of a list are taken."""

    def __init__(
        self, session: Session, context: Context, sites: Sites, links: Links, region: Region
    ) -> None:
        self.session = session
        self.context = context
        self.sites = sites
        self.links = links
        self.region = region
        self.made: dict[str, list[str]] = {}

    async def take(self, readings: Sequence[Reading]) -> None:
        """Make, change, leave or refuse every row."""
        seen: dict[tuple[UUID, Interval], int] = {}
        refs: dict[str, int] = {}
        for reading in readings:
            if reading.draft is None:
                continue
            where = self._where(reading.draft)
            if isinstance(where, Remark):
                refuse(reading, where)
                continue
            scope_kind, scope_id, zone_name = where
            during = _during(reading.draft, zone_name)
            key = (scope_id, during)
            if key in seen:
                refuse(reading, remark("duplicate_row", None, reading.draft.name, row=seen[key]))
                continue
            ref = reading.draft.ref
            if ref in refs:
                refuse(reading, remark("duplicate_ref", None, ref, row=refs[ref]))
                continue
            seen[key] = reading.line.row
            if ref is not None:
                refs[ref] = reading.line.row
            await self._take(reading, scope_kind, scope_id, during)
        await self.links.write()

    def _where(self, draft: Draft) -> tuple[str, UUID, str] | Remark:
        if draft.site and search_key(draft.site) in _EVERYWHERE:
            if not self.sites.at_region(MANAGE_PLACES):
                return remark("unknown_site", None, draft.site)
            return "region", self.region.id, self.region.zone
        site = self.sites.of(draft.site)
        return site if isinstance(site, Remark) else ("site", site.id, site.zone)

    async def _take(self, reading: Reading, scope_kind: str, scope_id: UUID, during: Interval) -> None:
        draft: Draft = reading.draft
        words = Words(draft.reason, draft.reason_en)
        known = await self._known(draft, scope_id, during)
        told = {"reason": draft.reason, **_told(during)}
        before = {"reason": known.reason["vi"], **_told(_span(known))} if known else {}
        changes = [Change(n, before.get(n), value) for n, value in told.items() if before.get(n) != value]
        if known is not None and not changes:
            self.links.keep(draft.ref, known.id)
            settle(reading, Outcome.UNCHANGED)
            return
        try:
            async with self.session.begin_nested():
                if known is not None:
                    await remove_closure(self.session, actor=self.context.actor, closure_id=known.id)
                made = await add_closure(
                    self.session,
                    actor=self.context.actor,
                    scope_kind=scope_kind,
                    scope_id=scope_id,
                    during=during,
                    reason=words,
                    now=self.context.now,
                )
        except ImpactUndecided as met:
            refuse(reading, remark("bookings_touched", None, None, count=met.extra["count"]))
            return
        self.links.keep(draft.ref, made.id)
        settle(reading, Outcome.UPDATED if known else Outcome.TAKEN, changes)

    async def _known(self, draft: Draft, scope_id: UUID, during: Interval) -> Closure | None:
        """The closure that a row means: what it became before, else the same time at the same place."""
        before = self.links.of(draft.ref)
        if before is not None and (found := await self.session.get(Closure, before)) is not None:
            return found if found.scope_id == scope_id else None
        rows = await self.session.scalars(select(Closure).where(Closure.scope_id == scope_id))
        return next((row for row in rows if _span(row) == during), None)


def _during(draft: Draft, zone_name: str) -> Interval:
    """The instants of a row; a last day without a time is closed to its end."""
    tz = zone(zone_name)
    starts = draft.starts or (date.min, None)
    last, until = draft.ends or (starts[0], None)
    start = instant(starts[0], starts[1] or time(0), tz)
    end = instant(last + timedelta(days=1), time(0), tz) if until is None else instant(last, until, tz)
    return Interval(start, end)


def _span(row: Closure) -> Interval:
    if row.during.lower is None or row.during.upper is None:
        raise ValueError("a stored closure has both its ends")
    return Interval(row.during.lower, row.during.upper)


def _told(during: Interval) -> dict[str, datetime]:
    return {"starts": during.start, "ends": during.end}


async def _begin(session: Session, context: Context) -> _Closures:
    sites = await Sites.known(session, context, MANAGE_PLACES)
    region = await session.scalar(select(Region).limit(1))
    if region is None:
        raise MappingError("there is no region yet: `ecosystem region create --help` makes one")
    links = await Links.known(session, "closures", context.source)
    return _Closures(session, context, sites, links, region)


CLOSURES = Kind(
    name="closures",
    label=Words("Ngày đóng cửa", "Closures"),
    fields=FIELDS,
    draft=draft,
    begin=_begin,
    keyed=False,
)
