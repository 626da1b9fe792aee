"""Which resources a question to the timetable is about."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from msgspec import Struct

from ecosystem.timetable.rules import NO_TIME, Claim

WIDEST = timedelta(days=400)

# A resource or several by id, each with its own buffers; $3 to $5.
BY_ID = """
SELECT r.id AS resource_id, r.site_id, r.room_id, r.units, c.before, c.after
FROM unnest($3::uuid[], $4::interval[], $5::interval[]) c (resource_id, before, after)
JOIN resource r ON r.id = c.resource_id"""

# The same for exactly one, which the planner likes better.
ONE = """
SELECT r.id AS resource_id, r.site_id, r.room_id, r.units, $4::interval AS before, $5::interval AS after
FROM resource r WHERE r.id = $3::uuid"""


class Wanted(Struct, frozen=True):
    """Which resources are asked about: a SELECT as `statements` describes it, and its parameters.

    `single` where it can name one at most, for which there are shorter ways.
    """

    sql: str
    params: tuple[Any, ...] = ()
    single: bool = False

    @classmethod
    def one(cls, resource_id: UUID, *, before: timedelta = NO_TIME, after: timedelta = NO_TIME) -> "Wanted":
        """One resource with its buffers."""
        return cls(ONE, (resource_id, before, after), single=True)

    @classmethod
    def of_claims(cls, claims: Iterable[Claim]) -> "Wanted":
        """The resources of these claims, each with its widest buffers."""
        widest: dict[UUID, tuple[timedelta, timedelta]] = {}
        for claim in claims:
            before, after = widest.get(claim.resource_id, (NO_TIME, NO_TIME))
            widest[claim.resource_id] = max(before, claim.before), max(after, claim.after)
        if len(widest) == 1:
            ((resource_id, (before, after)),) = widest.items()
            return cls.one(resource_id, before=before, after=after)
        befores = [before for before, _ in widest.values()]
        return cls(BY_ID, (list(widest), befores, [after for _, after in widest.values()]))

    def within(self, template: str) -> str:
        """The text of a statement about them; the present, if it asks for it, follows their parameters."""
        return _text(template, self.sql, f"${len(self.params) + 3}")


@lru_cache(maxsize=64)
def _text(template: str, wanted: str, now: str) -> str:
    return template.replace("{wanted}", wanted).replace("{now}", now)
