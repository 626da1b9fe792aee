"""Where imported rows go: the site, room and category that each means, made where the mapping says so."""

from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from ecosystem.fablab.models import Category
from ecosystem.kernel.db import Session
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.places.models import Room, Site
from ecosystem.places.service import RoomFields, create_room
from ecosystem.qualifications.models import Qualification
from ecosystem.transfer.importing.fields import Context
from ecosystem.transfer.importing.kinds.resource_rules import Draft
from ecosystem.transfer.importing.kinds.sites import MANAGE_CATALOGUE, Sites, names_of
from ecosystem.transfer.importing.mapping import CategoryRule, MappingError
from ecosystem.transfer.importing.remarks import Remark, remark


class Place(Struct, frozen=True):
    """Where a row goes."""

    site_id: UUID
    room_id: UUID | None
    category: Category
    room: str | None = None


class Places:
    """The sites, rooms and categories there are, by slug and by name in every language."""

    def __init__(self, session: Session, context: Context, sites: Sites) -> None:
        self.session = session
        self.context = context
        self.mapping = context.mapping
        self.sites = sites
        self.new_rooms: list[str] = []
        self.new_categories: list[str] = []
        self._rooms: dict[tuple[UUID, str], Room] = {}
        self._categories: dict[str, Category] = {}
        self._qualifications: dict[str, UUID] = {}

    @classmethod
    async def known(cls, session: Session, context: Context) -> "Places":
        """Read what is there. Raises MappingError without any site."""
        self = cls(session, context, await Sites.known(session, context, MANAGE_CATALOGUE))
        for room in await session.scalars(select(Room)):
            self._rooms |= {(room.site_id, name): room for name in names_of(room.name)}
        for category in await session.scalars(select(Category)):
            self._categories |= dict.fromkeys((*names_of(category.name), category.slug), category)
        rows = await session.execute(select(Qualification.code, Qualification.id))
        self._qualifications = dict(rows.all())
        return self

    async def of(self, draft: Draft) -> Place | Remark:
        """Where the row goes, or why that can't be said."""
        site = self.sites.of(draft.site)
        if isinstance(site, Remark):
            return site
        category = await self._category(draft.category)
        if category is None:
            return remark("unknown_category", None, draft.category)
        room = await self._room(site, draft.room) if draft.room else None
        return Place(site.id, room.id if room else None, category, draft.room)

    async def _category(self, told: str) -> Category | None:
        found = self._categories.get(told) or self._categories.get(search_key(told))
        rule = self.mapping.categories.get(told)
        if found is not None or rule is None or not self.sites.at_region(MANAGE_CATALOGUE):
            return found
        made = _category_row(told, rule, position=list(self.mapping.categories).index(told) + 1)
        made.qualification_id = self._qualification(told, rule)
        self.session.add(made)
        await self.session.flush()
        self._categories |= dict.fromkeys((*names_of(made.name), made.slug), made)
        self.new_categories.append(made.slug)
        return made

    def _qualification(self, told: str, rule: CategoryRule) -> UUID | None:
        if rule.qualification is None:
            return None
        if rule.qualification not in self._qualifications:
            there = ", ".join(sorted(self._qualifications)) or "none yet"
            raise MappingError(
                f"categories.{told}: no qualification {rule.qualification!r}; there are {there}"
            )
        return self._qualifications[rule.qualification]

    async def _room(self, site: Site, told: str) -> Room:
        name = self.mapping.rooms.get(told, Words(told, told))
        found = self._rooms.get((site.id, search_key(name.vi)))
        if found is None:
            found = await create_room(
                self.session, actor=self.context.actor, site_id=site.id, fields=RoomFields(name=name)
            )
            self._rooms |= {(site.id, key): found for key in names_of(found.name)}
            self.new_rooms.append(name.vi)
        return found


def _category_row(slug: str, rule: CategoryRule, *, position: int) -> Category:
    return Category(
        id=new_id(),
        slug=slug,
        name={"vi": rule.name.vi, "en": rule.name.en},
        description={"vi": "", "en": ""},
        icon=rule.icon,
        position=position,
        rules=rule.rules,
        search_key=search_key(f"{rule.name.vi} {rule.name.en}"),
        version=1,
    )
