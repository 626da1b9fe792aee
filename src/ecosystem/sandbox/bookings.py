"""Some weeks of invented bookings around a moment, by the product's own rules. Pure and repeatable."""

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from msgspec import Struct, field

from ecosystem.fablab.rules import Booker, BookingRules, Context, Need, Usage, Wish, effective, judge
from ecosystem.kernel.intervals import Interval, difference, union, zone
from ecosystem.sandbox.calendar import DAY, Calendar, closed, of_weekday, open_hours
from ecosystem.sandbox.data import Booked, Demo, Machine, Site

BACK, AHEAD = 21, 14
STREAMS = 4  # pools are filled by at most so many streams of bookings
CANCELLED = 0.04
LATER = 8  # steps of the raster that a wished-for booking may be later than its time
MINUTE = timedelta(minutes=1)
ANSWERED = timedelta(minutes=30)  # what staff have left to approve what waits
# How likely somebody comes, by the hour of the day: afternoons are the busiest.
HOURLY = (
    *(0.12, 0.08, 0.06, 0.05, 0.05, 0.06, 0.15, 0.4, 0.7, 0.9, 0.9, 0.6),
    *(0.7, 1.15, 1.3, 1.3, 1.15, 0.9, 0.8, 0.75, 0.6, 0.45, 0.3, 0.2),
)


class Guest(Struct):
    """Somebody who books: who they are to the rules, and what they have booked so far.

    A `regular` comes of their own accord; those who sign in have only what was wished for them.
    """

    id: UUID
    home: str
    roles: frozenset[str]
    born: date
    qualified: dict[UUID, Interval]
    regular: bool = True
    taken: list[Interval] = field(default_factory=list)
    usage: dict[str, list[Usage]] = field(default_factory=dict)


class Offer(Struct, frozen=True):
    """A machine with everything that decides about a booking of it."""

    machine: Machine
    resource_id: UUID
    rules: BookingRules
    need: UUID | None
    site: Site


class Booking(Struct, frozen=True):
    """One invented booking; `cancelled_at` of those that were called off, some still `waits`."""

    offer: Offer
    person_id: UUID
    during: Interval
    blocked: Interval
    units: tuple[int, ...]
    reason: str | None
    created_at: datetime
    cancelled_at: datetime | None
    waits: bool = False


class Region(Struct, frozen=True):
    """What the inventing needs to know: the data, the days out of the ordinary, the moment."""

    demo: Demo
    calendar: Calendar
    now: datetime
    offers: dict[str, Offer]
    guests: dict[str, Guest]


def offers(demo: Demo, resources: dict[str, UUID], qualifications: dict[str, UUID]) -> dict[str, Offer]:
    """The machines that can be booked, by slug."""
    sites = {site.slug: site for site in demo.sites}
    categories = {category.slug: category for category in demo.categories}
    found = {}
    for machine in demo.machines:
        category = categories[machine.category]
        found[machine.slug] = Offer(
            machine,
            resources[machine.slug],
            effective(category.rules, machine.rules),
            qualifications[category.qualification] if category.qualification else None,
            sites[machine.site],
        )
    return {slug: offer for slug, offer in found.items() if offer.machine.state == "in_order"}


def invent(region: Region) -> list[Booking]:
    """The bookings of BACK days before and AHEAD days after the moment, wished-for ones first."""
    random = Random(region.demo.region.slug)  # noqa: S311 - the same bookings every time are wanted
    desk = _Desk(region, random)
    for wish in region.demo.people.wishes:
        desk.grant(wish)
    for slug in region.offers:
        desk.fill(region.offers[slug])
    return desk.booked


