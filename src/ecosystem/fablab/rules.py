"""Who may book what, when and for how long: pure functions on plain values, all reasons at once."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct, convert, field

from ecosystem.kernel.intervals import Interval, days_of, monday_of, start_of_day, zone
from ecosystem.places.rules import exists

Minutes = Annotated[int, Meta(ge=0, le=525_600)]
Lasting = Annotated[int, Meta(ge=1, le=525_600)]

# Beyond this nothing is bookable, and calendars end at the year 9999: such times are judged unread.
SANE = timedelta(days=3660)
LONGEST = timedelta(days=366)
# A stretch longer than this is refused for its length; its quota is told from its beginning.
COUNTED = timedelta(days=35)

# What staff may set aside for somebody else, with a reason that is written down. Never what is
# physical (state, units, hours, closures, other bookings) nor what protects people (age, training).
WAIVED = frozenset({"too_soon", "too_far", "quota_day", "quota_week", "chain"})


class BookingRules(Struct, frozen=True, forbid_unknown_fields=True):
    """The booking rules of a category or machine.

    Durations in minutes, the horizon in days, the price in minor units of the region's currency.
    Empty `roles` and `organisation_ids` mean anyone who is signed in. A grace of null never releases
    the time of somebody who does not come.
    """

    min_minutes: Lasting = 30
    max_minutes: Lasting = 240
    raster_minutes: Annotated[int, Meta(ge=1, le=1440)] = 15
    notice_minutes: Minutes = 0
    horizon_days: Annotated[int, Meta(ge=0, le=3650)] = 28
    buffer_before_minutes: Annotated[int, Meta(ge=0, le=10_080)] = 0
    buffer_after_minutes: Annotated[int, Meta(ge=0, le=10_080)] = 0
    quota_minutes_per_day: Minutes | None = None
    quota_minutes_per_week: Minutes | None = None
    cancel_notice_minutes: Minutes = 0
    chain: bool = True
    roles: tuple[str, ...] = ()
    organisation_ids: tuple[UUID, ...] = ()
    min_age: Annotated[int, Meta(ge=0, le=150)] | None = None
    price_per_hour: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    check_in_early_minutes: Annotated[int, Meta(ge=0, le=1440)] = 15
    no_show_grace_minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None


def effective(category: Mapping[str, Any], override: Mapping[str, Any]) -> BookingRules:
    """The category's rules with the machine's own fields on top; raises msgspec.ValidationError."""
    return convert({**category, **override}, BookingRules)


class Wish(Struct, frozen=True):
    """What somebody would like to book; aware instants, the end after the start.

    `written` are the times as they came in, on the clock of the offset that came with them.
    """

    starts_at: datetime
    ends_at: datetime
    units: int = 1
    written: tuple[datetime, ...] = ()

    @property
    def interval(self) -> Interval:
        """The half-open stretch wished for."""
        return Interval(self.starts_at, self.ends_at)


class Booker(Struct, frozen=True):
    """The person the booking is for, as far as rules ask."""

    roles: frozenset[str] = frozenset()
    organisation_ids: frozenset[UUID] = frozenset()
    birth_date: date | None = None


class Need(Struct, frozen=True):
    """A qualification asked for, and how the person stands to it.

    `held_until` None with `held` means for good.
    """

    qualification_id: UUID
    name: dict[str, str]
    held: bool = False
    held_until: datetime | None = None
    quiz_id: UUID | None = None


class Closing(Struct, frozen=True):
    """A closure that shares time with the wish."""

    during: Interval
    reason: dict[str, str]


class Usage(Struct, frozen=True):
    """Another booking of the same person in the same category."""

    during: Interval
    resource_id: UUID


class Context(Struct, frozen=True):
    """All that a wish is judged by, read in one moment.

    `machine_quotas` names the quota fields set on the machine itself: those count its own bookings
    only, the category's count all of the category. `back_at` is when a machine that is out of order is
    expected back, None where nobody knows or safety is at stake.
    """

    now: datetime
    zone: str
    resource_id: UUID
    rules: BookingRules
    state: str = "in_order"
    back_at: datetime | None = None
    units: int = 1
    within_hours: bool = True
    closings: tuple[Closing, ...] = ()
    booker: Booker = Booker()
    need: Need | None = None
    usage: tuple[Usage, ...] = ()
    machine_quotas: frozenset[str] = frozenset()


class Breach(Struct, frozen=True):
    """One rule that stands against a wish, with the values its sentence needs."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


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
    yield from _out(context.state, context.back_at, wish.starts_at)
    if wish.units > context.units:
        yield Breach("units", {"wanted": wish.units, "units": context.units})


