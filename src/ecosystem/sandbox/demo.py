"""Fill an empty database with the demo region, once and in one transaction."""

from datetime import UTC, date, datetime, time
from itertools import groupby

from msgspec import Struct
from sqlalchemy import func, insert, select, text

from ecosystem.calendars import closures
from ecosystem.classes.publishing import publish_sessions
from ecosystem.directory.models import Person
from ecosystem.fablab import entries
from ecosystem.fablab.models import Reservation
from ecosystem.identity.models import Credential
from ecosystem.identity.passwords import hash_password
from ecosystem.kernel import clock
from ecosystem.kernel.db import Base, Database, Session
from ecosystem.kernel.errors import Conflict
from ecosystem.kernel.intervals import Interval, zone
from ecosystem.kernel.words import Words
from ecosystem.places.models import Region
from ecosystem.sandbox import bookings, calendar, data, people
from ecosystem.sandbox.rows import catalogue as catalogue_rows
from ecosystem.sandbox.rows import classes as class_rows
from ecosystem.sandbox.rows import family as family_rows
from ecosystem.sandbox.rows import joining as joining_rows
from ecosystem.sandbox.rows import people as people_rows
from ecosystem.sandbox.rows import places as place_rows
from ecosystem.sandbox.rows.common import SINCE, Ids
from ecosystem.sandbox.rows.refusals import refusals
from ecosystem.sandbox.rows.reservations import reservations
from ecosystem.timetable.models import Occupancy, Resource

PASSWORD = "demo-ecosystem"  # noqa: S105 - told to everybody who starts the demo
ROLES = ("student", "teacher", "guardian", "founder", "mentor", "lab", "manager", "admin")
ADDRESSES = tuple(f"{role}@demo.example" for role in ROLES)
OPENS = time(8)  # the moment of a day that was asked for by its date alone
_LOCK = 0x64656D6F  # the letters of "demo"


class AnotherRegion(Conflict):
    """The database serves a region of its own, which the demo must not touch."""

    code = "another_region"
    title = Words(
        vi="Cơ sở dữ liệu đã có một vùng; vùng mẫu cần cơ sở dữ liệu trống",
        en="This database already holds a region; the demo wants an empty one",
    )


class DemoSummary(Struct, frozen=True):
    """What is there after loading; `loaded` is False when it was there before."""

    loaded: bool
    region: str
    sites: int
    resources: int
    people: int
    reservations: int

    def __str__(self) -> str:
        what = "made" if self.loaded else "already there, nothing changed"
        return (
            f"{self.region}: {what} ({self.sites} sites, {self.resources} resources, "
            f"{self.people} people, {self.reservations} reservations)"
        )


async def is_loaded(database: Database) -> bool:
    """Whether the demo region is there."""
    async with database.read() as session:
        return await _is_loaded(session, data.read())


async def load(database: Database, *, at: date | None = None) -> DemoSummary:
    """Make the demo region around the day `at` (today in its zone); a second time changes nothing.

    Raises AnotherRegion where a region exists that is not the demo's.
    """
    demo = data.read()

    async def work(session: Session) -> DemoSummary:
        # Two servers that start together make it once; the second waits for as long as that takes.
        await session.execute(text("SET LOCAL lock_timeout = 0"))
        await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        there = await _is_loaded(session, demo)
        if not there:
            if await session.scalar(select(func.count()).select_from(Region)):
                raise AnotherRegion
            await _make(session, demo, _moment(demo, at))
        return await _summary(session, demo, loaded=not there)

    return await database.transact(work)


def _moment(demo: data.Demo, at: date | None) -> datetime:
    """The instant that the bookings lie around: now, or the morning of the day asked for."""
    now = clock.now()
    tz = zone(demo.region.zone)
    if at is None or at == now.astimezone(tz).date():
        return now
    return datetime.combine(at, OPENS, tz).astimezone(UTC)


async def _make(session: Session, demo: data.Demo, now: datetime) -> None:
    ids = Ids()
    around = calendar.around(demo, now.astimezone(zone(demo.region.zone)).date())
    cast = people.cast(demo)
    for part in (
        place_rows.places(demo, around, ids, now),
        catalogue_rows.catalogue(demo, around, ids, now),
        people_rows.people(demo, cast, ids, now),
        family_rows.family(demo, ids, now),
        refusals(demo, ids, now),
        joining_rows.joining(demo, ids, now),
    ):
        await _store(session, part)
    for person in cast:
        if person.email:
            stored = await hash_password(PASSWORD)
            credential = Credential(
                person_id=ids.person[person.key], password_hash=stored, changed_at=now - SINCE
            )
            session.add(credential)
    await session.flush()
    booked = bookings.invent(
        bookings.Region(
            demo,
            around,
            now,
            bookings.offers(demo, ids.resource, ids.qualification),
            _guests(demo, cast, ids, now),
        )
    )
    claims, taken = reservations(booked, demo.region.currency, now)
    await session.execute(insert(Reservation), claims)
    today = now.astimezone(zone(demo.region.zone)).date()
    taught = class_rows.classes(demo, cast, around, booked, ids, now, today)
    await _store(session, taught.rows)
    await session.execute(insert(Occupancy), taken + taught.taken)
    await entries.publish_all(session)
    await closures.publish_missing(session)
    await publish_sessions(session, taught.sessions)


async def _store(session: Session, made: list[Base]) -> None:
    """Flush table by table, parents first: without relationships the session can't know the order."""
    order = {table.name: number for number, table in enumerate(Base.metadata.sorted_tables)}
    for _, group in groupby(
        sorted(made, key=lambda row: order[row.__tablename__]), key=lambda row: row.__tablename__
    ):
        session.add_all(group)
        await session.flush()


def _guests(
    demo: data.Demo, cast: list[people.Somebody], ids: Ids, now: datetime
) -> dict[str, bookings.Guest]:
    """Those who book."""
    valid = {asked.code: asked.valid_days * calendar.DAY for asked in demo.qualifications}
    given = now - SINCE
    return {
        person.key: bookings.Guest(
            id=ids.person[person.key],
            home=person.home or "",
            roles=frozenset({person.role}),
            born=person.born,
            regular=person.email is None,
            qualified={
                ids.qualification[code]: Interval(given, given + valid[code])
                for code in person.qualifications
            },
        )
        for person in cast
    }


async def _is_loaded(session: Session, demo: data.Demo) -> bool:
    found = await session.scalar(
        select(func.count())
        .select_from(Person)
        .where(
            Person.email == ADDRESSES[0], select(Region.id).where(Region.slug == demo.region.slug).exists()
        )
    )
    return bool(found)


async def _summary(session: Session, demo: data.Demo, *, loaded: bool) -> DemoSummary:
    async def count(table: type[Resource | Person | Reservation]) -> int:
        return await session.scalar(select(func.count()).select_from(table)) or 0

    return DemoSummary(
        loaded=loaded,
        region=demo.region.name.vi,
        sites=len(demo.sites),
        resources=await count(Resource),
        people=await count(Person),
        reservations=await count(Reservation),
    )
