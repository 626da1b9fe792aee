"""Reservations as occupants of the timetable: what a change touches, and what becomes of each.

Moving and cancelling are those of every reservation, with its rules, trail and letter.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from ecosystem.fablab import giving, letters, models, moves, policy, rows, schemas, service, statements
from ecosystem.fablab.context import Asked
from ecosystem.fablab.rules import Wish
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.hooks import Cause, Destination, Proposal, Touched
from ecosystem.kernel.intervals import Interval

PURPOSE = models.PURPOSE
_LONGEST = 500  # characters of a reason
_FIRST = {"other_machine": 0, "same_later": 1, "other_site": 2, "same_earlier": 3}

_DESCRIBE = """
SELECT v.id, v.resource_id, r.name, v.starts_at, v.ends_at, p.id AS person_id, p.full_name, v.version,
    v.checked_in_at, s.id AS site_id, s.organisation_id
FROM reservation v JOIN resource r ON r.id = v.resource_id JOIN person p ON p.id = v.person_id
JOIN site s ON s.id = r.site_id
WHERE v.id = ANY($1::uuid[]) ORDER BY v.starts_at, v.id"""

# What lies ahead and holds its time, on machines with what they ask for; $3 is now.
_AHEAD = """
SELECT v.id FROM reservation v
JOIN listing l ON l.resource_id = v.resource_id
JOIN category c ON c.id = l.category_id
WHERE v.ends_at > $3 AND v.checked_out_at IS NULL AND EXISTS (
    SELECT FROM occupancy o
    WHERE o.subject_id = v.id AND o.state <> 'released' AND (o.expires_at IS NULL OR o.expires_at > $3))"""

# The grants of a qualification ($2) that carry their person through the booking.
_CARRYING = """
SELECT FROM qualification_grant g
WHERE g.person_id = v.person_id AND g.qualification_id = $2 AND g.revoked_at IS NULL AND g.granted_at <= $3
  AND (g.expires_at IS NULL OR g.expires_at >= v.ends_at)"""

# Of a person ($1), on machines that ask for a qualification which no grant but one ($4) carries.
_RELYING = f"""{_AHEAD}
  AND v.person_id = $1 AND coalesce(l.qualification_id, c.qualification_id) = $2
  AND NOT EXISTS ({_CARRYING} AND g.id <> $4)
ORDER BY v.id"""

# On machines ($1) that are about to ask for it.
_UNQUALIFIED = f"""{_AHEAD}
  AND v.resource_id = ANY($1::uuid[]) AND NOT EXISTS ({_CARRYING})
