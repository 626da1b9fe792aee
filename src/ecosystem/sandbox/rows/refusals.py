"""Rows of refusals counted in the past weeks, a few a day and kind of machine."""

from datetime import datetime, timedelta
from random import Random

from ecosystem.fablab.models import RefusalCount
from ecosystem.kernel.db import Base
from ecosystem.kernel.intervals import zone
from ecosystem.sandbox.data import Demo
from ecosystem.sandbox.rows.common import SINCE, Ids

# How often each reason comes up, in a hundred days.
_OFTEN = {"slot_taken": 30, "outside_hours": 14, "too_long": 6, "quota_day": 8, "too_soon": 5}
_UNQUALIFIED = 25


def refusals(demo: Demo, ids: Ids, now: datetime) -> list[Base]:
    """The counts of every day since the demo began; always the same for the same day."""
    today = now.astimezone(zone(demo.region.zone)).date()
    asking = {category.slug for category in demo.categories if category.qualification}
    rows: list[Base] = []
    for site, category in sorted({(machine.site, machine.category) for machine in demo.machines}):
        often = {**_OFTEN, **({"not_qualified": _UNQUALIFIED} if category in asking else {})}
        for days in range(SINCE.days):
            day = today - timedelta(days=days)
            chance = Random(f"{site} {category} {day}")  # noqa: S311 -- invented, not secret
            rows += [
                RefusalCount(
                    site_id=ids.site[site],
                    on_date=day,
                    category_id=ids.category[category],
                    code=code,
                    count=chance.randint(1, 3),
                )
                for code, percent in often.items()
                if chance.randrange(100) < percent
            ]
    return rows
