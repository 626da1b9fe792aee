"""Reservations and outages as lists."""

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from ecosystem.directory.models import Person
from ecosystem.fablab.models import Outage, Reservation
from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words
from ecosystem.timetable.models import Resource
from ecosystem.transfer.exporting.lists import Asked, ListOut, Row

RESERVATION_STATES = {
    "confirmed": Words("Đã đặt", "Booked"),
    "pending": Words("Chờ duyệt", "Pending"),
    "cancelled": Words("Đã huỷ", "Cancelled"),
    "refused": Words("Bị từ chối", "Refused"),
    "expired": Words("Hết hạn chờ duyệt", "Expired"),
    "no_show": Words("Không đến", "No-show"),
}
OUTAGE_STATES = {"open": Words("Chưa xong", "Not over yet"), "ended": Words("Đã xong", "Over")}


async def _reservations(session: Session, asked: Asked) -> list[Row]:
    made_by = aliased(Person)
    query = (
        select(Reservation, Resource, Person, made_by.full_name)
        .join(Resource, Resource.id == Reservation.resource_id)
        .join(Person, Person.id == Reservation.person_id)
        .join(made_by, made_by.id == Reservation.made_by_id)
        .where(Resource.site_id.in_(asked.sites))
        .order_by(Reservation.starts_at, Reservation.id)
        .limit(asked.most + 1)
    )
    if asked.starts:
        query = query.where(Reservation.ends_at > asked.starts)
    if asked.ends:
        query = query.where(Reservation.starts_at < asked.ends)
    if asked.state:
        query = query.where(Reservation.state == asked.state)
    found: list[Row] = []
    for reservation, resource, person, maker in await session.execute(query):
        site = asked.sites[resource.site_id]
        state = RESERVATION_STATES.get(reservation.state)
        found.append(
            (
                asked.told(site.name),
                resource.name,
                person.full_name,
                person.email if asked.adult(person.birth_date) else None,
                asked.local(reservation.starts_at, site.zone),
                asked.local(reservation.ends_at, site.zone),
                reservation.units,
                state.to(asked.locale) if state else reservation.state,
                asked.local(reservation.checked_in_at, site.zone),
                asked.local(reservation.checked_out_at, site.zone),
                reservation.price_amount,
                reservation.currency,
                maker if reservation.made_by_id != person.id else None,
                reservation.reason,
                asked.local(reservation.created_at, site.zone),
                asked.local(reservation.cancelled_at, site.zone),
                reservation.cancel_reason,
            )
        )
    return found


RESERVATIONS = ListOut(
    name="reservations",
    label=Words("Lượt đặt", "Bookings"),
    about=Words(
        "Ai đặt máy nào, khi nào, đã đến hay chưa", "Who booked what and when, and whether they came"
    ),
    permission="reservations:manage",
    filters=("site", "since", "until", "state"),
    states=RESERVATION_STATES,
    columns=(
        Words("Địa điểm", "Site"),
        Words("Máy", "Machine"),
        Words("Người đặt", "Person"),
        Words("Email", "Email"),
        Words("Bắt đầu", "Starts"),
        Words("Kết thúc", "Ends"),
        Words("Số lượng", "Quantity"),
        Words("Trạng thái", "State"),
        Words("Nhận máy", "Checked in"),
        Words("Trả máy", "Checked out"),
        Words("Giá", "Price"),
        Words("Tiền tệ", "Currency"),
        Words("Người đặt hộ", "Booked by"),
        Words("Lý do", "Reason"),
        Words("Lúc đặt", "Booked at"),
        Words("Lúc huỷ", "Cancelled at"),
        Words("Lý do huỷ", "Why cancelled"),
    ),
    rows=_reservations,
)


async def _outages(session: Session, asked: Asked) -> list[Row]:
    query = (
        select(Outage, Resource, Person.full_name)
        .join(Resource, Resource.id == Outage.resource_id)
        .join(Person, Person.id == Outage.reported_by_id, isouter=True)
        .where(Resource.site_id.in_(asked.sites))
        .order_by(Outage.reported_at, Outage.id)
        .limit(asked.most + 1)
    )
    if asked.starts:
        query = query.where(or_(Outage.ended_at.is_(None), Outage.ended_at > asked.starts))
    if asked.ends:
        query = query.where(Outage.reported_at < asked.ends)
    if asked.state:
        query = query.where(Outage.ended_at.is_(None) == (asked.state == "open"))
    found: list[Row] = []
    for outage, resource, reporter in await session.execute(query):
        site = asked.sites[resource.site_id]
        moments = (outage.reported_at, outage.started_at, outage.expected_return, outage.ended_at)
        found.append(
            (
                asked.told(site.name),
                resource.name,
                outage.reason,
                asked.yes(outage.safety),
                reporter,
                *(asked.local(moment, site.zone) for moment in moments),
            )
        )
    return found


OUTAGES = ListOut(
    name="outages",
    label=Words("Máy hỏng và báo lỗi", "Outages and faults"),
    about=Words(
        "Máy nào hỏng, từ khi nào, bao lâu", "Which machine was out of order, since when, for how long"
    ),
    permission="reservations:manage",
    filters=("site", "since", "until", "state"),
    states=OUTAGE_STATES,
    columns=(
        Words("Địa điểm", "Site"),
        Words("Máy", "Machine"),
        Words("Lý do", "Reason"),
        Words("Liên quan an toàn", "Safety"),
        Words("Người báo", "Reported by"),
        Words("Báo lúc", "Reported at"),
        Words("Ngừng từ", "Out of order since"),
        Words("Dự kiến dùng lại", "Expected return"),
        Words("Dùng lại lúc", "Ended at"),
    ),
    rows=_outages,
)
