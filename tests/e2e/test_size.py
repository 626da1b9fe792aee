"""A page of 200 machines stays small, and a drag makes no element per slot."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.region import Region
from tests.e2e.visitor import Visitor
from tests.support import sql

pytestmark = pytest.mark.e2e
MACHINES = 200
MOST_NODES = 4_000
# The demo's machines again and again, each with the bookings of the one it is copied from.
COPY = """
DO $$
DECLARE source resource; copy uuid;
BEGIN
    FOR source IN SELECT r.* FROM resource r JOIN listing l ON l.resource_id = r.id
        CROSS JOIN generate_series(1, 3) WHERE r.state <> 'retired' ORDER BY r.units, r.id LIMIT {missing}
    LOOP
        copy := gen_random_uuid();
        INSERT INTO resource SELECT (jsonb_populate_record(source, jsonb_build_object('id', copy))).*;
        INSERT INTO listing SELECT (jsonb_populate_record(l, jsonb_build_object(
            'resource_id', copy, 'external_source', null, 'external_ref', null))).*
            FROM listing l WHERE l.resource_id = source.id;
        INSERT INTO occupancy SELECT (jsonb_populate_record(o, jsonb_build_object(
            'id', gen_random_uuid(), 'resource_id', copy))).*
            FROM occupancy o WHERE o.resource_id = source.id;
    END LOOP;
END $$
"""


@pytest.fixture(scope="module")
def large(new_region: Callable[..., Any]) -> Iterator[Region]:
    with new_region() as region:
        shown = (
            "SELECT count(*) AS there FROM resource r JOIN listing l ON l.resource_id = r.id"
            " WHERE r.state <> 'retired'"
        )
        [row] = sql(region.database_url, shown)
        sql(region.database_url, COPY.format(missing=MACHINES - row["there"]))
        assert sql(region.database_url, shown)[0]["there"] == MACHINES
        yield region


def nodes(page: Page) -> int:
    """How many elements the document has."""
    return int(page.evaluate("document.querySelectorAll('*').length"))


@pytest.mark.parametrize("view", ["day", "week"])
def test_200_machines_are_a_small_page(visitor: Callable[..., Visitor], large: Region, view: str) -> None:
    page = visitor(who="student", region=large).goto(f"/lich?view={view}")
    rows = page.get_by_role("row").filter(has=page.get_by_role("gridcell"))
    assert rows.count() == MACHINES
    assert nodes(page) <= MOST_NODES


def test_a_drag_makes_no_elements(visitor: Callable[..., Visitor], large: Region) -> None:
    name, at = large.free(3, minutes=120, category="printer3d")
    window = visitor(who="student", region=large)
    page = window.goto(f"/lich?day={at:%Y-%m-%d}")
    lane = window.lane(name).first
    lane.scroll_into_view_if_needed()
    before = nodes(page)
    counted = []
    box = lane.bounding_box()
    assert box is not None
    first = window.across(at) + 2
    page.mouse.move(first, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(window.across(at + step * timedelta(minutes=15)) - 2, box["y"] + 20)
        counted.append(nodes(page))
    assert counted == [before] * 8
    ghost = page.get_by_text(f"{at:%H:%M}–")
    assert ghost.is_visible()
    page.mouse.up()
