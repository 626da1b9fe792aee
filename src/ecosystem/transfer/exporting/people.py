"""People and organisations as lists, as the screen shows them to whoever asks.

The address and number of somebody under age leave in none of them, nor does anybody's date of birth.
"""

from sqlalchemy import select

from ecosystem.directory.models import Person
from ecosystem.directory.queries import organisations, people
from ecosystem.directory.queries.people import Which
from ecosystem.identity.models import Credential
from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words
from ecosystem.transfer.exporting.lists import Asked, ListOut, Row
from ecosystem.transfer.importing.kinds import KINDS
from ecosystem.transfer.many import among

ROLES = {
    "admin": Words("Quản trị", "Administrator"),
    "manager": Words("Quản lý", "Manager"),
    "lab": Words("Phụ trách xưởng", "Lab staff"),
    "teacher": Words("Giáo viên", "Teacher"),
    "mentor": Words("Cố vấn", "Mentor"),
    "guardian": Words("Phụ huynh", "Guardian"),
    "founder": Words("Nhà sáng lập", "Founder"),
    "student": Words("Học sinh, sinh viên", "Student"),
}
PEOPLE_STATES = {"open": Words("Đang mở", "Open"), "closed": Words("Đã khoá", "Closed")}


async def _people(session: Session, asked: Asked) -> list[Row]:
    which = Which(
        q=asked.q,
        role=asked.role,
        organisation_id=asked.organisation_id,
        active=asked.state == "open" if asked.state else None,
        limit=asked.most + 1,
    )
    listed, _ = await people.people(session, actor=asked.actor, which=which, now=asked.now)
    ids = [row.id for row in listed]
    known = {each.id: each for each in await session.scalars(select(Person).where(among(Person.id, ids)))}
    able = set(await session.scalars(select(Credential.person_id).where(among(Credential.person_id, ids))))
    locales = KINDS["people"].field("locale").meanings
    found: list[Row] = []
    for row in listed:
        person = known[row.id]
        adult = asked.adult(person.birth_date)
        roles = sorted({ROLES[held.role].to(asked.locale) for held in row.roles})
        found.append(
            (
                row.full_name,
                row.email if adult else None,
                person.phone if adult else None,
                "; ".join(asked.told(each.name) or "" for each in row.organisations) or None,
                "; ".join(roles) or None,
                locales[person.locale].to(asked.locale),
                asked.yes(row.id in able),
                PEOPLE_STATES["open" if row.active else "closed"].to(asked.locale),
                asked.local(person.created_at),
            )
        )
    return found


PEOPLE = ListOut(
    name="people",
    label=Words("Người", "People"),
    about=Words(
        "Những người bạn phụ trách; không có ngày sinh, và không có liên lạc của người chưa đủ 18 tuổi",
        "The people you answer for; no dates of birth, and no addresses of people under 18",
    ),
    permission="people:read",
    filters=("q", "role", "organisation", "state"),
    states=PEOPLE_STATES,
    roles=ROLES,
    of_actor=True,
    columns=(
        Words("Họ tên", "Full name"),
        Words("Email", "Email"),
        Words("Điện thoại", "Phone"),
        Words("Tổ chức", "Organisation"),
        Words("Vai trò", "Roles"),
        Words("Ngôn ngữ", "Language"),
        Words("Đăng nhập được", "Can sign in"),
        Words("Tài khoản", "Account"),
        Words("Ngày tạo", "Entered"),
    ),
    rows=_people,
)


async def _organisations(session: Session, asked: Asked) -> list[Row]:
    sectors = KINDS["organisations"].field("sector").meanings
    listed = await organisations.organisations(session, actor=asked.actor, q=asked.q, now=asked.now)
    return [
        (
            row.slug,
            row.name.vi,
            row.name.en,
            sectors[row.sector].to(asked.locale),
            " ".join(row.domains) or None,
            row.website,
            row.member_count,
        )
        for row in listed
    ]


ORGANISATIONS = ListOut(
    name="organisations",
    label=Words("Tổ chức", "Organisations"),
    about=Words("Trường, doanh nghiệp, cơ quan và cộng đồng", "Schools, companies, offices and communities"),
    permission="members:invite",
    filters=("q",),
    of_actor=True,
    columns=(
        *(
            KINDS["organisations"].field(name).label
            for name in ("slug", "name", "name_en", "sector", "domain", "website")
        ),
        Words("Số thành viên", "Members"),
    ),
    rows=_organisations,
)
