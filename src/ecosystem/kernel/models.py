"""Tables of the kernel: the audit log, answered idempotency keys and files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.kernel.db import Base


class AuditEntry(Base):
    """One change by a person: who, what, before and after, why. Never updated or deleted."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_kind", "subject_id", text("at DESC")),
        Index("ix_audit_entry_actor", "actor_id", text("at DESC")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    request_id: Mapped[str | None]


class IdempotencyKey(Base):
    """A 2xx answer, kept to be given again to the same person, key and path."""

    __tablename__ = "idempotency_key"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int]
    headers: Mapped[dict[str, str]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(index=True)


class StoredFile(Base):
    """The bytes of a file that a row of a feature refers to; written once and never changed.

    `small` is its rendition for lists, `digest` the SHA-256 of `content`.
    """

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("octet_length(digest) = 32", name="digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    public: Mapped[bool]
    media_type: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    small: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
