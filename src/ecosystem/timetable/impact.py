"""What a change does to bookings that exist: found under the locks, decided by staff, carried out with it.

A change (a closure, other hours, an outage, a withdrawn qualification, a retired machine) runs in one
transaction: `found` locks and looks, the caller writes, `settle` carries out the decisions. What is
found under the locks must be what the decisions were made on. A preview is the same change without
locks, rolled back once its list is made, so that proposals already respect the change.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict

from ecosystem.kernel import clock, hooks
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session, raw
from ecosystem.kernel.errors import Problem, Reason
from ecosystem.kernel.hooks import Cause, Destination, Proposal, Touched
from ecosystem.timetable.errors import ImpactChanged, ImpactUndecided, MoveUnfit, Occupied
from ecosystem.timetable.impact_rules import decided, digest_of, suggested
from ecosystem.timetable.locks import hold_places
from ecosystem.timetable.schemas import (
    Impact,
    ImpactIn,
    ImpactItem,
    ImpactRow,
    TouchedPerson,
    TouchedResource,
)

T = TypeVar("T")
Subject = tuple[str, UUID]  # purpose and id
_NAMED = 100  # bookings that a refusal names; `count` tells how many there are
PROPOSED = 60  # touched bookings that places to move to are looked for; the later ones are left without

# Whoever has these resources in a stretch; a None as its end means for good.
_MET = """
SELECT DISTINCT purpose, subject_id FROM occupancy
WHERE resource_id = ANY($1::uuid[]) AND {span} && tstzrange($2, $3) AND state <> 'released'
  AND (expires_at IS NULL OR expires_at > $4)
ORDER BY subject_id"""
_BLOCKED, _DURING = _MET.format(span="blocked"), _MET.format(span="during")

# What nobody answers for: its machine and time are known, and that is all.
_UNKNOWN = """
SELECT o.subject_id, o.purpose, o.resource_id, r.name, min(lower(o.during)) AS starts,
    max(upper(o.during)) AS ends
