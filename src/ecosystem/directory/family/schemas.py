"""What families send and are answered."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from ecosystem.directory.schemas import OrganisationName
from ecosystem.kernel.words import Locale, Words

GuardianKind = Literal["parent", "legal_guardian"]
Purpose = Literal["enrolment", "photos", "emergency_data", "calendar_alias"]
Name = Annotated[str, Meta(min_length=1, max_length=400, examples=["Phạm Gia Hân"])]
Born = Annotated[date, Meta(examples=["2017-03-14"])]
Grade = Annotated[int, Meta(ge=0, le=12, examples=[4])]
Secret = Annotated[str, Meta(min_length=1, max_length=200)]


class ChildIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A child to enter; `kind` is what the asker is to it. Grade 0 is kindergarten."""

    full_name: Name
    birth_date: Born
    kind: GuardianKind
    school_id: UUID | None = None
    grade: Grade | None = None


class ChildPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a child; null takes away. The alias asks for consent to be in calendars."""

    full_name: Name | UnsetType = UNSET
    birth_date: Born | UnsetType = UNSET
    school_id: UUID | UnsetType | None = UNSET
    grade: Grade | UnsetType | None = UNSET
    alias: Annotated[str, Meta(max_length=200, examples=["Bé Na"])] | UnsetType | None = UNSET


class CareIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to call in an emergency, and what to mind."""

    contact_name: Annotated[str, Meta(min_length=1, max_length=400, examples=["Phạm Văn Lâm"])]
    contact_phone: Annotated[str, Meta(min_length=1, max_length=60, examples=["0901 234 567"])]
    allergy_note: Annotated[str, Meta(max_length=1000, examples=["Dị ứng đậu phộng"])] | None = None


class ConsentIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Consent to a text that was read in `language`; `child_assents` is the child's own answer."""

    purpose: Purpose
    text_version: Annotated[int, Meta(ge=1, le=1_000_000)]
    language: Locale
    child_assents: bool


class ConsentText(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is consented to, in its present version."""

    purpose: Purpose
    version: int
    body: Words


class ConsentOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A consent in force; `newer_text` where its text has changed since."""

    id: UUID
    purpose: Purpose
    text_version: int
    language: Locale
    given_at: datetime
    given_by: str
    child_assent_at: datetime | None
    newer_text: bool


class CareOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known for an emergency."""

    contact_name: str
    contact_phone: str
    allergy_note: str | None
    updated_at: datetime


class GuardianOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who answers for a child; `me` is the asker."""

    full_name: str
    kind: GuardianKind
    since: date
    me: bool


class GuardianInvitationOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who was asked and has not answered."""

    id: UUID
    email: str
    kind: GuardianKind
    expires_at: datetime


class ChildOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A child, for those who answer for it. `age` in years today; `assent_wanted` from seven on."""

    id: UUID
    full_name: str
    birth_date: date
    age: int
    of_age_on: date
    assent_wanted: bool
    school: OrganisationName | None
    grade: int | None
    alias: str | None
    consents: list[ConsentOut]
    care: CareOut | None
    guardians: list[GuardianOut]
    invitations: list[GuardianInvitationOut]
    version: int


class GuardianInviteIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to ask to answer for the child too."""

    email: Annotated[str, Meta(min_length=3, max_length=400)]
    kind: GuardianKind


class InvitedTo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a link asks of whoever it was sent to."""

    child_id: UUID
    child_name: str
    kind: GuardianKind
    invited_by: str
    expires_at: datetime


class SecretIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The end of an invitation's link."""

    token: Secret


class ChildExport(Struct, frozen=True, kw_only=True):
    """All that is kept of a child. `features` is what classes and others keep of it."""

    exported_at: datetime
    person: dict[str, Any]
    guardians: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    care: dict[str, Any] | None
    invitations: list[dict[str, Any]]
    features: dict[str, Any]