def _out(state: str, back_at: datetime | None, at: datetime) -> Iterator[Breach]:
    """What the state of a resource says against using it at an instant."""
    if state == "out_of_order":
        if back_at is None:
            yield Breach("out_of_order")
        elif at < back_at:
            yield Breach("out_of_order_until", {"back_at": back_at})
    elif state != "in_order":
        yield Breach(state)


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


def shares(intervals: list[Interval], zone_name: str, unit: Literal["day", "week"]) -> dict[date, int]:
    """Seconds per local day, or per local week named by its Monday; the values add up to the whole."""
    tz, total = zone(zone_name), dict[date, int]()
    for interval in intervals:
        for day, share in days_of(interval, tz):
            key = day if unit == "day" else monday_of(day)
            total[key] = total.get(key, 0) + share.seconds
    return total


def _of_quotas(wish: Wish, context: Context) -> Iterator[Breach]:
    yield from _of_quota(wish, context, "day", "quota_minutes_per_day")
    yield from _of_quota(wish, context, "week", "quota_minutes_per_week")


def _of_quota(wish: Wish, context: Context, unit: Literal["day", "week"], rule: str) -> Iterator[Breach]:
    limit: int | None = getattr(context.rules, rule)
    if limit is None:
        return
    own_only = rule in context.machine_quotas
    others = [use.during for use in context.usage if not own_only or use.resource_id == context.resource_id]
    counted = Interval(wish.starts_at, min(wish.ends_at, wish.starts_at + COUNTED))
    used = shares(others, context.zone, unit)
    for day, seconds in shares([counted], context.zone, unit).items():
        before = used.get(day, 0)
        if before + seconds > limit * 60:
            left = max(0, limit - -(-before // 60))
            params = {"limit_minutes": limit, "used_minutes": before // 60, "left_minutes": left}
            yield Breach(f"quota_{unit}", {**params, unit: day})


def _of_chain(wish: Wish, context: Context) -> Iterator[Breach]:
    if context.rules.chain:
        return
    gap = timedelta(minutes=context.rules.raster_minutes)
    for use in context.usage:
        apart = max(use.during.start - wish.ends_at, wish.starts_at - use.during.end)
        if use.resource_id == context.resource_id and timedelta() <= apart < gap:
            yield Breach("chain", {"starts_at": use.during.start, "ends_at": use.during.end})
            return


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
_ALWAYS: tuple[Check, ...] = (_of_state, _of_length, _of_distance, _of_person, _of_need)
_IN_THE_CALENDAR: tuple[Check, ...] = (_of_clock, _of_raster, _of_hours, _of_quotas, _of_chain)


class Presence(Struct, frozen=True):
    """A reservation at the door: what a check-in is judged by, read in one moment."""

    now: datetime
    starts_at: datetime
    ends_at: datetime
    early_minutes: int
    state: str = "confirmed"
    checked_out: bool = False
    resource_state: str = "in_order"
    back_at: datetime | None = None
    need: Need | None = None


Part = Literal["now", "next", "late", "done"]


def part_of_day(
    *, live: bool, starts_at: datetime, ends_at: datetime, entered: bool, left: bool, now: datetime
) -> Part:
    """Where a booking stands on the day's screen; `live` is one that is neither released nor refused.

    Somebody who is still there stays under `now` beyond their end, or nobody would see it.
    """
    if not live or left:
        return "done"
    if entered:
        return "now"
    if now < starts_at:
        return "next"
    return "late" if now < ends_at else "done"


def no_show_at(starts_at: datetime, rules: BookingRules) -> datetime | None:
    """The moment from which a booking that nobody has taken up is released; None for never."""
    grace = rules.no_show_grace_minutes
    return None if grace is None else starts_at + timedelta(minutes=grace)


def check_in(presence: Presence) -> list[Breach]:
    """Everything that stands against using the machine now, in a fixed order."""
    found: list[Breach] = []
    if presence.state != "confirmed":
        found.append(Breach(presence.state))
    if presence.checked_out:
        found.append(Breach("checked_out"))
    earliest = presence.starts_at - timedelta(minutes=presence.early_minutes)
    if presence.now < earliest:
        found.append(Breach("too_early", {"earliest": earliest}))
    elif presence.now >= presence.ends_at:
        found.append(Breach("ended"))
    found += _out(presence.resource_state, presence.back_at, presence.now)
    return found + _lapsed(presence)


def _lapsed(presence: Presence) -> list[Breach]:
    need = presence.need
    if need is None or (need.held and (need.held_until is None or need.held_until >= presence.ends_at)):
        return []
    about = {"qualification_id": need.qualification_id, "qualification": need.name}
    return [Breach("qualification_lapsed", about)]
