"""Who may be enrolled, which place is free, whom it is offered to: pure, on plain values."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from ecosystem.directory.family.rules import ASSENT_AGE, age_on

OFFER_LASTS = timedelta(hours=48)
MOST_IN_ORDER = 10


class Offer(Struct, frozen=True, kw_only=True):
    """What a class asks of those who enrol; `first_day` is that of its first session."""

    published: bool
    audience: str
    first_day: date | None
    starts_at: datetime | None
    age_from: int | None = None
    age_to: int | None = None
    grade_from: int | None = None
    grade_to: int | None = None
    prerequisites: frozenset[UUID] = frozenset()


class Applicant(Struct, frozen=True, kw_only=True):
    """Somebody to be enrolled. `child` is entered by a guardian; `minor` on this day."""

    person_id: UUID
    born: date | None
    child: bool
    minor: bool
    grade: int | None = None
    school_id: UUID | None = None
    consented: bool = False
    assented: bool = False
    completed: frozenset[UUID] = frozenset()
    alive: bool = False


class Refusal(Struct, frozen=True):
    """One thing against enrolling somebody, with what its words name."""

    code: str
    params: dict[str, int] = {}


def refusals(who: Applicant, offer: Offer, now: datetime, today: date) -> list[Refusal]:
    """Everything that stands against it; nothing where the person may be enrolled."""
    found = [
        Refusal(code)
        for code, wrong in (
            ("not_open", not offer.published or offer.first_day is None),
            ("begun", offer.starts_at is not None and offer.starts_at <= now),
            ("enrolled_already", who.alive),
            ("not_for_pupils", who.child and offer.audience != "pupils"),
            ("for_pupils", not who.child and not who.minor and offer.audience == "pupils"),
            ("guardian_needed", who.minor and not who.child),
            ("consent_missing", who.child and not who.consented),
            ("assent_missing", _assent_missing(who, today)),
            ("prerequisite", not offer.prerequisites <= who.completed),
        )
        if wrong
    ]
    return found + _of_age(who, offer) + _of_grade(who, offer)


def _assent_missing(who: Applicant, today: date) -> bool:
    asked = who.born is not None and age_on(who.born, today) >= ASSENT_AGE
    return who.child and who.consented and asked and not who.assented


def _of_age(who: Applicant, offer: Offer) -> list[Refusal]:
    """Age counts on the first day of the class."""
    if offer.first_day is None or (offer.age_from is None and offer.age_to is None):
        return []
    if who.born is None:
        return [Refusal("age_unknown")]
    age = age_on(who.born, offer.first_day)
    if offer.age_from is not None and age < offer.age_from:
        return [Refusal("too_young", {"age": age, "wanted": offer.age_from})]
    if offer.age_to is not None and age > offer.age_to:
        return [Refusal("too_old", {"age": age, "wanted": offer.age_to})]
    return []


def _of_grade(who: Applicant, offer: Offer) -> list[Refusal]:
    if offer.grade_from is None and offer.grade_to is None:
        return []
    if who.grade is None:
        return [Refusal("grade_unknown")]
    low, high = offer.grade_from or 0, 99 if offer.grade_to is None else offer.grade_to
    return [] if low <= who.grade <= high else [Refusal("other_grade", {"grade": who.grade})]


class Room(Struct, frozen=True):
    """The places of a class: how many, how many are kept for which school, who has them.

    `taken` counts by the school whose kept place somebody has; None is the places for anybody.
    """

    capacity: int
    kept: Mapping[UUID, int]
    taken: Mapping[UUID | None, int]

    def left(self, school_id: UUID | None) -> int:
        """Free places of one kind; nothing where fewer places are left than were given out before."""
        open_ = self.capacity - sum(self.kept.values())
        most = open_ if school_id is None else self.kept.get(school_id, 0)
        whole = self.capacity - sum(self.taken.values())
        return max(0, min(whole, most - self.taken.get(school_id, 0)))


def placed(room: Room, schools: Sequence[UUID | None], *, open_too: bool = True) -> list[UUID | None] | None:
    """A place for each, by the school whose kept place it is (None: anybody's); None unless all have one.

    Kept places go first. `open_too` False leaves those for anybody to whoever waits for them.
    """
    taken, found = dict(room.taken), list[UUID | None]()
    for school in schools:
        now = Room(room.capacity, room.kept, taken)
        if school is not None and now.left(school) > 0:
            place: UUID | None = school
        elif open_too and now.left(None) > 0:
            place = None
        else:
            return None
        taken[place] = taken.get(place, 0) + 1
        found.append(place)
    return found


class Party(Struct, frozen=True):
    """Those of one order who wait together, in the order of the list; `fit` where all may be enrolled."""

    order_id: UUID
    schools: tuple[UUID | None, ...]
    fit: bool


def promoted(room: Room, waiting: Iterable[Party]) -> list[tuple[UUID, list[UUID | None]]]:
    """Whose turn it is, with their places: in the order of the list, skipping those who may not be enrolled.

    A party that does not fit is not passed by a smaller one, except by those with a place kept for a school
    that nobody of it goes to.
    """
    taken, closed, blocked = dict(room.taken), set[UUID](), False
    found = []
    for party in waiting:
        if not party.fit:
            continue
        schools = [None if school in closed else school for school in party.schools]
        places = placed(Room(room.capacity, room.kept, taken), schools, open_too=not blocked)
        if places is None:
            blocked = True
            closed.update(school for school in party.schools if school is not None)
            continue
        for place in places:
            taken[place] = taken.get(place, 0) + 1
        found.append((party.order_id, places))
    return found


def offer_end(now: datetime, starts_at: datetime | None, lasts: timedelta = OFFER_LASTS) -> datetime:
    """Until when an offer stands: two days, and not beyond the beginning of the class."""
    end = now + lasts
    return end if starts_at is None else max(now, min(end, starts_at))
