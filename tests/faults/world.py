"""A small region for races: one site open round the clock, machines, pools, and people with API tokens."""

import hashlib
import os
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from ecosystem.directory.models import Person, RoleGrant
from ecosystem.fablab.models import Category, Listing
from ecosystem.identity.models import ApiToken
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, sort_key
from ecosystem.places.models import OpeningRule, Region, Site
from ecosystem.timetable.models import Occupancy, Resource

ZONE = "Asia/Ho_Chi_Minh"
SCOPES = [
    "reservations:create",
    "reservations:read",
    "reservations:manage",
    "places:manage",
    "account:manage",
    "classes:plan",
    "classes:teach",
]


def scale(full: int, reduced: int) -> int:
    """The full count with ECOSYSTEM_FAULTS=full, else the reduced one."""
    return full if os.environ.get("ECOSYSTEM_FAULTS") == "full" else reduced


def day_at(hour: int, minute: int = 0, *, days: int = 3) -> datetime:
    """An instant some days from now, on the raster; the site is open round the clock."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=days, hours=hour, minutes=minute)


class World:
    """What the races run on; ids are fresh in every test's own database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.region_id, self.site_id, self.category_id = new_id(), new_id(), new_id()

    async def build(self, **rules: Any) -> "World":
        """Make the region, the site and one category with these booking rules."""
        words = {"vi": "Thử", "en": "Try"}

        async def work(session: Session) -> None:
            session.add(
                Region(
                    id=self.region_id,
                    slug="try",
                    name=words,
                    tagline=words,
                    zone=ZONE,
                    currency="VND",
                    locale="vi",
                )
            )
            await session.flush()
            session.add(
                Site(
                    id=self.site_id, region_id=self.region_id, slug="try", kind="fablab", name=words,
                    description=words, address="", zone=ZONE, search_key="thu",
                )
            )  # fmt: skip
            session.add_all(
                OpeningRule(
                    id=new_id(),
                    owner_kind="site",
                    owner_id=self.site_id,
                    weekday=day,
                    opens=time(),
                    closes=time(),
                )
                for day in range(1, 8)
            )
            session.add(
                Category(
                    id=self.category_id, slug="try", name=words, description=words, icon="other",
                    rules={"max_minutes": 480, "horizon_days": 60, **rules}, search_key="thu",
                )
            )  # fmt: skip

        await self.database.transact(work)
        return self

    async def machine(self, name: str = "Máy", *, units: int = 1) -> UUID:
        """One more machine, or a pool."""
        resource_id = new_id()

        async def work(session: Session) -> None:
            session.add(
                Resource(
                    id=resource_id, site_id=self.site_id, kind="machine", name=name, units=units,
                    search_key=search_key(name), sort_key=sort_key(name), created_at=datetime.now(UTC),
                )
            )  # fmt: skip
            await session.flush()
            session.add(
                Listing(
                    resource_id=resource_id, category_id=self.category_id,
                    description={"vi": "", "en": ""}, rules={},
                )
            )  # fmt: skip

        await self.database.transact(work)
        return resource_id

    async def people(self, count: int, *, role: str = "student") -> list[dict[str, str]]:
        """That many new people; answers the headers that each of them calls with."""
        now = datetime.now(UTC)
        tokens = [f"eco_{new_id().hex}" for _ in range(count)]

        async def work(session: Session) -> None:
            for token in tokens:
                person_id = new_id()
                session.add(
                    Person(
                        id=person_id, full_name="Người Thử", email=f"{person_id}@try.example", search_key="",
                        sort_key="", created_at=now, birth_date=date(2000, 1, 1), locale="vi", zone=ZONE,
                    )
                )  # fmt: skip
                await session.flush()
                session.add(
                    RoleGrant(
                        id=new_id(), person_id=person_id, role=role, scope_kind="region",
                        scope_id=self.region_id, granted_at=now,
                    )
                )  # fmt: skip
                session.add(
                    ApiToken(
                        id=new_id(), secret_hash=hashlib.sha256(token.encode()).digest(), person_id=person_id,
                        label="try", scopes=SCOPES, created_at=now,
                    )
                )  # fmt: skip

        await self.database.transact(work)
        return [{"Authorization": f"Bearer {token}"} for token in tokens]

    async def live(self, *resource_ids: UUID) -> list[tuple[UUID, int, Range[datetime], Range[datetime]]]:
        """What is occupied: (resource, unit, during, blocked), all that is not released."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(Occupancy.resource_id, Occupancy.unit, Occupancy.during, Occupancy.blocked)
                .where(Occupancy.state != "released", Occupancy.resource_id.in_(resource_ids))
                .order_by(Occupancy.resource_id, Occupancy.unit, Occupancy.during)
            )
            return [tuple(row) for row in rows]  # type: ignore[misc]


def overlaps(rows: list[tuple[UUID, int, Range[datetime], Range[datetime]]]) -> int:
    """How many pairs share a unit and time: the violation that must never be."""
    return sum(
        1
        for index, (resource, unit, _, blocked) in enumerate(rows)
        for other_resource, other_unit, _, other_blocked in rows[index + 1 :]
        if resource == other_resource and unit == other_unit and blocked.overlaps(other_blocked)
    )
