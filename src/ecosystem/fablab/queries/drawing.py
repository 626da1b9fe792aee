"""Rows of the timeline as JSON, drawn once and remembered.

A hint makes every open page ask again for a screen on which one row has changed. A row is remembered by all
that it is drawn from, so it is never stale; the database is asked each time.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, cast
from uuid import UUID

from msgspec import Raw, Struct, json

from ecosystem.fablab import rows, schemas
from ecosystem.kernel.intervals import difference
from ecosystem.timetable.surroundings import Record, Strip, strip

# One's own reservations by the bytes of their ids.
Mine = Mapping[bytes, UUID]
BusyState = Literal["confirmed", "held", "in_use"]
Spans = tuple[list[schemas.BusySpan], list[schemas.UnitSpan]]

_MOST = 1000  # rows that are remembered, of some 10 kB each
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class _Drawn(Struct, frozen=True):
    """A row as it is drawn at any instant of [since, until): in between nothing begins, ends or lapses."""

    row: Raw
    since: datetime
    until: datetime


_remembered: dict[tuple[object, ...], _Drawn] = {}


def drawn(row: Record, mine: Mine, start: datetime, end: datetime, now: datetime) -> schemas.TimelineRow:
    """The JSON of a row's TimelineRow at that instant."""
    own = frozenset(subject for subject in mine if subject in (row["taken"] or b""))
    key = (row, own, start, end)
    known = _remembered.get(key)
    if known is None or not known.since <= now < known.until:
        if known is None and len(_remembered) >= _MOST:
            del _remembered[next(iter(_remembered))]
        known = _remembered[key] = _draw(row, mine, start, end, now)
    # Encoding puts it in as it is.
    return cast(schemas.TimelineRow, known.row)


def _draw(row: Record, mine: Mine, start: datetime, end: datetime, now: datetime) -> _Drawn:
    around = strip(row, start=start, end=end)
    turns = {turn for starts, ends, _, _, held, _ in around.taken for turn in (starts, ends, held) if turn}
    return _Drawn(
        Raw(json.encode(_row(row, around, mine, start, end, now))),
        max((turn for turn in turns if turn <= now), default=_FIRST),
        min((turn for turn in turns if turn > now), default=_LAST),
    )


def _row(
    row: Record, strip: Strip, mine: Mine, start: datetime, end: datetime, now: datetime
) -> schemas.TimelineRow:
    closures = [shut.during for shut in strip.closures]
    busy, blocked = (_single if row["units"] == 1 else _pooled)(strip, mine, start, end, now)
    return schemas.TimelineRow(
        resource=schemas.TimelineResource(**rows.common(row), rules=rows.rules_of(row)),
        open=[
            schemas.Span(span.start, span.end)
            for span in (difference(strip.opening, closures) if closures else strip.opening)
        ],
        closures=[
            schemas.ClosedSpan(shut.during.start, shut.during.end, shut.reason) for shut in strip.closures
        ],
        busy=busy,
        blocked=blocked,
    )


def _single(strip: Strip, mine: Mine, start: datetime, end: datetime, now: datetime) -> Spans:
    """The bookings of a machine, and what they block with their buffers."""
    busy: list[schemas.BusySpan] = []
    blocked: list[schemas.UnitSpan] = []
    for starts, ends, blocked_from, blocked_to, held_until, subject in strip.taken:
        if held_until is not None and held_until <= now:
            continue
        blocked.append(schemas.UnitSpan(blocked_from, blocked_to, 1))
        # A buffer alone is not a booking.
        if starts < end and start < ends:
            own = mine.get(subject)
            state = _state(starts, ends, held_until, now)
            busy.append(schemas.BusySpan(starts, ends, 1, own is not None, own, state))
    return busy, blocked


def _pooled(strip: Strip, mine: Mine, start: datetime, end: datetime, now: datetime) -> Spans:
    """The same of a pool: one span per booking or equal stretch, with the number of units."""
    each = _single(strip, {}, start, end, now)[1]
    blocked = Counter((span.starts_at, span.ends_at) for span in each)
    live = [taken for taken in strip.taken if taken[4] is None or taken[4] > now]
    bookings = Counter((taken[0], taken[1], taken[4], taken[5]) for taken in live)
    busy = []
    for (starts, ends, held_until, subject), units in bookings.items():
        if starts < end and start < ends:
            own = mine.get(subject)
            state = _state(starts, ends, held_until, now)
            busy.append(schemas.BusySpan(starts, ends, units, own is not None, own, state))
    return busy, [schemas.UnitSpan(starts, ends, units) for (starts, ends), units in blocked.items()]


def _state(starts: datetime, ends: datetime, held_until: datetime | None, now: datetime) -> BusyState:
    if held_until is not None:
        return "held"
    return "in_use" if starts <= now < ends else "confirmed"
