"""The table of notices."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.kernel.db import Base


class Notice(Base):
    """One letter to one person; `key` names its cause, so that a cause has one letter.

    The body of a confidential letter opens something; it is erased once it is sent. A letter with a
    `template` has no text: its feature makes it of the `facts` when it is sent, or drops it as out of date.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'sent', 'failed', 'dropped')", name="state"),
        CheckConstraint("(template IS NULL) = (facts IS NULL)", name="facts"),
        Index("ix_notice_pending", "created_at", postgresql_where=text("state = 'pending'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    recipient_name: Mapped[str]
    recipient_address: Mapped[str]
    locale: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    confidential: Mapped[bool]
    message_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="pending")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    template: Mapped[str | None]
    facts: Mapped[dict[str, Any] | None]
