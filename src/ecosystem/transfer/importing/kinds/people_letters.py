"""The letter to somebody whom a list has brought: what this is, and the link that sets a password."""

from datetime import datetime

from ecosystem.directory.models import Person
from ecosystem.identity.models import PasswordReset
from ecosystem.identity.rules import LINK_LASTS
from ecosystem.kernel.db import Session
from ecosystem.kernel.ids import new_id, secret_hash
from ecosystem.kernel.words import Words
from ecosystem.notifications.service import Letter, Recipient, address_of, notify

_SUBJECT = Words("Tài khoản của bạn đã sẵn sàng", "Your account is ready")
_TEXT = Words(
    vi="Xin chào,\n\nĐơn vị của bạn đã tạo cho bạn một tài khoản Ecosystem để đặt máy và phòng. Bạn đặt mật"
    " khẩu của"
    " mình tại đây trong vòng 24 giờ:\n\n{link}\n\nSau thời gian đó, bạn chọn “Quên mật khẩu” ở trang đăng"
    " nhập:\n\n{later}\n\nNếu bạn không biết chuyện này, bạn chỉ cần bỏ qua thư.\n",
    en="Hello,\n\nYour organisation has made an Ecosystem account for you, to book machines and rooms. Set"
    " your password"
    " here within 24 hours:\n\n{link}\n\nAfter that, choose “Forgotten password” on the sign-in page:"
    "\n\n{later}\n\nIf you know nothing of this, simply leave this letter alone.\n",
)


async def welcome(session: Session, person: Person, *, secret: str, now: datetime) -> None:
    """Send a person with an address the link that sets their first password."""
    row = PasswordReset(
        id=new_id(),
        secret_hash=secret_hash(secret),
        person_id=person.id,
        created_at=now,
        expires_at=now + LINK_LASTS,
    )
    session.add(row)
    await session.flush()
    links = {"link": address_of(f"/dat-lai/{secret}"), "later": address_of("/quen-mat-khau")}
    to = Recipient(person.full_name, person.email or "", person.locale)
    letter = Letter(_SUBJECT, _TEXT.filled(**links), confidential=True)
    await notify(session, key=f"welcome:{row.id}", to=to, letter=letter)
