"""What the directory takes and answers."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from ecosystem.kernel.hooks import Touched
from ecosystem.kernel.words import Words

Role = Literal["admin", "manager", "lab", "teacher", "mentor", "guardian", "founder", "student"]
ScopeKind = Literal["region", "organisation", "site", "programme"]
Sector = Literal["state", "enterprise", "academia", "community"]
DomainJoining = Literal["at_once", "approval"]
CodeState = Literal["open", "expired", "used_up", "revoked"]
RequestState = Literal["pending", "approved", "refused", "withdrawn"]
Domains = Annotated[list[str], Meta(max_length=100, examples=[["truong.edu.vn"]])]
Website = Annotated[str, Meta(max_length=400, examples=["https://truong.edu.vn"])]
Reason = Annotated[str, Meta(max_length=500, examples=["Đã nghỉ việc"])]


class GrantedRole(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role that somebody holds and where; `may_withdraw` for whoever asks."""

    id: UUID
    role: Role
    scope_kind: ScopeKind
    scope_id: UUID
    scope_name: Words | None
    until: datetime | None
    may_withdraw: bool


class OrganisationName(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An organisation by name."""

    id: UUID
    name: Words


class PersonRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person in the list."""

    id: UUID
    full_name: str
    email: str | None
    active: bool
    roles: list[GrantedRole]
    organisations: list[OrganisationName]


class MembershipOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A membership, in force or past."""

    organisation_id: UUID
    name: Words
    title: str | None
    since: date
    until: date | None
    current: bool


class PersonDetail(PersonRow, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person. `birth_date` is told only to those who answer for people; others learn `minor`."""

    phone: str | None
    locale: str
    minor: bool | None
    birth_date: date | None
    memberships: list[MembershipOut]
    session_count: int
    second_factor: bool
    created_at: datetime
    version: int
    may_edit: bool


class PersonPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What staff change of a person: the spelling of the name, whether the account is open, and why."""

    full_name: Annotated[str, Meta(min_length=1, max_length=400)] | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    reason: Reason | None = None


class Closing(Struct, frozen=True):
    """What closing an account calls off: all that the person has ahead, in the order of time."""

    count: int
    items: list[Touched]


class GivablePlace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place and the roles that the asker may give there."""

    scope_kind: ScopeKind
    scope_id: UUID
    name: Words
    roles: list[Role]


class RoleIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role to give to somebody."""

    person_id: UUID
    role: Annotated[Role, Meta(examples=["lab"])]
    scope_kind: Annotated[ScopeKind, Meta(examples=["site"])]
    scope_id: UUID
    until: Annotated[datetime, Meta(tz=True)] | None = None


class OrganisationRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An organisation in the list, with what waits there."""

    id: UUID
    slug: str
    name: Words
    sector: Sector
    domains: list[str]
    website: str | None
    member_count: int
    request_count: int


class OrganisationDetail(OrganisationRow, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One organisation; `may` is what the asker may do there."""

    domain_joining: DomainJoining
    version: int
    may: list[str]


class OrganisationIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An organisation to enter; without a `slug` one is made of the name."""

    name: Words
    sector: Annotated[Sector, Meta(examples=["academia"])]
    slug: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    domains: Domains = []
    domain_joining: DomainJoining = "at_once"
    website: Website | None = None


class OrganisationPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of an organisation; its sector and domains only by those who run the region."""

    name: Words | UnsetType = UNSET
    sector: Sector | UnsetType = UNSET
    domains: Domains | UnsetType = UNSET
    domain_joining: DomainJoining | UnsetType = UNSET
    website: Website | UnsetType | None = UNSET


class Member(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who belongs to an organisation."""

    person_id: UUID
    full_name: str
    email: str | None
    title: str | None
    since: date


class CodeIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code to make; `max_uses` null for no limit."""

    organisation_id: UUID
    label: Annotated[str, Meta(pattern=r"\S", max_length=100, examples=["Lớp K17"])]
    approval: bool
    expires_at: Annotated[datetime, Meta(tz=True)]
    max_uses: Annotated[int, Meta(ge=1, le=10_000)] | None = None


class CodeOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code, as those who manage it read it again."""

    id: UUID
    organisation_id: UUID
    code: Annotated[str, Meta(examples=["MAYC-ATLK"])]
    label: str
    approval: bool
    uses: int
    max_uses: int | None
    created_at: datetime
    expires_at: datetime
    state: CodeState


class RequestOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody's request to belong to an organisation."""

    id: UUID
    organisation_id: UUID
    organisation_name: Words
    person_id: UUID
    full_name: str
    email: str | None
    source: Literal["code", "domain"]
    state: RequestState
    created_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None


class DecisionIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answer to a request; a refusal says why."""

    approve: bool
    reason: Reason | None = None


class MyOrganisation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An organisation that the asker belongs to, or has asked to (`request_id`)."""

    organisation_id: UUID
    name: Words
    sector: Sector
    title: str | None
    since: date | None
    request_id: UUID | None
    asked_at: datetime | None


class ReasonIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why this is done."""

    reason: Reason | None = None
