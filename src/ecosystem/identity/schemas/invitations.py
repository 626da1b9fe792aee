"""What invitations, codes and people take and answer."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from ecosystem.directory.schemas import Role, ScopeKind
from ecosystem.identity.schemas import LinkIn, Locale
from ecosystem.kernel.words import Words

InvitationState = Literal["open", "expired", "accepted", "revoked"]


class InvitationIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to invite to what: a role at a place, or without a role the membership of an organisation."""

    email: Annotated[str, Meta(min_length=1, max_length=254, examples=["hoa@example.org"])]
    scope_kind: Annotated[ScopeKind, Meta(examples=["organisation"])]
    scope_id: UUID
    role: Role | None = None
    locale: Locale = "vi"


class InvitationOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invitation and what has become of it; `may_resend` for whoever asks."""

    id: UUID
    email: str
    role: Role | None
    scope_kind: ScopeKind
    scope_id: UUID
    scope_name: Words | None
    invited_by: str
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    state: InvitationState
    may_resend: bool


class InvitationRead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody is invited to, for whoever holds the letter's link; `account` is there to sign in to."""

    email: str
    role: Role | None
    scope_kind: ScopeKind
    scope_name: Words
    invited_by: str
    expires_at: datetime
    account: bool


class InvitedSignUp(LinkIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account made through the letter's link, which confirms the address."""

    full_name: Annotated[str, Meta(min_length=1, max_length=400, examples=["Nguyễn Thị Hoa"])]
    password: Annotated[str, Meta(min_length=1, max_length=2000, examples=["một câu của riêng mình"])]
    locale: Locale = "vi"
    birth_date: date | None = None


class CodeGiven(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code to join an organisation with, as it was typed."""

    code: Annotated[str, Meta(min_length=1, max_length=40, examples=["MAYC-ATLK"])]


class JoinedOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of a code: a member at once, or a request that waits for an answer."""

    organisation_id: UUID
    name: Words
    member: bool
