"""What a wish is judged by, read in one statement: the person, the rules, hours and what is taken."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from ecosystem.fablab import errors, policy, rows, statements
from ecosystem.fablab.rules import (
    Booker,
    Breach,
    Closing,
    Context,
    Need,
    Usage,
    Wish,
    asks,
    decide_by,
    judge,
    sane,
)
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Driver, Session, raw, shifted
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.money import Money, prorated
from ecosystem.timetable.rules import Claim, peak
from ecosystem.timetable.surroundings import Facts, facts
from ecosystem.timetable.wanted import Wanted

# CONTEXT for many wishes: the same parameters, but for the present each an array with an entry per wish.
_OF_ONE = re.sub(r"[$]([12346])\b", r"asked.p\1", statements.CONTEXT)
_EACH = f"""
SELECT asked.n, found.*
FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $6::uuid[])
    WITH ORDINALITY asked (p1, p2, p3, p4, p6, n)
CROSS JOIN LATERAL ({_OF_ONE}) found
ORDER BY asked.n"""  # noqa: S608 -- composed of constants


class Asked(Struct, frozen=True):
    """Whose wish it is and for which resource; `moving` is the reservation whose own time is free to it."""

    wish: Wish
    resource_id: UUID
    person_id: UUID | None
    moving: UUID | None = None


class Known(Struct, frozen=True):
    """A wish with all that bears on it; `row` is the statement's, for the answer."""

    wish: Wish
    claim: Claim
    context: Context
    facts: Facts
    row: rows.Row
    somebody: bool
    moving: UUID | None

    @property
    def asks(self) -> bool:
        """Whether staff approve it before it stands."""
        return not self.context.exempt and asks(self.wish, self.context.rules)

    @property
    def decide_by(self) -> datetime:
        """Until when they would."""
        return decide_by(self.wish, self.context.rules, self.context.now)

    @property
    def price(self) -> Money | None:
        """What it costs, by the hour and unit, rounded half up; None where nothing is asked."""
        per_hour = self.context.rules.price_per_hour
        if per_hour is None:
            return None
        amount = prorated(per_hour=per_hour, seconds=self.wish.interval.seconds, units=self.wish.units)
        return Money(amount, self.row["currency"])

    def against(self, *, waive: bool = False) -> list[Breach]:
        """Every reason against the wish: the rules', then the time being taken."""
        return judge(self.wish, self.context, waive=waive) + self._collision()

    def _collision(self) -> list[Breach]:
        now, capacity = self.context.now, self.context.units
        if self.wish.units > capacity:
            return []
        others = [t for t in self.facts.taken if t.subject_id != self.moving and not t.lapsed(now)]
        left = capacity - peak((t.blocked for t in others), self.claim.blocked)
        if left >= self.wish.units:
            return []
        colliding = [t for t in others if t.blocked.overlaps(self.claim.blocked)]
        only_held = all(t.state == "held" for t in colliding)
        return [Breach("held" if only_held else "slot_taken", {"available": max(left, 0)})]


async def known(
    session: Session,
    *,
    resource_id: UUID,
    person_id: UUID | None,
    wish: Wish,
    now: datetime,
    actor: Actor | None = None,
    moving: UUID | None = None,
    with_time: bool = True,
) -> Known:
    """Read what a wish is judged by; `person_id` None is somebody not signed in, whom no rule of
    persons concerns yet. An `actor` who runs the site need not ask for approval. Without `with_time`
    hours, closures and what is taken stay unread. Raises NotFound for what is not in the catalogue.
    """
    asked = (resource_id, person_id, *_window(wish, now), now, moving)
    timed = wish if sane(wish, now) and with_time else None
    row, around = await _read(await raw(session), asked, timed)
    return _judged(Asked(wish, resource_id, person_id, moving), row, around, now=now, actor=actor)


