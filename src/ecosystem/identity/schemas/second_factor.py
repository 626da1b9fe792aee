"""What the second factor takes and answers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from ecosystem.kernel.words import Words

Code = Annotated[str, Meta(min_length=1, max_length=40, examples=["123456"])]
Password = Annotated[str, Meta(min_length=1, max_length=1024, examples=["demo-ecosystem"])]


class SecondStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password was right; `POST /api/session/second-factor` with a code completes the sign-in."""

    challenge: str
    expires_at: datetime


class SecondStepIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code of the second factor, or a recovery code."""

    challenge: Annotated[str, Meta(min_length=1, max_length=200)]
    code: Code


class FactorState(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The asker's second factor; `due_at` is when staff rights rest without one, where one is wanted."""

    on: bool
    since: datetime | None
    recovery_codes_left: int
    due_at: datetime | None


class PasswordIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password, asked again before something weighty."""

    password: Password


class PasswordAndCode(PasswordIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password and a code, asked again before something weighty."""

    code: Code


class CloseIn(PasswordIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password, and a code where a second factor is on."""

    code: Code | None = None


class Drawing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A QR code as an SVG path on a square of `size` units."""

    size: int
    path: str


class FactorStarted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an authenticator app wants: as a picture, as a link, or typed. Shown once."""

    secret: str
    uri: str
    qr: Drawing


class FactorCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code that the authenticator app shows."""

    code: Code


class RecoveryCodes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Codes that each stand in for the second factor once. Shown once."""

    codes: list[str]


class FactorRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether staff of a region or an organisation must have a second factor, and how many have none."""

    scope_kind: str
    scope_id: UUID
    scope_name: Words
    required: bool
    grace_days: int
    since: datetime | None
    staff_count: int
    without_count: int


class FactorRuleIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether staff must have a second factor, and how many days they have to set one up."""

    required: bool
    grace_days: Annotated[int, Meta(ge=0, le=90)] = 14
