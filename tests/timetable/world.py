"""A small region for tests of places and the timetable: sites, resources, hours, closures."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from ecosystem.kernel.db import Base, Database, Session
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import Interval
from ecosystem.places.models import Closure, OpeningException, OpeningRule, Region, Room, Site
from ecosystem.timetable.models import Resource
from ecosystem.timetable.rules import Claim

HO_CHI_MINH = "Asia/Ho_Chi_Minh"
# Monday 23 November 2026, midnight in Vietnam.
MONDAY = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ROUND_THE_CLOCK = [(weekday, time(0), time(0)) for weekday in range(1, 8)]
BOTH = {"vi": "Tên", "en": "Name"}


def at(hours: float, days: int = 0) -> datetime:
    """That many hours after midnight of Monday (or days later), Vietnamese time."""
    return MONDAY + timedelta(days=days, hours=hours)


def span(start: float, end: float, days: int = 0) -> Interval:
    """From hour to hour of Monday, Vietnamese time; 26 is 2 o'clock on Tuesday."""
    return Interval(at(start, days), at(end, days))


def claim(
    resource_id: UUID,
    start: float,
    end: float,
    *,
    units: int = 1,
    days: int = 0,
    before: int = 0,
    after: int = 0,
) -> Claim:
    """A claim from hour to hour of Monday, buffers in minutes."""
    return Claim(
        resource_id, span(start, end, days), units, timedelta(minutes=before), timedelta(minutes=after)
    )


class World:
    """Writes rows as they come; the region exists from the start."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.region_id = new_id()

    async def add(self, *rows: Base) -> None:
        """Store rows, each kind before those that refer to it."""

        async def work(session: Session) -> None:
            for row in rows:
                session.add(row)
                await session.flush()

        await self.database.transact(work)

    async def region(self) -> None:
        """The region that everything stands in."""
        await self.add(
            Region(
                id=self.region_id,
                slug="r",
                name=BOTH,
                tagline=BOTH,
                zone=HO_CHI_MINH,
                currency="VND",
                locale="vi",
            )
        )

    async def site(
        self,
        hours: list[tuple[int, time, time]] | None = None,
        *,
        zone: str = HO_CHI_MINH,
        slug: str | None = None,
        organisation_id: UUID | None = None,
    ) -> UUID:
        """A site, open round the clock unless told otherwise."""
        site_id = new_id()
        await self.add(
            Site(
                id=site_id,
                region_id=self.region_id,
                organisation_id=organisation_id,
                slug=slug or f"s{site_id.hex}",
                kind="fablab",
                name=BOTH,
                description=BOTH,
                address="",
                zone=zone,
                search_key="",
            )
        )
        await self.hours("site", site_id, ROUND_THE_CLOCK if hours is None else hours)
        return site_id

    async def hours(
        self,
        owner_kind: str,
        owner_id: UUID,
        hours: list[tuple[int, time, time]],
        *,
        valid_from: date | None = None,
        valid_until: date | None = None,
    ) -> None:
        """Weekly hours of a site or resource."""
        await self.add(
            *(
                OpeningRule(
                    id=new_id(),
                    owner_kind=owner_kind,
                    owner_id=owner_id,
                    weekday=weekday,
                    opens=opens,
                    closes=closes,
                    valid_from=valid_from,
                    valid_until=valid_until,
                )
                for weekday, opens, closes in hours
            )
        )

    async def exception(
        self, owner_kind: str, owner_id: UUID, on_date: date, *hours: tuple[time, time]
    ) -> None:
        """Other hours on a date; none: closed."""
        await self.add(
            *(
                OpeningException(
                    id=new_id(),
                    owner_kind=owner_kind,
                    owner_id=owner_id,
                    on_date=on_date,
                    opens=opens,
                    closes=closes,
                )
                for opens, closes in (hours or ((None, None),))
            )
        )

    async def room(self, site_id: UUID) -> UUID:
        """A room of the site."""
        room_id = new_id()
        await self.add(Room(id=room_id, site_id=site_id, name=BOTH))
        return room_id

    async def resource(
        self, site_id: UUID, *, units: int = 1, room_id: UUID | None = None, **values: Any
    ) -> UUID:
        """A machine, or a pool of that many units."""
        resource_id = new_id()
        await self.add(
            Resource(
                id=resource_id,
                site_id=site_id,
                room_id=room_id,
                kind=values.get("kind", "machine"),
                name="M",
                units=units,
                state="in_order",
                search_key="m",
                sort_key="M",
                created_at=NOW,
            )
        )
        return resource_id

    async def closure(self, scope_kind: str, scope_id: UUID, during: Interval) -> UUID:
        """A closure, whatever it meets."""
        closure_id = new_id()
        await self.add(
            Closure(
                id=closure_id,
                scope_kind=scope_kind,
                scope_id=scope_id,
                during=Range(during.start, during.end),
                reason=BOTH,
                created_at=NOW,
            )
        )
        return closure_id
