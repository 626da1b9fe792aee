"""Bookings that a change of their machine leaves without it: retired, at another site, or too few units.

Nobody can be kept on a machine that is gone or on a unit that there is no more, so those are moved or
cancelled, and the change waits for whoever is using it. At another site a booking may stand, and so may
one whose person lacks what the machine newly asks for.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct

from ecosystem.fablab import words
from ecosystem.fablab.editing import needing
from ecosystem.fablab.schemas.editing import ResourcePatch
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.hooks import Cause
from ecosystem.kernel.words import Words
from ecosystem.places.models import Site
from ecosystem.timetable import capacity, impact
from ecosystem.timetable.impact import Choice, Subject
from ecosystem.timetable.models import Resource


class Leaving(Struct, frozen=True):
    """Why bookings lose their machine, as they are told, and whether they may stand all the same."""

    cause: Cause
    may_keep: bool
    keep_from: datetime | None = None


async def found(
    session: Session, *, resource_id: UUID, given: ResourcePatch, choice: Choice, now: datetime
) -> list[Subject]:
    """Under the locks, whose bookings this change would leave without their machine."""
    asked = await needing.of_machine(session, resource_id=resource_id, given=given)
    if given.retired is not True and given.site_id is UNSET and given.units is UNSET and asked is None:
        return []
    return await impact.found(
        session,
        choice=choice,
        find=lambda: _left(session, resource_id, given, now),
        resource_ids=[resource_id],
        person_ids=await needing.people(session, [resource_id]) if asked else (),
    )


async def _left(session: Session, resource_id: UUID, given: ResourcePatch, now: datetime) -> list[Subject]:
    row = await session.get(Resource, resource_id, populate_existing=True)
    if row is None:
        return []
    retires = given.retired is True and row.state != "retired"
    if retires or (given.site_id is not UNSET and given.site_id != row.site_id):
        return await impact.using(session, [resource_id], now=now)
    asked = await needing.of_machine(session, resource_id=resource_id, given=given)
    left = set(await needing.lacking(session, [resource_id], asked)) if asked else set()
    if given.units is not UNSET and given.units < row.units:
        fitted = await capacity.fit(session, resource_id=resource_id, units=given.units, now=now)
        left |= {(party.purpose, party.subject_id) for party in fitted.left}
    return sorted(left)


async def prepare(
    session: Session, resource: Resource, values: dict[str, Any], *, given: ResourcePatch, now: datetime
) -> Leaving | None:
    """Before it is written: room on the units that stay, and what is said to those who lose theirs."""
    asked = await needing.of_machine(session, resource_id=resource.id, given=given)
    retires = values["state"] == "retired" and resource.state != "retired"
    key = f"resource:{resource.id}:{resource.version + 1}"
    if values["units"] < resource.units:
        fitted = await capacity.fit(session, resource_id=resource.id, units=values["units"], now=now)
        await capacity.shrink(session, resource_id=resource.id, fitted=fitted, units=values["units"], now=now)
    if retires:
        return Leaving(Cause(key, words.RETIRED.filled(machine=resource.name)), may_keep=False)
    if values["site_id"] != resource.site_id:
        site = await session.get_one(Site, values["site_id"])
        # Whoever finds no room among fewer units finds none at the other site either.
        may_keep = values["units"] >= resource.units
        return Leaving(Cause(key, words.elsewhere(resource.name, Words(**site.name))), may_keep)
    if values["units"] < resource.units:
        why = words.FEWER_UNITS.filled(machine=resource.name, units=values["units"])
        return Leaving(Cause(key, why), may_keep=False)
    if asked:
        cause = await needing.cause(session, key=key, qualification_id=asked)
        return Leaving(cause, may_keep=True, keep_from=now)
    return None


async def settle(
    session: Session,
    *,
    actor: Actor,
    choice: Choice,
    met: list[Subject],
    leaving: Leaving | None,
    locale: str,
) -> None:
    """Carry out the decisions once the change is written; raises what `impact.settle` raises."""
    if leaving is not None:
        await impact.settle(
            session,
            actor=actor,
            choice=choice,
            met=met,
            cause=leaving.cause,
            locale=locale,
            may_keep=leaving.may_keep,
            keep_from=leaving.keep_from,
        )
