"""What every builder of rows shares: the ids that were given, text, ranges, opening rules."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import asdict
from sqlalchemy.dialects.postgresql import Range

from ecosystem.kernel.db import Base
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.words import Words
from ecosystem.places.models import OpeningRule
from ecosystem.sandbox.data import Hours

SINCE = timedelta(days=60)  # how long ago everything began


class Ids(Struct):
    """The ids that were given, by slug, code or key."""

    region: dict[str, UUID] = field(default_factory=dict)
    organisation: dict[str, UUID] = field(default_factory=dict)
    site: dict[str, UUID] = field(default_factory=dict)
    room: dict[tuple[str, str], UUID] = field(default_factory=dict)
    qualification: dict[str, UUID] = field(default_factory=dict)
    category: dict[str, UUID] = field(default_factory=dict)
    resource: dict[str, UUID] = field(default_factory=dict)
    person: dict[str, UUID] = field(default_factory=dict)

    def of_scope(self, kind: str, slug: str) -> UUID:
        """The id of what a role, closure or rule is about."""
        known: dict[str, UUID] = getattr(self, kind)
        return known[slug]


def words(text: Words) -> dict[str, str]:
    """Bilingual text as it is stored."""
    return asdict(text)


def as_range(interval: Interval) -> Range[datetime]:
    """A half-open interval as it is stored."""
    return Range(interval.start, interval.end, bounds="[)")


def opening(owner_kind: str, patterns: dict[str, list[Hours]], owners: dict[str, UUID]) -> list[Base]:
    """Weekly opening rules of sites or resources."""
    return [
        OpeningRule(
            id=new_id(),
            owner_kind=owner_kind,
            owner_id=owners[slug],
            weekday=weekday,
            opens=pattern.opens,
            closes=pattern.closes,
        )
        for slug, hours in patterns.items()
        for pattern in hours
        for weekday in pattern.days
    ]
