"""Tells open pages which resources changed on which days, from inside the transaction that changed them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from ecosystem.kernel import live
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.intervals import Interval, days_of, zone

Change = tuple[UUID, Interval, str]


async def announce(session: Session, changes: Iterable[Change]) -> None:
    """Hint at these changes: resource, time, and the zone whose days the time falls on."""
    channel, said = notices(changes)
    if said:
        await (await raw(session)).execute(live.NOTIFY, channel, said)


def notices(changes: Iterable[Change]) -> tuple[str, list[str]]:
    """The parameters of `live.NOTIFY` for these changes."""
    days: dict[UUID, set[date]] = {}
    for resource_id, during, name in changes:
        days.setdefault(resource_id, set()).update(day for day, _ in days_of(during, zone(name)))
    return live.notices(days)
