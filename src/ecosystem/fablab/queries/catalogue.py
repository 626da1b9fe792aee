"""The catalogue: categories, resources with what is free now, one resource, who asks for which training."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from ecosystem.fablab import offers, rows, schemas, statements
from ecosystem.kernel.db import Driver, Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.text import search_key
from ecosystem.timetable import availability
from ecosystem.timetable.rules import Free, runs
from ecosystem.timetable.wanted import BY_ID, Wanted

# How far cards look for the next free time.
AHEAD = timedelta(days=7)


class Filter(Struct, frozen=True):
    """Which resources: words, a site or category by slug or id, a kind, a single one by id."""

    q: str | None = None
    site: str | None = None
    category: str | None = None
    kind: str | None = None
    resource: UUID | None = None

    @property
    def params(self) -> tuple[object, ...]:
        """Parameters $3 to $7 of the statements."""
        words = search_key(self.q).split() if self.q else []
        return words, self.site, self.category, self.kind, self.resource


class Moment(Struct, frozen=True):
    """A time at which one would like to begin, and for how long."""

    at: datetime
    length: timedelta


class Place(Struct, frozen=True):
    """Where a page ended: the sort key and id of its last resource."""

    sort_key: str
    id: UUID


async def resources(
    session: Session,
    *,
    person_id: UUID | None,
    now: datetime,
    which: Filter,
    free_at: Moment | None = None,
    after: Place | None = None,
    limit: int,
) -> tuple[list[schemas.ResourceCard], Place | None]:
    """A page of cards in alphabetical order, and where it ended if there is more.

    Two statements; three with `free_at`, since freedom is asked of all before a page is cut.
    """
    connection = await raw(session)
    most = limit + 1 if free_at is None else None
    position = (after.sort_key, after.id) if after else (None, None)
    found: Sequence[rows.Row] = await connection.fetch(
        statements.LIST,
        person_id, now, *which.params, *position, most,
    )  # fmt: skip
    if free_at is not None:
        found = await _free_at(connection, found, free_at, now)
    page, more = found[:limit], len(found) > limit
    free = await _free(connection, page, start=now, end=_minute(now) + AHEAD, now=now)
    cards = [_card(row, free.get(row["id"], []), now) for row in page]
    last = Place(page[-1]["sort_key"], page[-1]["id"]) if more else None
    return cards, last


async def resource(
    session: Session, *, resource_id: UUID, person_id: UUID | None, now: datetime
) -> schemas.ResourceDetail:
    """Everything about one resource, also a retired one; raises NotFound. Two statements."""
    connection = await raw(session)
    row = await connection.fetchrow(statements.SINGLE, person_id, now, resource_id)
    if row is None:
        raise NotFound
    free = await _free(connection, [row], start=now, end=_minute(now) + AHEAD, now=now)
    card = _card(row, free.get(row["id"], []), now)
    return schemas.ResourceDetail(
        **msgspec.structs.asdict(card),
        description=rows.words(row["description"]),
        manual_url=row["manual_url"],
        rules=rows.rules_of(row),
        created_at=row["created_at"],
    )


async def categories(session: Session) -> list[schemas.Category]:
    """All categories in the order of the catalogue. One statement."""
    return [
        schemas.Category(
            id=row["id"],
            slug=row["slug"],
            name=rows.words(row["name"]),
            description=rows.words(row["description"]),
            icon=row["icon"],
            machine_count=row["machine_count"],
            qualification=schemas.QualificationRef(
                row["qualification_id"], rows.words(row["qualification_name"])
            )
            if row["qualification_id"]
            else None,
        )
        for row in await (await raw(session)).fetch(statements.CATEGORIES)
    ]


async def asking(session: Session) -> dict[UUID, list[str]]:
    """The slugs of the categories that ask for each qualification. One statement."""
    found = await (await raw(session)).fetch(statements.ASKING)
    return {row["qualification_id"]: row["slugs"] for row in found}


def buffered(found: Iterable[rows.Row]) -> Wanted:
    """These resources with the buffers of their rules, for a question to the timetable."""
    ids, befores, afters = [], [], []
    for row in found:
        before, after = rows.buffers(rows.rules_of(row))
        ids.append(row["id"])
        befores.append(before)
        afters.append(after)
    if len(ids) == 1:
        return Wanted.one(ids[0], before=befores[0], after=afters[0])
    return Wanted(BY_ID, (ids, befores, afters))


async def _free(
    connection: Driver, found: Sequence[rows.Row], *, start: datetime, end: datetime, now: datetime
) -> dict[UUID, list[Free]]:
    in_order = [row for row in found if row["state"] == "in_order"]
    if not in_order:
        return {}
    return await availability.free(connection, buffered(in_order), start=start, end=end, now=now)


async def _free_at(
    connection: Driver, found: Sequence[rows.Row], moment: Moment, now: datetime
) -> list[rows.Row]:
    """Those that can be booked from that moment for that long, or as long as the shortest booking."""
    lengths = {
        row["id"]: max(moment.length, timedelta(minutes=rules.min_minutes))
        for row in found
        for rules in [rows.rules_of(row)]
        if offers.within_reach(moment.at, rules, now=now, zone_name=row["zone"])
    }
    if not lengths:
        return []
    near = [row for row in found if row["id"] in lengths]
    free = await _free(connection, near, start=moment.at, end=moment.at + max(lengths.values()), now=now)
    return [
        row
        for row in near
        if any(
            run.start <= moment.at and moment.at + lengths[row["id"]] <= run.end
            for run in runs(free.get(row["id"], ()))
        )
    ]


def _card(row: rows.Row, free: Sequence[Free], now: datetime) -> schemas.ResourceCard:
    shortest = timedelta(minutes=rows.rules_of(row).min_minutes)
    usable = [run for run in runs(free) if run.end - run.start >= shortest]
    current = next((run for run in usable if run.start <= now < run.end), None)
    following = next((run.start for run in usable if run.start > now), None)
    return schemas.ResourceCard(
        **rows.common(row),
        photo_url=rows.photo(row),
        state_note=rows.words(row["state_note"]) if row["state_note"] else None,
        free_now=current is not None,
        free_until=current.end if current else None,
        next_free_at=_minute(now) if current else following,
    )


def _minute(now: datetime) -> datetime:
    """The running minute: what is told by it stays the same within it, and a second look gets a 304."""
    return now.replace(second=0, microsecond=0)