FROM occupancy o JOIN resource r ON r.id = o.resource_id
WHERE o.subject_id = ANY($1::uuid[]) AND o.state <> 'released'
GROUP BY o.subject_id, o.purpose, o.resource_id, r.name"""


class Choice(Struct, frozen=True):
    """How a change deals with what it touches: by decisions, or not at all; `preview` only looks.

    `keeping` is for what is a fact rather than a plan: undecided, everything stays and people are told.
    """

    given: ImpactIn | None = None
    preview: bool = False
    keeping: bool = False


UNDECIDED = Choice()


class Previewed(Exception):  # noqa: N818 -- no error: it ends a transaction that must not commit
    """The list of a preview, raised so that the change rolls back."""

    def __init__(self, impact: Impact) -> None:
        super().__init__("a preview")
        self.impact = impact


async def preview(db: Database, work: Callable[[Session, Choice], Awaitable[Any]]) -> Impact:
    """What a change would touch; nothing of it stays. Raises what the change raises."""

    async def look(session: Session) -> Impact:
        await work(session, Choice(preview=True))
        # Nothing was there to settle; the change must not commit all the same.
        raise Previewed(Impact(digest_of([]), []))

    try:
        return await db.transact(look)
    except Previewed as ended:
        return ended.impact


async def explained(
    db: Database, work: Callable[[Session, Choice], Awaitable[Any]], answering: Awaitable[T]
) -> T:
    """The answer of a change; a refusal for what it touches carries the list as it is now."""
    try:
        return await answering
    except (ImpactUndecided, ImpactChanged) as refused:
        listed = await preview(db, work)
        raise type(refused)(extra=asdict(listed)) from None


async def met_by(
    session: Session, resource_ids: Iterable[UUID], *, start: datetime, end: datetime, now: datetime
) -> list[Subject]:
    """Whoever has time of these resources within [start, end), buffers counted."""
    rows = await (await raw(session)).fetch(_BLOCKED, list(resource_ids), start, end, now)
    return [(row["purpose"], row["subject_id"]) for row in rows]


async def using(
    session: Session, resource_ids: Iterable[UUID], *, now: datetime, until: datetime | None = None
) -> list[Subject]:
    """Whoever has these resources from now on, or before `until`: for an outage, a retired machine."""
    rows = await (await raw(session)).fetch(_DURING, list(resource_ids), now, until, now)
    return [(row["purpose"], row["subject_id"]) for row in rows]


async def found(
    session: Session,
    *,
    choice: Choice,
    find: Callable[[], Awaitable[list[Subject]]],
    site_ids: Iterable[UUID] = (),
    resource_ids: Iterable[UUID] = (),
    person_ids: Iterable[UUID] = (),
) -> list[Subject]:
    """Lock what a change is about, and what the decisions reach; answers what it touches.

    Sites are kept clear of bookings, resources and people locked. `find` must not rest on the change
    having been written. With decisions to carry out the people, the other machines and the sites of those are
    locked too, in the order that every writer keeps. A preview locks nothing.
    """
    if choice.preview:
        return await find()
    people, resources = set(person_ids), set(resource_ids)
    if choice.given is not None:
        for touched in await _touched(session, await find()):
            resources.add(touched.resource_id)
            people |= {touched.person_id} if touched.person_id else set()
        resources |= {row.move_to.resource_id for row in choice.given.rows if row.move_to}
    await hold_places(session, site_ids=site_ids, resource_ids=resources, person_ids=people)
    return await find()


async def settle(
    session: Session,
    *,
    actor: Actor | None,
    choice: Choice,
    met: Sequence[Subject],
    cause: Cause,
    locale: str,
    keep_from: datetime | None = None,
    may_keep: bool = True,
) -> None:
    """Carry out what was decided about everything that a change, written already, touches.

    `keep_from`: what begins then or later is suggested to stay. Without `may_keep` the change leaves
    nothing to stay on: all of it moves or is cancelled. Raises ImpactUndecided where something is touched
    and nothing decided, ImpactChanged where it is not what the decisions were made on, Malformed naming
    rows that fit none, MoveUnfit naming the row that can't move, Occupied naming what would have to stay
    and can't.
    """
    touched = await _touched(session, met, actor=actor)
    if not may_keep and (bound := [one for one in touched if one.fixed]):
        raise Occupied(extra={"count": len(bound), "touched": bound[:_NAMED]})
    if choice.preview:
        raise Previewed(await _listed(session, touched, keep_from, may_keep))
    if not touched and choice.given is None:
        return
    # The installation itself has nobody to decide.
    if actor is None or (choice.given is None and not choice.keeping):
        raise ImpactUndecided(extra={"count": len(touched)})
    given = choice.given or ImpactIn(digest_of(touched), "keep")
    if digest_of(touched) != given.digest:
        raise ImpactChanged
    rows = decided(touched, given, may_keep, locale)
    # What is given back first may be what another one moves to.
    for decision in ("cancel", "move", "keep"):
        for one in touched:
            if rows[one.subject_id].decision == decision:
                await _carry_out(session, actor, one, rows[one.subject_id], cause, locale)


async def _carry_out(
    session: Session, actor: Actor, one: Touched, row: ImpactRow, cause: Cause, locale: str
) -> None:
    occupant = hooks.occupants.get(one.purpose)
    if occupant is None:
        return
    if row.decision == "keep":
        await occupant.keep(session, actor=actor, touched=one, cause=cause)
    elif row.decision == "cancel":
        await occupant.release(session, actor=actor, touched=one, cause=cause, locale=locale)
    elif row.move_to is not None:
        to = Destination(row.move_to.resource_id, row.move_to.starts_at, row.move_to.ends_at)
        try:
            await occupant.move(session, actor=actor, touched=one, to=to, cause=cause, locale=locale)
        except Problem as problem:
            title = problem.title if isinstance(problem.title, str) else problem.title.to(locale)
            raise MoveUnfit(
                reasons=problem.reasons or [Reason(problem.code, title)],
                extra={"reservation_id": one.subject_id, "move_to": row.move_to},
            ) from problem


async def _touched(session: Session, met: Sequence[Subject], *, actor: Actor | None = None) -> list[Touched]:
    """What these are; for what no feature answers, what the timetable itself knows, to be kept only."""
    known = await hooks.describe(session, met, actor=actor)
    strange = sorted({subject_id for _, subject_id in met} - {one.subject_id for one in known})
    if strange:
        rows = await (await raw(session)).fetch(_UNKNOWN, strange)
        known += [
            Touched(
                subject_id=row["subject_id"],
                purpose=row["purpose"],
                resource_id=row["resource_id"],
                resource_name=row["name"],
                starts_at=row["starts"],
                ends_at=row["ends"],
                fixed=True,
            )
            for row in rows
        ]
    return sorted(known, key=lambda one: (one.starts_at, one.subject_id))


async def _listed(
    session: Session, touched: Sequence[Touched], keep_from: datetime | None, may_keep: bool
) -> Impact:
    now = clock.now()
    proposals: dict[UUID, list[Proposal]] = {}
    for purpose, occupant in hooks.occupants.items():
        movable = [one for one in touched if one.purpose == purpose and not one.fixed and one.starts_at > now]
        proposals |= await occupant.propose(session, movable[:PROPOSED])
    items = [
        ImpactItem(
            reservation_id=one.subject_id,
            resource=TouchedResource(one.resource_id, one.resource_name),
            person=TouchedPerson(one.person_id, one.person_name or "") if one.person_id else None,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            version=one.version,
            proposals=proposals.get(one.subject_id, []),
            default=suggested(
                one,
                proposals.get(one.subject_id, []),
                now=now,
                keep_from=keep_from,
                may_keep=may_keep,
            ),
            fixed=one.fixed,
        )
        for one in touched
    ]
    return Impact(digest_of(touched), items, may_keep)