ORDER BY v.id"""

_LOCALE = "SELECT locale FROM person WHERE id = $1"
_UNITS = "SELECT id, units FROM reservation WHERE id = ANY($1::uuid[])"
_RULES = """
SELECT l.resource_id, c.rules::text AS category_rules, l.rules::text AS own_rules
FROM listing l JOIN category c ON c.id = l.category_id WHERE l.resource_id = ANY($1::uuid[])"""


class Reservations:
    """The `Occupant` of reservations."""

    async def describe(
        self, session: Session, subject_ids: Sequence[UUID], *, actor: Actor | None = None
    ) -> list[Touched]:
        """Each reservation with its machine and person; one that has begun to be used is fixed."""
        found = await (await raw(session)).fetch(_DESCRIBE, list(subject_ids))
        return [_touched(row, actor) for row in found]

    async def relying(
        self, session: Session, *, person_id: UUID, qualification_id: UUID, grant_id: UUID
    ) -> Sequence[UUID]:
        """What this person has ahead that asks for a qualification not held to its end but for this grant."""
        connection = await raw(session)
        found = await connection.fetch(_RELYING, person_id, qualification_id, clock.now(), grant_id)
        return [row["id"] for row in found]

    async def unqualified(
        self, session: Session, *, resource_ids: Sequence[UUID], qualification_id: UUID
    ) -> Sequence[UUID]:
        """What lies ahead on these machines of people who don't hold a qualification to its end."""
        connection = await raw(session)
        found = await connection.fetch(_UNQUALIFIED, list(resource_ids), qualification_id, clock.now())
        return [row["id"] for row in found]

    async def ahead(self, session: Session, *, person_id: UUID) -> Sequence[UUID]:
        """What this person has ahead and is not using."""
        return await giving.ahead(session, person_id=person_id)

    async def release_all(self, session: Session, *, actor: Actor, person_id: UUID, cause: Cause) -> None:
        """Cancel it."""
        locale = await (await raw(session)).fetchval(_LOCALE, person_id)
        reason = cause.reason.to(locale or "vi")
        await giving.give_back_all(session, actor=actor, person_id=person_id, reason=reason)

    async def propose(self, session: Session, touched: Sequence[Touched]) -> dict[UUID, list[Proposal]]:
        """What each person could book instead, another machine at the same time first.

        As many statements for one as for many.
        """
        if not touched:
            return {}
        connection = await raw(session)
        ids = [one.subject_id for one in touched]
        units = {row["id"]: row["units"] for row in await connection.fetch(_UNITS, ids)}
        asked = [
            Asked(
                wish=Wish(one.starts_at, one.ends_at, units.get(one.subject_id, 1)),
                resource_id=one.resource_id,
                person_id=one.person_id,
                moving=one.subject_id,
            )
            for one in touched
        ]
        offered = await moves.find_each(session, asked)
        buffers = await _buffers(session, {offer.resource_id for offers in offered for offer in offers})
        promised: list[tuple[UUID, Interval]] = []
        found: dict[UUID, list[Proposal]] = {}
        for one, its_offers in zip(touched, offered, strict=True):
            open_ones = []
            for offer in sorted(its_offers, key=lambda offer: _FIRST[offer.why]):
                before, after = buffers[offer.resource_id]
                time = Interval(offer.starts_at, offer.ends_at).grown(before=before, after=after)
                if not any(id_ == offer.resource_id and time.overlaps(other) for id_, other in promised):
                    open_ones.append((offer, time))
            if open_ones:
                promised.append((open_ones[0][0].resource_id, open_ones[0][1]))
            found[one.subject_id] = [_proposal(offer) for offer, _ in open_ones]
        return found

    async def keep(self, session: Session, *, actor: Actor, touched: Touched, cause: Cause) -> None:
        """Tell the person that the booking stands; not somebody who is at the machine."""
        connection = await raw(session)
        row = await connection.fetchrow(statements.RESERVATION, touched.subject_id)
        if row is not None and row["checked_in_at"] is None:
            why = await _why(session, touched, cause)
            await letters.kept(session, row, cause=cause.key, why=why)

    async def move(
        self, session: Session, *, actor: Actor, touched: Touched, to: Destination, cause: Cause, locale: str
    ) -> None:
        """Move it by the rules of booking, but for those that staff may set aside."""
        changes = schemas.ReservationPatch(
            starts_at=to.starts_at,
            ends_at=to.ends_at,
            resource_id=to.resource_id,
            reason=await _why(session, touched, cause),
        )
        await service.move(
            session, actor=actor, reservation_id=touched.subject_id, changes=changes, locale=locale
        )

    async def release(
        self, session: Session, *, actor: Actor, touched: Touched, cause: Cause, locale: str
    ) -> None:
        """Cancel it."""
        why = await _why(session, touched, cause)
        await service.cancel(
            session, actor=actor, reservation_id=touched.subject_id, reason=why, locale=locale
        )


def _touched(row: rows.Row, actor: Actor | None) -> Touched:
    foreign = actor is not None and not policy.staff(
        actor, site_id=row["site_id"], organisation_id=row["organisation_id"]
    )
    return Touched(
        subject_id=row["id"],
        purpose=PURPOSE,
        resource_id=row["resource_id"],
        resource_name=row["name"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        person_name=row["full_name"],
        person_id=row["person_id"],
        version=row["version"],
        fixed=row["checked_in_at"] is not None or foreign,
    )


def _proposal(offer: schemas.Alternative) -> Proposal:
    return Proposal(
        resource_id=offer.resource_id,
        name=offer.name,
        site_id=offer.site_id,
        site_name=offer.site_name,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        why=offer.why,
    )


async def _why(session: Session, touched: Touched, cause: Cause) -> str:
    """The reason in the language of whoever is told it."""
    locale = await (await raw(session)).fetchval(_LOCALE, touched.person_id)
    return cause.reason.to(locale or "vi")[:_LONGEST]


async def _buffers(session: Session, resource_ids: Iterable[UUID]) -> dict[UUID, tuple[timedelta, timedelta]]:
    found = await (await raw(session)).fetch(_RULES, list(resource_ids))
    return {row["resource_id"]: rows.buffers(rows.rules_of(row)) for row in found}
