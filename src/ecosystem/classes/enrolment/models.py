"""Tables of enrolment: places kept for schools, and who takes part or waits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.directory.models import one_of
from ecosystem.kernel.db import Base

STATES = ("enrolled", "waiting", "offered", "withdrawn", "expired", "transferred")
PAID = ("free", "to_pay_at_desk")
ALIVE = "state IN ('enrolled', 'waiting', 'offered')"


class SeriesPlaces(Base):
    """Places of a class that are kept for one school's pupils; the others are anybody's."""

    __tablename__ = "series_places"
    __table_args__ = (CheckConstraint("places BETWEEN 1 AND 10000", name="places"),)

    series_id: Mapped[UUID] = mapped_column(ForeignKey("class_series.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    places: Mapped[int]


class Enrolment(Base):
    """One person in one class, or waiting for it.

    `number` counts the entries of a class in their order, which is the order of its waiting list; those of
    one `order_id` are offered together or not at all. `school_id` is the school whose kept place is taken.
    The fee is what it was when the order was made.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint(one_of("paid_state", PAID), name="paid_state"),
        CheckConstraint("(state = 'offered') = (offer_expires_at IS NOT NULL)", name="offer"),
        CheckConstraint("(fee_amount IS NULL) = (fee_currency IS NULL)", name="fee"),
        UniqueConstraint("series_id", "number"),
        Index("ix_enrolment_person_id", "person_id"),
        Index("ix_enrolment_ordered_by_id", "ordered_by_id"),
        Index(
            "uq_enrolment_alive",
            "series_id",
            "person_id",
            unique=True,
            postgresql_where=text(ALIVE),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    series_id: Mapped[UUID] = mapped_column(ForeignKey("class_series.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    order_id: Mapped[UUID]
    ordered_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    state: Mapped[str]
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    paid_state: Mapped[str]
    fee_amount: Mapped[int | None] = mapped_column(BigInteger)
    fee_currency: Mapped[str | None]
    entered_at: Mapped[datetime]
    offer_expires_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
