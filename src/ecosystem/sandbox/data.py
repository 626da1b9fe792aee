"""The demo region as data: `region/*.json` read into plain structs. All that is local stands there."""

from datetime import date, time
from importlib.resources import files
from typing import Any, TypeVar

from msgspec import Struct, field
from msgspec.json import decode

from ecosystem.fablab.presets import library
from ecosystem.fablab.presets.library import Category, Qualification
from ecosystem.kernel.words import Words
from ecosystem.sandbox.teaching import ClassPlans

T = TypeVar("T")


class Organisation(Struct, forbid_unknown_fields=True):
    """A body of the region."""

    slug: str
    name: Words
    sector: str
    domain: str | None
    website: str | None


class Region(Struct, forbid_unknown_fields=True):
    """The region and its organisations."""

    slug: str
    name: Words
    tagline: Words
    zone: str
    currency: str
    locale: str
    country: str
    organisations: list[Organisation]


class Hours(Struct, forbid_unknown_fields=True):
    """The same opening on some weekdays (1 is Monday); closing at or before opening means the next day."""

    days: list[int]
    opens: time
    closes: time


class Room(Struct, forbid_unknown_fields=True):
    """A room of a site."""

    slug: str
    name: Words
    floor: str
    capacity: int


class Site(Struct, forbid_unknown_fields=True):
    """A place with its rooms and weekly hours."""

    slug: str
    organisation: str
    kind: str
    name: Words
    description: Words
    address: str
    latitude: float
    longitude: float
    hours: list[Hours]
    rooms: list[Room]


class Machine(Struct, forbid_unknown_fields=True):
    """Anything bookable; `busy` between 0 and 1 says how sought-after it is, `spared` when nobody comes.

    `drawing` names its picture in `sandbox.drawings`.
    """

    slug: str
    name: str
    site: str
    room: str | None
    category: str
    busy: float
    risk: str
    description: Words
    kind: str = "machine"
    units: int = 1
    state: str = "in_order"
    state_note: Words | None = None
    rules: dict[str, Any] = field(default_factory=dict)
    hours: list[Hours] = field(default_factory=list)
    spared: list[Hours] = field(default_factory=list)
    drawing: str | None = None


class Account(Struct, forbid_unknown_fields=True):
    """Somebody who signs in: one for each role."""

    role: str
    full_name: str
    born: date
    scope_kind: str
    scope: str
    title: str | None
    qualifications: list[str]


class Technician(Struct, forbid_unknown_fields=True):
    """An invented member of a site's staff."""

    full_name: str
    site: str


class Home(Struct, forbid_unknown_fields=True):
    """Where the other invented people belong, and as what."""

    organisation: str
    role: str
    weight: int


class Booked(Struct, forbid_unknown_fields=True):
    """A booking that a visitor of the demo should find: at that time or the next that is free.

    One that `waits` was asked for a while ago and nobody has approved it yet.
    """

    account: str
    machine: str
    day: int
    at: time
    minutes: int
    units: int = 1
    waits: bool = False


class People(Struct, forbid_unknown_fields=True):
    """The invented people; `others` more are put together from the three lists of names."""

    domain: str
    password: str
    accounts: list[Account]
    lab_staff: list[Technician]
    others: int
    family: list[str]
    middle: list[str]
    given: list[str]
    homes: list[Home]
    wishes: list[Booked]
    reasons: list[str]


class DemoChild(Struct, forbid_unknown_fields=True):
    """A child of the demo's guardian, and the purposes that were consented to."""

    key: str
    full_name: str
    born: date
    grade: int | None
    school: str | None
    alias: str | None
    consents: list[str]
    contact_phone: str | None
    allergy_note: str | None


class Joining(Struct, forbid_unknown_fields=True):
    """Ways into one organisation: its code, an account that asks to join, and somebody who is invited."""

    organisation: str
    code: str
    label: str
    code_days: int
    max_uses: int
    asks: str
    asked_hours_ago: int
    invited: str
    invited_as: str
    invited_hours_ago: int


class YearlyHoliday(Struct, forbid_unknown_fields=True):
    """A public holiday on the same solar date every year."""

    month: int
    day: int
    name: str
    since: int = 0


class DatedHoliday(Struct, forbid_unknown_fields=True):
    """Days off that move: by the lunar calendar, in lieu, or by decree. The last day is included."""

    first: date = field(name="from")
    last: date = field(name="to")
    name: str = ""


class Holidays(Struct, forbid_unknown_fields=True):
    """The public holidays that are known, and their names."""

    every_year: list[YearlyHoliday]
    dated: list[DatedHoliday]
    names: dict[str, Words]


class PlannedClosure(Struct, forbid_unknown_fields=True):
    """A closure on the first working day that is at least `day` days away."""

    scope_kind: str
    scope: str
    day: int
    opens: time
    closes: time
    reason: Words


class DayHours(Struct, forbid_unknown_fields=True):
    """A stretch of one day."""

    opens: time
    closes: time


class PlannedException(Struct, forbid_unknown_fields=True):
    """Other hours on the first such weekday that is at least `after` days away and no holiday."""

    site: str
    weekday: int
    after: int
    hours: list[DayHours]
    note: Words


class Calendar(Struct, forbid_unknown_fields=True):
    """What is out of the ordinary in the coming days."""

    closures: list[PlannedClosure]
    exceptions: list[PlannedException]


class Demo(Struct):
    """The whole demo region."""

    region: Region
    sites: list[Site]
    categories: list[Category]
    machines: list[Machine]
    qualifications: list[Qualification]
    people: People
    children: list[DemoChild]
    joining: Joining
    holidays: Holidays
    calendar: Calendar
    classes: ClassPlans


def read() -> Demo:
    """Read the demo region."""
    return Demo(
        region=_decode("region", Region),
        sites=_decode("sites", list[Site]),
        categories=list(library.categories()),
        machines=_decode("machines", list[Machine]),
        qualifications=list(library.qualifications()),
        people=_decode("people", People),
        children=_decode("children", list[DemoChild]),
        joining=_decode("joining", Joining),
        holidays=_decode("holidays", Holidays),
        calendar=_decode("calendar", Calendar),
        classes=_decode("classes", ClassPlans),
    )


def _decode(name: str, shape: type[T]) -> T:
    return decode((files(__package__) / "region" / f"{name}.json").read_bytes(), type=shape)
