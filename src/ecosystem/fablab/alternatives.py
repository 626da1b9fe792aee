"""What is free instead, read after a refusal and never under its locks; and the quote, a dry run."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from ecosystem.fablab import context, errors, offers, policy, rows, schemas, statements, words
from ecosystem.fablab.queries import reservations
from ecosystem.fablab.queries.catalogue import Filter, buffered
from ecosystem.fablab.rules import Context, Need, Wish
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Driver, Session, raw
from ecosystem.kernel.errors import NotFound, Problem
from ecosystem.kernel.intervals import start_of_day, zone
from ecosystem.kernel.words import Words
from ecosystem.timetable import availability
from ecosystem.timetable.rules import Free, runs
from ecosystem.timetable.wanted import Wanted

OTHERS = 40  # machines of the same category that are looked at
EACH = 3  # offers at the same site, and elsewhere


class Instead(Struct, frozen=True):
    """What could be booked, and the next start on the same machine."""

    alternatives: list[schemas.Alternative]
    next_free: datetime | None


async def explained(db: Database, unfit: errors.Unfit) -> Problem:
    """The answer to a wish that was refused, with what is free instead."""
    async with db.read() as session:
        instead = await find(
            session,
            wish=unfit.wish,
            resource_id=unfit.resource_id,
            person_id=unfit.person_id,
            moving=unfit.moving,
            waive=unfit.waive,
        )
    return unfit.problem(alternatives=instead.alternatives, next_free=instead.next_free)


async def quote(
    session: Session, *, asked: schemas.QuoteIn, asker: Actor | None, locale: str
) -> schemas.Quote:
    """The price of a wish, all that stands against it, and what is free instead; nothing is taken.

    Rules that depend on the person count once somebody is signed in. Of a booking that is moved it says
    what moving would: by its owner's rules, its own time being free. Raises NotFound, Malformed.
    """
    wish = context.wish(asked.starts_at, asked.ends_at, asked.units, locale)
    moved = await _moved(session, asked, asker)
    person_id = moved["person_id"] if moved else asker.person_id if asker else None
    by_staff = asker is not None and moved is not None and _runs(asker, moved)
    found = await context.known(
        session,
        resource_id=asked.resource_id,
        person_id=person_id,
        wish=wish,
        now=clock.now(),
        actor=asker if moved is None or (by_staff and moved["state"] != "pending") else None,
        moving=asked.moving,
    )
    waive = by_staff and asker is not None and _runs(asker, found.row) and asker.person_id != person_id
    breaches = found.against(waive=waive)
    instead = Instead([], None)
    if breaches:
        instead = await find(
            session,
            wish=wish,
            resource_id=asked.resource_id,
            person_id=person_id,
            moving=asked.moving,
            waive=waive,
        )
    needed = context.need(found.row)
    return schemas.Quote(
        price=found.price,
        decide_by=found.decide_by if found.asks else None,
        reasons=[words.reason(breach, locale=locale, zone_name=found.context.zone) for breach in breaches],
        alternatives=instead.alternatives,
        qualification=_shown(needed, signed_in=person_id is not None) if needed else None,
    )


async def _moved(session: Session, asked: schemas.QuoteIn, asker: Actor | None) -> rows.Row | None:
    """The booking that would move; raises NotFound where it is not the asker's to move."""
    if asked.moving is None:
        return None
    if asker is None:
        raise NotFound
    return await reservations.seen(session, reservation_id=asked.moving, actor=asker)


def _runs(actor: Actor, row: rows.Row) -> bool:
    return policy.staff(actor, site_id=row["site_id"], organisation_id=row["organisation_id"])


async def find(
    session: Session,
    *,
    wish: Wish,
    resource_id: UUID,
    person_id: UUID | None,
    moving: UUID | None = None,
    waive: bool = False,
) -> Instead:
    """What this person could book instead: the same machine at other times, others at that time.

    A handful of statements. A booking that is being moved still stands while one looks.
    """
    now = clock.now()
    connection = await raw(session)
    known = await context.known(
        session,
        resource_id=resource_id,
        person_id=person_id,
        wish=nearby(wish, now),
        now=now,
        moving=moving,
        with_time=False,
    )
    fitted = offers.fitted(wish, known.context.rules, now=now, zone_name=known.context.zone)
    same = await _free_of_same(connection, known, fitted)
    others = await _others(connection, known, person_id, fitted)
    free = await _free_of_others(connection, known, others, fitted)
    return Instead(
        weighed(known, fitted, same=same, others=others, free=free, waive=waive),
        offers.next_start(fitted, runs(same, fitted.units), known.context, waive=waive),
    )


def nearby(wish: Wish, now: datetime) -> Wish:
    """A window around the wish for reading the person's other bookings; around now if it is nowhere near."""
    week = timedelta(days=offers.DAYS)
    near = abs(wish.starts_at - now) <= timedelta(days=300)
    return Wish(wish.starts_at, wish.starts_at + week) if near else Wish(now, now + week)


