"""A small region for tests of the fablab: a site with a lunch gap, one round the clock, people, machines."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import event, func, select
from sqlalchemy.dialects.postgresql import Range

from ecosystem.directory.models import Membership, Organisation, Person, RoleGrant
from ecosystem.directory.roles import EVERYBODY, PERMISSIONS
from ecosystem.fablab.models import Category, Listing
from ecosystem.kernel.actor import Actor, HeldRole
from ecosystem.kernel.db import Base, Database, Session
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, sort_key
from ecosystem.places.models import Closure, OpeningRule, Region, Room, Site
from ecosystem.qualifications.models import Qualification, QualificationGrant, Quiz
from ecosystem.timetable.models import Resource

ZONE = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)  # Friday 09:00 in Vietnam
ROUND_THE_CLOCK = [(day, time(), time()) for day in range(1, 8)]
WITH_LUNCH = [
    (day, opens, closes)
    for day in range(1, 8)
    for opens, closes in ((time(8), time(12)), (time(13), time(17)))
]
QUESTIONS = [
    {
        "id": "glasses",
        "text": {"vi": "Đeo kính?", "en": "Glasses?"},
        "many": False,
        "choices": [
            {"id": "yes", "text": {"vi": "Có", "en": "Yes"}, "correct": True},
            {"id": "no", "text": {"vi": "Không", "en": "No"}, "correct": False},
        ],
        "explanation": {"vi": "Luôn đeo kính.", "en": "Always wear glasses."},
    },
    {
        "id": "fire",
        "text": {"vi": "Khi cháy?", "en": "On fire?"},
        "many": True,
        "choices": [
            {"id": "stop", "text": {"vi": "Dừng máy", "en": "Stop"}, "correct": True},
            {"id": "call", "text": {"vi": "Gọi người", "en": "Call"}, "correct": True},
            {"id": "film", "text": {"vi": "Quay phim", "en": "Film"}, "correct": False},
        ],
        "explanation": {"vi": "Dừng máy rồi gọi người.", "en": "Stop, then call."},
    },
]
RIGHT = {"glasses": ["yes"], "fire": ["call", "stop"]}


def words(vi: str, en: str | None = None) -> dict[str, str]:
    """A bilingual text."""
    return {"vi": vi, "en": en or vi}


def at(text: str, zone: str = ZONE) -> datetime:
    """An instant from a local time such as 2026-11-21T09:00; a bare time means 21 November."""
    text = text if "T" in text else f"2026-11-21T{text}"
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class World:
    """Writes rows as they come, and gives what they are called by."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.region_id = new_id()
        self.lasers = new_id()

    async def add(self, *rows: Base) -> None:
        """Store rows, each before those that refer to it."""

        async def work(session: Session) -> None:
            for row in rows:
                session.add(row)
                await session.flush()

        await self.database.transact(work)

    async def build(self) -> "World":
        """The region."""
        await self.add(
            Region(
                id=self.region_id, slug="thu", name=words("Vùng Thử"), tagline=words("Thử"), zone=ZONE,
                currency="VND", locale="vi",
            )
        )  # fmt: skip
        return self

    async def site(
        self,
        slug: str = "xuong",
        hours: list[tuple[int, time, time]] | None = None,
        *,
        zone: str = ZONE,
        organisation_id: UUID | None = None,
    ) -> UUID:
        """A site, open round the clock unless told otherwise."""
        site_id = new_id()
        await self.add(
            Site(
                id=site_id, region_id=self.region_id, organisation_id=organisation_id, slug=slug, zone=zone,
                kind="fablab", name=words(f"Xưởng {slug}", f"Lab {slug}"), description=words(""),
                address="Thủ Đức", search_key=search_key(f"Xưởng {slug}"),
            ),
            *(
                OpeningRule(
                    id=new_id(), owner_kind="site", owner_id=site_id, weekday=day, opens=opens, closes=closes
                )
                for day, opens, closes in (ROUND_THE_CLOCK if hours is None else hours)
            ),
        )  # fmt: skip
        return site_id

    async def room(self, site_id: UUID) -> UUID:
        """A room."""
        room_id = new_id()
        await self.add(Room(id=room_id, site_id=site_id, name=words("Phòng Laser", "Laser room")))
        return room_id

    async def category(
        self, slug: str = "laser", *, qualification_id: UUID | None = None, **rules: Any
    ) -> UUID:
        """A category with these booking rules."""
        category_id = new_id()
        await self.add(
            Category(
                id=category_id, slug=slug, name=words("Máy cắt laser", "Laser cutters"), icon="laser",
                description=words(""), rules=rules, qualification_id=qualification_id,
                search_key=search_key("Máy cắt laser"),
            )
        )  # fmt: skip
        return category_id

    async def machine(
        self,
        site_id: UUID,
        category_id: UUID,
        name: str = "Máy Epilog",
        *,
        units: int = 1,
        state: str = "in_order",
        room_id: UUID | None = None,
        qualification_id: UUID | None = None,
        **rules: Any,
    ) -> UUID:
        """A machine in the catalogue, or a pool, with rules of its own."""
        resource_id = new_id()
        await self.add(
            Resource(
                id=resource_id, site_id=site_id, room_id=room_id, kind="machine", name=name, units=units,
                state=state, search_key=search_key(name), sort_key=sort_key(name), created_at=NOW,
            ),
            Listing(
                resource_id=resource_id, category_id=category_id, description=words("Mô tả"), risk="low",
                rules=rules, qualification_id=qualification_id,
            ),
        )  # fmt: skip
        return resource_id

    async def person(
        self,
        name: str = "Nguyễn Văn Bình",
        *roles: tuple[str, str, UUID],
        born: date | None = date(2000, 1, 1),
        organisation_id: UUID | None = None,
        locale: str = "vi",
    ) -> Actor:
        """A person with roles as (role, scope kind, scope id), as an actor."""
        person_id = new_id()
        rows: list[Base] = [
            Person(
                id=person_id, full_name=name, email=f"{person_id}@thu.example", birth_date=born,
                locale=locale, zone=ZONE, search_key=search_key(name), sort_key=sort_key(name),
                created_at=NOW,
            ),
            *(
                RoleGrant(
                    id=new_id(), person_id=person_id, role=role, scope_kind=kind, scope_id=id_, granted_at=NOW
                )
                for role, kind, id_ in roles
            ),
        ]  # fmt: skip
        if organisation_id:
            rows.append(
                Membership(
                    id=new_id(), person_id=person_id, organisation_id=organisation_id, since=date(2020, 1, 1)
                )
            )
        await self.add(*rows)
        return Actor(
            person_id=person_id,
            full_name=name,
            email=None,
            locale=locale,
            zone=ZONE,
            birth_date=born,
            roles=tuple(HeldRole(role, kind, id_, PERMISSIONS[role]) for role, kind, id_ in roles),
            organisation_ids=frozenset({organisation_id} if organisation_id else ()),
            permissions=EVERYBODY,
        )

    async def organisation(self, slug: str = "truong") -> UUID:
        """An organisation."""
        organisation_id = new_id()
        await self.add(
            Organisation(
                id=organisation_id, slug=slug, name=words(slug), sector="academia", search_key=slug,
                created_at=NOW,
            )
        )  # fmt: skip
        return organisation_id

    async def qualification(self, code: str = "laser-1", *, valid_days: int | None = 365) -> UUID:
        """A qualification."""
        qualification_id = new_id()
        await self.add(
            Qualification(
                id=qualification_id, code=code, name=words("An toàn laser", "Laser safety"),
                description=words(""), valid_days=valid_days,
            )
        )  # fmt: skip
        return qualification_id

    async def quiz(self, qualification_id: UUID, *, pass_mark: int = 100, retry_minutes: int = 1440) -> UUID:
        """A quiz of two questions."""
        quiz_id = new_id()
        await self.add(
            Quiz(
                id=quiz_id, qualification_id=qualification_id, title=words("Bài kiểm tra", "Quiz"),
                intro=words(""), pass_mark=pass_mark, retry_minutes=retry_minutes, questions=QUESTIONS,
            )
        )  # fmt: skip
        return quiz_id

    async def grant(
        self,
        actor: Actor,
        qualification_id: UUID,
        *,
        until: datetime | None = None,
        revoked: datetime | None = None,
    ) -> UUID:
        """A grant by staff, given a day before NOW."""
        grant_id = new_id()
        await self.add(
            QualificationGrant(
                id=grant_id, person_id=actor.person_id, qualification_id=qualification_id, evidence="staff",
                granted_at=NOW - timedelta(days=1), expires_at=until, revoked_at=revoked,
            )
        )  # fmt: skip
        return grant_id

    async def closure(
        self, scope_kind: str, scope_id: UUID, start: datetime, end: datetime, reason: str = "Nghỉ lễ"
    ) -> None:
        """A closure, whatever it meets."""
        await self.add(
            Closure(
                id=new_id(), scope_kind=scope_kind, scope_id=scope_id, during=Range(start, end),
                reason=words(reason, "Holiday"), created_at=NOW,
            )
        )  # fmt: skip

    async def count(self, table: type[Base], **where: Any) -> int:
        """How many rows there are."""
        async with self.database.read() as session:
            found = await session.scalar(select(func.count()).select_from(table).filter_by(**where))
            return int(found or 0)


def watch(database: Database) -> list[str]:
    """Every statement from now on that goes through the driver, whoever sends it."""
    seen: list[str] = []
    watched: set[int] = set()

    def connected(connection: Any, _record: Any, _proxy: Any) -> None:
        driver = connection.driver_connection
        if id(driver) not in watched:
            driver.add_query_logger(lambda said: seen.append(said.query))
            watched.add(id(driver))

    event.listen(database.engine.sync_engine, "checkout", connected)
    for pooled in database._lender._idle:
        # Checked out long ago, and lent from hand to hand since.
        connected(pooled, None, None)
    return seen


def counts_as_statement(query: str) -> bool:
    """Not what frames a transaction, what the driver asks once about types, or what follows the commit."""
    frames = ("BEGIN", "COMMIT", "ROLLBACK", "SET LOCAL")
    return not query.strip().upper().startswith(frames) and not any(
        word in query for word in ("pg_type", "'jit'", "pg_notify", "pgqueuer")
    )
