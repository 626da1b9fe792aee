"""People, organisations and qualifications as lists.

The address and number of somebody under age leave in none of them, nor does anybody's date of birth.
"""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from ecosystem.directory.models import Membership, Organisation, Person, RoleGrant
from ecosystem.fablab.models import Reservation
from ecosystem.identity.models import Credential
from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words
from ecosystem.qualifications.models import Qualification, QualificationGrant
from ecosystem.timetable.models import Resource
from ecosystem.transfer.exporting.lists import Asked, ListOut, Row
from ecosystem.transfer.importing.kinds import KINDS

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
EVIDENCE = {
    "quiz": Words("Trắc nghiệm", "Quiz"),
    "staff": Words("Nhân viên xác nhận", "Staff"),
    "course": Words("Khoá học", "Course"),
    "import": Words("Danh sách nhập", "Import"),
    "document": Words("Giấy chứng nhận", "Certificate"),
}


async def _people(session: Session, asked: Asked) -> list[Row]:
    today = asked.now.date()
    in_force = or_(Membership.until.is_(None), Membership.until >= today)
    query = select(Person).where(Person.deactivated_at.is_(None)).order_by(Person.sort_key, Person.id)
    if asked.organisation_id:
        members = select(Membership.person_id).where(
            Membership.organisation_id == asked.organisation_id, Membership.since <= today, in_force
        )
        query = query.where(Person.id.in_(members))
    people = list(await session.scalars(query.limit(asked.most + 1)))
    belongs: dict[object, list[str]] = {}
    for person_id, name in await session.execute(
        select(Membership.person_id, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.since <= today, in_force)
        .order_by(Organisation.slug)
    ):
        belongs.setdefault(person_id, []).append(asked.told(name) or "")
    holds: dict[object, set[str]] = {}
    current = or_(RoleGrant.until.is_(None), RoleGrant.until > asked.now)
    for person_id, role in await session.execute(select(RoleGrant.person_id, RoleGrant.role).where(current)):
        holds.setdefault(person_id, set()).add(ROLES[role].to(asked.locale) if role in ROLES else role)
    able = set(await session.scalars(select(Credential.person_id)))
    yes, no = Words("có", "yes").to(asked.locale), Words("không", "no").to(asked.locale)
    return [
        (
            person.full_name,
            person.email if asked.adult(person.birth_date) else None,
            person.phone if asked.adult(person.birth_date) else None,
            "; ".join(belongs.get(person.id, [])) or None,
            "; ".join(sorted(holds.get(person.id, set()))) or None,
            KINDS["people"].field("locale").meanings[person.locale].to(asked.locale),
            yes if person.id in able else no,
            asked.local(person.created_at),
        )
        for person in people
    ]


PEOPLE = ListOut(
    name="people",
    label=Words("Người", "People"),
    about=Words(
        "Ai có mặt trong vùng; không có ngày sinh, và không có liên lạc của người chưa đủ 18 tuổi",
        "Who is in the region; no dates of birth, and no addresses of people under 18",
    ),
    permission="people:read",
    filters=("organisation",),
    of_region=True,
    columns=(
        Words("Họ tên", "Full name"),
        Words("Email", "Email"),
        Words("Điện thoại", "Phone"),
        Words("Tổ chức", "Organisation"),
        Words("Vai trò", "Roles"),
        Words("Ngôn ngữ", "Language"),
        Words("Đăng nhập được", "Can sign in"),
        Words("Ngày tạo", "Entered"),
    ),
    rows=_people,
)


async def _organisations(session: Session, asked: Asked) -> list[Row]:
    sectors = KINDS["organisations"].field("sector").meanings
    counted = dict(
        (
            await session.execute(
                select(Membership.organisation_id, func.count()).group_by(Membership.organisation_id)
            )
        ).all()
    )
    rows = await session.scalars(select(Organisation).order_by(Organisation.slug).limit(asked.most + 1))
    return [
        (
            row.slug,
            row.name["vi"],
            row.name["en"],
            sectors[row.sector].to(asked.locale),
            " ".join(row.domains) or None,
            row.website,
            counted.get(row.id, 0),
        )
        for row in rows
    ]


ORGANISATIONS = ListOut(
    name="organisations",
    label=Words("Tổ chức", "Organisations"),
    about=Words("Trường, doanh nghiệp, cơ quan và cộng đồng", "Schools, companies, offices and communities"),
    permission="data:export",
    of_region=True,
    columns=(
        *(
            KINDS["organisations"].field(name).label
            for name in ("slug", "name", "name_en", "sector", "domain", "website")
        ),
        Words("Số thành viên", "Members"),
    ),
    rows=_organisations,
)


async def _qualifications(session: Session, asked: Asked) -> list[Row]:
    giver = aliased(Person)
    query = (
        select(QualificationGrant, Qualification, Person, giver.full_name)
        .join(Qualification, Qualification.id == QualificationGrant.qualification_id)
        .join(Person, Person.id == QualificationGrant.person_id)
        .join(giver, giver.id == QualificationGrant.granted_by_id, isouter=True)
        .order_by(Qualification.code, Person.sort_key, QualificationGrant.id)
        .limit(asked.most + 1)
    )
    if not asked.at_region or asked.one_site:
        # A lab knows who books its machines.
        booked = (
            select(Reservation.person_id)
            .join(Resource, Resource.id == Reservation.resource_id)
            .where(Resource.site_id.in_(asked.sites))
        )
        query = query.where(Person.id.in_(booked))
    found: list[Row] = []
    for grant, qualification, person, given_by in await session.execute(query):
        evidence = EVIDENCE.get(grant.evidence)
        found.append(
            (
                qualification.code,
                asked.told(qualification.name),
                person.full_name,
                person.email if asked.adult(person.birth_date) else None,
                evidence.to(asked.locale) if evidence else grant.evidence,
                given_by,
                asked.local(grant.granted_at),
                asked.local(grant.expires_at),
                asked.local(grant.revoked_at),
                grant.revoked_reason,
            )
        )
    return found


QUALIFICATIONS = ListOut(
    name="qualifications",
    label=Words("Chứng nhận đã cấp", "Qualifications held"),
    about=Words("Ai được dùng máy gì, đến khi nào", "Who may use what, until when"),
    permission="qualifications:grant",
    filters=("site",),
    columns=(
        Words("Mã", "Code"),
        Words("Chứng nhận", "Qualification"),
        Words("Họ tên", "Full name"),
        Words("Email", "Email"),
        Words("Căn cứ", "Evidence"),
        Words("Người cấp", "Given by"),
        Words("Cấp lúc", "Given at"),
        Words("Hết hạn", "Expires"),
        Words("Thu hồi lúc", "Withdrawn at"),
        Words("Lý do thu hồi", "Why withdrawn"),
    ),
    rows=_qualifications,
)
