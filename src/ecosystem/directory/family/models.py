"""Tables of families: minors, their guardians, consent with its text, what is known for an emergency."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.directory.family.rules import ASSENT_AGE, CONFIRMED, KINDS, MAX_GRADE, PURPOSES
from ecosystem.directory.models import one_of
from ecosystem.kernel.db import Base


class Child(Base):
    """A minor whom a guardian has entered: a person without a login, and what only the family tells.

    `alias` is what the child is called in calendars. `version` counts every change of what guardians edit,
    details of an emergency included.
    """

    __tablename__ = "child"
    __table_args__ = (CheckConstraint(f"grade BETWEEN 0 AND {MAX_GRADE}", name="grade"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    grade: Mapped[int | None]
    alias: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    erased_at: Mapped[datetime | None]


class Guardianship(Base):
    """Somebody answers for a minor from `since` on, and before `until`: majority at the latest."""

    __tablename__ = "guardianship"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("confirmed_how", CONFIRMED), name="confirmed_how"),
        CheckConstraint("guardian_id <> child_id", name="two_people"),
        UniqueConstraint("guardian_id", "child_id"),
        Index("ix_guardianship_child_id", "child_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    guardian_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.person_id"))
    kind: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    confirmed_how: Mapped[str]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class ConsentText(Base):
    """What is consented to, in both languages. A text is never changed: another one gets another version."""

    __tablename__ = "consent_text"
    __table_args__ = (CheckConstraint(one_of("purpose", PURPOSES), name="purpose"),)

    purpose: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[dict[str, str]]
    published_at: Mapped[datetime]


class Consent(Base):
    """A guardian's consent for one purpose, and the proof of it; at most one is in force.

    `child_age` is the age in years when it was given: from ASSENT_AGE on the child's own assent is part of
    it. `evidence` holds the request and a keyed hash of the address it came from.
    """

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint(one_of("purpose", PURPOSES), name="purpose"),
        CheckConstraint("language IN ('vi', 'en')", name="language"),
        CheckConstraint("channel IN ('web', 'api')", name="channel"),
        CheckConstraint(f"child_age < {ASSENT_AGE} OR child_assent_at IS NOT NULL", name="assent"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn"),
        ForeignKeyConstraint(
            ["purpose", "text_version"],
            ["consent_text.purpose", "consent_text.version"],
            name="fk_consent_text",
        ),
        Index(
            "uq_consent_in_force",
            "child_id",
            "purpose",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.person_id"))
    guardian_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str]
    text_version: Mapped[int]
    language: Mapped[str]
    channel: Mapped[str]
    given_at: Mapped[datetime]
    child_age: Mapped[int]
    child_assent_at: Mapped[datetime | None]
    evidence: Mapped[dict[str, Any]]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class ChildCare(Base):
    """Whom to call and what to mind; there only while there is consent to keep it."""

    __tablename__ = "child_care"

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.person_id"), primary_key=True)
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    allergy_note: Mapped[str | None]
    updated_at: Mapped[datetime]


class GuardianInvitation(Base):
    """One guardian asks another to answer for the same child; the link works once, for that address."""

    __tablename__ = "guardian_invitation"
    __table_args__ = (CheckConstraint(one_of("kind", KINDS), name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.person_id"), index=True)
    email: Mapped[str]
    kind: Mapped[str]
    invited_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
