"""What is free instead, read after a refusal and never under its locks; and the quote, a dry run."""

from collections.abc import Sequence
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
        wish=_nearby(wish, now),
        now=now,
        moving=moving,
        with_time=False,
    )
    own = known.context
    fitted = offers.fitted(wish, own.rules, now=now, zone_name=own.zone)
    same = await _free_of_same(connection, known, fitted)
    own_runs = runs(same, fitted.units)
    alternatives = [
        _alternative(known.row, resource_id, offer.wish, offer.why)
        for offer in (
            offers.same_machine(fitted, own_runs, own, waive=waive)
            if own.state == "in_order" or own.back_at is not None
            else []
        )
    ]
    others = await _others(connection, known, resource_id, person_id, fitted)
    alternatives += await _elsewhere(connection, known, others, fitted, waive=waive)
    return Instead(alternatives, offers.next_start(fitted, own_runs, own, waive=waive))


def _nearby(wish: Wish, now: datetime) -> Wish:
    """A window around the wish for reading the person's other bookings; around now if it is nowhere near."""
    week = timedelta(days=offers.DAYS)
    near = abs(wish.starts_at - now) <= timedelta(days=300)
    return Wish(wish.starts_at, wish.starts_at + week) if near else Wish(now, now + week)


async def _free_of_same(connection: Driver, known: context.Known, fitted: Wish) -> list[Free]:
    tz = zone(known.context.zone)
    today = start_of_day(fitted.starts_at.astimezone(tz).date(), tz)
    found = await availability.free(
        connection,
        Wanted.one(known.context.resource_id, before=known.claim.before, after=known.claim.after),
        start=max(today, known.context.now),
        end=fitted.ends_at + timedelta(days=offers.DAYS + 1),
        now=known.context.now,
    )
    return found.get(known.context.resource_id, [])


async def _others(
    connection: Driver, known: context.Known, resource_id: UUID, person_id: UUID | None, fitted: Wish
) -> Sequence[rows.Row]:
    """Machines of the same category that are in order, those of the same site first."""
    category = Filter(category=str(known.row["category_id"]))
    # Whether a qualification is held is asked for the end of the wish, so that it lasts.
    found = await connection.fetch(
        statements.RESOURCES + statements.FILTERED, person_id, fitted.ends_at, *category.params
    )
    others = [row for row in found if row["id"] != resource_id and row["state"] == "in_order"]
    others.sort(key=lambda row: (row["site_id"] != known.row["site_id"], row["sort_key"]))
    return others[:OTHERS]


async def _elsewhere(
    connection: Driver, known: context.Known, others: Sequence[rows.Row], fitted: Wish, *, waive: bool
) -> list[schemas.Alternative]:
    if not others:
        return []
    # Another machine's raster and shortest booking may reach a little further.
    end = fitted.ends_at + timedelta(days=1)
    free = await availability.free(
        connection, buffered(others), start=fitted.starts_at, end=end, now=known.context.now
    )
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
