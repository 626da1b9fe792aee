"""The letters of families: an invitation to answer for a child, and that somebody entered the same child.

No letter names a child: addresses are mistyped, and mail is read by others.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ecosystem.directory.family.access import in_force
from ecosystem.directory.family.models import Guardianship
from ecosystem.directory.family.words import KINDS
from ecosystem.directory.models import Person
from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words
from ecosystem.notifications.service import Letter, Recipient, address_of, notify

_INVITATION = Words(
    vi="Xin chào,\n\n{sender} mời bạn cùng làm {kind} của một trẻ trên Ecosystem, nơi đăng ký lớp học và đặt"
    " máy trong vùng. Bạn mở liên kết dưới đây, đăng nhập bằng địa chỉ email này rồi nhận lời, trước"
    " {until}:\n\n{link}\n\nNếu bạn không biết người mời, bạn bỏ qua thư này: sẽ không có gì xảy ra.\n",
    en="Hello,\n\n{sender} asks you to be a {kind} of a child too on Ecosystem, where the region's classes"
    " and machines are booked. Open the link below, sign in with this address and accept, before {until}:\n\n"
    "{link}\n\nIf you do not know who asks, leave this letter alone: nothing will happen.\n",
)
_TWIN = Words(
    vi="Xin chào {name},\n\nMột tài khoản khác vừa thêm một trẻ có cùng họ tên và ngày sinh với con của bạn."
    " Người đó không thấy gì về con bạn hay về bạn.\n\nNếu đó là cha, mẹ hoặc người giám hộ còn lại, bạn hãy"
    " mời người ấy ở trang gia đình để hai người dùng chung một hồ sơ:\n\n{link}\n\nNếu bạn thấy lạ, bạn báo"
    " cho người quản lý giúp.\n",
    en="Hello {name},\n\nAnother account has just added a child with the same name and date of birth as"
    " yours. They see nothing about your child or about you.\n\nIf it is the other parent or guardian, invite"
    " them on your family page, so that you share one record:\n\n{link}\n\nIf it looks strange to you, please"
    " tell the people who run this.\n",
)


def invitation(secret: str, *, kind: str, sender: str, until: datetime) -> Letter:
    """The link that makes somebody a guardian; `until` in the zone of whoever sends it."""
    subject = Words("Lời mời cùng giám hộ một trẻ", "An invitation to be a child's guardian too")
    filled = {
        locale: _INVITATION.to(
            locale,
            sender=sender,
            kind=KINDS[kind].to(locale),
            until=f"{until:%H:%M %d/%m/%Y}",
            link=address_of(f"/gia-dinh/moi/{secret}"),
        )
        for locale in ("vi", "en")
    }
    return Letter(subject, Words(**filled), confidential=True)


async def tell_of_twin(session: Session, *, child_id: UUID, key: str, born: date, today: date) -> None:
    """Tell other families with a child of this name and birth that it was entered again."""
    twin = aliased(Person)
    rows = await session.execute(
        select(Guardianship.child_id, Person)
        .join_from(Guardianship, Person, Person.id == Guardianship.guardian_id)
        .join(twin, twin.id == Guardianship.child_id)
        .where(
            twin.search_key == key,
            twin.birth_date == born,
            twin.id != child_id,
            in_force(today),
            Person.deactivated_at.is_(None),
            Person.email.is_not(None),
        )
    )
    for twin_id, guardian in rows.all():
        filled = {
            locale: _TWIN.to(locale, name=guardian.full_name, link=address_of("/gia-dinh"))
            for locale in ("vi", "en")
        }
        letter = Letter(
            Words("Con của bạn vừa được thêm lần nữa", "Your child was added again"), Words(**filled)
        )
        to = Recipient(guardian.full_name, guardian.email or "", guardian.locale)
        await notify(session, key=f"child-twin:{child_id}:{twin_id}:{guardian.id}", to=to, letter=letter)
