"""The ways in as lists: invitations, codes to join with, requests to join."""

from ecosystem.directory.queries import organisation_names, organisations
from ecosystem.identity.queries.invitations import invitations
from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words
from ecosystem.transfer.exporting import ages
from ecosystem.transfer.exporting.lists import Asked, ListOut, Row
from ecosystem.transfer.exporting.people import ROLES

INVITATION_STATES = {
    "open": Words("Đang chờ", "Open"),
    "accepted": Words("Đã nhận", "Accepted"),
    "expired": Words("Đã hết hạn", "Expired"),
    "revoked": Words("Đã rút lại", "Taken back"),
}
CODE_STATES = {
    "open": Words("Đang dùng được", "Works"),
    "expired": Words("Đã hết hạn", "Expired"),
    "used_up": Words("Hết lượt", "Used up"),
    "revoked": Words("Đã ngừng", "Ended"),
}
REQUEST_STATES = {
    "pending": Words("Chờ duyệt", "Waiting"),
    "approved": Words("Đã duyệt", "Approved"),
    "refused": Words("Bị từ chối", "Refused"),
    "withdrawn": Words("Đã rút lại", "Withdrawn"),
}
_SOURCES = {"code": Words("Mã tham gia", "Code"), "domain": Words("Tên miền email", "Mail domain")}


async def _invitations(session: Session, asked: Asked) -> list[Row]:
    listed, _ = await invitations(
        session,
        actor=asked.actor,
        scope_id=asked.organisation_id,
        state=asked.state,  # type: ignore[arg-type]  # one of the list's states, as was checked
        after=None,
        limit=asked.most + 1,
        now=asked.now,
    )
    born = await ages.born_by_address(session, {one.email.lower() for one in listed})
    member = Words("Thành viên", "Member").to(asked.locale)
    return [
        (
            one.email if asked.adult(born.get(one.email.lower())) else None,
            ROLES[one.role].to(asked.locale) if one.role else member,
            asked.told(one.scope_name),
            INVITATION_STATES[one.state].to(asked.locale),
            one.invited_by,
            asked.local(one.created_at),
            asked.local(one.sent_at),
            asked.local(one.expires_at),
            asked.local(one.accepted_at),
        )
        for one in listed
    ]


INVITATIONS = ListOut(
    name="invitations",
    label=Words("Lời mời", "Invitations"),
    about=Words(
        "Lời mời bạn đã gửi hoặc phụ trách: mời ai, làm gì, đã nhận hay chưa",
        "Invitations you sent or look after: who was invited as what, and what became of it",
    ),
    permission="invitations:send",
    filters=("organisation", "state"),
    states=INVITATION_STATES,
    of_actor=True,
    columns=(
        Words("Email", "Email"),
        Words("Mời làm", "Invited as"),
        Words("Nơi", "Place"),
        Words("Trạng thái", "State"),
        Words("Người mời", "Invited by"),
        Words("Lúc mời", "Invited at"),
        Words("Gửi thư lúc", "Letter sent"),
        Words("Hết hạn", "Expires"),
        Words("Nhận lúc", "Accepted at"),
    ),
    rows=_invitations,
)


async def _codes(session: Session, asked: Asked) -> list[Row]:
    listed, _ = await organisations.codes(
        session,
        actor=asked.actor,
        organisation_id=asked.organisation_id,
        after=None,
        limit=asked.most + 1,
        now=asked.now,
    )
    names = await organisation_names(session, {code.organisation_id for code in listed})
    return [
        (
            asked.told(names[code.organisation_id]),
            code.code,
            code.label,
            asked.yes(code.approval),
            code.uses,
            code.max_uses,
            CODE_STATES[code.state].to(asked.locale),
            asked.local(code.created_at),
            asked.local(code.expires_at),
        )
        for code in listed
    ]


CODES = ListOut(
    name="join_codes",
    label=Words("Mã tham gia", "Codes to join"),
    about=Words(
        "Mã của các tổ chức bạn quản lý, và đã dùng bao nhiêu lượt",
        "The codes of organisations you manage, and how often they were used",
    ),
    permission="members:manage",
    filters=("organisation",),
    of_actor=True,
    columns=(
        Words("Tổ chức", "Organisation"),
        Words("Mã", "Code"),
        Words("Dành cho ai", "Whom it is for"),
        Words("Phải chờ duyệt", "Needs approval"),
        Words("Số lượt đã dùng", "Uses"),
        Words("Số lượt tối đa", "Uses at most"),
        Words("Trạng thái", "State"),
        Words("Lúc tạo", "Made at"),
        Words("Hết hạn", "Expires"),
    ),
    rows=_codes,
)


async def _requests(session: Session, asked: Asked) -> list[Row]:
    listed, _ = await organisations.requests(
        session,
        actor=asked.actor,
        organisation_id=asked.organisation_id,
        state=asked.state,
        after=None,
        limit=asked.most + 1,
    )
    born = await ages.born(session, {one.person_id for one in listed})
    return [
        (
            asked.told(one.organisation_name),
            one.full_name,
            one.email if asked.adult(born[one.person_id]) else None,
            _SOURCES[one.source].to(asked.locale),
            REQUEST_STATES[one.state].to(asked.locale),
            asked.local(one.created_at),
            asked.local(one.decided_at),
            one.decided_by,
            one.reason,
        )
        for one in listed
    ]


REQUESTS = ListOut(
    name="membership_requests",
    label=Words("Yêu cầu tham gia", "Requests to join"),
    about=Words(
        "Ai xin vào tổ chức bạn quản lý, và được trả lời thế nào",
        "Who asked to join organisations you manage, and the answer",
    ),
    permission="members:manage",
    filters=("organisation", "state"),
    states=REQUEST_STATES,
    of_actor=True,
    columns=(
        Words("Tổ chức", "Organisation"),
        Words("Họ tên", "Full name"),
        Words("Email", "Email"),
        Words("Qua", "By"),
        Words("Trạng thái", "State"),
        Words("Lúc xin", "Asked at"),
        Words("Trả lời lúc", "Answered at"),
        Words("Người trả lời", "Answered by"),
        Words("Lý do", "Reason"),
    ),
    rows=_requests,
)