async def known_of_each(session: Session, asked: Sequence[Asked], *, now: datetime) -> list[Known]:
    """The same of many wishes in one statement, without hours, closures and what is taken.

    Raises NotFound.
    """
    windows = [_window(one.wish, now) for one in asked]
    found = await (await raw(session)).fetch(
        _EACH,
        [one.resource_id for one in asked],
        [one.person_id for one in asked],
        [start for start, _ in windows],
        [end for _, end in windows],
        now,
        [one.moving for one in asked],
    )
    if len(found) < len(asked):
        raise NotFound
    return [_judged(one, row, Facts(), now=now) for one, row in zip(asked, found, strict=True)]


def _window(wish: Wish, now: datetime) -> tuple[datetime, datetime]:
    return (wish.starts_at, wish.ends_at) if sane(wish, now) else (now, now)


def _judged(
    asked: Asked, row: rows.Row, around: Facts, *, now: datetime, actor: Actor | None = None
) -> Known:
    wish, resource_id, person_id = asked.wish, asked.resource_id, asked.person_id
    rules = rows.rules_of(row)
    buffers = rows.buffers(rules) if sane(wish, now) else ()
    claim = Claim(resource_id, wish.interval, wish.units, *buffers)
    if person_id is None:
        rules = msgspec.structs.replace(rules, roles=(), organisation_ids=(), min_age=None)
    context = Context(
        now=now,
        zone=row["zone"],
        resource_id=resource_id,
        rules=rules,
        state=row["state"],
        back_at=row["back_at"],
        units=row["units"],
        within_hours=any(span.contains(wish.interval) for span in around.opening),
        closings=tuple(
            Closing(shut.during, msgspec.structs.asdict(shut.reason))
            for shut in sorted(around.closures, key=lambda shut: shut.during)
            if shut.during.overlaps(claim.blocked)
        ),
        booker=booker(row),
        need=need(row) if person_id is not None else None,
        usage=usage(row),
        machine_quotas=rows.machine_quotas(row["own_rules"]),
        exempt=actor is not None
        and policy.staff(actor, site_id=row["site_id"], organisation_id=row["organisation_id"]),
    )
    return Known(wish, claim, context, around, row, person_id is not None, asked.moving)


async def _read(connection: Driver, asked: tuple[object, ...], wish: Wish | None) -> tuple[rows.Row, Facts]:
    """The row of CONTEXT and, for a wish, what bears on its time: one statement, so of one moment."""
    if wish is None:
        row = await connection.fetchrow(statements.CONTEXT, *asked)
        found = [(row, Facts())] if row else []
    else:
        # Its parameters come after those of the window.
        wanted = Wanted(shifted(statements.CONTEXT, 2), asked, single=True)
        found = await facts(connection, wanted, start=wish.starts_at, end=wish.ends_at)
    if not found:
        raise NotFound
    return found[0]


def booker(row: rows.Row) -> Booker:
    """The person of a row."""
    return Booker(frozenset(row["roles"]), frozenset(row["organisations"]), row["birth_date"])


def need(row: rows.Row) -> Need | None:
    """The qualification a row asks for, and how its person stands to it."""
    if row["qualification_id"] is None:
        return None
    return Need(
        qualification_id=row["qualification_id"],
        name=msgspec.structs.asdict(rows.words(row["qualification_name"])),
        held=row["grants"] > 0,
        held_until=None if row["forever"] else row["until"],
        quiz_id=row["quiz_id"],
    )


def usage(row: Any) -> tuple[Usage, ...]:
    """The person's other bookings in the category."""
    if row["resources"] is None:
        return ()
    stretches = zip(row["resources"], row["starts"], row["ends"], strict=True)
    return tuple(Usage(Interval(start, end), resource_id) for resource_id, start, end in stretches)


def wish(starts_at: datetime, ends_at: datetime, units: int, locale: str) -> Wish:
    """A wish between instants as they came in; raises Malformed unless the end follows the start."""
    if ends_at <= starts_at:
        raise errors.backwards(locale)
    # Times in one zone would be subtracted by the wall clock, which lies when clocks change.
    return Wish(_in_utc(starts_at), _in_utc(ends_at), units, (starts_at, ends_at))


def _in_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        # The first and last hours of the calendar, seen from another offset.
        return instant.replace(tzinfo=UTC)
