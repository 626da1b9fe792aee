"""Where imported rows go: the site, room and category that each means, made where the mapping says so."""

from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from ecosystem.fablab.importing.mapping import CategoryRule, Mapping, MappingError
from ecosystem.fablab.importing.report import Remark
from ecosystem.fablab.importing.rules import Draft, remark
from ecosystem.fablab.models import Category
from ecosystem.kernel.db import Session
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.places.models import Room, Site
from ecosystem.places.service import RoomFields, create_room
from ecosystem.qualifications.models import Qualification


class Place(Struct, frozen=True):
    """Where a row goes."""

    site_id: UUID
    room_id: UUID | None
    category: Category


class Places:
    """The sites, rooms and categories there are, by slug and by name in every language."""

    def __init__(self, session: Session, mapping: Mapping) -> None:
        self.session = session
        self.mapping = mapping
        self.new_rooms: list[str] = []
        self.new_categories: list[str] = []
        self._sites: dict[str, Site] = {}
        self._default: Site | None = None
        self._rooms: dict[tuple[UUID, str], Room] = {}
        self._categories: dict[str, Category] = {}
        self._qualifications: dict[str, UUID] = {}

    @classmethod
    async def known(cls, session: Session, mapping: Mapping, *, site: str | None) -> "Places":
        """Read what is there; `site` is for rows that name none. Raises MappingError without any site."""
        self = cls(session, mapping)
        sites = list(await session.scalars(select(Site)))
        if not sites:
            raise MappingError("there is no site yet: `ecosystem site create --help` makes one")
        for place in sites:
            self._sites |= dict.fromkeys((place.slug, *_names(place.name)), place)
        wanted = site or mapping.defaults.get("site")
        self._default = self._site(str(wanted)) if wanted else sites[0] if len(sites) == 1 else None
        if wanted and self._default is None:
            there = ", ".join(sorted(place.slug for place in sites))
            raise MappingError(f"no site {wanted!r}; there are {there}")
        for room in await session.scalars(select(Room)):
            self._rooms |= {(room.site_id, name): room for name in _names(room.name)}
        for category in await session.scalars(select(Category)):
            self._categories |= dict.fromkeys((*_names(category.name), category.slug), category)
        rows = await session.execute(select(Qualification.code, Qualification.id))
        self._qualifications = dict(rows.all())
        return self

    async def of(self, draft: Draft) -> Place | Remark:
        """Where the row goes, or why that can't be said."""
        site = self._site(draft.site) if draft.site else self._default
        if site is None and draft.site:
            return remark("unknown_site", "no such site", None, draft.site)
        if site is None:
            return remark("no_site", "names no site, and none was given with --site")
        category = await self._category(draft.category)
        if category is None:
            why = "no such category, and the mapping makes none"
            return remark("unknown_category", why, None, draft.category)
        room = await self._room(site, draft.room) if draft.room else None
        return Place(site.id, room.id if room else None, category)

    def _site(self, told: str) -> Site | None:
        return self._sites.get(told) or self._sites.get(search_key(told))

    async def _category(self, told: str) -> Category | None:
        found = self._categories.get(told) or self._categories.get(search_key(told))
        rule = self.mapping.categories.get(told)
        if found is not None or rule is None:
            return found
        made = _category_row(told, rule, position=list(self.mapping.categories).index(told) + 1)
        made.qualification_id = self._qualification(told, rule)
        self.session.add(made)
        await self.session.flush()
        self._categories |= dict.fromkeys((*_names(made.name), made.slug), made)
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
            found = await create_room(self.session, actor=None, site_id=site.id, fields=RoomFields(name=name))
            self._rooms |= {(site.id, key): found for key in _names(found.name)}
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


def _names(name: dict[str, str]) -> tuple[str, ...]:
    """The names of a thing in every language, as keys."""
    return tuple(search_key(text) for text in name.values())
