"""Where a date that can't be kept could go: another room at the same time, or the same hour weeks later."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from ecosystem.classes.rules.dates import Break, Occurrence
from ecosystem.classes.rules.judging import Need, Row, reasons_against
from ecosystem.kernel.intervals import Interval
from ecosystem.places.rules import beginning

WEEKS = 8  # that are looked ahead for the same weekday and time
_LIKE_ITS_OWN = frozenset({"room", "hours", "closed"})


class Room(Struct, frozen=True):
    """A room that could be taken instead."""

    id: UUID
    need: Need


class Alternative(Struct, frozen=True):
    """Another room at the same time, or the same room and team later; `room_id` is None for no other room."""

    kind: Literal["other_room", "later"]
    during: Interval
    room_id: UUID | None = None


def alternatives(
    rows: Sequence[Row],
    needs: Sequence[Need],
    *,
    rooms: Sequence[Room],
    tz: ZoneInfo,
    breaks: Sequence[Break],
    now: datetime,
    until: datetime,
) -> list[list[Alternative]]:
    """For each row what it could have instead, nothing for those that are kept; no two the same time.

    Not after `until`: nothing is known of what comes then.
    """
    promised = [row.occurrence.during for row in rows]
    found: list[list[Alternative]] = []
    for row in rows:
        offers: list[Alternative] = []
        if row.state != "kept":
            offers += _other_room(row, needs, rooms, now)
            if later := _later(row, needs, tz, breaks, promised, now, until):
                promised.append(later.during)
                offers.append(later)
        found.append(offers)
    return found


def _other_room(row: Row, needs: Sequence[Need], rooms: Sequence[Room], now: datetime) -> list[Alternative]:
    own = next((need.resource_id for need in needs if need.kind == "room"), None)
    if own is None or row.occurrence.within:
        return []
    others = [need for need in needs if need.kind != "room"]
    if not all(reason.code in _LIKE_ITS_OWN for reason in row.reasons):
        return []
    for room in rooms:
        if room.need.resource_id != own and not reasons_against(
            row.occurrence, [*others, room.need], now=now
        ):
            return [Alternative("other_room", row.occurrence.during, room.id)]
    return []


def _later(
    row: Row,
    needs: Sequence[Need],
    tz: ZoneInfo,
    breaks: Sequence[Break],
    promised: Sequence[Interval],
    now: datetime,
    until: datetime,
) -> Alternative | None:
    local = [edge.astimezone(tz).time() for edge in (row.occurrence.during.start, row.occurrence.during.end)]
    for week in range(1, WEEKS + 1):
        day = row.occurrence.on + timedelta(weeks=week)
        for during in beginning(day, [(local[0], local[1])], tz):
            if during.end > until or during.start <= now:
                continue
            within = next((one for one in breaks if one.covers(day)), None)
            wanted = Occurrence(during, day, "date", within)
            if any(during.overlaps(other) for other in promised):
                continue
            if not reasons_against(wanted, needs, now=now):
                return Alternative("later", during)
    return None
