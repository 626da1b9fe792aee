"""Tables of the fablab: categories, what the catalogue says of a resource, reservations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.directory.models import one_of
from ecosystem.kernel.db import Base
from ecosystem.qualifications import models as qualifications  # noqa: F401 -- foreign keys name its table

RISKS = ("low", "medium", "high")
RESERVATION_STATES = ("confirmed", "cancelled")


class Category(Base):
    """A kind of machine or room with its booking rules.

    `rules` holds the fields of `fablab.rules.BookingRules` that differ from its defaults.
    """

    __tablename__ = "category"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    icon: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    rules: Mapped[dict[str, Any]]
    qualification_id: Mapped[UUID | None] = mapped_column(ForeignKey("qualification.id"))
    search_key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class Listing(Base):
    """What the catalogue says of a resource: machine, pool or room.

    `rules` overrides single fields of its category's; `qualification_id` overrides the category's
    unless null; `external_ref` is the row of the list it was imported from.
    """

    __tablename__ = "listing"
    __table_args__ = (
        CheckConstraint(one_of("risk", RISKS), name="risk"),
        UniqueConstraint("external_source", "external_ref"),
        Index("ix_listing_category_id", "category_id"),
    )

    resource_id: Mapped[UUID] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id"))
    description: Mapped[dict[str, str]]
    photo_url: Mapped[str | None]
    manual_url: Mapped[str | None]
    risk: Mapped[str] = mapped_column(default="low")
    rules: Mapped[dict[str, Any]]
    qualification_id: Mapped[UUID | None] = mapped_column(ForeignKey("qualification.id"))
    external_source: Mapped[str | None]
    external_ref: Mapped[str | None]


class Reservation(Base):
    """A person's claim on units of a resource for a time; its occupancies carry its id."""

    __tablename__ = "reservation"
    __table_args__ = (
        CheckConstraint(one_of("state", RESERVATION_STATES), name="state"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("units >= 1", name="units"),
        CheckConstraint("(price_amount IS NULL) = (currency IS NULL)", name="price"),
        Index(
            "ix_reservation_person", "person_id", "starts_at", postgresql_where=text("state <> 'cancelled'")
        ),
        Index("ix_reservation_resource", "resource_id", "starts_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    resource_id: Mapped[UUID] = mapped_column(ForeignKey("resource.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    units: Mapped[int] = mapped_column(default=1)
    state: Mapped[str]
    reason: Mapped[str | None]
    price_amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    cancel_reason: Mapped[str | None]
