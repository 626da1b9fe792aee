"""What stands against a booking: every rule is asked, none stops at the first."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from ecosystem.fablab.rules.approval import of_approval
from ecosystem.fablab.rules.quotas import of_chain, of_quotas
from ecosystem.fablab.rules.state import out
from ecosystem.fablab.rules.values import Breach, Context, Wish
from ecosystem.kernel.intervals import start_of_day, zone
from ecosystem.places.rules import exists

# Beyond this nothing is bookable, and calendars end at the year 9999: such times are judged unread.
SANE = timedelta(days=3660)
LONGEST = timedelta(days=366)

# What staff may set aside for somebody else, with a reason that is written down. Never what is
# physical (state, units, hours, closures, other bookings) nor what protects people (age, training).
WAIVED = frozenset({"too_soon", "too_far", "quota_day", "quota_week", "chain"})


def sane(wish: Wish, now: datetime) -> bool:
    """Whether it lies within ten years of now and lasts a year at most, so that calendars can be asked."""
    near = all(abs(instant - now) <= SANE for instant in (wish.starts_at, wish.ends_at))
    return near and wish.ends_at - wish.starts_at <= LONGEST


def judge(wish: Wish, context: Context, *, waive: bool = False) -> list[Breach]:
    """Every rule that stands against the wish, in a fixed order; nothing stops at the first.

    `waive` is for staff who book for somebody else: the rules in `WAIVED` do not count then.
    """
    checks = _ALWAYS + (_IN_THE_CALENDAR if sane(wish, context.now) else ())
    found = (breach for check in checks for breach in check(wish, context))
    return [breach for breach in found if not (waive and breach.code in WAIVED)]


def _of_state(wish: Wish, context: Context) -> Iterator[Breach]:
    yield from out(context.state, context.back_at, wish.starts_at)
    if wish.units > context.units:
        yield Breach("units", {"wanted": wish.units, "units": context.units})


def _of_length(wish: Wish, context: Context) -> Iterator[Breach]:
    rules, length = context.rules, wish.ends_at - wish.starts_at
    params = {"min_minutes": rules.min_minutes, "max_minutes": rules.max_minutes}
    if length < timedelta(minutes=rules.min_minutes):
        yield Breach("too_short", params)
    if length > timedelta(minutes=rules.max_minutes):
        yield Breach("too_long", params)


def _of_distance(wish: Wish, context: Context) -> Iterator[Breach]:
    rules, now = context.rules, context.now
    earliest = now + timedelta(minutes=rules.notice_minutes)
    if wish.starts_at < now:
        yield Breach("in_the_past")
    elif wish.starts_at < earliest:
        yield Breach("too_soon", {"notice_minutes": rules.notice_minutes, "earliest": earliest})
    tz = zone(context.zone)
    last_day = now.astimezone(tz).date() + timedelta(days=rules.horizon_days)
    # Compared as instants, since the year 9999 has no local date in zones ahead of UTC.
    if wish.starts_at >= start_of_day(last_day + timedelta(days=1), tz):
        yield Breach("too_far", {"horizon_days": rules.horizon_days, "last_day": last_day})


def _of_raster(wish: Wish, context: Context) -> Iterator[Breach]:
    tz, raster = zone(context.zone), context.rules.raster_minutes
    for instant in (wish.starts_at, wish.ends_at):
        local = instant.astimezone(tz)
        if (local.hour * 60 + local.minute) % raster or local.second or local.microsecond:
            yield Breach("off_raster", {"raster_minutes": raster})
            return


def _of_clock(wish: Wish, context: Context) -> Iterator[Breach]:
    """A time of the site's own clock that it never shows, since clocks go forward over it.

    In UTC every time exists, and figures with an offset that the site has neither before nor after are
    of somebody else's clock.
    """
    tz = zone(context.zone)
    for time in wish.written:
        local = time.replace(tzinfo=tz)
        offsets = {local.utcoffset(), local.replace(fold=1).utcoffset()}
        if time.utcoffset() in offsets - {timedelta()} and not exists(local, tz):
            yield Breach("no_such_time", {"local_time": f"{time:%H:%M %d/%m/%Y}"})


def _of_hours(wish: Wish, context: Context) -> Iterator[Breach]:
    if not context.within_hours:
        yield Breach("outside_hours")
    for closing in context.closings:
        yield Breach(
            "closed",
            {"starts_at": closing.during.start, "ends_at": closing.during.end, "reason": closing.reason},
        )


def _of_person(wish: Wish, context: Context) -> Iterator[Breach]:
    rules, booker = context.rules, context.booker
    if rules.roles and not booker.roles & set(rules.roles):
        yield Breach("role", {"roles": list(rules.roles)})
    if rules.organisation_ids and not booker.organisation_ids & set(rules.organisation_ids):
        yield Breach("organisation")
    if rules.min_age and not _old_enough(wish, context, rules.min_age):
        yield Breach("age", {"min_age": rules.min_age, "known": booker.birth_date is not None})


def _old_enough(wish: Wish, context: Context, years: int) -> bool:
    """On the day of the booking; someone whose birthday is unknown is not."""
    born = context.booker.birth_date
    if born is None:
        return False
    start = wish.starts_at
    day = start.astimezone(zone(context.zone)).date() if sane(wish, context.now) else start.date()
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) >= years


def _of_need(wish: Wish, context: Context) -> Iterator[Breach]:
    need = context.need
    if need is None:
        return
    about = {"qualification_id": need.qualification_id, "qualification": need.name, "quiz_id": need.quiz_id}
    if not need.held:
        yield Breach("not_qualified", about)
    elif need.held_until is not None and need.held_until < wish.ends_at:
        yield Breach("qualification_expires", {**about, "expires_at": need.held_until})


Check = Callable[[Wish, Context], Iterator[Breach]]
_ALWAYS: tuple[Check, ...] = (_of_state, _of_length, _of_distance, of_approval, _of_person, _of_need)
_IN_THE_CALENDAR: tuple[Check, ...] = (_of_clock, _of_raster, _of_hours, of_quotas, of_chain)
