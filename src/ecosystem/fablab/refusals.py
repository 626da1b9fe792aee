"""Refused bookings, counted by site, category, day and reason: behind the answer, and without the person.

A quote is a dry run and counts for nothing. A count that fails is lost; nobody's booking waits for it.
"""

from ecosystem.fablab import errors
from ecosystem.kernel import clock, logs
from ecosystem.kernel.db import FAILURES, Database

_log = logs.logger(__name__)

# In the order of the codes, so that two counts never wait for each other.
_COUNT = """
INSERT INTO refusal_count (site_id, on_date, category_id, code, count)
SELECT r.site_id, ($3::timestamptz AT TIME ZONE s.zone)::date, l.category_id, said.code, 1
FROM resource r
JOIN site s ON s.id = r.site_id
JOIN listing l ON l.resource_id = r.id
CROSS JOIN unnest($2::text[]) said (code)
WHERE r.id = $1
ORDER BY said.code
ON CONFLICT (site_id, on_date, category_id, code) DO UPDATE SET count = refusal_count.count + 1
"""


def count(db: Database, unfit: errors.Unfit) -> None:
    """Add one to each reason of a refusal, once the answer is on its way."""
    codes = sorted({reason.code for reason in unfit.reasons})
    db.in_background(_add(db, unfit, codes))


async def _add(db: Database, unfit: errors.Unfit, codes: list[str]) -> None:
    try:
        async with db.driver() as driver:
            await driver.execute(_COUNT, unfit.resource_id, codes, clock.now())
    except FAILURES as error:
        _log.warning("a refusal was not counted", error=repr(error))
