"""Tables of identity: credentials, sessions, API tokens, invitations, second factors, counters of tries."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.kernel.db import Base


class Credential(Base):
    """A person's password, as argon2id made it."""

    __tablename__ = "credential"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str]
    changed_at: Mapped[datetime]


class LoginSession(Base):
    """One browser signed in; the cookie's SHA-256 finds it, the cookie itself is not stored."""

    __tablename__ = "login_session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    csrf_token: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    address: Mapped[str | None]
    user_agent: Mapped[str | None]
    revoked_at: Mapped[datetime | None]


class ApiToken(Base):
    """A key for a program, with the scopes its owner gave it."""

    __tablename__ = "api_token"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    label: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignUp(Base):
    """Somebody who wants an account; it comes into being when the letter's link is opened.

    `known` is a row for an address that has an account already: nobody was sent its secret.
    """

    __tablename__ = "sign_up"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    email: Mapped[str] = mapped_column(index=True)
    full_name: Mapped[str]
    password_hash: Mapped[str]
    locale: Mapped[str]
    birth_date: Mapped[date | None]
    known: Mapped[bool]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class PasswordReset(Base):
    """A link that sets a new password; without a person where the address has no account."""

    __tablename__ = "password_reset"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class RateCounter(Base):
    """How often something was tried in a window, counted here so that it holds over processes."""

    __tablename__ = "rate_counter"

    bucket: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


class Invitation(Base):
    """Somebody is invited, by a letter's link, to be a member of an organisation or to hold a role.

    Without a role it is the membership of the organisation at `scope_id`.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("role IS NOT NULL OR scope_kind = 'organisation'", name="what"),
        CheckConstraint("accepted_at IS NULL OR revoked_at IS NULL", name="one_end"),
        Index("ix_invitation_scope", "scope_kind", "scope_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    email: Mapped[str]
    role: Mapped[str | None]
    scope_kind: Mapped[str]
    scope_id: Mapped[UUID]
    locale: Mapped[str]
    invited_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]


class SecondFactor(Base):
    """A person's key for codes by the clock, sealed; `last_step` is the last stretch of time used."""

    __tablename__ = "second_factor"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands in for the second factor once; its row goes when it is used."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]


class HalfSession(Base):
    """The password was right; the code of the second factor is still to come."""

    __tablename__ = "half_session"

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SecondFactorRule(Base):
    """Staff of a region or an organisation must have a second factor, so many days after this began."""

    __tablename__ = "second_factor_rule"
    __table_args__ = (
        CheckConstraint("scope_kind IN ('region', 'organisation')", name="scope_kind"),
        CheckConstraint("grace_days BETWEEN 0 AND 90", name="grace_days"),
    )

    scope_kind: Mapped[str] = mapped_column(primary_key=True)
    scope_id: Mapped[UUID] = mapped_column(primary_key=True)
    grace_days: Mapped[int]
    since: Mapped[datetime]
