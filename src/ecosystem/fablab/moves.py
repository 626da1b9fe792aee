"""What several bookings could move to: `alternatives` of each, read for all of them at once."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from ecosystem.fablab import alternatives, context, offers, rows, schemas, statements
from ecosystem.fablab.context import Asked
from ecosystem.fablab.rules import Wish
from ecosystem.kernel import clock
from ecosystem.kernel.db import Driver, Session, raw
from ecosystem.timetable import availability
from ecosystem.timetable.rules import Free
from ecosystem.timetable.wanted import BY_ID, WIDEST, Wanted

Window = tuple[datetime, datetime]

# The machines of categories $3, to nobody; who holds what is told by HELD.
_CANDIDATES = statements.RESOURCES + "WHERE r.state = 'in_order' AND c.id = ANY($3::uuid[])"

# Which qualifications each person of a list holds at an instant of theirs.
_HELD = """
SELECT asked.n - 1 AS place, array_agg(h.qualification_id) AS held
FROM unnest($1::uuid[], $2::timestamptz[]) WITH ORDINALITY asked (person_id, at, n)
JOIN qualification_grant h ON h.person_id = asked.person_id AND h.revoked_at IS NULL
    AND h.granted_at <= asked.at AND (h.expires_at IS NULL OR h.expires_at > asked.at)
GROUP BY asked.n"""


class _Look(Struct, frozen=True):
    """A wish with the machines that it is tried on."""

    known: context.Known
    fitted: Wish
    others: Sequence[rows.Row]

    @property
    def window(self) -> Window:
        """The stretch in which all of them are looked at; that of the others lies within it."""
        return alternatives.window_of_same(self.known, self.fitted)

    def buffers(self) -> Iterator[tuple[UUID, tuple[timedelta, timedelta]]]:
        """Each machine with what its rules keep free around a booking."""
        yield self.known.context.resource_id, (self.known.claim.before, self.known.claim.after)
        for row in self.others:
            yield row["id"], rows.buffers(rows.rules_of(row))


async def find_each(session: Session, asked: Sequence[Asked]) -> list[list[schemas.Alternative]]:
    """What `alternatives.find` offers for each.

    Four statements for any number of wishes; further ones only for those whose time does not fit into
    one question to the timetable (`WIDEST`, more than a year).
    """
    if not asked:
        return []
    now = clock.now()
    connection = await raw(session)
    around = [
        Asked(alternatives.nearby(one.wish, now), one.resource_id, one.person_id, one.moving) for one in asked
    ]
    known = await context.known_of_each(session, around, now=now)
    fitted = [
        offers.fitted(one.wish, its.context.rules, now=now, zone_name=its.context.zone)
        for one, its in zip(asked, known, strict=True)
    ]
    others = await _others(connection, asked, known, fitted)
    looks = [_Look(*one) for one in zip(known, fitted, others, strict=True)]
    found: dict[int, list[schemas.Alternative]] = {}
    for places, window in _grouped([look.window for look in looks]):
        free = await _free(connection, [looks[place] for place in places], window, now)
        found |= {place: _weighed(looks[place], free) for place in places}
    return [found[place] for place in range(len(asked))]


async def _others(
    connection: Driver, asked: Sequence[Asked], known: Sequence[context.Known], fitted: Sequence[Wish]
) -> list[list[rows.Row]]:
    """The machines that each is tried on, with whether its person holds what they ask for to the end."""
    ends = [wish.ends_at for wish in fitted]
    told = await connection.fetch(_HELD, [one.person_id for one in asked], ends)
    held = {row["place"]: frozenset(row["held"]) for row in told}
    categories = defaultdict[UUID, list[rows.Row]](list)
    wanted = {its.row["category_id"] for its in known}
    for row in await connection.fetch(_CANDIDATES, None, None, list(wanted)):
        categories[row["category_id"]].append(row)
    return [
        [
            {**row, "held": row["qualification_id"] in held.get(place, ())}
            for row in alternatives.ranked(categories[its.row["category_id"]], its)
        ]
        for place, its in enumerate(known)
    ]


def _grouped(windows: Sequence[Window]) -> Iterator[tuple[list[int], Window]]:
    """The places of windows that go into one question to the timetable, with the window of all."""
    places: list[int] = []
    first, last = windows[0]
    for place in sorted(range(len(windows)), key=windows.__getitem__):
        start, end = windows[place]
        if places and max(last, end) - first > WIDEST:
            yield places, (first, last)
            places = []
        first, last = (first, max(last, end)) if places else (start, end)
        places.append(place)
    yield places, (first, last)


async def _free(
    connection: Driver, looks: Sequence[_Look], window: Window, now: datetime
) -> dict[UUID, list[Free]]:
    buffers = {id_: both for look in looks for id_, both in look.buffers()}
    befores, afters = zip(*buffers.values(), strict=True)
    wanted = Wanted(BY_ID, (list(buffers), befores, afters))
    return await availability.free(connection, wanted, start=window[0], end=window[1], now=now)


def _weighed(look: _Look, free: dict[UUID, list[Free]]) -> list[schemas.Alternative]:
    there = alternatives.window_of_others(look.fitted)
    return alternatives.weighed(
        look.known,
        look.fitted,
        same=_within(free.get(look.known.context.resource_id, []), look.window),
        others=look.others,
        free={row["id"]: _within(free.get(row["id"], []), there) for row in look.others},
    )


def _within(free: Sequence[Free], window: Window) -> list[Free]:
    """What of the free time, which is in order, lies in the window."""
    start, end = window
    found: list[Free] = []
    for item in free[bisect_right(free, start, key=lambda item: item.end) :]:
        if item.start >= end:
            break
        found.append(Free(max(item.start, start), min(item.end, end), item.units))
    return found
