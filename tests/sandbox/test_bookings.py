"""The invented bookings, without a database: repeatable, and like a real lab's."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from ecosystem.kernel.intervals import Interval, zone
from ecosystem.sandbox import bookings, calendar, data, people

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
DEMO = data.read()


def invented():
    cast = people.cast(DEMO)
    resources = {machine.slug: UUID(int=n) for n, machine in enumerate(DEMO.machines)}
    codes = {asked.code: UUID(int=n) for n, asked in enumerate(DEMO.qualifications)}
    year = Interval(NOW - timedelta(days=100), NOW + timedelta(days=265))
    guests = {
        person.key: bookings.Guest(
            id=UUID(int=n),
            home=person.home or "",
            roles=frozenset({person.role}),
            born=person.born,
            qualified={codes[code]: year for code in person.qualifications},
            regular=person.email is None,
        )
        for n, person in enumerate(cast)
    }
    around = calendar.around(DEMO, NOW.date())
    return bookings.invent(
        bookings.Region(DEMO, around, NOW, bookings.offers(DEMO, resources, codes), guests)
    )


def test_the_same_moment_gives_the_same_bookings():
    def seen():
        return [(b.offer.resource_id, b.person_id, b.during, b.units, b.created_at) for b in invented()]

    assert seen() == seen()


def test_nobody_is_in_two_places_at_once():
    by_person: dict[UUID, list[Interval]] = {}
    for booking in invented():
        by_person.setdefault(booking.person_id, []).append(booking.during)
    for stretches in by_person.values():
        stretches.sort()
        assert all(a.end <= b.start for a, b in pairwise(stretches))


def test_afternoons_are_busier_than_mornings_and_every_machine_in_order_is_used():
    made = invented()
    tz = zone(DEMO.region.zone)
    hours = Counter(booking.during.start.astimezone(tz).hour for booking in made)
    assert sum(hours[h] for h in range(13, 17)) > sum(hours[h] for h in range(8, 12))
    used = {booking.offer.machine.slug for booking in made}
    assert used == {machine.slug for machine in DEMO.machines if machine.state == "in_order"}


def test_every_wish_is_granted():
    keys = [person.key for person in people.cast(DEMO)]
    asked = Counter((keys.index(w.account), w.machine) for w in DEMO.people.wishes)
    accounts = len(DEMO.people.accounts)
    made = [b for b in invented() if b.person_id.int < accounts]
    assert Counter((b.person_id.int, b.offer.machine.slug) for b in made) == asked
    assert [b for b in made if b.cancelled_at] == []
