"""Tables of the timetable: resources and their occupancies, held apart by one constraint."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.directory.models import one_of
from ecosystem.kernel.db import Base

RESOURCE_KINDS = ("machine", "room", "person", "booth", "kit")
RESOURCE_STATES = ("in_order", "out_of_order", "retired")
OCCUPANCY_STATES = ("held", "confirmed", "released")

NO_OVERLAP = "occupancy_no_overlap"


def finite(column: str) -> str:
    """The text of a CHECK that a range is [start, end), bounded and not empty.

    An empty range overlaps nothing and would slip past an exclusion constraint.
    """
    return (
        f"NOT isempty({column}) AND NOT lower_inf({column}) AND NOT upper_inf({column})"
        f" AND lower_inc({column}) AND NOT upper_inc({column})"
        f" AND isfinite(lower({column})) AND isfinite(upper({column}))"
    )


class Resource(Base):
    """Anything that can be in one place at a time: a machine, a room, a person, a booth, a kit.

    A pool of 20 laptops is one resource with 20 units; a person has one.
    """

    __tablename__ = "resource"
    __table_args__ = (
        CheckConstraint(one_of("kind", RESOURCE_KINDS), name="kind"),
        CheckConstraint(one_of("state", RESOURCE_STATES), name="state"),
        CheckConstraint("units BETWEEN 1 AND 10000", name="units"),
        CheckConstraint("kind <> 'person' OR units = 1", name="person_has_one_unit"),
        Index("ix_resource_site_id_sort_key", "site_id", "sort_key", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"))
    room_id: Mapped[UUID | None] = mapped_column(ForeignKey("room.id"))
    kind: Mapped[str]
    name: Mapped[str]
    units: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="in_order")
    state_note: Mapped[dict[str, str] | None]
    search_key: Mapped[str]
    sort_key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class Occupancy(Base):
    """One unit of one resource, taken for a while.

    `during` is what people see; `blocked` is `during` plus the buffers of the rule that held when
    it was written. `subject_id` is the reservation, session or repair that it serves. Unit numbers
    are negative only inside a transaction that repacks a pool.
    """

    __tablename__ = "occupancy"
    __table_args__ = (
        CheckConstraint(one_of("state", OCCUPANCY_STATES), name="state"),
        CheckConstraint(finite("during"), name="during"),
        CheckConstraint(finite("blocked"), name="blocked"),
        CheckConstraint("blocked @> during", name="blocked_covers_during"),
        CheckConstraint("(state = 'held') = (expires_at IS NOT NULL)", name="held_expires"),
        ExcludeConstraint(
            ("resource_id", "="),
            ("unit", "="),
            ("blocked", "&&"),
            where=text("state <> 'released'"),
            using="gist",
            name=NO_OVERLAP,
        ),
        Index("ix_occupancy_subject", "subject_id"),
        Index("ix_occupancy_expires_at", "expires_at", postgresql_where=text("state = 'held'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    resource_id: Mapped[UUID] = mapped_column(ForeignKey("resource.id"))
    unit: Mapped[int]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    blocked: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    state: Mapped[str]
    purpose: Mapped[str]
    subject_id: Mapped[UUID]
    expires_at: Mapped[datetime | None]
    pinned: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Standing(Base):
    """The resource that stands for a person or a room on the timetable, made when it is first needed.

    One for each, so that whoever teaches here and mentors there is one row to the constraint. `made`: it is
    there for this alone; else the room's own resource, which everybody books, stands for it.
    """

    __tablename__ = "standing"
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (room_id IS NULL)", name="one_subject"),)

    resource_id: Mapped[UUID] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), unique=True)
    room_id: Mapped[UUID | None] = mapped_column(ForeignKey("room.id"), unique=True)
    made: Mapped[bool]
