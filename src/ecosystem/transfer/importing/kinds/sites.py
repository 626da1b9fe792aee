"""The sites that rows of a list mean, as far as whoever takes it in may change them."""

from uuid import UUID

from sqlalchemy import select

from ecosystem.kernel.db import Session
from ecosystem.kernel.text import search_key
from ecosystem.places.models import Site
from ecosystem.transfer.importing.fields import Context
from ecosystem.transfer.importing.mapping import MappingError
from ecosystem.transfer.importing.remarks import Remark, remark

MANAGE_CATALOGUE = "catalogue:manage"
MANAGE_PLACES = "places:manage"


class Sites:
    """The sites there are, by slug and by name in every language; another's are as if they were not."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.by_id: dict[UUID, Site] = {}
        self.region_id: UUID | None = None
        self._by_name: dict[str, Site] = {}
        self._default: Site | None = None

    @classmethod
    async def known(cls, session: Session, context: Context, permission: str) -> "Sites":
        """Read them; the context's or the mapping's site is for rows that name none.

        Raises MappingError without any site, and where that one is not there.
        """
        self = cls(context)
        every = list(await session.scalars(select(Site)))
        self.region_id = every[0].region_id if every else None
        own = [
            site
            for site in every
            if context.may(permission, site_id=site.id, organisation_id=site.organisation_id)
        ]
        if not own:
            raise MappingError("there is no site yet: `ecosystem site create --help` makes one")
        for site in own:
            self.by_id[site.id] = site
            self._by_name |= dict.fromkeys((site.slug, *names_of(site.name)), site)
        wanted = context.site or context.mapping.defaults.get("site")
        self._default = self.named(str(wanted)) if wanted else own[0] if len(own) == 1 else None
        if wanted and self._default is None:
            there = ", ".join(sorted(site.slug for site in own))
            raise MappingError(f"no site {wanted!r}; there are {there}")
        return self

    def named(self, told: str) -> Site | None:
        """The site of that slug or name."""
        return self._by_name.get(told) or self._by_name.get(search_key(told))

    def of(self, told: str | None) -> Site | Remark:
        """The site that a row names, or the one for rows that name none; or why there is none."""
        if told:
            return self.named(told) or remark("unknown_site", None, told)
        return self._default or remark("no_site")

    def at_region(self, permission: str) -> bool:
        """Whether the whole region may be changed: no site has the region's id."""
        return self.context.may(permission, site_id=self.region_id)


def names_of(name: dict[str, str]) -> tuple[str, ...]:
    """The names of a thing in every language, as keys."""
    return tuple(search_key(text) for text in name.values())
