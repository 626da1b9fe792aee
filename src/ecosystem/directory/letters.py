"""The letters of the directory: what came of a request to belong to an organisation."""

from ecosystem.directory.models import MembershipRequest, Person
from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words
from ecosystem.notifications.service import Letter, Recipient, address_of, notify

_APPROVED = Words(
    vi="Xin chào {name},\n\nYêu cầu tham gia {organisation} của bạn đã được chấp thuận. Từ hôm nay bạn là"
    " thành viên và đặt được những máy dành cho thành viên:\n\n{link}\n",
    en="Hello {name},\n\nYour request to join {organisation} was approved. You are a member from today on and"
    " can book what is kept for members:\n\n{link}\n",
)
_REFUSED = Words(
    vi="Xin chào {name},\n\nYêu cầu tham gia {organisation} của bạn chưa được chấp thuận.\n\nLý do: {reason}"
    "\n\nCác tổ chức của bạn nằm ở trang tài khoản:\n\n{link}\n",
    en="Hello {name},\n\nYour request to join {organisation} was not approved.\n\nReason: {reason}\n\n"
    "Your organisations are on your account page:\n\n{link}\n",
)


async def decided(
    session: Session, request: MembershipRequest, person: Person, organisation: Words, reason: str | None
) -> None:
    """Tell whoever asked; without an address there is nobody to tell."""
    if person.email is None:
        return
    approved = request.state == "approved"
    subject = (
        Words("Bạn đã là thành viên của {organisation}", "You are now a member of {organisation}")
        if approved
        else Words("Về yêu cầu tham gia {organisation}", "Your request to join {organisation}")
    )
    text = _APPROVED if approved else _REFUSED
    link = address_of("/may" if approved else "/tai-khoan")
    filled = Words(
        *(
            words.to(
                locale, name=person.full_name, organisation=organisation.to(locale), reason=reason, link=link
            )
            for words, locale in ((text, "vi"), (text, "en"))
        )
    )
    titled = Words(*(subject.to(locale, organisation=organisation.to(locale)) for locale in ("vi", "en")))
    to = Recipient(person.full_name, person.email, person.locale)
    await notify(session, key=f"membership-request:{request.id}", to=to, letter=Letter(titled, filled))
