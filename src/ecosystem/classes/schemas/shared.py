"""Pieces that several answers of classes share."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from ecosystem.kernel.words import Words

Format = Literal["workshop", "series"]
Audience = Literal["pupils", "teachers", "students", "officials"]
CourseState = Literal["draft", "published", "archived"]
Mode = Literal["on_site", "online", "hybrid", "mobile"]
SessionState = Literal["planned", "cancelled", "held"]
Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Line = Annotated[str, Meta(max_length=300)]
Web = Annotated[str, Meta(max_length=500, pattern=r"^https?://[^\s]+$")]
Age = Annotated[int, Meta(ge=3, le=120)]
Grade = Annotated[int, Meta(ge=1, le=12)]
Hours = Annotated[int, Meta(ge=1, le=1000)]
Seats = Annotated[int, Meta(ge=1, le=10_000)]
Units = Annotated[int, Meta(ge=1, le=10_000)]
Weekday = Annotated[int, Meta(ge=1, le=7)]


class OwnerRef(Struct, frozen=True):
    """Whose it is."""

    id: UUID
    name: Words


class ClassSite(Struct, frozen=True):
    """Where it is."""

    id: UUID
    slug: str
    name: Words
    address: str
    zone: str


class ClassRoom(Struct, frozen=True):
    """The room."""

    id: UUID
    name: Words
    capacity: int | None = None


class TeacherRef(Struct, frozen=True):
    """Who teaches."""

    id: UUID
    full_name: str


class TakenResource(Struct, frozen=True):
    """A machine or units of a pool that each session takes."""

    id: UUID
    name: str
    units: int


class Weekly(Struct, frozen=True, forbid_unknown_fields=True):
    """Every week on that day, Monday being 1, in the site's zone."""

    weekday: Weekday
    starts: Clock
    ends: Clock


class Material(Struct, frozen=True, forbid_unknown_fields=True):
    """Something to read or bring, with an address where it has one."""

    name: Annotated[str, Meta(min_length=1, max_length=300)]
    url: Web | None = None
