"""What a change of a reservation is refused for, as the errors that say so."""

from datetime import datetime
from uuid import UUID

from ecosystem.fablab import errors, policy, rows, schemas
from ecosystem.fablab.context import Known
from ecosystem.fablab.queries import reservations
from ecosystem.fablab.rules import Breach, Wish
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.intervals import Interval
from ecosystem.timetable.errors import SlotTaken
from ecosystem.timetable.locks import Held


def refuse_strangers(actor: Actor, held: Held, wanted: schemas.ReservationIn, locale: str) -> None:
    """Only staff of the site book for somebody else, and say why. Raises NotForOthers, Malformed."""
    if not policy.runs(actor, held, wanted.resource_id):
        raise errors.NotForOthers
    if wanted.reason is None:
        raise errors.reason_wanted(locale)


def refuse_unfit(found: Known, *, person_id: UUID, waive: bool, locale: str) -> None:
    """Raises Unfit with every rule that stands against the wish."""
    breaches = found.against(waive=waive)
    if found.row["full_name"] is None or found.row["deactivated_at"] is not None:
        breaches = [Breach("person_inactive"), *breaches]
    if breaches:
        raise _unfit(found, breaches, person_id=person_id, waive=waive, locale=locale)


def _unfit(
    found: Known, breaches: list[Breach], *, person_id: UUID, waive: bool, locale: str
) -> errors.Unfit:
    return errors.Unfit(
        breaches,
        wish=found.wish,
        resource_id=found.context.resource_id,
        person_id=person_id,
        zone_name=found.context.zone,
        locale=locale,
        moving=found.moving,
        waive=waive,
    )


def displaced(
    found: Known, taken: SlotTaken, *, person_id: UUID, waive: bool = False, locale: str
) -> errors.Unfit:
    """The wish was fit, and then the time was somebody else's."""
    breach = Breach("slot_taken", {"available": taken.available or 0})
    return _unfit(found, [breach], person_id=person_id, waive=waive, locale=locale)


def refuse_fixed(row: rows.Row, wish: Wish, target: UUID, *, now: datetime, waive: bool, locale: str) -> None:
    """What has begun stays; and after the cancellation window nothing may be given back by moving."""
    breach: Breach | None = None
    if not reservations.is_live(row, now):
        breach = Breach(reservations.state(row, now))
    elif row["starts_at"] <= now or row["checked_in_at"] is not None:
        breach = Breach("started" if now < row["ends_at"] else "ended")
    elif not waive and not _covers(wish, target, row):
        breach = too_late(row, now, as_staff=False)
    if breach:
        raise errors.refused(breach, locale=locale, zone_name=row["zone"])


def _covers(wish: Wish, target: UUID, row: rows.Row) -> bool:
    """Whether the new claim keeps all of the old one."""
    same: bool = target == row["resource_id"] and wish.units >= row["units"]
    return same and Interval(wish.starts_at, wish.ends_at).contains(
        Interval(row["starts_at"], row["ends_at"])
    )


def too_late(row: rows.Row, now: datetime, *, as_staff: bool) -> Breach | None:
    """What stands against giving it back now."""
    if row["ends_at"] <= now:
        return Breach("ended")
    if row["checked_in_at"] is not None:
        return Breach("started")
    by = reservations.cancel_by(row)
    if as_staff or now <= by:
        return None
    minutes = rows.rules_of(row).cancel_notice_minutes
    return Breach("too_late_to_cancel", {"cancel_notice_minutes": minutes, "cancel_by": by})