def window_of_same(known: context.Known, fitted: Wish) -> tuple[datetime, datetime]:
    """The stretch in which the same machine is looked at."""
    tz = zone(known.context.zone)
    today = start_of_day(fitted.starts_at.astimezone(tz).date(), tz)
    return max(today, known.context.now), fitted.ends_at + timedelta(days=offers.DAYS + 1)


def window_of_others(fitted: Wish) -> tuple[datetime, datetime]:
    """The stretch in which others are: their raster and shortest booking may reach a little further."""
    return fitted.starts_at, fitted.ends_at + timedelta(days=1)


def ranked(found: Iterable[rows.Row], known: context.Known) -> list[rows.Row]:
    """Of the machines of the category those that are looked at, those of the same site first."""
    own = known.context.resource_id
    others = [row for row in found if row["id"] != own and row["state"] == "in_order"]
    others.sort(key=lambda row: (row["site_id"] != known.row["site_id"], row["sort_key"], row["id"]))
    return others[:OTHERS]


def weighed(
    known: context.Known,
    fitted: Wish,
    *,
    same: Sequence[Free],
    others: Sequence[rows.Row],
    free: Mapping[UUID, Sequence[Free]],
    waive: bool = False,
) -> list[schemas.Alternative]:
    """What would go through: on the same machine, whose free time is `same`, then on others."""
    own = known.context
    in_reach = own.state == "in_order" or own.back_at is not None
    stretches = runs(same, fitted.units)
    offered = offers.same_machine(fitted, stretches, own, waive=waive) if in_reach else []
    alternatives = [_alternative(known.row, own.resource_id, offer.wish, offer.why) for offer in offered]
    return alternatives + _elsewhere(known, others, fitted, free, waive=waive)


async def _free_of_same(connection: Driver, known: context.Known, fitted: Wish) -> list[Free]:
    start, end = window_of_same(known, fitted)
    wanted = Wanted.one(known.context.resource_id, before=known.claim.before, after=known.claim.after)
    found = await availability.free(connection, wanted, start=start, end=end, now=known.context.now)
    return found.get(known.context.resource_id, [])


async def _others(
    connection: Driver, known: context.Known, person_id: UUID | None, fitted: Wish
) -> Sequence[rows.Row]:
    """Machines of the same category that are in order."""
    category = Filter(category=str(known.row["category_id"]))
    # Whether a qualification is held is asked for the end of the wish, so that it lasts.
    found = await connection.fetch(
        statements.RESOURCES + statements.FILTERED, person_id, fitted.ends_at, *category.params
    )
    return ranked(found, known)


async def _free_of_others(
    connection: Driver, known: context.Known, others: Sequence[rows.Row], fitted: Wish
) -> dict[UUID, list[Free]]:
    if not others:
        return {}
    start, end = window_of_others(fitted)
    return await availability.free(connection, buffered(others), start=start, end=end, now=known.context.now)


def _elsewhere(
    known: context.Known,
    others: Sequence[rows.Row],
    fitted: Wish,
    free: Mapping[UUID, Sequence[Free]],
    *,
    waive: bool,
) -> list[schemas.Alternative]:
    found: list[schemas.Alternative] = []
    for row in others:
        there = row["site_id"] == known.row["site_id"]
        why: offers.Why = "other_machine" if there else "other_site"
        if sum(alternative.why == why for alternative in found) == EACH:
            continue
        stretches = runs(free.get(row["id"], ()), fitted.units)
        moved = offers.at_that_time(fitted, stretches, _context_of(row, known), waive=waive)
        if moved:
            found.append(_alternative(row, row["id"], moved, why))
    return found


def _context_of(row: rows.Row, known: context.Known) -> Context:
    """What this person is judged by on another machine."""
    rules = rows.rules_of(row)
    if not known.somebody:
        rules = msgspec.structs.replace(rules, roles=(), organisation_ids=(), min_age=None)
    need: Need | None = None
    if known.somebody and row["qualification_id"] is not None:
        name = msgspec.structs.asdict(rows.words(row["qualification_name"]))
        need = Need(row["qualification_id"], name, held=row["held"])
    return msgspec.structs.replace(
        known.context,
        zone=row["zone"],
        resource_id=row["id"],
        rules=rules,
        state=row["state"],
        units=row["units"],
        need=need,
        machine_quotas=rows.machine_quotas(row["own_rules"]),
    )


def _alternative(row: rows.Row, resource_id: UUID, wish: Wish, why: offers.Why) -> schemas.Alternative:
    return schemas.Alternative(
        resource_id=resource_id,
        name=row["name"],
        site_id=row["site_id"],
        site_name=rows.words(row["site_name"]),
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        why=why,
    )


def _shown(needed: Need, *, signed_in: bool) -> schemas.QualificationNeed:
    name = msgspec.convert(needed.name, Words)
    held = needed.held if signed_in else None
    return schemas.QualificationNeed(needed.qualification_id, name, held, needed.quiz_id)
