"""Tables of the fablab: categories, what the catalogue says of a resource, reservations."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.directory.models import one_of
from ecosystem.kernel import models as kernel  # noqa: F401 -- foreign keys name its table
from ecosystem.kernel.db import Base
from ecosystem.qualifications import models as qualifications  # noqa: F401 -- foreign keys name its table

PURPOSE = "reservation"  # of the occupancies that reservations hold
RISKS = ("low", "medium", "high")
RESERVATION_STATES = ("pending", "confirmed", "refused", "expired", "cancelled", "no_show")


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

    `photo_id` is a photo that staff gave it, before which `photo_url`, an address from a list, steps back.
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
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    manual_url: Mapped[str | None]
    risk: Mapped[str] = mapped_column(default="low")
    rules: Mapped[dict[str, Any]]
    qualification_id: Mapped[UUID | None] = mapped_column(ForeignKey("qualification.id"))
    asset_number: Mapped[str | None]
    external_source: Mapped[str | None]
    external_ref: Mapped[str | None]


class Outage(Base):
    """A fault of a resource: reported, then confirmed by staff (`started_at`), ended at last; kept for good.

    Out of order it is from its start until `expected_return`, where safety is at stake until its end.
    `reported_by_id` is null where a list or an earlier version said so. `photo_id` shows what is wrong, for
    staff and the reporter; some time after the end it is deleted. `end_note` is what staff answered to a
    report that they dismissed.
    """

    __tablename__ = "outage"
    __table_args__ = (
        Index("ix_outage_resource", "resource_id", "reported_at"),
        Index(
            "uq_outage_open",
            "resource_id",
            unique=True,
            postgresql_where=text("started_at IS NOT NULL AND ended_at IS NULL"),
        ),
        Index(
            "ix_outage_waiting",
            "reported_by_id",
            postgresql_where=text("started_at IS NULL AND ended_at IS NULL"),
        ),
        Index("ix_outage_photo_ended_at", "ended_at", postgresql_where=text("photo_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    resource_id: Mapped[UUID] = mapped_column(ForeignKey("resource.id"))
    reason: Mapped[str]
    safety: Mapped[bool]
    reported_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reported_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    expected_return: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    end_note: Mapped[str | None]
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    version: Mapped[int] = mapped_column(default=1)


class Reservation(Base):
    """A person's claim on units of a resource for a time; its occupancies carry its id.

    A pending one waits for staff until `decide_by`, then its time is given back. `placed_at` is when it
    was last moved or approved, `reminded_at` when its reminder was written.
    `checked_in_at` and `checked_out_at` are what really happened. At `no_show_at` the claim is released
    if nobody has checked in; null where the rule that held when it was written never releases.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        CheckConstraint(one_of("state", RESERVATION_STATES), name="state"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("units >= 1", name="units"),
        CheckConstraint("(price_amount IS NULL) = (currency IS NULL)", name="price"),
        CheckConstraint("checked_out_at >= checked_in_at", name="checked_out_after_in"),
        CheckConstraint("state <> 'pending' OR decide_by IS NOT NULL", name="pending_is_decided"),
        Index(
            "ix_reservation_person", "person_id", "starts_at", postgresql_where=text("state <> 'cancelled'")
        ),
        Index("ix_reservation_resource", "resource_id", "starts_at"),
        Index(
            "ix_reservation_no_show_at",
            "no_show_at",
            postgresql_where=text("state = 'confirmed' AND checked_in_at IS NULL"),
        ),
        Index("ix_reservation_decide_by", "decide_by", postgresql_where=text("state = 'pending'")),
        Index(
            "ix_reservation_remind",
            "starts_at",
            postgresql_where=text("state = 'confirmed' AND reminded_at IS NULL"),
        ),
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
    no_show_at: Mapped[datetime | None]
    checked_in_at: Mapped[datetime | None]
    checked_out_at: Mapped[datetime | None]
    decide_by: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decision_reason: Mapped[str | None]
    placed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]


class BookingNotices(Base):
    """Which letters about their bookings a person wants.

    Who has no row gets all, the reminder two hours ahead. `booked` is the answer to what one does oneself;
    what others do is always told.
    """

    __tablename__ = "booking_notices"
    __table_args__ = (CheckConstraint("reminder_minutes BETWEEN 15 AND 10080", name="reminder_minutes"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    booked: Mapped[bool] = mapped_column(default=True)
    reminder: Mapped[bool] = mapped_column(default=True)
    reminder_minutes: Mapped[int] = mapped_column(default=120)
    version: Mapped[int] = mapped_column(default=1)


class RefusalCount(Base):
    """How many bookings of a day were refused for a reason: counted, and nothing of a person kept."""

    __tablename__ = "refusal_count"
    __table_args__ = (CheckConstraint("count > 0", name="count"),)

    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"), primary_key=True)
    on_date: Mapped[date] = mapped_column(primary_key=True)
    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
