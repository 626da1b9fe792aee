"""What stands against each date of a series: breaks, closures, hours, and what is taken already."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Literal
from uuid import UUID

from msgspec import Struct

from ecosystem.classes.rules.dates import Occurrence
from ecosystem.kernel.intervals import Interval
from ecosystem.kernel.words import Words
from ecosystem.timetable.rules import NO_TIME, Claim, peak
from ecosystem.timetable.surroundings import Facts

Kind = Literal["room", "teacher", "machine"]
Code = Literal["break", "holiday", "closed", "hours", "room", "teacher", "machine"]
State = Literal["kept", "skipped", "clash"]

# What the calendar says falls out by itself; what collides is somebody's to decide.
_CALENDAR = frozenset({"break", "holiday", "closed"})


class Need(Struct, frozen=True):
    """One resource that every session takes, with all that is known of it over the series.

    `subject_id` is the room, person or machine that the resource stands for. `units` are those taken, of
    `capacity`. A person is where they are: the hours and closures of the place
    they are known at are not theirs.
    """

    kind: Kind
    subject_id: UUID
    resource_id: UUID
    name: str
    facts: Facts
    units: int = 1
    capacity: int = 1
    before: timedelta = NO_TIME
    after: timedelta = NO_TIME

    def claim(self, during: Interval) -> Claim:
        """What a session at that time takes."""
        return Claim(self.resource_id, during, self.units, self.before, self.after)


class Reason(Struct, frozen=True):
    """One thing against a date: the holiday's or closure's words, or whom or what it is about."""

    code: Code
    name: Words | None = None
    subject_id: UUID | None = None


class Row(Struct, frozen=True):
    """A date with everything against it."""

    occurrence: Occurrence
    reasons: Sequence[Reason] = ()

    @property
    def state(self) -> State:
        """Kept where nothing is against it, skipped where the calendar is, else a clash to be decided on."""
        if not self.reasons:
            return "kept"
        return "skipped" if any(reason.code in _CALENDAR for reason in self.reasons) else "clash"


def judge(
    occurrences: Sequence[Occurrence],
    needs: Sequence[Need],
    *,
    now: datetime,
    own: Collection[UUID] = (),
) -> list[Row]:
    """Each date with what is against it; what the subjects in `own` have taken is no obstacle."""
    return [Row(one, reasons_against(one, needs, now=now, own=own)) for one in occurrences]


def reasons_against(
    one: Occurrence, needs: Sequence[Need], *, now: datetime, own: Collection[UUID] = ()
) -> list[Reason]:
    """Everything against one date, each thing once."""
    found = [Reason("break", one.within.name)] if one.within else []
    for need in needs:
        found += _shut(need, one.during)
        if need.kind != "teacher" and not _open(need, one.during):
            found.append(Reason("hours"))
        if _taken(need, one.during, now, own):
            found.append(Reason(need.kind, _said(need), need.subject_id))
    return list(dict.fromkeys(found))


def _shut(need: Need, during: Interval) -> list[Reason]:
    blocked = need.claim(during).blocked
    shut = [closure for closure in need.facts.closures if closure.during.overlaps(blocked)]
    found = [Reason("holiday", closure.reason) for closure in shut if closure.scope == "region"]
    own = {"resource"} if need.kind == "teacher" else {"site", "room", "resource"}
    return found + [Reason("closed", closure.reason) for closure in shut if closure.scope in own]


def _open(need: Need, during: Interval) -> bool:
    return any(stretch.contains(during) for stretch in need.facts.opening)


def _taken(need: Need, during: Interval, now: datetime, own: Collection[UUID]) -> bool:
    blocked = need.claim(during).blocked
    others = (
        taken.blocked
        for taken in need.facts.taken
        if taken.blocked.overlaps(blocked) and taken.subject_id not in own and not taken.lapsed(now)
    )
    return peak(others, blocked) + need.units > need.capacity


def _said(need: Need) -> Words:
    return Words(need.name, need.name)


def digest_of(rows: Sequence[Row], needs: Sequence[Need]) -> str:
    """What changes whenever a date, what is against it or what is taken does."""
    said = [f"{need.subject_id} {need.units}" for need in needs]
    said += [
        f"{row.occurrence.during.start.timestamp()} {row.occurrence.during.end.timestamp()} "
        + " ".join(f"{reason.code}:{reason.subject_id}:{reason.name}" for reason in row.reasons)
        for row in rows
    ]
    return blake2b("\n".join(said).encode(), digest_size=16).hexdigest()
