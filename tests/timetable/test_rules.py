"""Units, repacking and pool availability, held against brute force."""

from datetime import datetime, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable.rules import (
    Free,
    Row,
    first_fit,
    free_units,
    peak,
    pool_free,
    repack,
    runs,
)
from tests.timetable.world import at, span

HOUR = timedelta(hours=1)
spans = st.builds(lambda start, length: span(start, start + length), st.integers(0, 12), st.integers(1, 5))


def rows(*stretches: Interval) -> list[Row]:
    return [Row(new_id(), 1, stretch) for stretch in stretches]


def collides(stretches: list[Interval], units: list[int]) -> bool:
    pairs = [(n, m) for n in range(len(units)) for m in range(n)]
    return any(units[n] == units[m] and stretches[n].overlaps(stretches[m]) for n, m in pairs)


def possible(capacity: int, stretches: list[Interval], fixed: dict[int, int]) -> bool:
    """Whether any assignment at all works, by trying every one."""
    choices = [[fixed[n]] if n in fixed else range(1, capacity + 1) for n in range(len(stretches))]
    return any(not collides(stretches, list(units)) for units in product(*choices))


def test_touching_times_do_not_add_up() -> None:
    assert peak([span(9, 10), span(10, 11)], span(9, 11)) == 1
    assert peak([span(9, 10.5), span(10, 11)], span(9, 11)) == 2
    assert peak([span(9, 10.5), span(10, 11)], span(10.5, 11)) == 1


def test_free_units_are_those_nothing_overlaps() -> None:
    taken = [Row(new_id(), 2, span(9, 10)), Row(new_id(), 3, span(11, 12))]
    assert free_units(3, taken, span(9, 11)) == [1, 3]


@given(st.integers(1, 3), st.lists(spans, max_size=6))
def test_repacking_needs_no_more_units_than_overlap(capacity: int, stretches: list[Interval]) -> None:
    units = repack(capacity, rows(*stretches))
    most = peak(stretches, span(-1, 30))
    assert (units is not None) == (most <= capacity) == possible(capacity, stretches, {})
    if units is not None:
        assert not collides(stretches, units)
        assert all(1 <= unit <= capacity for unit in units)


@given(st.integers(1, 3), st.lists(spans, max_size=6), st.data())
@settings(max_examples=200)
def test_with_rows_that_have_begun_repacking_still_finds_what_there_is(
    capacity: int, later: list[Interval], data: st.DataObject
) -> None:
    # What has begun at hour 0 lies each on a unit of its own.
    begun = data.draw(st.lists(st.integers(1, 6), max_size=capacity))
    stretches = [span(-1, end) for end in begun] + later
    given_rows = [Row(new_id(), n + 1, span(-1, end), fixed=True) for n, end in enumerate(begun)] + rows(
        *later
    )
    units = repack(capacity, given_rows)
    fixed = {n: n + 1 for n in range(len(begun))}
    assert (units is not None) == possible(capacity, stretches, fixed)
    if units is not None:
        assert units[: len(begun)] == list(fixed.values())
        assert not collides(stretches, units)


@given(st.integers(1, 3), st.lists(st.tuples(spans, st.booleans()), max_size=6), st.data())
@settings(max_examples=200)
def test_fixed_rows_never_move_and_nothing_ever_collides(
    capacity: int, drawn: list[tuple[Interval, bool]], data: st.DataObject
) -> None:
    given_rows: list[Row] = []
    for stretch, fixed in drawn:
        unit = data.draw(st.integers(1, capacity))
        clash = any(row.fixed and row.unit == unit and row.blocked.overlaps(stretch) for row in given_rows)
        given_rows.append(Row(new_id(), unit, stretch, fixed=fixed and not clash))
    units = repack(capacity, given_rows)
    if units is not None:
        assert not collides([row.blocked for row in given_rows], units)
        assert all(unit == row.unit for row, unit in zip(given_rows, units, strict=True) if row.fixed)


@given(
    st.integers(2, 4),
    st.lists(spans, max_size=6),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(1, 4),
    spans,
)
def test_a_pool_is_free_exactly_where_a_claim_would_pass(
    capacity: int, taken: list[Interval], before: int, after: int, units: int, wanted: Interval
) -> None:
    usable = [span(0, 8), span(9, 18)]
    free = pool_free(usable, taken, capacity=capacity, before=before * HOUR, after=after * HOUR)
    passes = any(stretch.contains(wanted) for stretch in usable) and (
        capacity - peak(taken, wanted.grown(before=before * HOUR, after=after * HOUR)) >= units
    )
    assert any(run.contains(wanted) for run in runs(free, units)) == passes
    assert free == sorted(free, key=lambda item: item.start)
    assert all(0 < item.units <= capacity and item.start < item.end for item in free)


def test_changes_of_number_split_and_equal_neighbours_join() -> None:
    free = pool_free([span(8, 12)], [span(9, 10), span(10, 11)], capacity=3)
    assert free == [Free(at(8), at(9), 3), Free(at(9), at(11), 2), Free(at(11), at(12), 3)]


def test_a_run_counts_though_it_changes_units() -> None:
    free = [Free(at(8), at(9), 2), Free(at(9), at(10), 1), Free(at(11), at(12), 3)]
    assert first_fit(free, length=2 * HOUR) == at(8)
    assert first_fit(free, length=HOUR, units=2, not_before=at(8.5)) == at(11)
    assert first_fit(free, length=2 * HOUR, units=2) is None


def test_the_first_fit_keeps_to_the_raster() -> None:
    def on_the_hour(moment: datetime) -> datetime:
        return moment + (-(moment - at(0)) % HOUR)

    free = [Free(at(8.25), at(9.5), 1), Free(at(9.75), at(11.5), 1)]
    assert first_fit(free, length=HOUR, align=on_the_hour) == at(10)
