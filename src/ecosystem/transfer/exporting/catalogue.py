"""Machines and categories with their booking rules as lists."""

from uuid import UUID

from sqlalchemy import func, select

from ecosystem.directory.queries import organisation_names
from ecosystem.fablab.models import Category, Listing
from ecosystem.fablab.queries import editing
from ecosystem.fablab.rules import BookingRules
from ecosystem.kernel.db import Session
from ecosystem.kernel.sheets import Cell
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.places.models import Region, Room, Site
from ecosystem.timetable.models import Resource
from ecosystem.transfer.exporting.lists import Asked, ListOut, Row, labels
from ecosystem.transfer.exporting.people import ROLES
from ecosystem.transfer.importing.kinds import KINDS

_IN_USE = "in_use"


async def _resources(session: Session, asked: Asked) -> list[Row]:
    query = (
        select(Resource, Listing, Category, Room.name)
        .join(Listing, Listing.resource_id == Resource.id)
        .join(Category, Category.id == Listing.category_id)
        .join(Site, Site.id == Resource.site_id)
        .join(Room, Room.id == Resource.room_id, isouter=True)
        .where(Resource.site_id.in_(asked.sites))
        .order_by(Resource.site_id, Resource.sort_key, Resource.id)
        .limit(asked.most + 1)
    )
    if asked.state:
        in_use = asked.state == _IN_USE
        query = query.where(Resource.state != "retired" if in_use else Resource.state == asked.state)
    if asked.category:
        query = query.where(Category.slug == asked.category)
    # What the screen searches: names without diacritics, and the number on the label.
    said = func.concat_ws(
        " ", Resource.search_key, func.lower(Listing.asset_number), Category.search_key, Site.search_key
    )
    for word in search_key(asked.q or "").split():
        query = query.where(func.strpos(said, word) > 0)
    words = {name: KINDS["resources"].field(name).meanings for name in ("kind", "state", "risk")}
    return [
        (
            listing.external_ref or str(resource.id),
            resource.name,
            resource.units,
            asked.told(room),
            asked.sites[resource.site_id].slug,
            asked.told(category.name),
            words["kind"][resource.kind].to(asked.locale)
            if resource.kind in words["kind"]
            else resource.kind,
            words["state"][resource.state].to(asked.locale),
            words["risk"][listing.risk].to(asked.locale),
            listing.manual_url,
            listing.photo_url,
            asked.told(listing.description),
        )
        for resource, listing, category, room in await session.execute(query)
    ]


RESOURCES = ListOut(
    name="resources",
    label=Words("Máy và thiết bị", "Machines and equipment"),
    about=Words(
        "Danh mục máy, đúng các cột để nhập lại", "The catalogue, with the columns that an import takes"
    ),
    permission="catalogue:manage",
    filters=("q", "site", "category", "state"),
    states={
        _IN_USE: Words("Đang dùng (trừ máy đã ngừng)", "In use (not retired)"),
        **KINDS["resources"].field("state").meanings,
    },
    columns=labels(
        "resources",
        *("ref", "name", "units", "room", "site", "category", "kind", "state", "risk"),
        *("manual_url", "photo_url", "description"),
    ),
    rows=_resources,
)

_APPROVAL = {
    "none": Words("Không cần duyệt", "Not needed"),
    "always": Words("Mọi lượt đều cần duyệt", "Every booking"),
    "longer": Words("Chỉ lượt dài", "Long bookings only"),
}
# In the order of the form; durations in minutes.
RULES = {
    "min_minutes": Words("Ngắn nhất (phút)", "Shortest booking (min)"),
    "max_minutes": Words("Dài nhất (phút)", "Longest booking (min)"),
    "raster_minutes": Words("Bước giờ (phút)", "Time step (min)"),
    "chain": Words("Cho đặt hai lượt liền nhau", "Bookings back to back"),
    "notice_minutes": Words("Phải đặt trước ít nhất (phút)", "Notice (min)"),
    "horizon_days": Words("Được đặt trước tối đa (ngày)", "Bookings reach ahead (days)"),
    "cancel_notice_minutes": Words("Hạn huỷ (phút)", "Cancellation deadline (min)"),
    "buffer_before_minutes": Words("Nghỉ trước mỗi lượt (phút)", "Buffer before (min)"),
    "buffer_after_minutes": Words("Nghỉ sau mỗi lượt (phút)", "Buffer after (min)"),
    "quota_minutes_per_day": Words("Hạn mức mỗi ngày (phút)", "Quota per day (min)"),
    "quota_minutes_per_week": Words("Hạn mức mỗi tuần (phút)", "Quota per week (min)"),
    "roles": Words("Ai được đặt", "Roles that may book"),
    "organisation_ids": Words("Tổ chức được đặt", "Organisations that may book"),
    "min_age": Words("Tuổi tối thiểu", "Minimum age"),
    "price_per_hour": Words("Giá mỗi giờ", "Price per hour"),
    "approval": Words("Duyệt lượt đặt", "Approval"),
    "approval_over_minutes": Words("Cần duyệt khi dài hơn (phút)", "Approval above (min)"),
    "approval_hours": Words("Chờ duyệt tối đa (giờ)", "Answer within (h)"),
    "check_in_early_minutes": Words("Nhận máy sớm (phút)", "Early check-in (min)"),
    "no_show_grace_minutes": Words("Chờ người chưa đến (phút)", "Grace for no-shows (min)"),
}


async def _categories(session: Session, asked: Asked) -> list[Row]:
    listed = await editing.categories(session)
    named = await organisation_names(session, {id_ for one in listed for id_ in one.rules.organisation_ids})
    currency = await session.scalar(select(Region.currency).limit(1))
    names = {id_: words.to(asked.locale) for id_, words in named.items()}
    return [
        (
            one.slug,
            one.name.vi,
            one.name.en,
            asked.told(one.description),
            asked.told(one.qualification.name) if one.qualification else None,
            one.machine_count,
            *(_rule(asked, one.rules, name, names) for name in RULES),
            currency if one.rules.price_per_hour is not None else None,
        )
        for one in listed
    ]


def _rule(asked: Asked, rules: BookingRules, name: str, organisations: dict[UUID, str]) -> Cell:
    """What a rule says; empty is no limit, everybody or free."""
    match name:
        case "chain":
            return asked.yes(rules.chain)
        case "roles":
            return "; ".join(ROLES[role].to(asked.locale) for role in rules.roles) or None
        case "organisation_ids":
            return "; ".join(organisations.get(id_, str(id_)) for id_ in rules.organisation_ids) or None
        case "approval":
            return _APPROVAL[rules.approval].to(asked.locale)
    value: int | None = getattr(rules, name)
    return value


CATEGORIES = ListOut(
    name="categories",
    label=Words("Danh mục và quy định", "Categories and rules"),
    about=Words(
        "Mỗi loại máy với mọi quy định đặt; ô trống là không giới hạn",
        "Each category with all of its booking rules; empty means no limit",
    ),
    permission="catalogue:manage",
    of_actor=True,
    columns=(
        Words("Tên ngắn", "Short name"),
        Words("Tên", "Name"),
        Words("Tên tiếng Anh", "Name (English)"),
        Words("Mô tả", "Description"),
        Words("Chứng nhận cần có", "Qualification asked for"),
        Words("Số máy", "Machines"),
        *RULES.values(),
        Words("Tiền tệ", "Currency"),
    ),
    rows=_categories,
)
