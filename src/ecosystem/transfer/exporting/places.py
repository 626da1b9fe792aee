"""Sites, machines, opening hours and closures as lists; their headings are those that the import knows."""

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import Range

from ecosystem.fablab.models import Category, Listing
from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words
from ecosystem.places.models import Closure, OpeningException, OpeningRule, Region, Room
from ecosystem.timetable.models import Resource
from ecosystem.transfer.exporting.lists import Asked, ListOut, Row
from ecosystem.transfer.importing.kinds import KINDS

_SHORT_DAYS = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
SITE_KINDS = {
    "fablab": Words("Xưởng chế tạo", "Fablab"),
    "incubator": Words("Vườn ươm", "Incubator"),
    "lab": Words("Phòng thí nghiệm", "Laboratory"),
    "centre": Words("Trung tâm", "Centre"),
    "mobile": Words("Lưu động", "Mobile"),
}


def _labels(kind: str, *names: str) -> tuple[Words, ...]:
    return tuple(KINDS[kind].field(name).label for name in names)


async def _resources(session: Session, asked: Asked) -> list[Row]:
    query = (
        select(Resource, Listing, Category, Room.name)
        .join(Listing, Listing.resource_id == Resource.id)
        .join(Category, Category.id == Listing.category_id)
        .join(Room, Room.id == Resource.room_id, isouter=True)
        .where(Resource.site_id.in_(asked.sites))
        .order_by(Resource.site_id, Resource.sort_key, Resource.id)
        .limit(asked.most + 1)
    )
    if asked.state:
        query = query.where(Resource.state == asked.state)
    if asked.category:
        query = query.where(Category.slug == asked.category)
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
    filters=("site", "category", "state"),
    states=KINDS["resources"].field("state").meanings,
    columns=_labels(
        "resources",
        *("ref", "name", "units", "room", "site", "category", "kind", "state", "risk"),
        *("manual_url", "photo_url", "description"),
    ),
    rows=_resources,
)


async def _sites(session: Session, asked: Asked) -> list[Row]:
    machines = await session.execute(
        select(Resource.site_id, func.count()).where(Resource.state != "retired").group_by(Resource.site_id)
    )
    counted = dict(machines.all())
    return [
        (
            site.slug,
            asked.told(site.name),
            SITE_KINDS[site.kind].to(asked.locale),
            site.address,
            site.latitude,
            site.longitude,
            site.zone,
            counted.get(site.id, 0),
        )
        for site in sorted(asked.sites.values(), key=lambda each: each.slug)
    ]


SITES = ListOut(
    name="sites",
    label=Words("Địa điểm", "Sites"),
    about=Words(
        "Các cơ sở với địa chỉ và toạ độ, cho bảng tính hoặc bản đồ (GeoJSON)",
        "Places with address and coordinates, for spreadsheets or maps (GeoJSON)",
    ),
    permission="data:export",
    columns=(
        Words("Tên ngắn", "Short name"),
        Words("Tên", "Name"),
        Words("Loại", "Kind"),
        Words("Địa chỉ", "Address"),
        Words("Vĩ độ", "Latitude"),
        Words("Kinh độ", "Longitude"),
        Words("Múi giờ", "Time zone"),
        Words("Số máy", "Machines"),
    ),
    rows=_sites,
    geojson=True,
)


async def _hours(session: Session, asked: Asked) -> list[Row]:
    rules = await session.scalars(
        select(OpeningRule)
        .where(OpeningRule.owner_id.in_(asked.sites))
        .order_by(OpeningRule.owner_id, OpeningRule.weekday, OpeningRule.opens)
    )
    dated = await session.scalars(
        select(OpeningException)
        .where(OpeningException.owner_id.in_(asked.sites))
        .order_by(OpeningException.owner_id, OpeningException.on_date, OpeningException.opens)
    )
    names = _SHORT_DAYS["en" if asked.locale == "en" else "vi"]
    found: list[Row] = [
        (
            asked.sites[rule.owner_id].slug,
            names[rule.weekday - 1],
            f"{rule.opens:%H:%M}",
            f"{rule.closes:%H:%M}",
            rule.valid_from,
            rule.valid_until,
            None,
        )
        for rule in rules
    ]
    closed = Words("đóng cửa", "closed").to(asked.locale)
    found += [
        (
            asked.sites[item.owner_id].slug,
            item.on_date,
            f"{item.opens:%H:%M}" if item.opens else closed,
            f"{item.closes:%H:%M}" if item.closes else closed,
            None,
            None,
            asked.told(item.note),
        )
        for item in dated
    ]
    return found


HOURS = ListOut(
    name="hours",
    label=Words("Giờ mở cửa", "Opening hours"),
    about=Words("Giờ hằng tuần và các ngày đặc biệt", "Weekly hours and dated exceptions"),
    permission="places:manage",
    filters=("site",),
    columns=_labels("hours", "site", "days", "opens", "closes", "valid_from", "valid_until", "note"),
    rows=_hours,
)


async def _closures(session: Session, asked: Asked) -> list[Row]:
    rooms = dict(
        (await session.execute(select(Room.id, Room.site_id).where(Room.site_id.in_(asked.sites)))).all()
    )
    resources = dict(
        (
            await session.execute(
                select(Resource.id, Resource.site_id).where(Resource.site_id.in_(asked.sites))
            )
        ).all()
    )
    region = await session.scalar(select(Region).limit(1))
    inside = {**{id_: id_ for id_ in asked.sites}, **rooms, **resources}
    query = select(Closure).order_by(func.lower(Closure.during), Closure.id).limit(asked.most + 1)
    query = query.where(or_(Closure.scope_id.in_(inside), Closure.scope_kind == "region"))
    if asked.starts or asked.ends:
        query = query.where(Closure.during.op("&&")(Range(asked.starts, asked.ends)))
    found: list[Row] = []
    for closure in await session.scalars(query):
        site = asked.sites.get(inside.get(closure.scope_id, closure.scope_id))
        zone_name = site.zone if site else region.zone if region else asked.zone
        found.append(
            (
                site.slug if site else "*",
                asked.local(closure.during.lower, zone_name),
                asked.local(closure.during.upper, zone_name),
                closure.reason["vi"],
                closure.reason["en"],
            )
        )
    return found


CLOSURES = ListOut(
    name="closures",
    label=Words("Ngày đóng cửa", "Closures"),
    about=Words("Nơi nào đóng cửa, khi nào, vì sao", "What is closed, when and why"),
    permission="places:manage",
    filters=("site", "since", "until"),
    columns=_labels("closures", "site", "starts", "ends", "reason", "reason_en"),
    rows=_closures,
)
