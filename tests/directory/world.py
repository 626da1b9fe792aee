"""A small region: two organisations with a site each, and people who hold roles there."""

from uuid import UUID

from ecosystem import app as _wired  # the places of roles are found as the application finds them
from ecosystem.directory import organisations
from ecosystem.identity.service import RoleAt, create_person_with_password
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.words import Words
from ecosystem.places import service as places
from ecosystem.places.service import RegionFields, SiteFields
from tests.people import PASSWORD

assert _wired


class World:
    """The ids of what is there, by short name."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ids: dict[str, UUID] = {}

    async def build(self) -> "World":
        """Region, organisations A and B, and the site of each."""

        async def work(session: Session) -> None:
            words = Words("Vùng", "Region")
            region = await places.create_region(
                session, actor=None, fields=RegionFields(slug="vung", name=words, tagline=words)
            )
            self.ids["region"] = region.id
            for letter in "ab":
                name = Words(f"Trường {letter.upper()}", f"School {letter.upper()}")
                organisation = await organisations.create_organisation(
                    session,
                    slug=letter,
                    name=name,
                    sector="academia",
                    domains=[f"{letter}.example"],
                )
                site = await places.create_site(
                    session,
                    actor=None,
                    region_id=region.id,
                    fields=SiteFields(
                        slug=f"xuong-{letter}",
                        kind="fablab",
                        name=Words(f"Xưởng {letter.upper()}", f"Workshop {letter.upper()}"),
                        description=words,
                        address="Bến Tre",
                        organisation_id=organisation.id,
                    ),
                )
                self.ids |= {f"org-{letter}": organisation.id, f"site-{letter}": site.id}

        await self.database.transact(work)
        return self

    def at(self, place: str) -> tuple[str, UUID]:
        """Kind and id of a place by its short name."""
        kind = {"region": "region", "org": "organisation", "site": "site"}[place.split("-")[0]]
        return kind, self.ids[place]

    async def person(
        self, email: str, role: str | None = None, place: str = "region", *, name: str = "Lê Thị Mai"
    ) -> UUID:
        """Somebody with PASSWORD and perhaps a role."""

        async def work(session: Session) -> UUID:
            roles = [RoleAt(role, *self.at(place))] if role else []
            person = await create_person_with_password(
                session, email=email, full_name=name, password=PASSWORD, roles=roles
            )
            return person.id

        return await self.database.transact(work)
