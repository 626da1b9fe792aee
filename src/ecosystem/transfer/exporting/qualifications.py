"""Qualifications as lists: what there are with their quizzes, who holds them, every grant there was.

The address of somebody under age leaves in none of them.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from ecosystem.directory.models import Person
from ecosystem.fablab.models import Reservation
from ecosystem.fablab.queries import catalogue
from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words
from ecosystem.qualifications import holders, queries
from ecosystem.qualifications.models import Qualification, QualificationGrant, Quiz
from ecosystem.timetable.models import Resource
from ecosystem.transfer.exporting import ages
from ecosystem.transfer.exporting.lists import Asked, ListOut, Row

EVIDENCE = {
    "quiz": Words("Trắc nghiệm", "Quiz"),
    "staff": Words("Nhân viên xác nhận", "Staff"),
    "course": Words("Khoá học", "Course"),
    "import": Words("Danh sách nhập", "Import"),
    "document": Words("Giấy chứng nhận", "Certificate"),
}
# What may be asked for, and what a row says of itself.
HOLDER_STATES = {
    "valid": Words("Còn hiệu lực", "Valid"),
    "expiring": Words("Sắp hết hạn", "Soon to expire"),
    "ended": Words("Đã kết thúc", "Ended"),
}
_HELD = {
    "valid": HOLDER_STATES["valid"],
    "expired": Words("Đã hết hạn", "Expired"),
    "revoked": Words("Đã thu hồi", "Withdrawn"),
}


def _evidence(asked: Asked, name: str) -> str:
    return EVIDENCE[name].to(asked.locale) if name in EVIDENCE else name


async def _catalogue(session: Session, asked: Asked) -> list[Row]:
    listed = await queries.every(session, categories=await catalogue.asking(session))
    rows = await session.execute(
        select(
            Quiz.id, Quiz.title, func.jsonb_array_length(Quiz.questions), Quiz.pass_mark, Quiz.retry_minutes
        )
    )
    quizzes = {id_: (asked.told(title), *figures) for id_, title, *figures in rows}
    return [
        (
            one.code,
            one.name.vi,
            one.name.en,
            asked.told(one.description),
            one.valid_days,
            " ".join(one.categories) or None,
            *(quizzes[one.quiz_id] if one.quiz_id else (None,) * 4),
        )
        for one in listed
    ]


CATALOGUE = ListOut(
    name="qualification_catalogue",
    label=Words("Chứng nhận và trắc nghiệm", "Qualifications and quizzes"),
    about=Words(
        "Có những chứng nhận nào, loại máy nào cần, bài trắc nghiệm ra sao",
        "What one can be qualified for, which categories ask for it, and its quiz",
    ),
    permission="qualifications:grant",
    columns=(
        Words("Mã", "Code"),
        Words("Tên", "Name"),
        Words("Tên tiếng Anh", "Name (English)"),
        Words("Mô tả", "Description"),
        Words("Hiệu lực (ngày)", "Valid for (days)"),
        Words("Danh mục yêu cầu", "Asked for by"),
        Words("Bài trắc nghiệm", "Quiz"),
        Words("Số câu", "Questions"),
        Words("Điểm đạt (%)", "Pass mark (%)"),
        Words("Chờ làm lại (phút)", "Wait before another try (min)"),
    ),
    rows=_catalogue,
)


async def _holders(session: Session, asked: Asked) -> list[Row]:
    listed = await holders.holders(
        session,
        actor=asked.actor,
        qualification_id=asked.qualification_id,
        state=asked.state,  # type: ignore[arg-type]  # one of the list's states, as was checked
        q=asked.q,
        now=asked.now,
        after=None,
        limit=asked.most + 1,
    )
    born = await ages.born(session, {one.person_id for _, one in listed})
    return [
        (
            one.full_name,
            one.email if asked.adult(born[one.person_id]) else None,
            asked.told(one.qualification.name),
            _HELD[one.state].to(asked.locale),
            _evidence(asked, one.evidence),
            one.note,
            one.given_by,
            asked.local(one.granted_at),
            asked.local(one.expires_at),
            asked.local(one.revoked_at),
            one.revoked_reason,
        )
        for _, one in listed
    ]


HOLDERS = ListOut(
    name="holders",
    label=Words("Người có chứng nhận", "Holders of qualifications"),
    about=Words(
        "Ai đang có, sắp hết hoặc đã hết chứng nhận nào; mỗi người một hàng",
        "Who holds what, whose runs out soon or has ended; one row a person and qualification",
    ),
    permission="qualifications:grant",
    filters=("q", "qualification", "state"),
    states=HOLDER_STATES,
    of_actor=True,
    columns=(
        Words("Họ tên", "Full name"),
        Words("Email", "Email"),
        Words("Chứng nhận", "Qualification"),
        Words("Trạng thái", "State"),
        Words("Căn cứ", "Evidence"),
        Words("Ghi chú", "Note"),
        Words("Người cấp", "Given by"),
        Words("Cấp lúc", "Given at"),
        Words("Hết hạn", "Expires"),
        Words("Thu hồi lúc", "Withdrawn at"),
        Words("Lý do thu hồi", "Why withdrawn"),
    ),
    rows=_holders,
)


async def _grants(session: Session, asked: Asked) -> list[Row]:
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
        found.append(
            (
                qualification.code,
                asked.told(qualification.name),
                person.full_name,
                person.email if asked.adult(person.birth_date) else None,
                _evidence(asked, grant.evidence),
                given_by,
                asked.local(grant.granted_at),
                asked.local(grant.expires_at),
                asked.local(grant.revoked_at),
                grant.revoked_reason,
            )
        )
    return found


GRANTS = ListOut(
    name="qualifications",
    label=Words("Chứng nhận đã cấp", "Qualifications held"),
    about=Words(
        "Mọi lần cấp: cho ai, ai cấp, đến khi nào, có thu hồi không",
        "Every time one was given: to whom, by whom, until when, and whether it was withdrawn",
    ),
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
    rows=_grants,
)
