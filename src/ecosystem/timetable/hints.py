"""Tells open pages which resources changed on which days, from inside the transaction that changed them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from ecosystem.kernel import live
from ecosystem.kernel.db import Session
from ecosystem.kernel.intervals import Interval, days_of, zone


async def announce(session: Session, changes: Iterable[tuple[UUID, Interval, str]]) -> None:
    """Hint at these changes: resource, time, and the zone whose days the time falls on."""
    days: dict[UUID, set[date]] = {}
    for resource_id, during, name in changes:
        days.setdefault(resource_id, set()).update(day for day, _ in days_of(during, zone(name)))
    for resource_id, dates in days.items():
        await live.hint(session, resource_id=resource_id, dates=dates)
