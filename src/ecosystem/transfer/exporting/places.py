"""Sites, rooms, opening hours and closures as lists; the headings are those that the import knows."""

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import Range

from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words
from ecosystem.places.models import Closure, OpeningException, OpeningRule, Region, Room
from ecosystem.places.queries import rooms
from ecosystem.timetable.models import Resource
from ecosystem.transfer.exporting.lists import Asked, ListOut, Row, labels

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


async def _rooms(session: Session, asked: Asked) -> list[Row]:
    return [
        (
            asked.sites[room.site_id].slug,
            room.name.vi,
            room.name.en,
            room.floor,
            room.capacity,
            asked.yes(room.retired_at is None),
        )
        for room in await rooms(session, retired=True)
        if room.site_id in asked.sites
    ]


ROOMS = ListOut(
    name="rooms",
    label=Words("Phòng", "Rooms"),
    about=Words(
        "Phòng của các địa điểm, cả phòng không còn dùng", "The rooms of sites, also those out of use"
    ),
    permission="places:manage",
    filters=("site",),
    columns=(
        Words("Địa điểm", "Site"),
        Words("Tên", "Name"),
        Words("Tên tiếng Anh", "Name (English)"),
        Words("Tầng", "Floor"),
        Words("Sức chứa", "Capacity"),
        Words("Đang dùng", "In use"),
    ),
    rows=_rooms,
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
    columns=labels("hours", "site", "days", "opens", "closes", "valid_from", "valid_until", "note"),
    rows=_hours,
)


async def _closures(session: Session, asked: Asked) -> list[Row]:
    inner = dict(
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
    inside = {**{id_: id_ for id_ in asked.sites}, **inner, **resources}
    query = select(Closure).order_by(func.lower(Closure.during), Closure.id).limit(asked.most + 1)
    query = query.where(or_(Closure.scope_id.in_(inside), Closure.scope_kind == "region"))
    if asked.state:
        query = query.where((func.upper(Closure.during) > asked.now) == (asked.state == "ahead"))
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
    filters=("site", "since", "until", "state"),
    states={"ahead": Words("Đang và sắp đóng", "Not over yet"), "past": Words("Đã qua", "Over")},
    columns=labels("closures", "site", "starts", "ends", "reason", "reason_en"),
    rows=_closures,
)