class _Desk:
    """Takes bookings one after the other and refuses what the rules refuse."""

    def __init__(self, region: Region, random: Random) -> None:
        self.region = region
        self.random = random
        self.booked: list[Booking] = []
        self.zone_name = region.demo.region.zone
        self.today = region.now.astimezone(zone(self.zone_name)).date()
        self._blocked: dict[tuple[UUID, int], list[Interval]] = {}
        self._closed = {
            slug: [
                off
                for off in closed(region.calendar, region.demo.region.slug, offer.machine)
                if off.end > region.now - (BACK + 1) * DAY and off.start < region.now + (AHEAD + 2) * DAY
            ]
            for slug, offer in region.offers.items()
        }
        self._open = {slug: self._windows(offer) for slug, offer in region.offers.items()}
        self._quotas = {
            slug: frozenset(rule for rule in offer.machine.rules if rule.startswith("quota_"))
            for slug, offer in region.offers.items()
        }

    def grant(self, wish: Booked) -> None:
        """Book what a visitor should find, at that time or soon after, that day or another."""
        offer = self.region.offers[wish.machine]
        guests = [self.region.guests[wish.account]]
        length = wish.minutes * MINUTE
        days = range(wish.day, -BACK, -1) if wish.day < 0 else range(wish.day, AHEAD)
        for day in days:
            at = self._local(self.today + day * DAY, wish.at)
            for later in range(LATER):
                start = at + later * offer.rules.raster_minutes * MINUTE
                made = self._asked_at(offer, start) if wish.waits else self._made_at(offer, start)
                during = Interval(start, start + length)
                if made and self._book(offer, guests, during, wish.units, made, waits=wish.waits):
                    return

    def fill(self, offer: Offer) -> None:
        """Walk through the opening hours and let people come."""
        for _stream in range(min(offer.machine.units, STREAMS)):
            for window in self._open[offer.machine.slug]:
                self._fill_window(offer, window)

    def _fill_window(self, offer: Offer, window: Interval) -> None:
        rules = offer.rules
        raster = rules.raster_minutes * MINUTE
        start = window.start
        while start + rules.min_minutes * MINUTE <= window.end:
            if self.random.random() > self._chance(offer, start):
                start += max(raster, 60 * MINUTE)
                continue
            length = self._length(rules, window.end - start)
            made = self._made_at(offer, start)
            if made and self._book(
                offer, self._visitors(offer), Interval(start, start + length), self._units(offer), made
            ):
                start += length
            start += raster

    def _book(
        self,
        offer: Offer,
        guests: list[Guest],
        during: Interval,
        units: int,
        made: datetime,
        *,
        waits: bool = False,
    ) -> bool:
        """Book for the first of the guests whom the rules let, if units are free; says whether."""
        rules = offer.rules
        blocked = during.grown(
            before=rules.buffer_before_minutes * MINUTE, after=rules.buffer_after_minutes * MINUTE
        )
        free = self._free_units(offer, blocked)
        slug = offer.machine.slug
        if len(free) < units or not any(window.contains(during) for window in self._open[slug]):
            return False
        guest = next((guest for guest in guests if self._may(guest, offer, during, units, made)), None)
        if guest is None:
            return False
        off = self._cancelled(offer, during, made) if guest.regular else None
        held = tuple(free[:units])
        booking = Booking(offer, guest.id, during, blocked, held, self._reason(), made, off, waits)
        self.booked.append(booking)
        for unit in booking.units:
            self._blocked.setdefault((offer.resource_id, unit), []).append(blocked)
        guest.taken.append(during)
        guest.usage.setdefault(offer.machine.category, []).append(Usage(during, offer.resource_id))
        return True

    def _may(self, guest: Guest, offer: Offer, during: Interval, units: int, made: datetime) -> bool:
        if any(during.overlaps(other) for other in guest.taken):
            return False
        context = Context(
            now=made,
            zone=self.zone_name,
            resource_id=offer.resource_id,
            rules=offer.rules,
            units=offer.machine.units,
            booker=Booker(guest.roles, frozenset(), guest.born),
            need=self._need(guest, offer),
            usage=tuple(guest.usage.get(offer.machine.category, ())),
            machine_quotas=self._quotas[offer.machine.slug],
        )
        return not judge(Wish(during.start, during.end, units), context)

    def _need(self, guest: Guest, offer: Offer) -> Need | None:
        if offer.need is None:
            return None
        held = guest.qualified.get(offer.need)
        return Need(offer.need, {}, held=held is not None, held_until=held.end if held else None)

    def _free_units(self, offer: Offer, blocked: Interval) -> list[int]:
        if any(blocked.overlaps(off) for off in self._closed[offer.machine.slug]):
            return []
        return [
            unit
            for unit in range(1, offer.machine.units + 1)
            if not any(blocked.overlaps(other) for other in self._blocked.get((offer.resource_id, unit), ()))
        ]

    def _windows(self, offer: Offer) -> list[Interval]:
        """The stretches in which the machine is open, cut at midnight only where it really closes."""
        days = [self.today + offset * DAY for offset in range(-BACK, AHEAD + 1)]
        spans = [
            span
            for day in days
            for span in open_hours(self.region.calendar, offer.site, offer.machine, day, self.zone_name)
        ]
        spared = [span for day in days for span in of_weekday(offer.machine.spared, day, self.zone_name)]
        return difference(union(spans), [*self._closed[offer.machine.slug], *spared])

    def _made_at(self, offer: Offer, start: datetime) -> datetime | None:
        """When the booking was made: after the horizon let it, before the notice, never in the future."""
        earliest = start - min(offer.rules.horizon_days, 7) * DAY
        latest = min(self.region.now, start - offer.rules.notice_minutes * MINUTE)
        if latest < earliest:
            return None
        seconds = int((latest - earliest).total_seconds() * self.random.random() ** 2)
        return latest - timedelta(seconds=seconds)

    def _asked_at(self, offer: Offer, start: datetime) -> datetime | None:
        """Lately, so that nobody need have answered yet; None for what begins too soon for an answer."""
        made = self.region.now - 40 * MINUTE
        return made if start >= self.region.now + offer.rules.notice_minutes * MINUTE + ANSWERED else None

    def _cancelled(self, offer: Offer, during: Interval, made: datetime) -> datetime | None:
        last = min(self.region.now, during.start - offer.rules.cancel_notice_minutes * MINUTE)
        if self.random.random() > CANCELLED or last <= made:
            return None
        return made + (last - made) * self.random.random()

    def _chance(self, offer: Offer, start: datetime) -> float:
        local = start.astimezone(zone(self.zone_name))
        ahead = (local.date() - self.today).days
        fading = 1.0 if ahead <= 0 else max(0.25, 0.9 - ahead * 0.05)
        weekend = 0.6 if local.isoweekday() > 5 else 1.0
        return offer.machine.busy * HOURLY[local.hour] * fading * weekend

    def _length(self, rules: BookingRules, room: timedelta) -> timedelta:
        raster = rules.raster_minutes
        most = min(rules.max_minutes, int(room / MINUTE))
        usual = rules.min_minutes + (most - rules.min_minutes) * 0.35
        wanted = self.random.triangular(rules.min_minutes, most, usual)
        return max(rules.min_minutes, min(most // raster, round(wanted / raster)) * raster) * MINUTE

    def _units(self, offer: Offer) -> int:
        share = max(1, offer.machine.units // STREAMS)
        return min(offer.machine.units, self.random.choice((1, 1, 1, 2, max(1, share // 2), share)))

    def _visitors(self, offer: Offer) -> list[Guest]:
        """A few people at random, those of the house more often."""
        guests = [guest for guest in self.region.guests.values() if guest.regular]
        weights = [4 if guest.home == offer.site.organisation else 1 for guest in guests]
        if offer.need:
            weights = [w if offer.need in g.qualified else 0 for w, g in zip(weights, guests, strict=True)]
        return self.random.choices(guests, weights, k=4) if any(weights) else []

    def _reason(self) -> str | None:
        return self.random.choice(self.region.demo.people.reasons) if self.random.random() < 0.4 else None

    def _local(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, zone(self.zone_name))
