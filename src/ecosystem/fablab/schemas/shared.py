"""What several screens of the fablab name alike."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from ecosystem.kernel.http import Instant as Instant
from ecosystem.kernel.words import Words

Kind = Literal["machine", "room", "person", "booth", "kit"]
Units = Annotated[int, Meta(ge=1, le=10_000)]
Note = Annotated[str, Meta(min_length=1, max_length=500)]


class SiteRef(Struct, frozen=True):
    """A site, as other things name it."""

    id: UUID
    slug: str
    name: Words


class RoomRef(Struct, frozen=True):
    """A room, as other things name it."""

    id: UUID
    name: Words


class CategoryRef(Struct, frozen=True):
    """A category, as other things name it."""

    id: UUID
    slug: str
    name: Words
    icon: str


class QualificationRef(Struct, frozen=True):
    """A qualification, as other things name it."""

    id: UUID
    name: Words


class QualificationNeed(Struct, frozen=True):
    """The qualification asked for; `held` is null when nobody is signed in."""

    id: UUID
    name: Words
    held: bool | None
    quiz_id: UUID | None


class ReservedResource(Struct, frozen=True):
    """The resource of a reservation."""

    id: UUID
    name: str
    kind: str
    site: SiteRef
    room: RoomRef | None


class PersonRef(Struct, frozen=True):
    """A person, as other things name them."""

    id: UUID
    full_name: str
