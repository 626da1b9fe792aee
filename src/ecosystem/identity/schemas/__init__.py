"""What identity takes and answers."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from ecosystem.kernel.words import Words

Locale = Annotated[str, Meta(description="`vi` or `en`", examples=["vi"])]
Zone = Annotated[str, Meta(description="Name of an IANA time zone", examples=["Asia/Ho_Chi_Minh"])]


class SignIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who wants to sign in."""

    email: Annotated[str, Meta(min_length=1, max_length=254, examples=["student@demo.example"])]
    password: Annotated[str, Meta(min_length=1, max_length=1024, examples=["demo-ecosystem"])]


class SignUpIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who wants an account."""

    email: Annotated[str, Meta(min_length=1, max_length=254, examples=["hoa@example.org"])]
    full_name: Annotated[str, Meta(min_length=1, max_length=400, examples=["Nguyễn Thị Hoa"])]
    password: Annotated[str, Meta(min_length=1, max_length=2000, examples=["một câu của riêng mình"])]
    locale: Locale = "vi"
    birth_date: date | None = None


class PasswordResetIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who wants a new password."""

    email: Annotated[str, Meta(min_length=1, max_length=254, examples=["hoa@example.org"])]


class LetterSent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A letter goes to this address, whether it has an account or not."""

    email: str


class LinkIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands at the end of a letter's link."""

    token: Annotated[str, Meta(min_length=1, max_length=200)]


class NewPasswordIn(LinkIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A letter's link and the password to set with it."""

    password: Annotated[str, Meta(min_length=1, max_length=2000, examples=["một câu của riêng mình"])]


class Confirmed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The address that can sign in, the organisations that it belongs to, and those it has asked to."""

    email: str
    organisations: list[Words]
    requested: list[Words]


class RoleHeld(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role and where it is held; `scope_name` is None where the place has no name."""

    role: str
    scope_kind: str
    scope_id: UUID
    scope_name: Words | None


class Me(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person who asks; `permissions` are all that are held anywhere, narrowed by a token's scopes.

    `second_factor_due_at` is when staff rights rest (or since when) because there is no second factor.
    """

    id: UUID
    full_name: str
    email: str | None
    locale: Locale
    zone: Zone
    roles: list[RoleHeld]
    permissions: list[str]
    second_factor_due_at: datetime | None
    version: int


class SignedIn(Me, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person who has just signed in, and the token that unsafe requests carry in X-CSRF-Token."""

    csrf_token: str


class Session(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is signed in, if anybody."""

    person: Me | None
    csrf_token: str | None


class MePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person changes about himself; what is left out stays."""

    full_name: str | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    zone: Zone | UnsetType = UNSET


class SignedInDevice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One browser that is signed in; `current` is the one that asks."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str | None
    user_agent: str | None
    current: bool


class SignedInDevices(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The asker's live sessions, the newest first."""

    items: list[SignedInDevice]
    next_cursor: None = None


class TokenIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token to make; `scopes` are permissions that its owner holds."""

    label: Annotated[str, Meta(pattern=r"\S", max_length=100, examples=["Màn hình ở xưởng"])]
    scopes: Annotated[list[str], Meta(min_length=1, max_length=100, examples=[["reservations:read"]])]
    expires_days: Annotated[int, Meta(ge=1, le=3650)] | None = None


class Token(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key for a program, without the key; `expires_at` None: for good."""

    id: UUID
    label: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class NewToken(Token, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token just made; `token` is shown this once."""

    token: str


class Tokens(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The asker's live tokens, the newest first."""

    items: list[Token]
    next_cursor: None = None
