"""Categories and machines as staff enter them.

`rules` are fields of BookingRules by name; what is left out stays as it is.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from ecosystem.fablab.rules import BookingRules
from ecosystem.fablab.schemas.shared import CategoryRef, QualificationRef, RoomRef, SiteRef
from ecosystem.kernel.words import Words
from ecosystem.timetable.schemas import ImpactIn

Icon = Literal[
    "laser",
    "printer3d",
    "cnc",
    "electronics",
    "woodwork",
    "textile",
    "vinyl",
    "scanner",
    "computer",
    "room",
    "kit",
    "other",
]
BookableKind = Literal["machine", "room", "booth", "kit"]
RiskLevel = Literal["low", "medium", "high"]
Position = Annotated[int, Meta(ge=0, le=10_000)]
UnitCount = Annotated[int, Meta(ge=1, le=10_000)]
Line = Annotated[str, Meta(max_length=500)]
NOTHING = Words("", "")


class CategoryDetail(Struct, frozen=True):
    """A category with its rules in full; `machine_count` leaves out what is retired."""

    id: UUID
    slug: str
    name: Words
    description: Words
    icon: str
    position: int
    qualification: QualificationRef | None
    rules: BookingRules
    machine_count: int
    version: int


class CategoryIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """A new category."""

    name: Words
    description: Words = NOTHING
    icon: Icon = "other"
    position: Position = 0
    qualification_id: UUID | None = None
    rules: dict[str, Any] = {}


class CategoryPatch(Struct, forbid_unknown_fields=True, kw_only=True):
    """What is to be different about a category.

    `impact` is what was decided about the bookings of people without a newly asked qualification.
    """

    name: Words | UnsetType = UNSET
    description: Words | UnsetType = UNSET
    icon: Icon | UnsetType = UNSET
    position: Position | UnsetType = UNSET
    qualification_id: UUID | UnsetType | None = UNSET
    rules: dict[str, Any] | UnsetType = UNSET
    impact: ImpactIn | None = None


class ResourceSettings(Struct, frozen=True):
    """A machine as staff set it up: `own_rules` it sets itself, `category_rules` it takes over."""

    id: UUID
    kind: str
    name: str
    site: SiteRef
    room: RoomRef | None
    category: CategoryRef
    units: int
    description: Words
    photo_url: str | None
    manual_url: str | None
    risk: str
    asset_number: str | None
    qualification: QualificationRef | None
    state: str
    own_rules: dict[str, Any]
    category_rules: BookingRules
    version: int


class ResourceIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """A new machine, pool or bookable room; `photo_of` is another whose photo it gets a copy of."""

    name: Line
    site_id: UUID
    category_id: UUID
    kind: BookableKind = "machine"
    room_id: UUID | None = None
    units: UnitCount = 1
    description: Words = NOTHING
    manual_url: Line | None = None
    risk: RiskLevel = "low"
    asset_number: Line | None = None
    qualification_id: UUID | None = None
    rules: dict[str, Any] = {}
    photo_of: UUID | None = None


class ResourcePatch(Struct, forbid_unknown_fields=True, kw_only=True):
    """What is to be different about a machine.

    `rules` sets fields of its own, `inherited` gives fields back to the category; `retired` takes it out
    of use or back; `impact` is what was decided about the bookings that it takes the place of, or of
    people without a newly asked qualification.
    """

    name: Line | UnsetType = UNSET
    site_id: UUID | UnsetType = UNSET
    category_id: UUID | UnsetType = UNSET
    room_id: UUID | UnsetType | None = UNSET
    units: UnitCount | UnsetType = UNSET
    description: Words | UnsetType = UNSET
    manual_url: Line | UnsetType | None = UNSET
    risk: RiskLevel | UnsetType = UNSET
    asset_number: Line | UnsetType | None = UNSET
    qualification_id: UUID | UnsetType | None = UNSET
    rules: dict[str, Any] | UnsetType = UNSET
    inherited: list[str] | UnsetType = UNSET
    retired: bool | UnsetType = UNSET
    impact: ImpactIn | None = None


class ResourceLine(Struct, frozen=True):
    """A machine in the list of the settings."""

    id: UUID
    kind: str
    name: str
    site: SiteRef
    room: RoomRef | None
    category: CategoryRef
    units: int
    state: str
    asset_number: str | None
    own_rule_count: int
