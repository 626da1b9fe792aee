"""Arithmetic of the timetable on plain values: units, free time, repacking. No database."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from msgspec import Struct

from ecosystem.kernel.intervals import Interval

NO_TIME = timedelta(0)


class Claim(Struct, frozen=True):
    """Units of a resource wanted for a time, with the buffers its rule asks for around it."""

    resource_id: UUID
    during: Interval
    units: int = 1
    before: timedelta = NO_TIME
    after: timedelta = NO_TIME

    @property
    def blocked(self) -> Interval:
        """What nobody else may touch: the time with its buffers."""
        return self.during.grown(before=self.before, after=self.after)


class Free(Struct, frozen=True):
    """A stretch in which that many units are free throughout."""

    start: datetime
    end: datetime
    units: int


class Row(Struct, frozen=True):
    """One unit taken for a while; a fixed one keeps its unit."""

    id: UUID
    unit: int
    blocked: Interval
    fixed: bool = False


def peak(taken: Iterable[Interval], within: Interval) -> int:
    """The most of these that share any instant of the interval."""
    edges: list[tuple[datetime, int]] = []
    for item in taken:
        if item.overlaps(within):
            edges += [(item.start, 1), (item.end, -1)]
    most = level = 0
    # At one instant what ends goes before what begins: touching ends share no time.
    for _, step in sorted(edges):
        level += step
        most = max(most, level)
    return most


def free_units(capacity: int, taken: Iterable[Row], blocked: Interval) -> list[int]:
    """The units, from 1 up, that nothing overlaps."""
    gone = {row.unit for row in taken if row.blocked.overlaps(blocked)}
    return [unit for unit in range(1, capacity + 1) if unit not in gone]


def group_around(rows: Iterable[Row], middle: Interval) -> list[Row]:
    """The rows that hang together with an interval through overlaps; others can stay as they are."""
    left = sorted((row for row in rows), key=lambda row: row.blocked)
    group: list[Row] = []
    start, end = middle.start, middle.end
    grew = True
    while grew:
        grew = False
        rest: list[Row] = []
        for row in left:
            if row.blocked.start < end and start < row.blocked.end:
                start, end = min(start, row.blocked.start), max(end, row.blocked.end)
                group.append(row)
                grew = True
            else:
                rest.append(row)
        left = rest
    return group


def repack(capacity: int, rows: Sequence[Row]) -> list[int] | None:
    """A unit for each row so that none collide, or None.

    Handing out units in order of start needs no more of them than rows overlap at any instant. Fixed
    rows keep theirs; while those begin before all others the result is still the best there is,
    otherwise an arrangement may be missed, never a wrong one given.
    """
    return _colour(capacity, rows, keep=True) or _colour(capacity, rows, keep=False)


def _colour(capacity: int, rows: Sequence[Row], *, keep: bool) -> list[int] | None:
    fixed: dict[int, list[Interval]] = {}
    for row in rows:
        if row.fixed:
            fixed.setdefault(row.unit, []).append(row.blocked)
    order = sorted(range(len(rows)), key=lambda n: (rows[n].blocked.start, not rows[n].fixed))
    until: dict[int, datetime] = {}
    units = [0] * len(rows)
    for n in order:
        row = rows[n]
        unit = row.unit if row.fixed else _fitting(capacity, row, until, fixed, keep=keep)
        if unit is None:
            return None
        units[n] = unit
        until[unit] = max(until.get(unit, row.blocked.end), row.blocked.end)
    return units


def _fitting(
    capacity: int, row: Row, until: dict[int, datetime], fixed: dict[int, list[Interval]], *, keep: bool
) -> int | None:
    def fits(unit: int) -> bool:
        idle = unit not in until or until[unit] <= row.blocked.start
        return idle and not any(item.overlaps(row.blocked) for item in fixed.get(unit, ()))

    if keep and 1 <= row.unit <= capacity and fits(row.unit):
        return row.unit
    # The tightest gap before a fixed row first, so that wide ones stay for longer rows.
    best: tuple[bool, float, int] | None = None
    for unit in range(1, capacity + 1):
        if fits(unit):
            later = [item.start for item in fixed.get(unit, ()) if item.start >= row.blocked.end]
            rank = (not later, min(later).timestamp() if later else 0.0, unit)
            best = min(best, rank) if best else rank
    return best[2] if best else None


def pool_free(
    usable: Sequence[Interval],
    blocked: Iterable[Interval],
    *,
    capacity: int,
    before: timedelta = NO_TIME,
    after: timedelta = NO_TIME,
) -> list[Free]:
    """How many units of a pool a claim may have, over the usable time.

    Units are repacked on demand, so what counts is how many are taken at an instant, not which. A run
    with at least n free units is shortened by the claim's own buffers at both ends.
    """
    if not usable:
        return []
    reach = Interval(usable[0].start, usable[-1].end).grown(before=before, after=after)
    steps = _free_steps(reach, blocked, capacity)
    edges: dict[datetime, int] = {}
    lower = 0
    for level in sorted({units for _, _, units in steps if units > 0}):
        for run in _runs(steps, level):
            start, end = run.start + before, run.end - after
            if start < end:
                edges[start] = edges.get(start, 0) + level - lower
                edges[end] = edges.get(end, 0) - level + lower
        lower = level
    return _within(usable, edges)


def _free_steps(
    reach: Interval, blocked: Iterable[Interval], capacity: int
) -> list[tuple[datetime, datetime, int]]:
    edges: dict[datetime, int] = {reach.start: 0, reach.end: 0}
    for item in blocked:
        if share := item.intersection(reach):
            edges[share.start] = edges.get(share.start, 0) + 1
            edges[share.end] = edges.get(share.end, 0) - 1
    moments = sorted(edges)
    level, steps = 0, []
    for moment, following in pairwise(moments):
        level += edges[moment]
        steps.append((moment, following, max(capacity - level, 0)))
    return steps


def _runs(steps: list[tuple[datetime, datetime, int]], level: int) -> list[Interval]:
    runs: list[Interval] = []
    for start, end, units in steps:
        if units < level:
            continue
        if runs and runs[-1].end == start:
            runs[-1] = Interval(runs[-1].start, end)
        else:
            runs.append(Interval(start, end))
    return runs


def _within(usable: Sequence[Interval], edges: dict[datetime, int]) -> list[Free]:
    found: list[Free] = []
    moments, level = sorted(edges), 0
    for moment, following in pairwise(moments):
        level += edges[moment]
        if level <= 0:
            continue
        piece = Interval(moment, following)
        for span in usable:
            if not (share := span.intersection(piece)):
                continue
            last = found[-1] if found else None
            if last and last.end == share.start and last.units == level:
                found[-1] = Free(last.start, share.end, level)
            else:
                found.append(Free(share.start, share.end, level))
    return sorted(found, key=lambda free: free.start)


def runs(free: Iterable[Free], units: int = 1) -> list[Interval]:
    """The stretches in which at least that many units are free, whichever they are."""
    found: list[Interval] = []
    for item in free:
        if item.units < units:
            continue
        if found and found[-1].end == item.start:
            found[-1] = Interval(found[-1].start, item.end)
        else:
            found.append(Interval(item.start, item.end))
    return found


def first_fit(
    free: Iterable[Free],
    *,
    length: timedelta,
    units: int = 1,
    not_before: datetime | None = None,
    align: Callable[[datetime], datetime] | None = None,
) -> datetime | None:
    """The earliest start of that length with that many units; `align` rounds a start up to its raster."""
    for run in runs(free, units):
        start = max(run.start, not_before) if not_before else run.start
        start = align(start) if align else start
        if start + length <= run.end:
            return start
    return None
